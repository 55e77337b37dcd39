"""`lianmu preview` and the way of a table from there: a mapping written, edited, used to load and convert."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from kg.cli.program import exit_code, program
from kg.cli.shown import grid, shortened, width
from kg.errors import CatalogueError

DATA = Path(__file__).resolve().parents[1] / "records" / "data"


class Done(NamedTuple):
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def lianmu(*arguments: object) -> Done:
    """Call a command within this process: a dozen starts of Python would take longer than what they do."""
    result = CliRunner().invoke(program, [str(one) for one in arguments], standalone_mode=False)
    if isinstance(result.exception, CatalogueError):
        return Done(exit_code(result.exception), result.stdout, str(result.exception))
    assert result.exception is None, result.exception
    value = result.return_value
    return Done(value if isinstance(value, int) else 0, result.stdout, result.stderr)


def test_it_says_what_each_column_becomes() -> None:
    """Heading, how many are filled, field, meaning in both languages, examples; then what is left out."""
    done = lianmu("preview", DATA / "qingxi.csv")
    assert done.returncode == 0
    assert "CSV, GB 18030; 6 rows, 5 records of marc21" in done.stdout
    line = next(line for line in done.stdout.splitlines() if line.startswith("责任者"))
    assert line.split()[1:5] == ["6/6", "100$a", "责任者", "·"]
    assert "Left out, since no mapping knows them: 自编号." in done.stdout
    assert "Row 7: The ISBN '9.78754E+12' was shortened" in done.stdout


def test_it_shows_two_records_as_stored_and_as_read() -> None:
    """The fields of the member's format, and what a reader would see."""
    done = lianmu("preview", DATA / "qingxi.csv", "--format", "cnmarc")
    assert "=200  1\\$a红楼梦$f(清)曹雪芹，高鹗著$g中国艺术研究院红楼梦研究所校注" in done.stdout
    assert "责任者 By: 曹雪芹 (aut); 中国艺术研究院红楼梦研究所 (cwt, edt); 高鹗 (aut)" in done.stdout
    assert "馆藏 Held: 少儿分馆, I242.4/H1, 0000102" in done.stdout


def test_columns_stand_under_each_other() -> None:
    """A Chinese character is two columns wide in a terminal."""
    lines = grid([("column", "x"), ("题名", "y"), ("abc", "z")])
    assert {width(line.rpartition(" ")[0]) for line in (lines[0], *lines[2:])} == {width("column ")}
    assert width("题名a") == 5
    assert shortened("红楼梦红楼梦", 7) == "红楼梦…"


def test_json_holds_the_same_for_programs() -> None:
    """Columns, problems, sample."""
    data = json.loads(lianmu("preview", DATA / "qingxi-journals.xlsx", "--json").stdout)
    assert (data["carrier"], data["sheet"], data["rows"], data["records"]) == ("xlsx", "期刊", 3, 3)
    assert {one["heading"]: one["target"] for one in data["columns"]} == {
        "刊名": "245$a",
        "主办单位": None,
        "出版地": "260$a",
        "ISSN": "022$a",
        "刊期": "310$a",
        "文献类型": None,
        "馆藏年代": "852$3",
        "馆藏地": "852$c",
    }
    assert data["named_by"] == {"ISSN": 3}
    assert len(data["sample"]) == 2


def test_a_written_mapping_changes_nothing_until_it_is_edited(tmp_path: Path) -> None:
    """What `--write-columns` writes gives the same records; an edited line gives others."""
    own = tmp_path / "columns.toml"
    assert lianmu("preview", DATA / "qingxi.csv", "--write-columns", own).returncode == 0
    samples = [
        json.loads(lianmu("preview", DATA / "qingxi.csv", "--json", *more).stdout)["sample"]
        for more in ((), ("--columns", own))
    ]
    assert samples[0] == samples[1]
    own.write_text(own.read_text().replace('"自编号" = ""', '"自编号" = "035$a"'))
    edited = json.loads(lianmu("preview", DATA / "qingxi.csv", "--json", "--columns", own).stdout)
    assert "=035  \\\\$aa1" in edited["sample"][0]["marc"]
    assert lianmu("preview", DATA / "qingxi.csv", "--write-columns", own).returncode == 2


