"""What the page of what one member gets back is made of: figures of the database, the first of each list."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from kg.catalogue import Catalogue
from kg.catalogue.editions import Wanting
from kg.pipeline.feedback import title_of

__all__ = ["Duplicate", "FeedbackDesk", "Placed"]

# More than this are not counted for a page: the files have them all.
_MOST_COUNTED = 10_000


class Placed(NamedTuple):
    """A member's live records, of how many editions they are, and how many of these others hold too."""

    records: int
    editions: int
    shared: int


class Duplicate(NamedTuple):
    """An edition that several of a member's records describe: their ids with their titles."""

    instance: str
    records: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FeedbackDesk:
    """The catalogue as it looks from one member's records."""

    catalogue: Catalogue
    member: str

    def placed(self) -> Placed:
        """Return how many records and editions the member has, and how many editions others have too."""
        return Placed(*self.catalogue.edition_table.placed(self.member))

    def lacking(self) -> Mapping[str, tuple[int, int]]:
        """Return, by kind of statement, how many records lack some that others have, and how many statements."""
        return self.catalogue.edition_table.lacking(self.member)

    def wanting(self, limit: int) -> list[tuple[Wanting, str]]:
        """Return the first records of which others say more, with their titles."""
        found = self.catalogue.edition_table.wanting(self.member, limit=limit)
        return [(one, title_of(self.catalogue.record_table.get_number(one.n))) for one in found]

    def duplicates(self, limit: int) -> tuple[list[Duplicate], int]:
        """Return the first editions that several records describe, and how many there are (no more than 10,000)."""
        first: list[Duplicate] = []
        total = 0
        for instance, numbers in islice(self.catalogue.edition_table.duplicates(self.member), _MOST_COUNTED):
            total += 1
            if len(first) < limit:
                records = map(self.catalogue.record_table.get_number, numbers)
                first.append(Duplicate(instance, tuple((one.local_id, title_of(one)) for one in records)))
        return first, total
