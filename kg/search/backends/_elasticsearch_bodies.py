"""The bodies of searches on Elasticsearch, and what is read out of the answers."""

from collections.abc import Sequence
from typing import NamedTuple

from kg.search.backends._elasticsearch_query import Json, narrow
from kg.search.fields import FACETS, Facet, Sort
from kg.search.query import Hit, Query, WorkHit

__all__ = [
    "LEAN",
    "NUMBER",
    "WORKS",
    "Asked",
    "count_body",
    "counted",
    "editions_body",
    "facet_body",
    "is_chosen",
    "number_body",
    "page_body",
    "work_hits",
    "works_on",
]

WORKS = "works"
NUMBER = "number"
_EDITIONS = "editions"
_EVERY = "every"
LEAN = f"-responses.aggregations.{_EVERY}.buckets"
"""What is left out of an answer: the works that were only to be counted."""

# So many different values the server counts nearly exactly.
_PRECISION = 40_000


class Asked(NamedTuple):
    """A question on its way: what is searched for, before and after the reader's choices narrow it."""

    asked: Json
    found: Json
    query: Query
    sort: Sort


def is_chosen(facet: Facet, query: Query) -> bool:
    """Tell whether something is chosen in the facet, so that it must be counted as if nothing were."""
    return bool(query.filters.get(facet.name)) or (facet.is_year and bool(query.year_from or query.year_to))


def _order(sort: Sort) -> list[Json]:
    """Return the order; where it says nothing, ids decide, so that pages follow each other without repetition."""
    first = {sort.key: {"order": "desc" if sort.descending else "asc"}} if sort.key else {"_score": {"order": "desc"}}
    return [first, {"id": {"order": "asc"}}]


def page_body(question: Asked, own: Sequence[Facet]) -> Json:
    """Return the search for a page: which works, by their best edition, with counts and all facets but `own`."""
    query = question.query
    facets = [facet for facet in FACETS if facet.name in query.facets and facet not in own]
    works = {WORKS: {"cardinality": {"field": "work", "precision_threshold": _PRECISION}}}
    return {
        "query": question.found,
        "from": (query.page - 1) * query.page_size,
        "size": query.page_size,
        "sort": _order(question.sort),
        "collapse": {"field": "work"},
        "track_total_hits": True,
        "_source": False,
        "aggs": {**works, **{facet.name: _terms(facet) for facet in facets}},
    }


def facet_body(question: Asked, facet: Facet) -> Json:
    """Return the search that counts a facet as if nothing were chosen in it."""
    found = narrow(question.asked, question.query, but=facet.name)
    return {"query": found, "size": 0, "track_total_hits": False, "aggs": {facet.name: _terms(facet)}}


def count_body(asked: Json) -> Json:
    """Return the search that counts the editions that answer before anything is chosen."""
    return {"query": asked, "size": 0, "track_total_hits": True}


def editions_body(question: Asked, works: Sequence[str]) -> Json:
    """Return the search for the editions of these works: one, where inner hits would be one a work."""
    shown = {
        "top_hits": {
            "size": question.query.editions_shown,
            "sort": _order(question.sort),
            "track_scores": not question.sort.key,
            "_source": ["display"],
        }
    }
    return {
        "query": {"bool": {"must": [question.found], "filter": [{"terms": {"work": list(works)}}]}},
        "size": 0,
        "track_total_hits": False,
        "aggs": {WORKS: {"terms": {"field": "work", "size": len(works)}, "aggs": {_EDITIONS: shown}}},
    }


def number_body(question: Asked, limit: int) -> Json:
    """Return the search that counts works, up to `limit`, one by one."""
    every = {"terms": {"field": "work", "size": limit}}
    number = {"stats_bucket": {"buckets_path": f"{_EVERY}>_count"}}
    return {"query": question.found, "size": 0, "track_total_hits": False, "aggs": {_EVERY: every, NUMBER: number}}


def _terms(facet: Facet) -> Json:
    # Each shard gives more than are counted out, so that those of all shards together are right.
    return {"terms": {"field": facet.name, "size": facet.size, "shard_size": max(2 * facet.size, 1000)}}


def counted(answer: Json) -> dict[str, dict[str, int]]:
    """Return the numbers of editions that an answer has, by facet and value."""
    found = answer.get("aggregations", {})
    return {
        name: {str(bucket["key"]): int(bucket["doc_count"]) for bucket in each["buckets"]}
        for name, each in found.items()
        if name != WORKS
    }


def works_on(page: Json) -> list[str]:
    """Return the works on a page, in order."""
    return [str(hit["fields"]["work"][0]) for hit in page["hits"]["hits"]]


def work_hits(works: Sequence[str], answer: Json) -> tuple[WorkHit, ...]:
    """Return the works with their editions, as far as the answer has them."""
    buckets = {str(bucket["key"]): bucket for bucket in answer["aggregations"][WORKS]["buckets"]}
    return tuple(_work_hit(work, buckets[work]) for work in works if work in buckets)


def _work_hit(work: str, bucket: Json) -> WorkHit:
    shown = tuple(
        Hit(each["_id"], work, each["_score"] or 0.0, each["_source"]["display"])
        for each in bucket[_EDITIONS]["hits"]["hits"]
    )
    return WorkHit(work, shown, int(bucket["doc_count"]))
