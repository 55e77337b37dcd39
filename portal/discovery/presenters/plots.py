"""The year plot: bars of a drawing whose numbers also stand in a table."""

from collections.abc import Iterable
from typing import NamedTuple

from kg.search.query import Results
from portal.discovery.arguments import DECADES

__all__ = ["Bar", "Plot", "decade_counts", "decade_plot"]

_WIDTH, _HEIGHT, _GAP = 720, 150, 0.18
_MOST_DECADES = 60


class Bar(NamedTuple):
    """One decade: where its bar stands and how many editions it is; `from_year` to `to_year` are its years."""

    from_year: int
    to_year: int
    count: int
    x: float
    y: float
    width: float
    height: float


class Plot(NamedTuple):
    """The bars with the size of their drawing, and the years to write below: position and year."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    marks: tuple[tuple[float, int], ...]


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
    step = _WIDTH / len(decades)
    bars = tuple(_bar(place, decade, by_decade.get(decade, 0), step, tallest) for place, decade in enumerate(decades))
    every = 100 if len(decades) > 24 else 50 if len(decades) > 12 else 20
    marks = tuple(
        (round((place + 0.5) * step, 1), decade) for place, decade in enumerate(decades) if decade % every == 0
    )
    return Plot(bars, _WIDTH, _HEIGHT, marks)


def _bar(place: int, decade: int, count: int, step: float, tallest: int) -> Bar:
    # A decade with a single edition beside thousands still shows a line.
    height = max(2.0, _HEIGHT * count / tallest) if count else 0.0
    return Bar(
        decade,
        decade + 9,
        count,
        round((place + _GAP / 2) * step, 1),
        round(_HEIGHT - height, 1),
        round(step * (1 - _GAP), 1),
        round(height, 1),
    )
