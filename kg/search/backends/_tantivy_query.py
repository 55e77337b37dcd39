"""Translates our expressions and filters into tantivy's queries."""

from collections.abc import Callable, Mapping

import tantivy
from tantivy import Occur

from kg.search.backends._answers import TIE_BREAKER, YEAR_FACETS, checked_facet, year_bounds
from kg.search.backends._tantivy_schema import EVERYWHERE, build_schema
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

__all__ = ["everything", "narrow", "translate", "works_query"]


def translate(expression: Expression) -> tantivy.Query:
    """Return tantivy's query for an expression."""
    return _TRANSLATORS[type(expression)](expression)


def everything() -> tantivy.Query:
    """Return the query that finds every edition (and not the marker of the applied event), all with score 1."""
    return tantivy.Query.const_score_query(tantivy.Query.term_query(build_schema(), EVERYWHERE, "1", "basic"), 1.0)


def narrow(found: tantivy.Query, query: Query, *, but: str = "") -> tantivy.Query:
    """Return `found` narrowed to what the reader chose, leaving out the choice in the facet `but`."""
    conditions = [_any_value(name, values) for name, values in query.filters.items() if values and name != but]
    if (query.year_from or query.year_to) and but not in YEAR_FACETS:
        conditions.append(_years(*year_bounds(query)))
    if not conditions:
        return found
    return tantivy.Query.boolean_query([(Occur.Must, found), *((Occur.Must, _silent(each)) for each in conditions)])


def works_query(found: tantivy.Query, numbers: list[int]) -> tantivy.Query:
    """Return `found` narrowed to the editions of these works."""
    terms = [(Occur.Should, _number("work_number", number)) for number in numbers]
    return tantivy.Query.boolean_query([(Occur.Must, found), (Occur.Must, _silent(tantivy.Query.boolean_query(terms)))])


def _any_value(name: str, values: tuple[str, ...]) -> tantivy.Query:
    checked_facet(name)
    make: Callable[[str], tantivy.Query] = _year if name in YEAR_FACETS else lambda value: _term(name, value)
    return tantivy.Query.boolean_query([(Occur.Should, make(value)) for value in values])


def _year(value: str) -> tantivy.Query:
    return _number("year", int(value)) if value.isascii() and value.isdecimal() and len(value) < 6 else _nothing()


def _years(first: int, last: int) -> tantivy.Query:
    return tantivy.Query.range_query(build_schema(), "year_known", tantivy.FieldType.Unsigned, first, last)


def _nothing() -> tantivy.Query:
    return tantivy.Query.empty_query()


def _silent(query: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, 0.0)


def _term(field: str, token: str) -> tantivy.Query:
    # Half a surrogate pair, which an address may spell, is no text that the index could be asked for.
    whole = token.encode("utf-8", "replace").decode()
    return tantivy.Query.term_query(build_schema(), field, whole, "basic")


def _number(field: str, number: int) -> tantivy.Query:
    return tantivy.Query.term_query(build_schema(), field, number, "basic")


def _from_term(term: Term) -> tantivy.Query:
    found = tantivy.Query.term_query(build_schema(), term.field, term.token, "freq")
    return tantivy.Query.boost_query(found, term.boost)


def _from_phrase(phrase: Phrase) -> tantivy.Query:
    found = tantivy.Query.phrase_query(build_schema(), phrase.field, list(phrase.tokens))
    return tantivy.Query.boost_query(found, phrase.boost)


def _from_all(expression: AllOf) -> tantivy.Query:
    return tantivy.Query.boolean_query([(Occur.Must, translate(part)) for part in expression.parts])


def _from_at_least(expression: AtLeast) -> tantivy.Query:
    parts = [(Occur.Should, translate(part)) for part in expression.parts]
    return tantivy.Query.boolean_query(parts, minimum_number_should_match=expression.number)


def _from_best(expression: BestOf) -> tantivy.Query:
    parts = [translate(part) for part in expression.parts]
    return tantivy.Query.disjunction_max_query(parts, tie_breaker=TIE_BREAKER)


def _from_constant(expression: Constant) -> tantivy.Query:
    return tantivy.Query.const_score_query(translate(expression.part), expression.score)


def _from_preferring(expression: Preferring) -> tantivy.Query:
    preferred = [(Occur.Should, translate(part)) for part in expression.preferred]
    return tantivy.Query.boolean_query([(Occur.Must, translate(expression.required)), *preferred])


_TRANSLATORS: Mapping[type, Callable[..., tantivy.Query]] = {
    Term: _from_term,
    Phrase: _from_phrase,
    AllOf: _from_all,
    AtLeast: _from_at_least,
    BestOf: _from_best,
    Constant: _from_constant,
    Preferring: _from_preferring,
    Everything: lambda _: everything(),
}
