"""The search index in files of its own, by tantivy: nothing to install, one writer, any number of readers."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import cast

import tantivy
from tantivy import Order

from kg.errors import BusyError, StoreError
from kg.search.backend import IndexReader, IndexWriter, SearchServer
from kg.search.backends._answers import GROUPING_LIMIT, checked_sort, facet_values
from kg.search.backends._engine import read_engine, write_engine
from kg.search.backends._tantivy_files import open_index, publish_commit
from kg.search.backends._tantivy_query import everything, narrow, translate, works_query
from kg.search.backends._tantivy_schema import MARKER, event_document, tantivy_document
from kg.search.fields import FACETS, Facet, Sort
from kg.search.meaning import mean
from kg.search.query import EditionDocument, FacetValue, Hit, Query, Results, WorkHit

__all__ = ["GROUPING_LIMIT", "KEEPS_GENERATIONS", "TantivyReader", "TantivyWriter", "open_reader", "open_writer"]

KEEPS_GENERATIONS = True
"""What is published does not change any more."""

_ENGINE = "tantivy"
_WRITER_MEMORY = 64_000_000

_Address = tantivy.DocAddress
_Scored = list[tuple[float, _Address]]


def open_writer(directory: Path, _server: SearchServer | None = None) -> "TantivyWriter":
    """Return the one writer of the index in the directory, which is made if there is none; BusyError for a second."""
    read_engine(directory, _ENGINE)
    return TantivyWriter(directory)


def open_reader(
    directory: Path, _server: SearchServer | None = None, *, grouping_limit: int = GROUPING_LIMIT
) -> "TantivyReader":
    """Return a reader of the index as it stands now; StoreError where there is none."""
    read_engine(directory, _ENGINE)
    return TantivyReader(directory, grouping_limit)


class TantivyWriter(IndexWriter):
    """Writes the index; see IndexWriter."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._index = open_index(directory, create=True)
        write_engine(directory, _ENGINE)
        try:
            self._writer = self._index.writer(_WRITER_MEMORY, 1)
        except ValueError as cause:
            if "LockBusy" in str(cause):
                raise BusyError(
                    f"Another process writes the search index in {directory}. Wait for it or end it."
                ) from cause
            raise StoreError(f"The search index in {directory} cannot be written: {cause}") from cause
        self._event = _applied_event(self._index.searcher())

    def replace(self, documents: Iterable[EditionDocument]) -> None:
        """See IndexWriter."""
        for document in documents:
            self._writer.delete_documents_by_term("id", document.id)
            self._writer.add_document(tantivy_document(document))

    def delete(self, ids: Iterable[str]) -> None:
        """See IndexWriter."""
        for each in ids:
            self._writer.delete_documents_by_term("id", each)

    def commit(self, event: int) -> None:
        """See IndexWriter."""
        self._writer.delete_documents_by_term(MARKER, f"event {self._event}")
        self._writer.add_document(event_document(event))
        try:
            self._writer.commit()
        except (ValueError, OSError) as cause:
            raise StoreError(f"The search index in {self._directory} cannot be written: {cause}") from cause
        self._event = event

    def applied_event(self) -> int:
        """See the contract in `backend.py`."""
        return self._event

    def publish(self, directory: Path) -> None:
        """See IndexWriter."""
        write_engine(directory, _ENGINE)
        publish_commit(self._directory, directory)

    def serves(self, directory: Path) -> bool:
        """See IndexWriter: what was published lies in its folder, whatever becomes of the index."""
        return directory.is_dir()

    def retire(self, kept: Iterable[Path]) -> None:
        """See IndexWriter: there is nothing elsewhere."""

    def close(self) -> None:
        """See IndexWriter."""
        self._writer.rollback()
        self._writer.wait_merging_threads()


