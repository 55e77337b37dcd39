"""Deciding anew which stored records of a member may be passed on, when what the member says of it has changed.

What was decided by is remembered, so that a run that was killed is taken up by the next load or publication.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.catalogue import Catalogue, Member, StoredRecord
from kg.errors import BusyError, UsageError
from kg.matching import things_of
from kg.records import read_stored
from kg.rights import Decision, Rights

__all__ = [
    "RightsReport",
    "decide_pending",
    "decide_stored",
    "decided_wrongly",
    "pending",
    "redecide",
    "rights_in_force",
    "rights_of",
]

# Records in one transaction: short enough that a publisher beside it hardly waits.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class RightsReport:
    """How many records of a member may not be passed on any more (`withheld`), and how many may now (`released`)."""

    member: str
    withheld: int = 0
    released: int = 0


def rights_of(member: Member, unstated: str) -> Rights:
    """Return what a member says of redistribution; `unstated` (yes, no) stands where it names no licence."""
    return Rights.parse(member.redistribute, member.licence, member.rights, unstated)


def rights_in_force(catalogue: Catalogue, member: Member) -> Rights:
    """Return the rights by which the member's records have been decided on; if it has others now, that is pending."""
    decided = Rights.of_basis(catalogue.member_table.decided(member.code))
    return decided if decided is not None else rights_of(member, "yes")


def decide_stored(rights: Rights, stored: StoredRecord) -> Decision:
    """Return the decision on a stored record; one that cannot be read any more is withheld if there are rules."""
    if rights.for_all is not None:
        return rights.for_all
    try:
        record = read_stored(stored.raw, carrier=stored.carrier, format=stored.format, encoding=stored.encoding)
    except UsageError:
        return rights.for_unreadable
    return rights.decide(record)


def pending(catalogue: Catalogue, unstated: str) -> list[Member]:
    """Return the members whose records have not all been decided on by what is said now."""
    table = catalogue.member_table
    return [member for member in table.all() if table.decided(member.code) != rights_of(member, unstated).basis]


def decide_pending(catalogue: Catalogue, unstated: str, who: str) -> list[RightsReport]:
    """Decide on the records of all members that wait for it; while a load runs, nothing: it does so for its own."""
    if not pending(catalogue, unstated):
        return []
    try:
        with catalogue.load_table.lock():
            # Asked again: until the lock was had, members may have been changed or removed.
            return [redecide(catalogue, member.code, unstated, who) for member in pending(catalogue, unstated)]
    except BusyError:
        return []


def redecide(catalogue: Catalogue, code: str, unstated: str, who: str) -> RightsReport:
    """Decide on every live record of a member as its settings are now, for a caller that holds the lock of loads.

    Only works and editions of records on which the decision is another one now are touched.
    """
    member = catalogue.member(code)
    rights = rights_of(member, unstated)
    if catalogue.member_table.decided(member.code) == rights.basis:
        return RightsReport(member.code)
    after = withheld = released = 0
    while True:
        with catalogue.transaction():
            after, changes = _changed(catalogue, member.code, rights, after)
            _write(catalogue, changes, member.code, who)
        withheld += sum(changes.values())
        released += len(changes) - sum(changes.values())
        if not after:
            break
    catalogue.separate_table.set_pending(member.code)
    catalogue.member_table.set_decided(member.code, rights.basis)
    return RightsReport(member.code, withheld, released)


def decided_wrongly(catalogue: Catalogue, member: Member, unstated: str) -> Iterator[tuple[str, bool]]:
    """Yield the local ids of live records that are marked otherwise than the member's settings say, and how."""
    rights = rights_of(member, unstated)
    after, changes = _changed(catalogue, member.code, rights, 0)
    while True:
        for number, restricted in changes.items():
            yield catalogue.record_table.head_of(number).local_id, not restricted
        if not after:
            return
        after, changes = _changed(catalogue, member.code, rights, after)


def _changed(catalogue: Catalogue, code: str, rights: Rights, after: int) -> tuple[int, dict[int, bool]]:
    """Return the last record looked at beyond `after` (0: there are no more) and new decisions by number."""
    table = catalogue.record_table
    if rights.for_all is not None:
        restricted = rights.for_all.restricted
        numbers = table.decided_otherwise(code, after, _BATCH, restricted=restricted)
        return (numbers[-1] if len(numbers) == _BATCH else 0), dict.fromkeys(numbers, restricted)
    page = table.page(code, after, _BATCH)
    decisions = ((stored, decide_stored(rights, stored).restricted) for stored in page)
    changes = {stored.n: restricted for stored, restricted in decisions if restricted != stored.restricted}
    return (page[-1].n if len(page) == _BATCH else 0), changes


def _write(catalogue: Catalogue, changes: dict[int, bool], code: str, who: str) -> None:
    if not changes:
        return
    table = catalogue.record_table
    for restricted in (True, False):
        table.restrict([number for number, new in changes.items() if new is restricted], restricted=restricted)
    instances = sorted({table.head_of(number).instance for number in changes})
    stale = {thing for instance in instances for thing in things_of(catalogue, instance)}
    withheld = sum(changes.values())
    catalogue.event_log.append_rights(stale, who, code, withheld=withheld, released=len(changes) - withheld)
