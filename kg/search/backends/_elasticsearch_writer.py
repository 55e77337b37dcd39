"""Writes an index on Elasticsearch: a batch is sent when it is committed, and after it the event that it ends at."""

import secrets
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from elasticsearch import ApiError, ConflictError

from kg.errors import StoreError
from kg.search.backend import IndexWriter, SearchServer
from kg.search.backends._elasticsearch_bulk import send
from kg.search.backends._elasticsearch_indexes import Indexes, writer_alias
from kg.search.backends._elasticsearch_schema import EVENT, MARKER, WRITER, edition_json, marker_document
from kg.search.backends._elasticsearch_server import LONG, connect, is_missing, patiently, told
from kg.search.backends._engine import read_engine, write_engine
from kg.search.query import EditionDocument
from kg.store import publisher_lock

__all__ = ["ENGINE", "INDEX", "ElasticsearchWriter"]

ENGINE = "elasticsearch"
INDEX = "index"
_LOCK = "writer.lock"


class ElasticsearchWriter(IndexWriter):
    """Writes the index; see IndexWriter."""

    def __init__(self, directory: Path, server: SearchServer) -> None:
        self._server = server
        self._batch: dict[str, bytes | None] = {}
        self._is_dirty = False
        self._me = secrets.token_hex(8)
        self._stack = ExitStack()
        with ExitStack() as stack:
            name = str(read_engine(directory, ENGINE).get(INDEX, ""))
            stack.enter_context(publisher_lock(directory / _LOCK, "writing the search index"))
            self._client = connect(server, timeout=max(LONG, server.timeout))
            stack.callback(self._client.close)
            self._indexes = Indexes(self._client, server, server.home or directory.parent)
            self._name = self._opened(directory, name)
            self._marker = self._read_marker()
            self._stack = stack.pop_all()

    def replace(self, documents: Iterable[EditionDocument]) -> None:
        """See IndexWriter."""
        for document in documents:
            self._batch[document.id] = edition_json(document)

    def delete(self, ids: Iterable[str]) -> None:
        """See IndexWriter."""
        self._batch.update(dict.fromkeys(ids))

    def commit(self, event: int) -> None:
        """See IndexWriter.

        The event goes by itself after the batch is durable: shards apply the parts of one call in no common order.
        """
        send(self._client, self._server, writer_alias(self._name), self._batch.items())
        self._write_marker(event)
        self._batch.clear()
        self._is_dirty = True

    def applied_event(self) -> int:
        """See the contract in `backend.py`."""
        return int(self._marker.get("_source", {}).get(EVENT, 0))

    def publish(self, directory: Path) -> None:
        """See IndexWriter: what is published names the index and the event."""
        self._refresh()
        self._indexes.point_alias(self._name)
        write_engine(directory, ENGINE, {INDEX: self._name, EVENT: self.applied_event()})

    def serves(self, directory: Path) -> bool:
        """See IndexWriter."""
        try:
            return read_engine(directory, ENGINE).get(INDEX) == self._name
        except StoreError:
            return False

    def retire(self, kept: Iterable[Path]) -> None:
        """See IndexWriter."""
        names = {self._name}
        for directory in kept:
            # A generation of another engine names no index.
            with suppress(StoreError):
                names.add(str(read_engine(directory, ENGINE).get(INDEX, "")))
        self._indexes.retire(frozenset(names))

    def close(self) -> None:
        """See IndexWriter."""
        with self._stack:
            if self._is_dirty:
                # What is committed is durable; a server that has gone shows it when it is back.
                with suppress(StoreError):
                    self._refresh()

    def _opened(self, directory: Path, name: str) -> str:
        """Return the name of the index, which is made where there is none or the server has lost it."""
        self._indexes.require_alias()
        if name and self._indexes.own(name):
            return name
        name = self._indexes.create()
        write_engine(directory, ENGINE, {INDEX: name})
        return name

    def _refresh(self) -> None:
        with told(self._server, self._name):
            patiently(lambda: self._client.indices.refresh(index=self._name))
        self._is_dirty = False

    def _read_marker(self) -> dict[str, Any]:
        with told(self._server, self._name):
            try:
                return dict(patiently(lambda: self._client.get(index=self._name, id=MARKER)))
            except ApiError as error:
                if is_missing(error):
                    return {}
                raise

    def _write_marker(self, event: int) -> None:
        """Write the event, provided that nobody else wrote one since we last did."""
        place = writer_alias(self._name)
        expected, document = self._expected(), marker_document(event, self._me)
        # A conflict may be our own doing, where the answer to an earlier try was lost: what stands there decides.
        with told(self._server, self._name), suppress(ConflictError):
            patiently(
                lambda: self._client.index(index=place, id=MARKER, document=document, require_alias=True, **expected)
            )
        self._marker = self._read_marker()
        source = self._marker.get("_source", {})
        if (source.get(WRITER), source.get(EVENT)) != (self._me, event):
            raise StoreError(
                f"Another publisher writes the index {self._name} at the same time. Is there a copy of the "
                f"catalogue's folder? End one of them, then make the index anew with `lianmu rebuild index`."
            )

    def _expected(self) -> dict[str, Any]:
        if not self._marker:
            return {"op_type": "create"}
        return {"if_seq_no": self._marker["_seq_no"], "if_primary_term": self._marker["_primary_term"]}
