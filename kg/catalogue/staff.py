"""Staff: who may sign in to the staff pages, by a token, and the sessions that a sign-in opens.

A token has 256 random bits, so its SHA-256 can be kept as it is: a slow, salted hash protects what people choose
because it can be guessed, and this cannot. Tokens and session ids are looked up by their hash, so nothing secret is
compared with what was sent; the hash that is found is compared again in constant time.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kg.catalogue.database import Database, Row
from kg.errors import ConflictError, NotFoundError, UsageError

__all__ = ["LONGEST_TOKEN", "Session", "Staff", "StaffTable", "secret_hash"]

LONGEST_TOKEN = 100
TOTAL_HOURS = 12
TOUCH_SECONDS = 60
KEPT_DAYS = 90
COLUMNS = "n, name, member, created, expires, last_used, revoked"
NAME = re.compile(r"[^\W_](?:[\w.@ -]{0,62}[\w.])?")


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who may sign in until `expires`; `member` is the one library that they look after, "" for all."""

    n: int
    name: str
    member: str
    created: str
    expires: str
    last_used: str
    revoked: str

    def is_live(self, now: datetime) -> bool:
        """Return whether the token can be used."""
        return not self.revoked and now < datetime.fromisoformat(self.expires)


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in that goes on: whose, since when, and until when at the latest."""

    staff: Staff
    created: str
    expires: str


def secret_hash(secret: str) -> str:
    """Return what is kept of a token or of a session's id."""
    return hashlib.sha256(secret.encode()).hexdigest()


