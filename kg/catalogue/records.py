"""Source records as they were received, and what each load changed of them."""

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.catalogue.clock import now
from kg.catalogue.database import Database, Row
from kg.catalogue.rows import RecordHead, StoredRecord

__all__ = ["Arrival", "RecordTable", "Version", "hash_bytes"]

COLUMNS = "member, local_id, format, carrier, encoding, raw, hash, state, load, received, instance, n, restricted"
HEAD = "n, member, local_id, format, carrier, encoding, hash, state, load, instance"
PAGE = 1000
_RAW, _RESTRICTED = (COLUMNS.split(", ").index(name) for name in ("raw", "restricted"))


@dataclass(frozen=True, slots=True)
class Arrival:
    """A record as a load brings it; `state` is live, or deleted for a deletion; `restricted` as its member decides."""

    member: str
    local_id: str
    format: str
    carrier: str
    encoding: str
    raw: bytes
    hash: str
    state: str = "live"
    restricted: bool = False

    def is_as(self, head: RecordHead) -> bool:
        """Return whether the catalogue has exactly this already."""
        return (self.hash, self.state, self.format, self.carrier, self.encoding) == (
            head.hash,
            head.state,
            head.format,
            head.carrier,
            head.encoding,
        )


@dataclass(frozen=True, slots=True)
class Version:
    """What a load found of a record (`prior`: anything at all) and where it put it.

    `row` and `keys` are what the matcher knew of it then.
    """

    record: int
    prior: bool
    state: str
    instance: str
    put_into: str
    row: str
    keys: bytes


def hash_bytes(raw: bytes) -> str:
    """Return the SHA-256 of a record's bytes."""
    return hashlib.sha256(raw).hexdigest()


