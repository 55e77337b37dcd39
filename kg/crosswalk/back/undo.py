"""Expressions turned round: which place of a field a value came from, and what stood there.

Functions that only clean (`trim_isbd`, `lower`, `join`) are taken back by leaving the value as it is; those that
translate (`table`, `codes`, `iri`, `prefix`) by the opposite; those that choose (`match`) refuse what they would not
have let through.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from kg.crosswalk.back.dates import coded_date_of_marc21, coded_date_of_unimarc
from kg.crosswalk.dates import code_of_period
from kg.crosswalk.scope import Table
from kg.crosswalk.syntax import expand, split_arguments, split_outside_quotes
from kg.description.node import Iri, Literal, Value
from kg.errors import MappingError

__all__ = ["Lists", "Place", "Turned", "is_alternative_of", "turn_round"]


@dataclass(frozen=True)
class Place:
    """Where in a field: `kind` is subfield, indicator, position, key, source (brackets before a number) or leader."""

    kind: str
    code: str = ""
    start: int = 0
    width: int = 0


@dataclass(frozen=True)
class Lists:
    """What expressions may look up: tables of the format, and the code that an IRI has in a code list."""

    tables: dict[str, Table]
    code_of: Callable[[str, str], str | None]
    name_of: Callable[[str, str, str], str] = lambda _name, _code, _language: ""


@dataclass(frozen=True)
class Turned:
    """An expression turned round.

    `table`: the table it ends in, for values that only together have a code.
    `also`: the value is read in other places too.
    """

    place: Place
    undo: Callable[[Value], str | None]
    table: str = ""
    also: bool = False


_SUBFIELD = re.compile(r"\$(\w+)")
_LONG = re.compile(r"\$\{(\w+)\}")
_POSITIONS = re.compile(r"(leader)?/(\d+)(?:-(\d+))?")
_EXTRACT = re.compile(r"\^((?:\.(?:\{\d+\})?)*)(?:\[[^]]*\])?\((.+?)\)")
_WIDTH = re.compile(r"(?:\.|\\d|\[[^]]+\])(?:\{(\d+)\})?")
_AUTHORITY = frozenset({"authority_iri", "agent_authority"})
# Functions of a field: those that write all of it, those that write a heading, those that look beyond another subfield.
_PLACES = {
    "marc_key": Place("key"),
    "key_until": Place("key"),
    "hub_key": Place("key", "hub"),
    "date_of_008": Place("position", "", 6, 9),
    "agent_authority": Place("subfield", "0"),
    "authority_iri": Place("subfield", "0"),
    "whole_field": Place("subfield", "a"),
}
_LABELS = frozenset({"name_label", "title_label", "heading"})
_SECOND = frozenset({"after", "before"})
_LITERAL_SWAP = re.compile(r"\^(.)\$")
_NOT_TO_BE_TURNED = frozenset({"statement", "default_role", "captioned_holdings", "groove", "unimarc_key"})
_FEW = 3
_FILTERS = frozenset({"match", "unlike"})
# After these a text is another than that which a filter before them saw.
_CHANGERS = frozenset({"parenthesised", "without_parenthesised", "extract", "replace", "split", "chars", "at", "join"})
_SAME = frozenset(
    {
        "at",
        "balance_brackets",
        "chars",
        "edtf",
        "extract",
        "first",
        "join",
        "last",
        "lower",
        "not_codes",
        "parenthesised",
        "rest",
        "split",
        "trim",
        "trim_end",
        "trim_isbd",
        "unique",
        "upper",
        "without_parenthesised",
    }
)


def turn_round(text: str, lists: Lists, code: str = "", codes: str = "") -> Turned | None:
    """Return where an expression's values stood and how they are made again; None where that cannot be said.

    `code`: the subfield of `codes` that a piece began with, which is meant where the expression names several.
    """
    parts = split_outside_quotes(text, " or ")
    found = [one for part in parts if (one := _pipeline(part, lists, (code, codes))) is not None]
    if not found:
        return None
    return min(found, key=lambda turned: is_alternative_of(turned.place.code)) if len(found) > 1 else found[0]


def is_alternative_of(code: str) -> int:
    """Return how far down a subfield stands among several that may have given a value: `a`, then `t`, then others."""
    return {"a": 0, "t": 1}.get(code, 2)


def _pipeline(text: str, scope: Lists, code: tuple[str, str]) -> Turned | None:
    head, *steps = split_outside_quotes(text, "|")
    place = _place(head, [step.split(" ")[0] for step in steps], code)
    if place is not None and place.kind == "field":
        name = steps[0].split(" ")[0]
        place = _place_of_field(steps[0])
        steps = steps if name in _TRANSLATED else steps[1:]
    if place is None:
        return None
    if any(step.split(" ")[0] == "parenthesised" for step in steps):
        place = Place("source", place.code)
    if place.kind == "subfield":
        several = len(head.lstrip("$")) > 1 and place.code != code[0]
        place = (
            Place("label", place.code)
            if several and "join" in {step.split(" ")[0] for step in steps}
            else _within(place, steps)
        )
    names = [step.split(" ")[0] for step in steps]
    seen = [step for at, step in enumerate(steps) if names[at] not in _FILTERS or _CHANGERS.isdisjoint(names[at + 1 :])]
    undos = [_step(step, scope) for step in reversed(seen)]
    if any(undo is None for undo in undos):
        return None
    chain = [undo for undo in undos if undo is not None]

    def undo(value: Value) -> str | None:
        term: Value | str | None = value
        for one in chain:
            term = one(term)  # type: ignore[arg-type]
            if term is None:
                return None
        return _text(term)

    last = split_arguments(steps[-1]) if steps else [""]
    return Turned(place, undo, last[1] if last[0] == "table" else "", also=last[0] == "codes_name")


def _text(term: Value | str | None) -> str | None:
    if isinstance(term, str):
        return term
    return term.value if isinstance(term, Literal | Iri) else None


def _place(head: str, names: list[str], piece: tuple[str, str]) -> Place | None:
    if match := _LONG.fullmatch(head):
        return Place("subfield", match[1])
    if match := _SUBFIELD.fullmatch(head):
        return _subfield(match[1], *piece)
    if match := _POSITIONS.fullmatch(head):
        start = int(match[2])
        return Place("leader" if match[1] else "position", "", start, int(match[3] or start) - start + 1)
    if head in {"ind1", "ind2"}:
        return Place("indicator", head)
    if head == "value":
        return Place("value")
    return Place("field") if head == "field" and names else None


def _subfield(named: str, code: str, codes: str) -> Place | None:
    """Return the subfield meant by `$abc`; none where the piece did not begin with one of them."""
    if code and code in named:
        return Place("subfield", code)
    return None if set(named) <= set(codes) else Place("subfield", _first_of(named))


def _first_of(codes: str) -> str:
    return "a" if "a" in codes else codes[0]


def _place_of_field(step: str) -> Place | None:
    """Return the place that a function of a field takes its text from."""
    name, *arguments = split_arguments(step)
    if name in _NOT_TO_BE_TURNED:
        return None
    if name in _PLACES:
        return _PLACES[name]
    first = arguments[0] if arguments else "a"
    if name in _LABELS:
        return Place("label", "a" if "a" in first or name == "name_label" else first[0])
    if name in _SECOND:
        return Place("subfield", arguments[1][0])
    return Place("subfield", first[0]) if first.isalnum() and len(first) <= _FEW else None


def _within(place: Place, steps: list[str]) -> Place:
    """Return the positions within a subfield that `at` or an `extract` with dots before its group takes."""
    for step in steps:
        name, *arguments = split_arguments(step)
        if name == "at":
            start = int(arguments[0])
            return Place("coded", place.code, start, int(arguments[-1]) - start + 1)
        match = _EXTRACT.fullmatch(arguments[0]) if name == "extract" and arguments else None
        if match:
            width = _width(match[2])
            return Place("coded", place.code, _width(match[1]), width) if width else place
    return place


def _width(pattern: str) -> int:
    """Return how many signs a pattern of dots and classes matches, 0 where that is open."""
    parts = list(_WIDTH.finditer(pattern))
    if "".join(part[0] for part in parts) != pattern:
        return 0
    return sum(int(part[1] or 1) for part in parts)


def _step(step: str, scope: Lists) -> Callable[[Value | str], Value | str | None] | None:
    name, *arguments = split_arguments(step)
    if name in _TRANSLATED:
        return _TRANSLATED[name](arguments, scope)
    if name in _AUTHORITY or name in _SAME:
        return lambda term: term
    return None


def _iri(arguments: list[str], _scope: Lists) -> Callable[[Value | str], str | None]:
    prefix = expand(arguments[0]) if arguments else ""

    def undo(term: Value | str) -> str | None:
        if not isinstance(term, Iri):
            return None
        text = term.value
        return text.removeprefix(prefix).replace("%20", " ") if text.startswith(prefix) and text != prefix else None

    return undo


def _table(arguments: list[str], scope: Lists) -> Callable[[Value | str], str | None]:
    table = scope.tables.get(arguments[0]) if arguments else None
    if table is None:
        raise MappingError(f"There is no table '{' '.join(arguments)}'.")
    codes: dict[str, str] = {}
    for code, terms in table.items():
        for term in terms[-1:]:
            codes.setdefault(_text(term) or "", code)
    return lambda term: None if (code := codes.get(_text(term) or "")) == "*" else code


def _codes(arguments: list[str], scope: Lists) -> Callable[[Value | str], str | None]:
    name = arguments[0]
    return lambda term: scope.code_of(name, term.value) if isinstance(term, Iri) else None


def _name(arguments: list[str], scope: Lists) -> Callable[[Value | str], str | None]:
    """Return the name of a term beside its code: in turned rules `codes_name` goes from the IRI to the word."""
    name, language = arguments

    def undo(term: Value | str) -> str | None:
        code = scope.code_of(name, term.value) if isinstance(term, Iri) else None
        return scope.name_of(name, code, language) if code else None

    return undo


def _kept(arguments: list[str], _scope: Lists) -> Callable[[Value | str], Value | str | None]:
    pattern = re.compile(arguments[0])

    def undo(term: Value | str) -> Value | str | None:
        text = _text(term) or ""
        if pattern.search(text):
            return term
        return text.upper() if pattern.search(text.upper()) else None  # what was put in lower case afterwards

    return undo


def _refused(arguments: list[str], _scope: Lists) -> Callable[[Value | str], Value | str | None]:
    pattern = re.compile(arguments[0])
    return lambda term: None if pattern.search(_text(term) or "") else term


def _replaced(arguments: list[str], _scope: Lists) -> Callable[[Value | str], Value | str | None]:
    """Return what undoes the change of one sign into another; any other change is left as it is."""
    swap = _LITERAL_SWAP.fullmatch(arguments[0])
    by = arguments[1] if len(arguments) > 1 else ""
    if swap is None or not by:
        return lambda term: term
    return lambda term: swap[1] if _text(term) == by else term


def _prefix(arguments: list[str], _scope: Lists) -> Callable[[Value | str], str | None]:
    before = arguments[0]
    return lambda term: text.removeprefix(before) if (text := _text(term) or "").startswith(before) else None


def _suffix(arguments: list[str], _scope: Lists) -> Callable[[Value | str], str | None]:
    after = arguments[0]
    return lambda term: text.removesuffix(after) if (text := _text(term) or "").endswith(after) else None


def _undo_text(
    change: Callable[[str], str | None],
) -> Callable[[list[str], Lists], Callable[[Value | str], str | None]]:
    return lambda _arguments, _scope: lambda term: change(_text(term) or "")


def _typed(arguments: list[str], _scope: Lists) -> Callable[[Value | str], str | None]:
    if arguments == ["xsd:dateTime"]:
        return lambda term: _fourteen_digits(term.value) if isinstance(term, Literal) else None
    return lambda term: term.value if isinstance(term, Literal) else None


def _fourteen_digits(text: str) -> str | None:
    """Return date and time as 005 has them, None for a date alone."""
    digits = re.sub(r"[^0-9]", "", text)[:14]
    return f"{digits}.0" if len(digits) == 14 else None


def _six_digits(text: str) -> str | None:
    match = re.match(r"\d\d(\d\d)-(\d\d)-(\d\d)", text)
    return "".join(match.groups()) if match else None


def _three_digits(text: str) -> str | None:
    match = re.fullmatch(r"PT(\d{1,3})M", text)
    return match[1].zfill(3) if match else None


def _time(text: str) -> str | None:
    match = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", text)
    return "".join((part or "").zfill(2) for part in match.groups()) if match else None


_TRANSLATED: dict[str, Callable[[list[str], Lists], Callable[[Value | str], Value | str | None]]] = {
    "iri": _iri,
    "table": _table,
    "codes": _codes,
    "codes_name": _name,
    "match": _kept,
    "unlike": _refused,
    "prefix": _prefix,
    "within": lambda arguments, _scope: lambda term: arguments[0][0] + (_text(term) or "") + arguments[0][1],
    "without": lambda arguments, _scope: lambda term: arguments[0] + (_text(term) or ""),
    "replace": _replaced,
    "suffix": _suffix,
    "typed": _typed,
    "entry_date": _undo_text(_six_digits),
    "minutes": _undo_text(_three_digits),
    "hhmmss": _undo_text(_time),
    "date_of_008": _undo_text(coded_date_of_marc21),
    "date_of_100": _undo_text(coded_date_of_unimarc),
    "time_period": _undo_text(code_of_period),
    "marc_date": _undo_text(lambda text: text.replace("-", "").replace("X", "-")),
}
