"""Which volume is of which year, reckoned from all statements about a publication that name both."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from kg.holdings.model import Span

__all__ = ["Calendar"]


class Calendar:
    """Pairs of volume and year, and what lies between them; numberings that began anew are left out."""

    def __init__(self, spans: Iterable[Span]) -> None:
        pairs: set[tuple[int, int]] = set()
        for span in spans:
            for end in (span.first, span.last):
                if end.volume is not None and end.year is not None and not end.series and span.certain:
                    pairs.add((end.volume, end.year))
        self._pairs = _rising(sorted(pairs))
        self._volumes = [volume for volume, _ in self._pairs]
        self._years = [year for _, year in self._pairs]

    def years_of(self, volume: int | None) -> tuple[int, int] | None:
        """Return the years among which a volume's is, None where nothing tells."""
        if volume is None:
            return None
        return _between(self._volumes, self._years, volume)

    def volumes_of(self, year: int | None) -> tuple[int, int] | None:
        """Return the volumes among which those of a year are, None where nothing tells."""
        if year is None:
            return None
        return _between(self._years, self._volumes, year)


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the pairs without those that would run backwards."""
    kept: list[tuple[int, int]] = []
    for volume, year in pairs:
        if not kept or (year >= kept[-1][1] and volume >= kept[-1][0]):
            kept.append((volume, year))
    return kept


def _between(known: list[int], wanted: list[int], number: int) -> tuple[int, int] | None:
    left, right = bisect_left(known, number), bisect_right(known, number)
    if left < right:
        return wanted[left], wanted[right - 1]
    if left == 0 or left == len(known):
        return None
    low, high = known[left - 1], known[left]
    first, last = wanted[left - 1], wanted[left]
    if high - low == last - first:
        return first + number - low, first + number - low
    reckoned = first + (number - low) * (last - first) / (high - low)
    slack = max(1.0, 0.05 * (last - first))
    return max(first, int(reckoned - slack)), min(last, int(reckoned + slack) + 1)
