"""Which editions a list is: those that a reader marked, or those that a search found, up to a limit that is told."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from kg.search.document import make_document
from kg.search.query import Query, WorkHit
from portal.reading import Reading

__all__ = ["Selection", "found", "marked"]

_PAGE = 100
_SHOWN = 100
_LAST_EDITION = 10_000


class Selection(NamedTuple):
    """Ids of editions, best first; `found` is how many there are, of which `ids` may be only the first."""

    ids: tuple[str, ...]
    found: int


def marked(ids: Iterable[str], most: int) -> Selection:
    """Return the editions that the reader marked, the first of them where they are too many."""
    distinct = tuple(dict.fromkeys(entry for entry in ids if entry))
    return Selection(distinct[:most], len(distinct))


def found(reading: Reading, query: Query, most: int) -> Selection:
    """Return the editions that answer the question, in its order: work by work, as the pages of results show them."""
    asked = replace(query, page=1, page_size=_PAGE, facets=(), editions_shown=_SHOWN)
    results = reading.search(asked)
    ids: list[str] = []
    while results.works and len(ids) < most:
        for hit in results.works:
            ids += _editions(reading, asked, hit)
        if asked.page * _PAGE >= min(results.works_found, _LAST_EDITION):
            break
        asked = replace(asked, page=asked.page + 1)
        results = reading.search(asked)
    return Selection(tuple(dict.fromkeys(ids))[:most], max(results.editions_found, len(ids)))


def _editions(reading: Reading, query: Query, hit: WorkHit) -> list[str]:
    """Return the editions of a work that were found, of which the search gives only the first hundred.

    The rest are those of the work's that the filters let through, if that makes as many as were found: then the words
    of the question are the work's. Else only those that the search named are sure.
    """
    named = [edition.id for edition in hit.editions]
    if hit.editions_found <= len(named):
        return named
    passing = [each for each in _passing(reading, query, hit.work) if each not in named]
    return named + passing if len(named) + len(passing) == hit.editions_found else named


def _passing(reading: Reading, query: Query, work_id: str) -> Iterator[str]:
    work = reading.work(work_id)
    for instance_id in work.instances if work is not None else ():
        instance = reading.instance(instance_id)
        if work is None or instance is None:
            continue
        document = make_document(work, instance)
        fits = all(set(values) & set(document.facets.get(name, ())) for name, values in query.filters.items())
        after = not query.year_from or document.year >= query.year_from
        before = not query.year_to or 0 < document.year <= query.year_to
        if fits and after and before:
            yield instance_id
