"""The year plot: bars of a drawing whose numbers also stand in a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from kg.search.query import Results
from portal.arguments import DECADES

__all__ = ["Bar", "Plot", "decade_counts", "decade_plot"]

_GAP = 0.16
_MOST_DECADES = 60
_FEW = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One decade: how many editions, its years, and its bar in a drawing of height 100, a decade wide 10."""

    from_year: int
    to_year: int
    count: int
    x: float
    y: float
    width: float
    height: float


class Plot(NamedTuple):
    """The bars, the width of their drawing (its height is 100), and some years to write below it."""

    bars: tuple[Bar, ...]
    width: int
    years: tuple[int, ...]

    @property
    def most(self) -> int:
        """Return the number that the tallest bar stands for."""
        return max(bar.count for bar in self.bars)

    @property
    def is_small(self) -> bool:
        """Tell whether there are so few decades that bars over the whole width would be slabs."""
        return len(self.bars) < _FEW


def decade_counts(results: Results) -> list[tuple[int, int]]:
    """Return the first year and the number of editions of each decade of a search's answer."""
    values = results.facets.get(DECADES, ())
    return [(int(value.value), value.count) for value in values if value.value.isdigit()]


def decade_plot(counts: Iterable[tuple[int, int]]) -> Plot | None:
    """Return the plot of editions by decade, empty decades included; None when there is too little to plot."""
    by_decade = {decade: count for decade, count in counts if decade > 0 and count > 0}
    if len(by_decade) < 2:
        return None
    last = max(by_decade)
    first = max(min(by_decade), last - 10 * (_MOST_DECADES - 1))
    decades = range(first, last + 10, 10)
    tallest = max(by_decade.values())
    bars = tuple(_bar(place, decade, by_decade.get(decade, 0), tallest) for place, decade in enumerate(decades))
    middle = (decades[len(decades) // 2],) if len(decades) > _FEW else ()
    return Plot(bars, 10 * len(bars), (first, *middle, last))


def _bar(place: int, decade: int, count: int, tallest: int) -> Bar:
    # A decade with a single edition beside thousands still shows a line.
    height = max(1.5, round(100 * count / tallest, 1)) if count else 0.0
    return Bar(decade, decade + 9, count, round(10 * (place + _GAP / 2), 1), 100 - height, 10 * (1 - _GAP), height)
