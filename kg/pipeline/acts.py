"""What people do to the catalogue, by whatever way: each act with its line of the audit trail, both or neither."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import fields, replace

from kg.catalogue import Actor, Catalogue, Member, Thing
from kg.catalogue.clock import now
from kg.catalogue.merges import Merge
from kg.errors import ConflictError, NotFoundError
from kg.matching import examine, settle
from kg.matching import judge as judge_records
from kg.matching import merge as merge_clusters
from kg.matching import split as split_cluster
from kg.pipeline.rights import RightsReport, redecide, rights_of
from kg.pipeline.unload import UnloadReport, unload
from kg.pipeline.unload import remove_member as remove

__all__ = [
    "add_member",
    "change_member",
    "judge",
    "merge",
    "remove_member",
    "split",
    "take_back",
    "undo",
    "undo_load",
]

CLUSTERS = frozenset({"work", "instance"})
UNDOING = {"merge": "unmerge", "split": "unsplit", "verdict": "unjudge"}


def merge(catalogue: Catalogue, actor: Actor, kind: str, pair: tuple[str, str], *, reason: str = "") -> str:
    """Make two works, instances, agents or subjects one and return the id that stays; see `kg.matching.merge`.

    That of works and instances is kept so that `undo` can take it back.
    """
    merges = catalogue.merge_table
    with catalogue.transaction():
        around = merges.around(pair) if kind in CLUSTERS else []
        before = merges.picture(around) if around else None
        kept = merge_clusters(catalogue, kind, *pair, who=actor.name)
        other = pair[1] if kept == pair[0] else pair[0]
        detail: dict[str, object] = {"redirected": other}
        if before is not None:
            made = Merge(0, kind, kept, other, now(), actor.name)
            detail["merge"] = merges.keep(made, before, merges.picture(around))
        _note(catalogue, actor, "merge", f"{kind} {kept}", detail, reason)
    return kept


def split(catalogue: Catalogue, actor: Actor, kind: str, id_: str, parts: Sequence[str], *, reason: str = "") -> str:
    """Take parts out of a work or an instance and return the id of the new one; see `kg.matching.split`.

    It is kept so that `undo` can take it back.
    """
    merges = catalogue.merge_table
    with catalogue.transaction():
        around = merges.around((id_, id_))
        before = merges.picture(around)
        new = split_cluster(catalogue, kind, id_, parts, who=actor.name)
        made = Merge(0, kind, id_, new, now(), actor.name, act="split")
        number = merges.keep(made, before, merges.picture([*around, new]))
        _note(catalogue, actor, "split", f"{kind} {id_}", {"new": new, "parts": list(parts), "change": number}, reason)
    return new


def judge(
    catalogue: Catalogue, actor: Actor, pair: tuple[tuple[str, str], tuple[str, str]], verdict: str, *, reason: str = ""
) -> Merge:
    """Say that two records are the same, different, or that one is unsure, and act on it; see `kg.matching.judge`.

    Return what was done, with the number by which `undo` takes it back.
    """
    merges, records = catalogue.merge_table, catalogue.record_table
    with catalogue.transaction():
        heads = [head for name in pair if (head := records.head(*name)) is not None]
        around = merges.around((heads[0].instance, heads[-1].instance)) if heads else []
        before = merges.picture(around) if around else None
        seen = catalogue.last_event()
        kept, other = judge_records(catalogue, *pair, verdict, actor.name)
        made = Merge(0, "instance", kept, other, now(), actor.name, act="verdict")
        if before is not None:
            made = replace(made, n=merges.keep(made, before, merges.picture([*around, other])))
        names = ["/".join(name) for name in pair]
        detail: dict[str, object] = {"verdict": verdict, "change": made.n}
        if made.moved:
            detail |= {"kept": kept, "redirected" if verdict == "same" else "new": other}
        if reason:
            detail["reason"] = reason
        event = catalogue.last_event() if catalogue.last_event() > seen else 0
        catalogue.audit_table.append(actor, "judge", f"pair {' '.join(names)}", detail, event=event)
    return made


def undo(catalogue: Catalogue, actor: Actor, number: int, *, reason: str = "") -> Merge:
    """Take back a merge, a split or a verdict, and return it; what people had said before holds again.

    An id that redirected is live again with what it had; one that a split made leads to where its records came from.
    Raise ConflictError when it is undone already or a later act changed the same ids.
    """
    clusters = catalogue.cluster_table
    with catalogue.transaction():
        made = catalogue.merge_table.get(number)
        if made.undone:
            raise ConflictError(f"Number {number} is undone already.")
        concerned = {*catalogue.merge_table.put_back(number), made.kept, made.redirected}
        if _is_empty(catalogue, made):
            concerned |= set(clusters.redirecting_to(made.redirected))
            clusters.redirect(made.redirected, made.kept)
        found = [clusters.need(id_) for id_ in sorted(concerned)]
        instances = [cluster for cluster in found if cluster.kind == "instance"]
        stale = {Thing(cluster.kind, cluster.id) for cluster in found}
        stale |= {Thing("work", cluster.work) for cluster in instances}
        stale |= settle(catalogue, [cluster.id for cluster in instances if cluster.state != "redirect"])
        payload = {"merge": number, "kept": made.kept, "restored": made.redirected}
        if made.moved:
            catalogue.event_log.append(stale, UNDOING[made.act], actor.name, payload)
        _note(catalogue, actor, UNDOING[made.act], f"{made.kind} {made.redirected}", payload, reason)
    return made


def _is_empty(catalogue: Catalogue, made: Merge) -> bool:
    """Return whether what a split made has nothing left, now that its parts are back."""
    cluster = catalogue.cluster_table.need(made.redirected)
    if made.act == "merge" or cluster.state != "live" or not made.moved:
        return False
    if cluster.kind == "work":
        return not catalogue.instances_of(cluster.id)
    return not catalogue.record_table.numbers_of(cluster.id)


def take_back(catalogue: Catalogue, actor: Actor, kind: str, pair: tuple[int, int], *, reason: str = "") -> None:
    """Forget what a person said of a pair: nothing moves now, but it may be asked about again.

    Raise NotFoundError where nobody said anything.
    """
    with catalogue.transaction():
        if not catalogue.merge_table.forget_judgement(kind, *pair):
            raise NotFoundError(f"Nobody judged the pair {pair[0]}, {pair[1]}.")
        if kind == "instance":
            for number in pair:
                examine(catalogue, catalogue.record_table.head_of(number))
        names = [_named(catalogue, kind, number) for number in pair]
        catalogue.audit_table.append(
            actor, "take-back", f"{kind} judgement {' '.join(names)}", {"reason": reason} if reason else {}
        )


def undo_load(catalogue: Catalogue, actor: Actor, number: int, *, reason: str = "") -> UnloadReport:
    """Bring back what stood before a load and return what was done; see `kg.pipeline.unload`."""
    with catalogue.transaction():
        report = unload(catalogue, number, actor.name)
        counts = {"removed": report.removed, "restored": report.restored, "revived": report.revived}
        _note(catalogue, actor, "unload", f"load {number}", {"member": report.member, **counts}, reason)
    return report


def add_member(catalogue: Catalogue, actor: Actor, member: Member) -> None:
    """Add a member; raise ConflictError when the code is taken."""
    with catalogue.transaction():
        catalogue.add_member(member)
        _tell(catalogue, actor, "add", member, None)


def change_member(catalogue: Catalogue, actor: Actor, member: Member, unstated: str) -> RightsReport:
    """Set what is said of a member; if its rights are others now, decide anew on its records and return on how many.

    `unstated` (yes, no): whether records of a member that names no licence may be passed on. Raise UsageError for rules
    that are none; BusyError for other rights while a load runs, since it decides by what stood at its beginning.
    """
    rights = rights_of(member, unstated)
    is_of_rights = rights.basis != catalogue.member_table.decided(member.code)
    with catalogue.load_table.lock() if is_of_rights else nullcontext():
        with catalogue.transaction():
            before = catalogue.member(member.code)
            catalogue.change_member(member)
            _tell(catalogue, actor, "change", member, before)
        return redecide(catalogue, member.code, unstated, actor.name) if is_of_rights else RightsReport(member.code)


def remove_member(catalogue: Catalogue, actor: Actor, code: str, *, with_records: bool = False) -> int:
    """Remove a member, with its records if that is said; return how many those were."""
    with catalogue.transaction():
        removed = remove(catalogue, code, actor.name, with_records=with_records)
        _note(catalogue, actor, "remove", f"member {code}", {"records": removed}, "")
    return removed


def _named(catalogue: Catalogue, kind: str, number: int) -> str:
    if kind == "work":
        return catalogue.cluster_table.by_number(number)
    head = catalogue.record_table.head_of(number)
    return f"{head.member}/{head.local_id}"


def _tell(catalogue: Catalogue, actor: Actor, action: str, member: Member, before: Member | None) -> None:
    """Note what is said of a member now that was not before."""
    said = {field.name: getattr(member, field.name) for field in fields(member) if field.name != "created"}
    news = [name for name, value in said.items() if value != (getattr(before, name) if before else "")]
    if news:
        catalogue.audit_table.append(
            actor, action, f"member {member.code}", {"said": [f"{name}: {said[name]}" for name in news]}
        )


def _note(
    catalogue: Catalogue, actor: Actor, action: str, what: str, detail: Mapping[str, object], reason: str
) -> None:
    said = {**detail, "reason": reason} if reason else detail
    catalogue.audit_table.append(actor, action, what, said, event=catalogue.last_event())
