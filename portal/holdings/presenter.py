"""What the page of holdings shows: a bar a library on one scale of years, the answers to a question, gaps to fill."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from kg.holdings import (
    ABSENT,
    HAS,
    NOT_PUBLISHED,
    PART,
    PERHAPS,
    Holding,
    Place,
    Point,
    Question,
    Span,
    answers,
    completions,
    stretches,
    write_span,
)
from kg.holdings.expected import Status, status_of
from kg.holdings.union import Answer, Completion, calendar_of, can_be_asked, lacunae, write_gap
from portal.i18n import later

__all__ = ["Bar", "Completed", "Group", "HoldingsPage", "Library", "Line", "Scale", "holdings_page"]

CARRIERS = {"print": later("In print"), "online": later("Online"), "micro": later("On microform"), "": later("Held")}
VERDICTS = {
    HAS: later("Has it"),
    PART: later("Has part of it"),
    PERHAPS: later("Perhaps"),
    ABSENT: later("Has it not"),
    NOT_PUBLISHED: later("Never published"),
}
STATES = {
    "current": later("Received currently"),
    "ceased": later("No longer received"),
    "on-order": later("On order"),
    "unknown": "",
}
LENDING = {
    "a": later("lends"),
    "b": later("does not lend"),
    "c": later("lends copies only"),
    "l": later("lends within limits"),
}
RETENTION = {
    "1": later("not kept"),
    "2": later("kept until replaced by another carrier"),
    "3": later("kept until cumulated"),
    "4": later("kept until replaced"),
    "5": later("a sample is kept"),
    "6": later("kept for a time"),
    "7": later("not kept for long"),
    "8": later("kept permanently"),
}
_SHOWN = 60
_FEW = 8
_MOST_SPANS = 12


class Library(NamedTuple):
    """A library's name in the reader's language, and its own catalogue, where an issue can be asked for."""

    name: str
    catalogue: str = ""


class Bar(NamedTuple):
    """Years as a rectangle in a drawing 100 wide; `kind`: has, part or perhaps."""

    x: float
    width: float
    kind: str


class Scale(NamedTuple):
    """The first and the last year of all bars, and the one in the middle, 0 where there are few."""

    first: int
    last: int
    middle: int


class Line(NamedTuple):
    """One place of a library: its bar, what was written and what was read, its gaps and terms, and the answer."""

    code: str
    name: str
    carrier: str
    location: str
    call_numbers: tuple[str, ...]
    statements: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]
    years: str
    gaps: tuple[str, ...]
    terms: tuple[str, ...]
    state: str
    received: str
    missing: tuple[str, ...]
    late: tuple[str, ...]
    expected: tuple[str, ...]
    addresses: tuple[str, ...]
    verdict: str = ""
    asks_at: str = ""


class Group(NamedTuple):
    """The places of one carrier, or of one answer."""

    code: str
    name: str
    lines: tuple[Line, ...]


class Completed(NamedTuple):
    """A gap of a library, and the names of those who can fill it."""

    name: str
    gap: str
    whole: tuple[str, ...]
    part: tuple[str, ...]


class HoldingsPage(NamedTuple):
    """All of the page; `answered` are the places by their answers where something was asked."""

    groups: tuple[Group, ...]
    scale: Scale | None
    answered: tuple[Group, ...]
    completed: tuple[Completed, ...]
    gaps: int


Say = Callable[[str], str]


def holdings_page(
    places: Sequence[Place], question: Question, libraries: Mapping[str, Library], say: Say, today: date
) -> HoldingsPage:
    """Return what the page shows of places, in the reader's words."""
    names = {code: one.name for code, one in libraries.items()}
    calendar = calendar_of(places)
    drawn = {id(place): stretches(place, calendar, today) for place in places}
    years = [year for found in drawn.values() for one in found for year in (one.first, one.last)]
    scale = _scale(min(years), max(years)) if years else None

    def line(place: Place, said: str = "") -> Line:
        bars = tuple(_bar(one.first, one.last, one.kind, scale) for one in drawn[id(place)]) if scale else ()
        text = ", ".join(_years(one.first, one.last, one.kind, say) for one in drawn[id(place)])
        return _line(place, names, say, today)._replace(
            bars=bars,
            years=text,
            verdict=said,
            asks_at=libraries[place.member].catalogue if can_be_asked(Answer(place, said)) else "",
        )

    groups = []
    for carrier, name in CARRIERS.items():
        of_carrier = sorted(
            (one for one in places if one.carrier == carrier), key=lambda one: names.get(one.member, "")
        )
        if of_carrier:
            groups.append(Group(carrier, say(name), tuple(line(one) for one in of_carrier)))
    found = completions(places, today)
    return HoldingsPage(
        tuple(groups),
        scale,
        _answered(places, question, say, today, line),
        tuple(_completed(one, names) for one in found if one.whole or one.part)[:_SHOWN],
        len(found),
    )


