"""N-Triples: https://www.w3.org/TR/n-triples/, one statement a line; the names of graphs are left out."""

from collections.abc import Iterable
from typing import BinaryIO

from pyoxigraph import Quad

from kg.exports._prefixes import triples

__all__ = ["EXTENSION", "LABEL", "MEDIA_TYPE", "PREAMBLE", "part", "write", "write_to"]

MEDIA_TYPE = "application/n-triples"
EXTENSION = "nt"
LABEL = "N-Triples"
PREAMBLE = b""


def write(quads: Iterable[Quad]) -> bytes:
    """Return the statements as N-Triples in canonical form of each line."""
    return "".join(f"{triple} .\n" for triple in triples(quads)).encode()


def part(quads: Iterable[Quad]) -> bytes:
    """Return lines that may follow others."""
    return write(quads)


def write_to(quads: Iterable[Quad], stream: BinaryIO) -> None:
    """Write the statements to a stream as they come."""
    stream.writelines(f"{triple} .\n".encode() for triple in triples(quads))
