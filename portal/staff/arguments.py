"""What a staff page's address or form asks for, read with limits."""

from collections.abc import Iterable
from typing import NamedTuple

from werkzeug.datastructures import MultiDict

from kg.catalogue import AuditFilter
from kg.catalogue.oversight import ProblemFilter
from kg.errors import UsageError
from portal.i18n import later
from portal.urls import changed

__all__ = [
    "LAST_PAGE",
    "LONGEST_REASON",
    "PAGE_SIZE",
    "STATES",
    "Pages",
    "page_number",
    "pages_of",
    "read_audit_filter",
    "read_problem_filter",
    "reason_of",
    "word",
]

PAGE_SIZE = 50
LAST_PAGE = 2000
STATES = ("running", "done", "failed", "undone")
LONGEST = 200
LONGEST_REASON = 500


class Pages(NamedTuple):
    """The present page, the last one, and the addresses of its neighbours ("" for none)."""

    page: int
    last: int
    before: str
    after: str


def page_number(args: MultiDict[str, str]) -> int:
    """Return the page that the address asks for; raise UsageError for one beyond the limit."""
    page = max(_number(args.get("page", ""), 1), 1)
    if page > LAST_PAGE:
        raise UsageError(f"A list has at most {LAST_PAGE} pages: ask more narrowly.")
    return page


def pages_of(found: int, page: int, pairs: Iterable[tuple[str, str]]) -> Pages:
    """Return the paging of so many things."""
    kept = list(pairs)
    last = min(max(-(-found // PAGE_SIZE), 1), LAST_PAGE)
    before = "?" + changed(kept, page=str(min(page - 1, last)) if page > 2 else None) if page > 1 else ""
    after = "?" + changed(kept, page=str(page + 1)) if page < last else ""
    return Pages(page, last, before, after)


def word(args: MultiDict[str, str], name: str) -> str:
    """Return an argument without what cannot be seen; "" for one that is too long to be meant."""
    text = args.get(name, "").strip()
    return text if len(text) <= LONGEST and text.isprintable() else ""


def read_problem_filter(args: MultiDict[str, str]) -> ProblemFilter:
    """Return which problems the address asks for."""
    return ProblemFilter(
        member=word(args, "member"),
        load=_number(args.get("load", ""), 0),
        reason=word(args, "reason"),
        severity=word(args, "severity"),
    )


def read_audit_filter(args: MultiDict[str, str]) -> AuditFilter:
    """Return which lines of the audit trail the address asks for."""
    return AuditFilter(who=word(args, "who"), action=word(args, "action"), what=word(args, "what"))


def reason_of(form: MultiDict[str, str]) -> str:
    """Return the reason that a form gives; raise UsageError where it gives none, or a novel."""
    reason = " ".join(form.get("reason", "").split())
    if not reason or not reason.isprintable():
        raise UsageError(later("Give a reason: it is kept in the audit trail."))
    if len(reason) > LONGEST_REASON:
        raise UsageError(f"A reason has at most {LONGEST_REASON} characters.")
    return reason


def _number(text: str, default: int) -> int:
    """Return a number of ASCII digits; the default for anything else."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else default
