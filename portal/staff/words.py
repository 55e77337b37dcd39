"""What the staff pages call states, outcomes, severities, verdicts and actions, by their codes."""

from collections.abc import Mapping

from portal.i18n import Wording, later

__all__ = ["WORDS", "say"]

WORDS: Mapping[str, Mapping[str, str]] = {
    "action": {
        "merge": later("merged"),
        "unmerge": later("took back a merge"),
        "split": later("split"),
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
    "verdict": {"same": later("the same"), "different": later("different"), "auto": later("by rule")},
    "thing": {
        "work": later("Work"),
        "instance": later("Edition"),
        "load": later("Load"),
        "staff": later("Staff"),
        "member": later("Library"),
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
