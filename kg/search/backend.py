"""The contract of a search backend: small, in our terms; each backend is a module in `backends/`.

Such a module has `open_writer(directory, server=None)` and `open_reader(directory, server=None)`. `directory` is the
folder that the index lies in or, where a server holds it, in which its name stands; `server` says how to reach that
server, and a backend that needs none looks away.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from kg.search.query import EditionDocument, Query, Results

__all__ = ["IndexReader", "IndexWriter", "SearchServer", "SearchSettings"]


class SearchSettings(Protocol):
    """The settings that say where a search server is: what `kg.settings.Settings` has."""

    @property
    def catalogue(self) -> Path: ...  # noqa: D102 - each is declared, with its meaning, in kg/settings/declared.py
    @property
    def search_url(self) -> str: ...  # noqa: D102
    @property
    def search_index(self) -> str: ...  # noqa: D102
    @property
    def search_api_key(self) -> str: ...  # noqa: D102
    @property
    def search_username(self) -> str: ...  # noqa: D102
    @property
    def search_password(self) -> str: ...  # noqa: D102
    @property
    def search_ca_certs(self) -> str: ...  # noqa: D102
    @property
    def search_shards(self) -> int: ...  # noqa: D102
    @property
    def search_replicas(self) -> int: ...  # noqa: D102
    @property
    def search_timeout(self) -> float: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class SearchServer:
    """How a server that holds the index is reached, and what is said to it of this catalogue.

    `url`: one address, or several of one cluster, joined by commas. `index`: what the names of all indexes of this
    catalogue begin with. `home`: the catalogue's folder, None for the one above the index's. `timeout` is in seconds.
    """

    url: str = "http://127.0.0.1:9200"
    index: str = "lianmu"
    api_key: str = field(default="", repr=False)
    username: str = ""
    password: str = field(default="", repr=False)
    ca_certs: str = ""
    shards: int = 1
    replicas: int = 1
    timeout: float = 10.0
    home: Path | None = None

    @classmethod
    def of(cls, settings: SearchSettings) -> "SearchServer":
        """Return what the settings say."""
        return cls(
            url=settings.search_url,
            index=settings.search_index,
            api_key=settings.search_api_key,
            username=settings.search_username,
            password=settings.search_password,
            ca_certs=settings.search_ca_certs,
            shards=settings.search_shards,
            replicas=settings.search_replicas,
            timeout=settings.search_timeout,
            home=settings.catalogue,
        )


class IndexWriter(ABC):
    """Writes edition documents; only the publisher holds one.

    A batch becomes durable with `commit` and is seen by readers after `publish` or `close` at the latest.
    """

    @abstractmethod
    def replace(self, documents: Iterable[EditionDocument]) -> None:
        """Add the documents, each in the place of the one with the same id."""

    @abstractmethod
    def delete(self, ids: Iterable[str]) -> None:
        """Take the documents with these ids out; an unknown id is no error."""

    @abstractmethod
    def commit(self, event: int) -> None:
        """Make the batch durable, and with it, never before it, the event up to which the index has been brought."""

    @abstractmethod
    def applied_event(self) -> int:
        """Return the event of the last commit, 0 for a new index."""

    @abstractmethod
    def publish(self, directory: Path) -> None:
        """Make the last commit readable in `directory`: hard links, or the name of the index on its server."""

    @abstractmethod
    def serves(self, directory: Path) -> bool:
        """Tell whether readers of what was published in `directory` still have it: not when its server lost it."""

    @abstractmethod
    def retire(self, kept: Iterable[Path]) -> None:
        """Remove what earlier writers of this catalogue left elsewhere and nothing published in `kept` names."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the lock; what was not committed is lost."""


class IndexReader(ABC):
    """One published generation of the index.

    Of a backend with `KEEPS_GENERATIONS = False` it may be ahead of its generation: a hit may be newer than the graph.
    """

    @abstractmethod
    def search(self, query: Query) -> Results:
        """Answer the query; raise SearchError for one that cannot be carried out."""

    @abstractmethod
    def applied_event(self) -> int:
        """Return the event that this generation was brought to."""

    @abstractmethod
    def hashes(self) -> dict[str, str]:
        """Return every document's id and hash, for `lianmu check`."""

    @abstractmethod
    def close(self) -> None:
        """Let go of files or connections."""
