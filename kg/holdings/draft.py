"""A span while its statement is being read: levels of its two ends as they come, completed when all is read."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.holdings.model import HELD, NOWHERE, Point, Span, point_of

__all__ = ["LEVELS", "Draft", "spans_of"]

LEVELS = ("volume", "issue", "part", "piece", "whole", "year", "month", "day")
_NUMBERS = frozenset({"volume", "issue", "part", "piece", "whole"})
# The levels that a number of a level is counted within.
_ABOVE = {
    "issue": ("volume", "year"),
    "part": ("volume", "issue", "whole", "year"),
    "piece": ("part", "volume", "issue", "whole", "year"),
    "month": ("year", "volume"),
    "day": ("year", "month", "volume"),
}
_RANK = {"volume": 0, "whole": 0, "issue": 1, "part": 2, "piece": 3, "year": 0, "month": 1, "day": 2}


@dataclass
class Draft:
    """The levels of a span's first and last point, and its dates where they stood apart, in parentheses."""

    status: str = HELD
    unit: str = "basic"
    series: str = ""
    certain: bool = True
    goes_on: bool = False
    from_before: bool = False
    is_range: bool = False
    first: dict[str, int] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    combined: dict[str, int] = field(default_factory=dict)
    dates: tuple[dict[str, int], dict[str, int]] = field(default_factory=lambda: ({}, {}))

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is in it."""
        return not self.first and not self.last

    @property
    def has_numbers(self) -> bool:
        """Return whether it has more than dates."""
        return not _NUMBERS.isdisjoint(self.first)

    @property
    def is_point(self) -> bool:
        """Return whether it has no second end."""
        return not self.is_range and not self.goes_on and not self.combined

    def copy(self) -> "Draft":
        """Return another draft that says the same."""
        return Draft(
            self.status,
            self.unit,
            self.series,
            self.certain,
            self.goes_on,
            self.from_before,
            self.is_range,
            dict(self.first),
            dict(self.last),
            dict(self.combined),
            (dict(self.dates[0]), dict(self.dates[1])),
        )

    def _side(self) -> dict[str, int]:
        return self.last if self.is_range else self.first

    def newest(self, level: str) -> int | None:
        """Return the last number of a level."""
        return self.last.get(level, self.combined.get(level, self.first.get(level)))

    def covers(self, level: str, number: int) -> bool:
        """Return whether a number of a level lies within the draft."""
        first = self.first.get(level, self.dates[0].get(level))
        last = self.newest(level) or self.dates[1].get(level)
        return first is not None and first <= number and (self.goes_on or (last is not None and number <= last))

    def takes(self, level: str, link: str) -> bool:
        """Return whether a number of a level goes into this draft, after a sign such as a comma."""
        side = self._side()
        if level in side or (level in self.first and not self.is_range):
            return False
        if level in self.first and any(level in _ABOVE.get(one, ()) for one in side if one in _NUMBERS):
            return False  # 1995(1-3), 1997
        if level == "year" and self.dates[0]:
            return False
        if link == ";":
            return level == "year" and "year" not in self.first and not self.dates[0]
        if level in _NUMBERS and link == ",":
            ranks = [_RANK[one] for one in side if one in _NUMBERS]
            return not ranks or _RANK[level] > max(ranks) or level == "whole"
        return True

    def put(self, level: str, low: int, high: int) -> None:
        """Put a number in; a combined one (3/4) has two ends."""
        if self.is_range or (self.from_before and not self.first):
            self.is_range = self.is_range or self.from_before
            self.last[level] = high
            return
        self.first[level] = low
        if high != low:
            self.combined[level] = high

    def end_at(self, level: str, number: int) -> bool:
        """Let the span end at a number; return false where it has an end already."""
        if self.is_range:
            if level in self.last and level not in self.first:  # 1967-1981:v.1-2
                self.first[level], self.last[level] = self.last[level], number
                return True
            if level not in self.last and level not in self.first and level in {"month", "day", "year"}:
                self.last[level] = number
                return True
            return False
        self.is_range = True
        self.goes_on = False
        self.combined = {}
        self.dates = (self.dates[0], {})
        self.last = {level: number}
        return True

    def number_otherwise(self, low: int, high: int, *, at_end: bool) -> None:
        """Put in the number that is counted from the first issue on."""
        if at_end or self.is_range:
            self.last["whole"] = high
        if not at_end:
            self.first.setdefault("whole", low)
            if high != low:
                self.combined["whole"] = high

    def date_by(self, first: "Draft | None", last: "Draft | None") -> None:
        """Take the dates that stand in parentheses behind it."""
        opening, closing = self.dates
        if first is not None and not (self.is_range and (opening or "year" in self.first)):
            opening = dict(first.first)
        if last is not None:
            closing = last.ended()
            self.goes_on = self.goes_on or (last.goes_on and not self.is_range)
            self.certain = self.certain and last.certain
        self.dates = (opening, closing)

    def ended(self) -> dict[str, int]:
        """Return the last end, completed by what it shares with the first."""
        if self.goes_on:
            return {}
        if not self.is_range:
            return self.first | self.combined
        last = dict(self.last)
        for level in ("year", "volume", "month", "issue", "part"):
            is_below = any(level in _ABOVE.get(one, ()) for one in last)
            if level == "volume" and self._is_dated_apart:
                continue
            if level in self.first and level not in last and is_below:
                last[level] = self.first[level]
        return last

    @property
    def _is_dated_apart(self) -> bool:
        """Return whether years apart make it sure that the end is not in the volume of the beginning."""
        opening, closing = self.dates[0].get("year"), self.dates[1].get("year")
        return opening is not None and closing is not None and closing - opening > 1 and "issue" not in self.first

    def inherit(self, level: str, before: "Draft") -> None:
        """Take over what a number is counted within: of 2005, no.1-3, 5 the year."""
        ended = before.ended() or dict(before.first)
        for above in _ABOVE.get(level, ()):
            same = before.first.get(above) == ended.get(above)
            if above in ended and (same or before.status == self.status) and above not in self.first:
                self.first[above] = ended[above]
        if self.status != before.status and level == "issue" and "volume" not in self.first and before.dates[0]:
            self.first |= {key: value for key, value in before.dates[0].items() if before.dates[0] == before.dates[1]}

    def inherit_from_points(self, level: str, span: Span) -> None:
        """Take over what a number is counted within from the span that a remark is about."""
        for above in _ABOVE.get(level, ()):
            value = getattr(span.first, above)
            if value is not None and value == getattr(span.last, above):
                self.first[above] = value

    def span(self) -> Span | None:
        """Return the finished span, None where its numbers run backwards."""
        first, last = dict(self.first), self.ended()
        if "month" in first and "year" not in first and "year" in last:
            first["year"] = last["year"]
        order = list(first)
        is_led = "year" in first and ("issue" not in first or order.index("year") < order.index("issue"))
        first |= self.dates[0]
        last |= self.dates[1] if not self.goes_on else {}
        if not is_led:
            _count_through(first, last, goes_on=self.goes_on)
        if self.from_before:
            first = {}
        one, other = _point(first, self.series), _point(last, self.series)
        if not self.goes_on and not self.from_before and _is_backwards(one, other):
            return None
        return Span(
            NOWHERE if self.from_before else one,
            NOWHERE if self.goes_on else other,
            self.status,
            self.certain,
            self.goes_on,
            self.from_before,
            self.unit,
        )


def _count_through(first: dict[str, int], last: dict[str, int], *, goes_on: bool) -> None:
    """Make issues without a volume, of more than one year, what they are: counted from the first on."""
    if "issue" not in first and "issue" not in last:
        return
    if "volume" in first or "volume" in last:
        return
    year = first.get("year")
    if year is None or year != last.get("year") or goes_on:
        for end in (first, last):
            if "issue" in end:
                end.setdefault("whole", end.pop("issue"))


def _point(values: dict[str, int], series: str) -> Point:
    piece = values.pop("piece", None)
    if piece is not None and _NUMBERS.isdisjoint(values):
        values["part"] = piece
    return point_of(values, series) if values else NOWHERE


def _is_backwards(first: Point, last: Point) -> bool:
    for level in ("volume", "year", "whole"):
        one, other = getattr(first, level), getattr(last, level)
        if one is not None and other is not None and one != other:
            return bool(one > other)
    if first.issue is not None and last.issue is not None and first.volume == last.volume:
        return first.issue > last.issue
    return False


def spans_of(drafts: Iterable[Draft]) -> list[Span] | None:
    """Return the finished spans, None where numbers run backwards; a month takes the year that follows its list."""
    listed = list(drafts)
    year: int | None = None
    for draft in reversed(listed):
        stated = draft.first.get("year", draft.last.get("year"))
        if stated is not None:
            year = stated
        elif "month" in draft.first and year is not None and not draft.dates[0]:
            draft.first["year"] = year
        else:
            year = None
    spans = [draft.span() for draft in listed if not draft.is_empty]
    return None if any(span is None for span in spans) else [span for span in spans if span is not None]
