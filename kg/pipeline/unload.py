"""`unload`: the undo of one load, and the removal of a member with its records."""

from dataclasses import dataclass

from kg.catalogue import Catalogue, Thing, Version
from kg.errors import ConflictError
from kg.matching import MatchRow, forget, match_row, remember, settle, things_of
from kg.pipeline.load import Converter
from kg.records import read_stored

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


def unload(catalogue: Catalogue, load_id: int, crosswalk: Converter, who: str) -> UnloadReport:
    """Bring back what stood before a load, in one transaction, and return what was done.

    Raise ConflictError when a later load changed the same records: that one must be undone first.
    """
    with catalogue.load_table.lock(), catalogue.transaction():
        row = catalogue.load(load_id)
        _check(catalogue, load_id, row.state)
        counts = {"removed": 0, "restored": 0, "revived": 0}
        stale: set[Thing] = set()
        touched: dict[str, None] = {}
        for version in catalogue.record_table.versions(load_id):
            before, after = _undo(catalogue, load_id, version, crosswalk)
            counts[_what(version, catalogue, before)] += 1
            for instance in (before, after):
                touched[instance] = None
                stale |= things_of(catalogue, instance)
        stale |= settle(catalogue, touched)
        catalogue.load_table.mark_undone(load_id)
        if stale:
            catalogue.event_log.append(stale, "unload", who, {"load": load_id, **counts})
    return UnloadReport(load_id, row.member, **counts)
