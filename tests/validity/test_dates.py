"""Dates: what says that it is EDTF, or a date of XML Schema, is one."""

from pathlib import Path

import pytest
from corpus import PROFILES, SHIPPED, converted, files_of, records_of
from dates import check

from kg.crosswalk import Crosswalk
from kg.crosswalk.examples import read_example
from kg.description import convert_nquads, is_edtf, is_valid, typed_literal
from kg.namespaces import EDTF, XSD

# The examples of https://www.loc.gov/standards/datetime/, feature by feature.
LEVEL_0 = "1985-04-12 1985-04 1985"
LEVEL_0 += " 1985-04-12T23:20:30 1985-04-12T23:20:30Z 1985-04-12T23:20:30-04 1985-04-12T23:20:30+04:30"
LEVEL_0 += " 1964/2008 2004-06/2006-08 2004-02-01/2005-02-08 2004-02-01/2005-02 2004-02-01/2005 2005/2006-02"
LEVEL_1 = "Y170000002 Y-170000002 2001-21 1984? 2004-06~ 2004-06-11% 201X 20XX 2004-XX 1985-04-XX 1985-XX-XX"
LEVEL_1 += " 1985-04-12/.. 1985-04/.. 1985/.. ../1985-04-12 ../1985-04"
LEVEL_1 += " ../1985 1985-04-12/ 1985-04/ 1985/ /1985-04-12 /1985"
LEVEL_1 += " -1985 1984~/2004-06 1984/2004-06~ 1984~/2004~ 1984?/2004% -1984?/2004% 1984-06-02?/2004-08-08~"
LEVEL_2 = "Y-17E7 2001-34 Y171010000S3 1950S2"
LEVEL_2 += " [1667,1668,1670..1672] [..1760-12-03] [1760-12..] [1760-01,1760-02,1760-12..]"
LEVEL_2 += " [1667,1760-12] [..1984] {1667,1668,1670..1672} {1960,1961-12} {..1984} 2004-06-11% 2004-06~-11 2004?-06-11"
LEVEL_2 += " ?2004-06-~11 2004-%06-11 156X-12-25 15XX-12-25 XXXX-12-XX 1XXX-XX 1XXX-12 1984-1X 2004-06-~01/2004-06-~20"
LEVEL_2 += " 2004-06-XX/2004-07-03"
NOT_EDTF = ["", "/", "..", "../..", "c1985", "1985?-"]
NOT_EDTF += ["[1985]x", "198", "85", "1985-13", "1985-00", "1985-04-31", "1900-02-29"]
NOT_EDTF += ["1985-4", "19uu", "1985--", "1985-04-12T25:00:00"]
NOT_EDTF += ["1985-04-12T10:00", "1985 or 1986", "^^^^", "197609--", "1985/86/87"]
NOT_EDTF += ["{}", "[1985}", "1985-21-12", "5-8-1985", "民国七年", "1985-04-12T10:00:00.5"]


@pytest.mark.parametrize("text", f"{LEVEL_0} {LEVEL_1} {LEVEL_2}".split())
def test_the_standards_examples_are_edtf(text: str) -> None:
    """All three levels."""
    assert is_edtf(text)


@pytest.mark.parametrize("text", NOT_EDTF)
def test_other_texts_are_not(text: str) -> None:
    """Words, days that no calendar has, MARC's own ways."""
    assert not is_edtf(text)


@pytest.mark.parametrize(
    ("text", "datatype", "is_good"),
    [
        ("2020-02-29", "date", True),
        ("2021-02-29", "date", False),
        ("2020-02-03T04:05:06", "dateTime", True),
        ("2020-02-03T24:05:06", "dateTime", False),
        ("PT20M16S", "duration", True),
        ("PT", "duration", False),
        ("002016", "duration", False),
        ("12", "integer", True),
        ("XII", "integer", False),
        ("any", "string", True),
    ],
)
def test_texts_of_xml_schema(text: str, datatype: str, is_good: bool) -> None:
    """A day that the calendar has, a time that the clock has."""
    assert is_valid(text, XSD + datatype) is is_good


def test_what_is_not_valid_stays_a_plain_text() -> None:
    """Nothing is lost, nothing is claimed."""
    assert typed_literal("c1985", EDTF) == ("c1985", "", "")
    assert typed_literal("1985", EDTF) == ("1985", "", EDTF)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("=008  730000s1973    xxu           000 0 eng d", "1973"),
        ("=008  881810s1988    xxu           000 0 eng d", "1988-18-10"),
        ("=005  00000000000000.0", "0000"),
        ("=033  2\\$a1979----$a1980----", "1979/1980"),
        ("=033  2\\$a197609--$a197612--", "1976-09/1976-12"),
        ("=045  0\\$bd1937", "1937"),
    ],
)
def test_marcs_own_ways_are_read_or_kept(mappings: Path, field: str, expected: str) -> None:
    """A month 00 is no month, hyphens stand for what is not known, the rest stays text."""
    record = read_example(f"=LDR  00000nam a2200000 a 4500\n{field}\n=245  00$aTitle", "marc21")
    lines = convert_nquads(Crosswalk.load(mappings, "marc21").convert(record, "1"), base="http://a/")
    assert any(f'"{expected}"' in line for line in lines)
    check("".join(lines), "lean")


@pytest.mark.parametrize("profile", PROFILES)
def test_dates_of_shipped_records(mappings: Path, profile: str) -> None:
    """Golden and demo records."""
    graphs = converted(mappings, profile, records_of(files_of(*SHIPPED), most=40))
    assert sum(check(graph, profile) for graph in graphs) > 100
