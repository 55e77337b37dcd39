"""Who has volume 12 (2004), no. 3: a question put to spans, with three answers and what lies between."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from kg.holdings.calendar import Calendar
from kg.holdings.kbart import embargoed_years
from kg.holdings.model import HELD, MISSING, UNPUBLISHED, Point, Span

__all__ = ["ABSENT", "HAS", "NOT_PUBLISHED", "PART", "PERHAPS", "Question", "verdict"]

HAS, PART, PERHAPS, ABSENT, NOT_PUBLISHED = "has", "part", "perhaps", "absent", "not-published"
"""All of it is there; some of it; it cannot be told; it is not there; it never appeared."""

_IN, _PART, _UNKNOWN, _OUT = "in", "part", "unknown", "out"
_BETTER = (_IN, _PART, _UNKNOWN, _OUT)


class Question(NamedTuple):
    """What is asked for; at least one of its numbers is given. `whole` is a number counted from the first issue on."""

    volume: int | None = None
    issue: int | None = None
    year: int | None = None
    whole: int | None = None

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is asked for."""
        return self == Question()


def verdict(
    spans: Sequence[Span], question: Question, calendar: Calendar, today: date, embargo: str = "", unit: str = "basic"
) -> str:
    """Return what spans of one place say of a question: has, part, perhaps, absent or not-published."""
    of_unit = [span for span in spans if span.unit == unit]
    held = _best(span for span in of_unit if span.status == HELD)
    found = [(span, _asked(span, question, calendar)) for span in of_unit]
    if any(span.status == UNPUBLISHED and said == _IN for span, said in found):
        return NOT_PUBLISHED
    if not held:
        only_lacks = any(span.status == MISSING and said == _IN for span, said in found)
        return ABSENT if only_lacks else PERHAPS
    said = min((_certain(span, said) for span, said in found if span.status == HELD), key=_BETTER.index)
    said = _less(said, [(span, lack) for span, lack in found if span.status == MISSING])
    if embargo and said != _OUT:
        said = _walled(said, question, calendar, embargoed_years(embargo, today))
    return {_IN: HAS, _PART: PART, _UNKNOWN: PERHAPS, _OUT: ABSENT}[said]


def _best(spans: Iterable[Span]) -> bool:
    return any(True for _ in spans)


def _certain(span: Span, said: str) -> str:
    return _UNKNOWN if not span.certain and said in {_IN, _PART} else said


def _less(said: str, lacking: Sequence[tuple[Span, str]]) -> str:
    """Return what is left of what is held when what is missing is taken away."""
    if said == _OUT:
        return said
    for span, lack in lacking:
        if not span.certain:
            said = _UNKNOWN
        elif lack == _IN:
            return _OUT
        elif lack == _PART and said == _IN:
            said = _PART
    return said


def _walled(said: str, question: Question, calendar: Calendar, years: tuple[int | None, int | None]) -> str:
    first, last = years
    asked = (question.year, question.year) if question.year is not None else calendar.years_of(question.volume)
    if asked is None:
        return _UNKNOWN
    if (last is not None and asked[0] > last) or (first is not None and asked[1] < first):
        return _OUT
    return said


def _asked(span: Span, question: Question, calendar: Calendar) -> str:
    """Return whether a span has what is asked for; what it does not say is reckoned from the other statements."""
    said = _compare(span, question)
    if said != _UNKNOWN:
        return said
    has_volumes = span.first.volume is not None or span.last.volume is not None
    has_years = span.first.year is not None or span.last.year is not None
    years = calendar.years_of(question.volume) if question.year is None and not has_volumes else None
    if years is not None:
        asked = {_compare(span, Question(None, None, year, None)) for year in range(years[0], years[1] + 1)}
        return _agreed(asked)
    volumes = calendar.volumes_of(question.year) if question.volume is None and not has_years else None
    if volumes is not None:
        asked = {_compare(span, Question(volume)) for volume in range(volumes[0], volumes[1] + 1)}
        # The issue's place in the volume is not known: what is held of the volume may not be it.
        return _UNKNOWN if _agreed(asked) == _PART and question.issue is not None else _agreed(asked)
    return _UNKNOWN


