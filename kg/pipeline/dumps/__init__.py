"""Dated sets of dumps: the whole, each member's and each group's part, with checksums and a VoID description."""

from kg.pipeline.dumps.description import minimal_void
from kg.pipeline.dumps.holders import holding_quads
from kg.pipeline.dumps.make import DumpOptions, Made, is_due, make_set
from kg.pipeline.dumps.plan import Part, Plan, plan_of
from kg.pipeline.dumps.sets import DumpFile, DumpPart, DumpSet, DumpSets
from kg.pipeline.dumps.verify import Fault, verify

__all__ = [
    "DumpFile",
    "DumpOptions",
    "DumpPart",
    "DumpSet",
    "DumpSets",
    "Fault",
    "Made",
    "Part",
    "Plan",
    "holding_quads",
    "is_due",
    "make_set",
    "minimal_void",
    "plan_of",
    "verify",
]
