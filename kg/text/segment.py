"""Cuts folded text into tokens: words by dictionary and single characters, and a gapless sequence for phrases.

Scripts written without spaces (Chinese, Japanese, Thai, …) are *dense*: a dense run is searched by its overlapping
pairs of characters; Chinese also by the words of a dictionary.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from itertools import chain
from typing import TYPE_CHECKING

from kg.text.fold import HAN

if TYPE_CHECKING:
    import rjieba

__all__ = ["STOP_CHARACTERS", "cut", "query_words", "runs", "sequence", "words"]

# Characters so common that a question of several words does not insist on them.
STOP_CHARACTERS = frozenset("的之与和及在了是其于一不")

_KANA = "\u3041-\u309f\u30a1-\u30ff\u31f0-\u31ff"
_HANGUL = "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3"
_THAI = "\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u104f\u1780-\u17d3\u0f40-\u0fbc"
_INDIC = "\u0900-\u0963\u0970-\u0dff"
_RUN = re.compile(
    rf"(?P<east>[{HAN}{_KANA}]+)|(?P<dense>[{_HANGUL}]+|[{_THAI}]+)"
    rf"|(?:[{_INDIC}]|[^\W_{HAN}{_KANA}{_HANGUL}{_THAI}])+(?:\+\+|\+(?!\w)|#)?"
)
_HAN_RUN = re.compile(f"([{HAN}]+)")


# The same text is asked for its words and then for its sequence.
@lru_cache(maxsize=32)
def runs(folded: str) -> tuple[tuple[bool, str], ...]:
    """Return the runs of a folded text: whether it is dense, and the run; punctuation is left out (but C++, C#)."""
    return tuple([(match.lastgroup is not None, match.group()) for match in _RUN.finditer(folded)])


def words(folded: str) -> list[str]:
    """Return the words for the index: the dictionary's, short ones within long ones too, and each character."""
    found: list[str] = []
    for dense, run in runs(folded):
        if dense:
            found.extend(_indexed(run))
        else:
            found.append(run)
    return found


def query_words(folded: str) -> list[str]:
    """Return the words that a question asks for: each run cut once, without the commonest characters."""
    found = list(chain.from_iterable(_cut(run) if dense else (run,) for dense, run in runs(folded)))
    return [word for word in found if word not in STOP_CHARACTERS] or found


def sequence(folded: str) -> list[str]:
    """Return tokens so that neighbours in the text are neighbours here; of dense characters, the pairs."""
    found: list[str] = []
    for dense, run in runs(folded):
        if dense:
            found.extend(_pairs(run))
        else:
            found.append(run)
    return found


def cut(han: str) -> list[str]:
    """Return the words of a text of Chinese characters, one after the other."""
    return list(_dictionary().cut(han))


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def _indexed(run: str) -> Iterator[str]:
    for part in _parts(run):
        if _is_han(part):
            yield from (word for word in _dictionary().cut_for_search(part) if len(word) > 1)
            yield from part
        else:
            yield part


def _cut(run: str) -> Iterator[str]:
    for part in _parts(run):
        yield from _dictionary().cut(part) if _is_han(part) else (part,)


def _parts(run: str) -> list[str]:
    return [part for part in _HAN_RUN.split(run) if part]


def _is_han(part: str) -> bool:
    return _HAN_RUN.match(part) is not None


@cache
def _dictionary() -> "rjieba.Jieba":
    """Return the dictionary, with those of its words that folding spells otherwise (名著 as 名着)."""
    import rjieba  # noqa: PLC0415 - most commands never need a dictionary

    dictionary = rjieba.Jieba()
    for line in resources.files(__package__).joinpath("folded_words.tsv").read_text("utf-8").splitlines()[1:]:
        word, _, frequency = line.partition("\t")
        dictionary.add_word(word, int(frequency), "n")
    return dictionary