def test_headings_that_nobody_knows_can_still_be_mapped(tmp_path: Path) -> None:
    """The file is refused, its columns are listed, and a mapping of them makes it readable."""
    table, own = tmp_path / "t.csv", tmp_path / "columns.toml"
    table.write_text("Nimi,Tekijä,Vuosi\nKalevala,Elias Lönnrot,1849\n")
    refused = lianmu("preview", table, "--write-columns", own)
    assert refused.returncode == 4
    assert "Nimi" in refused.stdout
    text = own.read_text()
    for heading, name in (("Nimi", "title"), ("Tekijä", "author"), ("Vuosi", "year")):
        text = text.replace(f'"{heading}" = ""', f'"{heading}" = "{name}"')
    own.write_text(text)
    done = lianmu("preview", table, "--columns", own)
    assert done.returncode == 0
    assert "=245  10$aKalevala$cElias Lönnrot" in done.stdout


def test_of_a_marc_file_it_counts_the_fields() -> None:
    """MARC-in-JSON as any other carrier."""
    done = lianmu("preview", DATA / "overseas.json")
    assert "marcjson, UTF-8; 2 records of marc21" in done.stdout
    assert any(line.split()[:2] == ["880", "2"] for line in done.stdout.splitlines())


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["-"], 2, "name a file"),
        (["no.csv"], 2, "There is no file"),
        ([DATA / "qingxi.csv", "--columns", "no.toml"], 2, "cannot be read"),
        ([DATA / "overseas.json", "--write-columns", "x.toml"], 2, "no table"),
        ([Path(__file__)], 4, "Problems:"),
    ],
)
def test_what_it_refuses(arguments: list[object], code: int, says: str, tmp_path: Path) -> None:
    """A wrong call, and a file that is neither table nor records."""
    done = lianmu("preview", *arguments)
    assert done.returncode == code
    assert says in done.stdout + done.stderr


def test_a_members_mapping_is_kept_and_used(tmp_path: Path) -> None:
    """Given with the member, it is used by preview and load; a bad one changes nothing."""
    own, bad, union = tmp_path / "columns.toml", tmp_path / "bad.toml", tmp_path / "union"
    own.write_text('[columns]\n"自编号" = { to = "035$a", text = "(QX){}" }\n')
    bad.write_text('[columns]\n"自编号" = "oh"\n')
    assert lianmu("init", union).returncode == 0
    member = ("member", "add", "QX", "--name", "清溪县图书馆", "--format", "marc21", "--catalogue", union)
    wrong = lianmu(*member, "--columns", bad)
    assert (wrong.returncode, "columns.自编号" in wrong.stderr) == (3, True)
    assert lianmu(*member, "--columns", own).returncode == 0
    shown = lianmu("preview", DATA / "qingxi.csv", "--member", "QX", "--catalogue", union)
    assert "$a(QX)a1" in shown.stdout
    dry = lianmu("load", "QX", DATA / "qingxi.csv", "--dry-run", "--catalogue", union)
    assert "5 records read" in dry.stdout
    loaded = lianmu("load", "QX", DATA / "qingxi.csv", DATA / "overseas.json", "--no-publish", "--catalogue", union)
    assert "7 records read" in loaded.stdout
    assert "unknown-column" not in loaded.stdout
    assert lianmu("member", "set", "QX", "--columns", "", "--catalogue", union).returncode == 0
    again = lianmu("load", "QX", DATA / "qingxi.csv", "--no-publish", "--catalogue", union)
    assert "changed 5" in again.stdout


def test_convert_reads_tables() -> None:
    """Without a catalogue, by the shipped mapping."""
    done = lianmu("convert", DATA / "qingxi.csv", DATA / "qingxi-journals.xlsx", "--to", "ntriples")
    assert done.returncode == 0
    assert "8 converted" in done.stderr
    assert "呐喊" in done.stdout
