"""Bytes to records: carriers, dialects and character sets recognised, faults reported, nothing else lost."""

from kg.records.columns import Columns
from kg.records.identity import is_incomplete, local_id
from kg.records.kind import KINDS, kind_of
from kg.records.limits import Limits
from kg.records.reading import read_records, read_stored
from kg.records.recognition import CARRIERS
from kg.records.record import Field, Problem, Record

__all__ = [
    "CARRIERS",
    "KINDS",
    "Columns",
    "Field",
    "Limits",
    "Problem",
    "Record",
    "is_incomplete",
    "kind_of",
    "local_id",
    "read_records",
    "read_stored",
]
