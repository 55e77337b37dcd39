"""N-Quads: https://www.w3.org/TR/n-quads/, one statement a line with the name of its graph."""

from collections.abc import Iterable
from typing import BinaryIO

from pyoxigraph import Quad

__all__ = ["EXTENSION", "LABEL", "MEDIA_TYPE", "PREAMBLE", "part", "write", "write_to"]

MEDIA_TYPE = "application/n-quads"
EXTENSION = "nq"
LABEL = "N-Quads"
PREAMBLE = b""


def write(quads: Iterable[Quad]) -> bytes:
    """Return the quads as N-Quads in canonical form of each line."""
    return "".join(f"{quad} .\n" for quad in quads).encode()


def part(quads: Iterable[Quad]) -> bytes:
    """Return lines that may follow others."""
    return write(quads)


def write_to(quads: Iterable[Quad], stream: BinaryIO) -> None:
    """Write the quads to a stream as they come."""
    stream.writelines(f"{quad} .\n".encode() for quad in quads)
