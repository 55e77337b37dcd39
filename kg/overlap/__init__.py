"""What members hold together and alone: the classes that editions are counted by, and the counting."""

from kg.overlap.classes import classes_of
from kg.overlap.counting import KINDS, ClassCount, Held, Overlap, count
from kg.overlap.disciplines import Disciplines
from kg.overlap.lacks import STATEMENTS, Said, lacks, said, together

__all__ = [
    "KINDS",
    "STATEMENTS",
    "ClassCount",
    "Disciplines",
    "Held",
    "Overlap",
    "Said",
    "classes_of",
    "count",
    "lacks",
    "said",
    "together",
]
