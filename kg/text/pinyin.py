"""Pinyin of Chinese text without tones, and the division of written pinyin into syllables.

ü is written u throughout (lü, lv and lu are one), since catalogues and readers write it in all three ways.
"""

import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources

from kg.text.fold import HAN, fold, is_han, representative
from kg.text.segment import cut

__all__ = ["initials", "is_english", "pinyin", "split_pinyin", "syllable_runs"]

_PIECE = re.compile(rf"(?P<han>[{HAN}]+)|(?P<latin>[a-z]+)|(?P<break>[^\W_])")
_LONGEST_WORD = 48
_MOST_DIVISIONS = 6


def pinyin(text: str, *, name: bool = False) -> str:
    """Return the text with its Chinese characters as toneless syllables, folded; a `name` begins with a surname."""
    parts = re.split(f"([{HAN}]+)", _for_reading(text))
    read = [" ".join(_han_syllables(part, name=name)) if at % 2 else fold(part) for at, part in enumerate(parts)]
    return " ".join(filter(None, read))


def syllable_runs(text: str, *, name: bool = False) -> tuple[tuple[str, ...], ...]:
    """Return the stretches of the text that can be read as pinyin, each as its syllables.

    Chinese characters count as their readings, romanised words as what they spell. Where a character is read otherwise
    as a surname, that reading follows as a stretch of its own (for a `name` it is the only one).
    """
    pieces = [(match.lastgroup, match.group()) for match in _PIECE.finditer(_for_reading(text))]
    found = _runs(pieces, surname=name)
    if not name and any(kind == "han" and _surname_pattern().search(piece) for kind, piece in pieces):
        found += [run for run in _runs(pieces, surname=True) if run not in found]
    return tuple(found)


def initials(run: tuple[str, ...]) -> tuple[str, ...]:
    """Return the initials by which a stretch of syllables may be asked for: of all of it, and of its beginnings."""
    whole = "".join(syllable[0] for syllable in run)
    if len(whole) < 2:
        return ()
    return tuple(dict.fromkeys([whole[:20], *(whole[:length] for length in range(3, min(len(whole), 9)))]))


@lru_cache(maxsize=50_000)
def split_pinyin(word: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways to divide a folded word into legal syllables, the one with the fewest first; () if there is none.

    >>> split_pinyin("fangan")
    (('fang', 'an'), ('fan', 'gan'))
    """
    spelled = re.sub(r"(?<=[ln])v", "u", word)
    if not spelled.isascii() or not spelled.isalpha() or len(spelled) > _LONGEST_WORD:
        return ()
    legal = _table_of_words("syllables.txt")
    ways: list[list[tuple[str, ...]]] = [[] for _ in range(len(spelled) + 1)]
    ways[len(spelled)] = [()]
    for at in range(len(spelled) - 1, -1, -1):
        for length in range(min(6, len(spelled) - at), 0, -1):
            if spelled[at : at + length] in legal:
                ways[at].extend((spelled[at : at + length], *rest) for rest in ways[at + length])
        ways[at] = sorted(ways[at], key=len)[:_MOST_DIVISIONS]
    return tuple(ways[0])


def is_english(word: str) -> bool:
    """Return whether the folded word is rather a common Western word than pinyin."""
    return word in _table_of_words("not_pinyin.txt")


def _runs(pieces: list[tuple[str | None, str]], *, surname: bool) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    run: list[str] = []
    for kind, piece in [*pieces, ("break", "")]:
        syllables = _read(kind, piece, surname=surname)
        run.extend(syllables)
        if not syllables:
            found.append(tuple(run))
            run = []
    return [run for run in dict.fromkeys(found) if run]


def _read(kind: str | None, piece: str, *, surname: bool) -> tuple[str, ...]:
    if kind == "han":
        return _han_syllables(piece, name=surname)
    return next(iter(split_pinyin(piece)), ()) if kind == "latin" else ()


def _han_syllables(run: str, *, name: bool) -> tuple[str, ...]:
    found = [syllable for word in cut(run) for syllable in _word_syllables(word)]
    if name and len(found) == len(run):
        for match in _surname_pattern().finditer(run):
            found[match.start() : match.end()] = _surnames()[match.group()].split()
    return tuple(found)


@lru_cache(maxsize=100_000)
def _word_syllables(word: str) -> tuple[str, ...]:
    return tuple(syllable.replace("v", "u") for syllable in _read_aloud(word, unknown="ignore"))


def _read_aloud(han: str, *, unknown: str = "default") -> list[str]:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its tables take time and memory that most commands never need

    return lazy_pinyin(han, errors=unknown)


@cache
def _table_of_words(name: str) -> frozenset[str]:
    lines = resources.files(__package__).joinpath(name).read_text("utf-8").splitlines()
    return frozenset(" ".join(lines[1:]).split())


@cache
def _surnames() -> dict[str, str]:
    lines = resources.files(__package__).joinpath("surnames.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines[1:])


@cache
def _surname_pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_surnames(), key=len, reverse=True)))


def _for_reading(text: str) -> str:
    """Return the text folded for reading: a variant becomes its representative only where both are read alike.

    乾 of 乾隆 (qian) must not become 干 (gan); 長 must become 长, as the tables of phrases have it.
    """
    normal = unicodedata.normalize("NFKC", text)
    if not is_han(normal):
        return fold(normal)
    return normal.translate(_reading_table())


class _ReadingTable(dict[int, str]):
    """What each character becomes before it is read."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if is_han(char):
            other = representative(char)
            alike = other == char or _read_aloud(other) == _read_aloud(char)
            self[code] = other if alike else char
        else:
            self[code] = fold(char) or " "
        return self[code]


@cache
def _reading_table() -> _ReadingTable:
    return _ReadingTable()
