"""The pages of a long list."""

from typing import NamedTuple

from portal.urls import Pairs, changed

__all__ = ["Pages", "pages_of"]


class Pages(NamedTuple):
    """The present page, the last one, and the addresses of its neighbours ("" for none)."""

    page: int
    last: int
    before: str
    after: str


def pages_of(found: int, *, page: int, page_size: int, last_allowed: int, pairs: Pairs) -> Pages:
    """Return the paging of `found` things."""
    last = min(max(-(-found // page_size), 1), last_allowed)
    before = "?" + changed(pairs, page=str(min(page - 1, last)) if page > 2 else None) if page > 1 else ""
    after = "?" + changed(pairs, page=str(page + 1)) if page < last else ""
    return Pages(page, last, before, after)
