"""The collection of malformed files: at least the records and the problems that are known for each."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from kg.records import Problem, Record, read_records

pytestmark = pytest.mark.realdata

SETTINGS = {"real/pymarc__1251.dat": "cp1251"}
# RDF is no carrier of records: refused as a whole, not read line by line.
OTHER_CARRIERS = {"made/nt_one_bad_line.nt"}
HOSTILE = (
    "made/bomb_1GiB_of_nul.gz",
    "made/zip_bomb_256MiB.zip",
    "made/xml_quadratic_blowup.xml",
    "made/xml_depth_100k.xml",
)

READ = """
import sys
from pathlib import Path
from kg.records import read_records
found = list(read_records(Path(sys.argv[1])))
# Of this program alone: getrusage would count what the parent had when it forked.
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(len(found), found[-1].severity, peak)
"""


def rows(shared: Path) -> list[dict[str, str]]:
    with (shared / "data/bad/expected.tsv").open() as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if row["file"] not in OTHER_CARRIERS]


def missed(shared: Path, row: dict[str, str]) -> str:
    """Return what is less than expected of a row, "" when all is there."""
    found = list(read_records(shared / "data/bad" / row["file"], encoding=SETTINGS.get(row["file"], "")))
    records = [one for one in found if isinstance(one, Record)]
    problems = [p for r in records for p in r.problems] + [one for one in found if isinstance(one, Problem)]
    enough = len(records) >= int(row["records_min"] or 0) and len(problems) >= int(row["problems_min"] or 0)
    return "" if enough else f"{row['file']}: {len(records)} records, {len(problems)} problems, {row}"


def test_every_row_gives_its_records_and_problems(shared: Path) -> None:
    """Each file of expected.tsv gives at least what it says."""
    assert [miss for row in rows(shared) if (miss := missed(shared, row))] == []


def test_every_problem_says_where_and_what_now(shared: Path) -> None:
    """File, offset, reason and a sentence; damaged bytes are kept."""
    for row in rows(shared):
        for one in read_records(shared / "data/bad" / row["file"], name=row["file"]):
            for problem in one.problems if isinstance(one, Record) else (one,):
                assert problem.file == row["file"]
                assert problem.reason
                assert problem.message.endswith((".", ".)"))
                assert problem.severity != "damaged" or problem.raw


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_little_memory(shared: Path, name: str) -> None:
    """A bomb ends as one refusal in a process that stays small."""
    command = [sys.executable, "-c", READ, str(shared / "data/bad" / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    count, severity, size = done.stdout.split()
    assert (count, severity) == ("1", "refused")
    assert int(size) * 1024 < 200 << 20
