"""IRIs and literals as N-Quads text: what may stand in an IRI, what must be escaped in a literal."""

import re
from functools import lru_cache

from kg.description.node import Literal

__all__ = ["is_valid_iri", "literal_term", "local_name"]

# RFC 3987: a scheme, then what may stand in an IRI; private characters, allowed only in a query, are not taken.
_UCS = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef" + "".join(
    f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 14)
)
_IRI = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-Z\[\]_a-z~{_UCS}\U000e1000-\U000efffd]+")
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_AUTHORITY = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#\[\]@]*(?:@[^/?#\[\]@]*)?(?:\[[0-9A-Fa-f:.]+\])?(?::[0-9]*)?(?=[/?#]|$)"
)
_NO_HOST = re.compile(r"https?:(?!//[^/?#])", re.IGNORECASE)
_TO_ESCAPE = re.compile('[\x00-\x1f"\\\\\x7f\ud800-\udfff]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@lru_cache(maxsize=8192)
def is_valid_iri(text: str) -> bool:
    """Return whether this text can stand as an absolute IRI in RDF."""
    if _IRI.fullmatch(text) is None or _BAD_PERCENT.search(text) is not None:
        return False
    if text.count("#") > 1 or _NO_HOST.match(text) is not None:
        return False
    rest = text.split(":", 1)[1]
    if rest.startswith("//"):
        if _AUTHORITY.match(text) is None:
            return False
        rest = text.split("://", 1)[1].partition("/")[2]
    return "[" not in rest and "]" not in rest


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    if "\ud800" <= char <= "\udfff":
        return "\ufffd"
    return _ESCAPES.get(char) or f"\\u{ord(char):04X}"


def literal_term(literal: Literal) -> str:
    """Return a literal as N-Quads writes it, with its language tag or datatype."""
    value, language, datatype = literal
    if not value.isprintable() or '"' in value or "\\" in value:
        value = _TO_ESCAPE.sub(_escape, value)
    if language:
        return f'"{value}"@{language}'
    if datatype:
        return f'"{value}"^^<{datatype}>'
    return f'"{value}"'


@lru_cache(maxsize=4096)
def local_name(iri: str) -> str:
    """Return the last part of an IRI."""
    return re.split(r"[#/]", iri.rstrip("/#"))[-1]
