"""A bibliographic description as a tree: what the crosswalk makes of one record, before anything has a URI.

The tree is RDF without names: a node has types and properties, a value is a literal, an IRI or another node. Names are
given when it is written (`naming.py`), so that the same tree can be written with the URIs of one record or with the
minted ids of the catalogue.
"""

from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Description", "Iri", "Literal", "Node", "NodeList", "Remark", "Value"]


class Iri(NamedTuple):
    """A URI that somebody else gave: a vocabulary term, an authority."""

    value: str


class Literal(NamedTuple):
    """A text; `language` is a lower-case BCP 47 tag or "", `datatype` an IRI or ""."""

    value: str
    language: str = ""
    datatype: str = ""


class Node:
    """A thing described within a record.

    `types`: full IRIs, the most specific last. `iri`: the authority's URI where the record gives one.
    `entity`: "agent" or "subject" for a thing that other records may mean too (the catalogue gives it an id of its
    own), else "". `heading`: the normalised text that identifies such an entity (name with dates; scheme + heading),
    `qualified`: whether the heading alone identifies it (a name with dates or other additions; a corporate name; a
    subject with its scheme), else it is only a name within its work.
    """

    __slots__ = ("entity", "heading", "iri", "properties", "qualified", "types")

    def __init__(self, types: list[str], *, iri: str = "", entity: str = "") -> None:
        self.types = types
        self.properties: list[tuple[str, Value]] = []
        self.iri = iri
        self.entity = entity
        self.heading = ""
        self.qualified = False

    def add(self, predicate: str, value: "Value") -> None:
        """Add one property."""
        self.properties.append((predicate, value))

    def values(self, predicate: str) -> list["Value"]:
        """Return the values of `predicate` in the order they were added."""
        return [value for name, value in self.properties if name == predicate]

    def nodes(self) -> Iterator["Node"]:
        """Yield this node and every node below it, depth first."""
        yield self
        for _, value in self.properties:
            for node in (value,) if isinstance(value, Node) else value if isinstance(value, NodeList) else ():
                yield from node.nodes()


class NodeList(tuple[Node, ...]):
    """An RDF list of nodes (the parts of a complex subject)."""

    __slots__ = ()


Value = Iri | Literal | Node | NodeList


class Remark(NamedTuple):
    """A text of a field that should be an address and cannot be one; it stays a text, or in the record alone."""

    tag: str
    text: str


class Description(NamedTuple):
    """One record as BIBFRAME: one work, one instance, its items; `local_id` is the record's id within its member."""

    local_id: str
    work: Node
    instance: Node
    items: tuple[Node, ...] = ()
    remarks: tuple[Remark, ...] = ()
