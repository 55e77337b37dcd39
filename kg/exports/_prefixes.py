"""Statements in the order in which a person reads them, and with the prefixes that they use."""

from collections.abc import Iterable, Iterator
from operator import itemgetter

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from kg.namespaces import PREFIXES, RDF_TYPE

__all__ = ["in_order", "prefixes_used", "serialized", "triples"]


def triples(quads: Iterable[Quad | Triple]) -> Iterator[Triple]:
    """Yield the statements without the names of their graphs."""
    return (quad.triple if isinstance(quad, Quad) else quad for quad in quads)


def in_order(statements: Iterable[Triple]) -> list[Triple]:
    """Return the statements once each, in the order in which a person reads: a thing, its classes, its parts."""
    by_subject: dict[str, list[tuple[bool, str, Triple]]] = {}
    for triple in set(statements):
        place = (triple.predicate.value != RDF_TYPE, str(triple), triple)
        by_subject.setdefault(str(triple.subject).rstrip(">"), []).append(place)
    subjects = sorted(by_subject, key=lambda subject: subject.partition("#"))
    return [triple for subject in subjects for _, _, triple in sorted(by_subject[subject], key=itemgetter(0, 1))]


def prefixes_used(statements: Iterable[Triple]) -> dict[str, str]:
    """Return those of the known prefixes that would shorten something."""
    names: set[str] = set()
    for triple in statements:
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, NamedNode):
                names.add(_namespace(term.value))
            elif isinstance(term, Literal):
                names.add(_namespace(term.datatype.value))
    return {prefix: namespace for prefix, namespace in PREFIXES.items() if namespace in names}


def serialized(statements: Iterable[Triple], format_: RdfFormat) -> bytes:
    """Return all statements in a format, in order, with the prefixes that they use."""
    known = in_order(statements)
    written = serialize(known, format=format_, prefixes=prefixes_used(known))
    return written if written is not None else b""


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
