"""Search: what is indexed of an edition, what a question means, and the backends that answer it."""

from kg.registry import Registry
from kg.search.backend import IndexReader, IndexWriter, SearchServer
from kg.search.document import make_document
from kg.search.fields import FACETS, SORTS
from kg.search.query import EditionDocument, FacetValue, Hit, Query, Results, WorkHit

__all__ = [
    "BACKENDS",
    "FACETS",
    "SORTS",
    "EditionDocument",
    "FacetValue",
    "Hit",
    "IndexReader",
    "IndexWriter",
    "Query",
    "Results",
    "SearchServer",
    "WorkHit",
    "make_document",
]

BACKENDS = Registry("kg.search.backends", "search backend")
