"""The functions after the bars of an expression, compiled: tables, code lists, IRIs, and the named value functions."""

import re
from collections.abc import Callable
from typing import TypeVar

from kg.crosswalk.functions import FIELD_FUNCTIONS, LIST_FUNCTIONS, TEXT_FUNCTIONS
from kg.crosswalk.identifiers import authority_iri, is_meant_as_iri
from kg.crosswalk.scope import Expression, Scope, Term
from kg.crosswalk.source import Source
from kg.crosswalk.syntax import expand, split_arguments
from kg.description.datatypes import typed_literal
from kg.description.node import Iri, Literal, Remark
from kg.description.terms import is_valid_iri
from kg.errors import MappingError
from kg.namespaces import XSD

__all__ = [
    "compile_step",
    "depends_on_text_alone",
    "each_subfield",
    "is_of_field",
    "is_of_text",
    "of_field",
]

# How many different values a step remembers before it begins anew: memory must not grow with the records.
_REMEMBERED = 10_000
_NOTHING: list[Term] = []
_Function = TypeVar("_Function")


def compile_step(run: Expression, step: str, scope: Scope) -> Expression:
    """Return `run` with one more function after it; raise MappingError for an unknown function or a wrong call."""
    name, _, rest = step.partition(" ")
    arguments = split_arguments(rest)
    try:
        if name in _LOOK_UPS:
            return _LOOK_UPS[name](run, scope, arguments)
        return _named(run, name, arguments)
    except (TypeError, ValueError, IndexError, re.error) as error:
        raise MappingError(f"'{step}': {error}.") from error


def _named(run: Expression, name: str, arguments: list[str]) -> Expression:
    if name in TEXT_FUNCTIONS:
        return _each(run, TEXT_FUNCTIONS[name](*arguments))
    if name in LIST_FUNCTIONS:
        whole = LIST_FUNCTIONS[name](*arguments)
        return lambda source: whole(run(source))
    if name in FIELD_FUNCTIONS:
        of_field = FIELD_FUNCTIONS[name](*arguments)
        return lambda source: [value for field in run(source) for value in of_field(field)]  # type: ignore[arg-type]
    known = sorted({*_LOOK_UPS, *TEXT_FUNCTIONS, *LIST_FUNCTIONS, *FIELD_FUNCTIONS})
    raise MappingError(f"There is no value function '{name}'. There are: {', '.join(known)}.")


def _each(run: Expression, function: Callable[[str], Term | None]) -> Expression:
    def each(source: Source) -> list[Term]:
        values = run(source)
        if len(values) == 1:
            made = function(values[0])  # type: ignore[arg-type]
            return [made] if made else _NOTHING
        return [made for value in values if (made := function(value))] if values else values  # type: ignore[arg-type]

    return each


def each_subfield(code: str, step: str) -> Expression:
    """Return what a function of a text gives for each subfield `code`."""
    function = _called(TEXT_FUNCTIONS, step)

    def each(source: Source) -> list[Term]:
        texts = source.by.get(code)
        if texts is None:
            return _NOTHING
        if len(texts) == 1:
            made = function(texts[0])
            return [made] if made else _NOTHING
        return [made for text in texts if (made := function(text))]

    return each


def of_field(step: str) -> Expression:
    """Return a function of the whole field."""
    return _called(FIELD_FUNCTIONS, step)


def _called(functions: dict[str, Callable[..., _Function]], step: str) -> _Function:
    name, _, rest = step.partition(" ")
    try:
        return functions[name](*split_arguments(rest))
    except (TypeError, ValueError, IndexError, re.error) as error:
        raise MappingError(f"'{step}': {error}.") from error


def is_of_field(step: str) -> bool:
    """Return whether a step is a function of the whole field."""
    return step.partition(" ")[0] in FIELD_FUNCTIONS


def is_of_text(step: str) -> bool:
    """Return whether a step is a function of one text."""
    return step.partition(" ")[0] in TEXT_FUNCTIONS


def depends_on_text_alone(step: str) -> bool:
    """Return whether a step gives the same for the same texts, whatever field they stand in."""
    name = step.partition(" ")[0]
    return name in TEXT_FUNCTIONS or name in LIST_FUNCTIONS or name in _LOOK_UPS


