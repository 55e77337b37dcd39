"""JSON-LD: https://www.w3.org/TR/json-ld11/, compact, parts inside what they are part of, with its context inside.

The context is that of `ontology/context.jsonld`. Nothing in it needs a fetch. The names of graphs are left out.
"""

import json
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import BinaryIO

from pyoxigraph import DefaultGraph, Quad, Triple

from kg.exports._nodes import nodes, plain_id
from kg.exports._prefixes import triples
from kg.namespaces import PREFIXES

__all__ = ["CONTEXT", "EXTENSION", "LABEL", "MEDIA_TYPE", "write", "write_to"]

MEDIA_TYPE = "application/ld+json"
EXTENSION = "jsonld"
LABEL = "JSON-LD"

CONTEXT: Mapping[str, str] = PREFIXES


def write(quads: Iterable[Quad]) -> bytes:
    """Return the statements as one JSON-LD document."""
    graph = list(nodes(triples(quads)))
    return json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1).encode() + b"\n"


def write_to(quads: Iterable[Quad], stream: BinaryIO) -> None:
    """Write the statements to a stream as one document, a graph at a time, or a thing at a time where graphs lack."""
    stream.write(f'{{"@context": {json.dumps(CONTEXT)},\n"@graph": ['.encode())
    separator = b"\n"
    for _, graph in groupby(quads, key=_graph_of):
        for node in nodes(triples(graph)):
            stream.write(separator + json.dumps(node, ensure_ascii=False).encode())
            separator = b",\n"
    stream.write(b"\n]}\n")


def _graph_of(quad: Quad | Triple) -> str:
    if isinstance(quad, Quad) and not isinstance(quad.graph_name, DefaultGraph):
        return str(quad.graph_name)
    return plain_id(quad.subject).partition("#")[0]
