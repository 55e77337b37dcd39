"""The holdings of all libraries side by side: years held and missing, gaps, and what one can complete of another's."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from kg.holdings.answer import HAS, NOT_PUBLISHED, PART, PERHAPS, Question, verdict
from kg.holdings.calendar import Calendar
from kg.holdings.model import HELD, MISSING, Holding, Point, Span, point_of, write_span

__all__ = [
    "Answer",
    "Completion",
    "Lacuna",
    "Place",
    "Stretch",
    "answers",
    "can_be_asked",
    "completion_lines",
    "completions",
    "lacunae",
    "places_of",
    "stretches",
]

_MOST_ASKED = 400


@dataclass(frozen=True, slots=True)
class Place:
    """What a library has of a publication in one place on one carrier: its statements and all that was read of them."""

    member: str
    holdings: tuple[Holding, ...]
    restricted: bool = False

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return all spans."""
        return tuple(span for holding in self.holdings for span in holding.spans)

    @property
    def carrier(self) -> str:
        """Return print, online, micro or ""."""
        return self.holdings[0].carrier

    @property
    def location(self) -> str:
        """Return where it stands."""
        return self.holdings[0].location

    @property
    def embargo(self) -> str:
        """Return KBART's embargo, "" for none."""
        return next((holding.terms.embargo for holding in self.holdings if holding.terms.embargo), "")


class Answer(NamedTuple):
    """What a place says of a question: has, part, perhaps, absent or not-published."""

    place: Place
    verdict: str


class Stretch(NamedTuple):
    """Years of one kind: has, part or perhaps; `last` is the year until which it is drawn."""

    first: int
    last: int
    kind: str


class Lacuna(NamedTuple):
    """A gap of one library: between what it holds, or what it says that it lacks."""

    place: Place
    span: Span


class Completion(NamedTuple):
    """A gap and the libraries that can fill it: all of it, or part, with what of it they have."""

    lacuna: Lacuna
    whole: tuple[str, ...]
    part: tuple[tuple[str, str], ...]


def places_of(stated: Iterable[tuple[str, str, bool, Holding]]) -> list[Place]:
    """Return holdings (member, record, restricted, holding) put together by library, record, carrier and location."""
    groups: dict[tuple[str, str, str, str], list[Holding]] = {}
    restricted: dict[tuple[str, str, str, str], bool] = {}
    for member, record, is_restricted, holding in stated:
        key = (member, record, holding.carrier, holding.location)
        groups.setdefault(key, []).append(holding)
        restricted[key] = restricted.get(key, False) or is_restricted
    return [Place(key[0], tuple(holdings), restricted[key]) for key, holdings in groups.items()]


def answers(places: Sequence[Place], question: Question, today: date) -> list[Answer]:
    """Return what each place says of a question, the best answers first."""
    calendar = calendar_of(places)
    order = (HAS, PART, PERHAPS, NOT_PUBLISHED)
    # Many libraries state the same of a publication.
    keys = [(place.spans, place.embargo) for place in places]
    said = {(spans, embargo): verdict(spans, question, calendar, today, embargo) for spans, embargo in set(keys)}
    found = [Answer(place, said[key]) for place, key in zip(places, keys, strict=True)]
    return sorted(found, key=lambda one: order.index(one.verdict) if one.verdict in order else len(order))


def calendar_of(places: Iterable[Place]) -> Calendar:
    """Return which volume is of which year by all statements."""
    return Calendar(span for place in places for span in place.spans)


def stretches(place: Place, calendar: Calendar, today: date) -> list[Stretch]:
    """Return the years that a place holds, wholly, in part or perhaps, in order; gaps are what lies between."""
    years = _years(place, calendar, today)
    if years is None:
        return []
    found: list[Stretch] = []
    for year in range(years[0], years[1] + 1):
        said = verdict(place.spans, Question(year=year), calendar, today, place.embargo)
        if said not in {HAS, PART, PERHAPS}:
            continue
        if found and found[-1].last == year - 1 and found[-1].kind == said:
            found[-1] = found[-1]._replace(last=year)
        else:
            found.append(Stretch(year, year, said))
    return found


def _years(place: Place, calendar: Calendar, today: date) -> tuple[int, int] | None:
    """Return the first and the last year that a place may hold."""
    years: list[int] = []
    for span in place.spans:
        if span.status != HELD:
            continue
        for end in (span.first, span.last):
            reckoned = calendar.years_of(end.volume)
            if end.year is not None:
                years.append(end.year)
            elif reckoned is not None:
                years.extend(reckoned)
        if span.goes_on and (span.first.year is not None or calendar.years_of(span.first.volume)):
            years.append(today.year)
    return (min(years), min(max(years), today.year + 1)) if years else None


