"""Authorities and holdings, the records that describe no publication, as they were received, and what loads changed.

The holdings records of a bibliographic record are `SeparateTable.holdings_of(member, local_id)`: those of the same
member that name its local id, or another of its numbers (001, 016, 035), in 004 or 014, whichever came first.
"""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.catalogue.clock import now
from kg.catalogue.database import Database, Row
from kg.catalogue.records import Arrival
from kg.errors import NotFoundError

__all__ = ["SeparateHead", "SeparateRecord", "SeparateTable", "SeparateVersion"]

COLUMNS = "n, member, kind, local_id, format, carrier, encoding, raw, hash, state, load, received, restricted"
HEAD = "n, member, kind, local_id, format, carrier, encoding, hash, state, load"
PAGE = 1000
_RAW, _RESTRICTED = (COLUMNS.split(", ").index(name) for name in ("raw", "restricted"))


@dataclass(frozen=True, slots=True)
class SeparateRecord:
    """An authority or a holdings record (`kind`) as it was received. `state`: live or deleted."""

    n: int
    member: str
    kind: str
    local_id: str
    format: str
    carrier: str
    encoding: str
    raw: bytes
    hash: str
    state: str
    load: int
    received: str
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class SeparateHead:
    """An authority or a holdings record without its bytes."""

    n: int
    member: str
    kind: str
    local_id: str
    format: str
    carrier: str
    encoding: str
    hash: str
    state: str
    load: int


@dataclass(frozen=True, slots=True)
class SeparateVersion:
    """What a load found of such a record; `prior`: anything at all."""

    record: int
    prior: bool
    state: str
    hash: str


