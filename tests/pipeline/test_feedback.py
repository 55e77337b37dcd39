"""What a member gets back: its records with links, otherwise byte for byte as they came, and tables about them."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pymarc
import pytest

import kg.demo
from kg.errors import ConflictError, NotFoundError
from kg.namespaces import BF
from kg.pipeline.feedback import Linker, Wish, kinds_of, linked_records, table_lines, title_of, write_feedback
from kg.records import Record, read_records, read_stored
from kg.records.layout import read_layout

BASE = "http://c.example"
LINKER = Linker(BASE)
ISO = b"00059nam a2200037 a 45000010003000000080000000000\x1e"
XML = (
    b'<marc:record xmlns:marc="http://www.loc.gov/MARC21/slim"><marc:leader>00000nam a2200000 a 4500</marc:leader>'
    b'<marc:controlfield tag="001">7</marc:controlfield>\n <marc:datafield tag="245" ind1="1" ind2="0">'
    b'<marc:subfield code="a">\xe7\xba\xa2\xe6\xa5\xbc\xe6\xa2\xa6</marc:subfield></marc:datafield> </marc:record>'
)


def fields_of(raw: bytes) -> list[tuple[str, bytes]]:
    """Return the fields of a record whose lengths and directory all agree."""
    lines = read_layout(raw)
    assert lines is not None
    assert int(raw[:5]) == len(raw)
    return lines


def linked(raw: bytes, carrier: str = "iso2709", format_: str = "marc21") -> bytes:
    """Return a record with links to the instance i1 and the work w1."""
    found = LINKER.link(raw, carrier, format_, "i1", "w1")
    assert found is not None
    return found


def gbk(title: str) -> bytes:
    """Return a CNMARC record in GB 18030, with a local field of a high tag."""
    parts = [("001", b"12"), ("200", b"1 \x1fa" + title.encode("gb18030")), ("998", b"  \x1faX")]
    directory, data = b"", b""
    for tag, text in parts:
        directory += f"{tag}{len(text) + 1:04d}{len(data):05d}".encode()
        data += text + b"\x1e"
    base = 24 + len(directory) + 1
    leader = f"{base + len(data) + 1:05d}nam0 22{base:05d}   450 ".encode()
    return leader + directory + b"\x1e" + data + b"\x1d"


def test_a_marc21_record_gets_two_fields_758(record: Callable[..., bytes]) -> None:
    """`$4` says the relationship, `$1` the URI; lengths are right, and nothing else is touched."""
    raw = record("1", "红楼梦", "曹雪芹", "9787020002207")
    before, after = fields_of(raw), fields_of(linked(raw))
    assert [line for line in after if line[0] != "758"] == before
    assert [line[1] for line in after if line[0] == "758"] == [
        f"  \x1f4{BF}hasInstance\x1f1{BASE}/instance/i1".encode(),
        f"  \x1f4{BF}instanceOf\x1f1{BASE}/work/w1".encode(),
    ]
    (read,) = pymarc.MARCReader(linked(raw), force_utf8=True)
    assert [field["1"] for field in read.get_fields("758")] == [f"{BASE}/instance/i1", f"{BASE}/work/w1"]


def test_a_cnmarc_record_keeps_its_character_set_and_gets_996() -> None:
    """Bytes of GB 18030 stay what they are; the links stand before a higher tag."""
    raw = gbk("红楼梦")
    after = fields_of(linked(raw, format_="cnmarc"))
    assert [tag for tag, _ in after] == ["001", "200", "996", "996", "998"]
    assert [line for line in after if line[0] != "996"] == fields_of(raw)
    assert "红楼梦".encode("gb18030") in after[1][1]


def test_links_of_an_earlier_time_are_replaced(record: Callable[..., bytes]) -> None:
    """A member may load the file and send its records again: a link of somebody else stays."""
    once = linked(record("1", "红楼梦"))
    again = LINKER.link(once, "iso2709", "marc21", "i2", "w2")
    assert again is not None
    assert b"/instance/i1" not in again
    assert again.count(b"/instance/i2") == 1
    other = Linker("http://other.example").link(once, "iso2709", "marc21", "i9", "w9")
    assert other is not None
    assert b"c.example/instance/i1" in other


def test_a_record_with_wrong_lengths_gets_right_ones(record: Callable[..., bytes]) -> None:
    """Its fields are found by their terminators and stay as they are."""
    raw = record("1", "红楼梦")
    broken = b"99998" + raw[5:12] + b"00011" + raw[17:]
    assert [line for line in fields_of(linked(broken)) if line[0] != "758"] == fields_of(raw)


@pytest.mark.parametrize(
    ("raw", "carrier", "format_"),
    [
        (ISO + b"x", "iso2709", "marc21"),
        (gbk("长" * 24_970), "iso2709", "cnmarc"),
        (b"<oai_dc:dc/>", "dublincore", "dublincore"),
        (b'{"fields": 1}', "marcjson", "marc21"),
        (b"{", "csv", "cnmarc"),
    ],
)
def test_a_record_without_room_for_links_is_left_alone(raw: bytes, carrier: str, format_: str) -> None:
    """Nothing is cut, and nothing is guessed."""
    assert LINKER.link(raw, carrier, format_, "i1", "w1") is None


def test_xml_gets_elements_in_its_own_prefix() -> None:
    """Before the end of the record, in whatever namespace prefix it uses; every other byte stays."""
    after = linked(XML, "marcxml")
    begin, end = XML[: XML.rindex(b"</marc:record>")], b"</marc:record>"
    assert after.startswith(begin)
    assert after.endswith(end)
    assert after[len(begin) : -len(end)].count(b'<marc:datafield tag="758" ind1=" " ind2=" ">') == 2
    assert linked(after, "marcxml") == after


def test_a_harvested_record_gets_them_inside_its_metadata() -> None:
    """The header around it is not MARC."""
    raw = b"<record><header/><metadata>" + XML + b"</metadata></record>"
    after = linked(raw, "oaipmh")
    assert after.endswith(b"</marc:datafield></marc:record></metadata></record>")


def test_marc_in_json_gets_two_fields() -> None:
    """As objects at the end of its list."""
    raw = json.dumps({"leader": "x", "fields": [{"001": "1"}]}).encode()
    fields = json.loads(linked(linked(raw, "marcjson"), "marcjson"))["fields"]
    assert [list(field) for field in fields] == [["001"], ["758"], ["758"]]
    assert fields[1]["758"]["subfields"][1] == {"1": f"{BASE}/instance/i1"}


@pytest.fixture(scope="module")
def filled(
    new_shelf: Callable[[Path], Any], record: Callable[..., bytes], tmp_path_factory: pytest.TempPathFactory
) -> Any:
    """Return a catalogue in which A has one edition with B, twice, and one of its own."""
    shelf = new_shelf(tmp_path_factory.mktemp("feedback"))
    shelf.load(
        "A",
        record("1", "红楼梦", "曹雪芹", "9787020002207"),
        record("2", "围城", "钱锺书"),
        record("3", "红楼梦", "曹雪芹", "9787020002207"),
    )
    shelf.load("B", record("1", "红楼梦", "曹雪芹", "9787020002207", subject="章回小说"))
    shelf.publish()
    return shelf


@pytest.fixture(scope="module")
def wish(filled: Any) -> Wish:
    """Return what there is for A."""
    return Wish(filled.catalogue, "A", filled.site.base_url, filled.site.mappings)


def rows(name: str, wish: Wish) -> list[list[str]]:
    """Return the rows of a table without its head."""
    return [line.rstrip("\n").split("\t") for line in table_lines(name, wish)][1:]


def test_the_table_of_editions_says_how_each_was_joined(wish: Wish, filled: Any) -> None:
    """Alone, without asking, or by a person; members are counted, not records."""
    home = filled.instance_of("A", "1")
    found = {row[1]: row for row in rows("editions", wish)}
    assert found["1"][2] == f"{filled.site.base_url}/instance/{home}"
    assert [found[id_][4:] for id_ in "123"] == [["2", "without asking"], ["1", "alone"], ["2", "without asking"]]
    numbers = {id_: filled.catalogue.record_table.head("A", id_).n for id_ in "13"}
    filled.catalogue.match_table.judge("instance", [(numbers["1"], numbers["3"])], "same", "王芳")
    assert {row[1]: row[5] for row in rows("editions", wish)}["1"] == "by a person"


def test_own_duplicates_come_with_their_reasons(wish: Wish) -> None:
    """Which two of a member's own records are of one edition, and by what."""
    (row,) = rows("duplicates", wish)
    assert row[1:7] == ["2", "one edition", "1", "3", "红楼梦", "红楼梦"]
    assert "title equal" in row[8]


