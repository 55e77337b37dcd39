"""What one load has met so far, on disk and not in memory, apart from the catalogue."""

import sqlite3
from collections.abc import Iterator

__all__ = ["Seen"]

PAGE = 200


class Seen:
    """The local ids of one load, each with how the catalogue took it, and records put off until the end of the load."""

    def __init__(self) -> None:
        # An empty name is SQLite's private file, which disappears with the connection.
        self._connection = sqlite3.connect("", isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute(
            "CREATE TABLE seen (local_id TEXT PRIMARY KEY, outcome TEXT NOT NULL, later BLOB) WITHOUT ROWID"
        )

    def outcome(self, local_id: str) -> str | None:
        """Return how the record with this id was taken, or None when it has not been met."""
        row = self._connection.execute("SELECT outcome FROM seen WHERE local_id = ?", (local_id,)).fetchone()
        return None if row is None else str(row[0])

    def put(self, local_id: str, outcome: str, later: bytes | None = None) -> None:
        """Remember how a record was taken; `later` holds what is needed to take it at the end of the load."""
        self._connection.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?)", (local_id, outcome, later))

    def forget(self, local_id: str) -> None:
        """Let a local id be as if it had not been met."""
        self._connection.execute("DELETE FROM seen WHERE local_id = ?", (local_id,))

    def __contains__(self, local_id: str) -> bool:
        return self.outcome(local_id) is not None

    def put_off(self) -> Iterator[tuple[str, bytes]]:
        """Yield the records that were put off, by local id."""
        after = ""
        while True:
            rows = self._connection.execute(
                "SELECT local_id, later FROM seen WHERE later IS NOT NULL AND local_id > ? ORDER BY local_id LIMIT ?",
                (after, PAGE),
            ).fetchall()
            yield from rows
            if len(rows) < PAGE:
                return
            after = rows[-1][0]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
