"""BIBFRAME read back as frozen dataclasses, and the united description of what several records describe."""

from kg.bibframe.published import read_agent, read_instance, read_subject, read_work
from kg.bibframe.reader import Names, Reader, series_statements
from kg.bibframe.tree import instance_from_quads, tree, work_from_quads
from kg.bibframe.unite import unite

__all__ = [
    "Names",
    "Reader",
    "instance_from_quads",
    "read_agent",
    "read_instance",
    "read_subject",
    "read_work",
    "series_statements",
    "tree",
    "unite",
    "work_from_quads",
]
