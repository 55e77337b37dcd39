"""Real CNMARC, UNIMARC and Dublin Core records, and the demo's own: all of them come out whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.crosswalk import Crosswalk
from kg.crosswalk.coverage import Coverage, Tally
from kg.demo import demo_members
from kg.description.node import Description, Literal, Node
from kg.namespaces import BF
from kg.records import Columns, Record, local_id, read_records


def descriptions(mappings: Path, paths: list[Path], name: str, encoding: str = "") -> Iterator[Description]:
    """Yield the description of each record of some files."""
    crosswalk = Crosswalk.load(mappings, name)
    for path in paths:
        columns = Columns.load(mappings, name)
        for record in read_records(path, name=path.name, format=name, encoding=encoding, columns=columns):
            if isinstance(record, Record):
                yield crosswalk.convert(record, local_id(record))


def titles(description: Description) -> list[Literal]:
    """Return the main titles of the edition."""
    nodes = [node for node in description.instance.values(BF + "title") if isinstance(node, Node)]
    return [value for node in nodes for value in node.values(BF + "mainTitle") if isinstance(value, Literal)]


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["cnmarc14_utf8.iso", "cnmarc14_gbk.iso"])
def test_genuine_cnmarc_has_han_titles_in_both_encodings(mappings: Path, shared: Path, name: str) -> None:
    """The same 14 records in UTF-8 and in GBK: each with a Han title and a publication."""
    found = list(descriptions(mappings, [shared / "data/cnmarc/scattered" / name], "cnmarc"))
    assert len(found) == 14
    assert all(titles(one)[0].language == "zh-hani" for one in found)
    assert all(one.instance.values(BF + "provisionActivity") for one in found)


@pytest.mark.realdata
def test_pinyin_never_stands_in_a_han_literal(mappings: Path, shared: Path) -> None:
    """What is tagged as pinyin has no Han in it, what is tagged as Han is no mere reading."""
    for one in descriptions(mappings, [shared / "data/cnmarc/scattered/cnmarc14_utf8.iso"], "cnmarc"):
        for title in titles(one):
            has_han = any("\u4e00" <= letter <= "\u9fff" for letter in title.value)
            assert has_han is (title.language == "zh-hani"), title


@pytest.mark.realdata
def test_bnf_records_have_authors_and_dates(mappings: Path, shared: Path) -> None:
    """UNIMARC of a national library: nearly all have a contributor, all have a title and a date."""
    found = list(descriptions(mappings, sorted((shared / "data/unimarc/bnf").glob("*.xml")), "unimarc"))
    assert len(found) >= 50
    assert sum(1 for one in found if one.work.values(BF + "contribution")) >= 45
    assert all(titles(one)[0].value != "[untitled]" for one in found)


@pytest.mark.realdata
def test_messy_dublin_core_has_at_most_one_publication(mappings: Path, shared: Path) -> None:
    """Many dates are one publication; a date that cannot be read stays a text."""
    paths = sorted((shared / "data/dc/dltn").glob("Rhodes*.xml"))
    for one in descriptions(mappings, paths, "dublincore"):
        assert len(one.instance.values(BF + "provisionActivity")) <= 1


@pytest.mark.parametrize(
    "code", [member.code for member in demo_members() if member.format in {"cnmarc", "dublincore"}]
)
def test_every_demo_record_is_described(mappings: Path, code: str) -> None:
    """Each record of the sample members has an id and a title, nearly each a work of a known class."""
    member = next(one for one in demo_members() if one.code == code)
    with member.open_files() as paths:
        found = list(descriptions(mappings, list(paths), member.format, member.encoding))
    assert found
    for one in found:
        assert one.local_id
        assert titles(one)
    assert sum(1 for one in found if len(one.work.types) > 1) >= 0.9 * len(found)


def test_serials_of_the_demo_have_gaps(mappings: Path) -> None:
    """The holdings statement is kept as the library wrote it."""
    member = next(one for one in demo_members() if one.code == "jiangnan")
    with member.open_files() as paths:
        found = [one for one in descriptions(mappings, list(paths), "cnmarc") if BF + "Serial" in one.work.types]
    statements = [
        node.properties[0][1]
        for one in found
        for item in one.items
        for node in item.values(BF + "enumerationAndChronology")
        if isinstance(node, Node)
    ]
    assert Literal("1979,no.1-1989,no.12 ; 1991-1998, 2001- 缺2004 no.3") in statements


@pytest.mark.realdata
@pytest.mark.parametrize("folder", ["unimarc", "cnmarc", "dc"])
def test_no_real_record_raises(mappings: Path, shared: Path, folder: str) -> None:
    """Whatever stands in them, the rules of each file's own format give a description."""
    crosswalks: dict[str, Crosswalk] = {}
    converted = 0
    for path in sorted((shared / "data" / folder).rglob("*")):
        if not path.is_file() or path.suffix not in {".mrc", ".iso", ".xml"}:
            continue
        for record in read_records(path, name=path.name):
            if isinstance(record, Record) and not record.deleted:
                if record.format not in crosswalks:
                    crosswalks[record.format] = Crosswalk.load(mappings, record.format)
                assert titles(crosswalks[record.format].convert(record, local_id(record) or "1"))
                converted += 1
    assert converted >= 70


@pytest.mark.realdata
@pytest.mark.parametrize(("name", "least"), [("unimarc/bnf", 0.999), ("cnmarc", 0.93)])
def test_nearly_all_of_real_records_is_mapped(mappings: Path, shared: Path, name: str, least: float) -> None:
    """Of what is not left out on purpose, but for libraries' own fields, every subfield has a rule."""
    format_ = name.partition("/")[0]
    tally, coverage = Tally(), Coverage.load(mappings, format_)
    for path in sorted((shared / "data" / name).rglob("*")):
        if path.suffix in {".iso", ".xml"} or path.name.lower().endswith("cmarc.mrc"):
            for record in read_records(path, name=path.name, format=format_):
                if isinstance(record, Record):
                    coverage.count(record, tally)
    assert tally.records >= 50
    assert tally.share >= least, tally.unmapped
