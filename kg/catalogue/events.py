"""The event log: one growing number, and the things that each event makes stale."""

import json
from collections.abc import Iterable, Mapping

from kg.catalogue.clock import now
from kg.catalogue.database import Database
from kg.catalogue.rows import Thing

__all__ = ["EventLog"]


class EventLog:
    """The tables event and event_thing."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def last(self) -> int:
        """Return the number of the last event, 0 when there is none."""
        return int(self._db.value("SELECT coalesce(max(seq), 0) FROM event"))

    def last_withholding(self, upto: int) -> int:
        """Return the last event, not after `upto`, by which records may not be passed on any more, 0 for none."""
        return int(
            self._db.value(
                "SELECT coalesce(max(seq), 0) FROM event WHERE kind = 'rights' AND seq <= ?"
                " AND json_extract(payload, '$.withheld') > 0",
                (upto,),
            )
        )

    def append_rights(
        self, things: Iterable[Thing], who: str, member: str, *, withheld: int = 0, released: int = 0
    ) -> int:
        """Append that so many of a member's records may not be passed on any more, or may now; return its number."""
        return self.append(things, "rights", who, {"member": member, "withheld": withheld, "released": released})

    def append(self, things: Iterable[Thing], kind: str, who: str, payload: Mapping[str, object] | None = None) -> int:
        """Append an event that makes `things` stale, and return its number."""
        with self._db.transaction():
            seq = self._db.write(
                "INSERT INTO event (at, who, kind, payload) VALUES (?, ?, ?, ?)",
                (now(), who, kind, json.dumps(payload or {}, ensure_ascii=False, sort_keys=True)),
            )
            self._db.write_many(
                "INSERT OR IGNORE INTO event_thing (seq, kind, id) VALUES (?, ?, ?)",
                [(seq, thing.kind, thing.id) for thing in sorted(set(things), key=lambda t: (t.kind, t.id))],
            )
        return seq

    def stale(self, after: int, limit: int) -> list[tuple[int, Thing]]:
        """Return what the events after `after` made stale, in order; whole events only, so a few more than `limit`."""
        rows = self._db.rows(
            "SELECT seq, kind, id FROM event_thing WHERE seq > ?1 AND seq <= coalesce("
            "(SELECT seq FROM event_thing WHERE seq > ?1 ORDER BY seq LIMIT 1 OFFSET ?2), 9223372036854775807)"
            " ORDER BY seq, kind, id",
            (after, max(limit - 1, 0)),
        )
        return [(seq, Thing(kind, id_)) for seq, kind, id_ in rows]
