"""The audit trail: who did what to which thing, when and from where; the database lets nobody change a line of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.catalogue.clock import now
from kg.catalogue.database import Database, Row
from kg.errors import NotFoundError

__all__ = ["Actor", "AuditFilter", "AuditRow", "AuditTable"]

COLUMNS = "n, at, who, action, what, detail, client, event"
PAGE = 2000


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, and from where: a client's network address, or "" for this machine's command line."""

    name: str
    client: str = ""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line: `what` names the thing, `detail` what else there is to say, `event` the event made (0: none)."""

    n: int
    at: str
    who: str
    action: str
    what: str
    detail: Mapping[str, Any] = field(default_factory=dict)  # JSON of whatever shape the action has
    client: str = ""
    event: int = 0


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which lines are wanted; "" is all. `what` is a part of a thing's name or of the details."""

    who: str = ""
    action: str = ""
    what: str = ""


class AuditTable:
    """The table audit."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def append(
        self, actor: Actor, action: str, what: str, detail: Mapping[str, object] | None = None, *, event: int = 0
    ) -> int:
        """Write a line and return its number; in a transaction with the act, so that neither is without the other."""
        return self._db.write(
            "INSERT INTO audit (at, who, action, what, detail, client, event) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                now(),
                actor.name,
                action,
                what,
                json.dumps(detail or {}, ensure_ascii=False, sort_keys=True),
                actor.client,
                event,
            ),
        )

    def rows(self, wanted: AuditFilter, *, limit: int = -1, skip: int = 0) -> list[AuditRow]:
        """Return lines, the latest first."""
        found = self._db.rows(
            f"SELECT {COLUMNS} FROM audit WHERE {_WHERE} ORDER BY n DESC LIMIT ?4 OFFSET ?5",  # noqa: S608 - constants
            (*_values(wanted), limit, skip),
        )
        return [_row(row) for row in found]

    def every(self, wanted: AuditFilter) -> Iterator[AuditRow]:
        """Yield lines, the latest first, however many there are; those written meanwhile are not among them."""
        before = int(self._db.value("SELECT coalesce(max(n), 0) + 1 FROM audit"))
        while found := self._db.rows(
            f"SELECT {COLUMNS} FROM audit WHERE {_WHERE} AND n < ?4 ORDER BY n DESC LIMIT ?5",  # noqa: S608 - constants
            (*_values(wanted), before, PAGE),
        ):
            yield from map(_row, found)
            before = found[-1][0]

    def get(self, number: int) -> AuditRow:
        """Return one line; raise NotFoundError."""
        row = self._db.row(f"SELECT {COLUMNS} FROM audit WHERE n = ?", (number,))  # noqa: S608 - a constant
        if row is None:
            raise NotFoundError(f"There is no line {number} in the audit trail.")
        return _row(row)

    def count(self, wanted: AuditFilter) -> int:
        """Return how many lines there are."""
        return int(self._db.value(f"SELECT count(*) FROM audit WHERE {_WHERE}", _values(wanted)))  # noqa: S608 - a constant

    def actions(self) -> list[str]:
        """Return the actions that there are lines of."""
        return [action for (action,) in self._db.rows("SELECT DISTINCT action FROM audit ORDER BY action")]


_WHERE = (
    "(?1 = '' OR who = ?1) AND (?2 = '' OR action = ?2) AND (?3 = '' OR instr(what, ?3) > 0 OR instr(detail, ?3) > 0)"
)


def _values(wanted: AuditFilter) -> tuple[str, str, str]:
    return wanted.who, wanted.action, wanted.what


def _row(row: Row) -> AuditRow:
    n, at, who, action, what, detail, client, event = row
    return AuditRow(n, at, who, action, what, json.loads(detail), client, event)
