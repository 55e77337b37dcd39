"""The catalogue in figures: searches whose answers change only with the generation, so they are asked once in each."""

import threading
from collections.abc import Iterable
from typing import NamedTuple, cast

from flask import Blueprint, current_app
from flask.blueprints import BlueprintSetupState

from kg.search.query import Query, Results
from portal.arguments import DECADES, FACETS
from portal.reading import Reading

__all__ = ["Overlap", "Overviews", "keep_overviews", "overviews"]

_KEY = "lianmu-overviews"
_MOST = 4_000
_MOST_COMPARED = 60


class Overlap(NamedTuple):
    """Of a library's editions: how many no other library holds, and how many each other one holds too."""

    alone: int
    shared: tuple[tuple[str, int], ...]


class Overviews:
    """Remembers answers to questions without words, for one generation."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number = -1
        self._found: dict[tuple[str, ...], Results] = {}

    def figures(self, reading: Reading, members: Iterable[str] = ()) -> Results:
        """Return numbers and facets of everything, or of what these members hold."""
        return self._ask(reading, "figures", tuple(sorted(members)))

    def newest(self, reading: Reading, member: str) -> Results:
        """Return a few of the latest publications that a member holds."""
        return self._ask(reading, "newest", (member,))

    def overlap(self, reading: Reading, member: str) -> Overlap:
        """Compare a member's editions with those of the others; where members are very many, not one by one."""
        codes = sorted(reading.members())
        others = [code for code in codes if code != member]
        own = self._count(reading, (member,))
        alone = self._count(reading, codes) - self._count(reading, others) if others else own
        if len(others) > _MOST_COMPARED:
            return Overlap(alone, ())
        # Filters of one facet mean any of them: what two hold together is less than the sum by what both hold.
        shared = ((code, own + self._count(reading, (code,)) - self._count(reading, (member, code))) for code in others)
        return Overlap(alone, tuple(sorted((row for row in shared if row[1] > 0), key=lambda row: -row[1])))

    def _count(self, reading: Reading, members: Iterable[str]) -> int:
        return self._ask(reading, "count", tuple(sorted(members))).editions_found

    def _ask(self, reading: Reading, kind: str, members: tuple[str, ...]) -> Results:
        key = (kind, *members)
        with self._lock:
            if self._number != reading.number or len(self._found) > _MOST:
                self._number = reading.number
                self._found.clear()
            if key in self._found:
                return self._found[key]
        answer = reading.search(_query(kind, members))
        with self._lock:
            if self._number == reading.number:
                self._found[key] = answer
        return answer


def _query(kind: str, members: tuple[str, ...]) -> Query:
    filters = {"member": members} if members else {}
    if kind == "newest":
        return Query(filters=filters, sort="newest", page_size=6)
    return Query(filters=filters, page_size=1, facets=(*FACETS, DECADES) if kind == "figures" else ())


def keep_overviews(blueprint: Blueprint) -> None:
    """Give every application that registers the blueprint a memory of its own."""

    def make(state: BlueprintSetupState) -> None:
        state.app.extensions[_KEY] = Overviews()

    blueprint.record(make)


def overviews() -> Overviews:
    """Return the memory of the application that answers this request."""
    return cast("Overviews", current_app.extensions[_KEY])
