"""Dates as people read them: EDTF without its signs, years of an edition."""

import re

__all__ = ["readable_date", "year_of"]

_YEAR = re.compile(r"^-?\d{3,4}|^\d{2}[X\d]{2}")


def readable_date(edtf: str) -> str:
    """Return an EDTF date as a reader expects it: 1954/1957 as 1954–1957, 196X as 196-, 1951/.. as 1951–."""
    start, slash, end = edtf.partition("/")
    begin, finish = _plain(start), _plain(end)
    return f"{begin}–{finish}" if slash else begin


def year_of(edtf: str) -> str:
    """Return the first year of an EDTF date, or an empty string."""
    found = _YEAR.match(edtf)
    return found.group().replace("X", "-") if found else ""


def _plain(text: str) -> str:
    if text == "..":
        return ""
    bare = text.replace("X", "-")
    return f"{bare[:-1]}?" if bare.endswith(("?", "~", "%")) else bare
