"""EDTF dates back into the coded dates of 008/06-14 (MARC 21) and 100 $a/08-16 (UNIMARC)."""

import re

__all__ = ["coded_date_of_marc21", "coded_date_of_unimarc"]

_YEAR = r"(\d[\dX]{3})"
_SPAN = re.compile(rf"{_YEAR}(~?)/(?:{_YEAR}~?|\.\.|)")
_DAY = re.compile(rf"{_YEAR}(?:-(\d\d))?(?:-(\d\d))?")


def _parts(text: str) -> tuple[str, str, str] | None:
    """Return what kind of date it is (span, open, about, day, year), its first and its second part."""
    if span := _SPAN.fullmatch(text):
        if not span[3]:
            return "open", span[1], ""
        return ("about" if span[2] else "span"), span[1], span[3]
    if day := _DAY.fullmatch(text):
        return ("day", day[1], (day[2] or "") + (day[3] or "")) if day[2] else ("year", day[1], "")
    return None


def coded_date_of_marc21(text: str) -> str | None:
    """Return nine positions, type of date and two dates (`s2011    `); None for what is no such date."""
    found = _parts(text)
    if found is None:
        return None
    kind, first, second = found
    letter = {"open": "c", "about": "q", "span": "m", "day": "e", "year": "s"}[kind]
    second = "9999" if kind == "open" else second.ljust(4)
    return letter + first.replace("X", "u") + second.replace("X", "u")


def coded_date_of_unimarc(text: str) -> str | None:
    """Return nine positions, type of date and two dates (`d2011    `); None for what is no such date."""
    found = _parts(text)
    if found is None:
        return None
    kind, first, second = found
    if kind == "day":
        return "j" + first + second.ljust(4)
    letter = {"open": "a", "about": "f", "span": "g", "year": "d"}[kind]
    return letter + first.replace("X", " ") + ("9999" if kind == "open" else second.replace("X", " ").ljust(4))
