"""Authority records as headings are linked to them, the links of works, and what people decided about them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kg.catalogue.clock import now
from kg.catalogue.database import Database
from kg.catalogue.rows import Thing
from kg.errors import NotFoundError

__all__ = ["AuthorityTable", "LinkRow"]


class LinkRow(NamedTuple):
    """A heading of a work and an authority record: `state` linked or doubtful, the bits and their names."""

    work: str
    kind: str
    heading: str
    authority: int
    state: str
    bits: float
    features: str


class AuthorityTable:
    """The tables authority, authority_form, authority_iri, heading_key, authority_link and authority_judgement."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # Authorities

    def put(self, record: int, kind: str, iri: str, row: str, keys: Iterable[int], iris: Iterable[str]) -> None:
        """Store what an authority record says, in the place of what stood there."""
        with self._db.transaction():
            self.remove(record)
            self._db.write(
                "INSERT INTO authority (record, kind, iri, row) VALUES (?, ?, ?, ?)", (record, kind, iri, row)
            )
            self._db.write_many(
                "INSERT OR IGNORE INTO authority_form (key, record) VALUES (?, ?)", [(key, record) for key in keys]
            )
            self._db.write_many(
                "INSERT OR IGNORE INTO authority_iri (iri, record) VALUES (?, ?)", [(each, record) for each in iris]
            )

    def remove(self, record: int) -> None:
        """Forget what an authority record says."""
        with self._db.transaction():
            for table in ("authority_form", "authority_iri", "authority"):
                self._db.write(f"DELETE FROM {table} WHERE record = ?", (record,))  # noqa: S608 - constants

    def is_empty(self) -> bool:
        """Return whether there is no authority."""
        return self._db.row("SELECT 1 FROM authority LIMIT 1") is None

    def row(self, record: int) -> str:
        """Return what is stored of an authority record, "" for nothing."""
        return str(self._db.value("SELECT row FROM authority WHERE record = ?", (record,)) or "")

    def by_key(self, key: int) -> list[int]:
        """Return the authority records with a name of this key."""
        rows = self._db.rows("SELECT record FROM authority_form WHERE key = ? ORDER BY record", (key,))
        return [record for (record,) in rows]

    def keys_of(self, record: int) -> list[int]:
        """Return the keys of an authority record's names."""
        return [key for (key,) in self._db.rows("SELECT key FROM authority_form WHERE record = ?", (record,))]

    def by_iri(self, iri: str) -> list[int]:
        """Return the authority records that a URI means."""
        rows = self._db.rows("SELECT record FROM authority_iri WHERE iri = ? ORDER BY record", (iri,))
        return [record for (record,) in rows]

    def iris_of(self, record: int) -> list[str]:
        """Return the URIs that mean what an authority record means."""
        rows = self._db.rows("SELECT iri FROM authority_iri WHERE record = ? ORDER BY iri", (record,))
        return [iri for (iri,) in rows]

    def own_name(self, record: int) -> tuple[str, str]:
        """Return the URI of an authority record, "" for none, and by what its entity of ours is found."""
        row = self._db.row(
            "SELECT authority.iri, separate_record.member, separate_record.local_id FROM authority"
            " JOIN separate_record ON separate_record.n = authority.record WHERE authority.record = ?",
            (record,),
        )
        return ("", "") if row is None else (row[0], f"authority:{row[1]}/{row[2]}")

    def named(self, name: str) -> int | None:
        """Return the authority record whose entity of ours is found by this name."""
        member, _, local_id = name.removeprefix("authority:").partition("/")
        number = self._db.value(
            "SELECT n FROM separate_record WHERE member = ? AND kind = 'authority' AND local_id = ?",
            (member, local_id),
        )
        return None if number is None else int(number)

    # Works

    def set_links(self, work: str, keys: Iterable[int], links: Iterable[LinkRow]) -> list[tuple[str, str]]:
        """Replace a work's keys and links; return the headings (kind, text) that are linked otherwise than before."""
        with self._db.transaction():
            before = {key for (key,) in self._db.rows("SELECT key FROM heading_key WHERE work = ?", (work,))}
            after = set(keys)
            self._db.write_many(
                "DELETE FROM heading_key WHERE key = ? AND work = ?", [(key, work) for key in before - after]
            )
            self._db.write_many(
                "INSERT INTO heading_key (key, work) VALUES (?, ?)", [(key, work) for key in after - before]
            )
            wanted, had = set(links), set(self.links_of(work))
            if wanted == had:
                return []
            self._db.write("DELETE FROM authority_link WHERE work = ?", (work,))
            self._db.write_many("INSERT INTO authority_link VALUES (?, ?, ?, ?, ?, ?, ?)", sorted(wanted))
        return sorted({each[1:3] for each in wanted ^ had if each.state == "linked"})

    def links_of(self, work: str) -> list[LinkRow]:
        """Return the links of a work, and the doubtful ones."""
        return [
            LinkRow(*row)
            for row in self._db.rows(
                "SELECT work, kind, heading, authority, state, bits, features FROM authority_link WHERE work = ?",
                (work,),
            )
        ]

    def linked_by(self, kind: str, heading: str, work: str) -> list[int]:
        """Return the authority records that a heading is linked to, in one work where that is given."""
        rows = self._db.rows(
            "SELECT DISTINCT authority FROM authority_link WHERE kind = ?1 AND heading = ?2 AND state = 'linked'"
            " AND (?3 = '' OR work = ?3) ORDER BY authority",
            (kind, heading, work),
        )
        return [record for (record,) in rows]

    def works_with(self, keys: Sequence[int]) -> list[Thing]:
        """Return the works, with their editions, that have headings of these keys."""
        found: set[Thing] = set()
        for key in keys:
            rows = self._db.rows(
                "SELECT 'work', work FROM heading_key WHERE key = ?1 UNION ALL SELECT 'instance', cluster.id"
                " FROM heading_key JOIN cluster ON cluster.work = heading_key.work AND cluster.state = 'live'"
                " WHERE heading_key.key = ?1",
                (key,),
            )
            found |= {Thing(*row) for row in rows}
        return sorted(found, key=lambda thing: (thing.kind, thing.id))

    # People

    def doubtful(self, limit: int, after: int = 0, *, member: str = "") -> list[LinkRow]:
        """Return links that a person should look at, the likeliest first; those judged unsure come last.

        `member`: only of works with a record of this library.
        """
        return [
            LinkRow(*row)
            for row in self._db.rows(
                "SELECT link.work, link.kind, link.heading, link.authority, link.state, link.bits, link.features"
                " FROM authority_link AS link LEFT JOIN authority_judgement AS judged"
                " ON judged.work = link.work AND judged.kind = link.kind AND judged.heading = link.heading"
                " AND judged.authority = link.authority WHERE link.state = 'doubtful' AND (?3 = '' OR link.work IN"
                " (SELECT cluster.work FROM record JOIN cluster ON cluster.id = record.instance"
                " WHERE record.member = ?3 AND record.state = 'live'))"
                " ORDER BY judged.verdict IS NOT NULL, link.bits DESC, link.work, link.heading, link.authority"
                " LIMIT ?1 OFFSET ?2",
                (limit, after, member),
            )
        ]

    def count_doubtful(self, member: str = "") -> int:
        """Return how many links a person should look at, as `doubtful` lists them."""
        return int(
            self._db.value(
                "SELECT count(*) FROM authority_link WHERE state = 'doubtful' AND (?1 = '' OR work IN"
                " (SELECT cluster.work FROM record JOIN cluster ON cluster.id = record.instance"
                " WHERE record.member = ?1 AND record.state = 'live'))",
                (member,),
            )
        )

    def need_doubtful(self, link: tuple[str, str, str, int], member: str = "") -> None:
        """Raise NotFoundError unless the link waits for a person, of a work with a record of the member."""
        row = self._db.row(
            "SELECT 1 FROM authority_link WHERE work = ?1 AND kind = ?2 AND heading = ?3 AND authority = ?4"
            " AND state = 'doubtful' AND (?5 = '' OR work IN (SELECT cluster.work FROM record JOIN cluster"
            " ON cluster.id = record.instance WHERE record.member = ?5 AND record.state = 'live'))",
            (*link, member),
        )
        if row is None:
            raise NotFoundError("There is no such heading that waits for a verdict.")

    def counts(self) -> dict[str, int]:
        """Return how many headings of works are linked and how many pairs are doubtful."""
        return dict(self._db.rows("SELECT state, count(*) FROM authority_link GROUP BY state"))

    def judge(self, link: tuple[str, str, str, int], verdict: str, who: str) -> None:
        """Remember what a person decided about a heading of a work (work, kind, heading) and an authority record."""
        self._db.write(
            "INSERT OR REPLACE INTO authority_judgement (work, kind, heading, authority, verdict, who, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*link, verdict, who, now()),
        )

    def verdicts(self, work: str, kind: str, heading: str) -> dict[int, str]:
        """Return what people decided about a heading, by authority record; a work's own and those merged into it."""
        return dict(
            self._db.rows(
                "SELECT authority, verdict FROM authority_judgement WHERE kind = ?2 AND heading = ?3 AND (work = ?1"
                " OR work IN (SELECT id FROM cluster WHERE target = ?1)) ORDER BY at",
                (work, kind, heading),
            )
        )
