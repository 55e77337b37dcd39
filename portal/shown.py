"""What pages show: of each thing the graph of all its records, though only a part of it may be passed on."""

from pyoxigraph import Quad

from kg.store import GraphView

__all__ = ["ShownGraph"]


class ShownGraph:
    """A generation's two graphs as one: of a thing that restricted records describe too, the restricted graph."""

    def __init__(self, public: GraphView, restricted: GraphView) -> None:
        self._public = public
        self._restricted = restricted

    def quads(self, graph: str) -> list[Quad]:
        """Return the quads of one named graph."""
        return self._restricted.quads(graph) or self._public.quads(graph)

    def about(self, subject: str) -> list[Quad]:
        """Return the quads of all graphs that have this subject; of a thing in both graphs, those of both."""
        return [*self._restricted.about(subject), *self._public.about(subject)]

    def graphs_naming(self, iri: str, prefix: str, limit: int) -> tuple[str, ...]:
        """Return the names, beginning with `prefix`, of graphs that have `iri` as an object, sorted."""
        found = {graph for view in (self._restricted, self._public) for graph in view.graphs_naming(iri, prefix, limit)}
        return tuple(sorted(found)[:limit])
