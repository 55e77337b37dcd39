"""The catalogue database: members, source records, clusters, judgements and the event log; the truth."""

from kg.catalogue.audit import Actor, AuditFilter, AuditRow
from kg.catalogue.authorities import LinkRow
from kg.catalogue.catalogue import Catalogue
from kg.catalogue.entities import Naming, Sought
from kg.catalogue.loads import ProblemRow
from kg.catalogue.records import Arrival, Version, hash_bytes
from kg.catalogue.rows import (
    Cluster,
    Entity,
    Group,
    LoadRow,
    Member,
    Membership,
    RecordHead,
    StoredRecord,
    Thing,
)
from kg.catalogue.seen import Seen
from kg.catalogue.separate import SeparateHead, SeparateRecord, SeparateVersion

__all__ = [
    "Actor",
    "Arrival",
    "AuditFilter",
    "AuditRow",
    "Catalogue",
    "Cluster",
    "Entity",
    "Group",
    "LinkRow",
    "LoadRow",
    "Member",
    "Membership",
    "Naming",
    "ProblemRow",
    "RecordHead",
    "Seen",
    "SeparateHead",
    "SeparateRecord",
    "SeparateVersion",
    "Sought",
    "StoredRecord",
    "Thing",
    "Version",
    "hash_bytes",
]
