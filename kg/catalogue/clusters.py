"""Works and instances: ids minted once, redirected after a merge, gone when nothing is left, and revived."""

from collections.abc import Iterator

from kg.catalogue.database import Database
from kg.catalogue.ids import new_id
from kg.catalogue.rows import Cluster
from kg.errors import NotFoundError

__all__ = ["ClusterTable"]

COLUMNS = "id, kind, state, coalesce(target, ''), coalesce(work, ''), coalesce(by_load, 0)"
PAGE = 1000


class ClusterTable:
    """The table cluster."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, id_: str) -> Cluster | None:
        """Return a work or an instance, or None."""
        row = self._db.row(f"SELECT {COLUMNS} FROM cluster WHERE id = ?", (id_,))  # noqa: S608 - a constant
        return None if row is None else Cluster(*row)

    def need(self, id_: str) -> Cluster:
        """Return a work or an instance; raise NotFoundError."""
        found = self.get(id_)
        if found is None:
            raise NotFoundError(f"There is no work or edition '{id_}': `lianmu clusters --tsv` lists them.")
        return found

    def all(self, kind: str) -> Iterator[Cluster]:
        """Yield all of a kind, in every state, oldest first; what is written meanwhile does no harm."""
        after = 0
        while True:
            rows = self._db.rows(
                f"SELECT {COLUMNS}, n FROM cluster WHERE +kind = ? AND n > ? ORDER BY n LIMIT ?",  # noqa: S608 - a constant
                (kind, after, PAGE),
            )
            for row in rows:
                yield Cluster(*row[:-1])
            if len(rows) < PAGE:
                return
            after = rows[-1][-1]

    def number(self, id_: str) -> int:
        """Return the number that gives a cluster's age: the smaller, the older."""
        return int(self._db.value("SELECT n FROM cluster WHERE id = ?", (id_,)))

    def by_number(self, number: int) -> str:
        """Return the id of the cluster with this number."""
        return str(self._db.value("SELECT id FROM cluster WHERE n = ?", (number,)))

    def instances_of(self, work: str) -> list[str]:
        """Return the live instances of a work, oldest first."""
        rows = self._db.rows("SELECT id FROM cluster WHERE work = ? AND state = 'live' ORDER BY n", (work,))
        return [id_ for (id_,) in rows]

    def mint(self, kind: str, work: str = "") -> str:
        """Return the id of a new, live work, or of a new instance of `work`."""
        with self._db.transaction():
            id_ = new_id()
            while self._db.row("SELECT 1 FROM cluster WHERE id = ?", (id_,)):
                id_ = new_id()
            self._db.write(
                "INSERT INTO cluster (id, kind, state, work) VALUES (?, ?, 'live', ?)", (id_, kind, work or None)
            )
        return id_

    def home(self, id_: str) -> Cluster:
        """Return where a thing of this id belongs today: behind what people merged, and itself otherwise."""
        cluster = self.need(id_)
        while cluster.to and not cluster.by_load:
            cluster = self.need(cluster.to)
        return cluster

    def redirect(self, id_: str, to: str, *, by_load: int = 0) -> None:
        """Make a cluster a redirect, and what redirected to it as well: chains do not arise.

        After a person's merge of works all instances of the one are instances of the other, dead ones too. After a
        load's the dead ones keep theirs, so that undoing the load brings it back.
        """
        with self._db.transaction():
            self._db.write(
                "UPDATE cluster SET state = 'redirect', target = ?, by_load = ? WHERE id = ?",
                (to, by_load or None, id_),
            )
            if by_load:
                self._db.write(
                    "INSERT OR IGNORE INTO retarget (load, id, target) SELECT ?, id, target FROM cluster"
                    " WHERE target = ?",
                    (by_load, id_),
                )
            self._db.write("UPDATE cluster SET target = ? WHERE target = ?", (to, id_))
            if not by_load:
                self._db.write("UPDATE cluster SET work = ? WHERE work = ?", (to, id_))

    def redirecting_to(self, id_: str) -> list[str]:
        """Return the ids that redirect to this one, or went with it."""
        return [id_ for (id_,) in self._db.rows("SELECT id FROM cluster WHERE target = ? ORDER BY n", (id_,))]

    def retire(self, id_: str) -> list[str]:
        """Make a cluster gone, with what redirects to it; return the ids whose state changed."""
        return self._switch("UPDATE cluster SET state = 'gone' WHERE id = ?", id_, "redirect", "gone")

    def revive(self, id_: str) -> list[str]:
        """Make a cluster live again, and what redirected to it a redirect; return the ids whose state changed."""
        own = "UPDATE cluster SET state = 'live', target = NULL, by_load = NULL WHERE id = ?"
        return self._switch(own, id_, "gone", "redirect")

    def undo_redirects(self, load: int) -> list[str]:
        """Take back the redirects that a load made, after its records went back; return the ids concerned.

        What no record came back to is gone; what the load bent to another target leads where it led before.
        """
        with self._db.transaction():
            own = self._db.rows("SELECT id FROM cluster WHERE by_load = ? AND state = 'redirect'", (load,))
            self._db.write(
                "UPDATE cluster SET state = 'gone', target = NULL, by_load = NULL"
                " WHERE by_load = ? AND state = 'redirect'",
                (load,),
            )
            bent = self._db.rows(
                "SELECT retarget.id, retarget.target, iif(target.state = 'live', 'redirect', 'gone') FROM retarget"
                " JOIN cluster ON cluster.id = retarget.id AND cluster.state <> 'live'"
                " JOIN cluster AS target ON target.id = retarget.target WHERE load = ?",
                (load,),
            )
            self._db.write_many(
                "UPDATE cluster SET target = ?, state = ? WHERE id = ?",
                [(target, state, id_) for id_, target, state in bent],
            )
        return [id_ for id_, *_ in own + bent]

    def set_work(self, instance: str, work: str) -> None:
        """Make an instance one of another work."""
        self._db.write("UPDATE cluster SET work = ? WHERE id = ? AND kind = 'instance'", (work, instance))

    def _switch(self, own: str, id_: str, state: str, to: str) -> list[str]:
        """Change a cluster's state, and that of those that lead to it."""
        with self._db.transaction():
            followers = self._db.rows("SELECT id FROM cluster WHERE target = ? AND state = ? ORDER BY n", (id_, state))
            self._db.write(own, (id_,))
            self._db.write("UPDATE cluster SET state = ? WHERE target = ? AND state = ?", (to, id_, state))
        return [id_, *(follower for (follower,) in followers)]
