"""A current serial: which issues its pattern lets expect, which have been received, which are late, which it misses.

https://www.loc.gov/marc/holdings/hd853855.html ($u, $v, $w, $x, $y)
"""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from kg.holdings.coded import level_of
from kg.holdings.model import HELD, Holding, Pattern, Point, Span

__all__ = ["Issue", "Status", "following", "status_of"]

CURRENT, CEASED, ON_ORDER, UNKNOWN = "current", "ceased", "on-order", "unknown"
# Days between issues, and issues a year, by the code of $w.
_DAYS = {"d": 1, "c": 3, "i": 2, "w": 7, "e": 14}
_MONTHS = {"m": 1, "b": 2, "q": 3, "t": 4, "f": 6, "a": 12, "g": 24, "h": 36}
_PER_YEAR = {"s": 24, "j": 36}
_SEASON_MONTHS = {21: 3, 22: 6, 23: 9, 24: 12}
_SEASONS = (21, 22, 23, 24)
_WEEK = re.compile(r"(0[1-9]|1[0-2])?(0[1-5]|99)(mo|tu|we|th|fr|sa|su|)")
_MOST = 400
_GRACE = {"d": 7, "c": 10, "i": 10, "w": 21, "e": 30, "s": 30, "j": 30, "m": 60, "b": 75, "q": 100, "t": 120, "f": 180}
_LONG_GRACE = 240


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue that a pattern lets expect: its numbers, and the day from which it may be there."""

    point: Point
    day: date


@dataclass(frozen=True, slots=True)
class Status:
    """How a subscription stands: current, ceased, on-order or unknown; `received` is the last issue that is there.

    `missing` are gaps between what was received, `late` issues that ought to have come, `expected` the next ones.
    """

    state: str
    received: Point | None = None
    missing: tuple[Span, ...] = ()
    late: tuple[Issue, ...] = ()
    expected: tuple[Issue, ...] = ()
    ended: str = ""


def status_of(holdings: Sequence[Holding], today: date, ahead: int = 3) -> Status:
    """Return how a library's subscription stands by all its holdings of a serial in one place."""
    terms = next((holding.terms for holding in holdings if holding.terms.receipt), None)
    receipt = terms.receipt if terms is not None else ""
    spans = [span for holding in holdings for span in holding.spans if span.unit == "basic" and span.status == HELD]
    goes_on = any(span.goes_on for span in spans)
    state = {"2": CEASED, "5": CEASED, "3": ON_ORDER, "4": CURRENT}.get(receipt, CURRENT if goes_on else UNKNOWN)
    coded = next((one for one in holdings if one.pattern is not None and one.pattern.frequency and one.spans), None)
    last = _last(coded.spans if coded is not None else spans) if coded is not None or not goes_on else None
    missing = tuple(_missing(coded)) if coded is not None else ()
    ended = next((holding.terms.ended for holding in holdings if holding.terms.ended), "")
    if state != CURRENT or coded is None or coded.pattern is None or last is None:
        return Status(state, last, missing, ended=ended)
    late: list[Issue] = []
    expected: list[Issue] = []
    grace = timedelta(days=_GRACE.get(coded.pattern.frequency, _LONG_GRACE))
    for issue in following(last, coded.pattern):
        if issue.day + grace < today and len(late) < _MOST:
            late.append(issue)
        elif len(expected) < ahead:
            expected.append(issue)
        else:
            break
    return Status(state, last, missing, tuple(late), tuple(expected), ended)


def _last(spans: Sequence[Span]) -> Point | None:
    ends = [span.last for span in spans if not span.last.is_empty]
    return max(ends, key=lambda end: (end.year or 0, end.volume or 0, end.issue or 0, end.whole or 0), default=None)


def _missing(holding: Holding) -> Iterator[Span]:
    """Yield what lies between two fields of coded holdings, as far as issues of one volume or volumes tell."""
    held = [span for span in holding.spans if span.status == HELD]
    for one, other in pairwise(held):
        last, first = one.last, other.first
        if (
            last.issue is not None
            and first.issue is not None
            and last.volume == first.volume
            and last.volume is not None
        ):
            if first.issue - last.issue > 1:
                yield Span(last._replace(issue=last.issue + 1, month=None, day=None),
                           first._replace(issue=first.issue - 1, month=None, day=None), "missing")  # fmt: skip
        elif last.volume is not None and first.volume is not None and first.volume - last.volume > 1:
            yield Span(Point(volume=last.volume + 1), Point(volume=first.volume - 1), "missing")