def _agreed(said: set[str]) -> str:
    return next(iter(said)) if len(said) == 1 else _UNKNOWN


def _compare(span: Span, question: Question) -> str:
    numbers = _by_numbers(span, question)
    dates = _by_dates(span, question)
    if _OUT in {numbers, dates}:
        return _contradicted(span, question, numbers, dates)
    for said in (numbers, dates):
        # Numbers say more exactly than dates what part of a volume or of a year is held.
        if said in {_IN, _PART}:
            return said if question.issue is None or said == _IN else _UNKNOWN if said == dates else said
    return _UNKNOWN


def _contradicted(span: Span, question: Question, numbers: str, dates: str) -> str:
    """Return what holds where number and year of a question disagree: a year beside it is a common slip."""
    if {numbers, dates} == {_OUT, _IN} and question.year is not None:
        if numbers == _OUT:
            return _OUT
        near = [end.year for end in (span.first, span.last) if end.year is not None]
        return _UNKNOWN if any(abs(year - question.year) <= 1 for year in near) else _OUT
    return _OUT


def _by_numbers(span: Span, question: Question) -> str:
    if question.whole is not None and (span.first.whole is not None or span.last.whole is not None):
        return _between(span, "whole", question.whole)
    if question.volume is None:
        return _by_running(span, question)
    said = _between(span, "volume", question.volume)
    if said != _IN:
        return said
    return _within(span, question, "volume", question.volume)


def _by_running(span: Span, question: Question) -> str:
    """Return what a number without a volume finds among issues counted from the first on."""
    if question.issue is None or question.year is not None or span.first.whole is None:
        return _UNKNOWN
    return _between(span, "whole", question.issue)


def _by_dates(span: Span, question: Question) -> str:
    if question.year is None:
        return _UNKNOWN
    said = _between(span, "year", question.year)
    if said != _IN:
        return said
    if span.first.volume is None and span.last.volume is None:
        return _within(span, question, "year", question.year)
    if question.volume is not None:
        return _IN
    whole = _is_whole(span, question.year)
    # The issues of a volume are not those of a year: which of them it is cannot be told at the ends.
    return _IN if whole else _PART


def _is_whole(span: Span, year: int) -> bool:
    """Return whether nothing says that a year is held only in part."""
    begins = span.first.year != year or (span.first.month in {None, 1} and span.first.issue in {None, 1})
    ends = span.goes_on or span.last.year != year or (span.last.month in {None, 12} and span.last.issue is None)
    return begins and ends and span.first.part is None


def _between(span: Span, level: str, number: int) -> str:
    """Return whether a number lies between the ends of a span."""
    low, high = getattr(span.first, level), getattr(span.last, level)
    if low is None and high is None:
        return _UNKNOWN
    if low is not None and number < low:
        return _OUT
    if high is not None and number > high:
        return _OUT
    known = (low is not None or span.from_before) and (high is not None or span.goes_on)
    return _IN if known else _UNKNOWN


def _within(span: Span, question: Question, level: str, number: int) -> str:
    """Return whether an issue of a volume (or year) that the span touches is in it."""
    at_first = getattr(span.first, level) == number and span.first.issue is not None
    at_last = getattr(span.last, level) == number and span.last.issue is not None
    months = [end.month for end in (span.first, span.last) if getattr(end, level) == number and end.month is not None]
    if question.issue is None:
        is_part = (at_first and span.first.issue != 1) or at_last or (level == "year" and bool(months))
        return _PART if is_part or span.first.part is not None else _IN
    if at_first and question.issue < (span.first.issue or 0):
        return _OUT
    if at_last and question.issue > (span.last.issue or 0):
        return _OUT
    if span.first.part is not None:
        return _PART
    if level == "year" and months and not (at_first or at_last):
        return _UNKNOWN
    return _IN


def point_question(point: Point) -> Question:
    """Return the question for one point."""
    return Question(point.volume, point.issue, point.year, point.whole)
