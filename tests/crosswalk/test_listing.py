"""Rules as people look them up: blocks, fields and names."""

from pathlib import Path

import pytest

from kg.crosswalk.listing import read_listing, read_names
from kg.errors import MappingError

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"


@pytest.mark.parametrize(
    ("name", "tag", "block"),
    [("marc21", "245", "20X-24X"), ("marc21", "record", "record"), ("marc21", "856", "841-88X"),
     ("cnmarc", "690", "6XX"), ("cmarc", "805", "8XX"), ("dublincore", "creator", "elements")],
)  # fmt: skip
def test_a_field_stands_in_its_block(name: str, tag: str, block: str) -> None:
    """As the standard has it; an overlay takes the blocks over."""
    found = {one.tag: at.id for at in read_listing(MAPPINGS, name).blocks for one in at.fields}
    assert found[tag] == block


@pytest.mark.parametrize("name", ["marc21", "unimarc", "cnmarc", "dublincore"])
def test_fields_have_names_in_both_languages(name: str) -> None:
    """Every field of the list, and every field of MARC 21's standard."""
    names, blocks = read_names(MAPPINGS, name)
    assert all(one.en and one.zh for one in names.values())
    assert all(one.en and one.zh for one, _ in blocks.values())
    if name == "marc21":
        lines = (MAPPINGS / name / "standard.tsv").read_text(encoding="utf-8").splitlines()
        assert {line[:3] for line in lines if line[:3].isdigit()} <= set(names)


def test_what_is_left_out_stands_at_its_field() -> None:
    """No reason is lost, positions of a material included."""
    listing = read_listing(MAPPINGS, "marc21")
    placed = [place for block in listing.blocks for one in block.fields for place, _ in one.left_out]
    assert sorted(placed) == sorted(listing.left_out)


def test_an_overlay_marks_its_rules() -> None:
    """Own, in place of the rule with the same id, taken over."""
    listing, under = read_listing(MAPPINGS, "cnmarc"), read_listing(MAPPINGS, "unimarc")
    for one in listing.rules.values():
        is_own = one.rule.file.startswith("cnmarc/")
        expected = "taken over" if not is_own else "in place" if one.rule.id in under.rules else "own"
        assert one.origin == expected


def test_a_bad_line_of_names_stops_the_load(tmp_path: Path) -> None:
    """The message names file and line."""
    (tmp_path / "test").mkdir()
    (tmp_path / "test" / "format.toml").write_text('label = "Test"\n')
    (tmp_path / "test" / "fields.tsv").write_text("245 Title\n")
    with pytest.raises(MappingError, match=r"fields\.tsv, '245 Title'"):
        read_names(tmp_path, "test")
