"""The citation formats, read back by programs that others wrote, and with text that is out to break them."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import replace

import bibtexparser
import pytest
import rispy
from bibtexparser.bparser import BibTexParser
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string

from kg.bibframe.things import Instance, Work
from kg.citations import CITATIONS, Citation, Contributor, Forms, Holding, Labels, Name, cite, one_line
from kg.citations.citation import KINDS
from kg.citations.formats.csv import COLUMNS

Edition = tuple[Work, Instance]

BASIC = Citation("i1", "https://c.example/instance/i1", "", "book", Forms("红楼梦", "Hong lou meng"))
# Lone surrogates, controls, line ends of every kind, direction marks, formulae, and the signs of LaTeX.
NASTY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\x00\x07\t\r\n\x0b\x1d\x1e\x85\u2028\u2029\u202e\u2066\ufeff\ud800\udfff{}\\%&$#_~^@=+-,;|\"'"
        ),
    ),
    max_size=30,
)


def write(name: str, entries: Iterable[Citation], notice: str = "") -> str:
    return b"".join(CITATIONS.get(name).write(entries, notice)).decode()


def nasty(text: str) -> Citation:
    """Return a citation as `cite` would make it of a record that has the text everywhere."""
    line = one_line(text)
    name = Contributor(Name(literal=line), "author")
    parted = Contributor(Name(line or "x", line), "editor")
    return replace(
        BASIC,
        title=Forms(line, line),
        contributors=(name, parted, Contributor(Name(literal=line), "ill")),
        publisher=Forms(line),
        subjects=(line,),
        series=(line,),
        abstract=line,
        holdings=(Holding("NLC", line, (line,)),),
    )


def test_ris_reads_back(dream: Edition) -> None:
    """What rispy reads is what was written: original title, romanised title, names, numbers, place and holdings."""
    (found,) = rispy.loads(write("ris", [cite(*dream, Labels({"NLC": "国家图书馆"}))]))
    assert found["type_of_reference"] == "BOOK"
    assert found["title"] == "红楼梦：校注本"
    assert found["translated_title"] == "Hong lou meng: jiao zhu ben"
    assert found["authors"] == ["曹雪芹", "高鹗"]
    assert found["notes"] == ["ann: 启功", "3册"]
    assert (found["year"], found["place_published"], found["publisher"]) == ("1982", "北京", "人民文学出版社")
    assert found["keywords"] == ["章回小说--中国--清代"]
    assert found["urls"] == ["https://catalogue.example.org/instance/i1"]
    assert found["unknown_tag"]["AV"] == ["国家图书馆 I242.4/7; PKU I242.47/1.3 I242.47/1.4"]


def test_ris_lines_end_as_the_specification_says(dream: Edition) -> None:
    """CR LF after every line, TY first and ER last of each reference."""
    lines = write("ris", [cite(*dream)] * 2).split("\r\n")
    assert lines[0] == "TY  - BOOK"
    assert lines[-2:] == ["ER  - ", ""]
    assert sum(line.startswith("ER  - ") for line in lines) == 2
    assert all(line[2:6] == "  - " for line in lines[:-1])


def test_ris_does_not_part_an_organisation() -> None:
    """A comma within an organisation's name would make a person of it."""
    group = Contributor(Name(literal="Ministry of Health, Bureau of Statistics"), "author", is_person=False)
    assert "AU  - Ministry of Health - Bureau of Statistics\r\n" in write(
        "ris", [replace(BASIC, contributors=(group,))]
    )


@settings(deadline=None)
@given(NASTY)
def test_ris_holds_any_text(text: str) -> None:
    """Nothing that a record says ends a line, adds a field or loses the reference."""
    written = write("ris", [nasty(text), BASIC])
    assert all(line[2:6] == "  - " for line in written.split("\r\n")[:-1])
    assert [entry["id"] for entry in rispy.loads(written)] == ["i1", "i1"]


def test_bibtex_reads_back(dream: Edition, tempest: Edition) -> None:
    """Two parsers read the same entries; names that are one stay one, and every sign of LaTeX is escaped."""
    written = write("bibtex", [cite(*dream), replace(cite(*tempest), id="i2")])
    database = parse_string(written, "bibtex")
    assert list(database.entries) == ["cao1982-i1", "shakespeare1954-i2"]
    chinese, english = database.entries.values()
    assert [str(name) for name in chinese.persons["author"]] == ["{曹雪芹}", "{高鹗}"]
    assert chinese.fields["titleaddon"] == "Hong lou meng: jiao zhu ben"
    assert [name.last_names for name in english.persons["author"]] == [["Shakespeare"], ["Fletcher"]]
    assert english.fields["title"] == (
        r"The tempest: a comedy \textbraceleft{}in\textbraceright{} 100\% of \#5 acts \& "
        r"\$\_\textasciicircum{}\textasciitilde{}\textbackslash{}"
    )
    other = bibtexparser.loads(written, BibTexParser(ignore_nonstandard_types=False))
    assert [entry["ID"] for entry in other.entries] == ["cao1982-i1", "shakespeare1954-i2"]


