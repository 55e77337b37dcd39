"""Records written as XML in Unicode, read back by our own reader and by programs that others wrote."""

import functools
import gzip
import io
import itertools
import os
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pymarc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kg.records import Field, Record, read_records
from kg.records.writing import write_collection, write_descriptions, write_exchange

DATA = Path(__file__).resolve().parents[2] / "kg" / "demo" / "data"
SLIM = "{http://www.loc.gov/MARC21/slim}"
EXCHANGE = "{info:lc/xmlns/marcxchange-v1}"
# The patterns of https://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd.
LEADER = re.compile(r"[\d ]{5}[\dA-Za-z ]{1}[\dA-Za-z]{1}[\dA-Za-z ]{3}(2| )(2| )[\d ]{5}[\dA-Za-z ]{3}(4500|    )")
CONTROL = re.compile(r"00[1-9A-Za-z]{1}")
DATA_TAG = re.compile(r"(0([1-9A-Z][0-9A-Z])|0([1-9a-z][0-9a-z]))|(([1-9A-Z][0-9A-Z]{2})|([1-9a-z][0-9a-z]{2}))")
CODE = re.compile(r"[\dA-Za-z!\"#$%&'()*+,\-./:;<=>?{}_^`~\[\]\\]")


def sample(name: str, most: int = 60) -> list[Record]:
    with gzip.open(DATA / name) as file:
        found = (entry for entry in read_records(io.BytesIO(file.read())) if isinstance(entry, Record))
        return list(itertools.islice(found, most))


def record(*fields: Field, leader: str = "00000nam a2200000 a 4500", dialect: str = "marc21") -> Record:
    return Record(dialect, "iso2709", "utf-8", leader, fields, b"")


def field(text: str, tag: str = "245", indicators: str = "10", code: str = "a") -> Field:
    return Field(tag, indicators, ((code, text),), "")


