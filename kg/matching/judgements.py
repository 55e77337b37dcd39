"""What people decide: this is the same, this is not. Ids redirect after a merge; a judgement outlives every load."""

from collections.abc import Sequence
from itertools import product
from typing import TypeVar

from kg.catalogue import Catalogue, Cluster, Entity, Thing
from kg.errors import ConflictError, NotFoundError, UsageError
from kg.matching.evidence import evidence

__all__ = ["VERDICTS", "judge", "merge", "split"]

T = TypeVar("T", int, str)

ENTITIES = frozenset({"agent", "subject"})
CLUSTERS = frozenset({"work", "instance"})
VERDICTS = frozenset({"same", "different", "unsure"})


def merge(catalogue: Catalogue, kind: str, first: str, second: str, who: str) -> str:
    """Make two works, instances, agents or subjects one and return the id that stays, the older one.

    The other redirects to it. Merging instances of two works leaves the other work alone unless nothing is left in it.
    """
    with catalogue.transaction():
        if kind in ENTITIES:
            keep, other, stale = _merge_entities(catalogue, kind, first, second)
        elif kind in CLUSTERS:
            keep, other, stale = _merge_clusters(catalogue, kind, (first, second), who)
        else:
            raise UsageError(f"'{kind}' cannot be merged: a work, instance, agent or subject can.")
        payload = {"kind": kind, "kept": keep, "redirected": other}
        catalogue.event_log.append(stale, "merge", who, payload)
    return keep


def split(catalogue: Catalogue, kind: str, id_: str, parts: Sequence[str], who: str) -> str:
    """Take parts out of a cluster and return the id of the new one.

    `parts` are records (`member/local id`) of an instance, or instances of a work. The larger part keeps the id; where
    both are as large, the part named is the one that goes.
    """
    with catalogue.transaction():
        if kind == "instance":
            new, stale = _split_instance(catalogue, id_, parts, who)
        elif kind == "work":
            new, stale = _split_work(catalogue, id_, parts, who)
        else:
            raise UsageError(f"'{kind}' cannot be split: a work or an instance can.")
        catalogue.event_log.append(stale, "split", who, {"kind": kind, "id": id_, "new": new, "parts": list(parts)})
    return new


def judge(
    catalogue: Catalogue, one: tuple[str, str], other: tuple[str, str], verdict: str, who: str
) -> tuple[str, str]:
    """Keep a person's verdict (same, different, unsure) on two records, each (member, local id), and act on it.

    Same: their instances become one. Different: the instance that both are in is parted, its other records going with
    the one that they are more like. Unsure moves nothing. Return the id that stays, and the one that redirects to it or
    is new; where nothing moved, the first record's instance twice.
    """
    if verdict not in VERDICTS:
        raise UsageError(f"A verdict is 'same', 'different' or 'unsure', not '{verdict}'.")
    with catalogue.transaction():
        numbers = [_record_number(catalogue, *record) for record in (one, other)]
        if numbers[0] == numbers[1]:
            raise UsageError(f"{'/'.join(one)} is one record: name two.")
        homes = [catalogue.record_table.head_of(number).instance for number in numbers]
        moved = (homes[0], homes[0])
        if verdict == "same" and homes[0] != homes[1]:
            kept = merge(catalogue, "instance", homes[0], homes[1], who)
            moved = (kept, homes[1] if kept == homes[0] else homes[0])
        elif verdict == "different" and homes[0] == homes[1]:
            leaving = [_name(catalogue, number) for number in _with_the_other(catalogue, homes[0], *numbers)]
            moved = (homes[0], split(catalogue, "instance", homes[0], leaving, who))
        catalogue.match_table.judge("instance", [(numbers[0], numbers[1])], verdict, who)
    return moved


