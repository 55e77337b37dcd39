"""How one record is taken into the catalogue: compared with what stands there, matched, stored, counted."""

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from kg.catalogue import Arrival, Catalogue, Member, ProblemRow, RecordHead, Seen, Thing, hash_bytes
from kg.description import Description, Remark
from kg.errors import RECORD_ERRORS
from kg.matching import MatchRow, forget, match_row, place, remember, settle, things_of
from kg.matching import replace as replace_in_clusters
from kg.pipeline.holdings import keep_holdings
from kg.pipeline.remarks import NO_ADDRESS, address_problem
from kg.pipeline.report import LoadReport, Outcome
from kg.pipeline.separate import numbers_of
from kg.records import Record, kind_of, read_stored
from kg.rights import Rights

__all__ = ["Converter", "Origin", "Taker", "Taking"]

NEW, CHANGED, UNCHANGED, DELETED = Outcome("new"), Outcome("changed"), Outcome("unchanged"), Outcome("deleted")
DUPLICATE = Outcome("skipped", "duplicate-id")
NOT_HELD = Outcome("skipped", "deletion-of-unknown")
NOT_CONVERTED = Outcome("failed", "conversion")
PUT_OFF = "put-off"
MOST_WARNINGS = 1000
# What a second record of the same id in one load makes of the outcome that the first had.
NET = {("new", "changed"): NEW, ("new", "unchanged"): NEW, ("changed", "unchanged"): CHANGED}


class Converter(Protocol):
    """What taking a record needs of a crosswalk."""

    def convert(self, record: Record, local_id: str) -> Description:
        """Return the description of a record."""
        ...


@dataclass(frozen=True)
class Origin:
    """Whose records come, by what rules they are converted, and which of them may be passed on."""

    member: Member
    crosswalk: Converter
    rights: Rights


@dataclass(frozen=True)
class Taking:
    """A record on its way in, its id, and, once it is known to be wanted, its match row or why there is none."""

    record: Record
    local_id: str
    hash: str = ""
    row: MatchRow | None = None
    failure: str = ""
    remarks: tuple[Remark, ...] = ()
    is_named_by_content: bool = False


