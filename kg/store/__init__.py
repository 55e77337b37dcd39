"""The graph store: one writer on disk, read-only views of published generations, and the lock that keeps it so."""

from kg.store.generations import Generation, Generations, Publishable, sync
from kg.store.lock import publisher_lock
from kg.store.view import GraphView
from kg.store.writer import STATE_GRAPH, GraphWriter

__all__ = [
    "STATE_GRAPH",
    "Generation",
    "Generations",
    "GraphView",
    "GraphWriter",
    "Publishable",
    "publisher_lock",
    "sync",
]
