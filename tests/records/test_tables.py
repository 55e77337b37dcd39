"""Rows to records: fields by format, copies joined, ids that stay, spoiled cells said; what is stored reads again."""

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.catalogue import Catalogue, Member
from kg.crosswalk import Crosswalk
from kg.pipeline.load import LoadOptions, load
from kg.records import Columns, Problem, Record, read_records, read_stored

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"
DATA = Path(__file__).parent / "data"


def read(text: str, format_: str = "marc21", own: str = "") -> tuple[list[Record], list[Problem]]:
    columns = Columns.load(MAPPINGS, format_, own)
    found = list(read_records(io.BytesIO(text.encode()), columns=columns))
    records = [item for item in found if isinstance(item, Record)]
    return records, [p for r in records for p in r.problems] + [item for item in found if isinstance(item, Problem)]


def texts(record: Record, place: str) -> list[str]:
    tag, _, codes = place.partition("$")
    return [text for field in record.all(tag) for text in (field.all(codes) if codes else [field.value])]


BOOK = (
    "题名,责任者,出版地,出版社,出版年,ISBN,中图法分类号,主题词,语种,索书号,馆藏地,条码号\n"
    "红楼梦,[清]曹雪芹著；程伟元整理,北京,人民文学出版社,2008,978-7-02-000220-7,I242.4,章回小说；长篇小说,汉语,I242.4/H1,总馆,B1;B2\n"
)


@pytest.mark.parametrize(
    ("format_", "places"),
    [
        (
            "marc21",
            {
                "008": ["||||||s2008    cc |||||||||||||||||chi d"],
                "100$a": ["曹雪芹"],
                "700$a4": ["程伟元", "edt"],
                "245$ac": ["红楼梦", "[清]曹雪芹著 ; 程伟元整理"],
                "260$abc": ["北京", "人民文学出版社", "2008"],
                "084$a2": ["I242.4", "clc"],
                "650$a": ["章回小说", "长篇小说"],
                "852$p": ["B1", "B2"],
                "852$h": ["I242.4/H1", "I242.4/H1"],
            },
        ),
        (
            "cnmarc",
            {
                "100$a": ["        d2008       y0chiy50      ea"],
                "101$a": ["chi"],
                "102$a": ["CN"],
                "200$afg": ["红楼梦", "[清]曹雪芹著", "程伟元整理"],
                "701$ac4": ["曹雪芹", "(清)", "著"],
                "702$a4": ["程伟元", "整理"],
                "690$a": ["I242.4"],
                "905$b": ["B1", "B2"],
            },
        ),
        (
            "unimarc",
            {
                "701$a4": ["曹雪芹", "070"],
                "702$a4": ["程伟元", "340"],
                "686$a2": ["I242.4", "clc"],
                "995$fk": ["B1", "I242.4/H1", "B2", "I242.4/H1"],
            },
        ),
    ],
)
def test_a_row_becomes_a_record_of_the_members_format(format_: str, places: dict[str, list[str]]) -> None:
    """The same row in three dialects of MARC, with coded data that fit."""
    (record,), problems = read(BOOK, format_)
    assert problems == []
    assert {place: texts(record, place) for place in places} == places
    assert record.leader[5:8] == "nam"
    assert len(record.leader) == 24


def test_a_row_becomes_dublin_core() -> None:
    """Creators and contributors by their roles; numbers as the crosswalk knows them."""
    (record,), _ = read(BOOK, "dublincore")
    assert {
        tag: texts(record, f"{tag}$_") for tag in ("title", "creator", "contributor", "identifier", "language")
    } == {
        "title": ["红楼梦"],
        "creator": ["曹雪芹"],
        "contributor": ["程伟元"],
        "identifier": ["isbn:978-7-02-000220-7"],
        "language": ["chi"],
    }


def test_rows_of_copies_are_one_record() -> None:
    """Rows that differ only in what is a copy's own are one record with as many copies, each with its place."""
    (record, other), problems = read("控制号,题名,馆藏地,条码号\n1,家,总馆,B1\n1,家,分馆,B2\n2,春,总馆,B3\n")
    assert problems == []
    assert texts(record, "852$8cp") == ["1", "总馆", "B1", "2", "分馆", "B2"]
    assert texts(other, "852$cp") == ["总馆", "B3"]
    assert len(json.loads(record.raw)["rows"]) == 2


def test_rows_with_one_number_are_one_record() -> None:
    """Whatever of a copy's own stands in columns of other kinds: nothing of the second row is lost."""
    own = '[columns]\n"自编号" = "035$a"'
    (record,), problems = read("控制号,题名,自编号,条码号\n1,家,a1,B1\n1,家,a2,B2\n", own=own)
    assert problems == []
    assert (texts(record, "035$a"), texts(record, "852$p")) == (["a1", "a2"], ["B1", "B2"])


