"""What is counted while dumps are written: statements and things of each part, classes and properties of the whole."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Quad

from kg.namespaces import RDF_TYPE

__all__ = ["PartCount", "WholeCount"]


@dataclass(slots=True)
class PartCount:
    """Statements, graphs and things (by kind) of one part."""

    statements: int = 0
    graphs: int = 0
    things: Counter[str] = field(default_factory=Counter)

    def add(self, statements: int, thing: str) -> None:
        """Count one graph; `thing` is the kind of what it describes, "" where it only sends elsewhere."""
        self.statements += statements
        self.graphs += 1
        if thing:
            self.things[thing] += 1


@dataclass(slots=True)
class WholeCount:
    """How often each class and property is used in the whole."""

    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)

    def add(self, quads: Sequence[Quad]) -> None:
        """Count a graph's classes and properties."""
        self.properties.update(quad.predicate.value for quad in quads)
        self.classes.update(
            quad.object.value
            for quad in quads
            if quad.predicate.value == RDF_TYPE and isinstance(quad.object, NamedNode)
        )
