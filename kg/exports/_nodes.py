"""Statements as the nodes of JSON-LD: compact by the prefixes, parts inside what they are part of."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.namespaces import PREFIXES, RDF, RDF_TYPE, XSD

__all__ = ["Compact", "compact", "nodes", "plain_id"]

_PLAIN = frozenset({XSD + "string", RDF + "langString"})


class Compact(NamedTuple):
    """Nodes, and those prefixes that are needed to read them."""

    nodes: list[dict[str, Any]]
    prefixes: dict[str, str]


def nodes(statements: Iterable[Triple]) -> Iterator[dict[str, Any]]:
    """Yield the nodes that are no part of another: a part is named within its owner, and one place leads to it."""
    return _Nodes(statements).written(frozenset())


def compact(statements: Iterable[Triple], beside: Iterable[str] = ()) -> Compact:
    """Return the nodes with the prefixes that they use, less those that the scheme of an IRI would be taken for.

    `beside` are IRIs that are written outside the nodes, under the same prefixes.
    """
    found = _Nodes(statements)
    written = list(found.written(frozenset()))
    clashes = frozenset(PREFIXES) & {iri.partition(":")[0] for iri in found.written_in_full.union(beside)}
    if clashes:
        written = list(found.written(clashes))
    return Compact(written, {prefix: PREFIXES[prefix] for prefix in sorted(found.used)})


def plain_id(term: Any) -> str:
    """Return the `@id` of a node: its IRI, or the label of a blank one."""
    if isinstance(term, NamedNode):
        return term.value
    return f"_:{term.value}" if isinstance(term, BlankNode) else str(term)


def _is_rooted(name: str, leading: Mapping[str, list[str]], parts: set[str]) -> bool:
    """Tell whether going up from a part ends at a node that stands by itself, not in a circle."""
    seen: set[str] = set()
    while name in parts:
        if name in seen:
            return False
        seen.add(name)
        name = leading[name][0]
    return True


class _Nodes:
    """The nodes of one set of statements."""

    def __init__(self, statements: Iterable[Triple]) -> None:
        self._by_subject: dict[str, list[Triple]] = {}
        leading: dict[str, list[str]] = {}
        for triple in sorted(set(statements), key=str):
            subject = plain_id(triple.subject)
            self._by_subject.setdefault(subject, []).append(triple)
            if not isinstance(triple.object, Literal) and triple.predicate.value != RDF_TYPE:
                leading.setdefault(plain_id(triple.object), []).append(subject)
        parts = {name for name in self._by_subject if "#" in name and len(leading.get(name, ())) == 1}
        self._parts = parts - {name for name in parts if not _is_rooted(name, leading, parts)}
        self._refused: frozenset[str] = frozenset()
        self.used: set[str] = set()
        self.written_in_full: set[str] = self._by_subject.keys() | leading.keys()

    def written(self, refused: frozenset[str]) -> Iterator[dict[str, Any]]:
        """Yield the nodes, written without the prefixes that are refused."""
        self._refused = refused
        self.used.clear()
        for subject in self._by_subject:
            if subject not in self._parts:
                yield self._node(subject)

    def _node(self, subject: str) -> dict[str, Any]:
        found: dict[str, Any] = {"@id": subject}
        for triple in self._by_subject[subject]:
            predicate = triple.predicate.value
            if predicate == RDF_TYPE and not isinstance(triple.object, Literal):
                _add(found, "@type", self._short(plain_id(triple.object)))
            else:
                _add(found, self._short(predicate), self._value(triple.object))
        return found

    def _value(self, term: Any) -> Any:
        if not isinstance(term, Literal):
            name = plain_id(term)
            return self._node(name) if name in self._parts else {"@id": name}
        if term.language:
            return {"@language": term.language, "@value": term.value}
        datatype = term.datatype.value
        if datatype in _PLAIN:
            return term.value
        return {"@type": self._short(datatype), "@value": term.value}

    def _short(self, iri: str) -> str:
        """Return a class or property with a prefix, where one of the context fits."""
        prefix, short = _shortened(iri)
        if not prefix or prefix in self._refused:
            self.written_in_full.add(iri)
            return iri
        self.used.add(prefix)
        return short


@lru_cache(maxsize=10_000)
def _shortened(iri: str) -> tuple[str, str]:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and not iri.startswith(namespace + "//"):
            return prefix, f"{prefix}:{iri[len(namespace) :]}"
    return "", iri


def _add(found: dict[str, Any], key: str, value: Any) -> None:
    """Add a value; a second one under the same key makes a list."""
    if key not in found:
        found[key] = value
    elif isinstance(found[key], list):
        found[key].append(value)
    else:
        found[key] = [found[key], value]
