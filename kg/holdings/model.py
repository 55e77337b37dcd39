"""What is held as data: points in a publication's numbering, spans between them, and the holdings that state them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["HELD", "MISSING", "UNPUBLISHED", "Holding", "Pattern", "Point", "Span", "Terms", "point_of", "write_span"]

HELD, MISSING, UNPUBLISHED = "held", "missing", "unpublished"
"""What a span says of the issues in it: the library has them, lacks them, or they never appeared."""

_SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}


class Point(NamedTuple):
    """A place in the numbering of a publication; None: not said.

    `issue` counts within the volume, or within the year where there is no volume; `whole` counts from the first issue
    on (总期号, continuous numbering). `month` is 1 to 12, or 21 to 24 for the seasons, as in MARC 21. `series` names a
    numbering that began anew.
    """

    volume: int | None = None
    issue: int | None = None
    part: int | None = None
    whole: int | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    series: str = ""

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is said."""
        return all(value is None for value in self[:7])


NOWHERE = Point()


def point_of(values: Mapping[str, int | None], series: str = "") -> Point:
    """Return the point with the levels that are given by name."""
    return Point(
        values.get("volume"),
        values.get("issue"),
        values.get("part"),
        values.get("whole"),
        values.get("year"),
        values.get("month"),
        values.get("day"),
        series,
    )


@dataclass(frozen=True, slots=True)
class Span:
    """Everything from one point to another, both included.

    `goes_on`: it has no end (`1998-`); `from_before`: no beginning (`-v.3`). `certain` is false where the statement
    says that not all of it is there, or is not sure. `unit` is basic, supplement or index.
    """

    first: Point
    last: Point
    status: str = HELD
    certain: bool = True
    goes_on: bool = False
    from_before: bool = False
    unit: str = "basic"


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a serial is numbered and when it appears, from a field of captions and patterns (853 to 855).

    `captions` are those of $a to $h and $i to $m by code; `per_level` says how many units make up one of the level
    above (by code, 0: it varies), `restarts` which levels begin anew with it. `frequency` is the code of $w, or a
    number of issues a year; `regularity` has the parts of $y.
    """

    captions: dict[str, str] = field(default_factory=dict)
    per_level: dict[str, int] = field(default_factory=dict)
    restarts: dict[str, bool] = field(default_factory=dict)
    frequency: str = ""
    regularity: tuple[str, ...] = ()
    calendar: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a holding is kept and lent, in codes of MARC 21's 008 for holdings; "" means not said.

    `receipt`: 0 unknown, 1 other, 2 received and complete or ceased, 3 on order, 4 currently received, 5 not currently
    received, 6 external access. `retention`: 008/12 and what limits it. `completeness`: 1 complete, 2 incomplete, 3
    scattered, 4 not applicable. `lending`: a will lend, b will not, c only a copy, l limited. `reproduction`: a, b.
    `embargo` is KBART's (P1Y: the last year is not there; R1Y: only the last year is), `depth` its coverage depth.
    `ended` is the year, or year and month, with which the subscription ended; `notes` are words of the record on terms.
    """

    receipt: str = ""
    retention: str = ""
    completeness: str = ""
    lending: str = ""
    reproduction: str = ""
    embargo: str = ""
    depth: str = ""
    ended: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """What one record says that its library has of a publication, in one place and on one carrier.

    `statement` is as it was written; `spans` is what was read of it, `failure` why nothing was. `carrier` is print,
    online, micro or "" (not said).
    """

    source: str
    statement: str = ""
    spans: tuple[Span, ...] = ()
    failure: str = ""
    location: str = ""
    call_number: str = ""
    carrier: str = ""
    unit: str = "basic"
    address: str = ""
    terms: Terms = Terms()
    pattern: Pattern | None = None


def write_span(span: Span) -> str:
    """Return a span as short text: `v.1:no.2-v.4 (1978-1982:6)`, `lacks v.3`, `2005:no.1-3`, `1998-`."""
    numbers = _range(_numbers(span.first), _numbers(span.last), span)
    dates = _range(_dates(span.first), _dates(span.last), span)
    if _leads(span):
        text = _range(_dated(span.first), _dated(span.last), span)
    else:
        text = f"{numbers} ({dates})" if numbers and dates else numbers or dates
    words = {HELD: "", MISSING: "lacks ", UNPUBLISHED: "not published "}[span.status]
    unit = "" if span.unit == "basic" else f"{span.unit} "
    return f"{words}{unit}{text or ('all' if span.certain else 'some')}{'?' if text and not span.certain else ''}"


def _leads(span: Span) -> bool:
    """Return whether issues are counted within years."""
    ends = (span.first, span.last)
    return all(end.volume is None for end in ends) and any(end.year and end.issue is not None for end in ends)


def _dated(point: Point) -> str:
    numbers = _numbers(point)
    dates = _dates(point)
    return f"{dates}:{numbers}" if dates and numbers else dates or numbers


def _numbers(point: Point) -> str:
    parts = [point.series] if point.series else []
    if point.volume is not None:
        parts.append(f"v.{point.volume}")
    if point.issue is not None:
        parts.append(f"no.{point.issue}")
    whole = f"#{point.whole}" if point.whole is not None else ""
    text = ":".join(parts)
    text = f"{text}={whole}" if text and whole else text or whole
    return ":".join(filter(None, (text, f"pt.{point.part}" if point.part is not None else "")))


def _dates(point: Point) -> str:
    parts = [str(point.year)] if point.year is not None else []
    if point.month is not None:
        parts.append(_SEASONS.get(point.month, str(point.month)))
    if point.day is not None:
        parts.append(str(point.day))
    return ":".join(parts)


def _range(first: str, last: str, span: Span) -> str:
    if span.goes_on and first:
        return f"{first}-"
    if span.from_before and last:
        return f"-{last}"
    if first == last or not last:
        return first
    return f"{first}-{_without_common(first, last)}" if first else f"-{last}"


def _without_common(first: str, last: str) -> str:
    """Return the end of a range without the levels that it shares with the beginning: v.24:no.1-3."""
    ours, theirs = first.split(":"), last.split(":")
    if len(ours) != len(theirs) or ours[:-1] != theirs[:-1]:
        return last
    mine, other = ours[-1], theirs[-1]
    head = mine.rstrip("0123456789")
    return other.removeprefix(head) if len(ours) > 1 or head else other
