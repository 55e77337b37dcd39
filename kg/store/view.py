"""A published graph, read-only: quads by graph, by subject, by object, and fixed queries with bound values."""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Self

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
    Variable,
)

from kg.errors import StoreError
from kg.store.writer import STATE_FILE, STATE_GRAPH, read_state

__all__ = ["GraphView"]


class GraphView:
    """The graph of one published generation; safe to use from several threads. Never open one on a writer's store."""

    def __init__(self, store: Store, facts: Mapping[str, str] | None = None) -> None:
        self._store = store
        self._facts = facts

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Open the published graph in `directory`; raise StoreError when there is none."""
        try:
            return cls(Store.read_only(str(directory)), _read_facts(directory / STATE_FILE))
        except (OSError, ValueError) as error:
            raise StoreError(f"There is no readable graph at {directory}: {error}. Call `lianmu publish`.") from error

    def __len__(self) -> int:
        return len(self._store)

    def __iter__(self) -> Iterator[Quad]:
        """Yield every published quad; what the store says of itself is not one."""
        state = NamedNode(STATE_GRAPH)
        return (quad for quad in self._store.quads_for_pattern(None, None, None, None) if quad.graph_name != state)

    def quads(self, graph: str) -> list[Quad]:
        """Return the quads of one named graph, none for an unknown one."""
        return list(self._store.quads_for_pattern(None, None, None, NamedNode(graph)))

    def about(self, subject: str) -> list[Quad]:
        """Return the quads of all graphs that have this subject."""
        return list(self._store.quads_for_pattern(NamedNode(subject), None, None, None))

    def graphs(self) -> Iterator[str]:
        """Yield the names of the published graphs."""
        for name in self._store.named_graphs():
            if isinstance(name, NamedNode) and name.value != STATE_GRAPH:
                yield name.value

    def graphs_naming(self, iri: str, prefix: str, limit: int = 1000) -> tuple[str, ...]:
        """Return the graphs, their names beginning with `prefix`, that have `iri` as an object, sorted."""
        quads = self._store.quads_for_pattern(None, None, NamedNode(iri), None)
        names = (quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode))
        return tuple(sorted(set(islice((name for name in names if name.startswith(prefix)), limit))))

    def query(
        self, text: str, substitutions: Mapping[str, NamedNode | Literal] | None = None
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Answer one of our own fixed queries over the union of all graphs, with values bound to its variables.

        A bound variable must stand in the query's SELECT.
        A text from outside must never come here: it can end or hang the process.
        """
        bound: dict[Variable, NamedNode | BlankNode | Literal | Triple] = {
            Variable(name): value for name, value in (substitutions or {}).items()
        }
        return self._store.query(text, use_default_graph_as_union=True, substitutions=bound)

    def applied_event(self) -> int:
        """Return the event that this generation's graph was brought to."""
        return int(self.state("event") or 0)

    def state(self, name: str) -> str:
        """Return a fact that the writer recorded about the whole graph, "" when there is none."""
        if self._facts is not None:
            return self._facts.get(name, "")
        return read_state(self._store, name)


def _read_facts(path: Path) -> dict[str, str] | None:
    """Return what the writer recorded beside the copy; None for a copy that still holds it in a graph."""
    try:
        facts: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return facts
