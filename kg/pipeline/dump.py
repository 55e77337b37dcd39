"""Dumps of the published graph: every graph in the order of its name, every statement in the order of its text."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import Quad

from kg.errors import NotFoundError
from kg.exports import EXPORTS
from kg.pipeline.dumps import holding_quads
from kg.pipeline.site import Site
from kg.store import Generations, GraphView

__all__ = ["dump", "published_quads"]


def dump(site: Site, stream: BinaryIO, *, to: str = "nquads", members: Sequence[str] | None = None) -> int:
    """Write the current generation's graph to a stream in an export format, and return the number of statements.

    With `members` only what their records describe. Two dumps of the same statements are the same bytes.
    Raise NotFoundError while nothing is published.
    """
    format_ = EXPORTS.get(to)
    with Generations(site.generations).hold() as generation:
        if generation is None:
            raise NotFoundError("Nothing is published yet: call `lianmu load`, then `lianmu publish`.")
        view = GraphView.open(generation.graph)
        with tempfile.TemporaryDirectory(prefix="lianmu-dump-") as folder:
            whole = members is None
            quads = published_quads(view) if whole else holding_quads(view, site.base_url, members or (), Path(folder))
            counted = _Counted(quads)
            format_.write_to(counted, stream)
        return counted.number


def published_quads(view: GraphView) -> Iterator[Quad]:
    """Yield all published quads in the order of their text; one graph at a time is held in memory."""
    for graph in sorted(view.graphs()):
        yield from sorted(view.quads(graph), key=str)


class _Counted:
    """An iterator that knows how many it gave."""

    def __init__(self, quads: Iterator[Quad]) -> None:
        self._quads = quads
        self.number = 0

    def __iter__(self) -> Iterator[Quad]:
        for quad in self._quads:
            self.number += 1
            yield quad
