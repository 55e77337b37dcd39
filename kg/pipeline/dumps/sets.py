"""The sets of dumps of one catalogue, in the folder `dumps`: each a folder with a manifest that names its files.

A set is written under a name that ends in `.tmp` and renamed when it is whole.
"""

import json
import re
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.errors import NotFoundError, StoreError
from kg.pipeline.dumps.plan import Licence

__all__ = ["MANIFEST", "README", "SUMS", "VOID", "DumpFile", "DumpPart", "DumpSet", "DumpSets"]

MANIFEST, SUMS, VOID, README = "manifest.json", "SHA256SUMS", "void.ttl", "README.txt"
_NAME = re.compile(r"(\d{4}-\d\d-\d\dT\d{4}Z)-gen-(\d{8,})(?:-(\d+))?")


@dataclass(frozen=True, slots=True)
class DumpFile:
    """One file: its name, its format (a name of `kg/exports`), sizes in bytes, SHA-256 of the file as it is."""

    name: str
    format: str
    media_type: str
    size: int
    content_size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class DumpPart:
    """A dump in all of its formats, and what it holds; `kind` is all, member or group."""

    name: str
    kind: str
    code: str
    label: str
    label_en: str
    members: tuple[str, ...]
    licences: tuple[Licence, ...]
    statements: int
    graphs: int
    things: dict[str, int]
    files: tuple[DumpFile, ...]


@dataclass(frozen=True, slots=True)
class DumpSet:
    """One set as its manifest says: when it was made, of which generation, at which event, by which plan."""

    name: str
    path: Path
    made: str
    published: str
    generation: int
    event: int
    rules: str
    plan: str
    base_url: str
    title: str
    title_en: str
    parts: tuple[DumpPart, ...]

    def file(self, name: str) -> DumpFile | None:
        """Return the dump with this file name."""
        return next((file for part in self.parts for file in part.files if file.name == name), None)

    def part(self, kind: str, code: str) -> DumpPart | None:
        """Return the dump of a member or group."""
        return next((part for part in self.parts if part.kind == kind and part.code == code), None)

    @property
    def statements(self) -> int:
        """Return the number of statements of the whole."""
        return next((part.statements for part in self.parts if part.kind == "all"), 0)

    @property
    def size(self) -> int:
        """Return the size of all dumps together."""
        return sum(file.size for part in self.parts for file in part.files)

    def to_json(self) -> str:
        """Return the manifest."""
        facts = asdict(self)
        del facts["path"]
        return json.dumps(facts, ensure_ascii=False, indent=1) + "\n"


class DumpSets:
    """The folder of the sets."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def all(self) -> tuple[DumpSet, ...]:
        """Return the sets whose manifest can be read, the newest first."""
        return tuple(found for path in reversed(self._paths()) if (found := _read_if_whole(path)) is not None)

    def newest(self) -> DumpSet | None:
        """Return the newest set, or None."""
        return next((found for path in reversed(self._paths()) if (found := _read_if_whole(path))), None)

    def get(self, name: str) -> DumpSet:
        """Return a set by its name; raise NotFoundError, with those there are, or StoreError for a broken manifest."""
        if _NAME.fullmatch(name) and (self.root / name).is_dir():
            return _read(self.root / name)
        there = ", ".join(path.name for path in self._paths())
        raise NotFoundError(
            f"There is no set of dumps '{name}'. There are: {there}."
            if there
            else f"There is no set of dumps '{name}', nor any other: `lianmu dumps make` makes one."
        )

    def tidy(self) -> None:
        """Remove what a dead maker left."""
        for leftover in self.root.glob("*.tmp"):
            shutil.rmtree(leftover, ignore_errors=True)

    def prune(self, keep: int, made: str) -> None:
        """Keep the newest sets only, and the one just made, also where the clock was set back."""
        for path in self._paths()[: -max(keep, 1)]:
            if path.name != made:
                _remove(path)

    def withdraw(self, event: int) -> None:
        """Remove the sets made before an event by which records may not be passed on any more."""
        for dumps in self.all():
            if dumps.event < event:
                _remove(dumps.path)

    def remove(self, name: str) -> None:
        """Remove a set, whole or damaged; raise NotFoundError for one that there is not."""
        path = next((path for path in self._paths() if path.name == name), None)
        if path is None:
            self.get(name)
        else:
            _remove(path)

    def free_name(self, moment: str, generation: int) -> str:
        """Return the name for a set made now (YYYY-MM-DDTHHMMZ); a second one of the same minute gets a number."""
        name = f"{moment}-gen-{generation:08d}"
        number = max((age[2] for path in self._paths() if (age := _age(path))[:2] == (moment, generation)), default=0)
        return f"{name}-{number + 1}" if number else name

    def _paths(self) -> list[Path]:
        """Return the folders of the sets, the oldest first."""
        if not self.root.is_dir():
            return []
        return sorted((path for path in self.root.iterdir() if _NAME.fullmatch(path.name)), key=_age)


def _remove(path: Path) -> None:
    # Renamed first: a set that is half removed must not look whole.
    doomed = path.with_name(path.name + ".tmp")
    # Publisher and maker both remove sets: what one of them has removed, the other need not.
    with suppress(FileNotFoundError):
        path.rename(doomed)
    shutil.rmtree(doomed, ignore_errors=True)


def _age(path: Path) -> tuple[str, int, int]:
    match = _NAME.fullmatch(path.name)
    return (match[1], int(match[2]), int(match[3] or 1)) if match else ("", 0, 0)


def _read_if_whole(path: Path) -> DumpSet | None:
    try:
        return _read(path)
    except StoreError:
        # Removed meanwhile, or damaged: `lianmu dumps verify` says which.
        return None


def _read(path: Path) -> DumpSet:
    try:
        return _read_once(path, (path / MANIFEST).stat().st_mtime_ns)
    except OSError as error:
        raise StoreError(
            f"The set of dumps {path} has no manifest: {error.strerror}. Remove it with `lianmu dumps remove"
            f" {path.name}`; `lianmu dumps make` makes another."
        ) from error


# A set never changes; `changed` is in the key for one that is made again under its old name.
@lru_cache(maxsize=16)
def _read_once(path: Path, changed: int) -> DumpSet:  # noqa: ARG001 - see above
    try:
        facts: dict[str, Any] = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        parts = tuple(_part(part) for part in facts.pop("parts"))
        return DumpSet(path=path, parts=parts, **facts)
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"The set of dumps {path} has no readable manifest: {error}. Remove it with `lianmu dumps remove"
            f" {path.name}`; `lianmu dumps make` makes another."
        ) from error


def _part(facts: dict[str, Any]) -> DumpPart:
    files = tuple(DumpFile(**file) for file in facts.pop("files"))
    licences = tuple(Licence(**licence) for licence in facts.pop("licences"))
    return DumpPart(files=files, licences=licences, members=tuple(facts.pop("members")), **facts)
