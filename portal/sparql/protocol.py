"""What a request to the endpoint asks for: https://www.w3.org/TR/sparql11-protocol/.

Parameters are taken apart here and not by Flask, which replaces bytes that are not UTF-8 where this must refuse them.
"""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote_to_bytes, urlsplit

from flask import Request

from kg.sparql import QueryError

__all__ = ["Asked", "RequestError", "read_request"]

_MOST_PARAMETERS = 200
_MOST_GRAPHS = 50
_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"


class RequestError(Exception):
    """A request that is wrong before any query is looked at; `kind` is one of `portal/sparql/problems.py`."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Asked(NamedTuple):
    """A request: the query (None where there is none), the name of a format, and the dataset, None for all graphs."""

    query: str | None
    format: str
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None


def read_request(request: Request) -> Asked:
    """Return what is asked; raise RequestError or QueryError for what the protocol does not have."""
    if request.method not in {"GET", "HEAD", "POST"}:
        raise RequestError("method", "Queries are sent by GET or POST.")
    pairs = _pairs(request.query_string)
    if request.method == "POST":
        pairs = [*pairs, *_body_pairs(request)]
    if any(name in {"update", "using-graph-uri", "using-named-graph-uri"} for name, _ in pairs):
        raise QueryError("update", "The catalogue cannot be changed by SPARQL: this endpoint only answers queries.")
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) > 1:
        raise RequestError("parameters", "There is more than one `query`: give one at a time.")
    return Asked(
        queries[0] if queries else None,
        next((value for name, value in pairs if name in {"format", "output"} and value), ""),
        _graphs(pairs, "default-graph-uri", "named-graph-uri"),
        _graphs(pairs, "named-graph-uri", "default-graph-uri"),
    )


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    parts = [part for part in raw.split(b"&") if part]
    if len(parts) > _MOST_PARAMETERS:
        raise RequestError("parameters", "There are too many parameters.")
    return [(_text(name), _text(value)) for name, _, value in (part.partition(b"=") for part in parts)]


def _body_pairs(request: Request) -> list[tuple[str, str]]:
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise RequestError("media type", "The request is compressed: send it as it is.")
    body = request.get_data(cache=False)
    if request.mimetype == _QUERY:
        return [("query", _decode(body))]
    if request.mimetype == _FORM:
        return _pairs(body)
    if request.mimetype == _UPDATE:
        raise QueryError("update", "The catalogue cannot be changed by SPARQL: this endpoint only answers queries.")
    raise RequestError("media type", "Send the query as application/sparql-query or as a form's field `query`.")


def _text(raw: bytes) -> str:
    return _decode(unquote_to_bytes(raw.replace(b"+", b" ")))


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise QueryError("characters", "The request is not UTF-8: write the query in UTF-8.") from error


def _graphs(pairs: Sequence[tuple[str, str]], name: str, other: str) -> tuple[str, ...] | None:
    """Return the graphs that the request names; none, where it names only graphs of the other sort."""
    found = tuple(value for key, value in pairs if key == name and value)
    if not found and not any(key == other and value for key, value in pairs):
        return None
    if len(found) > _MOST_GRAPHS:
        raise RequestError("parameters", "There are too many parameters.")
    for iri in found:
        if not urlsplit(iri).scheme or any(character in '<>"{}|^`\\' or character <= " " for character in iri):
            raise RequestError("parameters", "The address of a graph is no absolute IRI.")
    return found
