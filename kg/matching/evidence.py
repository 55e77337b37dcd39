"""The evidence for people: how alike records are now, finding by finding, and what forbids that they are joined."""

from collections.abc import Iterable
from dataclasses import dataclass

from kg.catalogue import Catalogue
from kg.matching.row import MatchRow, row_from_json
from kg.matching.score import features, score
from kg.matching.vetoes import vetoes

__all__ = ["Evidence", "evidence"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Two records (by number): their score in bits, each finding with its bits, and what forbids joining them."""

    a: int
    b: int
    score: float
    features: dict[str, float]
    vetoes: tuple[str, ...]


def evidence(catalogue: Catalogue, pairs: Iterable[tuple[int, int]]) -> list[Evidence]:
    """Return the evidence for pairs of live records, the most alike first."""
    rows: dict[int, MatchRow | None] = {}
    found = []
    for a, b in pairs:
        one, other = (_row(catalogue, number, rows) for number in (a, b))
        if one is not None and other is not None:
            bits = features(one, other)
            found.append(Evidence(a, b, score(bits), bits, tuple(vetoes(one, other))))
    return sorted(found, key=lambda entry: (-entry.score, entry.a, entry.b))


def _row(catalogue: Catalogue, number: int, known: dict[int, MatchRow | None]) -> MatchRow | None:
    if number not in known:
        text = catalogue.match_table.row(number)
        known[number] = None if text is None else row_from_json(text)
    return known[number]
