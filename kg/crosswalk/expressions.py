"""Value expressions of the rules, compiled to closures over a field.

An expression is a source and functions after bars (`$ab | join | trim_isbd`), with ` or ` between alternatives, of
which the first that gives anything counts. `mappings/README.md` has them all.
"""

import re
from collections.abc import Callable
from operator import attrgetter

from kg.crosswalk.scope import Constant, Expression, Scope, Term
from kg.crosswalk.source import Source
from kg.crosswalk.steps import (
    compile_step,
    depends_on_text_alone,
    each_subfield,
    is_of_field,
    is_of_text,
    of_field,
)
from kg.crosswalk.syntax import check_quotes, expand, split_outside_quotes
from kg.description.node import Iri
from kg.errors import MappingError

__all__ = ["POSITIONS", "SUBFIELDS", "compile_expression"]

_QUOTED = re.compile(r"'([^']*)'")
SUBFIELDS = re.compile(r"(\d{3}|[a-z]\w*)?\$(\{\w+\}|[A-Za-z0-9_*]+)")
_ONE_CODE = re.compile(r"\$([A-Za-z0-9_])")
POSITIONS = re.compile(r"(leader|\d{3})?/(\d+)(?:-(\d+))?")

# How many answers an expression keeps before it begins anew.
_REMEMBERED = 500
_NOTHING: list[Term] = []


def compile_expression(text: str, scope: Scope) -> Expression:
    """Return a function from a field to the values that the expression has there."""
    check_quotes(text)
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
    if steps and (code := _ONE_CODE.fullmatch(head)) and is_of_text(steps[0]):
        run = each_subfield(code[1], steps.pop(0))
    elif steps and head == "field" and is_of_field(steps[0]):
        run = of_field(steps.pop(0))
    else:
        run = _compile_source(head)
    for step in steps:
        run = compile_step(run, step, scope)
    text_of = _text_of(head) if steps and all(map(depends_on_text_alone, steps)) else None
    return run if text_of is None else _remembered(run, text_of)


def _remembered(run: Expression, text_of: Callable[[Source], str]) -> Expression:
    """Return an expression that keeps its answers: it depends on one short text, mostly a code of few values."""
    known: dict[str, list[Term]] = {}

    def remembered(source: Source) -> list[Term]:
        text = text_of(source)
        values = known.get(text)
        if values is None:
            refused = len(source.record.refused)
            values = run(source)
            if len(source.record.refused) == refused:
                if len(known) >= _REMEMBERED:
                    known.clear()
                known[text] = values
        return values

    return remembered


def _text_of(head: str) -> Callable[[Source], str] | None:
    """Return what gives the one short text that a source of an expression consists of, None for any other source."""
    if head in {"ind1", "ind2", "tag"}:
        return attrgetter(head)
    match = POSITIONS.fullmatch(head)
    if match is None or match[1] not in {None, "leader"}:
        return None
    start, end = int(match[2]), int(match[3] or match[2]) + 1
    if match[1]:
        return lambda source: source.record.leader[start:end]
    return lambda source: source.value[start:end]


def _compile_source(text: str) -> Expression:
    constant = _QUOTED.fullmatch(text)
    if constant:
        return Constant([constant[1]])
    if text in _PARTS:
        return _PARTS[text]
    if match := POSITIONS.fullmatch(text):
        if int(match[3] or match[2]) < int(match[2]):
            raise MappingError(f"'{text}': positions go from the smaller to the greater number.")
        return _positions(match[1] or "", int(match[2]), int(match[3] or match[2]) + 1)
    if match := SUBFIELDS.fullmatch(text):
        return _subfields(match[1] or "", match[2])
    return Constant([Iri(expand(text))])


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
        return lambda source: source.by.get(codes, _NOTHING)  # type: ignore[return-value]
    if codes == "*":
        return lambda source: [text for code, text in source.subfields if code.isalpha() or code == "_"]
    wanted = frozenset(codes)

    def in_order(source: Source) -> list[Term]:
        if wanted.isdisjoint(source.by):
            return _NOTHING
        return [text for code, text in source.subfields if code in wanted]

    return in_order
