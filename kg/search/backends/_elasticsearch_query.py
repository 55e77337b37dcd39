"""Translates our expressions and filters into Elasticsearch's queries."""

from collections.abc import Callable, Mapping
from typing import Any

from kg.search.backends._answers import TIE_BREAKER, YEAR_FACETS, checked_facet, year_bounds
from kg.search.backends._elasticsearch_schema import EVERYWHERE, LONGEST_KEYWORD, whole
from kg.search.expression import (
    AllOf,
    AtLeast,
    BestOf,
    Constant,
    Everything,
    Expression,
    Phrase,
    Preferring,
    Term,
)
from kg.search.query import Query

__all__ = ["EVERYTHING", "Json", "narrow", "translate"]

Json = dict[str, Any]
"""A query as the server takes it: JSON, of whatever shape its kind has."""

EVERYTHING: Json = {"constant_score": {"filter": {"term": {EVERYWHERE: "1"}}, "boost": 1.0}}
"""Finds every edition, and not the marker of the applied event, all with score 1."""

_NOTHING: Json = {"match_none": {}}


def translate(expression: Expression) -> Json:
    """Return Elasticsearch's query for an expression."""
    return _TRANSLATORS[type(expression)](expression)


def narrow(found: Json, query: Query, *, but: str = "") -> Json:
    """Return `found` narrowed to what the reader chose, leaving out the choice in the facet `but`."""
    conditions = [_any_value(name, values) for name, values in query.filters.items() if values and name != but]
    if (query.year_from or query.year_to) and but not in YEAR_FACETS:
        conditions.append(_years(*year_bounds(query)))
    return {"bool": {"must": [found], "filter": conditions}} if conditions else found


def _any_value(name: str, values: tuple[str, ...]) -> Json:
    checked_facet(name)
    if name in YEAR_FACETS:
        found: list[Any] = [int(each) for each in values if each.isascii() and each.isdecimal() and len(each) < 6]
    else:
        # The server refuses to look for what is longer than anything that it has.
        found = [each.encode("utf-8", "replace").decode() for each in values if len(each) <= LONGEST_KEYWORD]
    return {"terms": {name: found}} if found else _NOTHING


def _years(first: int, last: int) -> Json:
    return {"range": {"year_known": {"gte": first, "lte": last}}}


def _from_term(term: Term) -> Json:
    return {"term": {term.field: {"value": whole(term.token), "boost": term.boost}}}


def _from_phrase(phrase: Phrase) -> Json:
    text = " ".join(whole(token) for token in phrase.tokens)
    return {"match_phrase": {phrase.field: {"query": text, "boost": phrase.boost}}}


def _from_all(expression: AllOf) -> Json:
    return {"bool": {"must": [translate(part) for part in expression.parts]}}


def _from_at_least(expression: AtLeast) -> Json:
    parts = [translate(part) for part in expression.parts]
    return {"bool": {"should": parts, "minimum_should_match": expression.number}}


def _from_best(expression: BestOf) -> Json:
    return {"dis_max": {"queries": [translate(part) for part in expression.parts], "tie_breaker": TIE_BREAKER}}


def _from_constant(expression: Constant) -> Json:
    return {"constant_score": {"filter": translate(expression.part), "boost": expression.score}}


def _from_preferring(expression: Preferring) -> Json:
    preferred = [translate(part) for part in expression.preferred]
    return {"bool": {"must": [translate(expression.required)], "should": preferred}}


_TRANSLATORS: Mapping[type, Callable[..., Json]] = {
    Term: _from_term,
    Phrase: _from_phrase,
    AllOf: _from_all,
    AtLeast: _from_at_least,
    BestOf: _from_best,
    Constant: _from_constant,
    Preferring: _from_preferring,
    Everything: lambda _: EVERYTHING,
}
