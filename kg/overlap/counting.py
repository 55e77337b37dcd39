"""Counting who holds what: editions by the set of their holders, added up to a matrix and to rows of classes."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

__all__ = ["KINDS", "ClassCount", "Held", "Overlap", "count"]

KINDS = ("discipline", "clc", "ddc", "lcc", "language", "decade")
"""By what editions can be counted."""


class Held(NamedTuple):
    """So many editions (`editions`) have these holders and these codes of the kind that is counted by."""

    members: tuple[str, ...]
    codes: tuple[str, ...]
    editions: int


@dataclass(frozen=True, slots=True)
class ClassCount:
    """The editions of one class ("": without any): all, those that several hold, and by member all and those alone."""

    code: str
    editions: int
    shared: int
    held: Mapping[str, int]
    alone: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Overlap:
    """What members hold: all editions, each member's, those that it holds alone, and those that two both hold.

    `both` has each pair once, the lesser code first; `holders` counts editions by how many members hold them.
    """

    members: tuple[str, ...]
    editions: int
    held: Mapping[str, int]
    alone: Mapping[str, int]
    both: Mapping[tuple[str, str], int]
    holders: Mapping[int, int]
    classes: tuple[ClassCount, ...] = ()

    def together(self, one: str, other: str) -> int:
        """Return how many editions both hold; of one member, how many it holds."""
        return self.held.get(one, 0) if one == other else self.both.get((min(one, other), max(one, other)), 0)

    def share(self, one: str, other: str) -> float:
        """Return which share of one member's editions the other holds too, 0 for a member without any."""
        own = self.held.get(one, 0)
        return self.together(one, other) / own if own else 0.0


def count(found: Iterable[Held], members: Iterable[str], kind: str = "", only: str = "") -> Overlap:
    """Return the overlap among some members, as if there were no others.

    With a `kind` the editions are counted by class too; of those with several codes each counts. With `only` nothing
    but the editions of this class counts.
    """
    codes_of = _CODES.get(kind, _as_they_are)
    chosen = frozenset(members)
    held, alone, both = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    holders = Counter[int]()
    classes: dict[str, _Tally] = {}
    for entry in found:
        owners = tuple(sorted(chosen.intersection(entry.members)))
        codes = codes_of(entry.codes) if kind else ()
        if not owners or (only and only not in codes):
            continue
        holders[len(owners)] += entry.editions
        for owner in owners:
            held[owner] += entry.editions
        if len(owners) == 1:
            alone[owners[0]] += entry.editions
        for pair in combinations(owners, 2):
            both[pair] += entry.editions
        for code in (codes or ("",)) if kind else ():
            classes.setdefault(code, _Tally(Counter(), Counter(), Counter())).add(owners, entry.editions)
    rows = tuple(tally.row(code) for code, tally in sorted(classes.items(), key=lambda pair: (not pair[0], pair[0])))
    return Overlap(tuple(sorted(chosen)), sum(holders.values()), held, alone, both, dict(sorted(holders.items())), rows)


class _Tally(NamedTuple):
    held: Counter[str]
    alone: Counter[str]
    holders: Counter[int]

    def add(self, owners: tuple[str, ...], editions: int) -> None:
        self.holders[len(owners)] += editions
        for owner in owners:
            self.held[owner] += editions
        if len(owners) == 1:
            self.alone[owners[0]] += editions

    def row(self, code: str) -> ClassCount:
        total = sum(self.holders.values())
        return ClassCount(code, total, total - self.holders[1], self.held, self.alone)


def _as_they_are(codes: tuple[str, ...]) -> tuple[str, ...]:
    return codes


def _with_letters(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return codes of one and two letters with the first letters of the latter."""
    return tuple(sorted({part for code in codes for part in (code[:1], code)}))


_CODES: Mapping[str, Callable[[tuple[str, ...]], tuple[str, ...]]] = {"clc": _with_letters}