def _with_the_other(catalogue: Catalogue, instance: str, one: int, other: int) -> list[int]:
    """Return the records of an instance that go with `other` when it is parted from `one`.

    Whom a person said to be the same as one of them goes with that; who is as like both stays with `one`.
    """
    leaving = [other]
    for number in catalogue.record_table.numbers_of(instance):
        if number in {one, other}:
            continue
        said = catalogue.match_table.judged("instance", number)
        bonds = [said.get(there) == "same" for there in (one, other)]
        found = {entry.a: entry.score for entry in evidence(catalogue, [(one, number), (other, number)])}
        if bonds[1] > bonds[0] or (bonds[0] == bonds[1] and found.get(other, 0.0) > found.get(one, 0.0)):
            leaving.append(number)
    return leaving


def _name(catalogue: Catalogue, number: int) -> str:
    head = catalogue.record_table.head_of(number)
    return f"{head.member}/{head.local_id}"


def _live_pair(catalogue: Catalogue, kind: str, first: str, second: str) -> tuple[Cluster, Cluster]:
    """Return the two clusters, the older one first."""
    pair = [_live(catalogue, kind, id_) for id_ in (first, second)]
    if first == second:
        raise ConflictError(f"{kind} {first} cannot be merged with itself.")
    pair.sort(key=lambda cluster: catalogue.cluster_table.number(cluster.id))
    return pair[0], pair[1]


def _live(catalogue: Catalogue, kind: str, id_: str) -> Cluster:
    cluster = catalogue.cluster_table.need(id_)
    if cluster.kind != kind:
        raise ConflictError(f"'{id_}' is {'an' if cluster.kind == 'instance' else 'a'} {cluster.kind}, not a {kind}.")
    if cluster.state != "live":
        where = f": it redirects to '{cluster.to}'" if cluster.state == "redirect" else ""
        raise ConflictError(f"{kind} '{id_}' is not live any more{where}. Name one that is.")
    return cluster


def _merge_clusters(catalogue: Catalogue, kind: str, pair: tuple[str, str], who: str) -> tuple[str, str, set[Thing]]:
    keep, other = _live_pair(catalogue, kind, *pair)
    if kind == "work":
        return keep.id, other.id, _merge_works(catalogue, keep.id, other.id, who)
    clusters, records = catalogue.cluster_table, catalogue.record_table
    kept, moved = records.numbers_of(keep.id), records.numbers_of(other.id)
    # One pair a record is enough to hold the cluster together; every pair must lose an earlier "different".
    catalogue.match_table.judge("instance", [*_star(kept, moved), *_contradicted(catalogue, kept, moved)], "same", who)
    catalogue.review_table.remove_between(kept, moved)
    for number in moved:
        records.move(number, keep.id)
    stale = {Thing("instance", keep.id), Thing("instance", other.id), Thing("work", keep.work)}
    stale |= {Thing("instance", id_) for id_ in catalogue.cluster_table.redirecting_to(other.id)}
    clusters.redirect(other.id, keep.id)
    stale.add(Thing("work", other.work))
    clusters.set_work(other.id, keep.work)
    if other.work != keep.work and not clusters.instances_of(other.work):
        stale |= _merge_works(catalogue, keep.work, other.work, who)
    return keep.id, other.id, stale


def _star(kept: list[int], moved: list[int]) -> list[tuple[int, int]]:
    return [(kept[0], number) for number in moved] if kept else []


def _contradicted(catalogue: Catalogue, kept: list[int], moved: list[int]) -> list[tuple[int, int]]:
    there = set(kept)
    judged = ((n, catalogue.match_table.judged("instance", n)) for n in moved)
    return [
        (n, other) for n, verdicts in judged for other, v in verdicts.items() if other in there and v == "different"
    ]


def _merge_works(catalogue: Catalogue, keep: str, other: str, who: str) -> set[Thing]:
    clusters = catalogue.cluster_table
    kept, moved = clusters.instances_of(keep), clusters.instances_of(other)
    pairs = [(clusters.number(kept[0]), clusters.number(instance)) for instance in moved] if kept else []
    catalogue.match_table.judge("work", pairs, "same", who)
    stale = {Thing("work", id_) for id_ in (keep, other, *clusters.redirecting_to(other))}
    stale |= {Thing("instance", instance) for instance in moved}
    clusters.redirect(other, keep)
    return stale | set(catalogue.entity_table.move_scope(other, keep))


