"""Nothing stops a run, and dates are dates: every file of `../shared/data` in both profiles, in bounded memory."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest
from corpus import BASE, PROFILES, SHIPPED, files_of
from dates import check

from kg.crosswalk.separate import CONVERTED, Crosswalks
from kg.description import convert_nquads
from kg.errors import CatalogueError
from kg.records import Record, kind_of, local_id, read_records

ROOT = Path(__file__).resolve().parents[2]
# The peak of resident memory, in MiB, of a run that converts a file and throws the graphs away. The kernel's own count:
# `ru_maxrss` of a child begins with what its parent had.
MEASURE = """
import sys
from pathlib import Path
from kg.crosswalk.separate import Crosswalks
from kg.description import convert_nquads
from kg.records import Record, local_id, read_records
crosswalks = Crosswalks(Path(sys.argv[2]))
count = 0
for found in read_records(Path(sys.argv[1]), format="marc21"):
    assert isinstance(found, Record)
    count += len(convert_nquads(crosswalks.convert(found, local_id(found)), base="http://a/")) > 10
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(count, int(peak.split()[1]) // 1024)
"""


def convert_all(mappings: Path, profile: str, paths: list[Path]) -> tuple[int, int, int]:
    """Return how many records of these files were converted, how many problems and how many dates there were.

    Fail for what stops a run, and for a date that is none.
    """
    crosswalks = Crosswalks(mappings, profile)
    done = problems = dates = 0
    for path in paths:
        for found in read_records(path, name=path.name):
            if not isinstance(found, Record):
                problems += 1
            elif not found.deleted and kind_of(found) in CONVERTED:
                try:
                    description = crosswalks.convert(found, local_id(found))
                except (CatalogueError, ValueError, LookupError, TypeError, AttributeError) as error:
                    pytest.fail(f"{path}, record {found.number}: {type(error).__name__}: {error}")
                lines = convert_nquads(description, base=BASE)
                done += len(lines) > 0
                dates += check("".join(lines), profile)
    return done, problems, dates


@pytest.mark.parametrize("profile", PROFILES)
def test_shipped_records_are_all_converted(mappings: Path, profile: str) -> None:
    """Golden files, damaged ones among them, and the demo's smaller ones."""
    paths = [path for path in files_of(*SHIPPED) if path.stat().st_size < 100_000]
    done, problems, _ = convert_all(mappings, profile, paths)
    assert done > 100
    assert problems


@pytest.mark.realdata
@pytest.mark.slow
@pytest.mark.parametrize("profile", PROFILES)
def test_no_real_file_stops_a_run(mappings: Path, shared: Path, profile: str) -> None:
    """Every carrier, every damage, and files that hold no records at all; what says that it is a date is one."""
    done, problems, dates = convert_all(mappings, profile, files_of(shared / "data"))
    assert done > 30_000
    assert problems > 100
    assert dates > 1000


def peak(path: Path, mappings: Path) -> tuple[int, int]:
    """Return how many records a file gave, and the peak of memory in MiB."""
    command = [sys.executable, "-c", MEASURE, str(path), str(mappings)]
    count, memory = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.split()
    return int(count), int(memory)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_does_not_grow_with_the_records(mappings: Path, tmp_path: Path) -> None:
    """Four times the records need hardly more memory: what is remembered has an end."""
    raw = gzip.decompress((ROOT / "kg" / "demo" / "data" / "virginia.mrc.gz").read_bytes())
    once, more = tmp_path / "once.mrc", tmp_path / "more.mrc"
    once.write_bytes(raw)
    more.write_bytes(raw * 4)
    (few, small), (many, large) = peak(once, mappings), peak(more, mappings)
    assert many == 4 * few > 400
    assert large < small + 25


@pytest.mark.realdata
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_largest_real_file_needs_at_most_200_mib(mappings: Path, shared: Path) -> None:
    """The file with the most records."""
    largest = max((shared / "data" / "marc21").rglob("*.mrc"), key=lambda path: path.stat().st_size)
    count, memory = peak(largest, mappings)
    assert count > 10_000
    assert memory <= 200
