"""What the page of dumps shows of a set: its parts by kind, in the reader's language, sizes as people read them."""

from collections.abc import Mapping
from typing import NamedTuple

from kg.pipeline.dumps import DumpFile, DumpPart, DumpSet
from portal.i18n import Wording

__all__ = ["FileRow", "PartRow", "SetPage", "set_page", "size_text"]

_KILO = 1000
_UNITS = ("B", "kB", "MB", "GB", "TB")
# A size with fewer digits than this before the point has one behind it.
_FINE_BELOW = 10


class FileRow(NamedTuple):
    """A file of a part."""

    name: str
    label: str
    size: str
    sha256: str


class PartRow(NamedTuple):
    """A part, its label in the page's language."""

    anchor: str
    kind: str
    code: str
    label: str
    statements: int
    editions: int
    works: int
    members: tuple[str, ...]
    licence: str
    files: tuple[FileRow, ...]


class SetPage(NamedTuple):
    """A set with its parts by kind."""

    name: str
    made: str
    generation: int
    size: str
    whole: PartRow
    members: tuple[PartRow, ...]
    groups: tuple[PartRow, ...]


def set_page(dumps: DumpSet, labels: Mapping[str, str], wording: Wording) -> SetPage:
    """Return what the page shows; `labels` has the name of each format."""
    rows = [_row(part, labels, wording) for part in dumps.parts]
    return SetPage(
        dumps.name,
        dumps.made,
        dumps.generation,
        size_text(dumps.size, wording),
        next(row for row in rows if row.kind == "all"),
        tuple(row for row in rows if row.kind == "member"),
        tuple(row for row in rows if row.kind == "group"),
    )


def size_text(size: int, wording: Wording) -> str:
    """Return a number of bytes with a decimal unit."""
    number, place = float(size), 0
    while number >= _KILO and place < len(_UNITS) - 1:
        number, place = number / _KILO, place + 1
    text = f"{number:.1f}" if place and number < _FINE_BELOW else wording.number(round(number))
    return f"{text} {_UNITS[place]}"


def _row(part: DumpPart, labels: Mapping[str, str], wording: Wording) -> PartRow:
    return PartRow(
        part.name,
        part.kind,
        part.code,
        part.label if wording.language.code == "zh" else part.label_en,
        part.statements,
        part.things.get("instance", 0),
        part.things.get("work", 0),
        part.members,
        part.licences[0].licence if part.kind == "member" and part.licences else "",
        tuple(_file(file, labels, wording) for file in part.files),
    )


def _file(file: DumpFile, labels: Mapping[str, str], wording: Wording) -> FileRow:
    return FileRow(file.name, labels.get(file.format, file.format), size_text(file.size, wording), file.sha256)