def following(last: Point, pattern: Pattern) -> Iterator[Issue]:
    """Yield the issues that come after one, by the pattern, without end; none where it has no regular frequency."""
    day = _day_of(last)
    if day is None:
        return
    point = last
    per_volume = next((pattern.per_level[code] for code in "bcd" if pattern.per_level.get(code)), 0)
    restarts = next((pattern.restarts[code] for code in "bcd" if code in pattern.restarts), True)
    for _ in range(_MOST * 3):
        step = _next_day(day, pattern)
        if step is None:
            return
        day = step
        point = _numbered(point, day, pattern, per_volume, restarts=restarts)
        yield Issue(point, day)


def _day_of(point: Point) -> date | None:
    if point.year is None:
        return None
    month = _SEASON_MONTHS.get(point.month or 0, point.month or 1)
    last = calendar.monthrange(point.year, month)[1]
    return date(point.year, month, min(point.day or 1, last))


def _next_day(day: date, pattern: Pattern) -> date | None:
    """Return the day of the next issue, None where the frequency is not regular."""
    code = pattern.frequency
    if code.isdigit() and int(code):
        months = 12 // int(code) if 12 % int(code) == 0 else 0
        days = 0 if months else max(365 // int(code), 1)
    elif code in _PER_YEAR:
        months, days = 0, 365 // _PER_YEAR[code]
    else:
        months, days = _MONTHS.get(code, 0), _DAYS.get(code, 0)
    if not months and not days:
        return None
    for _ in range(60):
        day = _plus_months(day, months) if months else day + timedelta(days=days)
        if not _is_omitted(day, pattern) and not _is_later_part(day, pattern):
            return day
    return None


def _plus_months(day: date, months: int) -> date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _rules(pattern: Pattern, kind: str, unit: str) -> list[str]:
    """Return the values of regularity codes of a kind (p, o, c) in a unit (m, s, d, w, y)."""
    return [value for rule in pattern.regularity if rule[:2] == kind + unit for value in rule[2:].split(",")]


def _is_omitted(day: date, pattern: Pattern) -> bool:
    published = _rules(pattern, "p", "m")
    months = f"{day.month:02}"
    if published and not any(months in value.split("/") for value in published):
        return True
    if months in _rules(pattern, "o", "m"):
        return True
    days = _rules(pattern, "o", "d")
    weekday = ("mo", "tu", "we", "th", "fr", "sa", "su")[day.weekday()]
    if weekday in days or f"{day.month:02}{day.day:02}" in days:
        return True
    return any(_is_week(value, day, weekday) for value in _rules(pattern, "o", "w"))


def _is_week(value: str, day: date, weekday: str) -> bool:
    """Return whether a day is that of a code: 03mo, the third Monday; 0103mo, that of January; 99, the last."""
    found = _WEEK.fullmatch(value)
    if found is None or (found[1] and int(found[1]) != day.month) or found[3] not in {"", weekday}:
        return False
    is_last = day.day + 7 > calendar.monthrange(day.year, day.month)[1]
    return is_last if found[2] == "99" else int(found[2]) == (day.day - 1) // 7 + 1


def _groups(pattern: Pattern) -> list[list[int]]:
    found = []
    for value in _rules(pattern, "c", "m"):
        months = [int(part) for part in re.split(r"[/-]", value) if part.isdigit()]
        if len(months) > 1:
            found.append(months)
    return found


def _is_later_part(day: date, pattern: Pattern) -> bool:
    group = next((months for months in _groups(pattern) if day.month in months), None)
    return group is not None and day.month != group[0]


def _numbered(before: Point, day: date, pattern: Pattern, per_volume: int, *, restarts: bool) -> Point:
    """Return the next issue's numbers and dates."""
    volume, issue, whole = before.volume, before.issue, before.whole
    if issue is not None:
        issue += 1
        is_full = bool(per_volume) and ((issue > per_volume) if restarts else (issue - 1) % per_volume == 0)
        turns = is_full or (not per_volume and volume is not None and day.year != before.year and restarts)
        if volume is None and day.year != before.year:
            issue = 1
        elif turns and volume is not None:
            volume, issue = volume + 1, 1 if restarts else issue
    elif volume is not None:
        volume += 1
    whole = None if whole is None else whole + 1
    has_season = before.month in _SEASONS or any(level_of(code, pattern) == "month" and "season" in text
                                                  for code, text in pattern.captions.items())  # fmt: skip
    month = (_SEASONS[(day.month - 1) // 3] if has_season else day.month) if before.month is not None else None
    return Point(volume, issue, None, whole, day.year, month, day.day if before.day is not None else None)
