"""What the portal asks of a search and what it gets: our own words, no backend's."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["EditionDocument", "FacetValue", "Hit", "Query", "Results", "WorkHit"]


@dataclass(frozen=True, slots=True)
class EditionDocument:
    """One edition as it is indexed: `texts` by field of `fields.py` (raw, not analysed), `facets` and `display`.

    `id` is the instance id, `work` the work id, `hash` a digest of the whole document, `year` 0 when unknown.
    `display` is what a result row needs, as plain JSON: title, vernacular forms, responsibility, publication, kind,
    members, …; `search/document.py` says which keys.
    """

    id: str
    work: str
    hash: str
    texts: Mapping[str, tuple[str, ...]]
    facets: Mapping[str, tuple[str, ...]]
    identifiers: tuple[str, ...]
    year: int
    sort_title: str
    display: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Query:
    """A reader's question.

    `text`: what stands in the box ("" finds everything). `filters`: facet name -> chosen values (any of them);
    `year_from`/`year_to`: 0 for open. `sort`: "relevance", "newest", "oldest", "title". Pages count works.
    `editions_shown`: with each work come so many of its editions, the best; 100 at most.
    """

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    year_from: int = 0
    year_to: int = 0
    sort: str = "relevance"
    page: int = 1
    page_size: int = 20
    facets: tuple[str, ...] = ()
    editions_shown: int = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """One edition that was found."""

    id: str
    work: str
    score: float
    display: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class WorkHit:
    """A work with those of its editions that were found, best first; `editions_found` may exceed `len(editions)`."""

    work: str
    editions: tuple[Hit, ...]
    editions_found: int


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A facet's value, the number of editions found that have it, and whether it is chosen."""

    value: str
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """The answer: numbers of editions and works found, one page of works, facets by name.

    `works_found` is exact up to the backend's grouping limit; `works_exact` says so. `relaxed`: nothing answers to all
    words of the question, so these answer to most of them.
    """

    editions_found: int
    works_found: int
    works_exact: bool
    works: tuple[WorkHit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    relaxed: bool = False
