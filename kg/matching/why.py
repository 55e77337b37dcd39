"""Why two records stand together or apart: the evidence, what people said, and through which records they are one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from kg.catalogue import Catalogue, RecordHead
from kg.catalogue.oversight import Judgement
from kg.errors import NotFoundError, UsageError
from kg.matching.decide import Candidate, compare, decide
from kg.matching.doubts import band
from kg.matching.evidence import Evidence, evidence
from kg.matching.keys import blocking_keys, lookup_keys
from kg.matching.row import MatchRow, row_from_json
from kg.matching.works import work_keys

__all__ = ["Step", "Why", "why"]

# Of larger editions and works, the oldest records are looked at.
MOST_RECORDS = 30
MOST_OF_WORK = 200
_SAID_SAME = float("inf")


@dataclass(frozen=True, slots=True)
class Step:
    """A link between two records (member/local id): `by` is score (then `bits`), judgement, key or edition."""

    one: str
    other: str
    by: str
    bits: float = 0.0


@dataclass(frozen=True, slots=True)
class Why:
    """Two records, by name and number, and why they are of one edition and one work or not.

    `band`: sure, join, ask or apart by their own evidence. `met`: they share a key by which candidates are found.
    `reason`: why they are in one edition or not, one of `REASONS`; `forbidding`: the record, with its vetoes and score,
    that keeps the one out of the other's edition. `edition_path` and `work_path` lead from the one to the other.
    """

    names: tuple[str, str]
    numbers: tuple[int, int]
    evidence: Evidence
    band: str
    met: bool
    judgement: Judgement | None
    editions: tuple[str, str]
    works: tuple[str, str]
    reason: str
    forbidding: tuple[str, tuple[str, ...], float] | None
    edition_path: tuple[Step, ...]
    work_path: tuple[Step, ...]

    @property
    def is_one_edition(self) -> bool:
        """Tell whether both records are of one edition now."""
        return self.editions[0] == self.editions[1]

    @property
    def is_one_work(self) -> bool:
        """Tell whether the editions of both are of one work now."""
        return self.works[0] == self.works[1]


REASONS = {
    "said same": "a person said that they are the same",
    "said different": "a person said that they are different",
    "alike": "the matcher found them alike enough to join them without asking",
    "doubtful": "the matcher joined them, with doubts",
    "through": "the matcher joined both with other records of the edition",
    "placed": "nothing that is known today joins them: a person merged their editions, or a record has changed since",
    "forbidden": "something forbids that they are joined, whatever else agrees",
    "unlike": "they are not alike enough",
    "other forbids": "another record of the edition forbids it, or is too unlike",
    "never met": "they share no key by which candidates are found, so they were never compared",
    "apart": "they are alike enough, but in two editions that no rule merges: a person has to say it",
}


def why(catalogue: Catalogue, one: tuple[str, str], other: tuple[str, str]) -> Why:
    """Return why two live records, each (member, local id), stand as they do.

    Raise NotFoundError for one that is not there or not live, UsageError for one named twice.
    """
    heads = [_live(catalogue, *name) for name in (one, other)]
    if heads[0].n == heads[1].n:
        raise UsageError(f"{_name(heads[0])} is one record: name two.")
    found = evidence(catalogue, [(heads[0].n, heads[1].n)])[0]
    rows = [_row(catalogue, head.n) for head in heads]
    judgement = catalogue.oversight.judgement("instance", heads[0].n, heads[1].n)
    verdict = judgement.verdict if judgement is not None else ""
    met = bool(set(lookup_keys(rows[0])) & set(blocking_keys(rows[1])))
    editions = (heads[0].instance, heads[1].instance)
    works = (catalogue.cluster_table.need(editions[0]).work, catalogue.cluster_table.need(editions[1]).work)
    edition_path = _edition_path(catalogue, heads) if editions[0] == editions[1] else ()
    if editions[0] == editions[1]:
        reason, forbidding = _reason_together(edition_path, found), None
    elif verdict == "different":
        reason, forbidding = "said different", None
    else:
        reason, forbidding = _reason_apart(catalogue, heads[1], rows[0], found, met=met)
    return Why(
        names=(_name(heads[0]), _name(heads[1])),
        numbers=(heads[0].n, heads[1].n),
        evidence=found,
        band=band(found.score, found.vetoes),
        met=met,
        judgement=judgement,
        editions=editions,
        works=works,
        reason=reason,
        forbidding=forbidding,
        edition_path=edition_path,
        work_path=_work_path(catalogue, heads, works[0]) if works[0] == works[1] else (),
    )


_Forbidding = tuple[str, tuple[str, ...], float] | None


def _reason_apart(
    catalogue: Catalogue, other: RecordHead, row: MatchRow, found: Evidence, *, met: bool
) -> tuple[str, _Forbidding]:
    if found.vetoes:
        return "forbidden", None
    there = catalogue.match_table.rows_of(other.instance, MOST_RECORDS)
    candidate = Candidate(other.instance, [(number, row_from_json(text)) for number, text in there])
    alone = Candidate(other.instance, [pair for pair in candidate.members if pair[0] == other.n])
    if decide(row, [alone]).instance is None:
        return ("unlike" if met else "never met"), None
    if decide(row, [candidate]).instance is None:
        worst = min(compare(row, candidate).comparisons, key=lambda one: (not one.vetoes, one.score))
        return "other forbids", (_name(catalogue.record_table.head_of(worst.record)), worst.vetoes, worst.score)
    return ("apart" if met else "never met"), None


def _reason_together(path: Sequence[Step], found: Evidence) -> str:
    if not path:
        return "placed"
    if len(path) > 1:
        return "through"
    if path[0].by == "judgement":
        return "said same"
    return "alike" if band(found.score, found.vetoes) == "sure" else "doubtful"


def _edition_path(catalogue: Catalogue, heads: Sequence[RecordHead]) -> tuple[Step, ...]:
    """Return the chain of records by which two of one edition hang together, with its weakest link as strong as can be.

    What a person said of a pair goes before its score.
    """
    numbers = catalogue.record_table.numbers_of(heads[0].instance)
    kept = list(dict.fromkeys([head.n for head in heads] + numbers))[:MOST_RECORDS]
    said = {number: catalogue.match_table.judged("instance", number) for number in kept}
    links = []
    for pair in evidence(catalogue, combinations(kept, 2)):
        verdict = said[pair.a].get(pair.b, "")
        if verdict == "same":
            links.append((_SAID_SAME, pair.a, pair.b))
        elif verdict != "different" and not pair.vetoes and pair.score > 0:
            links.append((pair.score, pair.a, pair.b))
    # A direct link that is sure enough needs no other records to explain it.
    direct = [link for link in links if {link[1], link[2]} == {heads[0].n, heads[1].n}]
    chosen = direct or _chain(sorted(links, key=lambda link: (-link[0], link[1], link[2])), heads[0].n, heads[1].n)
    bits = {frozenset(link[1:]): link[0] for link in links}
    steps = _oriented(chosen, heads[0].n)

    def step(one: int, other: int) -> Step:
        amount = bits[frozenset((one, other))]
        by, shown = ("judgement", 0.0) if amount == _SAID_SAME else ("score", amount)
        return Step(_named(catalogue, one), _named(catalogue, other), by, shown)

    return tuple(step(one, other) for one, other in steps)


_Link = tuple[float, int, int]


def _chain(links: Iterable[_Link], start: int, end: int) -> list[_Link]:
    """Return the links on the way from start to end in a forest that takes the strongest links first."""
    forest: dict[int, list[_Link]] = {}
    for link in links:
        if not _way(forest, link[1], link[2]):
            forest.setdefault(link[1], []).append(link)
            forest.setdefault(link[2], []).append(link)
        if found := _way(forest, start, end):
            return found
    return []


def _way(forest: dict[int, list[_Link]], start: int, end: int) -> list[_Link]:
    waiting: list[tuple[int, list[_Link]]] = [(start, [])]
    seen = {start}
    while waiting:
        number, way = waiting.pop(0)
        if number == end:
            return way
        for link in forest.get(number, ()):
            beyond = link[2] if link[1] == number else link[1]
            if beyond not in seen:
                seen.add(beyond)
                waiting.append((beyond, [*way, link]))
    return []


def _oriented(links: Iterable[_Link], start: int) -> list[tuple[int, int]]:
    steps, here = [], start
    for _, one, other in links:
        there = other if one == here else one
        steps.append((here, there))
        here = there
    return steps


def _work_path(catalogue: Catalogue, heads: Sequence[RecordHead], work: str) -> tuple[Step, ...]:
    """Return the chain of records by which two of one work hang together: by edition, a key in common, or a verdict."""
    of_edition: dict[int, str] = {}
    for instance in catalogue.instances_of(work):
        of_edition |= dict.fromkeys(catalogue.record_table.numbers_of(instance), instance)
    kept = list(dict.fromkeys([head.n for head in heads] + list(of_edition)))[:MOST_OF_WORK]
    keys = {number: set(work_keys(_row(catalogue, number))) for number in kept}
    said = _work_verdicts(catalogue, {of_edition[number] for number in kept})

    def by(one: int, other: int) -> str:
        if of_edition[one] == of_edition[other]:
            return "edition"
        if frozenset((of_edition[one], of_edition[other])) in said:
            return "judgement"
        return "key" if keys[one] & keys[other] else ""

    path = _shortest(kept, heads[0].n, heads[1].n, lambda one, other: bool(by(one, other)))
    return tuple(Step(_named(catalogue, one), _named(catalogue, other), by(one, other)) for one, other in path)


def _work_verdicts(catalogue: Catalogue, editions: Iterable[str]) -> set[frozenset[str]]:
    """Return the pairs of editions that a person said to be of one work."""
    clusters = catalogue.cluster_table
    numbers = {clusters.number(id_): id_ for id_ in editions}
    return {
        frozenset((id_, numbers[other]))
        for number, id_ in numbers.items()
        for other, verdict in catalogue.match_table.judged("work", number).items()
        if verdict == "same" and other in numbers
    }


def _shortest(
    numbers: Sequence[int], start: int, end: int, linked: Callable[[int, int], bool]
) -> list[tuple[int, int]]:
    before: dict[int, int] = {start: start}
    waiting = [start]
    while waiting and end not in before:
        here = waiting.pop(0)
        for number in (*((end,) if end not in before else ()), *numbers):
            if number not in before and linked(here, number):
                before[number] = here
                waiting.append(number)
    steps: list[tuple[int, int]] = []
    here = end
    while here in before and here != start:
        steps.insert(0, (before[here], here))
        here = before[here]
    return steps


def _live(catalogue: Catalogue, member: str, local_id: str) -> RecordHead:
    head = catalogue.record_table.head(member, local_id)
    if head is None or head.state != "live" or catalogue.match_table.row(head.n) is None:
        raise NotFoundError(f"There is no live record {member}/{local_id}.")
    return head


def _row(catalogue: Catalogue, number: int) -> MatchRow:
    text = catalogue.match_table.row(number)
    if text is None:
        msg = f"The matcher knows nothing of {_named(catalogue, number)}."
        raise NotFoundError(msg)
    return row_from_json(text)


def _named(catalogue: Catalogue, number: int) -> str:
    return _name(catalogue.record_table.head_of(number))


def _name(head: RecordHead) -> str:
    return f"{head.member}/{head.local_id}"
