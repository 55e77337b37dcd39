"""CSV as RFC 4180 has it and as programs write it: any cells survive, oddities are said, no table is refused."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.records import Columns, Problem, Record, read_records
from kg.records.limits import Limits

COLUMNS = Columns.load(Path(__file__).resolve().parents[2] / "mappings")
HEAD = "题名,责任者,出版社,ISBN\n"
CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.sampled_from('",;\n\t'), max_size=12)


def read(data: str | bytes, **how: object) -> tuple[list[Record], list[Problem]]:
    raw = data.encode() if isinstance(data, str) else data
    found = list(read_records(io.BytesIO(raw), columns=COLUMNS, **how))  # type: ignore[arg-type]
    records = [item for item in found if isinstance(item, Record)]
    return records, [p for r in records for p in r.problems] + [item for item in found if isinstance(item, Problem)]


def titles(records: list[Record]) -> list[str | None]:
    return [field.get("a") for record in records for field in record.all("245")]


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5), st.sampled_from([",", ";", "\t", "|"]))
def test_any_cells_survive(cells: list[tuple[str, str]], delimiter: str) -> None:
    """What the standard library writes comes out of a note's cell, but for blanks, whatever signs stand in it."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow(["记录号", "题名", "附注", "出版社"])
    for number, (note, publisher) in enumerate(cells):
        writer.writerow([f"n{number}", f"题名{number}", note, publisher])
    records, problems = read(file.getvalue())
    assert problems == []
    expected = [" ".join(note.split()) for note, _ in cells]
    assert [next((f.get("a") for f in r.all("500")), "") for r in records] == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_character_sets_are_recognised(encoding: str) -> None:
    """UTF-8, what Chinese Excel writes, and UTF-16 with its mark."""
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    records, problems = read(mark + (HEAD + "红楼梦,曹雪芹著,人民文学出版社,\n").encode(encoding))
    assert (titles(records), problems) == (["红楼梦"], [])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(delimiter: str, end: str) -> None:
    """Four signs and three ends of lines."""
    text = (
        (HEAD + "红楼梦,曹雪芹著,人民文学出版社,\n\n呐喊,鲁迅著,北新书局,\n").replace(",", delimiter).replace("\n", end)
    )
    assert titles(read(text)[0]) == ["红楼梦", "呐喊"]


def test_the_line_that_excel_writes_for_itself() -> None:
    """`sep=;` names the delimiter and is no row."""
    assert titles(read("sep=;\r\n题名;责任者\r\n家;巴金\r\n")[0]) == ["家"]


def test_rows_of_other_lengths_are_said() -> None:
    """A row with more or fewer cells than headings is read, kept whole, and reported with its number."""
    records, problems = read(HEAD + "家,巴金,开明书店,,多出\n春,巴金\n")
    assert titles(records) == ["家", "春"]
    assert [(p.reason, p.message[:6]) for p in problems] == [("ragged", "Row 2:"), ("ragged", "Row 3:")]
    assert "多出".encode() in records[0].raw


def test_a_quotation_mark_that_is_never_closed_takes_no_other_row() -> None:
    """It counts as a sign of the text; the rows after it are read."""
    records, problems = read(HEAD + '"家,巴金,开明书店,\n春,巴金,开明书店,\n秋,巴金,开明书店,\n')
    assert titles(records) == ['"家', "春", "秋"]
    assert [p.reason for p in problems] == ["quote"]


def test_formulas_are_text() -> None:
    """Nothing is computed, and nothing is lost."""
    records, _ = read(HEAD + "=1+1,@SUM(A1),+cmd|' /C calc'!A0,\n")
    assert titles(records) == ["=1+1"]


def test_headings_may_stand_below_a_banner_and_again() -> None:
    """Lines above the headings and the headings of a second page are no rows."""
    records, problems = read("某图书馆藏书目录,,,\n2026年,,,\n" + HEAD + "家,巴金,,\n" + HEAD + "春,巴金,,\n")
    assert (titles(records), problems) == (["家", "春"], [])


def test_a_row_of_sums_is_no_record() -> None:
    """合计 at the end is left out, and said."""
    records, problems = read("题名,定价\n家,0.85\n合计,0.85\n")
    assert titles(records) == ["家"]
    assert [(p.severity, p.reason) for p in problems] == [("warning", "total-row")]


def test_the_same_heading_twice_is_read_twice() -> None:
    """Both columns of notes become notes, and the heading is reported."""
    records, problems = read("题名,附注,附注\n家,一,二\n")
    assert [f.get("a") for f in records[0].all("500")] == ["一", "二"]
    assert [p.reason for p in problems] == ["repeated-heading"]


def test_without_headings_it_is_refused_with_what_to_do() -> None:
    """Rows alone are not guessed at."""
    records, problems = read("红楼梦,曹雪芹,人民文学出版社\n呐喊,鲁迅,北新书局\n")
    assert (records, [(p.severity, p.reason) for p in problems]) == ([], [("refused", "no-headings")])
    assert "红楼梦" in problems[0].message
    assert "lianmu preview" in problems[0].message


def test_without_titles_it_is_refused() -> None:
    """A table of loans has known columns but none of titles."""
    records, problems = read("条码号,馆藏地,读者\n1,总馆,甲\n")
    assert (records, [(p.severity, p.reason) for p in problems]) == ([], [("refused", "no-title-column")])


def test_without_a_mapping_a_table_is_refused() -> None:
    """Who reads tables says what their columns become."""
    (problem,) = read_records(io.BytesIO((HEAD + "家,巴金,,\n").encode()))
    assert isinstance(problem, Problem)
    assert (problem.severity, problem.reason) == ("refused", "columns")


@pytest.mark.parametrize(
    "data",
    [
        b"=LDR  00755cam  22002414a 4500\n=001  a, b, c\n=245  10$aOne, two\n",
        b"Dear colleague,\nhere are the records, as promised.\nYours, A.\n",
        b"just words\nand more words\n",
        b"a,b\x00c,d\n1,2\n",
        b"\x00\x01,\x02\n,",
        b",,,,\n,,,,\n",
        b'"',
        b'","',
    ],
)
def test_what_is_no_table_is_refused(data: bytes) -> None:
    """MARCMaker, letters, prose, binary: one refusal, no record."""
    records, problems = read(data)
    assert (records, {p.severity for p in problems}) == ([], {"refused"})


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    """Whatever follows the headings, reading ends without an exception."""
    read(HEAD.encode() + data)


def test_a_cell_without_end_is_bounded() -> None:
    """One cell of many megabytes is damage, not memory."""
    data = (HEAD + '家,巴金,"' + "x" * (6 << 20) + "\n春,巴金,,\n").encode()
    _, problems = read(data, limits=Limits(record_bytes=1 << 20))
    assert {"too-large"} <= {p.reason for p in problems}
    assert all(len(p.raw) < 1 << 20 for p in problems)
