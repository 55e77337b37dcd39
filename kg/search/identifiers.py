"""Identifiers as index tokens: ISBN as ISBN-13 without hyphens, ISSN without its hyphen, any other one compacted."""

import re

from stdnum import isbn, issn
from stdnum.exceptions import ValidationError

from kg.text import fold

__all__ = ["LONGEST", "find_isbns", "identifier_token", "identifier_tokens", "is_issn"]

LONGEST = 255

_HYPHENS = re.compile(r"[\s\-\u00ad\u2010-\u2015\u2212－]+")
_ISBN = re.compile(r"(?<![\dxX])(?:97[89][\s\-\u2010-\u2015]*)?(?:\d[\s\-\u2010-\u2015]*){9}[\dxX](?![\dxX])")
_PREFIX = re.compile(r"^\(([^)]*)\)")


def identifier_token(text: str) -> str:
    """Return the token of an identifier: one form for all ways to write the same number, "" for an empty one."""
    compact = _HYPHENS.sub("", fold(text))
    return (_isbn13(compact) or re.sub(r"[^\w/.+]", "", compact))[:LONGEST]


def identifier_tokens(text: str) -> tuple[str, ...]:
    """Return the tokens under which a stored identifier is found: with and without an agency like `(OCoLC)`."""
    bare = _PREFIX.sub("", text.strip())
    return tuple(dict.fromkeys(filter(None, (identifier_token(text), identifier_token(bare)))))


def find_isbns(text: str) -> list[tuple[int, int, str]]:
    """Return start, end and token of each valid ISBN in the text, whether written with hyphens, spaces or none."""
    found = []
    for match in _ISBN.finditer(text):
        token = _isbn13(_HYPHENS.sub("", match.group()))
        if token:
            found.append((match.start(), match.end(), token))
    return found


def is_issn(text: str) -> bool:
    """Return whether the text is an ISSN with its hyphen."""
    return re.fullmatch(r"\d{4}[-\u2010-\u2015]\d{3}[\dxX]", text) is not None and bool(issn.is_valid(fold(text)))


def _isbn13(compact: str) -> str:
    if len(compact) not in {10, 13} or not compact[:9].isdigit() or not compact.isascii():
        return ""
    try:
        return str(isbn.to_isbn13(isbn.validate(compact.upper())))
    except ValidationError:
        return ""