class Taker:
    """Takes the records of one load; `begin` and `end` stand round each batch, within its transaction.

    `withheld`: how many records of the batch may not be passed on any more, as they are now.
    """

    def __init__(self, catalogue: Catalogue, origin: Origin, report: LoadReport, seen: Seen) -> None:
        self._catalogue = catalogue
        self._member = origin.member
        self._crosswalk = origin.crosswalk
        self._rights = origin.rights
        self._report = report
        self._seen = seen
        self._load = 0
        self._touched: dict[str, None] = {}
        self._stale: set[Thing] = set()
        self._last_chance = False
        self.withheld = 0

    def begin(self, load: int) -> None:
        """Begin a batch of the load with this number."""
        self._load = load
        self._touched = {}
        self._stale = set()
        self.withheld = 0

    def end(self) -> set[Thing]:
        """End a batch: make live and gone what its records left so, and return what became stale."""
        return self._stale | settle(self._catalogue, self._touched)

    def prepare(self, taking: Taking) -> Taking:
        """Return the record with its hash and, unless the catalogue has it, its match row; writes nothing."""
        prepared = replace(taking, hash=hash_bytes(taking.record.raw))
        if not taking.local_id or taking.record.deleted or kind_of(taking.record) != "bibliographic":
            return prepared
        head = self._catalogue.record_table.head(self._member.code, taking.local_id)
        if head is not None and self._arrival(prepared).is_as(head):
            return prepared
        return self._converted(prepared)

    def _converted(self, taking: Taking) -> Taking:
        try:
            description = self._crosswalk.convert(taking.record, taking.local_id)
            return replace(taking, row=match_row(description), remarks=description.remarks)
        except RECORD_ERRORS as error:
            return replace(taking, failure=f"The record could not be converted: {type(error).__name__}: {error}")

    def _arrival(self, taking: Taking) -> Arrival:
        record = taking.record
        return Arrival(
            self._member.code,
            taking.local_id,
            record.format,
            record.carrier,
            record.encoding,
            record.raw,
            taking.hash,
            "deleted" if record.deleted else "live",
        )

    def take(self, taking: Taking) -> None:
        """Take one record and count what became of it; of several with one id in a load the last counts."""
        before = self._seen.outcome(taking.local_id)
        arrival = self._arrival(taking)
        head = self._catalogue.record_table.head(arrival.member, arrival.local_id)
        if head is not None and self._waits(arrival, head, before):
            if before is not None:
                self._report.count(DUPLICATE)
            if before == str(UNCHANGED):
                self._report.outcomes[before] -= 1
            self._seen.put(arrival.local_id, PUT_OFF, _packed(taking.record))
            return
        outcome = self._take(taking, arrival, head)
        if before is not None:
            outcome = self._again(arrival, head, before, outcome)
        self._seen.put(arrival.local_id, str(outcome))
        self._report.count(outcome)

    def _waits(self, arrival: Arrival, head: RecordHead, before: str | None) -> bool:
        """Return whether these bytes were once replaced by a later record of the same file: so may they be now."""
        if self._last_chance or before not in {None, PUT_OFF, str(UNCHANGED)} or arrival.is_as(head):
            return False
        return self._catalogue.record_table.is_superseded(head.n, arrival.hash)

    def _again(self, arrival: Arrival, head: RecordHead | None, before: str, outcome: Outcome) -> Outcome:
        """Count the earlier record of this id as a duplicate, and return what both together did."""
        self._report.count(DUPLICATE)
        if before == PUT_OFF:
            return outcome
        self._report.outcomes[before] -= 1
        if head is not None and head.hash != arrival.hash:
            self._catalogue.record_table.supersede(head.n, head.hash)
        return NET.get((before, str(outcome)), outcome)

    def put_off(self) -> Iterator[Taking]:
        """Yield the records that nothing replaced after all; from here on they are taken."""
        self._last_chance = True
        for local_id, packed in self._seen.put_off():
            self._seen.forget(local_id)
            yield Taking(_unpacked(packed), local_id)

    def _take(self, taking: Taking, arrival: Arrival, head: RecordHead | None) -> Outcome:
        if head is not None and arrival.is_as(head):
            return UNCHANGED
        if arrival.state == "deleted":
            return self._take_deletion(arrival, head)
        if taking.row is None and not taking.failure:
            # Unchanged when it was prepared, but an earlier record of the batch has changed what stands there.
            taking = self._converted(taking)
        if taking.row is None:
            return self._fail(taking)
        if taking.remarks:
            self._warn(taking)
        arrival = replace(arrival, restricted=self._rights.decide(taking.record).restricted)
        self._report.restricted += arrival.restricted
        if head is None:
            return self._add(arrival, taking, taking.row)
        return self._change(arrival, head, taking, taking.row)

    def _take_deletion(self, arrival: Arrival, head: RecordHead | None) -> Outcome:
        if head is None:
            return NOT_HELD
        if head.state == "deleted":
            return UNCHANGED
        self._leave(head)
        self._catalogue.record_table.update(head.n, arrival, load=self._load, instance=head.instance)
        return DELETED

    def _fail(self, taking: Taking) -> Outcome:
        record = taking.record
        self._catalogue.load_table.add_problem(
            self._load,
            ProblemRow(
                "damaged",
                NOT_CONVERTED.reason,
                taking.failure,
                record.file,
                record.offset,
                record.number,
                taking.local_id,
                record.raw,
            ),
        )
        return NOT_CONVERTED

    def _warn(self, taking: Taking) -> None:
        """Report what is no address in a record; of a load only so many such records are kept, all are counted."""
        self._report.warnings[NO_ADDRESS] += 1
        if self._report.warnings[NO_ADDRESS] <= MOST_WARNINGS:
            problem = address_problem(taking.record, taking.local_id, taking.remarks)
            self._catalogue.load_table.add_problem(self._load, ProblemRow(*problem))

    def _add(self, arrival: Arrival, taking: Taking, row: MatchRow) -> Outcome:
        placing = place(self._catalogue, row)
        number = self._catalogue.record_table.insert(arrival, load=self._load, instance=placing.instance)
        self._number(number, taking)
        remember(self._catalogue, number, row, placing.decision)
        self._touch(placing.instance)
        self._report.joined += placing.joined
        return NEW

    def _change(self, arrival: Arrival, head: RecordHead, taking: Taking, row: MatchRow) -> Outcome:
        self.withheld += arrival.restricted and self._catalogue.record_table.is_shared(head.n)
        self._leave(head)
        placing = replace_in_clusters(self._catalogue, head, row, self._load)
        self._catalogue.record_table.update(head.n, arrival, load=self._load, instance=placing.instance)
        self._number(head.n, taking)
        remember(self._catalogue, head.n, row, placing.decision)
        self._stale |= placing.bent
        self._touch(placing.instance)
        self._report.joined += placing.joined
        return CHANGED if head.state == "live" else NEW

    def _number(self, number: int, taking: Taking) -> None:
        """Remember the numbers by which holdings records may name the record, and what it says of holdings itself."""
        numbers = numbers_of(taking.record) - {taking.local_id}
        self._catalogue.separate_table.set_numbers(number, self._member.code, numbers)
        keep_holdings(self._catalogue, number, taking.record)

    def sweep(self, head: RecordHead) -> None:
        """Delete a record that a complete run did not bring."""
        self._leave(head)
        self._catalogue.record_table.delete(head.n, load=self._load)

    def _leave(self, head: RecordHead) -> None:
        self._catalogue.record_table.keep(head.n, self._load)
        forget(self._catalogue, head.n)
        self._touch(head.instance)

    def _touch(self, instance: str) -> None:
        self._touched[instance] = None
        self._stale |= things_of(self._catalogue, instance)


def _packed(record: Record) -> bytes:
    head = json.dumps(
        [record.carrier, record.format, record.encoding, record.file, record.offset, record.number]
    ).encode()
    return struct.pack("<I", len(head)) + head + record.raw


def _unpacked(packed: bytes) -> Record:
    (length,) = struct.unpack_from("<I", packed)
    carrier, format_, encoding, file, offset, number = json.loads(packed[4 : 4 + length])
    record = read_stored(packed[4 + length :], carrier=carrier, format=format_, encoding=encoding)
    return record._replace(file=file, offset=offset, number=number, problems=())
