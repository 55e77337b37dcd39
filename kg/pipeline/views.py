"""Graph and index as the publisher holds them: written together, made anew beside the live ones, published as one.

The graph is two stores: what may be passed on, and what pages show of things that restricted records describe.
"""

import shutil
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from kg.pipeline.site import Site
from kg.pipeline.vocabulary import vocabulary_graph
from kg.search.backend import IndexWriter
from kg.search.query import EditionDocument
from kg.store import Generation, Generations, GraphWriter, sync

__all__ = ["VIEWS", "Graphs", "Views", "repair"]

VIEWS = ("graph", "index")

# The folders of each view. They are switched from the last to the first: the graph says by what rules all were made,
# and after a death between two switches it must not say so of one that is still the old.
_FOLDERS = {"graph": ("graph", "restricted"), "index": ("index",)}


class Graphs(NamedTuple):
    """The N-Quads of graphs by their names: what may be passed on, and what only pages show."""

    shared: Mapping[str, bytes]
    restricted: Mapping[str, bytes]


class Views:
    """The writers of graph and index, or of one of them; only the holder of the publisher's lock has them."""

    def __init__(self, site: Site, folders: Mapping[str, Path]) -> None:
        self._site = site
        self._folders = folders
        self._graph = GraphWriter.open(folders["graph"]) if "graph" in folders else None
        self._restricted: GraphWriter | None = None
        self._index: IndexWriter | None = None
        try:
            self._restricted = GraphWriter.open(folders["restricted"]) if "restricted" in folders else None
            self._index = site.index_writer(folders["index"]) if "index" in folders else None
        except BaseException:
            self.close()
            raise
        self._write_vocabulary()

    @classmethod
    def open(cls, site: Site, names: Iterable[str] = VIEWS) -> Self:
        """Open the live views."""
        return cls(site, {name: site.directory / name for name in _folders(names)})

    @classmethod
    def open_anew(cls, site: Site, names: Iterable[str]) -> Self:
        """Open empty views beside the live ones, which `switch` puts in their place."""
        folders = {name: _anew(site, name) for name in _folders(names)}
        for folder in folders.values():
            shutil.rmtree(folder, ignore_errors=True)
        return cls(site, folders)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the views' locks."""
        opened = (self._graph, self._restricted, self._index)
        self._graph = self._restricted = self._index = None
        with ExitStack() as closing:
            for view in opened:
                if view is not None:
                    closing.callback(view.close)

    def is_outdated(self) -> bool:
        """Tell whether the graph holds what other rules made."""
        stores = (self._graph, self._restricted)
        return any(store is not None and store.state("rules") not in {"", self._site.rules} for store in stores)

    def applied_event(self) -> int:
        """Return the event that all of the views have been brought to."""
        return min(self._events())

    def newest_event(self) -> int:
        """Return the event that the foremost view has been brought to; beyond the database's last: not of this one."""
        return max(self._events())

    def agree(self) -> bool:
        """Tell whether all views stand at the same event."""
        return len(set(self._events())) == 1

    def serves(self, generation: Generation) -> bool:
        """Tell whether readers of the generation still have its index: not when its server has lost it."""
        return self._index is None or self._index.serves(generation.index)

    def write(self, graphs: Graphs, documents: Iterable[EditionDocument], deletions: Iterable[str], event: int) -> int:
        """Write a batch, after which no view stands before `event`; return the number of graphs that changed."""
        changed = 0
        for store, contents in ((self._graph, graphs.shared), (self._restricted, graphs.restricted)):
            if store is not None:
                stands_at = max(event, store.applied_event())
                changed += store.replace(contents, event=stands_at, state={"rules": self._site.rules})
        if self._index is not None:
            self._index.delete(deletions)
            self._index.replace(documents)
            self._index.commit(max(event, self._index.applied_event()))
        return changed

    def publish(self, event: int, withholding: int) -> Generation:
        """Publish the last commits of graph and index as a new generation.

        `withholding` is the last event that withdrew records from what may be passed on.
        """
        assert self._graph is not None  # noqa: S101 - only a run with both views comes here
        assert self._restricted is not None  # noqa: S101 - as above
        assert self._index is not None  # noqa: S101 - as above
        generations = Generations(self._site.generations)
        # Before, not after: what readers are asking at this moment stays until the next time.
        self._index.retire(each.index for each in generations.every())
        generation = generations.publish(
            {"graph": self._graph, "restricted": self._restricted, "index": self._index},
            event=event,
            keep=self._site.keep,
            facts={
                "rules": self._site.rules,
                "quads": str(len(self._graph)),
                "restricted": str(len(self._restricted)),
                "withholding": str(withholding),
            },
        )
        self._site.must_republish.unlink(missing_ok=True)
        return generation

    def switch(self) -> None:
        """Put closed views that were made anew in the place of the live ones; readers wait for the next generation."""
        self._site.must_republish.touch()
        for name in reversed(tuple(self._folders)):
            live, old = self._site.directory / name, _old(self._site, name)
            if live.exists():
                live.rename(old)
            _anew(self._site, name).rename(live)
            sync(self._site.directory)
            shutil.rmtree(old, ignore_errors=True)

    def _events(self) -> list[int]:
        views = (self._graph, self._restricted, self._index)
        return [view.applied_event() for view in views if view is not None]

    def _write_vocabulary(self) -> None:
        """Write the labels of the code lists, unless these rules' are there."""
        if self._graph is not None and self._graph.state("vocabulary") != self._site.rules:
            name, quads = vocabulary_graph(self._site)
            event = self._graph.applied_event()
            self._graph.replace({name: quads}, event=event, state={"vocabulary": self._site.rules})


def repair(site: Site) -> None:
    """Bring order into what a dead publisher left: a switch half done is taken back, what is unfinished removed."""
    for name in _folders(VIEWS):
        live, old = site.directory / name, _old(site, name)
        if old.exists() and not live.exists():
            old.rename(live)
        shutil.rmtree(old, ignore_errors=True)
        shutil.rmtree(_anew(site, name), ignore_errors=True)
    Generations(site.generations).repair()


def _folders(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(folder for name in names for folder in _FOLDERS[name])


def _anew(site: Site, name: str) -> Path:
    return site.directory / f"{name}.new.tmp"


def _old(site: Site, name: str) -> Path:
    return site.directory / f"{name}.old.tmp"
