"""Published generations: each a folder with a copy of every view and one manifest, and one link that names the current.

A generation is written under a name that ends in `.tmp`, made durable, and renamed; so one without that ending is
whole. Readers follow the link `current`; a held generation is not removed.
"""

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from kg.errors import StoreError

__all__ = ["Generation", "Generations", "Publishable", "sync"]

_NAME = re.compile(r"gen-(\d{8,})")
_MANIFEST = "manifest.json"
_ATTEMPTS = 10


class Publishable(Protocol):
    """A view that can lay a copy of its last commit into a folder."""

    def publish(self, directory: Path) -> None:
        """Lay the copy into `directory`, which does not exist yet."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One published state: its number, the event it stands at, and where its graph and its index lie."""

    number: int
    event: int
    path: Path
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def graph(self) -> Path:
        """Return the folder of its graph."""
        return self.path / "graph"

    @property
    def restricted(self) -> Path:
        """Return the folder of the graph that only pages may show: what is not passed on."""
        return self.path / "restricted"

    @property
    def index(self) -> Path:
        """Return the folder of its index."""
        return self.path / "index"


class Generations:
    """The published generations of one catalogue, in the folder `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._link = root / "current"

    def current(self) -> Generation | None:
        """Return the generation that readers are to use, None before the first."""
        try:
            target = self._link.readlink()
        except FileNotFoundError:
            return None
        return self._read(self._root / target)

    def every(self) -> tuple[Generation, ...]:
        """Return all whole generations that are there, the oldest first."""
        if not self._root.is_dir():
            return ()
        return tuple(self._read(self._root / f"gen-{number:08d}") for number in self._numbers())

    @contextmanager
    def hold(self) -> Iterator[Generation | None]:
        """Give the current generation and keep it from being removed meanwhile."""
        for _ in range(_ATTEMPTS):
            if not self._link.is_symlink():
                yield None
                return
            path = self._root / self._link.readlink()
            try:
                stream = (path / _MANIFEST).open("rb")
            except FileNotFoundError:
                # Removed between the look and the open: the link names a newer one by now.
                continue
            with stream:
                fcntl.flock(stream, fcntl.LOCK_SH)
                # It may have been removed before the lock was had, too.
                if _is_there(stream, path):
                    yield self._read(path)
                    return
        raise StoreError(f"The generation that {self._link} names is not there. Call `lianmu publish`; it repairs it.")

    def publish(
        self, views: Mapping[str, Publishable], *, event: int, keep: int = 3, facts: Mapping[str, str] | None = None
    ) -> Generation:
        """Make the last commits of the views one new generation, switch readers to it, keep only the last `keep`."""
        try:
            return self._publish(views, event, keep, dict(facts or {}))
        except OSError as error:
            raise StoreError(f"No generation can be written to {self._root}: {error}. Is the disk full?") from error

    def _publish(self, views: Mapping[str, Publishable], event: int, keep: int, facts: Mapping[str, str]) -> Generation:
        self._root.mkdir(parents=True, exist_ok=True)
        number = max(self._numbers(), default=0) + 1
        path = self._root / f"gen-{number:08d}"
        part = path.with_name(path.name + ".tmp")
        _remove(part)
        part.mkdir()
        for name, view in views.items():
            view.publish(part / name)
        manifest = {"number": number, "event": event, "facts": facts}
        (part / _MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        _sync_tree(part)
        part.rename(path)
        sync(self._root)
        self._switch(path)
        self._prune(keep)
        return Generation(number, event, path, facts)

    def repair(self) -> None:
        """Remove what a dead publisher left unfinished, and let `current` name a generation that is there."""
        if not self._root.is_dir():
            return
        for leftover in self._root.glob("*.tmp"):
            _remove(leftover)
        numbers = self._numbers()
        if numbers and (not self._link.is_symlink() or not (self._link / _MANIFEST).is_file()):
            self._switch(self._root / f"gen-{max(numbers):08d}")
        elif not numbers:
            self._link.unlink(missing_ok=True)

    def _numbers(self) -> list[int]:
        matches = (_NAME.fullmatch(path.name) for path in self._root.iterdir())
        return sorted(int(match[1]) for match in matches if match)

    def _read(self, path: Path) -> Generation:
        try:
            manifest = json.loads((path / _MANIFEST).read_text(encoding="utf-8"))
            return Generation(manifest["number"], manifest["event"], path, manifest["facts"])
        except (OSError, ValueError, KeyError) as error:
            raise StoreError(
                f"The generation {path} has no readable manifest: {error}. Call `lianmu publish`; it repairs the link."
            ) from error

    def _switch(self, path: Path) -> None:
        part = self._link.with_name("current.tmp")
        part.unlink(missing_ok=True)
        part.symlink_to(path.name)
        part.replace(self._link)
        sync(self._root)

    def _prune(self, keep: int) -> None:
        for number in self._numbers()[: -max(keep, 1)]:
            path = self._root / f"gen-{number:08d}"
            with (path / _MANIFEST).open("rb") as stream:
                if _is_held(stream):
                    continue
                # Locked while it goes, so that nobody takes hold of it meanwhile. Renamed first: a half-removed
                # generation must not look whole.
                doomed = path.with_name(path.name + ".tmp")
                path.rename(doomed)
                _remove(doomed)


def _is_there(manifest: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(manifest.fileno()), (path / _MANIFEST).stat())
    except FileNotFoundError:
        return False


def _is_held(manifest: BinaryIO) -> bool:
    try:
        fcntl.flock(manifest, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_tree(root: Path) -> None:
    """Make files and folders durable, the deepest first."""
    for folder, _, files in os.walk(root, topdown=False):
        for name in files:
            sync(Path(folder, name))
        sync(Path(folder))
