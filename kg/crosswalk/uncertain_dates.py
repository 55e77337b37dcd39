"""Dates as repositories write them (`approximately 1900`, `1881; 1882`, `1982年5月`) as EDTF, doubt included.

What is doubtful keeps the marks of EDTF (https://www.loc.gov/standards/datetime/): `~` approximate, `?` uncertain, `%`
both; several years are a set, `{1881,1882}`, one of several a choice, `[1873,1878]`.
"""

import re

from kg.crosswalk.dates import edtf_of_text

__all__ = ["edtf_of_words"]

_ABOUT = re.compile(r"(?i)^(?:appro?x(?:imately)?|aproximately|circa|about|around|ca|c|约|約)\b[. ]*|^[约約]")
_PERHAPS = re.compile(r"(?i)^(?:probably|possibly|perhaps|可能)[. ]*")
_SEVERAL = re.compile(r"(\d{4})((?:\s*[;,]\s*\d{4})+)")
_EITHER = re.compile(r"(\d{4})\s+or\s+(\d{4})")
_NUMBERS = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_DAYS = re.compile(r"(.*?\d{4}.*?[A-Za-z]+\.? +)(\d{1,2}) ?- ?(\d{1,2})")
_OF_DATABASE = re.compile(r"((\d{4})-(\d{2})-(\d{2})) \d{2}:\d{2}:\d{2}")
_CHINESE = re.compile(r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})[日号])?)?(?:出版|印刷|刊)?")
_CHINESE_DECADE = re.compile(r"(?:(\d{2})世纪)?(\d{1,4})年代")
_CHINESE_CENTURY = re.compile(r"(\d{1,2})世[纪紀]")
_LAST_MONTH, _LAST_DAY = 12, 31
_ENDS = re.compile(r"[^/]+")


def edtf_of_words(text: str) -> str:
    """Return a text that is a date, or dates, as EDTF; an empty string where it is not surely one."""
    text = text.strip().rstrip(";,").strip()
    plain, mark = _without_doubt(text)
    made = _several(plain) or _chinese(plain) or _in_numbers(plain) or _days(plain) or edtf_of_text(plain)
    if not made or not mark or made[0] in "[{":
        return made
    return _ENDS.sub(lambda end: end[0] if end[0] == ".." else end[0] + mark, made)


def _without_doubt(text: str) -> tuple[str, str]:
    """Return a text without the words and marks of doubt, and the mark of EDTF for them."""
    bare = text.strip("[]() ")
    is_uncertain = bare.endswith("?") or _PERHAPS.match(bare) is not None
    bare = _PERHAPS.sub("", bare.rstrip("? "))
    is_about = _ABOUT.match(bare) is not None
    bare = _ABOUT.sub("", bare)
    if not is_uncertain and not is_about:
        return text, ""
    return bare, "%" if is_uncertain and is_about else "?" if is_uncertain else "~"


def _several(text: str) -> str:
    if match := _EITHER.fullmatch(text):
        return f"[{match[1]},{match[2]}]"
    if match := _SEVERAL.fullmatch(text):
        years = sorted({match[1], *re.findall(r"\d{4}", match[2])})
        return "{" + ",".join(years) + "}"
    return ""


def _in_numbers(text: str) -> str:
    """Return a date in numbers, that of a database among them; with bars: the day where only one can be the month."""
    if match := _OF_DATABASE.fullmatch(text):
        # A database without years makes the first of January of them.
        return "" if match[2] == "0000" else match[2] if match[3] == match[4] == "01" else match[1]
    match = _NUMBERS.fullmatch(text)
    if match is None:
        return ""
    first, second, year = int(match[1]), int(match[2]), match[3]
    month, day = (first, second) if second > _LAST_MONTH else (second, first)
    if first <= _LAST_MONTH and second <= _LAST_MONTH and first != second:
        return year
    return f"{year}-{month:02}-{day:02}" if 1 <= month <= _LAST_MONTH and 1 <= day <= _LAST_DAY else year


def _days(text: str) -> str:
    """Return a span of days of one month: `1943 August 13-15`."""
    match = _DAYS.fullmatch(text)
    if match is None:
        return ""
    first, last = (edtf_of_text(match[1] + day) for day in (match[2], match[3]))
    return f"{first}/{last}" if len(first) == len(last) == len("1943-08-13") and first < last else ""


def _chinese(text: str) -> str:
    if match := _CHINESE.fullmatch(text):
        year, *rest = (part for part in match.groups() if part)
        return "-".join([year, *(f"{int(part):02}" for part in rest)])
    if match := _CHINESE_DECADE.fullmatch(text):
        century, decade = match[1], match[2]
        if century and len(decade) == 2:
            return f"{int(century) - 1:02}{decade[0]}X"
        return f"{decade[:3]}X" if len(decade) == 4 else ""
    match = _CHINESE_CENTURY.fullmatch(text)
    return f"{int(match[1]) - 1:02}XX" if match else ""
