"""Dialects: recognised by the first records, and refused when they are not what was asked for."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from kg.errors import UsageError
from kg.records import Problem, Record

Read = Callable[..., tuple[list[Record], list[Problem]]]

MAB = (
    '<record><leader>00000M2.01200024      h</leader><controlfield tag="001">m1</controlfield>'
    '<datafield tag="100" ind1=" " ind2=" "><subfield code="a">Mann, Thomas</subfield></datafield>'
    '<datafield tag="331" ind1=" " ind2=" "><subfield code="a">Der Zauberberg</subfield></datafield></record>'
)


@pytest.mark.parametrize("asked", ["unimarc", "cnmarc", "dublincore"])
def test_marc21_given_as_something_else_is_refused(make: SimpleNamespace, read: Read, asked: str) -> None:
    """The sentence names both."""
    records, problems = read(make.book("a1") * 3, format=asked)
    assert records == []
    assert (problems[0].severity, len(problems)) == ("refused", 1)
    assert "MARC 21" in problems[0].message


def test_cnmarc_given_as_marc21_is_refused(make: SimpleNamespace, read: Read) -> None:
    """200 holds the title and 100 $a coded data."""
    records, problems = read(make.chinese_book("c1") * 3, format="marc21")
    assert records == []
    assert "CNMARC" in problems[0].message


def test_cnmarc_may_be_read_as_unimarc(make: SimpleNamespace, read: Read) -> None:
    """The two are close, and the member knows better."""
    records, problems = read(make.chinese_book("c1"), format="unimarc")
    assert ([r.format for r in records], problems) == (["unimarc"], [])


@pytest.mark.parametrize("asked", ["", "marc21"])
def test_mab2_in_the_dress_of_marcxml_is_refused(make: SimpleNamespace, read: Read, asked: str) -> None:
    """MAB2 has the author in 100 and the title in 331."""
    records, problems = read(make.collection(MAB), format=asked)
    assert records == []
    assert "MAB2" in problems[0].message


def test_marc21_without_a_title_is_not_refused(make: SimpleNamespace, read: Read) -> None:
    """Too little evidence refuses nothing."""
    bare = make.iso2709([("001", "a1"), ("100", "1 $a曹雪芹"), ("300", "  $a4冊")])
    records, problems = read(bare, format="marc21")
    assert (len(records), problems) == (1, [])


def test_marcxchange_says_its_format(read: Read) -> None:
    """The attribute `format` counts more than the tags."""
    data = (
        b'<mxc:record xmlns:mxc="info:lc/xmlns/marcxchange-v2" format="UNIMARC"><mxc:leader>     nam  22        450 '
        b'</mxc:leader><mxc:controlfield tag="001">u1</mxc:controlfield></mxc:record>'
    )
    assert [r.format for r in read(data)[0]] == ["unimarc"]


def test_a_stranger_in_a_file_is_read_and_told(make: SimpleNamespace, read: Read) -> None:
    """One record of another dialect does not refuse the file."""
    records, problems = read(
        make.book("a1") * 1 + make.chinese_book("c1") + b"".join(make.book(f"b{i}") for i in range(6))
    )
    assert len(records) == 8
    assert ("format", 2) in [(p.reason, p.number) for p in problems]


@pytest.mark.parametrize("asked", ["unimarc", "cnmarc"])
def test_many_records_with_one_false_tag_each_are_recognised(make: SimpleNamespace, read: Read, asked: str) -> None:
    """What a file's records are is weighed over all of them when each has a field of another dialect."""
    fixed = ("008", "200101s2020    cc            000 1 chi d")
    fields = [fixed, ("200", "  $a館藏"), ("245", "10$a紅樓夢"), ("260", "  $a北京")]
    records, problems = read(b"".join(make.iso2709([("001", str(n)), *fields]) for n in range(3)), format=asked)
    assert (records, [p.reason for p in problems]) == ([], ["format"])


@pytest.mark.realdata
@pytest.mark.parametrize("asked", ["unimarc", "cnmarc"])
def test_long_marc21_record_given_as_another_is_refused(shared: Path, read: Read, asked: str) -> None:
    """A record of 214,803 bytes has no tag that is not its own."""
    data = (shared / "data/marc21/marc4j/datos-20161010-slice.mrc").read_bytes()
    assert (read(data, format=asked)[0], {f.tag for f in read(data)[0][0].fields} & {"200", "201"}) == ([], set())


def test_unknown_format_is_a_wrong_call(read: Read) -> None:
    """A format that is not read is the caller's mistake."""
    with pytest.raises(UsageError, match="cnmarc"):
        read(b"", format="pica")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"<!DOCTYPE html><html><body>502 Bad Gateway", "HTML"),
        (b"<html><body>Internal error</body></html>", "HTML"),
        (b'{"@context":"http://schema.org/"}', "JSON-LD"),
        (b'{"not":"xml"}', "JSON"),
        (b'{"leader": 1, "fields": [{"tag": 1}]}', "MARC-in-JSON of a shape"),
        (b'{"title": "UNIMARC", "fields": {"LEADER": {"repeatable": false}}}', "like JSON"),
        (b'{"leader": "Ann", "fields": ["title", "author"]}', "like JSON"),
        (b'<http://e/1> <http://e/p> "a" .\n', "N-Triples"),
        (b"@prefix : <http://e/> .\n", "Turtle"),
        (b"id,title\n1,a\n", "CSV"),
        (b"=LDR  00755cam  22002414a 4500\n", "MarcEdit"),
        (b"000000002 FMT   L BK\n", "Aleph"),
        (b"LDR00180nam  22     2  4500^\n008891207s19xx^", "MicroLIF"),
        (b"PK\x03\x04....", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xlsx"),
        (b"%PDF-1.7", "PDF"),
        (b'<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo/></mods>', "MODS"),
        (b'<collection xmlns="http://e/"><record><leader/></record></collection>', "namespace"),
        (b"\x00" * 4000, "zero bytes"),
        (b"broken xml", "broken xml"),
    ],
)
def test_what_is_no_carrier_is_named(read: Read, data: bytes, word: str) -> None:
    """One refusal, which says what the file looks like."""
    records, problems = read(data)
    assert (records, [p.severity for p in problems]) == ([], ["refused"])
    assert word in problems[0].message


@pytest.mark.parametrize(
    ("general", "dialect"), [("19850424afrey50      ba0", "unimarc"), ("20100101achiy50", "cnmarc")]
)
def test_authorities_of_unimarc_are_told_by_their_coded_data(
    make: SimpleNamespace, read: Read, general: str, dialect: str
) -> None:
    """100 $a of an authority has its own form; one catalogued in Chinese follows Chinese practice."""
    fields = [("001", "a1"), ("100", f"  $a{general}"), ("210", "02$aBibliothèque")]
    assert read(make.iso2709(fields, leader="00000nx  a2200000n  450 "))[0][0].format == dialect
