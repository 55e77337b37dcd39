"""What of a serial is held, where the statement is nothing but years: runs, the gaps between them, and a drawing."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

__all__ = ["Bar", "Run", "Timeline", "gaps", "read_runs", "timeline"]

_RUN = re.compile(r"(\d{4})(?:\s*[-–—~]\s*(\d{4})?)?")
_WHOLE = re.compile(rf"\s*{_RUN.pattern}(?:\s*[,;，；、]\s*{_RUN.pattern})*\s*\.?\s*")
_OPEN_RUN = re.compile(r"\d{4}\s*[-–—~]\s*(?!\d)")
_WIDTH = 100.0


class Run(NamedTuple):
    """Years held without a gap; `last` is 0 for a run that goes on."""

    first: int
    last: int


class Bar(NamedTuple):
    """A run as a rectangle in a drawing 100 wide."""

    x: float
    width: float


class Timeline(NamedTuple):
    """The runs of one statement in a drawing whose scale all libraries share."""

    bars: tuple[Bar, ...]


def read_runs(statement: str) -> tuple[Run, ...]:
    """Return the runs of a statement such as `1954-1966, 1975-`; none for one that says anything but years."""
    if _WHOLE.fullmatch(statement) is None:
        return ()
    runs = []
    for found in _RUN.finditer(statement):
        first = int(found[1])
        last = int(found[2]) if found[2] else 0 if _OPEN_RUN.match(found[0]) else first
        runs.append(Run(first, last))
    in_order = all(one.last and one.first <= one.last < other.first for one, other in pairwise(runs))
    is_whole = not runs[-1].last or runs[-1].first <= runs[-1].last
    return tuple(runs) if in_order and is_whole else ()


def gaps(runs: Iterable[Run]) -> tuple[str, ...]:
    """Return the years between the runs: 1967–1974, or one year."""
    between = ((one.last + 1, other.first - 1) for one, other in pairwise(runs))
    return tuple(f"{first}–{last}" if first < last else str(first) for first, last in between if first <= last)


def timeline(runs: tuple[Run, ...], first: int, last: int) -> Timeline:
    """Return the drawing of the runs between two years; a run that goes on reaches the end."""
    scale = _WIDTH / (last - first + 1)
    bars = tuple(Bar(round((run.first - first) * scale, 1), _width(run, last, scale)) for run in runs)
    return Timeline(bars)


def _width(run: Run, last: int, scale: float) -> float:
    # A single year among two centuries still shows.
    return max(round(((run.last or last) - run.first + 1) * scale, 1), 0.6)
