"""What the matcher keeps: rows, blocking keys, scored edges, and people's judgements."""

import struct
from collections.abc import Sequence

from kg.catalogue.clock import now
from kg.catalogue.database import Database

__all__ = ["MatchTable"]


class MatchTable:
    """The tables match_row, match_key, edge and judgement; records are named by their numbers."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def put(self, record: int, row: str, keys: Sequence[int]) -> None:
        """Keep the match row and the keys (signed, 64 bits) of a record that is live and was dropped before."""
        self.put_packed(record, row, struct.pack(f"<{len(keys)}q", *keys))

    def put_packed(self, record: int, row: str, packed: bytes) -> None:
        """Keep a match row and its keys as they were kept before."""
        keys = struct.unpack(f"<{len(packed) // 8}q", packed)
        with self._db.transaction():
            self._db.write("INSERT INTO match_row (record, row, keys) VALUES (?, ?, ?)", (record, row, packed))
            self._db.write_many(
                "INSERT OR IGNORE INTO match_key (key, record) VALUES (?, ?)", [(key, record) for key in keys]
            )

    def drop(self, record: int) -> None:
        """Forget the match row, keys, unjudged edges and doubts of a record that changes or goes."""
        packed = self._db.value("SELECT keys FROM match_row WHERE record = ?", (record,))
        if packed is None:
            return
        with self._db.transaction():
            keys = struct.unpack(f"<{len(packed) // 8}q", packed)
            self._db.write_many("DELETE FROM match_key WHERE key = ? AND record = ?", [(key, record) for key in keys])
            self._db.write("DELETE FROM match_row WHERE record = ?", (record,))
            self._db.write("DELETE FROM edge WHERE a = ? AND judgement = 'auto'", (record,))
            self._db.write("DELETE FROM edge WHERE b = ? AND judgement = 'auto'", (record,))
            self._db.write("DELETE FROM review WHERE a = ?", (record,))
            self._db.write("DELETE FROM review WHERE b = ?", (record,))

    def row(self, record: int) -> str | None:
        """Return a record's match row, or None."""
        found: str | None = self._db.value("SELECT row FROM match_row WHERE record = ?", (record,))
        return found

    def rows_of(self, instance: str, limit: int) -> list[tuple[int, str]]:
        """Return number and match row of the first live records of an instance."""
        rows = self._db.rows(
            "SELECT match_row.record, match_row.row FROM record JOIN match_row ON match_row.record = record.n"
            " WHERE record.instance = ? AND record.state = 'live' ORDER BY record.n LIMIT ?",
            (instance, limit),
        )
        return [(number, row) for number, row in rows]

    def with_keys(self, keys: Sequence[int], limit: int) -> dict[int, list[str]]:
        """Return for each blocking key the instances of the live records that have it, the oldest `limit` of them.

        One statement for all keys: most have no record, and the calls would cost more than the search.
        """
        if not keys:
            return {}
        part = "SELECT * FROM (SELECT key, record FROM match_key WHERE key = ? LIMIT ?)"
        rows = self._db.rows(
            "SELECT found.key, record.instance FROM ("  # noqa: S608 - constants, as many as there are keys
            + " UNION ALL ".join([part] * len(keys))
            + ") AS found JOIN record ON record.n = found.record",
            [value for key in keys for value in (key, limit)],
        )
        found: dict[int, list[str]] = {}
        for key, instance in rows:
            found.setdefault(key, []).append(instance)
        return found

    def work_with_key(self, key: int) -> str | None:
        """Return the oldest live work of a record that has a key, or None."""
        found: str | None = self._db.value(
            "SELECT work.id FROM match_key JOIN record ON record.n = match_key.record"
            " JOIN cluster AS instance ON instance.id = record.instance JOIN cluster AS work ON work.id = instance.work"
            " WHERE match_key.key = ? AND work.state = 'live' ORDER BY match_key.record LIMIT 1",
            (key,),
        )
        return found

    def put_edge(self, one: int, other: int, score: float, features: str) -> None:
        """Keep how alike two records were found, unless people judged them."""
        self._db.write(
            "INSERT INTO edge (a, b, score, features) VALUES (?, ?, ?, ?) ON CONFLICT (a, b) DO UPDATE"
            " SET score = excluded.score, features = excluded.features WHERE judgement = 'auto'",
            (min(one, other), max(one, other), score, features),
        )

    def edges(self, record: int) -> list[tuple[int, int, float, str, str]]:
        """Return a record's edges: the two records, score, features, judgement."""
        rows = self._db.rows(
            "SELECT a, b, score, features, judgement FROM edge WHERE a = ?1 OR b = ?1 ORDER BY a, b", (record,)
        )
        return [(a, b, score, features, judgement) for a, b, score, features, judgement in rows]

    def judge(self, kind: str, pairs: Sequence[tuple[int, int]], verdict: str, who: str) -> None:
        """Keep a person's verdict (same, different, unsure) on pairs; it replaces an earlier one.

        What is decided leaves the queue of pairs to be looked at; where somebody was unsure it is put aside there.
        """
        ordered = [(min(pair), max(pair)) for pair in pairs]
        with self._db.transaction():
            self._db.write_many(
                "INSERT OR REPLACE INTO judgement (kind, a, b, verdict, who, at) VALUES (?, ?, ?, ?, ?, ?)",
                [(kind, a, b, verdict, who, now()) for a, b in ordered],
            )
            if kind == "instance":
                self._db.write_many(
                    "INSERT INTO edge (a, b, score, features, judgement) VALUES (?, ?, 0, '{}', ?)"
                    " ON CONFLICT (a, b) DO UPDATE SET judgement = excluded.judgement",
                    [(a, b, verdict) for a, b in ordered],
                )
                done = "UPDATE review SET aside = 1" if verdict == "unsure" else "DELETE FROM review"
                self._db.write_many(f"{done} WHERE a = ? AND b = ?", ordered)

    def verdicts(self, kind: str) -> list[tuple[int, int, str]]:
        """Return all pairs that people judged, with the verdict, oldest numbers first."""
        rows = self._db.rows("SELECT a, b, verdict FROM judgement WHERE kind = ? ORDER BY a, b", (kind,))
        return [(a, b, verdict) for a, b, verdict in rows]

    def judged(self, kind: str, number: int) -> dict[int, str]:
        """Return the verdicts on one record (or instance) by the number of the other."""
        rows = self._db.rows(
            "SELECT b, verdict FROM judgement WHERE kind = ?1 AND a = ?2"
            " UNION ALL SELECT a, verdict FROM judgement WHERE kind = ?1 AND b = ?2",
            (kind, number),
        )
        return dict(rows)
