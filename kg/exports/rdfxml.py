"""RDF/XML: https://www.w3.org/TR/rdf-syntax-grammar/, well-formed for any text; the names of graphs are left out."""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from pyoxigraph import Literal, Quad, RdfFormat, Triple, serialize

from kg.errors import UsageError
from kg.exports._prefixes import serialized, triples
from kg.namespaces import PREFIXES

__all__ = ["EXTENSION", "LABEL", "MEDIA_TYPE", "write", "write_to"]

MEDIA_TYPE = "application/rdf+xml"
EXTENSION = "rdf"
LABEL = "RDF/XML"

# What XML 1.0 has no way to write (Char, https://www.w3.org/TR/xml/#charsets), and returns, which its readers change.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RETURN = re.compile("\r\n?")
_NAME_AT_END = re.compile(r"[^\W\d][\w.-]*$")


def write(quads: Iterable[Quad]) -> bytes:
    """Return the statements as RDF/XML, a thing first and its parts after it."""
    return serialized(_writable(quads), RdfFormat.RDF_XML)


def write_to(quads: Iterable[Quad], stream: BinaryIO) -> None:
    """Write the statements to a stream as they come."""
    serialize(_writable(quads), stream, RdfFormat.RDF_XML, prefixes=PREFIXES)


def _writable(quads: Iterable[Quad]) -> Iterator[Triple]:
    """Yield the statements with characters that XML cannot write replaced by U+FFFD."""
    for triple in triples(quads):
        if not _NAME_AT_END.search(triple.predicate.value):
            raise UsageError(f"The property <{triple.predicate.value}> has no name in XML. Choose another format.")
        value = triple.object
        if isinstance(value, Literal) and (_FORBIDDEN.search(value.value) or "\r" in value.value):
            yield Triple(triple.subject, triple.predicate, _cleaned(value))
        else:
            yield triple


def _cleaned(literal: Literal) -> Literal:
    text = _RETURN.sub("\n", _FORBIDDEN.sub("\ufffd", literal.value))
    if literal.language:
        return Literal(text, language=literal.language)
    return Literal(text, datatype=literal.datatype)
