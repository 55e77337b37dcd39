"""Folds a text so that spellings of the same words become equal: width, case, diacritics, Chinese character variants.

Folded text is for keys and index tokens only; it is never shown and never stored in a description.
"""

import re
import unicodedata
from functools import cache
from importlib import resources

__all__ = ["HAN", "fold", "is_han", "representative"]

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"

_HAN_CHARACTER = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")

# Letters that no decomposition takes apart.
_LETTERS = {
    "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "ng",
    "й": "й", "ѣ": "е", "і": "и", "ѳ": "ф", "ѵ": "и", "ς": "σ", "ى": "ي", "ة": "ه", "ـ": "", "ך": "כ", "ם": "מ",
    "ן": "נ", "ף": "פ", "ץ": "צ",
}  # fmt: skip
# Romanisation's signs for a soft sign, an aspiration, an ayn: they are no part of the word that a reader types.
_SIGNS = frozenset("ʹʺʻʼʽʾʿˈˊˋˌ`´’‘‛'′″·•‧・")
_WORD_DIVIDERS = frozenset("’‘‛'`´·•‧・")
_MARKS = ((0x300, 0x36F), (0x483, 0x489), (0x591, 0x5C7), (0x610, 0x61A), (0x64B, 0x65F), (0x670, 0x670),
          (0x6D6, 0x6ED), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE00, 0xFE0F),
          (0xFE20, 0xFE2F), (0xE0100, 0xE01EF))  # fmt: skip


def fold(text: str) -> str:
    """Return the text folded: compatibility forms, case, marks and Chinese variants levelled, spaces made single.

    Marks are taken off Latin, Greek, Cyrillic, Hebrew and Arabic letters; in Indic and South-East Asian scripts and in
    kana they make another letter and stay.
    """
    return " ".join(unicodedata.normalize("NFKC", text).translate(_table()).split())


def is_han(text: str) -> bool:
    """Return whether a Chinese character stands in the text."""
    return _HAN_CHARACTER.search(text) is not None


def representative(char: str) -> str:
    """Return the character that stands for all variants of this one: the simplified one where there is one."""
    return _variants().get(char, char)


class _FoldTable(dict[int, str]):
    """What each character folds to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_char(chr(code))
        return folded


@cache
def _table() -> _FoldTable:
    return _FoldTable()


@cache
def _variants() -> dict[str, str]:
    lines = resources.files(__package__).joinpath("variants.tsv").read_text("utf-8").splitlines()
    table = {}
    for line in lines[1:]:
        first, _, others = line.partition("\t")
        table.update(dict.fromkeys(others, first))
    return table


def _fold_char(char: str) -> str:
    if char in _SIGNS:
        return " " if char in _WORD_DIVIDERS else ""
    category = unicodedata.category(char)
    if category[0] in "ZC":
        return "" if category == "Cf" else " "
    if _is_mark(char):
        return ""
    found = _variants().get(char)
    return found if found is not None else "".join(map(_fold_letter, char.casefold()))


def _fold_letter(char: str) -> str:
    if char in _LETTERS:
        return _LETTERS[char]
    parts = unicodedata.normalize("NFD", char)
    bare = "".join(part for part in parts if not _is_mark(part))
    return "".join(_LETTERS.get(part, part) for part in unicodedata.normalize("NFC", bare))


def _is_mark(char: str) -> bool:
    code = ord(char)
    return any(first <= code <= last for first, last in _MARKS)
