"""Works, editions, agents and subjects as published: each from its own graph, names from the entities' graphs."""

from collections.abc import Iterable
from typing import Protocol
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode, Quad

from kg.bibframe.reader import Reader
from kg.bibframe.things import Agent, Instance, Subject, Work
from kg.bibframe.tree import QuadNames, instance_from_quads, tree, work_from_quads
from kg.namespaces import BF, OWL, RDF_TYPE

__all__ = ["View", "read_agent", "read_instance", "read_subject", "read_work"]

_LEADS_TO_ENTITY = frozenset(BF + name for name in ("agent", "subject", "genreForm", "associatedResource"))
_SAME_AS = OWL + "sameAs"


class View(Protocol):
    """A published graph that can be asked for the quads of a graph and for those about a subject."""

    def quads(self, graph: str) -> list[Quad]:
        """Return the quads of one named graph."""

    def about(self, subject: str) -> list[Quad]:
        """Return the quads of all graphs that have this subject."""


def read_work(view: View, base: str, id_: str) -> Work | None:
    """Return the published work, None when there is none or only a redirect."""
    iri = f"{base}/work/{quote(id_, safe='')}"
    quads = _described(view.quads(iri), iri)
    return work_from_quads(*_with_entities(view, base, quads, iri)) if quads else None


def read_instance(view: View, base: str, id_: str) -> Instance | None:
    """Return the published edition with its items, None when there is none or only a redirect."""
    iri = f"{base}/instance/{quote(id_, safe='')}"
    quads = _described(view.quads(iri), iri)
    return instance_from_quads(*_with_entities(view, base, quads, iri)) if quads else None


def read_agent(view: View, base: str, id_: str) -> Agent | None:
    """Return the published agent, None when there is none or only a redirect."""
    found = _entity(view, f"{base}/agent/{quote(id_, safe='')}")
    return Reader(QuadNames({found[1]: id_})).agent(tree(*found)) if found else None


def read_subject(view: View, base: str, id_: str) -> Subject | None:
    """Return the published subject, None when there is none or only a redirect."""
    found = _entity(view, f"{base}/subject/{quote(id_, safe='')}")
    return Reader(QuadNames({found[1]: id_})).subject(tree(*found)) if found else None


def _described(quads: list[Quad], iri: str) -> list[Quad]:
    """Return the quads if they describe the thing, none if they only send elsewhere."""
    name = NamedNode(iri)
    return quads if any(quad.subject == name and quad.predicate.value == RDF_TYPE for quad in quads) else []


def _entity(view: View, graph: str) -> tuple[list[Quad], str] | None:
    """Return the quads of an entity's graph and the URI that they are about: the authority's, where there is one."""
    quads = view.quads(graph)
    name = NamedNode(graph)
    if _described(quads, graph):
        return quads, graph
    for quad in quads:
        if quad.subject == name and quad.predicate.value == _SAME_AS and isinstance(quad.object, NamedNode):
            target = quad.object.value
            return (quads, target) if _described(quads, target) else None
    return None


def _with_entities(view: View, base: str, quads: list[Quad], iri: str) -> tuple[list[Quad], str, dict[str, str]]:
    """Add what the graphs of the agents and subjects that the quads lead to say of them, and their ids by URI."""
    everything = list(quads)
    ids: dict[str, str] = {}
    for name in sorted(_entities_of(quads)):
        for graph in sorted(
            {quad.graph_name.value for quad in view.about(name) if isinstance(quad.graph_name, NamedNode)}
        ):
            kind, _, id_ = graph.removeprefix(base + "/").partition("/")
            if kind in {"agent", "subject"} and graph.startswith(base):
                ids[name] = unquote(id_)
                everything.extend(view.quads(graph))
    return everything, iri, ids


def _entities_of(quads: Iterable[Quad]) -> set[str]:
    here = {quad.subject for quad in quads}
    return {
        quad.object.value
        for quad in quads
        if quad.predicate.value in _LEADS_TO_ENTITY and isinstance(quad.object, NamedNode) and quad.object not in here
    }
