"""The decision: which of the clusters found a record joins, if any."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.matching.row import MatchRow
from kg.matching.score import features, score, vetoes

__all__ = ["Candidate", "Comparison", "Decision", "decide", "may_stay"]

THRESHOLD = 2.0
WORST = -6.0
MEMBERS = 30


@dataclass(frozen=True, slots=True)
class Candidate:
    """An instance that a record may join: its records (number and match row) and what people said of them.

    `verdicts`: same or different, by the number of the cluster's record.
    """

    instance: str
    members: Sequence[tuple[int, MatchRow]]
    verdicts: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How alike a record and one of a cluster's were found."""

    record: int
    score: float
    features: dict[str, float]
    vetoes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """The instance to join, or None; the mean score there; and the comparisons with its records."""

    instance: str | None
    score: float = 0.0
    comparisons: tuple[Comparison, ...] = ()


def decide(row: MatchRow, candidates: Sequence[Candidate]) -> Decision:
    """Return the best cluster that every one of its records lets the record join; a person's word goes before all."""
    best = Decision(None, float("-inf"))
    for candidate in candidates:
        verdicts = set(candidate.verdicts.values())
        if "same" in verdicts:
            return Decision(candidate.instance, 0.0, _compare(row, candidate))
        if "different" in verdicts:
            continue
        comparisons = _compare(row, candidate)
        mean = _accepted(comparisons)
        if mean is not None and mean > best.score:
            best = Decision(candidate.instance, mean, comparisons)
    return best if best.instance is not None else Decision(None)


def may_stay(row: MatchRow, candidate: Candidate) -> bool:
    """Return whether a record that changed may stay in its cluster: nothing forbids it, and a person's word holds."""
    verdicts = set(candidate.verdicts.values())
    if "same" in verdicts:
        return True
    comparisons = _compare(row, candidate)
    return "different" not in verdicts and all(not c.vetoes and c.score > WORST for c in comparisons)


def _compare(row: MatchRow, candidate: Candidate) -> tuple[Comparison, ...]:
    comparisons = []
    for number, member in candidate.members[:MEMBERS]:
        found = features(row, member)
        comparisons.append(Comparison(number, score(found), found, tuple(vetoes(row, member))))
    return tuple(comparisons)


def _accepted(comparisons: Sequence[Comparison]) -> float | None:
    """Return the mean score of a cluster that may be joined, else None."""
    if not comparisons or any(comparison.vetoes for comparison in comparisons):
        return None
    scores = [comparison.score for comparison in comparisons]
    mean = sum(scores) / len(scores)
    return mean if max(scores) >= THRESHOLD and mean >= THRESHOLD / 2 and min(scores) > WORST else None
