"""Records that the tests of validity convert: the golden ones, the demo's, and those of `../shared`."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.crosswalk.separate import CONVERTED, Crosswalks
from kg.description import convert_nquads
from kg.records import Record, kind_of, local_id, read_records

__all__ = ["BASE", "PROFILES", "SHIPPED", "converted", "files_of", "records_of"]

ROOT = Path(__file__).resolve().parents[2]
BASE = "http://example.org/"
PROFILES = ("lean", "lc")
SHIPPED = (ROOT / "tests" / "golden" / "records", ROOT / "kg" / "demo" / "data")


def files_of(*folders: Path) -> list[Path]:
    """Return the files below these folders, those of licences and explanations among them."""
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


def records_of(paths: Iterable[Path], *, most: int = 0) -> Iterator[Record]:
    """Yield the records of the kinds that are converted, of each file at most so many (0: all)."""
    for path in paths:
        taken = 0
        for found in read_records(path, name=path.name):
            if isinstance(found, Record) and not found.deleted and kind_of(found) in CONVERTED:
                yield found
                taken += 1
                if taken == most:
                    break


def converted(mappings: Path, profile: str, records: Iterable[Record]) -> Iterator[str]:
    """Yield the graphs of records, each under a name of its own."""
    crosswalks = Crosswalks(mappings, profile)
    for number, record in enumerate(records):
        description = crosswalks.convert(record, f"{number}-{local_id(record)}")
        yield "".join(convert_nquads(description, base=BASE))
