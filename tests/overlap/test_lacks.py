"""Classes of an edition, and what others say that a record does not."""

from pathlib import Path

import pytest

from kg.crosswalk import Crosswalk
from kg.description import Description
from kg.overlap import Disciplines, Said, classes_of, lacks, said, together
from kg.overlap.lacks import reader_of
from kg.records import Field, Record


def record(*fields: tuple[str, str, str]) -> Record:
    """Return a MARC 21 record of fields: tag, indicators, text such as `$aText$cMore`."""
    made = [
        Field(tag, marks, tuple((part[0], part[1:]) for part in text.split("$")[1:]), "") for tag, marks, text in fields
    ]
    coded = Field("008", "", (), "850101s1982    cc a     b    001 0 chi d")
    return Record("marc21", "iso2709", "utf-8", "00000nam a2200000 a 4500", (coded, *made), b"")


@pytest.fixture(scope="module")
def rules(mappings: Path) -> Crosswalk:
    """Return the rules of MARC 21."""
    return Crosswalk.load(mappings, "marc21")


PLAIN = (("245", "10", "$aSystems"),)


def test_a_number_of_each_scheme_is_told_from_the_others(rules: Crosswalk, mappings: Path) -> None:
    """The edition has the hundreds, the letters, and the disciplines that the numbers mean."""
    found = rules.convert(
        record(
            *PLAIN,
            ("050", "00", "$aQA76.6$b.K64"),
            ("082", "04", "$a005.1/2$223"),
            ("084", "  ", "$aTP311.1$2clc"),
            ("084", "  ", "$aK8$2clc"),
        ),
        "1",
    )
    work = reader_of().work(found.work, "", "")
    assert classes_of(work, Disciplines.load(mappings / "disciplines.tsv")) == {
        "clc": "K TP",
        "ddc": "000",
        "lcc": "Q",
        "discipline": "computing history",
    }


def test_what_is_no_number_of_its_scheme_counts_for_nothing(rules: Crosswalk, mappings: Path) -> None:
    """A shelf mark in a field of class numbers is none."""
    found = rules.convert(record(*PLAIN, ("050", "00", "$aMicrofilm 123"), ("082", "04", "$aFic")), "1")
    work = reader_of().work(found.work, "", "")
    assert set(classes_of(work, Disciplines.load(mappings / "disciplines.tsv")).values()) == {""}


def test_statements_that_others_have_are_counted(rules: Crosswalk) -> None:
    """Subjects, numbers and authorities one by one; a summary only where the record has none."""
    own = said(rules.convert(record(*PLAIN, ("650", " 0", "$aPhysics"), ("520", "  ", "$aMine.")), "1"))
    richer = said(
        rules.convert(
            record(
                ("245", "10", "$aSystems"),
                ("020", "  ", "$a9787020002207"),
                ("050", "00", "$aQA76.6$b.K64"),
                ("100", "1 ", "$aLi, Ming$0http://id.loc.gov/authorities/names/n1"),
                ("505", "0 ", "$aOne -- Two"),
                ("520", "  ", "$aTheirs."),
                ("650", " 0", "$aPHYSICS"),
                ("650", " 0", "$aChemistry"),
            ),
            "2",
        )
    )
    assert lacks(own, richer) == {"subjects": 1, "classes": 1, "contents": 1, "authorities": 1, "isbns": 1}
    assert lacks(richer, own) == {}


def test_the_two_lengths_of_an_isbn_are_one(rules: Crosswalk) -> None:
    """A record with the older length lacks nothing."""
    old = said(rules.convert(record(*PLAIN, ("020", "  ", "$a7-02-000220-X")), "1"))
    new = said(rules.convert(record(*PLAIN, ("020", "  ", "$a9787020002207 (pbk.)")), "2"))
    assert lacks(old, new) == {}


@pytest.mark.parametrize(("is_han", "expected"), [(True, {"pinyin": 1}), (False, {})])
def test_pinyin_is_wanted_only_of_titles_in_characters(is_han: bool, expected: dict[str, int]) -> None:
    """A romanised title needs no reading."""
    none: dict[str, frozenset[str]] = dict.fromkeys(
        ("subjects", "classes", "summaries", "contents", "authorities", "isbns"), frozenset()
    )
    own = Said({**none, "pinyin": frozenset()}, is_han)
    assert lacks(own, Said({**none, "pinyin": frozenset({"yes"})}, is_han=True)) == expected


def test_a_description_without_anything_says_nothing(rules: Crosswalk) -> None:
    """Empty records are compared like others."""
    found: Description = rules.convert(record(), "1")
    assert lacks(said(found), together([])) == {}