class TantivyReader(IndexReader):
    """Answers questions from one state of the index; see IndexReader."""

    def __init__(self, directory: Path, grouping_limit: int) -> None:
        self._grouping_limit = grouping_limit
        self._index = open_index(directory, create=False)
        self._searcher = self._index.searcher()

    def search(self, query: Query) -> Results:
        """See IndexReader."""
        sort = checked_sort(query)
        meaning = mean(query.text)
        asked = translate(meaning.strict)
        found = narrow(asked, query)
        count = self._count(found)
        is_relaxed = not count and meaning.relaxed is not None and not self._count(asked)
        if is_relaxed and meaning.relaxed is not None:
            asked = translate(meaning.relaxed)
            found = narrow(asked, query)
            count = self._count(found)
        works, works_found = self._works(found, query, sort, count)
        return Results(
            editions_found=count,
            works_found=works_found,
            works_exact=count <= self._grouping_limit,
            works=works,
            facets=self._facets(asked, query),
            relaxed=is_relaxed and count > 0,
        )

    def applied_event(self) -> int:
        """See the contract in `backend.py`."""
        return _applied_event(self._searcher)

    def hashes(self) -> dict[str, str]:
        """See IndexReader."""
        found = self._searcher.terms_with_prefix("fingerprint", "", filter_query=everything())
        return dict(_fingerprint(term) for term, _ in found)

    def close(self) -> None:
        """Nothing to let go of: the files stay mapped until the reader itself is gone."""

    def _count(self, found: tantivy.Query) -> int:
        # The stubs leave out the number of hits.
        return int(self._searcher.search(found, 1).count)  # type: ignore[attr-defined]

    def _hits(self, found: tantivy.Query, sort: Sort, limit: int) -> _Scored:
        if not sort.key:
            return list(self._searcher.search(found, limit, count=False).hits)
        order = Order.Desc if sort.descending else Order.Asc
        hits = self._searcher.search(found, limit, count=False, order_by_field=sort.key, order=order).hits
        return [(0.0, address) for _, address in hits]

    def _works(self, found: tantivy.Query, query: Query, sort: Sort, count: int) -> tuple[tuple[WorkHit, ...], int]:
        """Return the page of works, and how many works there are."""
        if not count:
            return (), 0
        hits = self._hits(found, sort, min(count, self._grouping_limit))
        by_work = self._by_work(hits)
        first = (query.page - 1) * query.page_size
        chosen = list(by_work)[first : first + query.page_size]
        if count <= self._grouping_limit:
            return self._shown(by_work, chosen, query), len(by_work)
        works_found = max(len(by_work), round(self._searcher.cardinality(found, "work_number")))
        if chosen:
            # Asked for anew, since more were found than were grouped.
            of_these = works_query(found, chosen)
            by_work = self._by_work(self._hits(of_these, sort, self._count(of_these)))
        return self._shown(by_work, chosen, query), min(works_found, count)

    def _by_work(self, hits: _Scored) -> dict[int, _Scored]:
        """Return the hits of each work, works in the order of their best hit."""
        by_work: dict[int, _Scored] = {}
        numbers = self._searcher.fast_field_values("work_number", [address for _, address in hits])
        for number, hit in zip(numbers, hits, strict=True):
            by_work.setdefault(cast("int", number), []).append(hit)
        return by_work

    def _shown(self, by_work: dict[int, _Scored], chosen: list[int], query: Query) -> tuple[WorkHit, ...]:
        """Return the chosen works with their best editions."""
        works = []
        for hits in (by_work[number] for number in chosen):
            editions = tuple(self._hit(*hit) for hit in hits[: query.editions_shown])
            works.append(WorkHit(editions[0].work, editions, len(hits)))
        return tuple(works)

    def _hit(self, score: float, address: _Address) -> Hit:
        stored = self._searcher.doc(address)
        return Hit(stored["id"][0], stored["work"][0], score, json.loads(stored["display"][0]))

    def _facets(self, asked: tantivy.Query, query: Query) -> dict[str, tuple[FacetValue, ...]]:
        """Return the facets asked for; one in which something is chosen is counted as if nothing were chosen in it."""
        wanted = [facet for facet in FACETS if facet.name in query.facets]
        own = [facet for facet in wanted if query.filters.get(facet.name) or facet.is_year]
        counted = self._counted(narrow(asked, query), [facet for facet in wanted if facet not in own])
        for facet in own:
            counted |= self._counted(narrow(asked, query, but=facet.name), [facet])
        return {facet.name: facet_values(facet, counted[facet.name], query) for facet in wanted}

    def _counted(self, found: tantivy.Query, facets: list[Facet]) -> dict[str, dict[str, int]]:
        if not facets:
            return {}
        asked = {facet.name: {"terms": {"field": facet.name, "size": facet.size}} for facet in facets}
        answer = self._searcher.aggregate(found, asked)
        return {
            name: {str(bucket["key"]): int(bucket["doc_count"]) for bucket in answer[name]["buckets"]} for name in asked
        }


def _applied_event(searcher: tantivy.Searcher) -> int:
    found = searcher.terms_with_prefix(MARKER, "event ", filter_query=tantivy.Query.all_query())
    return max((int(term.removeprefix("event ")) for term, _ in found), default=0)


def _fingerprint(term: str) -> tuple[str, str]:
    each, _, digest = term.partition("\n")
    return each, digest
