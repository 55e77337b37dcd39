"""The connection to Elasticsearch: the client, and what its failures mean in words that say what to do."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

from elastic_transport import ConnectionTimeout, TlsError, TransportError
from elasticsearch import ApiError, Elasticsearch, UnsupportedProductError

from kg.errors import SettingError, StoreError
from kg.search.backend import SearchServer
from kg.search.backends._engine import REBUILD

__all__ = ["BUSY", "LONG", "connect", "is_missing", "patiently", "refusal", "told"]

BUSY = frozenset({429, 502, 503, 504})
"""Statuses of a server that has too much to do or is just starting: the same call may go through later."""

LONG = 120.0
"""Seconds that writing may take: more than a question, for nobody waits in front of a page."""

# A minute in all: a server that is started again is back by then.
_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
_DISK_FULL = ("flood-stage", "read-only", "FORBIDDEN/12", "TOO_MANY_REQUESTS/12")
_Answer = TypeVar("_Answer")


def connect(server: SearchServer, *, timeout: float) -> Elasticsearch:
    """Return a client; nothing is asked of the server yet. Raise SettingError for an address that is none."""
    options: dict[str, Any] = {}
    if server.api_key:
        options["api_key"] = server.api_key
    elif server.username:
        options["basic_auth"] = (server.username, server.password)
    if server.ca_certs:
        options["ca_certs"] = server.ca_certs
    try:
        urls = [_with_port(url) for url in server.url.replace(",", " ").split()]
        return Elasticsearch(urls, request_timeout=timeout, max_retries=1, **options)
    except (ValueError, OSError) as cause:
        raise SettingError(
            f"The setting search.url = {_shown(server)!r} or search.ca_certs = {server.ca_certs!r} cannot be used: "
            f"{cause}. An address looks like https://search.example.org:9200."
        ) from cause


@contextmanager
def told(server: SearchServer, index: str = "") -> Iterator[None]:
    """Turn every failure of the client into a StoreError that says what, where, and what now."""
    try:
        yield
    except UnsupportedProductError as cause:
        raise StoreError(
            f"What answers at {_shown(server)} is not Elasticsearch 8 or 9. Correct the setting search.url."
        ) from cause
    except ApiError as cause:
        raise refusal(server, index, cause.meta.status, cause.body) from cause
    except TransportError as cause:
        raise _unreachable(server, cause) from cause


def patiently(call: Callable[[], _Answer]) -> _Answer:
    """Return what the call gives, tried again, ever later, while the server is away or has too much to do."""
    for pause in _PAUSES:
        try:
            return call()
        except ApiError as cause:
            if cause.meta.status not in BUSY or _is_full(str(cause.body)):
                raise
        except TransportError as cause:
            if isinstance(cause, TlsError):
                raise
        time.sleep(pause)
    return call()


def is_missing(error: ApiError) -> bool:
    """Tell whether the server refuses since there is no such index, alias or document."""
    return error.meta.status == 404


def refusal(server: SearchServer, index: str, status: int, body: object) -> StoreError:
    """Return the error for an answer with this status: the first of the kinds below that fits."""
    kind, reason = _kind_and_reason(body)
    where = f"Elasticsearch at {_shown(server)}"
    if _is_full(reason):
        return StoreError(
            f"{where} lets nobody write to the index {index}: its disk is nearly full or the index is read-only "
            f"({reason}). Free space, or take the block away, and call `lianmu publish` again."
        )
    if status in {401, 403}:
        return StoreError(
            f"{where} refuses us ({status}: {reason}). Set LIANMU_SEARCH_API_KEY, or LIANMU_SEARCH_USERNAME and "
            f"LIANMU_SEARCH_PASSWORD: reading needs the privileges read and view_index_metadata, publishing all "
            f"privileges, on the indexes {server.index}*."
        )
    if "media_type" in kind or status == 406:
        return StoreError(f"{where} is too old ({reason}): version 8 or 9 is needed.")
    if status == 404:
        return StoreError(f"{where} has no index {index or server.index}: it was deleted or lost. {REBUILD}")
    if status in BUSY:
        return StoreError(
            f"{where} cannot answer now ({status}, {kind}: {reason}). See its health and try again in a while."
        )
    return StoreError(f"{where} refuses a call on the index {index} ({status}, {kind}: {reason}).")


def _unreachable(server: SearchServer, cause: TransportError) -> StoreError:
    where = _shown(server)
    if isinstance(cause, ConnectionTimeout):
        return StoreError(
            f"Elasticsearch at {where} did not answer in time. See its load, or set search.timeout higher."
        )
    if isinstance(cause, TlsError):
        return StoreError(
            f"No safe connection to Elasticsearch at {where}: {cause.message}. Does search.url begin rightly (http, "
            f"https), and does search.ca_certs name the certificate of who signed the server's?"
        )
    return StoreError(
        f"No Elasticsearch answers at {where} ({cause.message}). Start it, or correct the setting search.url."
    )


def _kind_and_reason(body: object) -> tuple[str, str]:
    error = body.get("error", body) if isinstance(body, Mapping) else body
    if not isinstance(error, Mapping):
        return "", str(error)
    causes = error.get("root_cause") or [error]
    first = causes[0] if isinstance(causes[0], Mapping) else error
    return str(first.get("type", "")), str(first.get("reason", ""))


def _is_full(reason: str) -> bool:
    return any(sign in reason for sign in _DISK_FULL)


def _with_port(url: str) -> str:
    parts = urlsplit(url)
    if parts.port is not None or parts.scheme not in {"http", "https"}:
        return url
    port = 443 if parts.scheme == "https" else 80
    return parts._replace(netloc=f"{parts.netloc}:{port}").geturl()


def _shown(server: SearchServer) -> str:
    """Return the addresses without a name and a password that may stand in them."""
    return re.sub(r"//[^/]*@", "//", ", ".join(server.url.replace(",", " ").split()))
