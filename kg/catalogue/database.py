"""The SQLite file: connections (one a thread), transactions, and what an SQLite failure means to a reader."""

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from kg.errors import BusyError, ConflictError, StoreError

__all__ = ["APPLICATION_ID", "FILE_NAME", "SCHEMA_VERSION", "Database", "Row"]

FILE_NAME = "catalogue.db"
SCHEMA_VERSION = 4
APPLICATION_ID = 0x4C4D7563  # "LMuc", which `file` and we know a catalogue by
BUSY_SECONDS = 60.0

# A row as SQLite gives it: int, float, str, bytes or None in each place, as the statement says.
Row = tuple[Any, ...]


class _Local(threading.local):
    connection: sqlite3.Connection | None = None
    process: int = 0
    depth: int = 0


class Database:
    """One catalogue file; every thread, and every process after a fork, gets a connection of its own."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self._local = _Local()
        self._opened: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._process = os.getpid()

    @staticmethod
    def create(path: Path) -> None:
        """Make a new, empty catalogue file; it appears under its name only when it is whole."""
        if path.exists():
            raise ConflictError(f"{path} exists already; nothing was changed.")
        unfinished = path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        schema = files("kg.catalogue").joinpath("schema.sql").read_text(encoding="utf-8")
        try:
            connection = sqlite3.connect(unfinished, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(
                f"BEGIN; {schema}\nPRAGMA application_id = {APPLICATION_ID};"
                f" PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
            )
            connection.close()
        except sqlite3.Error as error:
            raise StoreError(f"{path} could not be made: {error}. Look at free space and permissions.") from error
        unfinished.replace(path)

    def check(self) -> None:
        """Raise StoreError unless the file is a catalogue that this program can use."""
        if not self.path.is_file():
            raise StoreError(f"{self.path.parent} is not a catalogue (no {FILE_NAME}): run `lianmu init DIR`.")
        try:
            application = self.value("PRAGMA application_id")
            version = self.value("PRAGMA user_version")
        except StoreError as error:
            if isinstance(error.__cause__, sqlite3.OperationalError):
                raise StoreError(
                    f"{self.path} cannot be opened: {error} Lianmu must be able to write in its folder, even to read."
                ) from error
            raise StoreError(
                f"{self.path} is not a catalogue: run `lianmu init DIR` in another folder. {error}"
            ) from error
        if application != APPLICATION_ID:
            raise StoreError(f"{self.path} is not a catalogue: run `lianmu init DIR` in another folder.")
        if version != SCHEMA_VERSION:
            age = "newer" if version > SCHEMA_VERSION else "older"
            raise StoreError(
                f"{self.path} was made by {'a' if age == 'newer' else 'an'} {age} Lianmu (schema {version}; this one"
                f" reads {SCHEMA_VERSION}). Use that Lianmu, or load the members' files into a new catalogue."
            )

    @property
    def connection(self) -> sqlite3.Connection:
        """Return this thread's connection, opened on first use."""
        local = self._local
        if local.connection is None or local.process != os.getpid():
            local.connection, local.process, local.depth = self._connect(), os.getpid(), 0
        return local.connection

    def _connect(self) -> sqlite3.Connection:
        mode = "ro" if self.read_only else "rw"
        uri = f"{self.path.resolve().as_uri()}?mode={mode}"
        try:
            connection = sqlite3.connect(
                uri,
                uri=True,
                isolation_level=None,
                timeout=BUSY_SECONDS,
                check_same_thread=False,
                cached_statements=256,
            )
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA cache_size = -32000")
            connection.execute("PRAGMA temp_store = FILE")
            if self.read_only:
                connection.execute("PRAGMA query_only = ON")
        except sqlite3.Error as error:
            raise self.failure(error) from error
        with self._lock:
            if self._process != os.getpid():
                # After a fork the parent's connections are not ours to close.
                self._opened, self._process = [], os.getpid()
            self._opened.append(connection)
        return connection

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            opened, self._opened = self._opened, []
        if self._process == os.getpid():
            for connection in opened:
                connection.close()
        self._local = _Local()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all writes within it durable together, or none; a nested one joins the one around it."""
        local = self._local
        connection = self.connection
        if local.depth:
            yield
            return
        if self.read_only:
            raise StoreError(f"{self.path} was opened to be read only; nothing was written.")
        self._run("BEGIN IMMEDIATE", connection)
        local.depth = 1
        try:
            yield
            self._run("COMMIT", connection)
        finally:
            local.depth = 0
            if connection.in_transaction:
                connection.rollback()

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Take back all writes within it at its end: what a dry run does."""
        connection = self.connection
        self._run("BEGIN IMMEDIATE", connection)
        self._local.depth = 1
        try:
            yield
        finally:
            self._local.depth = 0
            connection.rollback()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all reads within it see the same moment."""
        connection = self.connection
        if connection.in_transaction:
            yield
            return
        self._run("BEGIN", connection)
        try:
            yield
        finally:
            connection.rollback()

    def _run(self, statement: str, connection: sqlite3.Connection) -> None:
        try:
            connection.execute(statement)
        except sqlite3.Error as error:
            raise self.failure(error) from error

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Return all rows of a query."""
        try:
            return self.connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self.failure(error) from error

    def row(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        """Return the first row of a query, or None."""
        try:
            found: Row | None = self.connection.execute(sql, values).fetchone()
        except sqlite3.Error as error:
            raise self.failure(error) from error
        return found

    def value(self, sql: str, values: Sequence[object] = ()) -> Any:
        """Return the first value of the first row, or None."""
        found = self.row(sql, values)
        return None if found is None else found[0]

    def write(self, sql: str, values: Sequence[object] = ()) -> int:
        """Run a writing statement in a transaction and return the row id of what it inserted last."""
        with self.transaction():
            try:
                return self.connection.execute(sql, values).lastrowid or 0
            except sqlite3.Error as error:
                raise self.failure(error) from error

    def write_many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run a writing statement once for each row, in one transaction."""
        with self.transaction():
            try:
                self.connection.executemany(sql, rows)
            except sqlite3.Error as error:
                raise self.failure(error) from error

    def failure(self, error: sqlite3.Error) -> StoreError:
        """Return what an SQLite error means to a reader."""
        name = getattr(error, "sqlite_errorname", "") or ""
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return BusyError(f"Another process writes to {self.path}: wait for it to end and call again.")
        if name.startswith("SQLITE_FULL"):
            return StoreError(f"No space is left for {self.path}: make room and call again; nothing half is written.")
        if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
            return StoreError(f"{self.path} cannot be opened or written: look at its permissions. ({error})")
        return StoreError(f"{self.path}: {error} ({name or type(error).__name__}). Nothing half is written.")