def test_one_number_for_two_titles_is_reported() -> None:
    """A table that gives two books one number has a mistake: both are read, the second is said."""
    records, problems = read("控制号,题名,条码号\n1,家,B1\n1,春,B2\n")
    assert [texts(r, "245$a") for r in records] == [["家"], ["春"]]
    assert [p.reason for p in problems] == ["duplicate-id"]


def test_the_same_row_twice_is_no_second_copy() -> None:
    """It is read once, and said."""
    (record,), problems = read("题名,条码号\n家,B1\n家,B1\n")
    assert texts(record, "852$p") == ["B1"]
    assert [p.reason for p in problems] == ["repeated-row"]


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ("A7,家,978-7-02-000220-7,,B1", "A7"),
        (",家,978-7-02-000220-7,,B1", "isbn-9787020002207"),
        (",家,7-02-000220-X,,B1", "isbn-9787020002207"),
        (",读书,,0257-0270,B1", "issn-0257-0270"),
        (",家,,,B1", "item-B1"),
    ],
)
def test_what_names_a_record(row: str, named: str) -> None:
    """The number that the table gives, else ISBN in either form, ISSN, the first barcode."""
    (record,), _ = read(f"记录号,题名,ISBN,ISSN,条码号\n{row}\n")
    assert (record.identifier, texts(record, "001")) == (named, [named])


def test_without_any_number_the_words_name_a_record() -> None:
    """A corrected note leaves the name as it was, another title makes another."""
    names = [read(f"题名,责任者,附注\n{row}\n")[0][0].identifier for row in ("家,巴金,a", "家,巴金,b", "春,巴金,a")]
    assert names[0] == names[1] != names[2]
    assert names[0].startswith("row-")


def test_volumes_that_share_an_isbn_are_several_records() -> None:
    """The second is named by its words too, and by the same name in the next load."""
    text = "题名,ISBN\n红楼梦 上,978-7-02-000220-7\n红楼梦 下,978-7-02-000220-7\n"
    first, second = ([r.identifier for r in read(text)[0]] for _ in range(2))
    assert first == second
    assert len(set(first)) == 2


@pytest.mark.parametrize("spoiled", ["9.78702E+12", "9.78702E12", "#####", "#N/A", "9,78702E+12"])
def test_a_number_that_a_spreadsheet_spoiled_is_said_and_kept(spoiled: str) -> None:
    """It is no ISBN: it stands in the stored row as it was written, and in no field."""
    (record,), problems = read(f'题名,ISBN,定价\n家,"{spoiled}",1\n')
    assert [p.reason for p in problems] == ["excel-number"]
    assert json.loads(record.raw)["rows"][0]["ISBN"] == spoiled
    assert texts(record, "020$az") == []


@pytest.mark.parametrize(
    ("cell", "fields", "reasons"),
    [
        ("9787020002207.0", ["9787020002207"], []),
        ("９７８７０２０００２２０７", ["9787020002207"], []),
        ("978-7-02-000220-7（精装）", ["978-7-02-000220-7"], []),
        ("195153448", ["0195153448"], ["excel-number"]),
        ("9787020002208", ["9787020002208"], ["isbn"]),
        ("无", [], ["isbn"]),
        ("10019·1234", [], []),
    ],
)
def test_standard_numbers_as_tables_write_them(cell: str, fields: list[str], reasons: list[str]) -> None:
    """Points, wide digits, bindings, lost zeros, wrong check digits, and what is no ISBN."""
    (record,), problems = read(f"题名,ISBN\n家,{cell}\n")
    assert texts(record, "020$az") == fields
    assert [p.reason for p in problems] == reasons
    assert texts(record, "024$a") == (["10019·1234"] if "·" in cell else [])


def test_a_serial_is_one() -> None:
    """By its kind or its ISSN; the dates are open, the holdings stand with the copy."""
    records, problems = read(
        '刊名,ISSN,文献类型,出版年,馆藏年代\n读书,0257-0270,,1979-,"1979-1989, 1991-"\n收获,,期刊,1957,1957-\n'
    )
    assert problems == []
    assert [r.leader[6:8] for r in records] == ["as", "as"]
    assert [r.control("008")[6:15] for r in records] == ["c19799999", "c19579999"]
    assert texts(records[0], "852$3") == ["1979-1989, 1991-"]


def test_title_and_names_in_one_cell() -> None:
    """`题名/责任者`, and a whole imprint."""
    (record,), _ = read('题名/责任者,出版发行项\n"家 : 激流之一 / 巴金著","上海 : 开明书店, 1933"\n')
    assert texts(record, "245$abc") == ["家", "激流之一", "巴金著"]
    assert texts(record, "100$a") == ["巴金"]
    assert texts(record, "260$abc") == ["上海", "开明书店", "1933"]


def test_class_and_book_number_make_a_call_number() -> None:
    """Where the table has none of its own."""
    (with_own, without), _ = read("题名,中图法分类号,种次号,索书号\n家,I246.5,12,I246.5/J1\n春,I246.5,13,\n")
    assert (texts(with_own, "852$h"), texts(without, "852$h")) == (["I246.5/J1"], ["I246.5/13"])


