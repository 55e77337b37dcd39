"""Every real file: nothing crashes, nothing vanishes, each record can be read again from its stored bytes."""

import re
from pathlib import Path

import pytest

from kg.records import Problem, Record, read_records, read_stored

pytestmark = pytest.mark.realdata

FOLDERS = ("marc21", "unimarc", "cnmarc", "dc", "authority")
NOT_RECORDS = {".json", ".sql", ".tsv", ".md", ".txt", ".scala", ".mrk", ".mrk8", ".ndj", ".aleph"}
RECORD = re.compile(rb"<(?:(?!srw:)\w+:)?record[\s>]")


def files(shared: Path, folder: str) -> list[Path]:
    return sorted(f for f in (shared / "data" / folder).rglob("*") if f.is_file() and f.suffix not in NOT_RECORDS)


def records_in(data: bytes) -> int:
    """Return how many records stand in a file, by its terminators or its tags."""
    if b"<OAI-PMH" in data or re.search(rb"<(?:\w+:)?header>", data):
        return len(re.findall(rb"<(?:\w+:)?header[\s>]", data))
    return data.count(b"\x1d") or len(RECORD.findall(data))


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_vanishes(shared: Path, folder: str) -> None:
    """A file is refused with one sentence, or all its records come out whole or damaged."""
    for path in files(shared, folder):
        found = list(read_records(path))
        refused = [one for one in found if isinstance(one, Problem) and one.severity == "refused"]
        out = [one for one in found if isinstance(one, Record) or one.severity == "damaged"]
        assert len(refused) <= 1, path
        assert refused or len(out) >= records_in(path.read_bytes()), path


@pytest.mark.parametrize("folder", FOLDERS)
def test_stored_bytes_give_the_same_record(shared: Path, folder: str) -> None:
    """Format, carrier, encoding and raw bytes are enough to make a record again."""
    for path in files(shared, folder):
        for one in read_records(path):
            if isinstance(one, Record):
                again = read_stored(one.raw, carrier=one.carrier, format=one.format, encoding=one.encoding)
                where = {"file": "", "offset": 0, "number": 0, "problems": ()}
                assert again._replace(**where) == one._replace(**where), (path, one.number)


@pytest.mark.parametrize(
    ("name", "dialect", "encoding", "count"),
    [
        ("marc21/hathitrust/hathi_dev_noCID.mrc", "marc21", {"utf-8"}, 13_727),
        ("marc21/marc2bibframe2/dnb.xml", "marc21", {"utf-8"}, 99),
        ("marc21/solrmarc/u55.mrc", "marc21", {"marc-8", "utf-8"}, 1),
        ("cnmarc/scattered/cnmarc14_gbk.iso", "cnmarc", {"gb18030"}, 14),
        ("cnmarc/scattered/cnmarc14_utf8.iso", "cnmarc", {"utf-8"}, 14),
        ("unimarc/bnf/bnf__bnf_anywhere_all_peter.xml", "unimarc", {"utf-8"}, 49),
        ("marc21/pymarc/1251.dat", "marc21", {"cp1251"}, 6),
        ("dc/traject/sample-oai-pmh.xml", "dublincore", {"utf-8"}, 10),
    ],
)
def test_what_is_recognised(shared: Path, name: str, dialect: str, encoding: set[str], count: int) -> None:
    """Dialect and character set of known files."""
    records = [one for one in read_records(shared / "data" / name) if isinstance(one, Record)]
    assert (len(records), {r.format for r in records}) == (count, {dialect})
    assert {r.encoding for r in records} <= encoding


@pytest.mark.parametrize(
    "name",
    [
        "marc21/marc2bibframe2/loc_general.xml",
        "marc21/marc2bibframe2/british_library.xml",
        "marc21/traject/test_data.utf8.mrc",
        "cnmarc/scattered/cnmarc14_gbk.iso",
        "cnmarc/scattered/cnmarc14_utf8.iso",
        "unimarc/bnf/bnf__bnf_anywhere_all_peter.xml",
        "authority/evergreen/auth-1066.mrc",
        "dc/dltn/Rhodes__com_10267_2657.oai.xml",
    ],
)
def test_clean_files_have_no_problem(shared: Path, name: str) -> None:
    """No false alarm."""
    assert [p for one in read_records(shared / "data" / name) for p in getattr(one, "problems", (one,))] == []


def test_gbk_and_utf8_of_the_same_records_agree(shared: Path) -> None:
    """The character set changes nothing in the text."""
    folder = shared / "data/cnmarc/scattered"
    gbk, utf8 = ([r.fields for r in read_records(folder / f"cnmarc14_{kind}.iso")] for kind in ("gbk", "utf8"))
    assert gbk == utf8
