"""Standard numbers in one spelling, with their scheme in front: ISBN as 13 digits, ISSN, LCCN, 统一书号."""

import re
from collections.abc import Sequence

__all__ = ["identifier"]

# An ISBN of the whole set says nothing about one volume.
_SET = re.compile(r"\b(set|complete|v\. ?1-)|全套|[全套]\s*[集册]|套装", re.IGNORECASE)
_SCHEMES = {"Lccn": "lccn", "Nbn": "nbn", "OclcNumber": "oclc", "Doi": "doi", "PublisherNumber": "publisher"}
# 028 and its like: two libraries write "BIS-CD-123" and "CD 123"; a plate number is as good.
_MUSIC = frozenset({"AudioIssueNumber", "MusicPublisherNumber", "VideoRecordingNumber", "MusicPlate", "MatrixNumber"})
_NATIONAL_BOOK_NUMBER = "统一书号"
_CN = re.compile(r"(?:CN)?\s*(\d{2})\s*[-‐–—]?\s*(\d{4})(?:/|$)")
_OCLC = re.compile(r"\(OCoLC\)\D*0*(\d+)")


def identifier(types: Sequence[str], value: str, qualifier: str, sources: Sequence[str]) -> str:
    """Return an identifier as `scheme:number`, or "" for one that identifies no edition beyond its catalogue."""
    kind = types[0] if types else ""
    if kind == "Isbn":
        number = "" if _SET.search(qualifier) else _isbn13(value)
        return f"isbn:{number}" if number else ""
    if kind in {"Issn", "IssnL"}:
        return _issn(value)
    return _other(kind, value, sources)


def _other(kind: str, value: str, sources: Sequence[str]) -> str:
    if kind in _MUSIC:
        number = re.sub(r"[^0-9a-z]", "", value.lower())
        return f"music:{number}" if re.search(r"\d{2}", number) else ""
    serial = _CN.match(value)
    if serial and "CN" in sources:
        return f"cn:{serial[1]}{serial[2]}"
    oclc = _OCLC.match(value)
    if oclc:
        return f"oclc:{oclc[1]}"
    if any(_NATIONAL_BOOK_NUMBER in source for source in sources):
        digits = re.findall(r"\d+", value)
        return "tysh:" + "·".join(digits) if digits else ""
    scheme = _SCHEMES.get(kind)
    bare = re.sub(r"[^0-9a-z./]", "", value.lower())
    return f"{scheme}:{bare}" if scheme and bare else ""


def _isbn13(value: str) -> str:
    """Return the 13 digits of an ISBN, "" when its check digit is wrong."""
    text = re.sub(r"[\s‐-―-]", "", value).upper()
    found = re.match(r"(?:\d{13}|\d{9}[\dX])(?![\dX])", text)
    if found is None:
        return ""
    digits = found[0]
    if len(digits) == 13:
        return digits if digits[:3] in {"978", "979"} and _check13(digits) == digits[12] else ""
    total = sum((10 - place) * (10 if char == "X" else int(char)) for place, char in enumerate(digits))
    if total % 11:
        return ""
    stem = "978" + digits[:9]
    return stem + _check13(stem)


def _check13(digits: str) -> str:
    total = sum(int(char) * (3 if place % 2 else 1) for place, char in enumerate(digits[:12]))
    return str(-total % 10)


def _issn(value: str) -> str:
    text = re.sub(r"[\s-]", "", value).upper()
    return f"issn:{text}" if re.fullmatch(r"\d{7}[\dX]", text) else ""
