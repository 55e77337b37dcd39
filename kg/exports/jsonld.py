"""JSON-LD: https://www.w3.org/TR/json-ld11/, compact, parts inside what they are part of, with its context inside.

The context is that of `ontology/context.jsonld`. Nothing in it needs a fetch. The names of graphs are left out.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, BinaryIO

from pyoxigraph import DefaultGraph, Literal, Quad, Triple

from kg.exports._prefixes import PREFIXES, triples
from kg.namespaces import RDF, RDF_TYPE, XSD

__all__ = ["CONTEXT", "EXTENSION", "LABEL", "MEDIA_TYPE", "write", "write_to"]

MEDIA_TYPE = "application/ld+json"
EXTENSION = "jsonld"
LABEL = "JSON-LD"

CONTEXT: Mapping[str, str] = PREFIXES
_PLAIN = frozenset({XSD + "string", RDF + "langString"})


def write(quads: Iterable[Quad]) -> bytes:
    """Return the statements as one JSON-LD document."""
    nodes = list(_nodes(triples(quads)))
    return json.dumps({"@context": CONTEXT, "@graph": nodes}, ensure_ascii=False, indent=1).encode() + b"\n"


def write_to(quads: Iterable[Quad], stream: BinaryIO) -> None:
    """Write the statements to a stream as one document, a graph at a time, or a thing at a time where graphs lack."""
    stream.write(f'{{"@context": {json.dumps(CONTEXT)},\n"@graph": ['.encode())
    separator = b"\n"
    for _, graph in groupby(quads, key=_graph_of):
        for node in _nodes(triples(graph)):
            stream.write(separator + json.dumps(node, ensure_ascii=False).encode())
            separator = b",\n"
    stream.write(b"\n]}\n")


def _graph_of(quad: Quad | Triple) -> str:
    if isinstance(quad, Quad) and not isinstance(quad.graph_name, DefaultGraph):
        return str(quad.graph_name)
    return _id(quad.subject).partition("#")[0]


def _nodes(statements: Iterable[Triple]) -> Iterator[dict[str, Any]]:
    """Yield the nodes that are no part of another: a part is named within its owner, and one place leads to it."""
    by_subject: dict[str, list[Triple]] = {}
    leading: dict[str, list[str]] = {}
    for triple in sorted(set(statements), key=str):
        subject, target = _id(triple.subject), _id(triple.object)
        by_subject.setdefault(subject, []).append(triple)
        if triple.predicate.value != RDF_TYPE and not isinstance(triple.object, Literal):
            leading.setdefault(target, []).append(subject)
    parts = {name for name in by_subject if "#" in name and len(leading.get(name, ())) == 1}
    parts -= {name for name in parts if not _is_rooted(name, leading, parts)}
    for subject in by_subject:
        if subject not in parts:
            yield _node(subject, by_subject, parts)


def _is_rooted(name: str, leading: Mapping[str, list[str]], parts: set[str]) -> bool:
    """Tell whether going up from a part ends at a node that stands by itself, not in a circle."""
    seen: set[str] = set()
    while name in parts:
        if name in seen:
            return False
        seen.add(name)
        name = leading[name][0]
    return True


def _node(subject: str, by_subject: Mapping[str, list[Triple]], parts: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"@id": subject}
    for triple in by_subject[subject]:
        predicate = triple.predicate.value
        if predicate == RDF_TYPE and not isinstance(triple.object, Literal):
            _add(found, "@type", _short(_id(triple.object)))
        else:
            _add(found, _short(predicate), _value(triple.object, by_subject, parts))
    return found


def _add(found: dict[str, Any], key: str, value: Any) -> None:
    """Add a value; a second one under the same key makes a list."""
    if key not in found:
        found[key] = value
    elif isinstance(found[key], list):
        found[key].append(value)
    else:
        found[key] = [found[key], value]


def _value(term: Any, by_subject: Mapping[str, list[Triple]], parts: set[str]) -> Any:
    if not isinstance(term, Literal):
        name = _id(term)
        return _node(name, by_subject, parts) if name in parts else {"@id": name}
    if term.language:
        return {"@language": term.language, "@value": term.value}
    if term.datatype.value in _PLAIN:
        return term.value
    return {"@type": _short(term.datatype.value), "@value": term.value}


def _id(term: Any) -> str:
    value = getattr(term, "value", None)
    if value is None:
        return str(term)
    return value if str(term).startswith("<") else f"_:{value}"


def _short(iri: str) -> str:
    """Return a class or property with a prefix, where one of the context fits."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and not iri.startswith(namespace + "//"):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
