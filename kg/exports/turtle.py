"""Turtle: https://www.w3.org/TR/turtle/, with prefixes; the names of graphs are left out."""

from collections.abc import Iterable
from typing import BinaryIO

from pyoxigraph import Quad, RdfFormat, serialize

from kg.exports._prefixes import PREFIXES, serialized, triples

__all__ = ["EXTENSION", "LABEL", "MEDIA_TYPE", "write", "write_to"]

MEDIA_TYPE = "text/turtle"
EXTENSION = "ttl"
LABEL = "Turtle"


def write(quads: Iterable[Quad]) -> bytes:
    """Return the statements as Turtle, a thing first and its parts after it."""
    return serialized(triples(quads), RdfFormat.TURTLE)


def write_to(quads: Iterable[Quad], stream: BinaryIO) -> None:
    """Write the statements to a stream as they come."""
    serialize(triples(quads), stream, RdfFormat.TURTLE, prefixes=PREFIXES)
