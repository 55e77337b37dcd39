"""What a rule may be taken to have seen: a tag, an indicator, which subfield a piece began with.

A rule says other things of a field with `$z` than of one with `$a`. Turned round, it is several rules, one for each
such case; a condition is true, false, or (None) not to be known in it.
"""

import re
from itertools import product
from typing import NamedTuple

from kg.crosswalk.syntax import split_arguments, split_outside_quotes

__all__ = ["World", "holds", "worlds_of"]

_INDICATOR = re.compile(r"(ind[12])\s*(!=|=|\bnot in\b|\bin\b)\s*('[^']*'|\([^)]*\)|\S+)")
_TAG = re.compile(r"tag\s*(!=|=|\bnot in\b|\bin\b)\s*('[^']*'|\([^)]*\)|\S+)")
_MATERIAL = re.compile(r"material\s*(!=|=|\bnot in\b|\bin\b)\s*(\([^)]*\)|\S+)")
_HAS = re.compile(r"\$([A-Za-z0-9]+)")
_MOST = 400


class World(NamedTuple):
    """One case: `ind1` and `ind2` are "" where the rule does not care, `code` where pieces do not matter."""

    tag: str
    ind1: str = ""
    ind2: str = ""
    code: str = ""
    codes: str = ""
    material: str = ""


def worlds_of(tags: list[str], each: str, conditions: list[str]) -> list[World]:
    """Return the cases that the conditions of a rule tell apart."""
    codes = each.strip("$+") or ""
    signs = {"ind1": [""], "ind2": [""]}
    for text in conditions:
        for name, _, right in _INDICATOR.findall(text):
            signs[name] += [sign for sign in _members(right) if len(sign) == 1]
    seven = any("$2" in text for text in conditions)  # where a source is named, 7 says so
    ordered = {
        name: sorted(set(found), key=lambda sign: (sign != "", not seven or sign != "7", sign))
        for name, found in signs.items()
    }
    cases = product(tags, ordered["ind1"], ordered["ind2"], codes or [""])
    return [World(*case, codes) for case in cases][:_MOST]


def _members(right: str) -> list[str]:
    if right.startswith("("):
        return split_arguments(right.strip("()").replace(",", " "))
    if right.startswith("'"):
        return list(right.strip("'")) or [" "]
    return [right]


def holds(condition: str, world: World) -> bool | None:
    """Return whether a condition is true in a case, None where that is not to be known."""
    if not condition.strip():
        return True
    choices = [_all(choice, world) for choice in split_outside_quotes(condition, " or ")]
    return True if True in choices else None if None in choices else False


def _all(text: str, world: World) -> bool | None:
    terms = [_term(term, world) for term in split_outside_quotes(text, " and ")]
    return False if False in terms else None if None in terms else True


def _term(text: str, world: World) -> bool | None:
    if text.startswith("not "):
        inner = _term(text[4:].strip(), world)
        return None if inner is None else not inner
    if match := _INDICATOR.fullmatch(text):
        sign = world.ind1 if match[1] == "ind1" else world.ind2
        return _compare(sign, match[2], _members(match[3]))
    if match := _TAG.fullmatch(text):
        right = match[2]
        return _compare(world.tag, match[1], split_arguments(right.strip("()").replace(",", " ")))
    if world.material and (match := _MATERIAL.fullmatch(text)):
        return _compare(world.material, match[1], split_arguments(match[2].strip("()").replace(",", " ")))
    if (match := _HAS.fullmatch(text)) and world.code:
        return _has(match[1], world)
    return None


def _compare(have: str, operator: str, wanted: list[str]) -> bool:
    return (have in wanted) == (operator in {"=", "in"})


def _has(codes: str, world: World) -> bool | None:
    if world.code in codes:
        return True
    return None if set(codes) - set(world.codes) else False
