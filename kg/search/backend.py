"""The contract of a search backend: small, in our terms; each backend is a module in `backends/`."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from pathlib import Path

from kg.search.query import EditionDocument, Query, Results

__all__ = ["IndexReader", "IndexWriter"]


class IndexWriter(ABC):
    """Writes edition documents; only the publisher holds one. A batch becomes visible and durable with `commit`."""

    @abstractmethod
    def replace(self, documents: Iterable[EditionDocument]) -> None:
        """Add the documents, each in the place of the one with the same id."""

    @abstractmethod
    def delete(self, ids: Iterable[str]) -> None:
        """Take the documents with these ids out; an unknown id is no error."""

    @abstractmethod
    def commit(self, event: int) -> None:
        """Make the batch durable together with the number of the event up to which the index has been brought."""

    @abstractmethod
    def applied_event(self) -> int:
        """Return the event of the last commit, 0 for a new index."""

    @abstractmethod
    def publish(self, directory: Path) -> None:
        """Make the last commit readable in `directory` (hard links for the embedded backend)."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the lock; what was not committed is lost."""


class IndexReader(ABC):
    """One published generation of the index."""

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
