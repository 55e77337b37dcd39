"""The mapping and the settings of an Elasticsearch index, made from the tables of `fields.py`; an edition as its JSON.

The server needs no plug-in: what is scored comes as ready tokens, which the built-in analyzer `whitespace` splits.
"""

import hashlib
import json
from typing import Any

from kg.search.analyse import LONGEST_TOKEN, analyse, sort_key
from kg.search.backend import SearchServer
from kg.search.backends._answers import NO_YEAR
from kg.search.fields import FACETS, SCORED_FIELDS, SENTINEL
from kg.search.meaning import IDENTIFIER_FIELD
from kg.search.query import EditionDocument

__all__ = [
    "EVENT",
    "EVERYWHERE",
    "LONGEST_KEYWORD",
    "MARKER",
    "WRITER",
    "digest",
    "edition_json",
    "index_settings",
    "mappings",
    "marker_document",
    "whole",
]

# No edition's id has this character.
MARKER = f"{SENTINEL}event"
EVERYWHERE = "living"
EVENT = "event"
WRITER = "writer"
# A keyword of more than 32,766 bytes would make the server refuse the whole edition.
LONGEST_KEYWORD = 8191
_KEYWORD = {"type": "keyword", "ignore_above": LONGEST_KEYWORD}
_FOUND_ONLY = {**_KEYWORD, "doc_values": False}
_READ_ONLY = {**_KEYWORD, "index": False}


def mappings(about: dict[str, str]) -> dict[str, Any]:
    """Return the mapping, with what is to be remembered of the index in its `_meta`."""
    return {"_meta": about, **_fields()}


def index_settings(server: SearchServer) -> dict[str, Any]:
    """Return the settings of a new index: durable at every answer, visible only when we say so, BM25 as in tantivy."""
    return {
        "number_of_shards": server.shards,
        # As many copies as there are other servers to hold them, so that one server alone is no fault.
        "auto_expand_replicas": f"0-{server.replicas}" if server.replicas else False,
        "number_of_replicas": 0,
        "refresh_interval": "-1",
        "translog.durability": "request",
        "similarity": {"default": {"type": "BM25", "k1": 1.2, "b": 0.75}},
    }


def digest() -> str:
    """Return a digest of the mapping: an index of another one is refused when it is opened."""
    return hashlib.blake2b(json.dumps(_fields(), sort_keys=True).encode(), digest_size=8).hexdigest()


def edition_json(document: EditionDocument) -> bytes:
    """Return an edition as the server takes it."""
    found: dict[str, object] = {
        "id": document.id,
        "work": document.work,
        "hash": document.hash,
        "display": document.display,
        EVERYWHERE: "1",
        **{name: _cut(tokens) for name, tokens in analyse(document).items()},
        IDENTIFIER_FIELD: document.identifiers,
        **{facet.name: document.facets.get(facet.name, ()) for facet in FACETS if not facet.is_year},
        "sort_title": sort_key(document.sort_title),
        "year": max(document.year, 0),
        "year_known": document.year if document.year > 0 else NO_YEAR,
    }
    return _bytes(found)


def marker_document(event: int, writer: str) -> dict[str, Any]:
    """Return the document that names the event up to which the index has been brought; no search finds it."""
    # The scored fields as every edition has them, so that all backends count the same documents.
    return {EVENT: event, WRITER: writer, **dict.fromkeys(SCORED_FIELDS, SENTINEL)}


def whole(token: str) -> str:
    """Return the token as the index has it: without halves of surrogate pairs, and no longer than the analyzer takes.

    The analyzer counts units of UTF-16, of which rare Chinese characters are two, and would split a longer token.
    """
    if token.isascii() or (len(token) * 2 <= LONGEST_TOKEN and not _has_halves(token)):
        return token
    units = token.encode("utf-16-le", "replace")[: LONGEST_TOKEN * 2]
    return units.decode("utf-16-le", "ignore")


def _has_halves(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)


def _cut(tokens: str) -> str:
    if tokens.isascii() or max(tokens) <= "\ud7ff":
        return tokens
    return " ".join(map(whole, tokens.split(" ")))


def _bytes(document: dict[str, object]) -> bytes:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    # Half a surrogate pair, which a broken record may hold, cannot be sent as UTF-8.
    return text.encode("utf-8", "replace")


def _fields() -> dict[str, Any]:
    scored = {"type": "text", "analyzer": "whitespace", "index_options": "positions", "norms": True}
    years = {"type": "long"}
    return {
        "dynamic": "strict",
        # Tokens are searched and never shown: kept a second time they would be most of the index.
        "_source": {"includes": ["display", EVENT, WRITER]},
        "properties": {
            "id": _READ_ONLY,
            "work": _KEYWORD,
            "hash": _READ_ONLY,
            "sort_title": _READ_ONLY,
            "display": {"type": "object", "enabled": False},
            EVERYWHERE: _FOUND_ONLY,
            IDENTIFIER_FIELD: _FOUND_ONLY,
            **dict.fromkeys(SCORED_FIELDS, scored),
            **{facet.name: years if facet.is_year else _KEYWORD for facet in FACETS},
            "year": years,
            "year_known": years,
            EVENT: {**years, "index": False},
            WRITER: _READ_ONLY,
        },
    }