def _look_up(run: Expression, scope: Scope, arguments: list[str]) -> Expression:
    if not arguments or arguments[0] not in scope.tables:
        raise MappingError(f"There is no table '{' '.join(arguments)}'. There are: {', '.join(sorted(scope.tables))}.")
    table = scope.tables[arguments[0]]
    other = table.get("*", [])

    def look_up(source: Source) -> list[Term]:
        values = run(source)
        if len(values) == 1:
            return table.get(values[0], other)  # type: ignore[arg-type]
        return [term for value in values for term in table.get(value, other)]  # type: ignore[arg-type]

    return look_up


def _code_list(run: Expression, scope: Scope, arguments: list[str]) -> Expression:
    if len(arguments) != 1 or not scope.has_list(arguments[0]):
        raise MappingError(f"There is no code list '{' '.join(arguments)}' in mappings/codes.")
    cache: dict[str, Iri | None] = {}
    name, code_iri = arguments[0], scope.code_iri

    def look_up(source: Source) -> list[Term]:
        found: list[Term] = []
        for value in run(source):
            code = str(value)
            if code not in cache:
                if len(cache) > _REMEMBERED:
                    cache.clear()
                iri = code_iri(name, code)
                cache[code] = Iri(iri) if iri else None
            term = cache[code]
            if term is not None:
                found.append(term)
        return found

    return look_up


def _not_codes(run: Expression, scope: Scope, arguments: list[str]) -> Expression:
    if len(arguments) != 1 or not scope.has_list(arguments[0]):
        raise MappingError(f"There is no code list '{' '.join(arguments)}' in mappings/codes.")
    name, code_iri = arguments[0], scope.code_iri
    return lambda source: [text for text in run(source) if not code_iri(name, str(text).lower().rstrip("."))]


def _code_name(run: Expression, scope: Scope, arguments: list[str]) -> Expression:
    if len(arguments) != 2 or not scope.has_list(arguments[0]):
        raise MappingError(f"'codes_name {' '.join(arguments)}': give a list of mappings/codes and a language.")
    list_name, language = arguments
    return lambda source: [scope.code_name(list_name, str(value), language) for value in run(source)]


def _typed(run: Expression, _scope: Scope, arguments: list[str]) -> Expression:
    datatype = expand(arguments[0])
    if datatype == XSD + "duration":  # of the Library of Congress's shape, which has six digits there
        return lambda source: [Literal(str(text), "", datatype) for text in run(source)]
    return lambda source: [typed_literal(str(text), datatype) for text in run(source)]


def _iri(run: Expression, _scope: Scope, arguments: list[str]) -> Expression:
    """Make IRIs; a text that makes no valid IRI stays a literal where no prefix is given, else it is dropped."""
    prefix = expand(arguments[0]) if arguments else ""
    cache: dict[str, Term | None] = {}

    def make(text: str) -> Term | None:
        if prefix:
            text = prefix + text.replace(" ", "%20")
        if is_valid_iri(text):
            return Iri(text)
        return None if prefix else text

    def iri(source: Source) -> list[Term]:
        found: list[Term] = []
        for value in run(source):
            text = str(value)
            if text not in cache:
                if len(cache) > _REMEMBERED:
                    cache.clear()
                cache[text] = make(text)
            term = cache[text]
            if term is not None:
                found.append(term)
            if term.__class__ is not Iri:
                source.record.refused.append(Remark(source.tag, text))
        return found

    return iri


def _authority(run: Expression, _scope: Scope, _arguments: list[str]) -> Expression:
    """Return the first text that is, or is known to stand for, an authority's IRI."""

    def first_authority(source: Source) -> list[Term]:
        for value in run(source):
            text = str(value)
            iri = authority_iri(text)
            if iri:
                return [Iri(iri)]
            if is_meant_as_iri(text):
                source.record.refused.append(Remark(source.tag, text))
        return []

    return first_authority


_LOOK_UPS: dict[str, Callable[[Expression, Scope, list[str]], Expression]] = {
    "table": _look_up,
    "codes": _code_list,
    "not_codes": _not_codes,
    "codes_name": _code_name,
    "typed": _typed,
    "iri": _iri,
    "authority_iri": _authority,
}
