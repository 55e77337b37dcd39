"""The library of one catalogue folder: a generation is opened once in a process, and anew when `current` changes."""

import threading
from collections.abc import Callable, Mapping
from typing import NamedTuple, Self

from pyoxigraph import Quad, RdfFormat, parse

from kg.bibframe import read_agent, read_instance, read_subject, read_work
from kg.bibframe.things import Agent, Instance, Subject, Work
from kg.catalogue import Catalogue, Cluster, Entity, Group, LoadRow, Member, Membership, StoredRecord
from kg.crosswalk import Crosswalk
from kg.pipeline.rights import decide_stored, rights_of
from kg.records import Record, read_stored
from kg.rights import Decision
from kg.search import BACKENDS, IndexReader, Query, Results, SearchServer
from kg.settings import Settings
from kg.store import Generation, Generations, GraphView
from portal.dialects import Dialects
from portal.reading import Library, NothingPublishedError, Reading, Sharing, State
from portal.record_graph import record_ntriples
from portal.shown import ShownGraph
from portal.urls import record_path

__all__ = ["PublishedLibrary"]

_MOST_WORKS = 10_000


class _Opened(NamedTuple):
    generation: Generation
    view: GraphView
    restricted: GraphView
    reader: IndexReader
    counts: dict[str, int]  # filled at first use: counting millions of rows for every start page would be felt


class PublishedLibrary(Library):
    """The newest generation of the catalogue folder; an old one closes when the last request lets go of it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._generations = Generations(settings.catalogue / "generations")
        self._lock = threading.Lock()
        self._opened: _Opened | None = None
        self._catalogue: Catalogue | None = None
        self._crosswalks: dict[str, Crosswalk] = {}
        self._dialects = Dialects(settings.mappings)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the library of the catalogue that the settings name; nothing is opened before the first request."""
        return cls(settings)

    def reading(self) -> Reading:
        """Return the newest generation; raise NothingPublishedError while there is none."""
        with self._lock:
            opened = self._newest()
            if self._catalogue is None:
                self._catalogue = Catalogue.open(self._settings.catalogue, read_only=True)
            return _PublishedReading(opened, self._catalogue, self._settings, self._own_lines, self._dialects)

    def _newest(self) -> _Opened:
        # Opening takes some 30 ms; held, the generation cannot be removed meanwhile.
        with self._generations.hold() as current:
            if current is None:
                raise NothingPublishedError(
                    f"Nothing of {self._settings.catalogue} is published yet: run `lianmu load`, then `lianmu publish`."
                )
            if self._opened is None or self._opened.generation.number != current.number:
                backend = BACKENDS.get(self._settings.search_backend)
                reader = backend.open_reader(current.index, SearchServer.of(self._settings))
                self._opened = _Opened(
                    current, GraphView.open(current.graph), GraphView.open(current.restricted), reader, {}
                )
            return self._opened

    def _own_lines(self, record: Record, stored: StoredRecord) -> list[str]:
        with self._lock:
            crosswalk = self._crosswalks.get(stored.format)
            if crosswalk is None:
                profile = self._settings.crosswalk_profile
                crosswalk = Crosswalk.load(self._settings.mappings, stored.format, profile=profile)
                self._crosswalks[stored.format] = crosswalk
        base = self._settings.base_url
        iri = base + record_path(stored.member, stored.local_id)
        instance = f"{base}/instance/{stored.instance}" if stored.instance else ""
        return record_ntriples(crosswalk.convert(record, stored.local_id), iri, instance)


