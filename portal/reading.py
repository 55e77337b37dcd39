"""The portal's one window on the catalogue: what pages ask of a published generation."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from pyoxigraph import Quad

from kg.authorities import AuthorityRow
from kg.bibframe.things import Agent, Instance, Subject, Work
from kg.catalogue.editions import Doubled
from kg.catalogue.rows import Group, LoadRow, Member, Membership, StoredRecord
from kg.errors import CatalogueError, StoreError
from kg.holdings import Place
from kg.overlap import Held
from kg.records.record import Record
from kg.rights import Decision
from kg.search.query import Query, Results

__all__ = ["Library", "NothingPublishedError", "Reading", "Sharing", "State", "WithheldError"]


class NothingPublishedError(StoreError):
    """There is a catalogue, but no generation of it has been published: load something."""


class WithheldError(CatalogueError):
    """What is asked for is there, but may not be passed on as data."""


class Sharing(StrEnum):
    """How much of a published thing may be passed on."""

    WHOLE = "whole"
    PART = "part"
    NOTHING = "nothing"


class State(NamedTuple):
    """What became of an id: `state` is live, redirect (then `to` is the id that took its place) or gone."""

    state: str
    to: str = ""


class Reading(ABC):
    """One generation of the catalogue, held for the time of one request; safe to use from several threads."""

    @property
    @abstractmethod
    def number(self) -> int:
        """Return the generation's number, which changes whenever anything published changes."""

    @abstractmethod
    def search(self, query: Query) -> Results:
        """Answer a reader's question."""

    @abstractmethod
    def work(self, work_id: str) -> Work | None:
        """Return the published work, or None."""

    @abstractmethod
    def instance(self, instance_id: str) -> Instance | None:
        """Return the published edition, or None."""

    @abstractmethod
    def agent(self, agent_id: str) -> Agent | None:
        """Return the published person or organisation, or None."""

    @abstractmethod
    def subject(self, subject_id: str) -> Subject | None:
        """Return the published subject, or None."""

    @abstractmethod
    def quads(self, kind: str, thing_id: str) -> list[Quad]:
        """Return the statements of the thing's graph as far as they may be passed on, none for an unknown one."""

    @abstractmethod
    def shared_work(self, work_id: str) -> Work | None:
        """Return the work as far as it may be passed on, None where nothing of it may be or it is unknown."""

    @abstractmethod
    def shared_instance(self, instance_id: str) -> Instance | None:
        """Return the edition as far as it may be passed on, None where nothing of it may be or it is unknown."""

    @abstractmethod
    def sharing(self, kind: str, thing_id: str) -> Sharing:
        """Return how much of the thing may be passed on; WHOLE for one that is unknown or not published."""

    @abstractmethod
    def state(self, kind: str, thing_id: str) -> State | None:
        """Return what the catalogue says of the id, None for one that was never given."""

    def authorities(self, kind: str, thing_id: str) -> tuple[AuthorityRow, ...]:  # noqa: ARG002 - where there are none
        """Return what authority records, all of which may be passed on, say of the agent or subject."""
        return ()

    @abstractmethod
    def works_naming(self, kind: str, thing_id: str) -> tuple[str, ...]:
        """Return the ids of the published works that name the agent or subject, up to a limit of the graph's reader."""

    @abstractmethod
    def members(self) -> Mapping[str, Member]:
        """Return all members by code."""

    @abstractmethod
    def groups(self) -> Mapping[str, Group]:
        """Return all groups by code."""

    @abstractmethod
    def memberships(self) -> tuple[Membership, ...]:
        """Return who belongs to which group."""

    @abstractmethod
    def loads(self, member: str) -> tuple[LoadRow, ...]:
        """Return the member's loads, latest first."""

    @abstractmethod
    def record(self, member: str, local_id: str) -> StoredRecord | None:
        """Return the member's record as it was received, or None."""

    @abstractmethod
    def fields(self, stored: StoredRecord) -> Record:
        """Return the stored record's fields, read from its bytes."""

    @abstractmethod
    def in_dialect(self, stored: StoredRecord, dialect: str, pinyin: str) -> Record:
        """Return the stored record in a dialect of MARC, by way of BIBFRAME where it was catalogued in another format.

        `pinyin` is `9` or `A`, where CNMARC puts the reading of a text, else "".
        """

    @abstractmethod
    def decision(self, stored: StoredRecord) -> Decision:
        """Return whether the record may be passed on by what its member says now, and why."""

    @abstractmethod
    def record_quads(self, stored: StoredRecord) -> list[Quad]:
        """Return the statements that this record alone makes."""

    @abstractmethod
    def described_by(self, stored: StoredRecord) -> tuple[Work, Instance]:
        """Return what this record alone describes, without the agents and subjects of the catalogue."""

    @abstractmethod
    def counts(self) -> Mapping[str, int]:
        """Return the number of things of each kind in the catalogue."""

    @abstractmethod
    def places(self, instance_id: str, *, shared: bool = False) -> list[Place]:
        """Return what each library has of the edition and where; `shared`: only what may be passed on."""

    @abstractmethod
    def held(self, kind: str) -> tuple[Held, ...]:
        """Return the editions counted by their holders and their codes of a kind (`kg.overlap.KINDS`, "": none)."""

    @abstractmethod
    def last_copies(self, member: str) -> Iterator[str]:
        """Yield, as tab-separated values, what only this member holds and may be passed on."""

    @abstractmethod
    def widely_held(self, *, since: int, least: int, limit: int) -> list[Doubled]:
        """Return editions from a year on that at least so many members hold, the most widely held first."""


class Library(ABC):
    """Gives the newest generation; opened once in a process."""

    @abstractmethod
    def reading(self) -> Reading:
        """Return the newest generation; raise NothingPublishedError while there is none."""
