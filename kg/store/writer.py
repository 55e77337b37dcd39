"""The writer's graph store: named graphs replaced as a whole, and the event they have been brought to."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, parse

from kg.errors import BusyError, StoreError
from kg.namespaces import LIANMU

__all__ = ["STATE_FILE", "STATE_GRAPH", "GraphWriter", "read_state"]

STATE_GRAPH = "urn:lianmu:state"
STATE_FILE = "state.json"

# From this many new statements on, writing sorted files beats a transaction: 100,000 statements a second, not 16,000.
_BULK_FROM = 5_000

_STATE = NamedNode(STATE_GRAPH)


class GraphWriter:
    """The one process that writes the graph. Commits survive the death of the process; `publish` makes them durable.

    A batch is one transaction. Of a large batch the graphs that are new to the store go in first, in bulk; should the
    process die before the batch's event is written, the same batch comes again and finds them there.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Open the store in `directory`, making it when there is none; remove what a dead writer left unfinished."""
        directory.mkdir(parents=True, exist_ok=True)
        for leftover in directory.glob("bulk-*.sst"):
            leftover.unlink()
        try:
            return cls(Store(str(directory)))
        except OSError as error:
            if "lock" in str(error).lower():
                raise BusyError(f"Another process writes the graph {directory}. Wait for it or end it.") from error
            raise StoreError(
                f"The graph {directory} cannot be opened: {error}. `lianmu rebuild graph` makes it anew."
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        """Return the number of statements, without those that the store makes of itself."""
        return len(self._store) - sum(1 for _ in self._store.quads_for_pattern(None, None, None, _STATE))

    def replace(self, graphs: Mapping[str, bytes], *, event: int, state: Mapping[str, str] | None = None) -> int:
        """Give each named graph the statements of its N-Quads (none: drop it) and record `event`; count the changed.

        Only the difference is written, so a graph that says what it said costs a reading. `state` records further
        facts about the whole under a name each.
        """
        rest, bulk = self._sort_out(graphs)
        if bulk:
            self._load(b"".join(bulk))
        gone: list[Quad] = []
        new: list[Quad] = []
        drops: list[str] = []
        changed = len(bulk)
        for name, content in rest.items():
            before = set(self._store.quads_for_pattern(None, None, None, NamedNode(name)))
            after = set(_parse(name, content))
            changed += before != after
            if not after and self._store.contains_named_graph(NamedNode(name)):
                drops.append(name)
            else:
                gone.extend(before - after)
                new.extend(after - before)
        facts = {**(state or {}), "event": str(event)}
        self._transact(drops, [*gone, *self._facts(facts)], [*new, *_state_quads(facts)])
        return changed

    def applied_event(self) -> int:
        """Return the event that the graph has been brought to, 0 for a new one."""
        return int(self.state("event") or 0)

    def state(self, name: str) -> str:
        """Return a fact that `replace` recorded, "" when there is none."""
        return read_state(self._store, name)

    def publish(self, directory: Path) -> None:
        """Make everything durable and lay a copy (hard links) into `directory`, which must not exist yet.

        What the store says of itself stands in the copy as the file `state.json`, not in a graph: the copy is asked by
        strangers, who are shown what the catalogue says and nothing else.
        """
        try:
            self._store.flush()
            self._store.backup(str(directory))
            facts = _take_state(Store(str(directory)))
            (directory / STATE_FILE).write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        except OSError as error:
            raise StoreError(f"The graph cannot be copied to {directory}: {error}. Is the disk full?") from error

    def close(self) -> None:
        """Make everything durable and let go of the store's lock."""
        self._store.flush()
        # The store has no `close`: dropping the last reference is how its lock is let go of.
        del self._store

    def _sort_out(self, graphs: Mapping[str, bytes]) -> tuple[dict[str, bytes], list[bytes]]:
        """Return the graphs for the transaction, and the content of those for the bulk load."""
        fresh = {
            name: content
            for name, content in graphs.items()
            if content and not self._store.contains_named_graph(NamedNode(name))
        }
        if sum(content.count(b"\n") for content in fresh.values()) < _BULK_FROM:
            return dict(graphs), []
        for name, content in fresh.items():
            if b"_:" in content:
                _check(name, list(_quads(name, content)))
        return {name: content for name, content in graphs.items() if name not in fresh}, list(fresh.values())

    def _load(self, content: bytes) -> None:
        try:
            self._store.bulk_load(content, format=RdfFormat.N_QUADS)
        except SyntaxError as error:
            raise StoreError(
                f"What was made for the graph is not N-Quads: {error}. This is a fault of ours."
            ) from error
        except OSError as error:
            raise StoreError(f"The graph could not be written: {error}. Is the disk full?") from error

    def _facts(self, facts: Mapping[str, str]) -> Iterator[Quad]:
        for name in facts:
            yield from self._store.quads_for_pattern(_STATE, NamedNode(LIANMU + name), None, _STATE)

    def _transact(self, drops: list[str], gone: list[Quad], new: list[Quad]) -> None:
        """Write all of it in one update, which the store carries out as one transaction."""
        operations = [f"DROP SILENT GRAPH <{name}>" for name in drops]
        if gone:
            operations.append(f"DELETE DATA {{{_data(gone)}}}")
        operations.append(f"INSERT DATA {{{_data(new)}}}")
        try:
            self._store.update(";\n".join(operations))
        except OSError as error:
            raise StoreError(f"The graph could not be written: {error}. Is the disk full?") from error


def _take_state(copy: Store) -> dict[str, str]:
    """Remove from a copy what the writer recorded about the whole, and return it."""
    quads = list(copy.quads_for_pattern(None, None, None, _STATE))
    copy.update(f"DROP SILENT GRAPH {_STATE}")
    copy.flush()
    return {
        quad.predicate.value.removeprefix(LIANMU): quad.object.value
        for quad in quads
        if isinstance(quad.object, Literal)
    }


def read_state(store: Store, name: str) -> str:
    """Return a fact that a writer recorded about a store as a whole, "" when there is none."""
    for quad in store.quads_for_pattern(_STATE, NamedNode(LIANMU + name), None, _STATE):
        if isinstance(quad.object, Literal):
            return quad.object.value
    return ""


def _state_quads(facts: Mapping[str, str]) -> Iterator[Quad]:
    for name, value in facts.items():
        yield Quad(_STATE, NamedNode(LIANMU + name), Literal(value), _STATE)


def _parse(name: str, content: bytes) -> list[Quad]:
    quads = list(_quads(name, content))
    _check(name, quads)
    return quads


def _quads(name: str, content: bytes) -> Iterable[Quad]:
    try:
        yield from parse(content, format=RdfFormat.N_QUADS)
    except SyntaxError as error:
        raise StoreError(
            f"What was made for the graph {name} is not N-Quads: {error}. This is a fault of ours."
        ) from error


def _check(name: str, quads: list[Quad]) -> None:
    graph = NamedNode(name)
    for quad in quads:
        if quad.graph_name != graph:
            raise StoreError(f"A statement for the graph {name} names another graph: {quad}. This is a fault of ours.")
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            raise StoreError(f"A statement for the graph {name} has a blank node: {quad}. This is a fault of ours.")


def _data(quads: list[Quad]) -> str:
    """Return statements as the body of a SPARQL `DATA` block, those of one graph together."""
    by_graph: dict[str, list[str]] = {}
    for quad in quads:
        by_graph.setdefault(str(quad.graph_name), []).append(f"{quad.triple} .")
    return "\n".join(f"GRAPH {graph} {{ {' '.join(lines)} }}" for graph, lines in by_graph.items())
