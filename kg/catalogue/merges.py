"""What a person's merge, split or verdict changed, row by row: it can be taken back until something comes over it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from kg.catalogue.clock import now
from kg.catalogue.database import Database, Row
from kg.errors import ConflictError, NotFoundError

__all__ = ["Merge", "MergeTable", "Picture"]

# What a merge can change, and by which columns a row is found again. `record` only moves: of it no more is kept.
COLUMNS = {
    "record": ("n", "instance"),
    "cluster": ("id", "state", "target", "work", "by_load"),
    "judgement": ("kind", "a", "b", "verdict", "who", "at"),
    "review": ("a", "b", "kind", "member_a", "member_b", "doubt", "effect", "rank", "aside"),
    "entity": ("id", "work", "target"),
}
KEYS = {"record": 1, "cluster": 1, "judgement": 3, "review": 2, "entity": 1}

# The rows of each table at a moment, by their keys; a missing one was not there.
Picture = dict[str, dict[tuple[object, ...], list[object]]]


@dataclass(frozen=True, slots=True)
class Merge:
    """What a person did (`act`: merge, split or verdict), unless it was `undone`.

    After a merge `redirected` leads to `kept`; after a split, or a verdict that parts, it is what is new; after a
    verdict that moved nothing both are the first record's edition.
    """

    n: int
    kind: str
    kept: str
    redirected: str
    at: str
    who: str
    undone: str = ""
    act: str = "merge"

    @property
    def moved(self) -> bool:
        """Tell whether records or editions went from one id to another."""
        return self.kept != self.redirected


class MergeTable:
    """The table merge, and the rows that a merge changes in others."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def around(self, pair: tuple[str, str]) -> list[str]:
        """Return two works or instances and the works of the latter: whatever merging them changes hangs on these."""
        works = {work for (work,) in self._rows("SELECT work FROM cluster WHERE id IN (?, ?)", pair) if work}
        return [*pair, *sorted(works)]

    def picture(self, around: list[str]) -> Picture:
        """Return the rows that hang on some works and instances, as they are now."""
        marks = ", ".join("?" * len(around))
        near = f"id IN ({marks}) OR work IN ({marks})"
        records = f"instance IN (SELECT id FROM cluster WHERE {near})"  # noqa: S608 - marks only
        numbers = f"SELECT n FROM record WHERE {records}"  # noqa: S608 - marks only
        ages = f"SELECT n FROM cluster WHERE {near}"  # noqa: S608 - marks only
        judged = " OR ".join(
            f"(kind = '{kind}' AND (a IN ({found}) OR b IN ({found})))"
            for kind, found in (("instance", numbers), ("work", ages))
        )
        return {
            "cluster": self._take("cluster", f"{near} OR target IN ({marks})", around * 3),
            "record": self._take("record", records, around * 2),
            "judgement": self._take("judgement", judged, around * 8),
            "review": self._take("review", f"a IN ({numbers}) OR b IN ({numbers})", around * 4),
            "entity": self._take("entity", f"work IN ({marks})", around),
        }

    def keep(self, merge: Merge, before: Picture, after: Picture) -> int:
        """Keep what a merge changed, and return its number."""
        change = {
            table: [
                [list(key), before[table].get(key), after[table].get(key)]
                for key in sorted({*before[table], *after[table]}, key=repr)
                if before[table].get(key) != after[table].get(key)
            ]
            for table in COLUMNS
        }
        return self._db.write(
            "INSERT INTO merge (act, kind, kept, redirected, at, who, change) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (merge.act, merge.kind, merge.kept, merge.redirected, merge.at, merge.who, json.dumps(change)),
        )

    def get(self, number: int) -> Merge:
        """Return one merge; raise NotFoundError."""
        found = self._merges("WHERE n = ?", (number,))
        if not found:
            raise NotFoundError(f"There is no merge, split or verdict {number}: made before they were kept, or never.")
        return found[0]

    def of(self, cluster: str) -> list[Merge]:
        """Return the acts, not undone, that moved something to or from a work or an instance, the latest first."""
        return [one for one in self.history(cluster) if not one.undone and one.moved]

    def history(self, cluster: str) -> list[Merge]:
        """Return every act that a work or an instance took part in, the latest first, those undone too."""
        return self._merges("WHERE kept = ?1 OR redirected = ?1 ORDER BY n DESC", (cluster,))

    def put_back(self, number: int) -> list[str]:
        """Put back what an act changed, mark it undone, and return the works and instances concerned.

        A record that has left since stays where it is, and what the act made stays live. Raise ConflictError where a
        later act changed the same ids.
        """
        with self._db.transaction():
            change = json.loads(self._db.value("SELECT change FROM merge WHERE n = ?", (number,)))
            for key, _, after in change["cluster"]:
                if self._now("cluster", key) != after:
                    raise ConflictError(
                        f"Number {number} cannot be undone: '{key[0]}' was changed later. Undo that first."
                    )
            for table in COLUMNS:
                for key, before, after in change[table]:
                    is_as_left = self._now(table, key) == after
                    if is_as_left and (before is not None or table in {"judgement", "review"}):
                        self._put(table, key, before)
            self._db.write("UPDATE merge SET undone = ? WHERE n = ?", (now(), number))
        places = {place for _, *rows in change["record"] for row in rows if row for place in row[1:]}
        return sorted({key[0] for key, _, _ in change["cluster"]} | places)

    def forget_judgement(self, kind: str, one: int, other: int) -> bool:
        """Take back a person's verdict on a pair; return whether there was one. Nothing moves by that."""
        key = [kind, min(one, other), max(one, other)]
        with self._db.transaction():
            if self._now("judgement", key) is None:
                return False
            self._put("judgement", key, None)
        return True

    def _put(self, table: str, key: list[object], row: list[object] | None) -> None:
        columns = COLUMNS[table]
        keys = " AND ".join(f"{name} = ?" for name in columns[: KEYS[table]])
        if table not in {"judgement", "review"}:
            assert row is not None  # noqa: S101 - neither clusters nor records nor entities are ever deleted
            sets = ", ".join(f"{name} = ?" for name in columns[KEYS[table] :])
            self._db.write(f"UPDATE {table} SET {sets} WHERE {keys}", (*row[KEYS[table] :], *key))  # noqa: S608 - constants
            if table == "entity":
                self._settle_entity(key[0])
            return
        self._db.write(f"DELETE FROM {table} WHERE {keys}", key)  # noqa: S608 - constants
        if row is not None:
            marks = ", ".join("?" * len(columns))
            self._db.write(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", row)  # noqa: S608 - constants
        if table == "judgement" and key[0] == "instance":
            self._put_edge(key[1:], "auto" if row is None else row[3])

    def _settle_entity(self, id_: object) -> None:
        """Let a name be a redirect where it leads somewhere, else live if something mentions it."""
        self._db.write(
            "UPDATE entity SET state = CASE WHEN target IS NOT NULL THEN 'redirect' WHEN EXISTS"
            " (SELECT 1 FROM mention WHERE entity = id) THEN 'live' ELSE 'gone' END WHERE id = ?",
            (id_,),
        )

    def _put_edge(self, pair: list[object], judgement: object) -> None:
        """Let the edge of a pair say what is judged now; one that only a judgement made goes with it."""
        self._db.write("UPDATE edge SET judgement = ? WHERE a = ? AND b = ?", (judgement, *pair))
        self._db.write("DELETE FROM edge WHERE a = ? AND b = ? AND judgement = 'auto' AND features = '{}'", pair)

    def _take(self, table: str, where: str, values: Iterable[object]) -> dict[tuple[object, ...], list[object]]:
        rows = self._rows(f"SELECT {', '.join(COLUMNS[table])} FROM {table} WHERE {where}", values)  # noqa: S608 - constants
        return {tuple(row[: KEYS[table]]): list(row) for row in rows}

    def _now(self, table: str, key: Iterable[object]) -> list[object] | None:
        keys = " AND ".join(f"{name} = ?" for name in COLUMNS[table][: KEYS[table]])
        found = self._take(table, keys, key)
        return next(iter(found.values()), None)

    def _merges(self, where: str, values: Iterable[object]) -> list[Merge]:
        rows = self._rows(f"SELECT n, kind, kept, redirected, at, who, undone, act FROM merge {where}", values)  # noqa: S608 - constants
        return [Merge(*row) for row in rows]

    def _rows(self, sql: str, values: Iterable[object]) -> list[Row]:
        return self._db.rows(sql, tuple(values))
