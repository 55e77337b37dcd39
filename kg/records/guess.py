"""The character set of bytes without a usable flag: UTF-8 by its form, others by how common their characters are."""

import re
import unicodedata
from collections.abc import Callable

from kg.records.encodings import decode
from kg.records.marc8 import decode_marc8

__all__ = ["guess", "is_unlike", "is_utf8", "utf8_parts"]

_ENOUGH = 0.7
_HARDLY = 0.3
_MANY = 40
_MOST = 0.8  # of the bytes beyond ASCII must stand in runs
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# Two and more double bytes in a row, since accents stand alone; then each as common (group 1), punctuation, or rare
# (group 2). Common are the 3,755 characters of the first level of GB 2312, the 5,401 of Big5.
_GB_WORDS = re.compile(rb"(?:[\x81-\xfe][\x40-\x7e\x80-\xfe]){2,}")
_GB = re.compile(rb"([\xb0-\xd7][\xa1-\xfe])|[\xa1-\xa9][\xa1-\xfe]|([\x81-\xfe][\x40-\xfe])")
_BIG5_WORDS = re.compile(rb"(?:[\xa1-\xf9][\x40-\x7e\xa1-\xfe]){2,}")
_BIG5 = re.compile(rb"([\xa4-\xc6][\x40-\x7e\xa1-\xfe])|[\xa1-\xa3][\x40-\x7e\xa1-\xfe]|([\x81-\xfe][\x40-\xfe])")
_LIGATURE = re.compile(
    rb"\xeb[A-Za-z]\xec[A-Za-z]|\xfa[A-Za-z]\xfb[A-Za-z]"
)  # the two halves of a mark over two letters
_RUSSIAN = frozenset("оеаинтсрвлкмдпуяыьгзбчйхжшюцщ")
_HIGH = bytes(range(0x80, 0x100))
_WORD = re.compile(rb"[\x80-\xff]{3,}")  # accents stand alone, Cyrillic letters in words
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
    high = len(data) - len(data.translate(None, _HIGH))
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


def is_unlike(data: bytes, encoding: str) -> bool:
    """Say whether bytes, if there are enough, have hardly any common character of a set that can be judged so."""
    score = _SCORES.get(encoding)
    return score is not None and len(data) - len(data.translate(None, _HIGH)) >= _MANY and score(data) < _HARDLY


def _share(words: re.Pattern[bytes], pattern: re.Pattern[bytes]) -> Callable[[bytes], float]:
    def score(data: bytes) -> float:
        runs = words.findall(data)
        high = len(data) - len(data.translate(None, _HIGH))
        if sum(len(run) for run in runs) < _MOST * high:
            return 0.0
        found = [one for run in runs for one in pattern.findall(run)]
        common = sum(1 for hit, _ in found if hit)
        rare = sum(1 for _, miss in found if miss)
        return common / (common + rare) if common > 1 else 0.0

    return score


def _cyrillic(codec: str) -> Callable[[bytes], float]:
    def score(data: bytes) -> float:
        words = _WORD.findall(data)
        length = sum(len(word) for word in words)
        if length < 12 or length * 2 < len(data) - len(data.translate(None, _HIGH)):
            return 0.0
        letters = b"".join(words).decode(codec, "replace")
        return sum(1 for letter in letters if letter in _RUSSIAN) / length

    return score


_SCORES: dict[str, Callable[[bytes], float]] = {
    "gb18030": _share(_GB_WORDS, _GB),
    "big5": _share(_BIG5_WORDS, _BIG5),
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
        good += sum(1 for letter in text if unicodedata.decomposition(letter)) + 2 * len(_LIGATURE.findall(part))
    return not lost and good * 2 >= marks


def _is_likely_latin(data: bytes) -> bool:
    text, lost = decode(data, "cp1252")
    letters = sum(1 for letter in text if ord(letter) > 0x7F and letter.isalpha())
    high = sum(1 for letter in text if ord(letter) > 0x7F)
    return not lost and letters * 2 >= high
