"""What every backend does alike: which questions are refused, how facets are ordered, how much is shown."""

from collections.abc import Mapping

from kg.errors import SearchError
from kg.search.fields import FACETS, SORTS, Facet, Sort
from kg.search.query import FacetValue, Query

__all__ = [
    "GROUPING_LIMIT",
    "NO_YEAR",
    "TIE_BREAKER",
    "YEAR_FACETS",
    "checked_facet",
    "checked_sort",
    "facet_values",
    "year_bounds",
]

GROUPING_LIMIT = 10_000
"""So many editions are grouped into works exactly; a question that finds more says `works_exact=False`."""

TIE_BREAKER = 0.1
"""What counts of the scores of the parts of a BestOf that are not the best."""

NO_YEAR = 9999
"""Stands for an unknown year where years are narrowed or ordered, the oldest first."""

YEAR_FACETS = frozenset(facet.name for facet in FACETS if facet.is_year)
_FACET_NAMES = frozenset(facet.name for facet in FACETS)
_LARGEST_PAGE = 200
# What Elasticsearch gives with one hit unless its index is set otherwise.
_MOST_EDITIONS = 100


def checked_sort(query: Query) -> Sort:
    """Return the order that the question asks for; raise SearchError for an order, page or size that there is not."""
    sort = next((sort for sort in SORTS if sort.name == query.sort), None)
    if sort is None:
        raise SearchError(f"There is no order '{query.sort}'. There are: {', '.join(sort.name for sort in SORTS)}.")
    if not 1 <= query.page_size <= _LARGEST_PAGE:
        raise SearchError(f"A page holds 1 to {_LARGEST_PAGE} works, not {query.page_size}.")
    if not 1 <= query.editions_shown <= _MOST_EDITIONS:
        raise SearchError(f"With a work come 1 to {_MOST_EDITIONS} of its editions, not {query.editions_shown}.")
    if query.page < 1 or query.page * query.page_size > GROUPING_LIMIT:
        raise SearchError(
            f"There is no page {query.page}: pages go up to {GROUPING_LIMIT // query.page_size}. Narrow the question."
        )
    return sort


def checked_facet(name: str) -> str:
    """Return the name of a facet to filter by; raise SearchError where there is none."""
    if name not in _FACET_NAMES:
        raise SearchError(f"There is no facet '{name}' to filter by. There are: {', '.join(sorted(_FACET_NAMES))}.")
    return name


def year_bounds(query: Query) -> tuple[int, int]:
    """Return the first and the last year asked for, both among those that years can be; an unknown one is in none."""
    latest = NO_YEAR - 1
    return min(max(query.year_from, 1), NO_YEAR), min(max(query.year_to, 0) or latest, latest)


def facet_values(facet: Facet, counts: Mapping[str, int], query: Query) -> tuple[FacetValue, ...]:
    """Return the facet's values in its order, those chosen among them even where nothing has them."""
    chosen = query.filters.get(facet.name, ())
    every = {**dict.fromkeys(chosen, 0), **counts}
    if facet.is_year:
        every.pop("0", None)
    order = sorted(every, reverse=True) if facet.by_value else sorted(every, key=lambda value: (-every[value], value))
    return tuple(FacetValue(value, every[value], value in chosen) for value in order)
