"""The mapping of columns: headings in every spelling, a member's own before the shipped, errors that say where."""

import tomllib
from pathlib import Path

import pytest

from kg.crosswalk import Crosswalk
from kg.description import convert_nquads
from kg.errors import MappingError, UsageError
from kg.records import Columns, Record, read_records
from kg.records.columns import plain_heading
from kg.records.dialect import FORMATS
from kg.records.piece import Faults
from kg.records.rows import make_record

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"
SHIPPED = tomllib.loads((MAPPINGS / "columns.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("format_", FORMATS)
def test_the_shipped_table_is_usable_for_every_format(format_: str) -> None:
    """Each heading of each column is known, and leads to that column."""
    columns = Columns.load(MAPPINGS, format_)
    for name, entry in SHIPPED["column"].items():
        assert {columns.of(heading).name for heading in entry["headings"]} == {name}  # type: ignore[union-attr]


def test_no_heading_stands_twice() -> None:
    """A heading that two columns claim would go to the last without a word."""
    columns = Columns.load(MAPPINGS)
    met: dict[str, str] = {}
    for name, entry in SHIPPED["column"].items():
        for heading in entry["headings"]:
            assert met.setdefault(plain_heading(heading, columns.variants), name) == name, heading


@pytest.mark.parametrize("format_", FORMATS)
def test_what_a_column_holds_reaches_the_description(format_: str) -> None:
    """The crosswalk has a rule for the field of every column of text: nothing that is mapped is lost on the way."""
    columns, rules = Columns.load(MAPPINGS, format_), Crosswalk.load(MAPPINGS, format_)
    always = {"title": "家", "isbn": "978-7-02-000220-7", "extent": "300页"}
    lost = []
    for name, column in columns.names.items():
        if column.target is None or column.reads not in {"text", "title", "names"} or name == "url":
            continue
        row = {**always, name: "青春之歌"}
        made = make_record(columns, [[(key, columns.names[key], text) for key, text in row.items()]], Faults())
        record = Record(format_, "csv", "utf-8", made.leader, made.fields, b"")
        if "青春之歌" not in "".join(convert_nquads(rules.convert(record, "x"), base="http://e/")):
            lost.append(name)
    assert lost == []


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("题名", "title"),
        ("題名", "title"),
        (" 题　名 ", "title"),
        ("ＴＩＴＬＥ", "title"),
        ("title proper", "title"),
        ("I S B N", "isbn"),
        ("條碼號", "barcode"),
        ("Call No.", "call-number"),
        ("出版社:", "publisher"),
        ("*责任者", "author"),
        ("国际标准书号（ISBN）", ""),
        ("自编号", ""),
    ],
)
def test_spelling_makes_no_difference(heading: str, name: str) -> None:
    """Width, case, blanks, signs and traditional characters."""
    found = Columns.load(MAPPINGS).of(heading)
    assert (found.name if found else "") == name


def test_a_members_own_mapping_counts_before_the_shipped() -> None:
    """A heading may get another meaning, a field, nothing; what it does not name stays."""
    own = """
    [columns]
    "题名" = "series"
    "索书号" = ""
    "自编号" = { to = "035$a", text = "(QX){}" }
    "主题" = { to = "subjects", split = "," }
    """
    columns = Columns.load(MAPPINGS, "marc21", own)
    found = {heading: columns.of(heading) for heading in ("题名", "索书号", "自编号", "主题", "作者")}
    assert {h: str(c.target) if c and not c.ignored else None for h, c in found.items()} == {
        "题名": "490$a",
        "索书号": None,
        "自编号": "035$a",
        "主题": "650$a",
        "作者": "100$a",
    }
    assert found["主题"] is not None
    assert found["主题"].split == ","


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ("[columns\n", "no TOML"),
        ("[column]\nx = 1", "column.x"),
        ('[columns]\n"题名" = "titel"', "columns.题名"),
        ('[columns]\n"题名" = "245"', "245$a"),
        ('[columns]\n"题名" = "001$a"', "no subfield"),
        ('[columns]\n"题名" = 5', "columns.题名"),
        ('[columns]\n"题名" = { to = "title", splitt = ";" }', "splitt"),
        ('[column.x]\nreads = "poem"\nheadings = ["X"]', "allowed are text, title"),
        ('[column.x]\nheadings = "X"', "column.x.headings"),
        ('[column.x]\ntext = "no place"', "column.x.text"),
        ('[defaults]\ncolour = "red"', "language, kind, country"),
        ('[constants]\n"99" = "x"', "constants.99"),
        ("columns = 1", "columns"),
        ("colums = 1", "allowed are sheet, column"),
    ],
)
def test_an_error_says_file_place_and_what_is_allowed(own: str, says: str) -> None:
    """Before any row is read."""
    with pytest.raises(MappingError) as raised:
        Columns.load(MAPPINGS, "marc21", own, "my.toml")
    assert str(raised.value).startswith("my.toml")
    assert says in str(raised.value)


def test_a_mapping_for_another_format_is_a_wrong_call(tmp_path: Path) -> None:
    """Fields of MARC 21 are none of CNMARC."""
    with pytest.raises(UsageError, match="cnmarc"):
        read_records(tmp_path / "x.csv", format="cnmarc", columns=Columns.load(MAPPINGS, "marc21"))


def test_the_example_in_the_readme_is_usable() -> None:
    """What the document shows can be copied."""
    text = (MAPPINGS / "README.md").read_text(encoding="utf-8").partition("## Columns of tables")[2]
    own = text.partition("```toml\n")[2].partition("```")[0]
    columns = Columns.load(MAPPINGS, "marc21", own)
    assert columns.sheet == "藏书"
    assert {h: str(c.target) for h in ("财产账号", "地区", "架位", "主题") if (c := columns.of(h))} == {
        "财产账号": "035$a",
        "地区": "651$a $2=local",
        "架位": "852$j",
        "主题": "650$a",
    }
