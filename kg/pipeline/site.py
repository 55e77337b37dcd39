"""Where the parts of one catalogue lie, and by what rules and under what address it is published."""

import hashlib
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from urllib.parse import quote

from kg import __version__
from kg.registry import Registry
from kg.search.backend import IndexReader, IndexWriter, SearchServer

__all__ = ["Site"]

# Names and lists that nothing published depends on, and the rules that read a graph.
_FOR_PEOPLE = frozenset({"fields.tsv", "standard.tsv"})
_WAY_BACK = "back"


@dataclass(frozen=True)
class Site:
    """A catalogue's folder, its public address (without a slash at its end), its rules and its search engine.

    `batch`: how many things are written at a time; `keep`: how many generations stay; `unstated` (yes, no): whether
    records of a member that names no licence may be passed on.
    """

    directory: Path
    base_url: str
    mappings: Path
    profile: str = "lean"
    search_backend: str = "tantivy"
    search_server: SearchServer = field(default_factory=SearchServer)
    batch: int = 2000
    keep: int = 3
    unstated: str = "yes"

    @property
    def graph(self) -> Path:
        """Return the folder of the writer's graph."""
        return self.directory / "graph"

    @property
    def restricted(self) -> Path:
        """Return the folder of the writer's graph of what may not be passed on."""
        return self.directory / "restricted"

    @property
    def index(self) -> Path:
        """Return the folder of the writer's index."""
        return self.directory / "index"

    @property
    def generations(self) -> Path:
        """Return the folder of the published generations."""
        return self.directory / "generations"

    @property
    def lock(self) -> Path:
        """Return the file whose lock the publisher holds."""
        return self.directory / "publisher.lock"

    @property
    def must_republish(self) -> Path:
        """Return the file that stands while a view was made anew and readers do not have it yet."""
        return self.directory / "republish.tmp"

    def search(self) -> ModuleType:
        """Return the module of the search engine."""
        return Registry("kg.search.backends", "search engine").get(self.search_backend)

    def index_writer(self, folder: Path) -> IndexWriter:
        """Return the one writer of the index in the folder; see `open_writer` of the search engine."""
        writer: IndexWriter = self.search().open_writer(folder, self._server())
        return writer

    def index_reader(self, folder: Path) -> IndexReader:
        """Return a reader of the index in the folder; see `open_reader` of the search engine."""
        reader: IndexReader = self.search().open_reader(folder, self._server())
        return reader

    def _server(self) -> SearchServer:
        return replace(self.search_server, home=self.directory)

    def iri(self, kind: str, *parts: str) -> str:
        """Return the public URI of a thing; its graph has the same name."""
        return "/".join((self.base_url, kind, *(quote(part, safe="") for part in parts)))

    @cached_property
    def rules(self) -> str:
        """Return a digest of everything but the records that decides what is published."""
        state = hashlib.blake2b(digest_size=12)
        for text in (__version__, self.base_url, self.profile):
            state.update(text.encode() + b"\0")
        for path in sorted(self.mappings.rglob("*.t[os][mv]*")):
            if path.name in _FOR_PEOPLE or path.parent.name == _WAY_BACK:
                continue
            state.update(path.relative_to(self.mappings).as_posix().encode() + b"\0")
            state.update(path.read_bytes() + b"\0")
        return state.hexdigest()
