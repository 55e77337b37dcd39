"""Reads the year of publication from what a cataloguer wrote: c1995, [19--?], 民国25年 or 二〇一二."""

import re
from functools import cache
from importlib import resources

from kg.text.fold import fold

__all__ = ["publication_year"]

_EARLIEST, _LATEST = 500, 2100
_DIGITS = {char: value for value, chars in enumerate(("〇零○", "一壹", "二贰弍", "三叁", "四肆", "五伍", "六陆", "七柒",
                                                     "八捌", "九玖")) for char in chars} | {"两": 2}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "廿": 20, "卅": 30, "卌": 40}
_NUMERAL = "".join(_DIGITS) + "".join(_TENS) + "百佰"
_WESTERN = re.compile(r"(?<!\d)(?:1[0-9]|20|[5-9])\d\d(?!\d)")
_CORRECTED = re.compile(r"\bi\.? ?e\.?\D{0,4}(\d{4})(?!\d)")
_HAN_DIGITS = re.compile(rf"(?<![{_NUMERAL}])[一二][{''.join(_DIGITS)}]{{3}}(?![{_NUMERAL}])")
_BUDDHIST = re.compile(r"(?:佛历|พ\.?ศ\.?)\s*(\d{4})")
_ROMAN = re.compile(r"(?<![a-z])m[dclxvi.\s]{1,18}(?![a-z])")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


def publication_year(text: str) -> int | None:
    """Return the year a statement of publication gives, None where it gives none or only a decade or a century.

    Of several years the first counts, but a correction (`1978 [i.e. 1987]`) and a printed year before a year of
    copyright: `2001, c1999` is 2001.
    """
    folded = fold(text)
    if not folded:
        return None
    for read in (_corrected, _in_era, _western, _han_digits, _roman):
        year = read(folded)
        if year is not None:
            return year
    return None


def _corrected(folded: str) -> int | None:
    match = _CORRECTED.search(folded)
    return _plausible(int(match[1])) if match else None


def _western(folded: str) -> int | None:
    match = _BUDDHIST.search(folded)
    if match:
        return _plausible(int(match[1]) - 543)
    return next((int(match.group()) for match in _WESTERN.finditer(folded) if int(match.group()) <= _LATEST), None)


def _han_digits(folded: str) -> int | None:
    match = _HAN_DIGITS.search(folded)
    return _plausible(int("".join(str(_DIGITS[char]) for char in match.group()))) if match else None


def _roman(folded: str) -> int | None:
    match = _ROMAN.search(folded)
    letters = re.sub(r"[.\s]", "", match.group()) if match else ""
    values = [_ROMAN_VALUES[letter] for letter in letters]
    total = sum(-v if v < max(values[at + 1 :], default=0) else v for at, v in enumerate(values))
    return _plausible(total) if len(letters) > 3 else None


def _in_era(folded: str) -> int | None:
    """Return the year of an era; a Western year beside it ("民国25 [1936]") is the cataloguer's own reckoning."""
    match = _era_pattern().search(folded)
    if not match:
        return None
    western = _western(folded[: match.start()] + " " + folded[match.end() :])
    if western is not None:
        return western
    number = _number(match["number"])
    years = [first + number - 1 for first, last in _eras()[match["era"]] if first + number - 1 <= last]
    return _plausible(years[-1]) if years and number > 0 else None


def _number(text: str) -> int:
    if text == "元":
        return 1
    if text.isdecimal():
        return int(text)
    if all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    hundreds, _, rest = text.replace("佰", "百").rpartition("百")
    total = 100 * (_DIGITS.get(hundreds, 1)) if "百" in text.replace("佰", "百") else 0
    digit: int | None = None
    for char in rest:
        if char in _TENS:
            total += _TENS[char] * (digit if digit is not None else 1)
            digit = None
        else:
            digit = _DIGITS[char]
    return total + (digit or 0)


def _plausible(year: int) -> int | None:
    return year if _EARLIEST <= year <= _LATEST else None


@cache
def _eras() -> dict[str, list[tuple[int, int]]]:
    eras: dict[str, list[tuple[int, int]]] = {}
    for line in resources.files(__package__).joinpath("eras.tsv").read_text("utf-8").splitlines()[1:]:
        name, first, last, _ = line.split("\t")
        eras.setdefault(name, []).append((int(first), int(last)))
    return eras


@cache
def _era_pattern() -> re.Pattern[str]:
    names = "|".join(sorted(_eras(), key=len, reverse=True))
    return re.compile(rf"(?P<era>{names})\s*(?P<number>元|\d{{1,4}}|[{_NUMERAL}]{{1,5}})(?![\d{_NUMERAL}])")
