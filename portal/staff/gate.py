"""The gate: whether there are staff pages at all, who is inside, and the catalogue that they work on."""

import threading

from kg.catalogue import Actor, Catalogue
from kg.catalogue.database import FILE_NAME
from kg.catalogue.staff import Session
from kg.errors import BusyError
from kg.pipeline.converting import Converter
from kg.settings import Settings
from portal.clients import Bucket
from portal.staff.cluster_desk import ClusterDesk
from portal.staff.desk import Desk

__all__ = ["TRIES", "Gate"]

# Failed sign-ins of one client: ten at once, then one each half minute. A token cannot be guessed; logs can be filled.
TRIES = 10
TRIES_PER_MINUTE = 2.0

# A reader of a page does not wait as long for the database as a load does.
_PATIENCE = "PRAGMA busy_timeout = 5000"
_NO_PATIENCE = "PRAGMA busy_timeout = 200"


class Gate:
    """The staff of one catalogue folder; its files are opened when somebody first asks."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._reading: Catalogue | None = None
        self._writing: Catalogue | None = None
        self._converter: Converter | None = None
        self.attempts = Bucket(TRIES, TRIES_PER_MINUTE)

    def is_open(self) -> bool:
        """Return whether somebody could sign in; where there is no catalogue, nobody can."""
        if self._reading is None and not (self._settings.catalogue / FILE_NAME).is_file():
            return False
        return self._read().staff_table.is_open()

    def sign_in(self, token: str, client: str, *, instead_of: str = "") -> tuple[str, Session] | None:
        """Return a new session with its id for a live token, else None; the session that it is instead of ends."""
        catalogue = self._write()
        with catalogue.transaction():
            found = catalogue.staff_table.sign_in(token)
            if found is not None:
                catalogue.staff_table.sign_out(instead_of)
                name = found[1].staff.name
                catalogue.audit_table.append(Actor(name, client), "sign-in", f"staff {name}")
        return found

    def session(self, id_: str) -> Session | None:
        """Return the session with this id as long as it lives, and note that it is used."""
        found = self._read().staff_table.session(id_, idle_minutes=self._settings.staff_idle_minutes)
        if found is not None:
            catalogue = self._write(_NO_PATIENCE)
            try:
                catalogue.staff_table.touch(id_)
            except BusyError:
                # A load writes just now; the next click will do.
                return found
        return found

    def sign_out(self, id_: str, actor: Actor) -> None:
        """End a session."""
        catalogue = self._write()
        with catalogue.transaction():
            catalogue.staff_table.sign_out(id_)
            catalogue.audit_table.append(actor, "sign-out", f"staff {actor.name}")

    def desk(self, session: Session, client: str) -> Desk:
        """Return what this person may see and do of loads, problems and the trail."""
        actor = Actor(session.staff.name, client)
        return Desk(self._read(), self._write, actor, session.staff.member, self._settings.catalogue)

    def clusters(self, session: Session, client: str) -> ClusterDesk:
        """Return what this person may see and do of works and editions."""
        with self._lock:
            if self._converter is None:
                self._converter = Converter(self._settings.mappings, self._settings.crosswalk_profile)
        desk = self.desk(session, client)
        return ClusterDesk(desk, self._converter, self._settings.base_url)

    def _read(self) -> Catalogue:
        with self._lock:
            if self._reading is None:
                self._reading = Catalogue.open(self._settings.catalogue, read_only=True)
            return self._reading

    def _write(self, patience: str = _PATIENCE) -> Catalogue:
        with self._lock:
            if self._writing is None:
                self._writing = Catalogue.open(self._settings.catalogue)
        self._writing.database.rows(patience)
        return self._writing
