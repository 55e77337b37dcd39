"""Answers questions from an index on Elasticsearch in two calls: the page with its facets, then its editions."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from elasticsearch import ApiError, Elasticsearch

from kg.errors import SearchError, StoreError
from kg.search.backend import IndexReader, SearchServer
from kg.search.backends._answers import checked_sort, facet_values
from kg.search.backends._elasticsearch_bodies import (
    LEAN,
    NUMBER,
    WORKS,
    Asked,
    count_body,
    counted,
    editions_body,
    facet_body,
    is_chosen,
    number_body,
    page_body,
    work_hits,
    works_on,
)
from kg.search.backends._elasticsearch_indexes import Index, describe, require_schema
from kg.search.backends._elasticsearch_query import EVERYTHING, Json, narrow, translate
from kg.search.backends._elasticsearch_schema import EVENT, MARKER
from kg.search.backends._elasticsearch_server import connect, is_missing, refusal, told
from kg.search.backends._elasticsearch_writer import ENGINE, INDEX
from kg.search.backends._engine import REBUILD, read_engine
from kg.search.expression import Expression
from kg.search.fields import FACETS, Sort
from kg.search.meaning import mean
from kg.search.query import Query, Results, WorkHit

__all__ = ["ElasticsearchReader"]

_PAGE = 5000
_KEPT_ALIVE = "2m"
_FINGERPRINT: list[Json] = [{"field": "id"}, {"field": "hash"}]


class ElasticsearchReader(IndexReader):
    """Answers questions from the index that a generation names; see IndexReader."""

    def __init__(self, directory: Path, server: SearchServer, grouping_limit: int) -> None:
        facts = read_engine(directory, ENGINE)
        if INDEX not in facts:
            raise StoreError(f"There is no search index in {directory}. {REBUILD}")
        self._server = server
        self._grouping_limit = grouping_limit
        self._name = str(facts[INDEX])
        self._published = int(facts.get(EVENT, 0))
        self._client = connect(server, timeout=server.timeout)
        try:
            self._shards = self._described().shards
        except BaseException:
            self._client.close()
            raise

    def search(self, query: Query) -> Results:
        """See IndexReader."""
        sort = checked_sort(query)
        meaning = mean(query.text)
        results, none_asked = self._answer(meaning.strict, query, sort)
        if meaning.relaxed is None or not none_asked:
            return results
        relaxed, _ = self._answer(meaning.relaxed, query, sort, relaxed=True)
        return relaxed

    def applied_event(self) -> int:
        """See the contract in `backend.py`; an index that is ahead of its generation holds that one's event too."""
        with told(self._server, self._name):
            try:
                marker = self._client.get(index=self._name, id=MARKER, realtime=False)
            except ApiError as error:
                if is_missing(error):
                    return 0
                raise
        event = int(marker["_source"][EVENT])
        return min(event, self._published) if self._published else event

    def hashes(self) -> dict[str, str]:
        """See IndexReader."""
        with told(self._server, self._name):
            return dict(self._fingerprints())

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _described(self) -> Index:
        with told(self._server, self._name):
            found = describe(self._client, self._name)
        if not found:
            raise refusal(self._server, self._name, 404, "")
        require_schema(found[0])
        return found[0]

    def _answer(
        self, expression: Expression, query: Query, sort: Sort, *, relaxed: bool = False
    ) -> tuple[Results, bool]:
        """Return the answer, and whether nothing was found even before the reader's choices."""
        asked = translate(expression)
        question = Asked(asked, narrow(asked, query), query, sort)
        own = [facet for facet in FACETS if facet.name in query.facets and is_chosen(facet, query)]
        bodies = [page_body(question, own), *(facet_body(question, facet) for facet in own), count_body(asked)]
        page, *others = self._ask(question, bodies if question.found != asked else bodies[:-1])
        count = int(page["hits"]["total"]["value"])
        counts = {**counted(page), **{name: each for other in others for name, each in counted(other).items()}}
        works, works_found = self._works(question, count, page) if count else ((), 0)
        results = Results(
            editions_found=count,
            works_found=works_found,
            works_exact=count <= self._grouping_limit,
            works=works,
            facets={f.name: facet_values(f, counts[f.name], query) for f in FACETS if f.name in query.facets},
            relaxed=relaxed and count > 0,
        )
        in_all = int(others[-1]["hits"]["total"]["value"]) if question.found != asked else count
        return results, not in_all

    def _works(self, question: Asked, count: int, page: Json) -> tuple[tuple[WorkHit, ...], int]:
        """Return the works of the page with their editions, and how many works there are."""
        shown = works_on(page)
        bodies = [editions_body(question, shown)] if shown else []
        is_last = 0 < len(shown) < question.query.page_size
        if not is_last and count <= self._grouping_limit:
            # The server's own number of different values is an estimate; this is a count.
            bodies.append(number_body(question, self._grouping_limit))
        answers = self._ask(question, bodies, LEAN) if bodies else []
        works = work_hits(shown, answers[0]) if shown else ()
        if is_last:
            return works, (question.query.page - 1) * question.query.page_size + len(shown)
        if count <= self._grouping_limit:
            return works, int(answers[-1]["aggregations"][NUMBER]["count"])
        return works, min(max(int(page["aggregations"][WORKS]["value"]), len(shown)), count)

    def _ask(self, question: Asked, bodies: Sequence[Json], filter_path: str | None = None) -> list[Json]:
        """Return the answers to several searches, all of them whole; raise StoreError where one is not."""
        header: Json = {
            "index": self._name,
            "allow_partial_search_results": False,
            # With several shards the statistics of all of them, else the same words would count differently in each.
            "search_type": "dfs_query_then_fetch" if self._shards > 1 else "query_then_fetch",
            # The same question goes to the same copies, so that its pages follow each other.
            "preference": _token(question.query.text),
        }
        searches = [part for body in bodies for part in (header, body)]
        with told(self._server, self._name):
            answers = self._client.msearch(searches=searches, filter_path=filter_path)["responses"]
        for answer in answers:
            if "error" in answer:
                raise self._failure(answer)
            if answer["timed_out"] or answer["_shards"]["failed"]:
                raise refusal(self._server, self._name, 503, "only a part of the index answered")
        return list(answers)

    def _failure(self, answer: Json) -> StoreError | SearchError:
        refused = refusal(self._server, self._name, answer["status"], answer)
        if answer["status"] == 400:
            return SearchError(f"This question is too much for the search. Ask with fewer words. ({refused})")
        return refused

    def _fingerprints(self) -> Iterator[tuple[str, str]]:
        """Yield every edition's id and hash, as the index stands now."""
        pit = self._client.open_point_in_time(index=self._name, keep_alive=_KEPT_ALIVE)["id"]
        try:
            after: list[Any] | None = None
            while True:
                answer = self._client.search(
                    pit={"id": pit, "keep_alive": _KEPT_ALIVE}, query=EVERYTHING, size=_PAGE, sort="_shard_doc",
                    search_after=after, docvalue_fields=_FINGERPRINT, source=False, track_total_hits=False,
                    allow_partial_search_results=False,
                )  # fmt: skip
                hits = answer["hits"]["hits"]
                if not hits:
                    return
                yield from ((hit["fields"]["id"][0], hit["fields"]["hash"][0]) for hit in hits)
                pit, after = answer["pit_id"], hits[-1]["sort"]
        finally:
            _close_pit(self._client, pit)


def _close_pit(client: Elasticsearch, pit: str) -> None:
    client.options(ignore_status=404).close_point_in_time(id=pit)


def _token(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()