class _PublishedReading(Reading):
    """One generation with the catalogue database beside it, which may already be some events ahead."""

    def __init__(
        self,
        opened: _Opened,
        catalogue: Catalogue,
        settings: Settings,
        own_lines: Callable[[Record, StoredRecord], list[str]],
        dialects: Dialects,
    ) -> None:
        self._opened = opened
        self._catalogue = catalogue
        self._base = settings.base_url
        self._unstated = settings.rights_unstated
        self._shown = ShownGraph(opened.view, opened.restricted)
        self._own_lines = own_lines
        self._dialects = dialects

    @property
    def number(self) -> int:
        """Return the generation's number."""
        return self._opened.generation.number

    def search(self, query: Query) -> Results:
        """Answer a reader's question."""
        return self._opened.reader.search(query)

    def work(self, work_id: str) -> Work | None:
        """Return the published work, or None."""
        return read_work(self._shown, self._base, work_id)

    def instance(self, instance_id: str) -> Instance | None:
        """Return the published edition, or None."""
        return read_instance(self._shown, self._base, instance_id)

    def agent(self, agent_id: str) -> Agent | None:
        """Return the published person or organisation, or None."""
        return read_agent(self._shown, self._base, agent_id)

    def subject(self, subject_id: str) -> Subject | None:
        """Return the published subject, or None."""
        return read_subject(self._shown, self._base, subject_id)

    def shared_work(self, work_id: str) -> Work | None:
        """Return the work as far as it may be passed on, or None."""
        return read_work(self._opened.view, self._base, work_id)

    def shared_instance(self, instance_id: str) -> Instance | None:
        """Return the edition as far as it may be passed on, or None."""
        return read_instance(self._opened.view, self._base, instance_id)

    def quads(self, kind: str, thing_id: str) -> list[Quad]:
        """Return the statements of the published thing's graph as far as they may be passed on."""
        return self._opened.view.quads(f"{self._base}/{kind}/{thing_id}")

    def sharing(self, kind: str, thing_id: str) -> Sharing:
        """Return how much of the thing may be passed on."""
        graph = f"{self._base}/{kind}/{thing_id}"
        if not self._opened.restricted.quads(graph):
            return Sharing.WHOLE
        return Sharing.PART if self._opened.view.quads(graph) else Sharing.NOTHING

    def works_naming(self, kind: str, thing_id: str) -> tuple[str, ...]:
        """Return the ids of the published works that name the agent or subject, up to 10,000."""
        thing = self.agent(thing_id) if kind == "agent" else self.subject(thing_id)
        own = f"{self._base}/{kind}/{thing_id}"
        names = {own, thing.iri if thing is not None else own}
        prefix = f"{self._base}/work/"
        graphs = {graph for name in names for graph in self._shown.graphs_naming(name, prefix, _MOST_WORKS)}
        return tuple(sorted(graph.removeprefix(prefix) for graph in graphs))

    def state(self, kind: str, thing_id: str) -> State | None:
        """Return what the catalogue says of the id."""
        is_cluster = kind in {"work", "instance"}
        row: Cluster | Entity | None
        row = self._catalogue.cluster(thing_id) if is_cluster else self._catalogue.entity(thing_id)
        if row is None or row.kind != kind:
            return None
        return State(row.state, row.to)

    def members(self) -> Mapping[str, Member]:
        """Return all members by code."""
        return {member.code: member for member in self._catalogue.members()}

    def groups(self) -> Mapping[str, Group]:
        """Return all groups by code."""
        return {group.code: group for group in self._catalogue.groups()}

    def memberships(self) -> tuple[Membership, ...]:
        """Return who belongs to which group."""
        return tuple(self._catalogue.memberships())

    def loads(self, member: str) -> tuple[LoadRow, ...]:
        """Return the member's loads, latest first."""
        return tuple(self._catalogue.loads(member))

    def record(self, member: str, local_id: str) -> StoredRecord | None:
        """Return the member's record as it was received, or None."""
        return self._catalogue.record(member, local_id)

    def fields(self, stored: StoredRecord) -> Record:
        """Return the stored record's fields."""
        return read_stored(stored.raw, carrier=stored.carrier, format=stored.format, encoding=stored.encoding)

    def in_dialect(self, stored: StoredRecord, dialect: str, pinyin: str) -> Record:
        """Return the stored record in a dialect of MARC."""
        return self._dialects.convert(self.fields(stored), stored.local_id, dialect, pinyin)

    def decision(self, stored: StoredRecord) -> Decision:
        """Return whether the record may be passed on by what its member says now, and why."""
        return decide_stored(rights_of(self._catalogue.member(stored.member), self._unstated), stored)

    def record_quads(self, stored: StoredRecord) -> list[Quad]:
        """Return the statements that this record alone makes."""
        text = "".join(self._own_lines(self.fields(stored), stored))
        return list(parse(text.encode(), RdfFormat.N_TRIPLES))

    def counts(self) -> Mapping[str, int]:
        """Return the number of things of each kind, as they were when this generation was first asked."""
        counts = self._opened.counts
        if not counts:
            counts.update(self._catalogue.counts())
        return counts
