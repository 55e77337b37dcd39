"""Dates of catalogue records as EDTF (ISO 8601-2): from 008/06-14, from coded dates, from words that hold a year."""

import re

from kg.crosswalk.source import Source
from kg.description.node import Literal
from kg.namespaces import EDTF

__all__ = ["code_of_period", "date_of_positions", "edtf_of_text", "marc_date", "period_of_code"]

# Types of date whose two dates are the ends of a span.
_SPANS = frozenset("dikmnu|")
_YEAR = re.compile(r"[0-9uU]{4}")
_PLAIN = re.compile(r"-?\d{4}(-\d{2}(-\d{2})?)?")
_MONTHS = {
    "jan": "01", "feb": "02", "mar": "03", "apr": "04", "may": "05", "jun": "06",
    "jul": "07", "aug": "08", "sep": "09", "oct": "10", "nov": "11", "dec": "12",
}  # fmt: skip
_MONTH = (
    r"(?P<month>(?:jan|febr?|march|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)"
    r"(?:uary|il|ust|ember|tember|ober)?)[.]?"
)
_IN_WORDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<year>\d{{4}}),? +{_MONTH}(?: +(?P<day>\d{{1,2}}))?",
        rf"{_MONTH} +(?:(?P<day>\d{{1,2}}),? +)?(?P<year>\d{{4}})",
        rf"(?P<day>\d{{1,2}}) +{_MONTH},? +(?P<year>\d{{4}})",
    )
)
_DECADE = re.compile(r"(?<!\d)(1\d\d|20\d)0'?s\b")
_CENTURY = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th) cent", re.IGNORECASE)
_SURE_YEAR = re.compile(r"(?<!\d)(1[0-9]\d\d|20\d\d)(?!\d|'?s\b)")

# Zeros stand for a month or a day that is not known.
_ZEROS = re.compile("^(....(?:0[1-9]|1[0-2])?)0+$")
_MARC_DATE = re.compile(r"[\dX]{4}([\dX]{2}){0,2}")


def _year(text: str) -> str:
    """Return four positions of 008 as a year, `X` for an unknown digit, or an empty string."""
    return text.replace("u", "X").replace("U", "X") if _YEAR.fullmatch(text) else ""


def date_of_positions(field: Source) -> list[Literal]:
    """Return the date of 008/06-14 (type of date, date 1, date 2), or nothing where it is blank or meaningless."""
    kind, first, second = field.value[6:7], _year(field.value[7:11]), field.value[11:15]
    if not first:
        return [Literal("XXXX", "", EDTF)] if kind == "n" else []
    return [Literal(_edtf_of_positions(kind, first, second), "", EDTF)]


def _edtf_of_positions(kind: str, first: str, second: str) -> str:
    other = _year(second)
    if kind == "c" or (kind in _SPANS and other == "9999"):
        return f"{first}/.."
    if kind == "q" and other:
        return f"{first}~/{other}~"
    if kind in _SPANS and other:
        return f"{first}/{other}"
    month_day = second.strip()
    if kind == "e" and re.fullmatch(r"\d{2}(\d{2})?", month_day):
        return "-".join(part for part in (first, month_day[:2], month_day[2:]) if part)
    return first


def marc_date(text: str) -> str:
    """Return `yyyymmdd` (or its beginning, `-` or `u` for an unknown digit) as EDTF, or an empty string."""
    text = _ZEROS.sub(r"\1", text.replace("-", "X").replace("u", "X").strip())
    if not _MARC_DATE.fullmatch(text):
        return ""
    return "-".join(part for part in (text[:4], text[4:6], text[6:8]) if part)


def edtf_of_text(text: str) -> str:
    """Return a text that is a date, or a span of years, as EDTF; an empty string where it is not surely one."""
    text = text.strip().strip("[]().© cp")
    if _PLAIN.fullmatch(text):
        return text
    span = re.fullmatch(r"(\d{4})\s*[-–—/~]\s*(\d{4})?", text)
    if span:
        return f"{span[1]}/{span[2] or '..'}"
    compact = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    if compact and "01" <= compact[2] <= "12" and "01" <= compact[3] <= "31":
        return "-".join(compact.groups())
    return _date_in_words(text) or _years_within(text)


def _date_in_words(text: str) -> str:
    """Return a day or a month whose month is a word (`1861 August 12`), or a span of two; else an empty string."""
    first, dash, last = text.partition(" - ")
    if dash:
        ends = _date_in_words(first.strip()), _date_in_words(last.strip())
        return "/".join(ends) if all(ends) else ""
    match = next((found for pattern in _IN_WORDS if (found := pattern.fullmatch(text))), None)
    if match is None:
        return ""
    month, day = _MONTHS[match["month"][:3].lower()], match["day"]
    if day is not None and not 1 <= int(day) <= 31:
        return ""
    return f"{match['year']}-{month}" + (f"-{int(day):02}" if day else "")


def _years_within(text: str) -> str:
    """Return the one year, decade or century that a text speaks of, two decades as a span; else an empty string."""
    decades, years = list(dict.fromkeys(_DECADE.findall(text))), set(_SURE_YEAR.findall(text))
    if decades:
        if years or len(decades) > 2:
            return ""
        return f"{decades[0]}X" if len(decades) == 1 else f"{decades[0]}0/{decades[1]}9"
    if years:
        return years.pop() if len(years) == 1 else ""
    centuries = set(_CENTURY.findall(text))
    return f"{int(centuries.pop()) - 1:02}XX" if len(centuries) == 1 else ""


def period_of_code(text: str) -> str:
    """Return a time period code of MARC 21 (045 $a: `v6v9`, `w-`) as EDTF, or an empty string."""
    match = re.fullmatch(r"([b-y][\d-])([b-y][\d-])?", text.strip())
    if match is None:
        return ""
    first, last = _period(match[1]), _period(match[2] or match[1])
    return first if first == last else f"{first}/{last}"


def _period(code: str) -> str:
    """Return a decade (`v6`) or century (`v-`, and all before our era) with `X` for what the code leaves open."""
    millennium = "dcb".find(code[0])
    if millennium >= 0:
        return f"-{millennium}XXX" if code[1] == "-" else f"-{millennium}{9 - int(code[1])}XX"
    century = ord(code[0]) - ord("e")
    return f"{century:02}XX" if code[1] == "-" else f"{century:02}{code[1]}X"


def code_of_period(text: str) -> str | None:
    """Return the time period code of MARC 21 that `period_of_code` reads, or None."""
    first, _, last = text.partition("/")
    ends = [_code(end) for end in (first, last or first)]
    return None if None in ends else "".join(end for end in ends if end)


def _code(text: str) -> str | None:
    match = re.fullmatch(r"(-?)(\d)([\dX])([\dX])X", text)
    if match is None:
        return None
    if match[1] and match[2] not in "012":
        return None
    if match[1]:
        return "dcb"[int(match[2])] + ("-" if match[3] == "X" else str(9 - int(match[3])))
    return chr(ord("e") + int(match[2] + match[3])) + match[4].replace("X", "-") if match[3] != "X" else None
