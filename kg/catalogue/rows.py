"""Rows of the catalogue database as frozen dataclasses."""

from dataclasses import dataclass

__all__ = [
    "Cluster",
    "Entity",
    "Group",
    "LoadRow",
    "Member",
    "Membership",
    "RecordHead",
    "StoredRecord",
    "Thing",
]


@dataclass(frozen=True, slots=True)
class Member:
    """A library that catalogues; `format` is marc21, unimarc, cnmarc, cmarc or dublincore; "" settings mean: recognise.

    `redistribute` (yes, no, or "": as the licence says) and `rights` (one rule a line) say which of its records may be
    passed on; `columns` is the mapping of its tables' columns as TOML, "" for the one that Lianmu brings.
    """

    code: str
    name: str
    format: str
    encoding: str = ""
    record_id: str = ""
    licence: str = ""
    name_en: str = ""
    url: str = ""
    catalogue_url: str = ""
    redistribute: str = ""
    rights: str = ""
    columns: str = ""
    created: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A consortium, region, discipline, sector or tier (`kind`)."""

    code: str
    name: str
    kind: str = "consortium"
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """A member's place in a group: `role` is free text (member, centre, …), dates are ISO days or ""."""

    group: str
    member: str
    role: str = "member"
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A source record as it was received. `state`: live or deleted; `hash` is of the bytes; `instance` a cluster id.

    A `restricted` one is searched and shown, but is in nothing that is passed on.
    """

    member: str
    local_id: str
    format: str
    carrier: str
    encoding: str
    raw: bytes
    hash: str
    state: str
    load: int
    received: str
    instance: str
    n: int = 0
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class RecordHead:
    """A source record without its bytes: enough to say whether what arrives is new."""

    n: int
    member: str
    local_id: str
    format: str
    carrier: str
    encoding: str
    hash: str
    state: str
    load: int
    instance: str


@dataclass(frozen=True, slots=True)
class Entity:
    """An agent or a subject (`kind`): found again by `iri`, else by `heading`, which alone means it if `qualified`.

    `work` is the scope of an unqualified heading; `state` is live, redirect (then `to`) or gone.
    """

    id: str
    kind: str
    iri: str
    heading: str
    qualified: bool
    work: str
    state: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A work or an instance (`kind`): `state` live, redirect (then `to`) or gone; an instance has its `work`.

    A gone one has a `to` when it was a redirect whose target went; `by_load` is the load that made a redirect, or 0.
    """

    id: str
    kind: str
    state: str
    to: str = ""
    work: str = ""
    by_load: int = 0


@dataclass(frozen=True, slots=True)
class Thing:
    """Something published in a graph of its own: kind (work, instance, agent, subject) and id."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One load: its files, times, counts by outcome, and the event it ended with; `state` says how far it came.

    `state`: running, done, failed (ended early; `note` says why), undone.
    """

    id: int
    member: str
    files: tuple[str, ...]
    started: str
    finished: str
    state: str
    replace_all: bool
    complete: bool
    counts: dict[str, int]
    note: str = ""
    event: int = 0
