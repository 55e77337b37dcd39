"""Conditions of the rules (`ind1 = 1 and not $t`), compiled to closures over a field."""

import re
from collections.abc import Callable
from operator import attrgetter

from kg.crosswalk.expressions import compile_expression
from kg.crosswalk.scope import Condition, Expression, Scope
from kg.crosswalk.source import Source
from kg.crosswalk.syntax import check_quotes, split_arguments, split_outside_quotes
from kg.errors import MappingError

__all__ = ["compile_condition", "split_condition"]

# `has 264`, `no 264`, `many 264`: at least and at most how many fields with the tag the record has.
_OF_RECORD = {"has": (1, 10**9), "no": (0, 0), "many": (2, 10**9)}
# Terms whose answer depends on nothing but what `Source.shape` says.
_OF_SHAPE = re.compile(
    r"(?:not )*(?:\$(?:\{\w+\}|[A-Za-z0-9_*]+)|(?:ind1|ind2|tag|material|/0)\s*(?:!=|=|\bnot in\b|\bin\b).+)"
)
_TAG = re.compile(r"\d{3}|[A-Za-z]\w*")
_WORD = re.compile(r"[^\s'=!~()]+")
_QUOTED = re.compile(r"'[^']*'")
_COMPARISON = re.compile(r"(.+?)\s*(!=|=|!~|~|\bnot in\b|\bin\b)\s*(.+)")


def compile_condition(text: str, scope: Scope) -> Condition:
    """Return a function that says whether a field satisfies the condition; an empty condition always holds."""
    if not text.strip():
        return lambda _source: True
    check_quotes(text)
    choices = [
        [_compile_term(term, scope) for term in split_outside_quotes(choice, " and ")]
        for choice in split_outside_quotes(text, " or ")
    ]
    return _any_of([_all_of(terms) for terms in choices])


def split_condition(text: str) -> tuple[str, str]:
    """Return what of a condition depends on a field's shape alone (`Source.shape`), and the rest; both must hold."""
    choices = [split_outside_quotes(choice, " and ") for choice in split_outside_quotes(text, " or ")]
    if all(_OF_SHAPE.fullmatch(term) for terms in choices for term in terms):
        return text, ""
    if len(choices) > 1:
        return "", text
    of_shape = [term for term in choices[0] if _OF_SHAPE.fullmatch(term)]
    return " and ".join(of_shape), " and ".join(term for term in choices[0] if term not in of_shape)


def _all_of(terms: list[Condition]) -> Condition:
    first, *others = terms
    if not others:
        return first
    rest = _all_of(others)
    return lambda source: first(source) and rest(source)


def _any_of(terms: list[Condition]) -> Condition:
    first, *others = terms
    if not others:
        return first
    rest = _any_of(others)
    return lambda source: first(source) or rest(source)


def _compile_term(text: str, scope: Scope) -> Condition:
    if text.startswith("not "):
        inner = _compile_term(text[4:].strip(), scope)
        return lambda source: not inner(source)
    word, _, rest = text.partition(" ")
    if word in _OF_RECORD:
        if not _TAG.fullmatch(rest):
            raise MappingError(f"'{text}': write '{word} 264', with one tag (no X) or element.")
        least, most = _OF_RECORD[word]
        return lambda source: least <= len(source.record.by_tag.get(rest, ())) <= most
    match = _COMPARISON.fullmatch(text)
    if match is None:
        run = compile_expression(text, scope)
        return lambda source: bool(run(source))
    left, operator, right = match[1].strip(), match[2], match[3].strip()
    _check_right(text, operator, right)
    scalar = _scalar(left)
    if scalar is not None and operator in {"=", "!=", "in", "not in"}:
        return _compare_scalar(scalar, operator, right)
    run = compile_expression(left, scope)
    if operator in {"~", "!~"}:
        return _compare_pattern(run, operator, right)
    return _compare(run, operator, right)


def _check_right(text: str, operator: str, right: str) -> None:
    """Raise MappingError where what stands on the right of a comparison would be read otherwise than it looks."""
    is_quoted = _QUOTED.fullmatch(right) is not None
    if operator in {"in", "not in"}:
        if not is_quoted and not (right.startswith("(") and right.endswith(")")):
            raise MappingError(f"'{text}': after '{operator}' write '(abc, def)', or characters in quotes.")
    elif not is_quoted and (operator in {"~", "!~"} or not _WORD.fullmatch(right)):
        raise MappingError(
            f"'{text}': after '{operator}' write one {'pattern' if '~' in operator else 'value'}, in quotes."
        )


def _scalar(text: str) -> Callable[[Source], str] | None:
    """Return a getter for a left side that always has exactly one text; most conditions have such a one."""
    if text in {"ind1", "ind2", "tag"}:
        return attrgetter(text)
    if text == "material":
        return lambda source: source.record.material
    position = re.fullmatch(r"(leader)?/(\d+)", text)
    if position is None:
        return None
    start, end = int(position[2]), int(position[2]) + 1
    if position[1]:
        return lambda source: source.record.leader[start:end]
    return lambda source: source.value[start:end]


def _compare_scalar(scalar: Callable[[Source], str], operator: str, right: str) -> Condition:
    if operator in {"=", "!="}:
        value = right.strip("'") if right.startswith("'") else right
        if operator == "=":
            return lambda source: scalar(source) == value
        return lambda source: scalar(source) != value
    wanted = _members(right)
    if operator == "in":
        return lambda source: scalar(source) in wanted
    return lambda source: scalar(source) not in wanted


def _members(right: str) -> frozenset[str]:
    """Return what stands on the right of `in`: `(abc, def)` or the characters of `'abc'`."""
    if right.startswith("("):
        return frozenset(split_arguments(right.strip("()").replace(",", " ")))
    return frozenset(right.strip("'"))


def _compare_pattern(run: Expression, operator: str, right: str) -> Condition:
    try:
        pattern = re.compile(right.strip("'"))
    except re.error as error:
        raise MappingError(f"{right} is no regular expression: {error}.") from error
    if operator == "~":
        return lambda source: any(pattern.search(str(value)) for value in run(source))
    return lambda source: not any(pattern.search(str(value)) for value in run(source))


def _compare(run: Expression, operator: str, right: str) -> Condition:
    wanted = _members(right) if operator in {"in", "not in"} else frozenset([right.strip("'")])
    if operator in {"=", "in"}:
        return lambda source: not wanted.isdisjoint(run(source))
    return lambda source: wanted.isdisjoint(run(source))
