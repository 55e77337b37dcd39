"""The names of the published graphs in order, of however many: sorted pieces on disk, merged.

Works and editions come first, so that what names an agent or a subject is known when its own graph comes.
"""

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TextIO

__all__ = ["graphs_in_order", "kind_of"]

# Some 25 MB of names in memory at a time.
_PIECE = 200_000
_FIRST = ("instance", "work")


def graphs_in_order(names: Iterable[str], base: str, folder: Path, *, piece: int = _PIECE) -> Iterator[str]:
    """Yield the names sorted, those of editions and works before all others; `folder` takes what memory does not."""
    keyed = (f"{int(kind_of(name, base) not in _FIRST)}{name}" for name in names)
    with ExitStack() as stack:
        pieces: list[TextIO] = []
        while chunk := sorted(islice(keyed, piece)):
            file = stack.enter_context(tempfile.TemporaryFile("w+", dir=folder, encoding="utf-8", newline="\n"))
            # An IRI has no line breaks.
            file.writelines(f"{key}\n" for key in chunk)
            file.seek(0)
            pieces.append(file)
        for line in heapq.merge(*pieces):
            yield line[1:-1]


def kind_of(graph: str, base: str) -> str:
    """Return the kind of thing that a graph is of (work, instance, agent, subject, …), by its name."""
    return graph.removeprefix(base + "/").partition("/")[0] if graph.startswith(base + "/") else ""
