"""What to try when nothing was found."""

import re
from typing import NamedTuple

from kg.search.query import Query
from portal.i18n import later
from portal.urls import changed

__all__ = ["Suggestion", "suggestions"]

_SIGNS = re.compile(r'["“”《》〈〉:：()（）*?？!！+\-]+')


class Suggestion(NamedTuple):
    """A search that may find more: why, its words, its address."""

    reason: str
    words: str
    address: str


def suggestions(query: Query) -> tuple[Suggestion, ...]:
    """Return wider searches than one that found nothing: without filters, without signs, with fewer words."""
    found: list[Suggestion] = []
    if query.filters or query.year_from or query.year_to:
        found.append(_for(later("The same words without filters"), query.text))
    plain = " ".join(_SIGNS.sub(" ", query.text).split())
    if plain and plain != query.text:
        found.append(_for(later("Without signs and quotation marks"), plain))
    words = plain.split()
    if len(words) > 1:
        longest = sorted(words, key=len, reverse=True)[: max(len(words) // 2, 1)]
        found.append(_for(later("Fewer words"), " ".join(word for word in words if word in longest)))
    elif len(plain) > 4:
        found.append(_for(later("Only the beginning"), plain[: max(len(plain) // 2, 2)]))
    return tuple(found)


def _for(reason: str, words: str) -> Suggestion:
    return Suggestion(reason, words, "?" + changed([], q=words))
