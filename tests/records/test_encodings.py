"""Character sets: MARC-8 and its kin, sets without a flag, wrong flags, settings that do not fit."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from kg.errors import UsageError
from kg.records import Problem, Record
from kg.records.encodings import decode, encoding_name
from kg.records.marc8 import decode_iso5426, decode_marc8

Read = Callable[..., tuple[list[Record], list[Problem]]]

BLANK = "00000nam  2200000 a 4500"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"Caf\xe2e", "Café"),
        (b"D\xe8usseldorf", "Düsseldorf"),
        (b"\xb9 5.00", "£ 5.00"),
        (b"\x1b$1!0I!<m\x1b(B", None),
        (b"A\x1bp2\x1bs", "A²"),
        (b"\x1b(NlCR\x1b(B", None),
        (b"&#x4E00;", "一"),
        (b"\xe2&#x03B1;", "ά"),
        (b"Sol\xebi\xecano", "Soli\ufe20a\ufe21no"),
    ],
)
def test_marc8(data: bytes, text: str | None) -> None:
    """Marks stand before their letter; escapes switch sets; numbers in hexadecimal are characters."""
    found, lost = decode_marc8(data)
    assert lost == 0
    assert text is None or found == text


def test_marc8_counts_what_it_cannot_read() -> None:
    """A character in no set is counted and shown as U+FFFD, and nothing is printed."""
    assert decode_marc8(b"a\xffb") == ("a\ufffdb", 1)


def test_iso5426() -> None:
    """UNIMARC's set 03 has its own places for the marks."""
    assert decode_iso5426(b"Caf\xc2e \xe1") == ("Café Æ", 0)


def test_a_field_in_marc8_starts_anew_in_each_subfield() -> None:
    """An escape does not reach beyond its subfield."""
    assert decode(b"\x1b$1!0I\x1faabc", "marc-8")[0].endswith("\x1faabc")


def test_unknown_name_is_a_wrong_call() -> None:
    """A setting that names no character set is refused with what there is."""
    with pytest.raises(UsageError, match="gb18030"):
        encoding_name("gb-foo")


@pytest.mark.parametrize(
    ("name", "ours"), [("GBK", "gb18030"), ("UTF8", "utf-8"), ("latin-1", "cp1252"), ("MARC8", "marc-8")]
)
def test_names_that_people_write(name: str, ours: str) -> None:
    """Old and loose names mean the set in use today."""
    assert encoding_name(name) == ours


def test_chinese_records_without_a_flag(make: SimpleNamespace, read: Read) -> None:
    """GBK is recognised by its characters, though leader and 100 $a say nothing or something else."""
    records, problems = read(
        make.chinese_book("c1", encoding="gb18030") + make.chinese_book("c2", "水浒传", encoding="gb18030")
    )
    assert {(r.format, r.encoding) for r in records} == {("cnmarc", "gb18030")}
    assert records[1].all("200")[0].get("a") == "水浒传"
    assert not problems


def test_chinese_records_in_utf8_need_no_flag(make: SimpleNamespace, read: Read) -> None:
    """A blank leader/09 is normal in CNMARC."""
    records, problems = read(make.chinese_book("c1"))
    assert ({(r.format, r.encoding) for r in records}, problems) == ({("cnmarc", "utf-8")}, [])


def test_marc21_in_utf8_without_its_flag_is_told(make: SimpleNamespace, read: Read) -> None:
    """MARC 21 says MARC-8 by a blank leader/09."""
    records, problems = read(make.book("a1", leader=BLANK))
    assert records[0].all("245")[0].get("a") == "紅樓夢 /"
    assert [p.reason for p in problems] == ["utf8-without-flag"]


def test_big5_that_says_utf8(make: SimpleNamespace, read: Read) -> None:
    """A wrong flag is seen through by the characters, and told."""
    records, problems = read(make.book("a1", "紅樓夢", encoding="big5"))
    assert (records[0].encoding, records[0].all("245")[0].get("a")) == ("big5", "紅樓夢 /")
    assert [p.reason for p in problems] == ["encoding"]


def test_bad_bytes_in_utf8_cost_only_themselves(make: SimpleNamespace, read: Read) -> None:
    """Most of the record is UTF-8: the rest comes out as U+FFFD."""
    records, problems = read(make.book("a1", "紅樓夢 xx").replace(b"xx", b"\xff\xfe"))
    assert records[0].all("245")[0].get("a") == "紅樓夢 \ufffd\ufffd /"
    assert [p.reason for p in problems] == ["invalid-utf8"]


def test_double_encoding_is_suspected(make: SimpleNamespace, read: Read) -> None:
    """MÃ¼ller is reported and left as it is."""
    twice = "Müller".encode().decode("latin-1")
    _, problems = read(make.book("a1", twice))
    assert [p.reason for p in problems] == ["double-encoded"]


@pytest.mark.parametrize("title", ["NÃO É «AÇÃO»", "ÂNGELO", "Ã la carte"])
def test_portuguese_is_not_double_encoded(make: SimpleNamespace, read: Read, title: str) -> None:
    """A capital A with tilde is a letter."""
    assert read(make.book("a1", title))[1] == []


@pytest.mark.parametrize(
    ("real", "asked"), [("gb18030", "utf-8"), ("gb18030", "big5"), ("utf-8", "gb18030"), ("gb18030", "marc-8")]
)
def test_setting_that_does_not_fit_is_refused(make: SimpleNamespace, read: Read, real: str, asked: str) -> None:
    """The sentence says what the records look like instead."""
    records, problems = read(b"".join(make.chinese_book(f"c{i}", encoding=real) for i in range(5)), encoding=asked)
    assert records == []
    assert (problems[0].severity, problems[0].reason) == ("refused", "encoding")
    assert {"gb18030": "GB 18030", "utf-8": "UTF-8"}[real] in problems[0].message


def test_setting_is_taken_where_nothing_speaks_against_it(make: SimpleNamespace, read: Read) -> None:
    """Russian records without a flag are read as the member says."""
    title = "Основы гидравлического расчета"
    records, problems = read(
        make.iso2709([("001", "r1"), ("245", f"10$a{title}")], leader=BLANK, encoding="cp1251"), encoding="cp1251"
    )
    assert (records[0].all("245")[0].get("a"), records[0].encoding, problems) == (title, "cp1251", [])
