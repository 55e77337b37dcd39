"""Editions as reference managers and spreadsheets want them: one `Citation` each, and one module a format.

`cite` makes a `Citation` of a work and one of its editions. A module of `formats/` has `MEDIA_TYPE`, `EXTENSION`
(without the dot), `LABEL`, and `write(entries, notice="") -> Iterator[bytes]`, which takes the citations as they come;
`notice` is a sentence about the file as a whole, left out where the format has no place for one.
"""

from kg.citations.citation import Citation, Contributor, Forms, Holding, Name
from kg.citations.cite import Labels, cite
from kg.citations.languages import language_tag
from kg.citations.plain import guarded, one_line
from kg.registry import Registry

__all__ = [
    "CITATIONS",
    "Citation",
    "Contributor",
    "Forms",
    "Holding",
    "Labels",
    "Name",
    "cite",
    "guarded",
    "language_tag",
    "one_line",
]

CITATIONS = Registry("kg.citations.formats", "citation format")
