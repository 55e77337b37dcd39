"""What the matcher doubts: which pairs that it compared a person should look at, and how much it doubts of each."""

import json
from collections.abc import Iterable
from dataclasses import replace

from kg.catalogue import Catalogue
from kg.matching.decide import Comparison, Decision
from kg.matching.weights import weights_in_force

__all__ = ["OPEN_VETOES", "band", "doubt", "keep_doubts", "with_doubts"]

# What keeps from joining by rule, and yet a person may say that two records are one.
OPEN_VETOES = frozenset({"early print"})
# A record that is like many editions is like none: more pairs would only fill the queue.
MOST_APART = 3
LEAST = 0.02


def band(score: float, vetoes: Iterable[str]) -> str:
    """Return sure, join, ask or apart: what the evidence on one pair alone leads to; see `Bands`."""
    found = weights_in_force().bands.of(score)
    forbidding = set(vetoes)
    if not forbidding:
        return found
    return "ask" if forbidding <= OPEN_VETOES and found != "apart" else "apart"


def doubt(score: float, *, joined: bool) -> float:
    """Return how much is to be doubted of a pair that is joined or kept apart: from next to nothing to 1."""
    bands = weights_in_force().bands
    top, bottom = (bands.sure, bands.join) if joined else (bands.join, bands.ask)
    share = (score - bottom) / ((top - bottom) or 1.0)
    return max(LEAST, min(1.0, 1 - share if joined else share))


def with_doubts(staying: Decision, other: Decision) -> Decision:
    """Return the decision of a record that stays, with the pairs of what it would have been compared with elsewhere."""
    nearest = max(other.comparisons, key=_score, default=None)
    return replace(staying, apart=(*other.apart, *([nearest] if nearest is not None else [])))


def keep_doubts(catalogue: Catalogue, record: int, decision: Decision) -> None:
    """Put into the queue what is doubtful of a record that was placed: with whom it was joined, from whom kept apart.

    Of each edition only the most alike record is asked about; duplicates within a member are always reported to it.
    """
    judged = catalogue.match_table.judged("instance", record)
    member = catalogue.record_table.head_of(record).member
    for comparison, is_joined in _doubtful(catalogue, member, decision, judged):
        verdict = judged.get(comparison.record, "")
        if verdict in {"same", "different"}:
            continue
        if not is_joined:
            found = json.dumps(comparison.features, ensure_ascii=False)
            catalogue.match_table.put_edge(record, comparison.record, comparison.score, found)
        amount = doubt(comparison.score, joined=is_joined)
        catalogue.review_table.put(record, comparison.record, amount, aside=verdict == "unsure")


def _doubtful(
    catalogue: Catalogue, member: str, decision: Decision, judged: dict[int, str]
) -> list[tuple[Comparison, bool]]:
    bands = weights_in_force().bands
    found: dict[int, tuple[Comparison, bool]] = {}
    best = max(decision.comparisons, key=_score, default=None)
    is_said = any(judged.get(comparison.record) == "same" for comparison in decision.comparisons)
    if best is not None and not is_said:
        twins = (one for one in decision.comparisons if catalogue.record_table.head_of(one.record).member == member)
        twin = max(twins, key=_score, default=None)
        if twin is not None:
            found[twin.record] = (twin, True)
        if decision.score < bands.sure:
            found[best.record] = (replace(best, score=min(best.score, decision.score)), True)
    near = [one for one in decision.apart if one.score >= bands.ask and set(one.vetoes) <= OPEN_VETOES]
    for comparison in sorted(near, key=lambda one: (-one.score, one.record))[:MOST_APART]:
        found.setdefault(comparison.record, (comparison, False))
    return list(found.values())


def _score(comparison: Comparison) -> float:
    return comparison.score
