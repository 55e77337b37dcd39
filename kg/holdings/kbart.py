"""Rows of KBART as holdings online: first and last issue, embargo, and on which terms it may be lent.

https://www.niso.org/standards-committees/kbart
A table's columns put them into field 969 of a record: $a $b $c date, volume and issue of the first, $d $e $f of the
last, $m embargo, $n depth, $u address, $l terms of lending; $2 kbart marks it.
"""

import re
from collections.abc import Iterator
from datetime import date

from kg.holdings.model import NOWHERE, Holding, Point, Span, Terms
from kg.records.record import Field, Record

__all__ = ["TAG", "embargoed_years", "read_kbart"]

TAG = "969"
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_EMBARGO = re.compile(r"([RP])(\d+)([DMY])", re.IGNORECASE)
_CODES = "abcdefmnl"


def read_kbart(record: Record) -> Iterator[Holding]:
    """Yield what a table of electronic resources says is online; elsewhere the field is a local one."""
    for field in record.all(TAG):
        if field.get("2") == "kbart" and any(map(field.get, "abden")):
            links = (link.get("u") or "" for link in record.all("856"))
            yield _holding(field, field.get("u") or next(filter(None, links), ""))


def _holding(field: Field, address: str) -> Holding:
    said = {code: (field.get(code) or "").strip() for code in _CODES}
    first, last = _point(said["a"], said["b"], said["c"]), _point(said["d"], said["e"], said["f"])
    goes_on = not said["d"] and not said["e"]
    terms = Terms(
        lending="b" if _is_refused(said["l"]) else "c" if said["l"] else "",
        embargo=said["m"],
        depth=said["n"],
        notes=tuple(filter(None, (said["l"],))),
    )
    span = Span(first, NOWHERE if goes_on else last, goes_on=goes_on, from_before=first.is_empty and not last.is_empty)
    spans = () if first.is_empty and last.is_empty else (span,)
    return Holding(
        TAG, _written(said), spans, "" if spans else "no numbers", carrier="online", address=address, terms=terms
    )


def _is_refused(terms: str) -> bool:
    return terms.casefold() in {"keine fernleihe", "no", "none", "n"}


def _point(day: str, volume: str, issue: str) -> Point:
    found = _DATE.match(day)
    year, month, number = (int(part) if part else None for part in found.groups()) if found else (None, None, None)
    in_year = found is not None and (month, number) == (1, 1)  # most providers write 1 January for a year
    return Point(
        volume=_number(volume),
        issue=_number(issue),
        year=year,
        month=None if in_year else month,
        day=None if in_year else number,
    )


def _number(text: str) -> int | None:
    found = re.match(r"\d{1,9}", text)
    return int(found[0]) if found else None


def _written(said: dict[str, str]) -> str:
    def point(day: str, volume: str, issue: str) -> str:
        numbers = ", ".join(filter(None, (volume and f"v.{volume}", issue and f"no.{issue}")))
        return f"{numbers} ({day})" if numbers and day else numbers or day

    first = point(said["a"], said["b"], said["c"])
    last = point(said["d"], said["e"], said["f"])
    return f"{first} - {last}".strip() if first or last else ""


def embargoed_years(embargo: str, today: date) -> tuple[int | None, int | None]:
    """Return the first and the last whole year that an embargo leaves, None where it sets no bound.

    P1Y: all but the last year; R1Y: only the last year. Of several parts (R10Y;P6M) each sets its own.
    """
    first = last = None
    for kind, number, unit in _EMBARGO.findall(embargo):
        days = int(number) * {"D": 1, "M": 30.4, "Y": 365.25}[unit.upper()]
        bound = date.fromordinal(max(today.toordinal() - int(days), 1)).year
        if kind.upper() == "P":
            last = bound - 1 if unit.upper() == "Y" or bound == today.year else bound
        else:
            first = bound
    return first, last