class StaffTable:
    """The tables staff and staff_session. `now` may be handed in, so that what time changes can be seen."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, name: str, *, member: str = "", days: float = 365, now: datetime | None = None) -> str:
        """Let a person in and return their token, which is kept nowhere.

        Raise UsageError for a name that cannot be one, ConflictError while a token of that name lives.
        """
        moment = now or datetime.now(UTC)
        if not NAME.fullmatch(name):
            raise UsageError(f"{name!r} cannot be a name: 1 to 64 letters, digits, '.', '-', '_', '@' and spaces.")
        if not 0 < days <= 3650:
            raise UsageError(f"A token lives for up to 3650 days, not {days}.")
        token = secrets.token_urlsafe(32)
        with self._db.transaction():
            earlier = self._by_name(name)
            if earlier is not None and earlier.is_live(moment):
                raise ConflictError(f"{name} has a token: `lianmu staff revoke` it first.")
            if earlier is not None:
                self._revoke(earlier.n, moment)
            self._db.write(
                "INSERT INTO staff (name, token_hash, member, created, expires) VALUES (?, ?, ?, ?, ?)",
                (name, secret_hash(token), member, _text(moment), _text(moment + timedelta(days=days))),
            )
        return token

    def all(self) -> list[Staff]:
        """Return everybody who ever had a token, the latest first."""
        return [Staff(*row) for row in self._db.rows(f"SELECT {COLUMNS} FROM staff ORDER BY n DESC")]  # noqa: S608 - a constant

    def revoke(self, name: str, now: datetime | None = None) -> None:
        """End a person's token and every session that it opened; raise NotFoundError."""
        with self._db.transaction():
            found = self._by_name(name)
            if found is None:
                raise NotFoundError(f"There is no token of {name}: `lianmu staff list` shows them.")
            self._revoke(found.n, now or datetime.now(UTC))

    def is_open(self, now: datetime | None = None) -> bool:
        """Return whether anybody could sign in."""
        moment = _text(now or datetime.now(UTC))
        return self._db.row("SELECT 1 FROM staff WHERE revoked = '' AND expires > ? LIMIT 1", (moment,)) is not None

    def sign_in(self, token: str, now: datetime | None = None) -> tuple[str, Session] | None:
        """Return a new session with its id for a live token, else None."""
        moment = now or datetime.now(UTC)
        found = self._by_token(token)
        if found is None or not found.is_live(moment):
            return None
        id_, begun, ends = secrets.token_urlsafe(32), _text(moment), _text(moment + timedelta(hours=TOTAL_HOURS))
        with self._db.transaction():
            self._db.write("UPDATE staff SET last_used = ? WHERE n = ?", (begun, found.n))
            self._db.write("DELETE FROM staff_session WHERE expires < ?", (_text(moment - timedelta(days=KEPT_DAYS)),))
            self._db.write(
                "INSERT INTO staff_session (id_hash, staff, created, last_seen, expires) VALUES (?, ?, ?, ?, ?)",
                (secret_hash(id_), found.n, begun, begun, ends),
            )
        return id_, Session(found, begun, ends)

    def session(self, id_: str, *, idle_minutes: float, now: datetime | None = None) -> Session | None:
        """Return the session with this id as long as it, and its token, lives."""
        moment = now or datetime.now(UTC)
        row = self._session_row(id_)
        if row is None:
            return None
        created, last_seen, expires, ended, *staff = row
        found = Staff(*staff)
        idle = moment - datetime.fromisoformat(last_seen)
        if ended or moment >= datetime.fromisoformat(expires) or not found.is_live(moment):
            return None
        return Session(found, created, expires) if idle < timedelta(minutes=idle_minutes) else None

    def touch(self, id_: str, now: datetime | None = None) -> None:
        """Note that a session is in use; more often than once a minute nothing is written."""
        moment = now or datetime.now(UTC)
        self._db_touch(secret_hash(id_), moment)

    def _db_touch(self, id_hash: str, moment: datetime) -> None:
        before = _text(moment - timedelta(seconds=TOUCH_SECONDS))
        if self._db.row("SELECT 1 FROM staff_session WHERE id_hash = ? AND last_seen <= ?", (id_hash, before)):
            self._db.write("UPDATE staff_session SET last_seen = ? WHERE id_hash = ?", (_text(moment), id_hash))

    def sign_out(self, id_: str, now: datetime | None = None) -> None:
        """End a session; one that is over or was never there stays so."""
        moment = _text(now or datetime.now(UTC))
        self._db.write(
            "UPDATE staff_session SET ended = ? WHERE id_hash = ? AND ended = ''", (moment, secret_hash(id_))
        )

    def _revoke(self, number: int, moment: datetime) -> None:
        self._db.write("UPDATE staff SET revoked = ? WHERE n = ?", (_text(moment), number))
        self._db.write("UPDATE staff_session SET ended = ? WHERE staff = ? AND ended = ''", (_text(moment), number))

    def _by_name(self, name: str) -> Staff | None:
        row = self._db.row(f"SELECT {COLUMNS} FROM staff WHERE name = ? AND revoked = ''", (name,))  # noqa: S608 - a constant
        return None if row is None else Staff(*row)

    def _by_token(self, token: str) -> Staff | None:
        if not token or len(token) > LONGEST_TOKEN or not token.isascii():
            return None
        wanted = secret_hash(token)
        row = self._db.row(f"SELECT token_hash, {COLUMNS} FROM staff WHERE token_hash = ?", (wanted,))  # noqa: S608 - a constant
        if row is None or not hmac.compare_digest(row[0], wanted):
            return None
        return Staff(*row[1:])

    def _session_row(self, id_: str) -> Row | None:
        if not id_ or len(id_) > LONGEST_TOKEN or not id_.isascii():
            return None
        wanted = secret_hash(id_)
        columns = ", ".join(f"staff.{name}" for name in COLUMNS.split(", "))
        row = self._db.row(
            f"SELECT id_hash, staff_session.created, last_seen, staff_session.expires, ended, {columns}"  # noqa: S608 - constants
            " FROM staff_session JOIN staff ON staff.n = staff_session.staff WHERE id_hash = ?",
            (wanted,),
        )
        return row[1:] if row is not None and hmac.compare_digest(row[0], wanted) else None


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
