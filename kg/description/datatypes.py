"""Which texts are valid for a datatype: EDTF (https://www.loc.gov/standards/datetime/), XML Schema's dates."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from kg.description.node import Literal
from kg.namespaces import EDTF, XSD

__all__ = ["is_edtf", "is_valid", "typed_literal"]

# Level 0 and 1: an unspecified digit is X, a whole date or its parts are qualified by ? ~ %.
_DIGIT = "[0-9X]"
_YEAR = rf"-?{_DIGIT}{{4}}(?:S[0-9]+)?|Y-?[0-9]{{5,}}(?:S[0-9]+)?|Y-?[0-9]+E[0-9]+(?:S[0-9]+)?"
_PARTS = re.compile(
    rf"[?~%]?(?P<year>{_YEAR})[?~%]?(?:-[?~%]?(?P<month>{_DIGIT}{{2}})[?~%]?(?:-[?~%]?(?P<day>{_DIGIT}{{2}})[?~%]?)?)?"
)
_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}(?::[0-9]{2})?)?)")
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:Z|[+-](?:0[0-9]|1[0-4])(?::[0-5][0-9])?)?")
# Months of the year, and the seasons, quarters and halves of levels 1 and 2.
_MONTHS = frozenset(f"{number:02}" for number in (*range(1, 13), *range(21, 42)))
_DURATION = re.compile(
    r"-?P(?=[0-9T])(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?"
)
_XSD_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_XSD_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)


@lru_cache(maxsize=8192)
def typed_literal(text: str, datatype: str) -> Literal:
    """Return a text with its datatype; one that is not valid there stays a plain text."""
    return Literal(text, "", datatype if is_valid(text, datatype) else "")


def is_valid(text: str, datatype: str) -> bool:
    """Return whether a text is valid for a datatype; any text is for those that nothing is known of."""
    check = _CHECKS.get(datatype)
    return check is None or check(text)


def is_edtf(text: str) -> bool:
    """Return whether a text is a date of EDTF, levels 0 to 2, of days that the calendar has."""
    if text[:1] in {"[", "{"}:
        return text[-1:] == ("]" if text[0] == "[" else "}") and _is_set(text[1:-1])
    first, slash, last = text.partition("/")
    if not slash:
        return _is_date(first) or _is_moment(first)
    ends = [end for end in (first, last) if end not in {"", ".."}]
    return bool(ends) and all(_is_date(end) for end in ends)


def _is_set(text: str) -> bool:
    """Return whether a text holds dates between commas; spans and open ends (`1667,1668..1670,..1984`) count."""
    for member in text.split(","):
        ends = [end for end in member.strip().split("..") if end]
        if not ends or member.count("..") > 1 or not all(_is_date(end) for end in ends):
            return False
    return True


def _is_date(text: str) -> bool:
    match = _PARTS.fullmatch(text)
    if match is None:
        return False
    month, day = match["month"], match["day"]
    if month is None:
        return True
    if "X" in month and month[0] not in "01X":
        return False
    if "X" not in month and (month not in _MONTHS or (day is not None and month > "12")):
        return False
    return day is None or _has_day(match["year"], month, day)


def _has_day(year: str, month: str, day: str) -> bool:
    if "X" in day:
        return re.fullmatch("[0-3X][0-9X]", day) is not None
    if "X" in month:
        return 1 <= int(day) <= 31
    leap = not year.isdigit() or not 1 <= int(year) <= 9999
    return 1 <= int(day) <= monthrange(2000 if leap else int(year), int(month))[1]


def _is_moment(text: str) -> bool:
    match = _TIME.fullmatch(text)
    return match is not None and _is_date(match[1]) and _CLOCK.fullmatch(match[2]) is not None


def _is_day(text: str) -> bool:
    match = _XSD_DATE.fullmatch(text)
    return match is not None and _is_of_calendar(match[1])


def _is_of_calendar(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


_CHECKS: dict[str, Callable[[str], bool]] = {
    EDTF: is_edtf,
    XSD + "date": _is_day,
    XSD + "dateTime": lambda text: _XSD_TIME.fullmatch(text) is not None and _is_of_calendar(text),
    XSD + "duration": lambda text: _DURATION.fullmatch(text) is not None and text[-1] != "T",
    XSD + "integer": lambda text: re.fullmatch(r"[+-]?[0-9]+", text) is not None,
}
