"""What the page of overlaps shows: the matrix with its shades, rows of classes, names in the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from kg.overlap import ClassCount, Overlap

__all__ = ["Cell", "ClassRow", "MemberRow", "OverlapPage", "overlap_page"]

_MOST_COLUMNS = 40
# The least share of each shade but the first, which is for nothing at all.
_SHADES = (0.0, 0.02, 0.1, 0.25, 0.5)


class Cell(NamedTuple):
    """A number of editions, its share from 0 to 1, and the shade (0 to 5) that the share has."""

    editions: int
    share: float
    shade: int
    is_own: bool = False


class MemberRow(NamedTuple):
    """A member: its editions, those that it holds alone, and what it has in common with each of the columns."""

    code: str
    name: str
    editions: int
    alone: Cell
    cells: tuple[Cell, ...]


class ClassRow(NamedTuple):
    """A class: its label, its editions, those that several members hold, and what each of the columns has of it.

    `is_part`: it is a part of the class above it.
    """

    code: str
    label: str
    editions: int
    several: Cell
    cells: tuple[Cell, ...]
    is_part: bool


class OverlapPage(NamedTuple):
    """All of the page; `left_out` counts members that have no column, since there are too many."""

    editions: int
    columns: tuple[tuple[str, str], ...]
    rows: tuple[MemberRow, ...]
    classes: tuple[ClassRow, ...]
    holders: tuple[tuple[int, int], ...]
    left_out: int

    @property
    def several(self) -> int:
        """Return how many editions more than one member holds."""
        return sum(editions for many, editions in self.holders if many > 1)

    @property
    def most(self) -> int:
        """Return the greatest number of editions that any number of members hold."""
        return max((editions for _, editions in self.holders), default=0)


def overlap_page(found: Overlap, names: Mapping[str, str], label: Callable[[str], str]) -> OverlapPage:
    """Return what the page shows; `label` names a class."""
    holding = sorted((code for code in found.members if found.held.get(code)), key=lambda code: -found.held[code])
    shown = holding[:_MOST_COLUMNS]
    return OverlapPage(
        found.editions,
        tuple((code, names.get(code, code)) for code in shown),
        tuple(_member_row(found, code, names.get(code, code), shown) for code in shown),
        tuple(_class_row(row, label(row.code), shown) for row in found.classes),
        tuple(found.holders.items()),
        len(holding) - len(shown),
    )


def _member_row(found: Overlap, code: str, name: str, columns: Sequence[str]) -> MemberRow:
    cells = (_cell(found.together(code, other), found.held[code], is_own=other == code) for other in columns)
    return MemberRow(code, name, found.held[code], _cell(found.alone.get(code, 0), found.held[code]), tuple(cells))


def _class_row(row: ClassCount, label: str, columns: Sequence[str]) -> ClassRow:
    cells = tuple(_cell(row.held.get(code, 0), row.editions) for code in columns)
    is_part = len(row.code) == len("TP") and row.code.isalpha() and row.code.isupper()
    return ClassRow(row.code, label, row.editions, _cell(row.shared, row.editions), cells, is_part)


def _cell(editions: int, of: int, *, is_own: bool = False) -> Cell:
    share = editions / of if of else 0.0
    shade = 0 if not editions or is_own else sum(1 for least in _SHADES if share >= least)
    return Cell(editions, share, shade, is_own)
