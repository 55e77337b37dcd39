"""Trees from quads: the statements below a URI as nodes, so that what is published reads as what is converted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pyoxigraph import BlankNode, NamedNode, Quad
from pyoxigraph import Literal as RdfLiteral

from kg.bibframe.reader import Reader
from kg.bibframe.things import Instance, Work
from kg.description.node import Iri, Literal, Node, NodeList, Value
from kg.namespaces import OWL, RDF, RDF_TYPE, XSD

__all__ = ["QuadNames", "instance_from_quads", "tree", "work_from_quads"]

_PLAIN = frozenset({XSD + "string", RDF + "langString"})
_FIRST, _REST, _NIL = RDF + "first", RDF + "rest", RDF + "nil"
# Properties that lead to things published on their own: followed, a work would drag in its editions and they it.
_OUTWARD = frozenset(
    {
        "http://id.loc.gov/ontologies/bibframe/hasInstance",
        "http://id.loc.gov/ontologies/bibframe/instanceOf",
        "http://id.loc.gov/ontologies/bibframe/itemOf",
        OWL + "sameAs",
    }
)

_Statements = Mapping[str, list[tuple[str, object]]]


class QuadNames:
    """Names in a tree made from published quads: every node carries its URI; `ids` knows those of entities."""

    def __init__(self, ids: Mapping[str, str] | None = None) -> None:
        self._ids = ids or {}

    def iri(self, node: Node) -> str:
        """Return the node's URI, "" for a part that is named only within its owner."""
        return "" if "#" in node.iri and node.iri not in self._ids else node.iri

    def id(self, node: Node) -> str:
        """Return our id of an agent or a subject, "" when it has none."""
        return self._ids.get(node.iri, "")


def tree(quads: Iterable[Quad], iri: str) -> Node:
    """Return the node with this URI and all that the quads say below it; a circle is cut where it closes."""
    statements: dict[str, list[tuple[str, object]]] = defaultdict(list)
    for quad in quads:
        statements[_name(quad.subject)].append((quad.predicate.value, quad.object))
    return _node(iri, statements, frozenset())


def work_from_quads(quads: Iterable[Quad], iri: str, ids: Mapping[str, str] | None = None) -> Work:
    """Return the work with this URI; `ids` gives our ids of the agents and subjects that have one, by URI."""
    return Reader(QuadNames(ids)).work(tree(quads, iri), iri, iri.rpartition("/")[2])


def instance_from_quads(quads: Iterable[Quad], iri: str, ids: Mapping[str, str] | None = None) -> Instance:
    """Return the edition with this URI."""
    return Reader(QuadNames(ids)).instance(tree(quads, iri), iri, iri.rpartition("/")[2])


def _name(term: object) -> str:
    if isinstance(term, NamedNode):
        return term.value
    return f"_:{term.value}" if isinstance(term, BlankNode) else str(term)


def _node(iri: str, statements: _Statements, above: frozenset[str]) -> Node:
    said = statements.get(iri, [])
    node = Node(sorted(_name(value) for predicate, value in said if predicate == RDF_TYPE), iri=iri)
    path = above | {iri}
    for predicate, value in said:
        if predicate != RDF_TYPE:
            node.properties.append((predicate, _value(predicate, value, statements, path)))
    return node


def _value(predicate: str, term: object, statements: _Statements, path: frozenset[str]) -> Value:
    if isinstance(term, RdfLiteral):
        datatype = term.datatype.value
        return Literal(term.value, term.language or "", "" if datatype in _PLAIN else datatype)
    name = _name(term)
    if name == _NIL or any(inner == _FIRST for inner, _ in statements.get(name, ())):
        return NodeList(_members(name, statements, path))
    if predicate in _OUTWARD or name in path or name not in statements:
        return Iri(name)
    return _node(name, statements, path)


def _members(cell: str, statements: _Statements, path: frozenset[str]) -> list[Node]:
    found: list[Node] = []
    seen = set(path)
    while cell != _NIL and cell not in seen:
        seen.add(cell)
        links = dict(statements.get(cell, ()))
        if _FIRST in links:
            found.append(_node(_name(links[_FIRST]), statements, frozenset(seen)))
        cell = _name(links[_REST]) if _REST in links else _NIL
    return found
