"""What a reader asks for in the address of a search, read with limits."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from werkzeug.datastructures import MultiDict

from kg.errors import UsageError
from kg.search.query import Query

__all__ = ["DECADES", "FACETS", "LAST_PAGE", "LONGEST_TEXT", "SORTS", "page_number", "read_query", "within_members"]

# The facets of a search, in the order of the column; each is an argument of the address.
FACETS: tuple[str, ...] = ("member", "kind", "language")
DECADES = "decade"
SORTS: tuple[str, ...] = ("relevance", "newest", "oldest", "title")
LONGEST_TEXT = 300
LAST_PAGE = 500

_MOST_VALUES = 30
_LONGEST_VALUE = 200
_LAST_YEAR = 2999


def page_number(args: MultiDict[str, str]) -> int:
    """Return the page that the address asks for; raise UsageError for one beyond the limit."""
    page = max(_number(args.get("page", ""), 1), 1)
    if page > LAST_PAGE:
        raise UsageError(f"A list has at most {LAST_PAGE} pages: ask more narrowly.")
    return page


def read_query(args: MultiDict[str, str], *, page_size: int) -> Query:
    """Return the question in the address; raise UsageError for one beyond the limits.

    What is merely not understood is left out.
    """
    text = "".join(sign if sign.isprintable() else " " for sign in args.get("q", "")).strip()
    if len(text) > LONGEST_TEXT:
        raise UsageError(f"A search has at most {LONGEST_TEXT} characters: write fewer words.")
    filters = {name: values for name in FACETS if (values := _values(args.getlist(name)))}
    first, last = _number(args.get("from", ""), 0), _number(args.get("to", ""), 0)
    if first and last and first > last:
        first, last = last, first
    sort = args.get("sort", "")
    return Query(
        text=text,
        filters=filters,
        year_from=min(first, _LAST_YEAR),
        year_to=min(last, _LAST_YEAR),
        sort=sort if sort in SORTS else SORTS[0],
        page=page_number(args),
        page_size=page_size,
        facets=(*FACETS, DECADES),
    )


def within_members(query: Query, codes: AbstractSet[str]) -> Query:
    """Return the question asked of some libraries only: those chosen among them, else all of them.

    No library has an empty code, so that nothing is found where none is left.
    """
    chosen = query.filters.get("member", tuple(sorted(codes)))
    left = tuple(code for code in chosen if code in codes) or ("",)
    return replace(query, filters={**query.filters, "member": left})


def _values(values: Sequence[str]) -> tuple[str, ...]:
    kept = [value for value in values if value and len(value) <= _LONGEST_VALUE and value.isprintable()]
    return tuple(dict.fromkeys(kept))[:_MOST_VALUES]


def _number(text: str, default: int) -> int:
    """Return a number of ASCII digits; the default for anything else."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default
