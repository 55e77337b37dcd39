"""The tantivy schema of the index, made from the tables of `fields.py`, and an edition as a tantivy document."""

import hashlib
import json
from functools import cache

import tantivy

from kg.search.analyse import analyse, sort_key
from kg.search.backends._answers import NO_YEAR
from kg.search.fields import FACETS, SCORED_FIELDS, SENTINEL
from kg.search.meaning import IDENTIFIER_FIELD
from kg.search.query import EditionDocument

__all__ = [
    "EVERYWHERE",
    "MARKER",
    "build_schema",
    "event_document",
    "register",
    "tantivy_document",
    "work_number",
]

MARKER = "marker"
EVERYWHERE = "living"
_TOKENIZER = "ready"
_RAW = "raw"


@cache
def build_schema() -> tantivy.Schema:
    """Return the schema; an index of another one is refused when it is opened."""
    builder = tantivy.SchemaBuilder()
    for name in ("id", "work", "display"):
        builder.add_text_field(name, stored=True, tokenizer_name=_RAW, index_option="basic")
    for name in ("fingerprint", IDENTIFIER_FIELD, EVERYWHERE, MARKER):
        builder.add_text_field(name, stored=name == MARKER, tokenizer_name=_RAW, index_option="basic")
    for name in SCORED_FIELDS:
        builder.add_text_field(name, tokenizer_name=_TOKENIZER, index_option="position")
    for facet in FACETS:
        if not facet.is_year:
            builder.add_text_field(facet.name, fast=True, tokenizer_name=_RAW, index_option="basic")
    builder.add_text_field("sort_title", fast=True, tokenizer_name=_RAW, index_option="basic")
    for name in ("work_number", "year", "year_known"):
        builder.add_unsigned_field(name, fast=True, indexed=True)
    return builder.build()


def register(index: tantivy.Index) -> tantivy.Index:
    """Return the index with the tokenizer that splits at spaces only (the default one drops long tokens)."""
    index.register_tokenizer(_TOKENIZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def tantivy_document(document: EditionDocument) -> tantivy.Document:
    """Return an edition as tantivy takes it."""
    found = tantivy.Document()
    found.add_text("id", document.id)
    found.add_text("work", document.work)
    found.add_text("fingerprint", f"{document.id}\n{document.hash}")
    found.add_text(EVERYWHERE, "1")
    display = json.dumps(document.display, ensure_ascii=False, separators=(",", ":"))
    # Half a surrogate pair, which a broken record may hold, cannot be stored as UTF-8.
    found.add_text("display", display.encode("utf-8", "replace").decode())
    for name, tokens in analyse(document).items():
        found.add_text(name, tokens)
    for token in document.identifiers:
        found.add_text(IDENTIFIER_FIELD, token)
    for facet in FACETS:
        for value in () if facet.is_year else document.facets.get(facet.name, ()):
            found.add_text(facet.name, value)
    found.add_text("sort_title", sort_key(document.sort_title))
    found.add_unsigned("work_number", work_number(document.work))
    found.add_unsigned("year", max(document.year, 0))
    found.add_unsigned("year_known", document.year if document.year > 0 else NO_YEAR)
    return found


def event_document(event: int) -> tantivy.Document:
    """Return the document that names the event up to which the index has been brought; no search finds it."""
    found = tantivy.Document()
    found.add_text(MARKER, f"event {event}")
    # As every edition has it, so that all backends count the same documents.
    for name in SCORED_FIELDS:
        found.add_text(name, SENTINEL)
    return found


def work_number(work: str) -> int:
    """Return the work's id as a number: 64 bits of a digest, since fast numbers are read in bulk and texts are not."""
    return int.from_bytes(hashlib.blake2b(work.encode(), digest_size=8).digest(), "big")
