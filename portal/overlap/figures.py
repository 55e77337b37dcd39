"""The overlap of members, asked once in a generation: a million editions take seconds to count."""

import threading
from typing import cast

from flask import Blueprint, current_app
from flask.blueprints import BlueprintSetupState

from kg.overlap import Held
from portal.reading import Reading

__all__ = ["Figures", "figures", "keep_figures"]

_KEY = "lianmu-overlap"


class Figures:
    """Remembers who holds how many editions, by each kind of class, for one generation."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number = -1
        self._found: dict[str, tuple[Held, ...]] = {}

    def held(self, reading: Reading, kind: str) -> tuple[Held, ...]:
        """Return the editions by their holders and their codes of a kind, "" for no codes."""
        # Held while it is counted: readers who come meanwhile wait for the one answer.
        with self._lock:
            if self._number != reading.number:
                self._number = reading.number
                self._found.clear()
            if kind not in self._found:
                self._found[kind] = reading.held(kind)
            return self._found[kind]


def keep_figures(blueprint: Blueprint) -> None:
    """Give every application that registers the blueprint a memory of its own."""

    def make(state: BlueprintSetupState) -> None:
        state.app.extensions[_KEY] = Figures()

    blueprint.record(make)


def figures() -> Figures:
    """Return the memory of the application that answers this request."""
    return cast("Figures", current_app.extensions[_KEY])