def lacunae(place: Place) -> list[Lacuna]:
    """Return the gaps of a place: what it says that it lacks, and what lies between two stretches that it holds."""
    spans = [span for span in place.spans if span.unit == "basic"]
    said = [span for span in spans if span.status == MISSING and not span.first.is_empty]
    held = [span for span in spans if span.status == HELD]
    between = [gap for level in ("volume", "year", "whole") for gap in _between(held, level)]
    between += _between_issues(held)
    if any(gap.first.volume is not None for gap in between):
        between = [gap for gap in between if gap.first.volume is not None]
    return [Lacuna(place, span) for span in (*said, *between)]


def _between(held: Sequence[Span], level: str) -> Iterable[Span]:
    """Yield what is not held of a level between the first and the last that is."""
    value: Callable[[Point], int | None] = lambda point: getattr(point, level)  # noqa: E731 - one of the levels
    ends = [(value(span.first), value(span.last), span.goes_on) for span in held if not span.first.series]
    known = sorted((low, high if high is not None else low, on) for low, high, on in ends if low is not None)
    reached: int | None = None
    for low, high, goes_on in known:
        if reached is not None and low - reached > 1:
            yield Span(point_of({level: reached + 1}), point_of({level: low - 1}), MISSING)
        if goes_on:
            # What comes behind the beginning of what goes on is held, whatever is said of it besides.
            return
        reached = high if reached is None else max(reached, high)


def _between_issues(held: Sequence[Span]) -> Iterable[Span]:
    """Yield the issues of one volume or year that are not held between two that are: of 2005, no.1-3, 5 the fourth."""
    for one, other in pairwise(held):
        last, first = one.last, other.first
        same = (last.volume, last.year, last.series) == (first.volume, first.year, first.series)
        if same and last.issue is not None and first.issue is not None and first.issue - last.issue > 1:
            levels = {"volume": last.volume, "year": last.year}
            yield Span(
                point_of({**levels, "issue": last.issue + 1}), point_of({**levels, "issue": first.issue - 1}), MISSING
            )


def completions(places: Sequence[Place], today: date) -> list[Completion]:
    """Return the gaps of all libraries with those who can fill them, those that can be filled first."""
    calendar = calendar_of(places)
    found = []
    for place in places:
        for lacuna in lacunae(place):
            others = [other for other in places if other.member != place.member]
            found.append(_completion(lacuna, others, calendar, today))
    return sorted(found, key=lambda one: (not one.whole, not one.part, one.lacuna.place.member))


def _completion(lacuna: Lacuna, others: Sequence[Place], calendar: Calendar, today: date) -> Completion:
    questions = _questions(lacuna.span)
    whole: dict[str, None] = {}
    part: dict[str, str] = {}
    for other in others:
        said = [verdict(other.spans, question, calendar, today, other.embargo) for question in questions]
        there = [question for question, one in zip(questions, said, strict=True) if one == HAS]
        if there and len(there) == len(questions):
            whole[other.member] = None
        elif there or PART in said:
            part.setdefault(other.member, _runs(there))
    return Completion(lacuna, tuple(whole), tuple((one, runs) for one, runs in part.items() if one not in whole))


def _runs(questions: Sequence[Question]) -> str:
    """Return questions that differ in one number, one after the other, as runs: 1961-1966, 1975."""
    runs: list[list[int]] = []
    for question in questions:
        number = next(
            one for one in (question.issue, question.volume, question.year, question.whole) if one is not None
        )
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in runs)


def can_be_asked(answer: Answer) -> bool:
    """Return whether an issue can be asked for at a place: only where it is held, and not where nothing is lent."""
    refused = any(holding.terms.lending == "b" for holding in answer.place.holdings)
    return answer.verdict in {HAS, PART} and not refused


def _questions(span: Span) -> list[Question]:
    """Return the questions for all of a gap: its issues, volumes or years, one by one."""
    first, last = span.first, span.last
    same = (first.volume, first.year) == (last.volume, last.year)
    if first.issue is not None and last.issue is not None and same:
        numbers = range(first.issue, min(last.issue, first.issue + _MOST_ASKED) + 1)
        return [Question(first.volume, issue, first.year) for issue in numbers]
    for level in ("volume", "year", "whole"):
        low, high = getattr(first, level), getattr(last, level)
        if low is not None and high is not None:
            return [Question(**{level: number}) for number in range(low, min(high, low + _MOST_ASKED) + 1)]
    return []


def write_gap(lacuna: Lacuna) -> str:
    """Return a gap as short text: v.3, 2004:no.3, 1990-1992."""
    span = lacuna.span
    return write_span(Span(span.first, span.last, HELD))


def completion_lines(places: Sequence[Place], today: date) -> Iterable[str]:
    """Yield the gaps with who can fill them as tab-separated lines, headings first."""
    yield "library\tcarrier\tlocation\tgap\thas all\thas part"
    for one in completions(places, today):
        place = one.lacuna.place
        gap = write_gap(one.lacuna)
        part = "; ".join(f"{member}: {runs}" if runs else member for member, runs in one.part)
        yield "\t".join((place.member, place.carrier, place.location, gap, " ".join(one.whole), part))
