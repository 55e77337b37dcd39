"""The sample consortium: its description, its files, and that the Chinese records are what their source gives."""

import csv
import gzip
import io
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from kg.demo import demo_groups, demo_members, members_of
from kg.demo.build import FILES, build_file
from kg.demo.iso2709 import make_record
from kg.demo.table import COLUMNS

DEMO = Path(__file__).resolve().parents[2] / "kg" / "demo"
SOURCE = DEMO / "source"
MARC = [name for name in FILES if name.endswith(".mrc")]
ENCODINGS = {"beiyuan.mrc": "gb18030"}


def fields(record: bytes, encoding: str) -> list[str]:
    """Return tag and text of the fields of an ISO 2709 record, read by its directory."""
    base = int(record[12:17])
    entries = [record[at : at + 12] for at in range(24, base - 1, 12)]
    return [
        entry[:3].decode()
        + record[base + int(entry[7:12]) :][: int(entry[3:7]) - 1].decode(encoding).replace("\x1f", "$")
        for entry in entries
    ]


@pytest.mark.parametrize("name", FILES)
def test_shipped_bytes_are_what_the_source_gives(name: str) -> None:
    """Nobody edits the records that are made."""
    assert gzip.decompress((DEMO / "data" / f"{name}.gz").read_bytes()) == build_file(SOURCE, name)


@pytest.mark.parametrize("name", MARC)
def test_a_record_says_its_own_length(name: str) -> None:
    """Length and base address hold in bytes, also in GB 18030."""
    for record in build_file(SOURCE, name).split(b"\x1d")[:-1]:
        assert int(record[:5]) == len(record) + 1
        assert record[int(record[12:17]) - 1 :][:1] == b"\x1e"


def test_pinyin_stands_in_9_for_one_member_and_in_capitals_for_the_other() -> None:
    """Both habits of mainland libraries are in the demo."""
    nine = build_file(SOURCE, "jiangnan.mrc").split(b"\x1d")[0]
    capital = build_file(SOURCE, "beiyuan.mrc").split(b"\x1d")[0]
    assert any("$a红楼梦$9hong lou meng$b专著" in field for field in fields(nine, "utf-8"))
    assert any("$a红楼梦$AHong Lou Meng$f" in field for field in fields(capital, "gb18030"))


def test_a_book_is_held_by_three_members_in_three_ways() -> None:
    """红楼梦 of 1982 is in all of the Chinese files."""
    for name, encoding in (("jiangnan.mrc", "utf-8"), ("beiyuan.mrc", "gb18030"), ("haiwai.mrc", "utf-8")):
        assert "红楼梦".encode(encoding) in build_file(SOURCE, name)


def test_no_isbn_is_invented() -> None:
    """The facts of the Chinese records are certain; an ISBN would not be."""
    for name in MARC:
        for record in build_file(SOURCE, name).split(b"\x1d")[:-1]:
            shown = fields(record, ENCODINGS.get(name, "utf-8"))
            assert not any(field.startswith(("010", "020")) for field in shown)
    assert "ISBN" not in build_file(SOURCE, "qingxi.csv").decode("gb18030")


def test_every_id_stands_once_in_its_file() -> None:
    """Two records with one id would replace each other."""
    for name in MARC:
        records = build_file(SOURCE, name).split(b"\x1d")[:-1]
        ids = Counter(fields(record, "latin-1")[0] for record in records)
        assert max(ids.values()) == 1


def test_the_table_is_what_a_spreadsheet_writes() -> None:
    """One heading, as many cells in each row, some forty books in GB 18030."""
    rows = list(csv.reader(io.StringIO(build_file(SOURCE, "qingxi.csv").decode("gb18030"), newline="")))
    assert rows[0] == list(COLUMNS)
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert 40 <= len(rows) <= 60
    assert "红楼梦" in {row[1] for row in rows}


def test_six_scripts_stand_beside_their_romanisation() -> None:
    """The harbour library's titles are in 245 romanised and in 880 in their own script."""
    scripts = Counter()
    for record in build_file(SOURCE, "harbour.mrc").split(b"\x1d")[:-1]:
        titles = [field for field in fields(record, "utf-8") if field.startswith("880") and "$6245" in field]
        assert len(titles) == 1
        main = titles[0].split("$a", 1)[1]
        scripts[unicodedata.name(next(sign for sign in main if sign.isalpha())).split()[0]] += 1
    assert set(scripts) >= {"CYRILLIC", "GREEK", "ARABIC", "HEBREW", "HANGUL", "CJK"}


def test_one_member_passes_nothing_on() -> None:
    """A sample member is restricted, and only one whose records are made here."""
    restricted = [member for member in demo_members() if member.redistribute == "no"]
    assert [member.file_names for member in restricted] == [("shiwen.mrc.gz",)]


def test_every_member_has_its_files_and_groups() -> None:
    """What members.toml names is there, and each member says source and licence."""
    groups = {group.code for group in demo_groups()}
    for member in demo_members():
        assert set(member.groups) <= groups
        assert member.source
        assert member.licence
        with member.open_files() as paths:
            assert paths
            assert all(path.read_bytes()[:2] == b"\x1f\x8b" for path in paths)


def test_the_consortium_has_regions_tiers_and_a_discipline() -> None:
    """Three regions, two tiers, one discipline, none of them empty."""
    kinds = Counter(group.kind for group in demo_groups())
    assert kinds == {"consortium": 1, "region": 3, "tier": 2, "discipline": 1}
    assert all(members_of(group.code, demo_members()) for group in demo_groups())


def test_no_file_is_left_without_a_member() -> None:
    """Each file of data/ belongs to one member."""
    named = sorted(name for member in demo_members() for name in member.file_names)
    assert named == sorted(path.name for path in (DEMO / "data").iterdir())


def test_a_dollar_sign_can_be_written() -> None:
    """`{dollar}` is a dollar sign, `$` begins a subfield."""
    assert b"\x1fa{cost} $5" in make_record(["500  $a{cost} {dollar}5"], "%05dnam a22%05d   4500", "utf-8")
