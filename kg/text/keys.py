"""Keys by which titles and names are compared: folded, without punctuation, articles, roles and dates."""

import re
from functools import cache

from kg.text.fold import HAN, fold

__all__ = ["name_key", "title_key"]

_ARTICLES = frozenset(
    {"the", "a", "an", "le", "la", "les", "l", "un", "une", "der", "die", "das", "ein", "eine", "el", "los", "las"}
    | {"il", "lo", "gli", "i", "de", "het", "een", "o", "os", "as"}
)
_WORD = re.compile(r"(?:[^\W_]|[\u0900-\u0fff])+(?:\+\+|\+(?!\w)|#)?")
_HAN_SPACE = re.compile(rf"(?<=[{HAN}]) (?=\w)|(?<=\w) (?=[{HAN}])")
_BRACKET = re.compile(r"^\s*[(\[{〔【《<（［].{1,6}?[)\]}〕】》>）］]\s*")
_PARENTHESIS = re.compile(r"[(\[（［〔].*?[)\]）］〕]")
_DATES = re.compile(
    r"[,，]?\s*(?:[bcd]a?\.?\s*|active\s+|fl\.?\s+|approximately\s+)?"
    r"(?:\d{3,4}|\d{1,2}(?=\s*b\.?\s*c\b))\??(?:\s*(?:[-–~—]|b\.?\s*c\b).*)?$",
    re.IGNORECASE,
)
_ROLES = "主编|编著|编译|编辑|校注|点校|选编|选注|整理|作者|译者|编者|著者|等|著|编|译|撰|校|注|辑|绘|纂|修"


def title_key(text: str, *, without_article: bool = False) -> str:
    """Return a title for comparison: folded, punctuation gone, no space beside a Chinese character.

    `without_article` leaves a leading article out where something follows it.
    """
    words = _WORD.findall(fold(text))
    if without_article and len(words) > 1 and words[0] in _ARTICLES:
        del words[0]
    return _HAN_SPACE.sub("", " ".join(words))


def name_key(text: str) -> str:
    """Return a name for comparison: without bracketed dynasty or country, dates, or role behind a Chinese name."""
    bare = _BRACKET.sub("", text).strip()
    bare = _PARENTHESIS.sub(" ", bare)
    key = title_key(_DATES.sub("", bare))
    shorter = _role_pattern().sub("", key) if re.search(f"[{HAN}]", key) else key
    return shorter if len(shorter) > 1 else key


@cache
def _role_pattern() -> re.Pattern[str]:
    return re.compile(f"(?:{fold(_ROLES)})+$")