class RecordTable:
    """The tables record, record_version and superseded."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def head(self, member: str, local_id: str) -> RecordHead | None:
        """Return a record without its bytes, or None."""
        row = self._db.row(
            f"SELECT {HEAD} FROM record WHERE member = ? AND local_id = ?",  # noqa: S608 - a constant
            (member, local_id),
        )
        return None if row is None else RecordHead(*row)

    def head_of(self, number: int) -> RecordHead:
        """Return the record with this number, without its bytes."""
        row = self._db.row(f"SELECT {HEAD} FROM record WHERE n = ?", (number,))  # noqa: S608 - a constant
        assert row is not None  # noqa: S101 - numbers come from this database, whose records are never deleted
        return RecordHead(*row)

    def is_there(self, number: int) -> bool:
        """Return whether there is a live record with this number."""
        return self._db.row("SELECT 1 FROM record WHERE n = ? AND state = 'live'", (number,)) is not None

    def get(self, member: str, local_id: str) -> StoredRecord | None:
        """Return a record, or None."""
        row = self._db.row(
            f"SELECT {COLUMNS} FROM record WHERE member = ? AND local_id = ?",  # noqa: S608 - a constant
            (member, local_id),
        )
        return None if row is None else _stored(row)

    def get_number(self, number: int) -> StoredRecord:
        """Return the record with this number."""
        row = self._db.row(f"SELECT {COLUMNS} FROM record WHERE n = ?", (number,))  # noqa: S608 - a constant
        assert row is not None  # noqa: S101 - numbers come from this database, whose records are never deleted
        return _stored(row)

    def of_instance(self, instance: str) -> list[StoredRecord]:
        """Return the live records of an instance, in order of their first arrival."""
        rows = self._db.rows(
            f"SELECT {COLUMNS} FROM record WHERE instance = ? AND state = 'live' ORDER BY n",  # noqa: S608 - a constant
            (instance,),
        )
        return [_stored(row) for row in rows]

    def numbers_of(self, instance: str) -> list[int]:
        """Return the numbers of the live records of an instance, oldest first."""
        rows = self._db.rows("SELECT n FROM record WHERE instance = ? AND state = 'live' ORDER BY n", (instance,))
        return [number for (number,) in rows]

    def heads(self, member: str) -> Iterator[RecordHead]:
        """Yield the live records of a member without their bytes, oldest first."""
        after = 0
        while True:
            rows = self._db.rows(
                f"SELECT {HEAD} FROM record WHERE member = ? AND state = 'live' AND n > ? ORDER BY n LIMIT ?",  # noqa: S608 - a constant
                (member, after, PAGE),
            )
            yield from (RecordHead(*row) for row in rows)
            if len(rows) < PAGE:
                return
            after = rows[-1][0]

    def count_live(self, member: str) -> int:
        """Return the number of a member's live records."""
        return int(self._db.value("SELECT count(*) FROM record WHERE member = ? AND state = 'live'", (member,)))

    def by_member(self) -> dict[str, int]:
        """Return the number of live records of each member that has any."""
        return dict(self._db.rows("SELECT member, count(*) FROM record WHERE state = 'live' GROUP BY member"))

    def restricted_by_member(self) -> dict[str, int]:
        """Return the number of live records that may not be passed on, of each member that has any."""
        return dict(
            self._db.rows("SELECT member, count(*) FROM record WHERE restricted = 1 AND state = 'live' GROUP BY member")
        )

    def page(self, member: str, after: int, limit: int) -> list[StoredRecord]:
        """Return the first live records of a member whose numbers are greater than `after`, oldest first."""
        rows = self._db.rows(
            f"SELECT {COLUMNS} FROM record WHERE member = ? AND state = 'live' AND n > ? ORDER BY n LIMIT ?",  # noqa: S608 - a constant
            (member, after, limit),
        )
        return [_stored(row) for row in rows]

    def kinds(self, member: str) -> list[tuple[str, str, str, int]]:
        """Return format, carrier and encoding of a member's live records, with how many are so."""
        rows = self._db.rows(
            "SELECT format, carrier, encoding, count(*) FROM record WHERE member = ? AND state = 'live'"
            " GROUP BY format, carrier, encoding ORDER BY format, carrier, encoding",
            (member,),
        )
        return [(format_, carrier, encoding, records) for format_, carrier, encoding, records in rows]

    def span(self, member: str) -> tuple[int, int, int]:
        """Return how many live records a member has, and the least and greatest of their numbers; zeros for none."""
        row = self._db.row("SELECT count(*), min(n), max(n) FROM record WHERE member = ? AND state = 'live'", (member,))
        return (row[0], row[1], row[2]) if row and row[0] else (0, 0, 0)

    def decided_otherwise(self, member: str, after: int, limit: int, *, restricted: bool) -> list[int]:
        """Return the numbers of a member's live records beyond `after` that are not as `restricted` says."""
        rows = self._db.rows(
            "SELECT n FROM record WHERE member = ? AND state = 'live' AND n > ? AND restricted <> ? ORDER BY n LIMIT ?",
            (member, after, int(restricted), limit),
        )
        return [number for (number,) in rows]

    def is_shared(self, number: int) -> bool:
        """Return whether a record is live and may be passed on."""
        return (
            self._db.row("SELECT 1 FROM record WHERE n = ? AND state = 'live' AND restricted = 0", (number,))
            is not None
        )

    def restrict(self, numbers: Sequence[int], *, restricted: bool) -> None:
        """Say of records that they may not be passed on, or that they may."""
        self._db.write_many(
            "UPDATE record SET restricted = ? WHERE n = ?", [(int(restricted), number) for number in numbers]
        )

    def insert(self, arrival: Arrival, *, load: int, instance: str) -> int:
        """Store a record that was never seen, and return its number."""
        with self._db.transaction():
            number = self._db.write(
                "INSERT INTO record (member, local_id, format, carrier, encoding, raw, hash, state, load, received,"
                " instance, restricted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    arrival.member,
                    arrival.local_id,
                    arrival.format,
                    arrival.carrier,
                    arrival.encoding,
                    zlib.compress(arrival.raw),
                    arrival.hash,
                    arrival.state,
                    load,
                    now(),
                    instance,
                    int(arrival.restricted),
                ),
            )
            self._db.write(
                "INSERT INTO record_version (load, record, prior, put_into) VALUES (?, ?, 0, ?)",
                (load, number, instance),
            )
        return number

    def update(self, number: int, arrival: Arrival, *, load: int, instance: str) -> None:
        """Replace a record by what arrived; `keep` must have been called before."""
        with self._db.transaction():
            self._db.write(
                "UPDATE record SET format = ?, carrier = ?, encoding = ?, raw = ?, hash = ?, state = ?, load = ?,"
                " received = ?, instance = ?, restricted = ? WHERE n = ?",
                (
                    arrival.format,
                    arrival.carrier,
                    arrival.encoding,
                    zlib.compress(arrival.raw),
                    arrival.hash,
                    arrival.state,
                    load,
                    now(),
                    instance,
                    int(arrival.restricted),
                    number,
                ),
            )
            self._db.write(
                "UPDATE record_version SET put_into = ? WHERE load = ? AND record = ?", (instance, load, number)
            )

    def delete(self, number: int, *, load: int) -> None:
        """Make a record deleted without new bytes; `keep` must have been called before."""
        self._db.write("UPDATE record SET state = 'deleted', load = ?, received = ? WHERE n = ?", (load, now(), number))

    def keep(self, number: int, load: int) -> None:
        """Keep a record, with what the matcher knows of it, as it stood before this load changes it."""
        self._db.write(
            "INSERT OR IGNORE INTO record_version (load, record, prior, format, carrier, encoding, raw, hash, state,"
            " of_load, received, instance, row, keys, put_into)"
            " SELECT ?, n, 1, format, carrier, encoding, raw, hash, state, load, received, instance,"
            " coalesce(match_row.row, ''), coalesce(match_row.keys, x''), instance"
            " FROM record LEFT JOIN match_row ON match_row.record = record.n WHERE n = ?",
            (load, number),
        )

    def move(self, number: int, instance: str) -> None:
        """Put a record into another instance, as a person decided."""
        self._db.write("UPDATE record SET instance = ? WHERE n = ?", (instance, number))

    def versions(self, load: int) -> Iterator[Version]:
        """Yield what a load changed, in order of the records' first arrival."""
        after = 0
        while True:
            rows = self._db.rows(
                "SELECT record, prior, state, instance, put_into, row, keys FROM record_version"
                " WHERE load = ? AND record > ? ORDER BY record LIMIT ?",
                (load, after, PAGE),
            )
            for record, prior, *rest in rows:
                yield Version(record, bool(prior), *rest)
            if len(rows) < PAGE:
                return
            after = rows[-1][0]

    def restore(self, load: int, number: int, instance: str) -> None:
        """Bring back what stood before a load; a record that did not stand there becomes deleted."""
        with self._db.transaction():
            self._db.write(
                "UPDATE record SET (format, carrier, encoding, raw, hash, state, load, received)"
                " = (SELECT format, carrier, encoding, raw, hash, state, of_load, received FROM record_version"
                " WHERE load = ?1 AND record = ?2), instance = ?3 WHERE n = ?2 AND EXISTS"
                " (SELECT 1 FROM record_version WHERE load = ?1 AND record = ?2 AND prior = 1)",
                (load, number, instance),
            )
            self._db.write(
                "UPDATE record SET state = 'deleted' WHERE n = ?2 AND EXISTS"
                " (SELECT 1 FROM record_version WHERE load = ?1 AND record = ?2 AND prior = 0)",
                (load, number),
            )

    def changed_later(self, load: int, limit: int) -> list[tuple[int, str, str]]:
        """Return (load, member, local id) of records of this load that a later load, not undone, changed again."""
        rows = self._db.rows(
            "SELECT later.load, record.member, record.local_id FROM record_version AS this"
            " JOIN record_version AS later ON later.record = this.record AND later.load > this.load"
            " JOIN load ON load.id = later.load AND load.state <> 'undone'"
            " JOIN record ON record.n = this.record WHERE this.load = ? ORDER BY later.load, record.n LIMIT ?",
            (load, limit),
        )
        return [(later, member, local_id) for later, member, local_id in rows]

    def supersede(self, number: int, hash_: str) -> None:
        """Remember that bytes with this hash were replaced by a later record of the same load."""
        self._db.write("INSERT OR IGNORE INTO superseded (record, hash) VALUES (?, ?)", (number, hash_))

    def is_superseded(self, number: int, hash_: str) -> bool:
        """Return whether bytes with this hash were once replaced by a later record of the same load."""
        return self._db.row("SELECT 1 FROM superseded WHERE record = ? AND hash = ?", (number, hash_)) is not None


def _stored(row: Row) -> StoredRecord:
    values = list(row)
    values[_RAW], values[_RESTRICTED] = zlib.decompress(row[_RAW]), bool(row[_RESTRICTED])
    return StoredRecord(*values)
