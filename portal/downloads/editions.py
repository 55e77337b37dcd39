"""The editions of a download, read one after another as far as they may be passed on, and their members' records."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from pyoxigraph import Quad

from kg.bibframe.things import Instance, Work
from kg.catalogue.rows import StoredRecord
from kg.citations import Citation, Labels, cite
from kg.records.writing import MARC
from portal.reading import Reading
from portal.urls import place

__all__ = ["Edition", "Editions"]


class Edition(NamedTuple):
    """An edition with its work, of which perhaps nothing may be passed on."""

    work: Work | None
    instance: Instance


class Editions:
    """Editions by their ids; after they were read, `given` and `restricted` say how many were and were not given.

    One that has left the catalogue meanwhile is passed over.
    """

    def __init__(self, reading: Reading, base: str, ids: Iterable[str]) -> None:
        self._reading = reading
        self._base = base
        self._ids = tuple(dict.fromkeys(ids))
        self.given = 0
        self.restricted = 0

    def __iter__(self) -> Iterator[Edition]:
        """Yield the editions that may be passed on."""
        work: Work | None = None
        for instance_id in self._ids:
            instance = self._reading.shared_instance(instance_id)
            if instance is None:
                self.restricted += self._reading.instance(instance_id) is not None
                continue
            self.given += 1
            if work is None or work.iri != instance.work_iri:
                work = self._work(instance)
            yield Edition(work, instance)

    def citations(self, labels: Labels) -> Iterator[Citation]:
        """Yield the editions as citations."""
        return (cite(edition.work, edition.instance, labels) for edition in self)

    def quads(self) -> Iterator[Quad]:
        """Yield the statements of the editions, and those of their works once."""
        works: set[str] = set()
        for edition in self:
            yield from self._reading.quads("instance", edition.instance.id)
            if edition.work is not None and edition.work.id not in works:
                works.add(edition.work.id)
                yield from self._reading.quads("work", edition.work.id)

    def records(self) -> Iterator[tuple[str, StoredRecord]]:
        """Yield the records behind the editions with the edition's id; `given` and `restricted` count records here."""
        self.given = self.restricted = 0
        for edition, member, local_id in self._places:
            stored = self._reading.record(member, local_id)
            if stored is None or stored.state != "live":
                continue
            if stored.restricted:
                self.restricted += 1
            else:
                self.given += 1
                yield edition, stored

    def fullest(self, dialect: str) -> Iterator[StoredRecord]:
        """Yield one record of each edition, the fullest, before others one of the dialect.

        `given` and `restricted` count editions here.
        """
        best: dict[str, StoredRecord] = {}
        for edition, stored in self.records():
            known = best.get(edition)
            if known is None or _fullness(stored, dialect) > _fullness(known, dialect):
                best[edition] = stored
        self.given = len(best)
        self.restricted = len({edition for edition, _, _ in self._places} - best.keys()) if self.restricted else 0
        yield from best.values()

    @cached_property
    def _places(self) -> tuple[tuple[str, str, str], ...]:
        """Edition, member and local id of each record; kept, since the graph is slower to ask than the database."""
        found: list[tuple[str, str, str]] = []
        for instance_id in self._ids:
            instance = self._reading.instance(instance_id)
            places = (place(iri, self._base) for iri in (instance.records if instance is not None else ()))
            found += [(instance_id, where.member, where.id) for where in places if where is not None]
        return tuple(found)

    def _work(self, instance: Instance) -> Work | None:
        where = place(instance.work_iri, self._base)
        return self._reading.shared_work(where.id) if where is not None and where.kind == "work" else None


def _fullness(stored: StoredRecord, dialect: str) -> tuple[bool, bool, int]:
    return stored.format == dialect, stored.format in MARC, len(stored.raw)
