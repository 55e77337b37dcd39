"""Records in another dialect of MARC, for whoever asks."""

from pathlib import Path

import pytest

from kg.records import Record
from kg.records.record import Field
from portal.dialects import Dialects

DIALECTS = Dialects(Path(__file__).resolve().parents[2] / "mappings")
LEADER = "00000nam a2200000 a 4500"


def field(tag: str, indicators: str, *subfields: str) -> Field:
    return Field(tag, indicators, tuple((one[0], one[1:]) for one in subfields), "")


def marc21(*fields: Field) -> Record:
    head = (Field("001", "", (), "1"), field("245", "10", "aTea"))
    return Record("marc21", "iso2709", "utf-8", LEADER, (*head, *fields), b"")


@pytest.mark.parametrize(("dialect", "pinyin"), [("marc21", ""), ("unimarc", ""), ("cnmarc", "9"), ("cnmarc", "A")])
def test_notes_for_staff_are_in_no_dialect(dialect: str, pinyin: str) -> None:
    """What the standard keeps private comes out neither as it stood nor by way of BIBFRAME."""
    record = marc21(
        field("541", "0 ", "ahidden gift", "hhidden price"),
        field("561", "0 ", "ahidden owner"),
        field("583", "0 ", "ahidden repair"),
        field("583", "1 ", "adigitised", "xhidden words"),
        field("852", "8 ", "aXYZ", "hPL2727", "xhidden place"),
        field("856", "42", "uhttp://example.org/tea", "xhidden login"),
        field("880", "0 ", "6541-00/$1", "ahidden 赠书"),
    )
    text = str(DIALECTS.convert(record, "1", dialect, pinyin).fields)
    assert "hidden" not in text
    assert "http://example.org/tea" in text


def test_a_cataloguers_note_is_not_passed_on() -> None:
    """UNIMARC 830 stays at home, in UNIMARC too."""
    fields = (Field("001", "", (), "1"), field("200", "1 ", "aThé"), field("830", "  ", "ahidden"))
    record = Record("unimarc", "iso2709", "utf-8", "00000nam0 2200000   450 ", fields, b"")
    for dialect in ("unimarc", "marc21"):
        text = str(DIALECTS.convert(record, "1", dialect).fields)
        assert ("Thé" in text, "hidden" in text) == (True, False)
