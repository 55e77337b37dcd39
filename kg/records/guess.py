"""The character set of bytes that carry no usable flag: UTF-8 by its form, the others by how common their characters are."""

import re
import unicodedata
from collections.abc import Callable

from kg.records.encodings import decode
from kg.records.marc8 import decode_marc8

__all__ = ["guess", "is_utf8", "utf8_parts"]

_ENOUGH = 0.7
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# Group 1: the 3,755 common characters of GB 2312; group 2: other double bytes that count; punctuation counts for neither.
_GB = re.compile(
    rb"([\xb0-\xd7][\xa1-\xfe])|[\xa1-\xa9][\xa1-\xfe]|([\x81-\xfe][\x30-\x39][\x81-\xfe][\x30-\x39]|[\x81-\xfe][\x40-\xfe]|[\x80-\xff])"
)
# The 5,401 common characters of Big5.
_BIG5 = re.compile(
    rb"([\xa4-\xc6][\x40-\x7e\xa1-\xfe])|[\xa1-\xa3][\x40-\x7e\xa1-\xfe]|([\x81-\xfe][\x40-\xfe]|[\x80-\xff])"
)
_RUSSIAN = frozenset("оеаинтсрвлкмдпуяыьгзбчйхжшюцщ")
_CYRILLIC = ("cp1251", "cp866", "koi8-r")


def is_utf8(data: bytes) -> bool:
    """Say whether the bytes are well-formed UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def utf8_parts(data: bytes) -> tuple[int, int]:
    """Return how many characters of two and more bytes there are, and how many bytes that belong to none."""
    found = _MULTIBYTE.findall(data)
    high = len(data) - len(data.translate(None, bytes(range(0x80, 0x100))))
    return len(found), high - sum(len(one) for one in found)


def guess(data: bytes, *, else_: str) -> str:
    """Return the most likely character set of bytes that are not UTF-8; `else_` when none is likely enough."""
    scores = {name: score(data) for name, score in _SCORES.items()}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= _ENOUGH:
        return best
    if else_ == "marc-8" and not _is_likely_marc8(data) and _is_likely_latin(data):
        return "cp1252"
    return else_


def _share(pattern: re.Pattern[bytes]) -> Callable[[bytes], float]:
    def score(data: bytes) -> float:
        found = pattern.findall(data)
        common = sum(1 for hit, _ in found if hit)
        rare = sum(1 for _, miss in found if miss)
        return common / (common + rare) if common else 0.0

    return score


def _cyrillic(codec: str) -> Callable[[bytes], float]:
    def score(data: bytes) -> float:
        high = bytes(byte for byte in data if byte >= 0x80)
        text = high.decode(codec, "replace")
        return sum(1 for letter in text if letter in _RUSSIAN) / len(text) if len(text) > 3 else 0.0

    return score


_SCORES: dict[str, Callable[[bytes], float]] = {
    "gb18030": _share(_GB),
    "big5": _share(_BIG5),
    **{codec: _cyrillic(codec) for codec in _CYRILLIC},
}


def _is_likely_marc8(data: bytes) -> bool:
    """Say whether the marks before letters make letters: read as MARC-8, Latin-1 gives marks on blanks and digits."""
    if b"\x1b" in data:
        return True
    marks = good = lost = 0
    for part in re.split(rb"[\x1e\x1f]", data):
        if part.isascii():
            continue
        text, unknown = decode_marc8(part)
        lost += unknown
        marks += sum(1 for byte in part if 0xE0 <= byte <= 0xFE)
        good += sum(1 for letter in text if unicodedata.decomposition(letter))
    return not lost and good * 2 >= marks


def _is_likely_latin(data: bytes) -> bool:
    text, lost = decode(data, "cp1252")
    letters = sum(1 for letter in text if ord(letter) > 0x7F and letter.isalpha())
    high = sum(1 for letter in text if ord(letter) > 0x7F)
    return not lost and letters * 2 >= high
