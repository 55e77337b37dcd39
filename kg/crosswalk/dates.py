"""Dates of catalogue records as EDTF (ISO 8601-2): from 008/06-14, from coded dates, from words that hold a year."""

import re

from kg.crosswalk.source import Source
from kg.description.node import Literal
from kg.namespaces import EDTF

__all__ = ["date_of_positions", "edtf_of_text", "marc_date"]

# Types of date whose two dates are the ends of a span.
_SPANS = frozenset("dikmnu|")
_YEAR = re.compile(r"[0-9uU]{4}")
_PLAIN = re.compile(r"-?\d{4}(-\d{2}(-\d{2})?)?")


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
    text = text.replace("-", "X").replace("u", "X").strip()
    if not re.fullmatch(r"[\dX]{4}([\dX]{2}){0,2}", text):
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
    years = re.findall(r"(?<!\d)(1[0-9]\d\d|20\d\d)(?!\d)", text)
    return years[0] if len(set(years)) == 1 else ""
