"""How much of a member's stored records the rules map: counted anew from the database, by format."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg.catalogue import Catalogue
from kg.crosswalk.coverage import Coverage, Tally
from kg.errors import UsageError
from kg.records import Record, read_stored

__all__ = ["Tallies", "stored_records"]

_PAGE = 500


@dataclass(slots=True)
class Tallies:
    """A tally for each format of the records counted; the rules of a format are compiled when it first comes."""

    mappings: Path
    profile: str = "lean"
    by_format: dict[str, Tally] = field(default_factory=dict)
    coverages: dict[str, Coverage] = field(default_factory=dict)

    def count(self, record: Record) -> None:
        """Count one record; raise MappingError when the rules of its format are bad."""
        if record.format not in self.coverages:
            self.coverages[record.format] = Coverage.load(self.mappings, record.format, profile=self.profile)
            self.by_format[record.format] = Tally()
        self.coverages[record.format].count(record, self.by_format[record.format])


def stored_records(catalogue: Catalogue, member: str) -> Iterator[Record]:
    """Yield a member's live records, oldest first; one that cannot be read any more is passed over."""
    after = 0
    while page := catalogue.record_table.page(member, after, _PAGE):
        for stored in page:
            try:
                yield read_stored(stored.raw, carrier=stored.carrier, format=stored.format, encoding=stored.encoding)
            except UsageError:
                continue
        after = page[-1].n
