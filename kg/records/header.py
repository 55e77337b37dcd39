"""The row of headings of a table: where it stands, and what each of its columns becomes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kg.records.columns import Column, Columns

__all__ = ["Header", "find_header"]


@dataclass(frozen=True)
class Header:
    """The headings of a table in their order, each with its column, None where no mapping knows it."""

    headings: tuple[str, ...]
    columns: tuple[Column | None, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Return the headings that no mapping knows."""
        return tuple(h for h, column in zip(self.headings, self.columns, strict=True) if h and column is None)

    @property
    def repeated(self) -> tuple[str, ...]:
        """Return the headings that were met before in the same row."""
        return tuple(heading for heading in self.headings if heading.endswith(")") and _REPEATED in heading)

    @property
    def has_title(self) -> bool:
        """Say whether a column holds titles."""
        return any(column is not None and column.reads == "title" for column in self.columns)

    @property
    def has_copies(self) -> bool:
        """Say whether a column tells of copies."""
        return any(column is not None and column.copy for column in self.columns)

    @property
    def has_id(self) -> bool:
        """Say whether a column holds the records' numbers."""
        return any(column is not None and column.reads == "id" for column in self.columns)


_REPEATED = " ("


def find_header(cells: Sequence[str], columns: Columns) -> Header | None:
    """Return the headings if this row is one: two of its cells are known at least, and a third of all.

    One that stands alone must be that of titles.
    """
    filled = [cell for cell in cells if cell.strip()]
    known = [column for cell in filled if (column := columns.of(cell)) is not None]
    if len(known) < 2 and not (len(filled) == 1 and known and known[0].reads == "title"):
        return None
    if len(known) * 3 < len(filled):
        return None
    met: Counter[str] = Counter()
    headings = []
    for cell in cells:
        heading = " ".join(cell.split())
        met[heading] += 1
        headings.append(f"{heading}{_REPEATED}{met[heading]})" if heading and met[heading] > 1 else heading)
    found = tuple(columns.of(cell) if cell.strip() else None for cell in cells)
    return Header(tuple(headings), found)
