"""Workbooks: cells as a person sees them, sheets, merged cells; and what is refused before a reader unpacks it."""

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kg.records import Columns, Problem, Record, read_records

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"
HEAD = ["题名", "责任者", "出版日期", "ISBN", "条码号", "定价"]


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def workbook(*rows: list[Any], title: str = "藏书") -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return book, sheet


def read(data: bytes, own: str = "") -> tuple[list[Record], list[Problem]]:
    found = list(read_records(io.BytesIO(data), columns=Columns.load(MAPPINGS, "marc21", own)))
    records = [item for item in found if isinstance(item, Record)]
    return records, [p for r in records for p in r.problems] + [item for item in found if isinstance(item, Problem)]


def field(record: Record, tag: str, code: str) -> str | None:
    return next((f.get(code) for f in record.all(tag) if f.get(code)), None)


@pytest.mark.parametrize(
    ("heading", "value", "shape", "place", "expected"),
    [
        ("ISBN", 9787020002207, "General", "020$a", "9787020002207"),
        ("ISBN", 9787020002207.0, "0", "020$a", "9787020002207"),
        ("ISBN", "978-7-02-000220-7", "@", "020$a", "978-7-02-000220-7"),
        ("条码号", 123, "0000000", "852$p", "0000123"),
        ("条码号", "0000123", "@", "852$p", "0000123"),
        ("条码号", 123456789, "General", "852$p", "123456789"),
        ("定价", 59.7, '"¥"0.00', "020$c", "59.70"),
        ("定价", 60, "0.00", "020$c", "60.00"),
        ("定价", 0.1 + 0.2, "General", "020$c", "0.3"),
        ("出版日期", 2008, "General", "260$c", "2008"),
        ("出版日期", datetime(2008, 5, 1), "yyyy", "260$c", "2008"),  # noqa: DTZ001 - as cells are
        ("出版日期", datetime(2008, 5, 1), 'yyyy"年"m"月"', "260$c", "2008-05"),  # noqa: DTZ001
        ("出版日期", datetime(2008, 5, 1), "yyyy-mm-dd", "260$c", "2008-05-01"),  # noqa: DTZ001
        ("附注", True, "General", "500$a", "TRUE"),
        ("附注", "=1+1", "@", "500$a", None),
    ],
)
def test_cells_are_read_as_they_are_seen(heading: str, value: object, shape: str, place: str, expected: str) -> None:
    """Long numbers, leading zeros, prices, years and dates by the cell's own format."""
    book, sheet = workbook(["题名", heading], ["家", value])
    sheet["B2"].number_format = shape
    (record,), _ = read(saved(book))
    tag, _, code = place.partition("$")
    assert field(record, tag, code) == expected


def test_formulas_without_a_result_are_said() -> None:
    """What a program wrote without computing it is empty, and one warning says why."""
    book, _ = workbook(HEAD, ["家", "=A1", 1933, None, None, None])
    _, problems = read(saved(book))
    assert [(p.reason, p.message[:10]) for p in problems] == [("formula", "1 formulas")]


def test_cells_merged_downwards_hold_for_every_row() -> None:
    """One title merged over the rows of three copies is one record with three copies."""
    book, sheet = workbook(
        ["某馆藏书"],
        HEAD,
        ["家", "巴金著", 1933, None, "B1", None],
        *([None, None, None, None, f"B{n}"] for n in (2, 3)),
    )
    for merged in ("A1:F1", "A3:A5", "B3:B5", "C3:C5"):
        sheet.merge_cells(merged)
    (record,), problems = read(saved(book))
    assert problems == []
    assert [f.get("p") for f in record.all("852")] == ["B1", "B2", "B3"]


def test_the_first_sheet_with_headings_is_read_and_others_are_named() -> None:
    """Notes before it are passed over; a further sheet with headings is said, a hidden one is not."""
    book, _ = workbook(["说明"], ["本表由采编部制作"], title="说明")
    for name, title in (("2010", "家"), ("2011", "春"), ("旧", "秋")):
        sheet = book.create_sheet(name)
        sheet.append(HEAD)
        sheet.append([title])
    book["旧"].sheet_state = "hidden"
    records, problems = read(saved(book))
    assert [field(r, "245", "a") for r in records] == ["家"]
    assert [p.reason for p in problems] == ["more-sheets"]
    assert "'2011'" in problems[0].message
    assert "旧" not in problems[0].message


@pytest.mark.parametrize(("name", "titles"), [("2011", ["春"]), ("*", ["家", "春"]), ("旧", ["秋"]), ("2012", [])])
def test_a_sheet_can_be_named(name: str, titles: list[str]) -> None:
    """One sheet, all visible ones, a hidden one; one that is not there is refused."""
    book, first = workbook(HEAD, ["家"], title="2010")
    for other, title in (("2011", "春"), ("旧", "秋")):
        sheet = book.create_sheet(other)
        sheet.append(HEAD)
        sheet.append([title])
    book["旧"].sheet_state = "hidden"
    records, problems = read(saved(book), f'sheet = "{name}"')
    assert [field(r, "245", "a") for r in records] == titles
    assert [p.reason for p in problems] == ([] if titles else ["no-sheet"])
    assert first.title == "2010"


def rewritten(data: bytes, name: str, change: Any) -> bytes:
    """Return the workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            content = old.read(one)
            new.writestr(one.filename, change(content) if one.filename == name else content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        (SHEET, lambda xml: ENTITIES + xml, "doctype"),
        ("xl/workbook.xml", lambda xml: b"<!doctype x>" + xml, "doctype"),
        (SHEET, lambda xml: xml.decode().encode("utf-16"), "doctype"),
        (SHEET, lambda xml: xml + b"<!--" + b" " * (80 << 20) + b"-->", "too-large"),
        (SHEET, lambda xml: xml.replace(b'<row r="2"', b'<row r="99999999999"'), "too-large"),
        (SHEET, lambda xml: xml[:200], "packing-damaged"),
        (SHEET, lambda xml: xml.replace(b'r="A2"', b'r="ZZZZZZZ2"'), "packing-damaged"),
        ("xl/workbook.xml", lambda _: b"<x/>", "empty"),
        ("[Content_Types].xml", lambda _: b"", "packing-damaged"),
    ],
)
def test_a_hostile_workbook_is_one_refusal(name: str, change: Any, reason: str) -> None:
    """Entities, bombs, rows that no sheet has, parts that are none."""
    book, _ = workbook(HEAD, ["家"])
    records, problems = read(rewritten(saved(book), name, change))
    assert (records, [(p.severity, p.reason) for p in problems]) == ([], [("refused", reason)])


def test_an_empty_workbook_is_refused() -> None:
    """A workbook without a row says so."""
    records, problems = read(saved(Workbook()))
    assert (records, [(p.severity, p.reason) for p in problems]) == ([], [("refused", "empty")])


def test_a_cell_far_to_the_right_costs_nothing() -> None:
    """A sheet whose rows end in its last possible column is read as far as columns make sense."""
    book, sheet = workbook(HEAD, ["家"])
    sheet["XFD2"] = "x"
    records, _ = read(saved(book))
    assert [field(r, "245", "a") for r in records] == ["家"]
