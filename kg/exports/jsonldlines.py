"""JSON-LD lines: newline-delimited JSON, each line a JSON-LD document of one graph, named, with its context inside.

Lines: https://github.com/ndjson/ndjson-spec; documents: https://www.w3.org/TR/json-ld11/, section 4.9 (named graphs). A
line is whole by itself; all lines together say exactly the same quads. Nothing in them needs a fetch.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, BinaryIO

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Triple

from kg.exports._nodes import compact, plain_id
from kg.exports._prefixes import triples

__all__ = ["EXTENSION", "LABEL", "MEDIA_TYPE", "PREAMBLE", "part", "write", "write_to"]

# JSON-LD has no media type of its own for lines; tools know them by this one.
MEDIA_TYPE = "application/x-ndjson"
EXTENSION = "jsonl"
LABEL = "JSON-LD lines"
PREAMBLE = b""


def write(quads: Iterable[Quad]) -> bytes:
    """Return the statements as one line for each graph, in the order of the graphs' names."""
    return part(sorted(quads, key=lambda quad: str(_graph(quad))))


def part(quads: Iterable[Quad]) -> bytes:
    """Return lines that may follow others; quads of one graph that stand together make one line."""
    return b"".join(_lines(quads))


def write_to(quads: Iterable[Quad], stream: BinaryIO) -> None:
    """Write the statements to a stream, a line for each run of quads of one graph."""
    stream.writelines(_lines(quads))


def _lines(quads: Iterable[Quad]) -> Iterator[bytes]:
    for graph, run in groupby(quads, key=_graph):
        name = {} if isinstance(graph, DefaultGraph) else {"@id": plain_id(graph)}
        found = compact(triples(run), beside=name.values())
        document: dict[str, Any] = {"@context": found.prefixes, **name, "@graph": found.nodes}
        yield json.dumps(document, ensure_ascii=False).encode() + b"\n"


def _graph(quad: Quad | Triple) -> NamedNode | BlankNode | DefaultGraph:
    return quad.graph_name if isinstance(quad, Quad) else DefaultGraph()