def test_own_records_that_may_be_one_edition_are_told_too(wish: Wish, filled: Any) -> None:
    """What waits for a person's judgement, as long as it does."""
    one, other = (filled.catalogue.record_table.head("A", id_).n for id_ in "12")
    add = "INSERT INTO review (a, b, kind, member_a, member_b, doubt) VALUES (?, ?, 'duplicate', 'A', 'A', 1)"
    filled.catalogue.database.write(add, (one, other))
    doubtful = [row[2:5] for row in rows("duplicates", wish) if row[2] != "one edition"]
    filled.catalogue.database.write("DELETE FROM review WHERE a = ? AND b = ?", (one, other))
    assert doubtful == [["perhaps one edition", "1", "2"]]
    assert len(rows("duplicates", wish)) == 1


def test_what_others_describe_better_is_counted_with_the_download(wish: Wish, filled: Any) -> None:
    """In the member's own dialect; the one who has it lacks nothing."""
    home = filled.instance_of("A", "1")
    found = rows("described-better", wish)
    assert [row[0] for row in found] == ["1", "3"]
    assert found[0][2] == "1"
    assert found[0][-1] == f"{filled.site.base_url}/instance/{home}.marc21"
    assert rows("described-better", replace(wish, member="B")) == []


def test_last_copies_are_those_that_no_other_member_has(wish: Wish) -> None:
    """Two records of the member itself are no second copy elsewhere."""
    assert [(row[0], row[3]) for row in rows("last-copies", wish)] == [("2", "围城")]
    assert rows("last-copies", replace(wish, member="B")) == []


