"""Graphs of anybody's making, parsed in a process of their own with limits, so that a hostile file ends only that.

The parser expands entities without end and overflows its stack on deep nesting; both end a process. A document type
declaration is refused before parsing, quoted triples are refused, and the child has bounds of memory and time.
"""

import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from kg.cli.grouped import batches
from kg.errors import RefusedError

__all__ = ["read_graphs"]

_LOOK = 4096
_MEMORY = 2 * 1024**3
_SECONDS = 600
_WHOLE = 64 * 1024**2
_BATCH = 16 * 1024**2
_OF_LINES = frozenset({"application/n-triples", "application/n-quads"})
_BY_ENDING = {
    ".ttl": "text/turtle", ".n3": "text/n3", ".nt": "application/n-triples", ".nq": "application/n-quads",
    ".trig": "application/trig", ".rdf": "application/rdf+xml", ".xml": "application/rdf+xml",
    ".jsonld": "application/ld+json", ".json": "application/ld+json",
}  # fmt: skip
_NAME = rb"(?:<[^>]*>|_:\S+)"
_TEXT = rb'"(?:[^"\\]|\\.)*"\S*'
_LINE_OF_QUADS = re.compile(
    rb"^\s*" + _NAME + rb"\s+<[^>]*>\s+(?:" + _NAME + rb"|" + _TEXT + rb")\s+" + _NAME + rb"\s*\.", re.MULTILINE
)
_MARC = re.compile(rb"\A\s*\d{5}[a-z]|<(?:\w+:)?leader[ />]")
_DOCTYPE = re.compile(rb"<!\s*(doctype|entity)", re.IGNORECASE)


def read_graphs(file: str, *, whole: int = _WHOLE, batch: int = _BATCH) -> Iterator[Iterator[Any]]:
    """Yield the quads of a file ("-" is standard input), all together or, of more than `whole` bytes, in batches.

    Only lines (N-Triples, N-Quads) can be cut; other files and standard input are held in memory, as far as the
    parser's bounds go. Raise RefusedError for what is no RDF or is hostile.
    """
    kind = _BY_ENDING.get(Path(file).suffix.lower(), "")
    if file != "-" and kind in _OF_LINES and Path(file).stat().st_size > whole:
        with Path(file).open("rb") as lines:
            for part in batches(lines, batch):
                yield _parsed(part, kind)
        return
    content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    yield _parsed(content, kind or _kind_of(content[:_LOOK]))


def _parsed(content: bytes, kind: str) -> Iterator[Any]:
    import pyoxigraph

    if kind == "application/rdf+xml" and _DOCTYPE.search(content):
        raise RefusedError("The file has a document type declaration, which is never read. Take it out.")
    done = subprocess.run(  # noqa: S603 - this program itself, the kind is one of the table's
        [sys.executable, "-m", "kg.cli.foreign", kind],
        input=content,
        capture_output=True,
        check=False,
        timeout=_SECONDS,
    )
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["the parser gave up"]
        hint = " It looks like MARC: leave --format bibframe out." if _MARC.search(content[:_LOOK]) else ""
        raise RefusedError(f"This cannot be read as {kind}: {said[0]}{hint}")
    yield from pyoxigraph.parse(done.stdout, pyoxigraph.RdfFormat.N_QUADS)


def _kind_of(start: bytes) -> str:
    """Return the media type of a graph by how it begins."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"<?xml", b"<rdf:RDF", b"<!")):
        return "application/rdf+xml"
    if text.startswith((b"{", b"[")) and not text.startswith(b"[]"):
        return "application/ld+json"
    return "application/n-quads" if _LINE_OF_QUADS.search(start) else "text/turtle"


def _limit() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard), hard))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main(kind: str, source: BinaryIO, target: BinaryIO) -> int:
    """Parse standard input and write it as lines, in the child process."""
    import pyoxigraph

    _limit()
    wanted = pyoxigraph.RdfFormat.from_media_type(kind)
    try:
        for quad in pyoxigraph.parse(source, wanted, base_iri="http://example.org/"):
            if isinstance(quad.object, pyoxigraph.Triple):
                sys.stderr.write("it has quoted triples\n")
                return 1
            target.write(f"{quad.subject} {quad.predicate} {quad.object} .\n".encode())
    except (SyntaxError, ValueError, OSError, MemoryError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer))
