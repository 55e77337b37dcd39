"""Export formats, one module each: a new format is one new module here, and everything that offers formats has it.

A module has `MEDIA_TYPE`, `EXTENSION` (without the dot), `LABEL`, `write(quads) -> bytes` for what fits in memory and
`write_to(quads, stream)` for what may not. A name that begins with an underscore is no format.

A format whose statements can stand one after another also has `part(quads) -> bytes` and `PREAMBLE`, what stands once
before all parts: such a format can be written to many files at once, as dumps are.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import Quad, RdfFormat, parse

from kg.registry import Registry

__all__ = ["EXPORTS", "in_parts", "parse_lines"]

EXPORTS = Registry("kg.exports", "export format")


def in_parts() -> tuple[str, ...]:
    """Return the names of the formats that can be written in parts."""
    return tuple(name for name in EXPORTS.names() if hasattr(EXPORTS.get(name), "part"))


def parse_lines(lines: Iterable[str]) -> Iterator[Quad]:
    """Yield the quads of lines of N-Triples or N-Quads."""
    yield from parse("".join(lines).encode(), format=RdfFormat.N_QUADS)
