"""Whether a set of dumps is whole: every file there with its checksum, every statement readable, every count right."""

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from pyoxigraph import Quad, RdfFormat, parse

from kg.pipeline.dumps.sets import MANIFEST, README, SUMS, VOID, DumpFile, DumpPart, DumpSet

__all__ = ["Fault", "verify"]

_BY_LINE = "application/x-ndjson"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file of a set."""

    file: str
    what: str


def verify(dumps: DumpSet) -> Iterator[Fault]:
    """Yield every fault of a set: none, and it is what was made."""
    sums = _sums(dumps.path)
    for name in sorted({MANIFEST, VOID, README, *_names(dumps)} - set(sums)):
        yield Fault(name, f"has no line in {SUMS}")
    for name, expected in sorted(sums.items()):
        yield from _check_sum(dumps.path / name, expected)
    for part in dumps.parts:
        for file in part.files:
            if sums.get(file.name, file.sha256) != file.sha256:
                yield Fault(file.name, f"{SUMS} and {MANIFEST} name different checksums")
            yield from _check_content(dumps.path / file.name, file, part)


def _names(dumps: DumpSet) -> set[str]:
    return {file.name for part in dumps.parts for file in part.files}


def _sums(folder: Path) -> dict[str, str]:
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    pairs = (line.partition("  ") for line in lines)
    # A name with a slash is none of ours: what is outside the set is not read.
    return {name: digest for digest, gap, name in pairs if gap and "/" not in name}


def _check_sum(path: Path, expected: str) -> Iterator[Fault]:
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        yield Fault(path.name, f"cannot be read: {error.strerror}")
        return
    if found != expected:
        yield Fault(path.name, f"has the SHA-256 {found}, not {expected}")


def _check_content(path: Path, file: DumpFile, part: DumpPart) -> Iterator[Fault]:
    number = graphs = 0
    last: object = None
    try:
        for quad in _read(path, file.media_type):
            number += 1
            # The statements of a graph stand together.
            graphs += quad.graph_name != last
            last = quad.graph_name
    except (OSError, EOFError, zlib.error, SyntaxError, ValueError) as error:
        yield Fault(path.name, f"cannot be read beyond statement {number}: {error}")
        return
    if number != part.statements:
        yield Fault(path.name, f"has {number} statements, not {part.statements}")
    if file.format in {"nquads", "jsonldlines"} and graphs != part.graphs:
        yield Fault(path.name, f"has {graphs} graphs, not {part.graphs}")


def _read(path: Path, media_type: str) -> Iterator[Quad]:
    with gzip.open(path, "rb") as stream:
        content = cast("IO[bytes]", stream)
        if media_type == _BY_LINE:
            for line in stream:
                yield from parse(line, format=RdfFormat.JSON_LD)
        else:
            yield from parse(content, format=RdfFormat.from_media_type(media_type))
