"""`unload`: the undo of one load, and the removal of a member with its records."""

from dataclasses import dataclass

from kg.catalogue import Catalogue, Thing, Version
from kg.errors import ConflictError
from kg.matching import examine, forget, settle, things_of
from kg.pipeline.rights import decide_stored, rights_in_force
from kg.pipeline.separate import number_anew, undo_separate
from kg.rights import Rights

__all__ = ["UnloadReport", "remove_member", "unload"]

SHOWN = 5


@dataclass(frozen=True, slots=True)
class UnloadReport:
    """What an undo did with the records of a load."""

    load: int
    member: str
    removed: int
    restored: int
    revived: int

    def lines(self) -> list[str]:
        """Return the summary for a terminal."""
        return [
            f"Undid load {self.load} of {self.member}: {self.removed + self.restored + self.revived} records",
            f"  removed   {self.removed}",
            f"  restored  {self.restored}",
            f"  revived   {self.revived}",
        ]


def unload(catalogue: Catalogue, load_id: int, who: str) -> UnloadReport:
    """Bring back what stood before a load, in one transaction, and return what was done.

    What may be passed on of it is decided as for the member's other records.
    Raise ConflictError when a later load changed the same records: that one must be undone first.
    """
    with catalogue.load_table.lock(), catalogue.transaction():
        row = catalogue.load(load_id)
        _check(catalogue, load_id, row.state, row.member)
        rights = rights_in_force(catalogue, catalogue.member(row.member))
        counts = {"removed": 0, "restored": 0, "revived": 0}
        withheld = 0
        stale: set[Thing] = set()
        touched: dict[str, None] = {}
        restored: list[int] = []
        separate = undo_separate(catalogue, load_id, counts)
        for version in catalogue.record_table.versions(load_id):
            deleted = catalogue.record_table.head_of(version.record).state == "deleted"
            was_shared = catalogue.record_table.is_shared(version.record)
            before, after = _undo(catalogue, load_id, version)
            if version.prior and version.state == "live":
                withheld += _is_withheld(catalogue, version.record, rights) and was_shared
                restored.append(version.record)
            counts[_what(version, deleted=deleted)] += 1
            for instance in (before, after):
                touched[instance] = None
                stale |= things_of(catalogue, instance)
        stale |= settle(catalogue, touched)
        for number in restored:
            examine(catalogue, catalogue.record_table.head_of(number))
        for id_ in catalogue.cluster_table.undo_redirects(load_id):
            stale.add(Thing(catalogue.cluster_table.need(id_).kind, id_))
        catalogue.load_table.mark_undone(load_id)
        if stale or separate:
            catalogue.event_log.append(stale, "unload", who, {"load": load_id, **counts})
        if withheld:
            catalogue.event_log.append_rights((), who, row.member, withheld=withheld)
    return UnloadReport(load_id, row.member, **counts)


def _check(catalogue: Catalogue, load_id: int, state: str, member: str) -> None:
    if state == "undone":
        raise ConflictError(f"Load {load_id} is undone already.")
    catalogue.member(member)
    later = catalogue.record_table.changed_later(load_id, SHOWN)
    later = (later + catalogue.separate_table.changed_later(load_id, SHOWN))[:SHOWN]
    if later:
        records = ", ".join(f"{member}/{local_id} (load {load})" for load, member, local_id in later)
        raise ConflictError(
            f"Load {load_id} cannot be undone: later loads changed the same records: {records}"
            f"{' …' if len(later) == SHOWN else ''}. Undo load {later[-1][0]} first."
        )


def _undo(catalogue: Catalogue, load_id: int, version: Version) -> tuple[str, str]:
    """Bring one record back; return the instance that it leaves and the one that it is in now.

    A record that people have moved since the load stays where they put it.
    """
    clusters, records = catalogue.cluster_table, catalogue.record_table
    now_in = records.head_of(version.record).instance
    was_moved = clusters.home(version.put_into).id != now_in
    back_to = now_in if was_moved or not version.prior else clusters.home(version.instance).id
    forget(catalogue, version.record)
    records.restore(load_id, version.record, back_to)
    if version.prior and version.state == "live":
        catalogue.match_table.put_packed(version.record, version.row, version.keys)
        number_anew(catalogue, version.record)
    return now_in, back_to


def _is_withheld(catalogue: Catalogue, number: int, rights: Rights) -> bool:
    """Decide on a record that came back, and return whether it may not be passed on."""
    decision = decide_stored(rights, catalogue.record_table.get_number(number))
    catalogue.record_table.restrict([number], restricted=decision.restricted)
    return decision.restricted


def _what(version: Version, *, deleted: bool) -> str:
    if not version.prior or version.state == "deleted":
        return "removed"
    return "revived" if deleted else "restored"


def remove_member(catalogue: Catalogue, code: str, who: str, *, with_records: bool = False) -> int:
    """Remove a member, with its live records if that is said, and return how many those were.

    Raise ConflictError when it has live records and that is not said. The records' bytes stay, as those of a load
    that deleted them.
    """
    with catalogue.load_table.lock(), catalogue.transaction():
        member = catalogue.member(code)
        removed = _withdraw_all(catalogue, member.code, who) if with_records else 0
        catalogue.remove_member(member.code)
    return removed


def _withdraw_all(catalogue: Catalogue, code: str, who: str) -> int:
    load_id = catalogue.load_table.start(code, (), who, replace_all=True)
    touched: dict[str, None] = {}
    stale: set[Thing] = set()
    removed = 0
    for head in catalogue.record_table.heads(code):
        catalogue.record_table.keep(head.n, load_id)
        forget(catalogue, head.n)
        catalogue.record_table.delete(head.n, load=load_id)
        touched[head.instance] = None
        stale |= things_of(catalogue, head.instance)
        removed += 1
    for separate in catalogue.separate_table.heads(code):
        catalogue.separate_table.delete(separate.n, load=load_id)
        removed += 1
    stale |= settle(catalogue, touched)
    if removed:
        catalogue.event_log.append(stale, "member-remove", who, {"load": load_id, "removed": removed})
    catalogue.load_table.save_counts(load_id, {"swept": removed})
    catalogue.load_table.finish(load_id, "done", complete=True, note="member removed")
    return removed
