"""Loads: what was read when, how it ended, and the problems that it met."""

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from kg.catalogue.clock import now
from kg.catalogue.database import Database, Row
from kg.catalogue.rows import LoadRow
from kg.errors import BusyError, NotFoundError

__all__ = ["LoadTable", "ProblemRow"]

COLUMNS = "id, member, files, started, finished, state, replace_all, complete, counts, note, event"
LOCK_NAME = "load.lock"
RAW_CAP = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """Something wrong in a file, with the bytes concerned (at most 1 MiB of them)."""

    severity: str
    reason: str
    message: str
    file: str
    offset: int
    number: int
    local_id: str
    raw: bytes


class LoadTable:
    """The tables load and problem, and the lock that lets one load run at a time."""

    def __init__(self, database: Database) -> None:
        self._db = database

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the right to load; raise BusyError when another process has it. It ends with the process."""
        # SQLite's own lock on a file of its own: released by the system when the process is killed, on every system.
        path = self._db.path.parent / LOCK_NAME
        connection = sqlite3.connect(path, isolation_level=None, timeout=0)
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            connection.close()
            raise BusyError(
                f"Another load or undo is at work on {path.parent} ({error}): wait for it to end, then call again."
            ) from error
        try:
            self._end_interrupted()
            yield
        finally:
            connection.close()

    def recover(self) -> None:
        """Mark loads that were killed as failed; those of a living process are left alone."""
        if self._db.value("SELECT 1 FROM load WHERE state = 'running' LIMIT 1") is None:
            return
        try:
            with self.lock():
                pass
        except BusyError:
            return

    def _end_interrupted(self) -> None:
        if self._db.value("SELECT 1 FROM load WHERE state = 'running' LIMIT 1") is not None:
            self._db.write(
                "UPDATE load SET state = 'failed', note = 'interrupted', finished = ? WHERE state = 'running'", (now(),)
            )

    def start(self, member: str, files: Sequence[str], who: str, *, replace_all: bool) -> int:
        """Record that a load begins, and return its number."""
        return self._db.write(
            "INSERT INTO load (member, files, who, started, state, replace_all) VALUES (?, ?, ?, ?, 'running', ?)",
            (member, json.dumps(list(files), ensure_ascii=False), who, now(), int(replace_all)),
        )

    def save_counts(self, load: int, counts: Mapping[str, int]) -> None:
        """Record how far a load has come."""
        self._db.write("UPDATE load SET counts = ? WHERE id = ?", (json.dumps(dict(counts)), load))

    def finish(self, load: int, state: str, *, complete: bool = False, note: str = "") -> None:
        """Record how a load ended."""
        self._db.write(
            "UPDATE load SET state = ?, complete = ?, note = ?, finished = ?,"
            " event = (SELECT coalesce(max(seq), 0) FROM event) WHERE id = ?",
            (state, int(complete), note, now(), load),
        )

    def mark_undone(self, load: int) -> None:
        """Record that a load was undone."""
        self._db.write("UPDATE load SET state = 'undone' WHERE id = ?", (load,))

    def get(self, load: int) -> LoadRow:
        """Return one load; raise NotFoundError."""
        row = self._db.row(f"SELECT {COLUMNS} FROM load WHERE id = ?", (load,))  # noqa: S608 - a constant
        if row is None:
            raise NotFoundError(f"There is no load {load}: `lianmu loads` lists them.")
        return _load_row(row)

    def all(self, member: str = "") -> list[LoadRow]:
        """Return the loads, the latest first, of one member where that is given."""
        rows = self._db.rows(
            f"SELECT {COLUMNS} FROM load WHERE ?1 = '' OR member = ?1 ORDER BY id DESC",  # noqa: S608 - a constant
            (member,),
        )
        return [_load_row(row) for row in rows]

    def add_problem(self, load: int, problem: ProblemRow) -> None:
        """Keep a problem with its bytes."""
        self._db.write(
            'INSERT INTO problem (load, severity, reason, message, file, "offset", number, local_id, raw)'
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                load,
                problem.severity,
                problem.reason,
                problem.message,
                problem.file,
                problem.offset,
                problem.number,
                problem.local_id,
                zlib.compress(problem.raw[:RAW_CAP]) if problem.raw else b"",
            ),
        )

    def problems(self, load: int, limit: int = -1) -> list[ProblemRow]:
        """Return a load's problems, in the order they were met."""
        rows = self._db.rows(
            'SELECT severity, reason, message, file, "offset", number, local_id, raw FROM problem WHERE load = ?'
            " ORDER BY n LIMIT ?",
            (load, limit),
        )
        return [_problem(row) for row in rows]


def _load_row(row: Row) -> LoadRow:
    id_, member, files, started, finished, state, replace_all, complete, counts, note, event = row
    return LoadRow(
        id=id_,
        member=member,
        files=tuple(json.loads(files)),
        started=started,
        finished=finished,
        state=state,
        replace_all=bool(replace_all),
        complete=bool(complete),
        counts=json.loads(counts),
        note=note,
        event=event,
    )


def _problem(row: Row) -> ProblemRow:
    severity, reason, message, file, offset, number, local_id, raw = row
    return ProblemRow(severity, reason, message, file, offset, number, local_id, zlib.decompress(raw) if raw else b"")
