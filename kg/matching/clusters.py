"""Where a record belongs: the instance it joins or founds, the work of a new instance, and what lives and goes."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from kg.catalogue import Catalogue, RecordHead, Thing
from kg.matching.decide import MEMBERS, Candidate, Decision, compare, decide, stay
from kg.matching.doubts import keep_doubts, with_doubts
from kg.matching.keys import blocking_keys, lookup_keys
from kg.matching.row import MatchRow, row_from_json, row_to_json
from kg.matching.works import work_keys, work_lookup_keys

__all__ = ["Placing", "examine", "forget", "place", "remember", "replace", "settle", "things_of"]

# A key that more records have than this tells nothing apart.
BLOCK = 200
# More clusters than this are not compared; the oldest are, which have the most records.
CANDIDATES = 50
NOTHING = Decision(None)


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a record was put; `decision` says what it was compared with, `joined` whether others are there.

    `bent`: what redirected to the cluster that it left, and now leads to another.
    """

    instance: str
    decision: Decision
    joined: bool
    bent: frozenset[Thing] = frozenset()


def place(catalogue: Catalogue, row: MatchRow) -> Placing:
    """Return the instance of a record that was never seen; mint one, and find or mint its work, where none fits."""
    decision = decide(row, _candidates(catalogue, row, None))
    if decision.instance is not None:
        return Placing(decision.instance, decision, joined=True)
    return Placing(_found(catalogue, row), decision, joined=False)


def replace(catalogue: Catalogue, head: RecordHead, row: MatchRow, load: int) -> Placing:
    """Return the instance of a record that has changed or comes back.

    It stays among others as long as nothing forbids it. Alone, it joins another cluster where one fits, and its own
    becomes a redirect to that, made by this load. `forget` must have been called before.
    """
    clusters = catalogue.cluster_table
    home = clusters.home(head.instance)
    others = _candidate(catalogue, home.id, head.n)
    staying = stay(row, others) if others.members else None
    found = [candidate for candidate in _candidates(catalogue, row, head.n) if candidate.instance != home.id]
    decision = decide(row, found)
    if staying is not None:
        return Placing(home.id, with_doubts(staying, decision), joined=True)
    if decision.instance is None:
        if others.members:
            return Placing(_found(catalogue, row), decision, joined=False)
        return Placing(home.id, decision, joined=False)
    bent: set[Thing] = set()
    if not others.members and home.state == "live":
        bent = _follow(catalogue, home.id, decision.instance, load)
    return Placing(decision.instance, decision, joined=True, bent=frozenset(bent))


def _follow(catalogue: Catalogue, instance: str, to: str, load: int) -> set[Thing]:
    """Make an instance that its only record left a redirect, and its work too when that has no other instance.

    Return what redirected to them: it leads elsewhere from now on.
    """
    clusters = catalogue.cluster_table
    work, new_work = clusters.need(instance).work, clusters.need(to).work
    bent = {Thing("instance", id_) for id_ in clusters.redirecting_to(instance)}
    clusters.redirect(instance, to, by_load=load)
    if work != new_work and not clusters.instances_of(work):
        bent |= {Thing("work", id_) for id_ in clusters.redirecting_to(work)}
        clusters.redirect(work, new_work, by_load=load)
    return bent


def remember(catalogue: Catalogue, record: int, row: MatchRow, decision: Decision = NOTHING) -> None:
    """Keep what the matcher needs of a record that is live now, how alike it was to those it joined, and its doubts."""
    catalogue.match_table.put(record, row_to_json(row), [*blocking_keys(row), *work_keys(row)])
    _keep(catalogue, record, decision)


def examine(catalogue: Catalogue, head: RecordHead) -> None:
    """Compare a live record afresh with what is around it, and keep the findings; it stays where it is."""
    text = catalogue.match_table.row(head.n)
    if text is None:
        return
    row = row_from_json(text)
    others = _candidate(catalogue, head.instance, head.n)
    elsewhere = [one for one in _candidates(catalogue, row, head.n) if one.instance != head.instance]
    _keep(catalogue, head.n, with_doubts(compare(row, others), decide(row, elsewhere)))


