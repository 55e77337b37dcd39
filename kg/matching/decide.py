"""The decision: which of the clusters found a record joins, if any."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kg.matching.row import MatchRow
from kg.matching.score import features, score
from kg.matching.titles import title_findings
from kg.matching.vetoes import vetoes
from kg.matching.weights import Bands, Weights, weights_in_force

__all__ = ["Candidate", "Comparison", "Decision", "compare", "decide", "stay"]

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
    """The instance to join, or None; the mean score there; and the comparisons with its records.

    `apart`: of each other instance that was compared, the comparison with the record there that is most alike.
    """

    instance: str | None
    score: float = 0.0
    comparisons: tuple[Comparison, ...] = ()
    apart: tuple[Comparison, ...] = ()


def decide(row: MatchRow, candidates: Sequence[Candidate], weights: Weights | None = None) -> Decision:
    """Return the best cluster that every one of its records lets the record join; a person's word goes before all.

    It is decided by these weights (those in force).
    """
    used = weights or weights_in_force()
    row = _without_reused(row, candidates)
    best = Decision(None, float("-inf"))
    nearest: dict[str, Comparison] = {}
    for candidate in candidates:
        verdicts = set(candidate.verdicts.values())
        if "same" in verdicts:
            return Decision(candidate.instance, 0.0, _compare(row, candidate, used))
        if "different" in verdicts:
            continue
        comparisons = _compare(row, candidate, used)
        if comparisons:
            nearest[candidate.instance] = max(comparisons, key=lambda comparison: comparison.score)
        mean = _accepted(comparisons, used.bands)
        if mean is not None and mean > best.score:
            best = Decision(candidate.instance, mean, comparisons)
    apart = tuple(comparison for instance, comparison in nearest.items() if instance != best.instance)
    return replace(best, apart=apart) if best.instance is not None else Decision(None, apart=apart)


def _without_reused(row: MatchRow, candidates: Sequence[Candidate]) -> MatchRow:
    """Return the row without the ISBNs under which editions with different titles stand: those tell nothing."""
    reused = set()
    for number in row.identifiers:
        holders = [
            member for candidate in candidates for _, member in candidate.members if number in member.identifiers
        ]
        if number.startswith("isbn:") and any("title other" in title_findings(holders[0], one) for one in holders[1:]):
            reused.add(number)
    kept = tuple(number for number in row.identifiers if number not in reused)
    return replace(row, identifiers=kept) if reused else row


def stay(row: MatchRow, candidate: Candidate, weights: Weights | None = None) -> Decision | None:
    """Return that a record which changed stays in its cluster, None where it may not; a person's word holds."""
    verdicts = set(candidate.verdicts.values())
    worst = (weights or weights_in_force()).bands.worst
    found = compare(row, candidate, weights)
    is_free = "different" not in verdicts and all(not one.vetoes and one.score > worst for one in found.comparisons)
    return found if "same" in verdicts or is_free else None


def compare(row: MatchRow, candidate: Candidate, weights: Weights | None = None) -> Decision:
    """Return how alike a record and those of a cluster are that it is in already."""
    comparisons = _compare(row, candidate, weights or weights_in_force())
    scores = [comparison.score for comparison in comparisons]
    return Decision(candidate.instance, sum(scores) / len(scores) if scores else 0.0, comparisons)


def _compare(row: MatchRow, candidate: Candidate, weights: Weights) -> tuple[Comparison, ...]:
    comparisons = []
    for number, member in candidate.members[:MEMBERS]:
        found = features(row, member, weights)
        comparisons.append(Comparison(number, score(found, weights), found, tuple(vetoes(row, member))))
    return tuple(comparisons)


def _accepted(comparisons: Sequence[Comparison], bands: Bands) -> float | None:
    """Return the mean score of a cluster that may be joined, else None."""
    if not comparisons or any(comparison.vetoes for comparison in comparisons):
        return None
    scores = [comparison.score for comparison in comparisons]
    mean = sum(scores) / len(scores)
    return mean if max(scores) >= bands.join and mean >= bands.join / 2 and min(scores) > bands.worst else None