def test_volumes_are_the_extent_and_numbers_are_copies() -> None:
    """册数 means both in tables: the unit tells."""
    (extent, copies), _ = read("题名,册数\n红楼梦,3册\n家,3\n")
    assert (texts(extent, "300$a"), texts(extent, "852$z")) == (["3册"], [])
    assert (texts(copies, "300$a"), texts(copies, "852$z")) == ([], ["复本数：3"])


def test_constants_and_defaults() -> None:
    """What no column says stands in every record."""
    own = '[constants]\n"040$a" = "QX"\n[defaults]\nlanguage = "eng"\nkind = "地图"\ncountry = "中国"\n'
    (record,), _ = read("题名,责任者\nChina,Li Ming\n", own=own)
    assert (texts(record, "040$a"), record.leader[6:8], record.control("008")[35:38]) == (["QX"], "em", "eng")
    assert record.control("008")[15:17] == "cc"


def test_a_changed_mapping_changes_the_rows_that_it_changes() -> None:
    """The stored bytes tell a load which records to take anew."""
    text = "记录号,题名,自编号\n1,家,x\n2,春,\n"
    before, after = (read(text, own=own)[0] for own in ("", '[columns]\n"自编号" = "note"'))
    assert [a.raw == b.raw for a, b in zip(before, after, strict=True)] == [False, True]


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",), exclude_characters="\x1d\x1e"), max_size=15)


@settings(deadline=None)
@given(st.lists(CELLS, min_size=12, max_size=12), st.sampled_from(["marc21", "cnmarc", "unimarc", "dublincore"]))
def test_any_row_reads_again_from_what_is_stored(cells: list[str], format_: str) -> None:
    """Whatever stands in the cells, the stored bytes give the same record, and its fields are clean."""
    import csv  # noqa: PLC0415 - what writes the file

    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(BOOK.splitlines()[0].split(","))
    writer.writerow(["题" + cells[0], *cells[1:]])
    for record in read(file.getvalue(), format_)[0]:
        again = read_stored(record.raw, carrier=record.carrier, format=record.format, encoding=record.encoding)
        assert again == record._replace(file="", offset=0, number=0, problems=())
        assert not any("\x00" in text for field in record.fields for _, text in field.subfields)


def placements(catalogue: Catalogue) -> dict[str, str]:
    return {f"{member}/{local_id}": instance for member, local_id, instance, _ in catalogue.placements()}


def test_a_row_and_a_cnmarc_record_of_one_book_are_one_edition(tmp_path: Path, make: SimpleNamespace) -> None:
    """A small library's table and another's CNMARC meet; a corrected table changes the same record."""
    iso = tmp_path / "nlc.iso"
    fields = [
        ("001", "012345"),
        ("100", "  $a20210923d2021    em y0chiy50      ea"),
        ("101", "0 $achi"),
        ("200", "1 $a红楼梦$9hong lou meng$f(清)曹雪芹著"),
        ("210", "  $a北京$c人民文学出版社$d2021"),
        ("701", " 0$c(清)$a曹雪芹$9cao xue qin$4著"),
        ("801", " 0$aCN$bNLC$c20210923"),
    ]
    iso.write_bytes(make.iso2709(fields, leader="00000nam0 2200000   450 "))
    table = tmp_path / "books.csv"
    row = "红楼梦,(清)曹雪芹著,北京,人民文学出版社,2021,I242.4/H1,B1\n"
    table.write_text("题名,责任者,出版地,出版社,出版年,索书号,条码号\n" + row, encoding="gb18030")
    with Catalogue.create(tmp_path / "union") as catalogue:
        for code, format_, path in (("NLC", "cnmarc", iso), ("QX", "marc21", table)):
            catalogue.add_member(Member(code, code, format_))
            options = LoadOptions(columns=Columns.load(MAPPINGS, format_))
            load(catalogue, catalogue.member(code), [path], Crosswalk.load(MAPPINGS, format_), options)
        assert len(placements(catalogue)) == 2
        assert len(set(placements(catalogue).values())) == 1
        table.write_text(table.read_text(encoding="gb18030").replace("H1", "H2"), encoding="gb18030")
        report = load(catalogue, catalogue.member("QX"), [table], Crosswalk.load(MAPPINGS, "marc21"), options)
        assert report.counts()["loaded"] == 1
        assert len(placements(catalogue)) == 2


@pytest.mark.parametrize(("name", "count"), [("qingxi.csv", 5), ("qingxi-journals.xlsx", 3), ("overseas.json", 2)])
def test_the_sample_files(name: str, count: int) -> None:
    """The files that the documents show are read whole."""
    found = list(read_records(DATA / name, columns=Columns.load(MAPPINGS)))
    assert len([one for one in found if isinstance(one, Record)]) == count
    assert not [one for one in found if isinstance(one, Problem) and one.severity != "warning"]
