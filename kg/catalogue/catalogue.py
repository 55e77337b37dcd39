"""The catalogue database as one object: the methods that views and publisher use, and the tables behind it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from kg.catalogue.audit import AuditTable
from kg.catalogue.authorities import AuthorityTable
from kg.catalogue.clusters import ClusterTable
from kg.catalogue.database import FILE_NAME, Database
from kg.catalogue.editions import EditionTable
from kg.catalogue.entities import EntityTable, Naming, Sought
from kg.catalogue.events import EventLog
from kg.catalogue.holdings import HoldingTable
from kg.catalogue.loads import LoadTable
from kg.catalogue.matches import MatchTable
from kg.catalogue.members import MemberTable
from kg.catalogue.merges import MergeTable
from kg.catalogue.oversight import Oversight
from kg.catalogue.records import RecordTable
from kg.catalogue.reviews import ReviewTable
from kg.catalogue.rows import Cluster, Entity, Group, LoadRow, Member, Membership, StoredRecord, Thing
from kg.catalogue.separate import SeparateTable
from kg.catalogue.staff import StaffTable

__all__ = ["Catalogue"]


class Catalogue:
    """One catalogue. Safe to share among threads: each has its own connection.

    Loads, matching and undoing work on the tables themselves: `record_table`, `cluster_table`, `entity_table`,
    `load_table`, `match_table`, `event_log`. Writes that belong together stand in one `with catalogue.transaction()`.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.event_log = EventLog(database)
        self.member_table = MemberTable(database)
        self.record_table = RecordTable(database)
        self.separate_table = SeparateTable(database)
        self.authority_table = AuthorityTable(database)
        self.holding_table = HoldingTable(database)
        self.cluster_table = ClusterTable(database)
        self.entity_table = EntityTable(database, self.event_log)
        self.load_table = LoadTable(database)
        self.match_table = MatchTable(database)
        self.edition_table = EditionTable(database)
        self.review_table = ReviewTable(database)
        self.staff_table = StaffTable(database)
        self.audit_table = AuditTable(database)
        self.merge_table = MergeTable(database)
        self.oversight = Oversight(database)

    @classmethod
    def create(cls, directory: Path) -> "Catalogue":
        """Make an empty catalogue in a folder and return it; raise ConflictError where there is one."""
        directory.mkdir(parents=True, exist_ok=True)
        Database.create(directory / FILE_NAME)
        return cls.open(directory)

    @classmethod
    def open(cls, directory: Path, *, read_only: bool = False) -> "Catalogue":
        """Open the catalogue of a folder; raise StoreError, with what to do, when there is none that can be used.

        Opened for writing, loads that were killed are marked as failed.
        """
        catalogue = cls(Database(directory / FILE_NAME, read_only=read_only))
        try:
            catalogue.database.check()
            if not read_only:
                catalogue.load_table.recover()
        except BaseException:
            catalogue.close()
            raise
        return catalogue

    def close(self) -> None:
        """Close the file in all threads."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def transaction(self) -> AbstractContextManager[None]:
        """Make all writes within it durable together, or none of them."""
        return self.database.transaction()

    def snapshot(self) -> AbstractContextManager[None]:
        """Let all reads within it see the same moment."""
        return self.database.snapshot()

    # Members and groups

    def members(self) -> list[Member]:
        """Return the members, by code."""
        return self.member_table.all()

    def member(self, code: str) -> Member:
        """Return one member; raise NotFoundError."""
        return self.member_table.get(code)

    def add_member(self, member: Member) -> None:
        """Add a member; raise ConflictError when the code is taken."""
        self.member_table.add(member)

    def change_member(self, member: Member) -> None:
        """Set what is said of a member; records are read by it from the next load on. Raise NotFoundError."""
        self.member_table.change(member)

    def remove_member(self, code: str) -> None:
        """Remove a member; raise ConflictError while it has live records."""
        self.member_table.remove(code)

    def groups(self) -> list[Group]:
        """Return the groups, by code."""
        return self.member_table.groups()

    def group(self, code: str) -> Group:
        """Return one group; raise NotFoundError."""
        return self.member_table.group(code)

    def add_group(self, group: Group) -> None:
        """Add a group; raise ConflictError when the code is taken."""
        self.member_table.add_group(group)

    def remove_group(self, code: str) -> None:
        """Remove a group; its members stay."""
        self.member_table.remove_group(code)

    def memberships(self, group: str = "", member: str = "") -> list[Membership]:
        """Return the memberships, of one group or one member where that is given."""
        return self.member_table.memberships(group, member)

    def add_membership(self, membership: Membership) -> None:
        """Make a member belong to a group."""
        self.member_table.add_membership(membership)

    def remove_membership(self, group: str, member: str) -> None:
        """End a membership; raise NotFoundError when there is none."""
        self.member_table.remove_membership(group, member)

    # Events

    def last_event(self) -> int:
        """Return the number of the last event, 0 when there is none."""
        return self.event_log.last()

    def stale(self, after: int, limit: int) -> list[tuple[int, Thing]]:
        """Return what events after `after` made stale, in order; the last event is always whole."""
        return self.event_log.stale(after, limit)

    def touch(self, things: Iterable[Thing], kind: str, who: str) -> int:
        """Append an event that makes things stale, and return its number."""
        return self.event_log.append(things, kind, who)

    # Works, instances, records

    def cluster(self, id_: str) -> Cluster | None:
        """Return a work or an instance in whatever state, or None."""
        return self.cluster_table.get(id_)

    def clusters(self, kind: str) -> Iterator[Cluster]:
        """Yield all works or all instances, in every state, oldest first."""
        return self.cluster_table.all(kind)

    def instances_of(self, work: str) -> list[str]:
        """Return the live instances of a work, oldest first."""
        return self.cluster_table.instances_of(work)

    def records_of(self, instance: str) -> list[StoredRecord]:
        """Return the live records of an instance, in order of arrival."""
        return self.record_table.of_instance(instance)

    def record(self, member: str, local_id: str) -> StoredRecord | None:
        """Return a record in whatever state, or None."""
        return self.record_table.get(member, local_id)

    def records_by_member(self) -> dict[str, int]:
        """Return the number of live records of each member that has any."""
        return self.record_table.by_member()

    def placements(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield member, local id, instance and work of every live record, by member and local id."""
        last = ("", "")
        while True:
            rows = self.database.rows(
                "SELECT record.member, record.local_id, record.instance, cluster.work FROM record"
                " JOIN cluster ON cluster.id = record.instance WHERE record.state = 'live'"
                " AND (record.member, record.local_id) > (?, ?) ORDER BY record.member, record.local_id LIMIT 1000",
                last,
            )
            yield from rows
            if len(rows) < 1000:
                return
            last = (rows[-1][0], rows[-1][1])

    def counts(self) -> dict[str, int]:
        """Return how many members, groups, records, works, editions, agents and subjects there are (live ones)."""
        clusters: dict[str, int] = dict(
            self.database.rows("SELECT kind, count(*) FROM cluster WHERE state = 'live' GROUP BY kind")
        )
        entities = self.entity_table.counts()
        return {
            "members": len(self.members()),
            "groups": len(self.groups()),
            "records": sum(self.records_by_member().values()),
            "works": clusters.get("work", 0),
            "instances": clusters.get("instance", 0),
            "agents": entities.get("agent", 0),
            "subjects": entities.get("subject", 0),
            "loads": int(self.database.value("SELECT count(*) FROM load")),
        }

    # Agents and subjects

    def resolve(self, kind: str, *, heading: str, iri: str, qualified: bool, work: str) -> str:
        """Return the id of the agent or subject that is meant; mint one when there is none."""
        return self.entity_table.resolve(Sought(kind, heading, iri, qualified, work))

    def find_entity(self, kind: str, *, heading: str, iri: str, qualified: bool, work: str) -> str | None:
        """Return the id of the agent or subject that is meant, None when there is none; nothing is written."""
        return self.entity_table.find(Sought(kind, heading, iri, qualified, work))

    def entity(self, id_: str) -> Entity | None:
        """Return an agent or a subject in whatever state, or None."""
        return self.entity_table.get(id_)

    def entities(self, kind: str) -> Iterator[Entity]:
        """Yield all agents or all subjects, in every state, oldest first."""
        return self.entity_table.all(kind)

    def set_mentions(
        self,
        work: str,
        mentions: Mapping[str, str],
        namings: Iterable[Naming] = (),
        shared: Mapping[str, str] | None = None,
    ) -> None:
        """Replace what a work says of entities (id to JSON) and by which headings; what that changes is touched.

        `shared` is what those of its records say that may be passed on; None: the same.
        """
        self.entity_table.set_mentions(work, mentions, namings, shared)

    def mentions_of(self, entity: str) -> list[str]:
        """Return what works say of an entity, sorted."""
        return self.entity_table.said_of(entity)[0]

    # Loads

    def loads(self, member: str = "") -> list[LoadRow]:
        """Return the loads, the latest first."""
        return self.load_table.all(member)

    def load(self, number: int) -> LoadRow:
        """Return one load; raise NotFoundError."""
        return self.load_table.get(number)
