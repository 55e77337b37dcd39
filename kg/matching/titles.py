"""How two titles are alike: equal, nearly, one the beginning of the other; subtitles, numbers, and other scripts."""

import re

from rapidfuzz.fuzz import ratio

from kg.matching.keys import STOP_WORDS
from kg.matching.row import MatchRow

__all__ = ["own_words", "subtitle_goes_elsewhere", "title_findings", "whole_title"]

# Shorter than this, the beginning of a title may begin very many others.
BEGINNING = 12
# "by Austin Dobson" behind a title is a statement that was written into it.
_STATEMENT = re.compile(r"\b(?:by|edited by|ed by|translated by|von|par|with an? introd\w*(?: and notes)? by)\b.*$")


def title_findings(one: MatchRow, other: MatchRow) -> list[str]:
    """Return what was found of the titles of two records."""
    if one.is_han != other.is_han and not set(one.titles) & set(other.titles):
        return _across_scripts(one, other)
    alike = _alike(one, other)
    found = [alike]
    if min(len(one.title), len(other.title)) < (4 if one.is_han else 12) and alike != "title equal with subtitle":
        found.append("title short")
    if alike not in {"title equal", "title equal with subtitle"} and _numbers_differ(one.title, other.title):
        found.append("title numbers other")
    if alike not in {"title equal with subtitle", "title is a beginning"}:
        found.append(_subtitles(one, other, most=0 if "title short" in found else 1))
    return [name for name in found if name]


def whole_title(row: MatchRow) -> str:
    """Return a record's title with its subtitle."""
    return f"{row.title} {row.subtitle}".strip()


def _alike(one: MatchRow, other: MatchRow) -> str:
    wholes = sorted((whole_title(one), whole_title(other)), key=len)
    if one.subtitle and wholes[0] == wholes[1]:
        return "title equal with subtitle"
    best = max((ratio(a, b) for a in one.titles for b in other.titles), default=0.0)
    if best == 100:
        return "title equal"
    whole = ratio(*wholes)
    if max(best, whole) >= 90:
        return "title nearly equal"
    if _is_beginning(*wholes) and not one.is_han:
        return "title is a beginning"
    return "title like" if max(best, whole) >= 75 else "title other"


def _is_beginning(shorter: str, longer: str) -> bool:
    """Return whether one title goes on where the other ends, or ends in a statement of who made it."""
    bare = _STATEMENT.sub("", shorter).strip() or shorter
    return len(bare) >= BEGINNING and longer.startswith(bare) and longer[len(bare) : len(bare) + 1] in {" ", ""}


def _numbers_differ(one: str, other: str) -> bool:
    """Return whether both titles have numbers and no number is in both, as with the issues of a magazine."""
    ours, theirs = ({word for word in title.split() if word.isdigit()} for title in (one, other))
    return bool(ours and theirs) and not ours & theirs


def _subtitles(one: MatchRow, other: MatchRow, *, most: int) -> str:
    """Return whether each subtitle has numbers, or more than so many words, that the other lacks; or just one word."""
    if not one.subtitle or not other.subtitle:
        return ""
    ours, theirs = own_words(one.subtitle, other.subtitle), own_words(other.subtitle, one.subtitle)
    if any(map(str.isdigit, ours)) and any(map(str.isdigit, theirs)):
        return "subtitle other"
    if min(len(ours), len(theirs)) > most or (ratio(one.subtitle, other.subtitle) < 50 and bool(ours and theirs)):
        return "subtitle other"
    return "subtitle word other" if ours and theirs else ""


def own_words(subtitle: str, other: str) -> list[str]:
    """Return the words that say something of a subtitle and stand, spelt or shortened in any way, not in the other."""
    ours, theirs = subtitle.split(), other.split()
    rest = [word for word in theirs if word not in ours]
    words = [word for word in ours if word not in theirs and word not in STOP_WORDS]
    telling = [word for word in words if len(word) > 1 or word.isdigit()]
    return [word for word in telling if not any(_is_one_word(word, word_) for word_ in rest)]


def _is_one_word(one: str, other: str) -> bool:
    if one.isdigit() or other.isdigit():
        return False
    return one.startswith(other) or other.startswith(one) or ratio(one, other) >= 80


def subtitle_goes_elsewhere(one: MatchRow, other: MatchRow) -> bool:
    """Return whether a subtitle has words of its own and is not just a part of the other."""
    shorter, longer = sorted((one.subtitle, other.subtitle), key=len)
    if not shorter or shorter in longer:
        return False
    return bool(own_words(longer, shorter) or own_words(shorter, longer))


def _across_scripts(one: MatchRow, other: MatchRow) -> list[str]:
    """Return the finding for a romanised and a Chinese title: 法制史 and 法治史 are spelt alike, so authors decide."""
    alike = one.roman and one.roman == other.roman and one.author_roman and one.author_roman == other.author_roman
    return ["title in pinyin"] if alike else ["title other"]
