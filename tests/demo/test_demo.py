"""The sample consortium: its description, its files, and that the Chinese records are what their source gives."""

import gzip
from collections import Counter
from pathlib import Path

import pytest

from kg.demo import demo_groups, demo_members, members_of
from kg.demo.build import FILES, build_file
from kg.demo.iso2709 import make_record

DEMO = Path(__file__).resolve().parents[2] / "kg" / "demo"
SOURCE = DEMO / "source" / "books.toml"


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


@pytest.mark.parametrize("name", FILES)
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
    for name in FILES:
        for record in build_file(SOURCE, name).split(b"\x1d")[:-1]:
            assert not any(
                field.startswith(("010", "020")) for field in fields(record, "gb18030" if "bei" in name else "utf-8")
            )


def test_every_id_stands_once_in_its_file() -> None:
    """Two records with one id would replace each other."""
    for name in FILES:
        records = build_file(SOURCE, name).split(b"\x1d")[:-1]
        ids = Counter(fields(record, "latin-1")[0] for record in records)
        assert max(ids.values()) == 1


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