def _keep(catalogue: Catalogue, record: int, decision: Decision) -> None:
    for comparison in decision.comparisons:
        if comparison.record != record:
            found = json.dumps(comparison.features, ensure_ascii=False)
            catalogue.match_table.put_edge(record, comparison.record, comparison.score, found)
    keep_doubts(catalogue, record, decision)


def forget(catalogue: Catalogue, record: int) -> None:
    """Take a record that changes or goes out of the matcher's tables; judgements stay."""
    catalogue.match_table.drop(record)


def _found(catalogue: Catalogue, row: MatchRow) -> str:
    """Return a new instance of the work that the record's keys name, else of a new work."""
    for key in work_lookup_keys(row):
        work = catalogue.match_table.work_with_key(key)
        if work is not None:
            return catalogue.cluster_table.mint("instance", work)
    return catalogue.cluster_table.mint("instance", catalogue.cluster_table.mint("work"))


def _candidates(catalogue: Catalogue, row: MatchRow, record: int | None) -> list[Candidate]:
    """Return the instances worth comparing: those that a key or a person's word connects with the record."""
    instances: dict[str, None] = {}
    verdicts = catalogue.match_table.judged("instance", record) if record is not None else {}
    for number, verdict in verdicts.items():
        head = catalogue.record_table.head_of(number)
        if verdict == "same" and head.state == "live":
            instances[head.instance] = None
    keys = lookup_keys(row)
    blocks = catalogue.match_table.with_keys(keys, BLOCK + 1)
    for block in (blocks.get(key, []) for key in keys):
        if len(block) <= BLOCK:
            instances.update(dict.fromkeys(block))
    return [_candidate(catalogue, instance, record) for instance in list(instances)[:CANDIDATES]]


def _candidate(catalogue: Catalogue, instance: str, record: int | None) -> Candidate:
    rows = catalogue.match_table.rows_of(instance, MEMBERS + 1)
    members = [(number, row_from_json(text)) for number, text in rows if number != record]
    if record is None:
        return Candidate(instance, members)
    judged = catalogue.match_table.judged("instance", record)
    # What was said of a record that has gone since was said of its edition too.
    there = {n: verdict for n, verdict in judged.items() if catalogue.record_table.head_of(n).instance == instance}
    return Candidate(instance, members, there)


def settle(catalogue: Catalogue, instances: Iterable[str]) -> set[Thing]:
    """Make instances live that have records and gone that have none, their works likewise; return what is stale."""
    clusters = catalogue.cluster_table
    stale: set[Thing] = set()
    works: dict[str, None] = {}
    for id_ in instances:
        instance = clusters.need(id_)
        alive = bool(catalogue.record_table.numbers_of(id_))
        catalogue.review_table.weigh(id_)
        changed = _turn(catalogue, id_, instance.state, alive=alive)
        stale |= {Thing("instance", other) for other in [id_, *changed]}
        works[instance.work] = None
    for id_ in works:
        alive = bool(clusters.instances_of(id_))
        changed = _turn(catalogue, id_, clusters.need(id_).state, alive=alive)
        stale |= {Thing("work", other) for other in [id_, *changed]}
        if not alive:
            catalogue.set_mentions(id_, {})
    return stale


def _turn(catalogue: Catalogue, id_: str, state: str, *, alive: bool) -> list[str]:
    if alive:
        return [] if state == "live" else catalogue.cluster_table.revive(id_)
    return catalogue.cluster_table.retire(id_) if state == "live" else []


def things_of(catalogue: Catalogue, instance: str) -> set[Thing]:
    """Return an instance and its work, as things that an event makes stale."""
    return {Thing("instance", instance), Thing("work", catalogue.cluster_table.need(instance).work)}