def test_the_records_file_is_what_came_with_links(wish: Wish) -> None:
    """All records of the kind, in the order in which they came."""
    (kind,) = kinds_of(wish.catalogue, "A")
    raw = b"".join(linked_records(wish.catalogue, "A", kind, Linker(wish.base_url)))
    read = [found for found in read_records(io.BytesIO(raw), format="marc21") if isinstance(found, Record)]
    assert [found.control("001") for found in read] == ["1", "2", "3"]
    assert not any(found.problems for found in read)
    stored = {row[1]: row[2:4] for row in rows("editions", wish)}
    assert {found.control("001"): [field.get("1") for field in found.all("758")] for found in read} == stored


def test_a_folder_has_all_of_it(wish: Wish, tmp_path: Path) -> None:
    """Each table has a head and as many rows as the call says; a full folder is refused."""
    done = write_feedback(wish, tmp_path / "out")
    assert dict(done.files)["records-marc21-utf-8.mrc"] == 3
    for name, number in done.files:
        if name.endswith(".tsv"):
            assert len((tmp_path / "out" / name).read_text("utf-8").splitlines()) == number + 1
    assert "996" not in (tmp_path / "out" / "README.txt").read_text("utf-8")
    with pytest.raises(ConflictError, match="not empty"):
        write_feedback(wish, tmp_path / "out")
    with pytest.raises(NotFoundError):
        write_feedback(replace(wish, member="C"), tmp_path / "other")


def test_a_title_is_as_its_cataloguer_wrote_it(wish: Wish) -> None:
    """Not folded, not romanised; unreadable bytes have none."""
    stored = wish.catalogue.record("A", "2")
    assert stored is not None
    assert title_of(stored) == "围城"
    assert title_of(replace(stored, raw=b"?")) == ""


@pytest.mark.parametrize("name", ["jiangnan.mrc.gz", "beiyuan.mrc.gz", "loc.xml.gz", "bnf-1.xml.gz", "virginia.mrc.gz"])
def test_real_records_keep_every_field(name: str) -> None:
    """In every format, carrier and character set of the sample: the links are added, and nothing is lost or changed."""
    path = Path(kg.demo.__file__).parent / "data" / name
    for found in islice(read_records(path), 150):
        assert isinstance(found, Record)
        after = linked(found.raw, found.carrier, found.format)
        read = read_stored(after, carrier=found.carrier, format=found.format, encoding=found.encoding)
        own = [field for field in read.fields if (field.get("1") or "").startswith(f"{BASE}/")]
        assert {field.tag for field in own} == {"758" if found.format == "marc21" else "996"}
        assert tuple(field for field in read.fields if field not in own) == found.fields
        if found.carrier == "iso2709":
            assert [line for line in fields_of(after) if BASE.encode() not in line[1]] == read_layout(found.raw)


def test_a_title_is_no_formula_in_a_spreadsheet(shelf: Any, record: Callable[..., bytes]) -> None:
    """Members open these tables in one, and a title may be a stranger's."""
    shelf.load("A", record("1", "=1+1"))
    (row,) = rows("last-copies", Wish(shelf.catalogue, "A", BASE, shelf.site.mappings))
    assert row[3].endswith("=1+1")
    assert not row[3].startswith("=")
