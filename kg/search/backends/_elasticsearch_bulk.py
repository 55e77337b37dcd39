"""Sends a batch of editions to Elasticsearch: in parts of a few megabytes, again what the server had no room for."""

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from elasticsearch import Elasticsearch

from kg.errors import StoreError
from kg.search.backend import SearchServer
from kg.search.backends._elasticsearch_server import BUSY, patiently, refusal, told

__all__ = ["Operation", "send"]

Operation = tuple[str, bytes | None]
"""An edition's id and its JSON, None to delete it. Doing one twice is doing it once."""

_CHUNK_BYTES = 5_000_000
_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)


def send(client: Elasticsearch, server: SearchServer, alias: str, operations: Iterable[Operation]) -> None:
    """Carry the operations out, each id once among them; raise StoreError for one that the server refuses for good.

    `alias` must be one: a name that is gone would else be made an index of the server's own fancy.
    """
    for chunk in _chunks(operations):
        rest = chunk
        for pause in (*_PAUSES, None):
            rest = _send(client, server, alias, rest)
            if not rest:
                break
            if pause is None:
                raise StoreError(
                    f"Elasticsearch has no room for {len(rest)} editions of the index {alias}, even after waiting. "
                    "See its load, then call `lianmu publish` again."
                )
            time.sleep(pause)


def _send(client: Elasticsearch, server: SearchServer, alias: str, chunk: list[Operation]) -> list[Operation]:
    """Carry out what can be; return what the server asks to be sent again."""
    lines = [line for operation in chunk for line in _lines(*operation)]
    with told(server, alias):
        answer = patiently(
            lambda: client.bulk(
                operations=lines,
                index=alias,
                require_alias=True,
                filter_path="errors,items.*.status,items.*.error",
            )
        )
    if not answer["errors"]:
        return []
    outcomes = [next(iter(item.values())) for item in answer["items"]]
    return list(_again(server, alias, zip(chunk, outcomes, strict=True)))


def _again(
    server: SearchServer, alias: str, outcomes: Iterable[tuple[Operation, Mapping[str, Any]]]
) -> Iterator[Operation]:
    for operation, outcome in outcomes:
        error = outcome.get("error")
        # To delete what is not there is 404 without an error.
        if error is None:
            continue
        refused = refusal(server, alias, outcome["status"], {"error": error})
        if outcome["status"] not in BUSY or "read-only" in str(error):
            raise StoreError(f"The edition {operation[0]} cannot be indexed. {refused}")
        yield operation


def _lines(edition: str, content: bytes | None) -> tuple[Any, ...]:
    return ({"delete": {"_id": edition}},) if content is None else ({"index": {"_id": edition}}, content)


def _chunks(operations: Iterable[Operation]) -> Iterator[list[Operation]]:
    chunk: list[Operation] = []
    size = 0
    for operation in operations:
        length = len(operation[1] or b"") + 100
        if chunk and size + length > _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
        chunk.append(operation)
        size += length
    if chunk:
        yield chunk