@settings(deadline=None)
@given(NASTY)
def test_bibtex_holds_any_text(text: str) -> None:
    """Braces always pair, so that no text ends its field; the entry after it is read too."""
    written = write("bibtex", [nasty(text), replace(BASIC, id="i2")], f"notice {text}")
    assert written.count("{") == written.count("}")
    assert len(parse_string(written, "bibtex").entries) == 2


def test_a_bibtex_key_is_ascii_and_the_same_in_every_file(dream: Edition) -> None:
    """Other entries in the file do not change it, and two editions never share one."""
    first, second = cite(*dream), replace(cite(*dream), id="i2")
    alone, together = write("bibtex", [first]), write("bibtex", [second, first])
    assert "@book{cao1982-i1," in alone
    assert "@book{cao1982-i1," in together
    assert "@book{cao1982-i2," in together
    keys = [
        write("bibtex", [replace(BASIC, id="x", title=Forms(text))]).split(",")[0] for text in ("Ünß Ł", "Любовь", "")
    ]
    assert all(key.isascii() for key in keys)


def test_csv_reads_back(dream: Edition) -> None:
    """A spreadsheet's reader finds every column by its name; the byte order mark says UTF-8."""
    written = write("csv", [cite(*dream)])
    assert written.startswith("\ufeffid,")
    (row,) = csv.DictReader(io.StringIO(written.removeprefix("\ufeff"), newline=""))
    assert list(row) == list(COLUMNS)
    assert row["authors"] == "曹雪芹 | 高鹗"
    assert row["authors_romanised"] == "Cao, Xueqin | Gao E"
    assert row["contributors"] == "启功 (ann)"
    assert row["call_numbers"] == "NLC: I242.4/7 | PKU: I242.47/1.3 | PKU: I242.47/1.4"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_csv_has_no_formulae(sign: str) -> None:
    """A title that a spreadsheet would run begins with an apostrophe."""
    written = write("csv", [replace(BASIC, title=Forms(f"{sign}cmd|' /C calc'!A0"))])
    assert f"'{sign}cmd" in written
    assert f",{sign}cmd" not in written


@settings(deadline=None)
@given(NASTY)
def test_csv_holds_any_text(text: str) -> None:
    """Every line has every column, and no cell begins like a formula."""
    rows = list(csv.reader(io.StringIO(write("csv", [nasty(text), BASIC]).removeprefix("\ufeff"), newline="")))
    assert [len(row) for row in rows] == [len(COLUMNS)] * 3
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)


@settings(deadline=None)
@given(NASTY)
def test_csl_json_holds_any_text(text: str) -> None:
    """The array is JSON whatever the records say."""
    items = json.loads(write("csljson", [nasty(text), BASIC]))
    assert [item["id"] for item in items] == ["i1", "i1"]


def test_csl_json_names(tempest: Edition) -> None:
    """Names are parted or literal as in the citation."""
    (item,) = json.loads(write("csljson", [cite(*tempest)]))
    assert item["author"][0] == {"family": "Shakespeare", "given": "William"}
    assert item["issued"] == {"date-parts": [[1954]]}
    assert item["language"] == "en"


@pytest.mark.parametrize("name", CITATIONS.names())
def test_every_format_writes_every_kind(name: str) -> None:
    """No kind is unknown to a format, and a format says what it is."""
    module = CITATIONS.get(name)
    assert module.MEDIA_TYPE
    assert module.EXTENSION.isalnum()
    assert module.LABEL
    for kind in KINDS:
        assert write(name, [replace(BASIC, kind=kind)])


@pytest.mark.parametrize("name", CITATIONS.names())
def test_every_format_writes_as_it_reads(name: str) -> None:
    """The first citation is out before the second is made: a list of any length takes little memory."""
    asked: list[int] = []

    def entries() -> Iterable[Citation]:
        for number in range(3):
            asked.append(number)
            yield replace(BASIC, id=f"i{number}")

    for chunk in CITATIONS.get(name).write(entries()):
        if b"i0" in chunk:
            break
    assert asked == [0]


@pytest.mark.parametrize("name", CITATIONS.names())
def test_a_file_of_nothing_is_well_formed(name: str) -> None:
    """No citations make a file without any, which can be read."""
    written = write(name, [])
    assert {"ris": "", "bibtex": "", "csljson": "[]\n"}.get(name, written) == written