def _answered(
    places: Sequence[Place], question: Question, say: Say, today: date, line: Callable[[Place, str], Line]
) -> tuple[Group, ...]:
    if question.is_empty:
        return ()
    found = answers(places, question, today)
    kinds = {kind: tuple(line(one.place, kind) for one in found if one.verdict == kind) for kind in VERDICTS}
    return tuple(Group(kind, say(VERDICTS[kind]), lines) for kind, lines in kinds.items() if lines)


def _completed(found: Completion, names: Mapping[str, str]) -> Completed:
    place = found.lacuna.place
    part = ((names.get(code, code), runs) for code, runs in found.part)
    return Completed(
        names.get(place.member, place.member),
        write_gap(found.lacuna),
        tuple(names.get(code, code) for code in found.whole),
        tuple(f"{name} {runs}".rstrip() for name, runs in part),
    )


def _scale(first: int, last: int) -> Scale:
    return Scale(first, last, (first + last) // 2 if last - first > _FEW else 0)


def _bar(first: int, last: int, kind: str, scale: Scale) -> Bar:
    width = scale.last - scale.first + 1
    return Bar(
        round(100 * (first - scale.first) / width, 2), max(round(100 * (last - first + 1) / width, 2), 0.5), kind
    )


def _years(first: int, last: int, kind: str, say: Say) -> str:
    text = str(first) if first == last else f"{first}–{last}"
    if kind == PART:
        return say(later("%s (in part)")).replace("%s", text)
    return say(later("%s (perhaps)")).replace("%s", text) if kind == PERHAPS else text


def _line(place: Place, names: Mapping[str, str], say: Say, today: date) -> Line:
    status = status_of(place.holdings, today)
    return Line(
        place.member,
        names.get(place.member, place.member),
        place.carrier,
        place.location,
        tuple(dict.fromkeys(one.call_number for one in place.holdings if one.call_number)),
        tuple((one.statement, _read(one)) for one in place.holdings if one.statement),
        (),
        "",
        tuple(dict.fromkeys(write_gap(one) for one in lacunae(place))),
        _terms(place, status, say),
        say(STATES[status.state]) if STATES[status.state] else "",
        _point(status),
        tuple(write_span(one).removeprefix("lacks ") for one in status.missing),
        tuple(_issue(one.point) for one in status.late[:_MOST_SPANS]),
        tuple(f"{_issue(one.point)}" for one in status.expected),
        tuple(dict.fromkeys(one.address for one in place.holdings if one.address.startswith(("http://", "https://")))),
    )


def _read(holding: Holding) -> str:
    """Return what was read of a statement, where that says more than the statement itself."""
    if not holding.spans:
        return ""
    spans = [write_span(one) for one in holding.spans]
    return "; ".join(spans[:_MOST_SPANS]) + (" …" if len(spans) > _MOST_SPANS else "")


def _point(status: Status) -> str:
    return _issue(status.received) if status.received is not None and status.state == "current" else ""


def _issue(point: Point) -> str:
    return write_span(Span(point, point))


def _terms(place: Place, status: Status, say: Say) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for one in (holding.terms for holding in place.holdings):
        for table, code in ((LENDING, one.lending), (RETENTION, one.retention[:1])):
            if code in table:
                found[say(table[code])] = None
        if one.embargo:
            found[say(later("embargo %s")).replace("%s", one.embargo)] = None
        found.update(dict.fromkeys(one.notes))
    if status.ended:
        found[say(later("subscription ended %s")).replace("%s", status.ended)] = None
    return tuple(found)
