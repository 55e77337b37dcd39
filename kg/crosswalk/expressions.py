"""Value expressions of the rules, compiled to closures over a field.

An expression is a source and functions after bars (`$ab | join | trim_isbd`), with ` or ` between alternatives, of
which the first that gives anything counts. `mappings/README.md` has them all.
"""

import re

from kg.crosswalk.scope import Expression, Scope, Term
from kg.crosswalk.source import Source
from kg.crosswalk.steps import compile_step
from kg.crosswalk.syntax import expand, split_outside_quotes
from kg.description.node import Iri

__all__ = ["POSITIONS", "SUBFIELDS", "compile_expression"]

_QUOTED = re.compile(r"'([^']*)'")
SUBFIELDS = re.compile(r"(\d{3}|[a-z]\w*)?\$(\{\w+\}|[A-Za-z0-9_*]+)")
POSITIONS = re.compile(r"(leader|\d{3})?/(\d+)(?:-(\d+))?")


def compile_expression(text: str, scope: Scope) -> Expression:
    """Return a function from a field to the values that the expression has there."""
    alternatives = [_compile_pipeline(part, scope) for part in split_outside_quotes(text, " or ")]
    if len(alternatives) == 1:
        return alternatives[0]

    def first_of(source: Source) -> list[Term]:
        for alternative in alternatives:
            values = alternative(source)
            if values:
                return values
        return []

    return first_of


def _compile_pipeline(text: str, scope: Scope) -> Expression:
    head, *steps = split_outside_quotes(text, "|")
    run = _compile_source(head)
    for step in steps:
        run = compile_step(run, step, scope)
    return run


def _compile_source(text: str) -> Expression:
    constant = _QUOTED.fullmatch(text)
    if constant:
        values: list[Term] = [constant[1]]
        return lambda _source: values
    if text in _PARTS:
        return _PARTS[text]
    if match := POSITIONS.fullmatch(text):
        return _positions(match[1] or "", int(match[2]), int(match[3] or match[2]) + 1)
    if match := SUBFIELDS.fullmatch(text):
        return _subfields(match[1] or "", match[2])
    iri: list[Term] = [Iri(expand(text))]
    return lambda _source: iri


_PARTS: dict[str, Expression] = {
    "ind1": lambda source: [source.ind1],
    "ind2": lambda source: [source.ind2],
    "tag": lambda source: [source.tag],
    "material": lambda source: [source.record.material],
    "value": lambda source: [source.value] if source.value else [],
    "field": lambda source: [source],  # type: ignore[list-item]  # functions of a field take it from here
}


def _positions(place: str, start: int, end: int) -> Expression:
    def of(text: str) -> list[Term]:
        part = text[start:end]
        return [part] if part else []

    if place == "leader":
        return lambda source: of(source.record.leader)
    if place:
        return lambda source: of(source.record.control(place))
    return lambda source: of(source.value)


def _subfields(place: str, codes: str) -> Expression:
    own = _own_subfields(codes[1:-1] if codes.startswith("{") else codes, long=codes.startswith("{"))
    if not place:
        return own
    return lambda source: [text for field in source.record.by_tag.get(place, ()) for text in own(field)]


def _own_subfields(codes: str, *, long: bool) -> Expression:
    if long or (len(codes) == 1 and codes != "*"):
        return lambda source: source.by.get(codes, [])  # type: ignore[return-value]
    if codes == "*":
        return lambda source: [text for code, text in source.subfields if code.isalpha() or code == "_"]
    wanted = frozenset(codes)
    present = tuple(codes)

    def in_order(source: Source) -> list[Term]:
        by = source.by
        for code in present:
            if code in by:
                return [text for code, text in source.subfields if code in wanted]
        return []

    return in_order
