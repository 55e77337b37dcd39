"""Agents and subjects: found again by authority URI or heading, and what each work says of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kg.catalogue.database import Database, Row
from kg.catalogue.events import EventLog
from kg.catalogue.ids import new_id
from kg.catalogue.rows import Entity, Thing
from kg.errors import NotFoundError

__all__ = ["EntityTable", "Naming", "Sought"]

COLUMNS = "id, kind, iri, heading, qualified, work, state, coalesce(target, '')"
PAGE = 1000

# SQLite uses a partial index only where the statement repeats its condition.
BY_IRI = "SELECT id, coalesce(target, '') FROM entity WHERE iri = ? AND iri <> '' AND kind = ?"
BY_HEADING = (
    "SELECT id, coalesce(target, '') FROM entity WHERE heading = ? AND kind = ? AND qualified = 1 AND iri = ''"
    " ORDER BY n LIMIT 1"
)
IN_WORK = (
    "SELECT id, coalesce(target, '') FROM entity WHERE work = ? AND heading = ? AND kind = ? AND work <> ''"
    " ORDER BY n LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Sought:
    """An agent or subject as a description has it."""

    kind: str
    heading: str
    iri: str
    qualified: bool
    work: str


class Naming(NamedTuple):
    """A heading that identifies, as a work has it: with an authority's URI, or alone (`iri` is "").

    `shared`: a record of the work that may be passed on has it so.
    """

    kind: str
    heading: str
    iri: str
    shared: bool = True


class EntityTable:
    """The tables entity, mention and naming."""

    def __init__(self, database: Database, events: EventLog) -> None:
        self._db = database
        self._events = events

    def get(self, id_: str) -> Entity | None:
        """Return an entity, or None."""
        row = self._db.row(f"SELECT {COLUMNS} FROM entity WHERE id = ?", (id_,))  # noqa: S608 - a constant
        return None if row is None else _entity(row)

    def need(self, id_: str) -> Entity:
        """Return an entity; raise NotFoundError."""
        found = self.get(id_)
        if found is None:
            raise NotFoundError(f"There is no agent or subject '{id_}'.")
        return found

    def all(self, kind: str) -> Iterator[Entity]:
        """Yield all entities of a kind, in every state, oldest first; what is written meanwhile does no harm."""
        after = 0
        while True:
            rows = self._db.rows(
                f"SELECT {COLUMNS}, n FROM entity WHERE +kind = ? AND n > ? ORDER BY n LIMIT ?",  # noqa: S608 - a constant
                (kind, after, PAGE),
            )
            for row in rows:
                yield _entity(row[:-1])
            if len(rows) < PAGE:
                return
            after = rows[-1][-1]

    def number(self, id_: str) -> int:
        """Return the number that gives an entity's age."""
        return int(self._db.value("SELECT n FROM entity WHERE id = ?", (id_,)))

    def resolve(self, sought: Sought, *, shared: bool = False) -> str:
        """Return the id of the entity that is meant; mint one when there is none.

        By authority URI, else by a heading that identifies, else by heading within the work. `shared`: as far as the
        records that may be passed on tell.
        """
        found = self.find(sought, shared=shared)
        return found if found is not None else self._mint(sought)

    def find(self, sought: Sought, *, shared: bool = False) -> str | None:
        """Return the id of the entity that is meant, None when there is none."""
        if sought.iri:
            row = self._db.row(BY_IRI, (sought.iri, sought.kind))
        elif sought.qualified:
            row = self._by_heading(sought.kind, sought.heading, shared=shared)
        else:
            row = self._db.row(IN_WORK, (sought.work, sought.heading, sought.kind))
        return None if row is None else str(row[1] or row[0])

    def is_meant_otherwise(self, headings: Iterable[tuple[str, str]]) -> bool:
        """Return whether one of the headings (kind, text) means another entity to the records that may be passed on."""
        if self._db.row("SELECT 1 FROM naming WHERE shared = 0 LIMIT 1") is None:
            return False
        return any(self._by_heading(*heading) != self._by_heading(*heading, shared=True) for heading in headings)

    def _by_heading(self, kind: str, heading: str, *, shared: bool = False) -> Row | None:
        """Return what people merged, else whom works name by this heading with a URI, else the one of ours."""
        own = self._db.row(BY_HEADING, (heading, kind))
        if own is not None and own[1]:
            return own
        iri = self._db.value(
            "SELECT iri FROM naming WHERE kind = ? AND heading = ? AND iri > '' AND shared >= ? ORDER BY iri LIMIT 1",
            (kind, heading, int(shared)),
        )
        return own if iri is None else self._db.row(BY_IRI, (iri, kind))

    def _mint(self, sought: Sought) -> str:
        scope = "" if sought.iri or sought.qualified else sought.work
        with self._db.transaction():
            id_ = new_id()
            while self._db.row("SELECT 1 FROM entity WHERE id = ?", (id_,)):
                id_ = new_id()
            self._db.write(
                "INSERT INTO entity (id, kind, iri, heading, qualified, work, state) VALUES (?, ?, ?, ?, ?, ?, 'live')",
                (id_, sought.kind, sought.iri, sought.heading, int(sought.qualified), scope),
            )
        return id_

    def set_mentions(
        self,
        work: str,
        mentions: Mapping[str, str],
        namings: Iterable[Naming] = (),
        shared: Mapping[str, str] | None = None,
    ) -> None:
        """Replace what a work says of entities; those for which it says something else now are touched.

        `namings` are the headings by which it names them; works that mean another entity by one of these are touched.
        `shared` is what those of its records say that may be passed on; None: the same.
        """
        with self._db.transaction():
            self._set_namings(work, set(namings))
            rows = self._db.rows("SELECT entity, json, shared FROM mention WHERE work = ?", (work,))
            before = {entity: (json, open_) for entity, json, open_ in rows}
            after = _mention_rows(mentions, mentions if shared is None else shared)
            lost = before.keys() - after.keys()
            said = {id_: row for id_, row in after.items() if before.get(id_) != row}
            if not lost and not said:
                return
            self._db.write_many("DELETE FROM mention WHERE work = ? AND entity = ?", [(work, id_) for id_ in lost])
            self._db.write_many(
                "INSERT OR REPLACE INTO mention (work, entity, json, shared) VALUES (?, ?, ?, ?)",
                [(work, id_, *row) for id_, row in said.items()],
            )
            self.settle([*lost, *said])
            changed = sorted({*lost, *said})
            self._events.append([Thing(self.need(id_).kind, id_) for id_ in changed], "mention", "publisher")

    def _set_namings(self, work: str, namings: set[Naming]) -> None:
        rows = self._db.rows("SELECT kind, heading, iri, shared FROM naming WHERE work = ?", (work,))
        before = {Naming(kind, heading, iri, bool(shared)) for kind, heading, iri, shared in rows}
        headings = sorted({(naming.kind, naming.heading) for naming in before ^ namings if naming.iri})
        meant = [self._meanings(*heading) for heading in headings]
        self._db.write_many(
            "DELETE FROM naming WHERE kind = ? AND heading = ? AND iri = ? AND work = ?",
            [(*naming[:3], work) for naming in before - namings],
        )
        self._db.write_many(
            "INSERT INTO naming (kind, heading, iri, shared, work) VALUES (?, ?, ?, ?, ?)",
            [(*naming, work) for naming in namings - before],
        )
        stale: set[Thing] = set()
        for heading, earlier in zip(headings, meant, strict=True):
            if self._meanings(*heading) != earlier:
                stale |= self._naming_alone(*heading)
        if stale:
            self._events.append(stale, "naming", "publisher")

    def _meanings(self, kind: str, heading: str) -> tuple[Row | None, Row | None]:
        """Return whom a heading means to all records and to those that may be passed on."""
        return self._by_heading(kind, heading), self._by_heading(kind, heading, shared=True)

    def _naming_alone(self, kind: str, heading: str) -> set[Thing]:
        """Return the works that have a heading without a URI, with their editions."""
        rows = self._db.rows(
            "SELECT 'work', work FROM naming WHERE kind = ?1 AND heading = ?2 AND iri = ''"
            " UNION ALL SELECT 'instance', cluster.id FROM naming JOIN cluster ON cluster.work = naming.work"
            " WHERE naming.kind = ?1 AND naming.heading = ?2 AND naming.iri = '' AND cluster.state = 'live'",
            (kind, heading),
        )
        return {Thing(*row) for row in rows}

    def settle(self, ids: list[str]) -> None:
        """Make each entity gone that nothing mentions, and live that something does; a redirect stays one."""
        self._db.write_many(
            "UPDATE entity SET state = CASE WHEN EXISTS (SELECT 1 FROM mention WHERE entity = id)"
            " THEN 'live' ELSE 'gone' END WHERE id = ? AND state <> 'redirect'",
            [(id_,) for id_ in ids],
        )

    def said_of(self, entity: str) -> tuple[list[str], list[str]]:
        """Return what works say of an entity, sorted: all of their records, and those that may be passed on."""
        rows = self._db.rows("SELECT DISTINCT json, shared FROM mention WHERE entity = ?", (entity,))
        said = sorted({json for json, _ in rows if json})
        shared = {json if open_ is None else open_ for json, open_ in rows}
        return said, sorted(shared - {""})

    def mentioned_by(self, work: str) -> list[str]:
        """Return the entities that a work mentions."""
        return [id_ for (id_,) in self._db.rows("SELECT entity FROM mention WHERE work = ? ORDER BY entity", (work,))]

    def works_of(self, entity: str) -> list[str]:
        """Return the works that mention an entity: what a change of it makes stale."""
        rows = self._db.rows("SELECT work FROM mention WHERE entity = ? ORDER BY work", (entity,))
        return [work for (work,) in rows]

    def redirect(self, id_: str, to: str) -> None:
        """Make an entity a redirect; what redirected to it, and what is said of it, follows."""
        with self._db.transaction():
            self._db.write("UPDATE entity SET state = 'redirect', target = ? WHERE id = ?", (to, id_))
            self._db.write("UPDATE entity SET target = ? WHERE target = ?", (to, id_))
            self._db.write("UPDATE OR IGNORE mention SET entity = ? WHERE entity = ?", (to, id_))
            self._db.write("DELETE FROM mention WHERE entity = ?", (id_,))
            self.settle([to])

    def headed(self, kind: str, heading: str, work: str) -> list[Thing]:
        """Return the entities of ours that a heading means or meant, by itself or within a work."""
        rows = self._db.rows(
            "SELECT kind, id FROM entity WHERE heading = ?1 AND kind = ?2 AND qualified = 1"
            " UNION SELECT kind, id FROM entity WHERE work = ?3 AND heading = ?1 AND kind = ?2 AND work <> ''",
            (heading, kind, work),
        )
        return [Thing(*row) for row in rows]

    def move_scope(self, work: str, to: str) -> list[Thing]:
        """Carry the names within a work, and what it says of entities, to another; return the entities concerned."""
        with self._db.transaction():
            names = self._db.rows(
                "SELECT old.id, old.kind, (SELECT id FROM entity WHERE work = ? AND work <> ''"
                " AND heading = old.heading AND kind = old.kind AND state <> 'redirect' ORDER BY n LIMIT 1)"
                " FROM entity AS old WHERE old.work = ? AND old.work <> '' AND old.state <> 'redirect'",
                (to, work),
            )
            for id_, _, twin in names:
                if twin is None:
                    self._db.write("UPDATE entity SET work = ? WHERE id = ?", (to, id_))
                else:
                    self.redirect(id_, twin)
            mentioned = self.mentioned_by(work)
            self._db.write("UPDATE OR IGNORE mention SET work = ? WHERE work = ?", (to, work))
            self._db.write("DELETE FROM mention WHERE work = ?", (work,))
            self.settle(mentioned)
        concerned = {id_ for id_, _, _ in names} | {twin for _, _, twin in names if twin} | set(mentioned)
        return [Thing(self.need(id_).kind, id_) for id_ in sorted(concerned)]

    def counts(self) -> dict[str, int]:
        """Return the number of live entities of each kind."""
        return dict(self._db.rows("SELECT kind, count(*) FROM entity WHERE state = 'live' GROUP BY kind"))


def _mention_rows(mentions: Mapping[str, str], shared: Mapping[str, str]) -> dict[str, tuple[str, str | None]]:
    """Return by entity what all records say and what those say that may be passed on, None where that is the same."""
    pairs = {id_: (mentions.get(id_, ""), shared.get(id_, "")) for id_ in mentions.keys() | shared.keys()}
    return {id_: (said, None if open_ == said else open_) for id_, (said, open_) in pairs.items()}


def _entity(row: Row) -> Entity:
    id_, kind, iri, heading, qualified, work, state, to = row
    return Entity(id_, kind, iri, heading, bool(qualified), work, state, to)