def composed(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return the fields as XML has them: in NFC."""
    nfc = functools.partial(unicodedata.normalize, "NFC")
    return tuple(
        entry._replace(value=nfc(entry.value), subfields=tuple((code, nfc(text)) for code, text in entry.subfields))
        for entry in fields
    )


def parsed(chunks: Iterable[bytes]) -> etree._Element:
    return etree.fromstring(b"".join(chunks))


def assert_valid(root: etree._Element) -> None:
    """Hold a MARCXML collection against the rules of its schema."""
    assert root.tag == f"{SLIM}collection"
    for entry in root.findall(f"{SLIM}record"):
        assert [child.tag.removeprefix(SLIM) for child in entry][:1] == ["leader"]
        assert LEADER.fullmatch(entry[0].text or "")
        for child in entry[1:]:
            if child.tag == f"{SLIM}controlfield":
                assert CONTROL.fullmatch(child.get("tag", ""))
                continue
            assert DATA_TAG.fullmatch(child.get("tag", ""))
            assert all(re.fullmatch(r"[\da-z ]", child.get(name, "")) for name in ("ind1", "ind2"))
            assert len(child)
            assert all(CODE.fullmatch(part.get("code", "")) for part in child)


@pytest.mark.parametrize("name", ["haiwai.mrc.gz", "hathi-a.mrc.gz", "virginia.mrc.gz"])
def test_real_records_are_valid_and_read_the_same(name: str) -> None:
    """Every record of a MARC 21 member, MARC-8 too: valid by the schema, and our reader finds the same fields again."""
    records = sample(name)
    written = b"".join(write_collection(records))
    assert_valid(etree.fromstring(written))
    again = [found for found in read_records(io.BytesIO(written)) if isinstance(found, Record)]
    assert [found.fields for found in again] == [composed(found.fields) for found in records]
    assert {found.format for found in again} == {"marc21"}


def test_pymarc_reads_the_same() -> None:
    """A reader that others wrote finds the same titles."""
    records = sample("haiwai.mrc.gz")
    theirs = pymarc.parse_xml_to_array(io.BytesIO(b"".join(write_collection(records))))
    assert [found["245"]["a"] for found in theirs] == [found.all("245")[0].get("a") for found in records]


def test_yaz_reads_the_same(tmp_path: Path) -> None:
    """So does yaz-marcdump, and its ISO 2709 has the same control numbers."""
    yaz = shutil.which("yaz-marcdump")
    if yaz is None:
        if os.environ.get("CI"):
            pytest.fail("yaz-marcdump is not installed")
        pytest.skip("needs yaz-marcdump")
    records = sample("haiwai.mrc.gz")
    path = tmp_path / "a.xml"
    path.write_bytes(b"".join(write_collection(records)))
    done = subprocess.run([yaz, "-i", "marcxml", "-o", "marc", str(path)], capture_output=True, check=True)
    theirs = [found for found in read_records(io.BytesIO(done.stdout)) if isinstance(found, Record)]
    assert [found.control("001") for found in theirs] == [found.control("001") for found in records]


def test_cnmarc_names_its_dialect() -> None:
    """MarcXchange says of each record what it is, so that records of several dialects may stand together."""
    chinese, english = sample("beiyuan.mrc.gz", 3), sample("haiwai.mrc.gz", 2)
    written = b"".join(write_exchange([*chinese, *english], "three and two"))
    root = etree.fromstring(written)
    entries = root.findall(f"{EXCHANGE}record")
    assert [entry.get("format") for entry in entries] == ["CNMARC"] * 3 + ["MARC21"] * 2
    assert {entry.get("type") for entry in entries} == {"Bibliographic"}
    assert entries[0][0].text == "     nam0 22        450 "
    assert b"<!-- three and two -->" in written
    again = [
        found for found in read_records(io.BytesIO(b"".join(write_exchange(chinese)))) if isinstance(found, Record)
    ]
    assert [(found.format, found.fields) for found in again] == [("cnmarc", found.fields) for found in chinese]


def test_the_leader_has_no_stale_figures() -> None:
    """Lengths and addresses are those of no file; the coding is Unicode whatever the record said."""
    root = parsed(write_collection([record(field("x"), leader="01234cam  2200289Ii 4500")]))
    assert root[0][0].text == "     cam a22     Ii 4500"


@pytest.mark.parametrize("leader", ["", "short", "00000\x00\x01\x02\x1b  22", "é" * 24, "     nam  22     uu 4500"])
def test_any_leader_becomes_a_valid_one(leader: str) -> None:
    """A damaged leader is written in the form that the schema asks for."""
    assert_valid(parsed(write_collection([record(field("x"), leader=leader)])))


def test_odd_fields_are_written_in_the_nearest_way() -> None:
    """A control field beyond 00X, odd indicators and an odd code keep their text; a tag that is none is left out."""
    odd = record(
        Field("SYS", "", (), "0815"),
        field("kept", tag="lkr", indicators="X|"),
        field("code", code=" "),
        field("lost", tag="2 4"),
        Field("001", "  ", (("a", "one"), ("b", "two")), ""),
    )
    root = parsed(write_collection([odd]))
    assert_valid(root)
    assert "".join(root[0].itertext()).split() == "nam a22 a 4500 0815 kept code one two".split()  # noqa: SIM905


@settings(deadline=None)
@given(st.text(st.one_of(st.characters(), st.sampled_from("\x00\x1b\x1f\x1e\r\n\ud800\ufffe<>&]]>\"'-"))))
def test_any_text_is_xml(text: str) -> None:
    """Whatever a record holds, the file is well-formed, valid and one line a field; so is the comment."""
    root = parsed(write_collection([record(field(text), field(text, code=text[:1] or "a"))], text))
    assert_valid(root)
    (first, _) = root.findall(f".//{SLIM}datafield")
    assert not re.search(r"[\x00-\x08\n-\x1f]", first[0].text or "")


def test_text_is_composed() -> None:
    """MARC-8 comes out decomposed; XML is written in NFC, as W3C asks."""
    root = parsed(write_collection([record(field("u\u0308ber"))]))
    assert root[0][1][0].text == "über"


def test_dublin_core_is_dumbed_down() -> None:
    """A refinement is written as its element, what refines none is left out, and languages stay."""
    fields = (
        Field("title", "", (("_", "红楼梦 & <x>"), ("lang", "zh")), ""),
        Field("issued", "", (("_", "1982"),), ""),
        Field("abstract", "", (("_", "a\x00b"), ("lang", "not a language!")), ""),
        Field("audience", "", (("_", "adults"),), ""),
        Field("creator", "", (("_", "  "),), ""),
    )
    written = b"".join(write_descriptions([record(*fields, dialect="dublincore")], "note"))
    root = etree.fromstring(written)
    found = [
        (child.tag.rpartition("}")[2], child.text, child.get("{http://www.w3.org/XML/1998/namespace}lang"))
        for child in root[-1]
    ]
    assert found == [("title", "红楼梦 & <x>", "zh"), ("date", "1982", None), ("description", "a\ufffdb", None)]
    (again,) = [entry for entry in read_records(io.BytesIO(written)) if isinstance(entry, Record)]
    assert (again.format, again.fields[0].get("_")) == ("dublincore", "红楼梦 & <x>")
