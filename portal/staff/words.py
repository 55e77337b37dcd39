"""What the staff pages call states, outcomes, severities, verdicts and actions, by their codes."""

from collections.abc import Mapping

from portal.i18n import Wording, later

__all__ = ["WORDS", "say"]

WORDS: Mapping[str, Mapping[str, str]] = {
    "action": {
        "merge": later("merged"),
        "unmerge": later("took back a merge"),
        "split": later("split"),
        "unsplit": later("took back a split"),
        "judge": later("judged"),
        "unjudge": later("took back a verdict"),
        "take-back": later("took back a judgement"),
        "unload": later("undid a load"),
        "remove": later("removed"),
        "add": later("added"),
        "change": later("changed"),
        "sign-in": later("signed in"),
        "sign-out": later("signed out"),
        "staff-add": later("let in"),
        "staff-revoke": later("revoked a token"),
    },
    "state": {
        "running": later("under way"),
        "done": later("done"),
        "failed": later("ended early"),
        "undone": later("undone"),
        "live": later("live"),
        "redirect": later("merged away"),
        "gone": later("gone"),
    },
    "severity": {
        "warning": later("warning"),
        "damaged": later("damaged"),
        "refused": later("file refused"),
        "skipped": later("passed over"),
    },
    "outcome": {
        "read": later("read"),
        "loaded": later("loaded"),
        "unchanged": later("unchanged"),
        "deleted": later("deleted"),
        "skipped": later("skipped"),
        "failed": later("failed"),
        "swept": later("deleted because not delivered any more"),
        "removed": later("would be removed"),
        "restored": later("would be as before"),
        "revived": later("would be brought back"),
    },
    "verdict": {
        "same": later("the same"),
        "different": later("different"),
        "unsure": later("unsure"),
        "auto": later("by rule"),
    },
    "review kind": {"pair": later("of two libraries"), "duplicate": later("duplicate within one library")},
    "done": {"merge": later("merged"), "split": later("split"), "verdict": later("by verdict")},
    "joined": {"yes": later("one edition"), "no": later("two editions")},
    "link": {
        "score": later("alike"),
        "judgement": later("said to be the same"),
        "key": later("a title and name, or another work key, in common"),
        "edition": later("the same edition"),
    },
    "authority evidence": {
        "id": later("same identifier"),
        "dates equal": later("dates equal"),
        "name of a body": later("name of the body equal"),
        "subject string": later("subject string equal"),
        "heading equal": later("heading equal"),
        "name equal": later("name equal"),
        "name equal to a reference": later("name equal to a reference"),
        "only initials": later("only initials"),
        "Chinese name": later("Chinese name, no proof"),
        "long Chinese name": later("long Chinese name"),
        "dates on one side": later("dates on one side only"),
        "title in common": later("title in common"),
        "name in common": later("name in common"),
    },
    "thing": {
        "pair": later("Pair of records"),
        "work": later("Work"),
        "instance": later("Edition"),
        "load": later("Load"),
        "staff": later("Staff"),
        "member": later("Library"),
    },
    "statement": {
        "subjects": later("subjects and genres"),
        "classes": later("class numbers"),
        "summaries": later("a summary"),
        "contents": later("a table of contents"),
        "authorities": later("authority links"),
        "isbns": later("ISBNs"),
        "pinyin": later("pinyin"),
    },
    "detail": {
        "reason": later("Reason"),
        "redirected": later("What leads there now"),
        "kept": later("What stays"),
        "restored": later("Live again"),
        "new": later("What is new"),
        "parts": later("To be taken out"),
        "member": later("Library"),
        "merge": later("Number of the merge"),
        "change": later("Number to take it back by"),
        "verdict": later("Verdict"),
        "records": later("Records"),
        "removed": later("Records removed"),
        "restored records": later("Records as before"),
        "revived": later("Records brought back"),
        "days": later("Days"),
        "said": later("What is said of it now"),
    },
    "count": {
        "members": later("Libraries"),
        "groups": later("Groups"),
        "records": later("Records"),
        "works": later("Works"),
        "instances": later("Editions"),
        "agents": later("People and organisations"),
        "subjects": later("Subjects"),
        "loads": later("Loads"),
    },
}


def say(wording: Wording, what: str, code: str) -> str:
    """Return the word for a code, the code itself where there is none."""
    return wording.gettext(WORDS[what].get(code, code))
