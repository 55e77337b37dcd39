"""The rules that pages print, read once and again when a file of `mappings/` changes."""

import threading
from pathlib import Path
from typing import NamedTuple

from kg.crosswalk.listing import Listing, read_listing
from kg.errors import MappingError
from portal.mapping.differences import Part, read_differences

__all__ = ["Chapter", "Rulebook"]


class Chapter(NamedTuple):
    """One format: its rules by block and field, and how they differ from others' on purpose."""

    listing: Listing
    differences: tuple[Part, ...]


class Rulebook:
    """The formats of a folder of rules."""

    def __init__(self, mappings: Path) -> None:
        self._mappings = mappings
        self._lock = threading.Lock()
        self._state: tuple[tuple[str, int], ...] = ()
        self._chapters: dict[str, Chapter] = {}
        self._stale: set[str] = set()

    def names(self) -> tuple[str, ...]:
        """Return the names of the formats, each after the one that it extends, else by name."""
        self._refresh()
        found = {path.parent.name for path in self._mappings.glob("*/format.toml")}
        return tuple(sorted(found, key=self._line_of_descent))

    def chapter(self, name: str) -> Chapter | None:
        """Return a format's rules, None for an unknown format; raise MappingError where the rules are bad."""
        if name not in self.names():
            return None
        with self._lock:
            if name in self._stale or name not in self._chapters:
                self._read(name)
            return self._chapters[name]

    def _read(self, name: str) -> None:
        """Read a format's rules; while somebody is changing them and they are bad, the last good ones stay."""
        try:
            differences = read_differences(self._mappings / name / "DIFFERENCES.md")
            self._chapters[name] = Chapter(read_listing(self._mappings, name), differences)
        except MappingError:
            if name not in self._chapters:
                raise
        self._stale.discard(name)

    def _line_of_descent(self, name: str) -> tuple[str, ...]:
        """Return the names that a format's rules come from, oldest first, its own at the end."""
        line = [name]
        while (under := _extended_by(self._mappings / line[0] / "format.toml")) and under not in line:
            line.insert(0, under)
        return tuple(line)

    def _refresh(self) -> None:
        paths = sorted([*self._mappings.glob("*/*.t[os][mv]*"), *self._mappings.glob("*/*.md")])
        state = tuple((str(path), path.stat().st_mtime_ns) for path in paths)
        with self._lock:
            if state != self._state:
                self._state = state
                self._stale = set(self._chapters)


def _extended_by(path: Path) -> str:
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        key, _, value = line.partition("=")
        if key.strip() == "extends":
            return value.strip().strip("\"'")
    return ""