class SeparateTable:
    """The tables separate_record, separate_version, held_number and record_number."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def head(self, member: str, kind: str, local_id: str) -> SeparateHead | None:
        """Return a record without its bytes, or None."""
        row = self._db.row(
            f"SELECT {HEAD} FROM separate_record WHERE member = ? AND kind = ? AND local_id = ?",  # noqa: S608 - a constant
            (member, kind, local_id),
        )
        return None if row is None else SeparateHead(*row)

    def get(self, member: str, kind: str, local_id: str) -> SeparateRecord | None:
        """Return a record in whatever state, or None."""
        row = self._db.row(
            f"SELECT {COLUMNS} FROM separate_record WHERE member = ? AND kind = ? AND local_id = ?",  # noqa: S608 - a constant
            (member, kind, local_id),
        )
        return None if row is None else _stored(row)

    def need(self, number: int) -> SeparateRecord:
        """Return the record with this number; raise NotFoundError."""
        row = self._db.row(f"SELECT {COLUMNS} FROM separate_record WHERE n = ?", (number,))  # noqa: S608 - a constant
        if row is None:
            raise NotFoundError(f"There is no authority or holdings record number {number}.")
        return _stored(row)

    def page(self, member: str, after: int, limit: int) -> list[SeparateRecord]:
        """Return the first live records of a member whose numbers are greater than `after`, oldest first."""
        rows = self._db.rows(
            f"SELECT {COLUMNS} FROM separate_record WHERE member = ? AND state = 'live' AND n > ?"  # noqa: S608 - a constant
            " ORDER BY n LIMIT ?",
            (member, after, limit),
        )
        return [_stored(row) for row in rows]

    def all(self, member: str) -> Iterator[SeparateRecord]:
        """Yield the live records of a member, oldest first."""
        after = 0
        while page := self.page(member, after, PAGE):
            yield from page
            after = page[-1].n

    def heads(self, member: str) -> Iterator[SeparateHead]:
        """Yield the live records of a member without their bytes, oldest first."""
        after = 0
        while True:
            rows = self._db.rows(
                f"SELECT {HEAD} FROM separate_record WHERE member = ? AND state = 'live' AND n > ? ORDER BY n LIMIT ?",  # noqa: S608 - a constant
                (member, after, PAGE),
            )
            yield from (SeparateHead(*row) for row in rows)
            if len(rows) < PAGE:
                return
            after = rows[-1][0]

    def count_live(self, member: str) -> int:
        """Return the number of a member's live records."""
        return int(
            self._db.value("SELECT count(*) FROM separate_record WHERE member = ? AND state = 'live'", (member,))
        )

    def by_kind(self, member: str = "") -> dict[str, int]:
        """Return the number of live records of each kind, of one member where that is given."""
        return dict(
            self._db.rows(
                "SELECT kind, count(*) FROM separate_record WHERE state = 'live' AND (?1 = '' OR member = ?1)"
                " GROUP BY kind",
                (member,),
            )
        )

    def put(self, kind: str, arrival: Arrival, *, load: int) -> int:
        """Store a record, in the place of the one of the same member, kind and id, and return its number."""
        with self._db.transaction():
            head = self.head(arrival.member, kind, arrival.local_id)
            if head is not None:
                self.keep(head.n, load)
            self._db.write(
                "INSERT INTO separate_record (member, kind, local_id, format, carrier, encoding, raw, hash, state,"
                " load, received, restricted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (member, kind, local_id) DO UPDATE SET format = excluded.format,"
                " carrier = excluded.carrier, encoding = excluded.encoding, raw = excluded.raw, hash = excluded.hash,"
                " state = excluded.state, load = excluded.load, received = excluded.received,"
                " restricted = excluded.restricted, pending = 1",
                (
                    arrival.member,
                    kind,
                    arrival.local_id,
                    arrival.format,
                    arrival.carrier,
                    arrival.encoding,
                    zlib.compress(arrival.raw),
                    arrival.hash,
                    arrival.state,
                    load,
                    now(),
                    int(arrival.restricted),
                ),
            )
            stored = self.head(arrival.member, kind, arrival.local_id)
            assert stored is not None  # noqa: S101 - it was written above
            if head is None:
                self._db.write("INSERT INTO separate_version (load, record, prior) VALUES (?, ?, 0)", (load, stored.n))
        return stored.n

    def delete(self, number: int, *, load: int) -> None:
        """Make a record deleted, keeping what it was."""
        with self._db.transaction():
            self.keep(number, load)
            self._db.write(
                "UPDATE separate_record SET state = 'deleted', load = ?, received = ?, pending = 1 WHERE n = ?",
                (load, now(), number),
            )

    def keep(self, number: int, load: int) -> None:
        """Keep a record as it stood before this load changes it."""
        self._db.write(
            "INSERT OR IGNORE INTO separate_version (load, record, prior, format, carrier, encoding, raw, hash, state,"
            " of_load, received, restricted) SELECT ?, n, 1, format, carrier, encoding, raw, hash, state, load,"
            " received, restricted FROM separate_record WHERE n = ?",
            (load, number),
        )

    def version(self, load: int, number: int) -> SeparateVersion | None:
        """Return what a load found of a record, None where it did not change it."""
        row = self._db.row(
            "SELECT record, prior, state, hash FROM separate_version WHERE load = ? AND record = ?", (load, number)
        )
        return None if row is None else SeparateVersion(row[0], bool(row[1]), row[2], row[3])

    def versions(self, load: int) -> list[SeparateVersion]:
        """Return what a load changed, in order of the records' first arrival."""
        rows = self._db.rows(
            "SELECT record, prior, state, hash FROM separate_version WHERE load = ? ORDER BY record", (load,)
        )
        return [SeparateVersion(record, bool(prior), state, hash_) for record, prior, state, hash_ in rows]

    def restore(self, load: int, number: int) -> None:
        """Bring back what stood before a load; a record that did not stand there becomes deleted."""
        with self._db.transaction():
            self._db.write(
                "UPDATE separate_record SET (format, carrier, encoding, raw, hash, state, load, received, restricted)"
                " = (SELECT format, carrier, encoding, raw, hash, state, of_load, received, restricted"
                " FROM separate_version WHERE load = ?1 AND record = ?2), pending = 1 WHERE n = ?2 AND EXISTS"
                " (SELECT 1 FROM separate_version WHERE load = ?1 AND record = ?2 AND prior = 1)",
                (load, number),
            )
            self._db.write(
                "UPDATE separate_record SET state = 'deleted', pending = 1 WHERE n = ?2 AND EXISTS"
                " (SELECT 1 FROM separate_version WHERE load = ?1 AND record = ?2 AND prior = 0)",
                (load, number),
            )

    def changed_later(self, load: int, limit: int) -> list[tuple[int, str, str]]:
        """Return (load, member, local id) of records of this load that a later load, not undone, changed again."""
        return self._db.rows(
            "SELECT later.load, separate_record.member, separate_record.local_id FROM separate_version AS this"
            " JOIN separate_version AS later ON later.record = this.record AND later.load > this.load"
            " JOIN load ON load.id = later.load AND load.state <> 'undone'"
            " JOIN separate_record ON separate_record.n = this.record WHERE this.load = ?"
            " ORDER BY later.load, separate_record.n LIMIT ?",
            (load, limit),
        )

    # What has still to be made from the records as they are

    def pending(self, limit: int) -> list[SeparateRecord]:
        """Return some of the records, in whatever state, of which that has still to be made, oldest first."""
        rows = self._db.rows(
            f"SELECT {COLUMNS} FROM separate_record WHERE pending = 1 ORDER BY n LIMIT ?",  # noqa: S608 - a constant
            (limit,),
        )
        return [_stored(row) for row in rows]

    def is_pending(self) -> bool:
        """Return whether there are such records."""
        return self._db.row("SELECT 1 FROM separate_record WHERE pending = 1 LIMIT 1") is not None

    def set_done(self, number: int, *, restricted: bool) -> None:
        """Say that it was made of a record, and whether that may be passed on."""
        self._db.write("UPDATE separate_record SET pending = 0, restricted = ? WHERE n = ?", (int(restricted), number))

    def set_pending(self, member: str = "") -> None:
        """Say that it has to be made anew: of all records, or of a member's."""
        self._db.write("UPDATE separate_record SET pending = 1 WHERE ?1 = '' OR member = ?1", (member,))

    def found_wrongly(self) -> list[tuple[str, str, str]]:
        """Return kind, member and local id of deleted records that are still found by something, and do not wait."""
        return self._db.rows(
            "SELECT kind, member, local_id FROM separate_record WHERE state = 'deleted' AND pending = 0 AND"
            " (n IN (SELECT record FROM authority) OR n IN (SELECT holdings FROM held_number)) ORDER BY n LIMIT 1000"
        )

    def rules(self) -> str:
        """Return by which rules it was made."""
        return str(self._db.value("SELECT rules FROM authority_rules") or "")

    def set_rules(self, rules: str) -> None:
        """Say by which rules it is made."""
        self._db.write("INSERT OR REPLACE INTO authority_rules (one, rules) VALUES (1, ?)", (rules,))

    # Which bibliographic record a holdings record belongs to

    def set_held(self, holdings: int, member: str, numbers: Iterable[str]) -> None:
        """Replace the numbers by which a holdings record names what it belongs to."""
        with self._db.transaction():
            self._db.write("DELETE FROM held_number WHERE holdings = ?", (holdings,))
            self._db.write_many(
                "INSERT OR IGNORE INTO held_number (member, number, holdings) VALUES (?, ?, ?)",
                [(member, number, holdings) for number in numbers if number],
            )

    def set_numbers(self, record: int, member: str, numbers: Iterable[str]) -> None:
        """Replace the numbers that a bibliographic record has beside its local id."""
        with self._db.transaction():
            self._db.write("DELETE FROM record_number WHERE record = ?", (record,))
            self._db.write_many(
                "INSERT OR IGNORE INTO record_number (member, number, record) VALUES (?, ?, ?)",
                [(member, number, record) for number in numbers if number],
            )

    def holdings_of(self, member: str, local_id: str) -> list[SeparateRecord]:
        """Return the live holdings records that belong to a bibliographic record of the member, oldest first."""
        rows = self._db.rows(
            f"SELECT {COLUMNS} FROM separate_record WHERE state = 'live' AND n IN ("  # noqa: S608 - a constant
            " SELECT holdings FROM held_number WHERE member = ?1 AND number = ?2"
            " UNION SELECT held_number.holdings FROM record JOIN record_number ON record_number.record = record.n"
            " JOIN held_number ON held_number.member = ?1 AND held_number.number = record_number.number"
            " WHERE record.member = ?1 AND record.local_id = ?2) ORDER BY n",
            (member, local_id),
        )
        return [_stored(row) for row in rows]

    def held_by(self, holdings: int) -> list[int]:
        """Return the numbers of the live bibliographic records that a holdings record belongs to, oldest first."""
        rows = self._db.rows(
            "SELECT record.n FROM held_number JOIN record ON record.member = held_number.member"
            " AND record.local_id = held_number.number AND record.state = 'live' WHERE held_number.holdings = ?1"
            " UNION SELECT record.n FROM held_number JOIN record_number ON record_number.member = held_number.member"
            " AND record_number.number = held_number.number JOIN record ON record.n = record_number.record"
            " AND record.state = 'live' WHERE held_number.holdings = ?1 ORDER BY 1",
            (holdings,),
        )
        return [number for (number,) in rows]

    def without_bibliographic(self, member: str) -> list[str]:
        """Return the local ids of a member's live holdings records that belong to no live bibliographic record."""
        rows = self._db.rows(
            "SELECT n, local_id FROM separate_record WHERE member = ? AND kind = 'holdings' AND state = 'live'"
            " ORDER BY n",
            (member,),
        )
        return [local_id for number, local_id in rows if not self.held_by(number)]


def _stored(row: Row) -> SeparateRecord:
    values = list(row)
    values[_RAW], values[_RESTRICTED] = zlib.decompress(row[_RAW]), bool(row[_RESTRICTED])
    return SeparateRecord(*values)