def _split_instance(catalogue: Catalogue, id_: str, parts: Sequence[str], who: str) -> tuple[str, set[Thing]]:
    instance = _live(catalogue, "instance", id_)
    named = {_record_number(catalogue, *_record_name(part)) for part in parts}
    all_ = catalogue.record_table.numbers_of(id_)
    leaving, staying = _divided(all_, named, f"edition {id_}", "records")
    new = catalogue.cluster_table.mint("instance", instance.work)
    for number in leaving:
        catalogue.record_table.move(number, new)
    catalogue.match_table.judge("instance", list(product(leaving, staying)), "different", who)
    return new, {Thing("instance", id_), Thing("instance", new), Thing("work", instance.work)}


def _split_work(catalogue: Catalogue, id_: str, parts: Sequence[str], who: str) -> tuple[str, set[Thing]]:
    _live(catalogue, "work", id_)
    clusters = catalogue.cluster_table
    leaving, staying = _divided(clusters.instances_of(id_), set(parts), f"work {id_}", "editions")
    new = clusters.mint("work")
    for instance in leaving:
        clusters.set_work(instance, new)
    pairs = [(clusters.number(a), clusters.number(b)) for a, b in product(leaving, staying)]
    catalogue.match_table.judge("work", pairs, "different", who)
    stale = {Thing("work", id_), Thing("work", new), *(Thing("instance", instance) for instance in leaving)}
    return new, stale


def _divided(all_: list[T], named: set[T], what: str, members: str) -> tuple[list[T], list[T]]:
    """Return who leaves and who stays: the larger part stays."""
    if not named <= set(all_):
        raise NotFoundError(f"Not all of these are {members} of {what}: `lianmu clusters --tsv` lists them.")
    if not named or len(named) == len(all_):
        raise ConflictError(f"Name some but not all of the {len(all_)} {members} of {what}.")
    inside = [member for member in all_ if member in named]
    outside = [member for member in all_ if member not in named]
    return (inside, outside) if len(inside) <= len(outside) else (outside, inside)


def _record_name(part: str) -> tuple[str, str]:
    member, slash, local_id = part.partition("/")
    if not slash:
        raise UsageError(f"'{part}' names no record: write member/local id, such as NJU/000123.")
    return member, local_id


def _record_number(catalogue: Catalogue, member: str, local_id: str) -> int:
    head = catalogue.record_table.head(member, local_id)
    if head is None or head.state != "live":
        raise NotFoundError(f"There is no live record {member}/{local_id}.")
    return head.n


def _merge_entities(catalogue: Catalogue, kind: str, first: str, second: str) -> tuple[str, str, set[Thing]]:
    entities = catalogue.entity_table
    pair = [_live_entity(catalogue, kind, id_) for id_ in (first, second)]
    if first == second:
        raise ConflictError(f"{kind} {first} cannot be merged with itself.")
    # A URI that an authority gives is worth more than age.
    pair.sort(key=lambda entity: (not entity.iri, entities.number(entity.id)))
    keep, other = pair[0].id, pair[1].id
    works = entities.works_of(other)
    entities.redirect(other, keep)
    # Index documents of editions name the agents and subjects of their works.
    editions = (Thing("instance", id_) for work in works for id_ in catalogue.cluster_table.instances_of(work))
    stale = {Thing(kind, keep), Thing(kind, other), *(Thing("work", work) for work in works), *editions}
    return keep, other, stale


def _live_entity(catalogue: Catalogue, kind: str, id_: str) -> Entity:
    entity = catalogue.entity_table.need(id_)
    if entity.kind != kind or entity.state != "live":
        raise ConflictError(f"'{id_}' is no live {kind}: it is a {entity.kind}, and {entity.state}.")
    return entity
