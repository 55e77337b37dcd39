"""How authorities and holdings, the records that describe no publication, come into the catalogue and go.

A load only stores them; what is found by them is made by the publisher (`kg/pipeline/authorities.py`). The holdings
of a bibliographic record: `catalogue.separate_table.holdings_of(member, local_id)`.
"""

from collections.abc import Iterator

from kg.catalogue import Arrival, Catalogue, Seen, SeparateHead, hash_bytes
from kg.errors import UsageError
from kg.pipeline.holdings import keep_holdings
from kg.pipeline.report import LoadReport, Outcome
from kg.records import Record, read_stored

__all__ = ["SEPARATE", "SeparateTaker", "number_anew", "numbers_of", "undo_separate"]

SEPARATE = ("authority", "holdings")
"""The kinds of records that are stored as records of their own."""

NEW, CHANGED, UNCHANGED, DELETED = Outcome("new"), Outcome("changed"), Outcome("unchanged"), Outcome("deleted")
DUPLICATE = Outcome("skipped", "duplicate-id")
NOT_HELD = Outcome("skipped", "deletion-of-unknown")
_NUMBERS = ("016", "035")


class SeparateTaker:
    """Takes the authorities and holdings of one load; `changed`: the batch under way has changed any."""

    def __init__(self, catalogue: Catalogue, member: str, report: LoadReport, seen: Seen) -> None:
        self._catalogue = catalogue
        self._table = catalogue.separate_table
        self._member = member
        self._report = report
        self._seen = seen
        self._load = 0
        self.changed = False

    def begin(self, load: int) -> None:
        """Begin a batch of the load with this number."""
        self._load = load
        self.changed = False

    def take(self, record: Record, local_id: str, kind: str) -> None:
        """Store one record and count what became of it; of several with one id in a load the last counts."""
        state = "deleted" if record.deleted else "live"
        arrival = Arrival(
            self._member,
            local_id,
            record.format,
            record.carrier,
            record.encoding,
            record.raw,
            hash_bytes(record.raw),
            state,
        )
        before = self._seen.outcome(_key(kind, local_id))
        outcome = self._take(arrival, kind)
        if outcome in {NEW, CHANGED} and kind == "holdings":
            head = self._table.head(self._member, kind, local_id)
            if head is not None:
                keep_holdings(self._catalogue, head.n, record, separate=True)
        if before is not None:
            self._report.count(DUPLICATE)
            self._report.outcomes[before] -= 1
            outcome = self._of_all(arrival, kind, outcome)
        self._seen.put(_key(kind, local_id), str(outcome))
        self._report.count(outcome)

    def _take(self, arrival: Arrival, kind: str) -> Outcome:
        head = self._table.head(arrival.member, kind, arrival.local_id)
        is_live = head is not None and head.state == "live"
        if head is not None and _is_as(arrival, head):
            return UNCHANGED
        if arrival.state == "deleted":
            if head is None:
                return NOT_HELD
            if not is_live:
                return UNCHANGED
            self._table.delete(head.n, load=self._load)
            self.changed = True
            return DELETED
        self._table.put(kind, arrival, load=self._load)
        self.changed = True
        return CHANGED if is_live else NEW

    def _of_all(self, arrival: Arrival, kind: str, last: Outcome) -> Outcome:
        """Return what all records of one id in this load did together."""
        head = self._table.head(arrival.member, kind, arrival.local_id)
        version = self._table.version(self._load, head.n) if head is not None else None
        if head is None or version is None:
            return last
        if not version.prior or version.state == "deleted":
            return NEW if head.state == "live" else NOT_HELD
        if head.state == "deleted":
            return DELETED
        return UNCHANGED if version.hash == head.hash else CHANGED

    def missing(self) -> Iterator[SeparateHead]:
        """Yield the live records of the member that the load did not bring."""
        heads = self._table.heads(self._member)
        return (head for head in heads if _key(head.kind, head.local_id) not in self._seen)


def _key(kind: str, local_id: str) -> str:
    # No local id has this character: it ends a subfield.
    return f"{kind}\x1f{local_id}"


def _is_as(arrival: Arrival, head: SeparateHead) -> bool:
    return (arrival.hash, arrival.state, arrival.format, arrival.carrier, arrival.encoding) == (
        head.hash,
        head.state,
        head.format,
        head.carrier,
        head.encoding,
    )


def undo_separate(catalogue: Catalogue, load: int, counts: dict[str, int]) -> bool:
    """Bring back the authorities and holdings that stood before a load, count them, and return whether any changed."""
    versions = catalogue.separate_table.versions(load)
    for version in versions:
        is_deleted = catalogue.separate_table.need(version.record).state == "deleted"
        catalogue.separate_table.restore(load, version.record)
        _keep_restored(catalogue, version.record)
        gone = not version.prior or version.state == "deleted"
        counts["removed" if gone else "revived" if is_deleted else "restored"] += 1
    return bool(versions)


def _keep_restored(catalogue: Catalogue, number: int) -> None:
    stored = catalogue.separate_table.need(number)
    if stored.kind == "holdings" and stored.state == "live":
        try:
            record = read_stored(stored.raw, carrier=stored.carrier, format=stored.format, encoding=stored.encoding)
        except UsageError:
            return
        keep_holdings(catalogue, number, record, separate=True)


def numbers_of(record: Record) -> frozenset[str]:
    """Return the numbers by which a holdings record of the same member may name a bibliographic record."""
    if record.format == "dublincore":
        return frozenset()
    found = [record.control("001"), *(text for tag in _NUMBERS for field in record.all(tag) for text in field.all("a"))]
    return frozenset(filter(None, (text.strip() for text in found)))


def number_anew(catalogue: Catalogue, number: int) -> None:
    """Find again the numbers of a bibliographic record that was brought back."""
    stored = catalogue.record_table.get_number(number)
    try:
        record = read_stored(stored.raw, carrier=stored.carrier, format=stored.format, encoding=stored.encoding)
    except UsageError:
        return
    catalogue.separate_table.set_numbers(number, stored.member, numbers_of(record) - {stored.local_id})
    keep_holdings(catalogue, number, record)
