"""What a record is called, and after which problems nothing may be taken for deleted."""

import pytest

from kg.records import Field, Problem, Record, is_incomplete, local_id


def record(*fields: Field, **how: object) -> Record:
    return Record("marc21", "iso2709", "utf-8", "", fields, b"")._replace(**how)


MARC = record(
    Field("001", "", (), " 0123 "),
    Field("035", "  ", (("a", "(CN-BjTSG)1"),), ""),
    Field("907", "  ", (("a", ""), ("b", ".b1")), ""),
)


@pytest.mark.parametrize(
    ("selector", "expected"), [("", "0123"), ("001", "0123"), ("035$a", "(CN-BjTSG)1"), ("907$b", ".b1"), ("999$a", "")]
)
def test_selector(selector: str, expected: str) -> None:
    """A selector names a field, with a subfield or without."""
    assert local_id(MARC, selector) == expected


def test_without_a_selector_the_header_wins_over_the_fields() -> None:
    """The OAI-PMH identifier names a record; else its first dc:identifier."""
    described = record(Field("identifier", "", (("_", "http://e/1"),), ""), format="dublincore")
    assert local_id(described) == "http://e/1"
    assert local_id(described._replace(identifier="oai:e:1")) == "oai:e:1"


@pytest.mark.parametrize(
    ("severity", "reason"), [("refused", "crc"), ("damaged", "no-fields"), ("warning", "more-pages")]
)
def test_what_may_hide_a_record_forbids_deletions(severity: str, reason: str) -> None:
    """After it, what was not seen is not taken for gone."""
    assert is_incomplete(Problem(severity, reason, "", "f", 0, 0))


def test_a_warning_about_a_record_hides_none() -> None:
    """The record came out."""
    assert not is_incomplete(Problem("warning", "length-mismatch", "", "f", 0, 0))
