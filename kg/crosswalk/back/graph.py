"""RDF of anybody's making as descriptions: every instance with its work and its items becomes one tree.

A graph is read as it is: Library of Congress's shape with blank nodes and hubs, or this program's own. What points back
(`bf:instanceOf`, `bf:hasInstance`, `bf:itemOf`) is not followed within a tree, and no tree is deeper than `_DEEPEST`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from kg.description.node import Description, Iri, Literal, Node, NodeList, Value
from kg.namespaces import BF, RDF, RDF_TYPE, XSD

__all__ = ["read_descriptions"]

_DEEPEST = 12
_LONGEST_LIST = 1000
_BACKWARD = frozenset({BF + "instanceOf", BF + "itemOf"})
# Between the descriptions themselves; a linked work's own instance is part of what is said of that work.
_ROOT_LINKS = frozenset({BF + "hasInstance", BF + "hasItem"})
_POINTING = frozenset({BF + "hasInstance", BF + "itemOf"})
# An instance that has none of these is only another way to its work.
_OWN = frozenset(BF + name for name in ("issuance", "provisionActivity", "adminMetadata", "responsibilityStatement"))
_PLAIN = frozenset({XSD + "string", RDF + "langString", ""})
# Hosts of vocabularies and authorities: what they name is nobody's own, even where the graph's works stand there too.
_EVERYBODYS = re.compile(
    r"https?://(id[.]loc[.]gov/(?!resources/)|viaf[.]org/|d-nb[.]info/|id[.]worldcat[.]org/|(www[.])?wikidata[.]org/|isni[.]org/"
    r"|(www[.])?idref[.]fr/|data[.]bnf[.]fr/|vocab[.]getty[.]edu/|orcid[.]org/|id[.]nlm[.]nih[.]gov/|rdaregistry[.]info/)"
)
_HOST = re.compile(r"[a-z][a-z0-9+.-]*://[^/]*/", re.IGNORECASE)


def read_descriptions(quads: Iterable[Any]) -> Iterator[Description]:
    """Yield a description for every instance of the quads, in their order; the local id is the record's own number.

    An instance that is only named by another thing (the other edition of a linking entry) gives none of its own.
    """
    graph = _Graph(quads)
    for instance in graph.instances():
        work = graph.work_of(instance)
        items = graph.items_of(instance)
        made = graph.node(instance, root=True)
        tree = graph.node(work, root=True) if work is not None else Node([BF + "Work"])
        yield Description(_number(tree, made), tree, made, tuple(graph.node(item, root=True) for item in items))


class _Graph:
    """The statements by subject, in the order in which they came."""

    def __init__(self, quads: Iterable[Any]) -> None:
        self._said: dict[str, list[tuple[str, Any]]] = defaultdict(list)
        self._own: frozenset[str] = frozenset()
        self._named_by: dict[str, set[str]] = defaultdict(set)
        self._pointed_from: dict[tuple[str, str], list[str]] = defaultdict(list)
        seen: set[tuple[str, str, str]] = set()
        for quad in quads:
            statement = (str(quad.subject), quad.predicate.value, str(quad.object))
            if statement in seen:
                continue
            seen.add(statement)
            self._said[statement[0]].append((statement[1], quad.object))
            self._named_by[statement[2]].add(statement[1])
            if statement[1] in _POINTING:
                self._pointed_from[statement[2], statement[1]].append(statement[0])

    def _has_type(self, subject: str, kind: str) -> bool:
        return any(name == RDF_TYPE and value.value == kind for name, value in self._said[subject])

    def instances(self) -> list[str]:
        """Return the instances that stand for themselves: no relation leads to them, and they say how they came about.

        What only has an address (the electronic copy that a linking field names) belongs to its work.
        """
        found = [subject for subject in list(self._said) if self._has_type(subject, BF + "Instance")]
        found = [one for one in found if self._is_root(one)] or found[:1]
        own = [one for one in found if not _OWN.isdisjoint(name for name, _ in self._said[one])] or found[:1]
        self._own = frozenset(own)
        return own

    def _is_root(self, instance: str) -> bool:
        if self._named_by[instance] - {BF + "hasInstance", BF + "itemOf", BF + "instanceOf"}:
            return False
        work = self.work_of(instance)
        named = self._named_by[work] - {BF + "instanceOf"} if work is not None else set()
        return not named or any(name == BF + "adminMetadata" for name, _ in self._said[work or ""])

    def work_of(self, instance: str) -> str | None:
        """Return the work that an instance is of, whichever of the two says so."""
        works = [str(value) for name, value in self._said[instance] if name == BF + "instanceOf"]
        works += self._pointed_from[instance, BF + "hasInstance"]
        return works[0] if works else None

    def items_of(self, instance: str) -> list[str]:
        """Return the items of an instance, whichever of the two says so."""
        found = [str(value) for name, value in self._said[instance] if name == BF + "hasItem"]
        return list(dict.fromkeys([*found, *self._pointed_from[instance, BF + "itemOf"]]))

    def node(self, subject: str, above: tuple[str, ...] = (), *, root: bool = False) -> Node:
        """Return the tree of a subject; what is above it in the tree is named, not described again."""
        here = (*above, subject)
        made = Node([], iri=_outside(subject, here[0].strip("<>")))
        for name, value in self._said[subject]:
            if name == RDF_TYPE:
                made.types.append(value.value)
            elif name not in _BACKWARD and not (root and name in _ROOT_LINKS and self._is_apart(name, str(value))):
                made.properties.append((name, self._value(value, here)))
        return made

    def _is_apart(self, name: str, thing: str) -> bool:
        return name == BF + "hasItem" or thing in self._own

    def _value(self, value: Any, here: tuple[str, ...]) -> Value:
        datatype = getattr(value, "datatype", None)
        if datatype is not None:
            kind = datatype.value
            return Literal(value.value, (value.language or "").lower(), "" if kind in _PLAIN else kind)
        name = str(value)
        if name not in self._said or name in here or len(here) > _DEEPEST:
            return Iri(value.value) if name.startswith("<") else Node([])
        if any(predicate == RDF + "first" for predicate, _ in self._said[name]):
            return NodeList(self._members(name, here))
        return self.node(name, here)

    def _members(self, head: str, here: tuple[str, ...]) -> Iterator[Node]:
        for _ in range(_LONGEST_LIST):
            said = dict(self._said.get(head, ()))
            if RDF + "first" not in said:
                return
            member = self._value(said[RDF + "first"], here)
            yield member if isinstance(member, Node) else Node([], iri=getattr(member, "value", ""))
            head = str(said.get(RDF + "rest", ""))


def _outside(subject: str, root: str) -> str:
    """Return a subject's IRI where somebody else than the graph's maker gave it, else an empty string."""
    iri = subject.strip("<>")
    if not subject.startswith("<") or iri == root:
        return ""
    if _EVERYBODYS.match(iri):
        return iri
    host = _HOST.match(root)
    return "" if host is None or iri.startswith(host[0]) else iri


def _number(*roots: Node) -> str:
    """Return the record's number, as the administrative metadata give it."""
    for root in roots:
        for about in root.values(BF + "adminMetadata"):
            if not isinstance(about, Node):
                continue
            for identifier in about.values(BF + "identifiedBy"):
                if isinstance(identifier, Node):
                    for value in identifier.values(RDF + "value"):
                        return value.value if isinstance(value, Literal) else ""
    return ""
