"""Turtle: https://www.w3.org/TR/turtle/, with prefixes; the names of graphs are left out."""

from collections.abc import Iterable
from typing import BinaryIO

from pyoxigraph import Quad, RdfFormat, serialize

from kg.exports._prefixes import in_order, serialized, triples
from kg.namespaces import PREFIXES

__all__ = ["EXTENSION", "LABEL", "MEDIA_TYPE", "PREAMBLE", "part", "write", "write_to"]

MEDIA_TYPE = "text/turtle"
EXTENSION = "ttl"
LABEL = "Turtle"
PREAMBLE = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items()).encode()

_DIRECTIVE = b"@prefix "


def write(quads: Iterable[Quad]) -> bytes:
    """Return the statements as Turtle, a thing first and its parts after it."""
    return serialized(triples(quads), RdfFormat.TURTLE)


def part(quads: Iterable[Quad]) -> bytes:
    """Return statements that may follow `PREAMBLE` and other parts."""
    written = serialize(in_order(triples(quads)), format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""
    while written.startswith(_DIRECTIVE):
        written = written.partition(b"\n")[2]
    return written


def write_to(quads: Iterable[Quad], stream: BinaryIO) -> None:
    """Write the statements to a stream as they come."""
    serialize(triples(quads), stream, RdfFormat.TURTLE, prefixes=PREFIXES)
