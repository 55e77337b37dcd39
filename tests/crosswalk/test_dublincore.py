"""Dublin Core: every term is mapped or left out with a reason, and messy values become what they mean or stay."""

from functools import cache
from pathlib import Path

import pytest

from kg.crosswalk import Crosswalk
from kg.crosswalk.convert import tag_pattern
from kg.crosswalk.coverage import left_out
from kg.crosswalk.examples import read_example
from kg.crosswalk.reads import read_by_rule
from kg.crosswalk.rules import read_rules
from kg.crosswalk.uncertain_dates import edtf_of_words
from kg.description import Iri, Node, is_edtf
from kg.namespaces import BF

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"
# https://www.dublincore.org/specifications/dublin-core/dcmi-terms/: the properties of the namespace /terms/.
DCMI_TERMS_TEXT = """
    abstract accessRights accrualMethod accrualPeriodicity accrualPolicy alternative audience available
    bibliographicCitation conformsTo contributor coverage created creator date dateAccepted dateCopyrighted
    dateSubmitted description educationLevel extent format hasFormat hasPart hasVersion identifier
    instructionalMethod isFormatOf isPartOf isReferencedBy isReplacedBy isRequiredBy issued isVersionOf language
    license mediator medium modified provenance publisher references relation replaces requires rights
    rightsHolder source spatial subject tableOfContents temporal title type valid
"""
DCMI_TERMS = tuple(DCMI_TERMS_TEXT.split())
# https://ndltd.org/standards/etd-ms/ and uketd_dc (EThOS), as the reader names the parts of a degree.
THESES_TEXT = """
    title creator subject description publisher contributor date type format identifier language coverage rights
    degreeName degreeLevel degreeDiscipline degreeGrantor alternative abstract advisor institution department
    qualificationname qualificationlevel sponsor grantnumber embargodate embargoreason embargotype
    authoridentifier checksum issued isReferencedBy hasVersion
"""
THESES = tuple(THESES_TEXT.split())


@cache
def read_tags() -> frozenset[str]:
    """Return the elements whose text a rule of profile lean reads."""
    rules = read_rules(MAPPINGS, "dublincore")
    found: set[str] = set()
    for rule in rules.rules.values():
        reads = read_by_rule(rule, rules, "lean")
        found |= {tag for tag in reads if tag}
        if "_" in reads.get("", ()) or "*" in reads.get("", ()):
            found |= {tag for tag in {*DCMI_TERMS, *THESES} if tag_pattern(rule.tags).fullmatch(tag)}
    return frozenset(found)


def test_there_are_fifty_five_terms() -> None:
    """The list is that of DCMI."""
    assert len(set(DCMI_TERMS)) == 55


@pytest.mark.parametrize("tag", sorted({*DCMI_TERMS, *THESES}))
def test_every_term_is_mapped_or_left_out_with_a_reason(tag: str) -> None:
    """Nothing of DCMI, ETD-MS or uketd_dc is forgotten."""
    reasons = left_out(read_rules(MAPPINGS, "dublincore"))
    assert tag in read_tags() or any(one.holds(tag, "_") for one in reasons)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("approximately 1900", "1900~"), ("[ca. 1897?]", "1897%"), ("Approximately 1861-1865", "1861~/1865~"),
        ("circa January 1863", "1863-01~"), ("ca. 1880s", "188X~"), ("probably 1870", "1870?"), ("1998-", "1998/.."),
        ("1881; 1882", "{1881,1882}"), ("1785, 1788", "{1785,1788}"), ("1873 or 1878", "[1873,1878]"),
        ("1/25/1941", "1941-01-25"), ("25/1/1941", "1941-01-25"), ("5/6/1941", "1941"), ("13/13/1941", "1941"),
        ("1943 August 13-15", "1943-08-13/1943-08-15"), ("1979 July 11", "1979-07-11"), ("1970-1979;", "1970/1979"),
        ("1982年5月3日", "1982-05-03"), ("1982年", "1982"), ("20世纪80年代", "198X"), ("1950年代", "195X"),
        ("19世纪", "18XX"), ("约1950", "1950~"), ("undated", ""), ("Illegible", ""), ("0000-00-00 00:00:00", ""),
        ("1949-08-10 00:00:00", "1949-08-10"),
        ("1947-01-01 00:00:00", "1947"), ("", ""), ("?", ""), ("ca.", ""), ("September 4", ""),
    ],
)  # fmt: skip
def test_dates_in_words(text: str, edtf: str) -> None:
    """Doubt is kept, what is no date gives none, and what is given is EDTF."""
    assert edtf_of_words(text) == edtf
    assert not edtf or is_edtf(edtf)


@cache
def crosswalk() -> Crosswalk:
    """Return the rules, compiled once."""
    return Crosswalk.load(MAPPINGS, "dublincore")


@pytest.mark.parametrize(
    ("element", "text", "path", "code"),
    [
        ("language", "en_US", "language", "eng"), ("language", "English (United States)", "language", "eng"),
        ("language", "zh-Hans", "language", "chi"), ("language", "zho", "language", "chi"),
        ("language", "fre", "language", "fre"), ("language", "Deutsch", "language", "ger"),
        ("language", "中文", "language", "chi"), ("language", "日语", "language", "jpn"),
        ("type", "http://purl.org/dc/dcmitype/Sound", "content", "snd"), ("type", "学位论文", "content", "txt"),
        ("format", "IMAGE", "content", "sti"),
    ],
)  # fmt: skip
def test_words_become_terms(element: str, text: str, path: str, code: str) -> None:
    """Names, codes and addresses lead to the same terms."""
    made = crosswalk().convert(read_example(f"=title  T\n={element}  {text}", "dublincore"), "1")
    assert any(isinstance(term, Iri) and term.value.endswith("/" + code) for term in made.work.values(BF + path))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ISBN 978-7-02-000220-7", "Isbn"), ("9787020002207", "Isbn"), ("urn:isbn:9787020002207", "Isbn"),
        ("90-9014980-5", "Isbn"), ("doi:10.1000/182", "Doi"), ("https://doi.org/10.1000/182", "Doi"),
        ("http://hdl.handle.net/1765/9", "Hdl"), ("urn:nbn:nl:ui:13-abc", "Urn"), ("oclc:12", "OclcNumber"),
        ("lccn 2001627090", "Lccn"), ("arXiv:1011.4306", "Identifier"), ("RG 82, box 3", "Identifier"),
    ],
)  # fmt: skip
def test_identifiers_are_recognised_once(text: str, kind: str) -> None:
    """Each is one identifier of one kind."""
    made = crosswalk().convert(read_example(f"=title  T\n=identifier  {text}", "dublincore"), "1")
    found = made.instance.values(BF + "identifiedBy")
    assert [node.types for node in found if isinstance(node, Node)] == [[BF + kind]]


def test_a_dash_identifies_nothing() -> None:
    """It is kept in the stored record."""
    made = crosswalk().convert(read_example("=title  T\n=identifier  -", "dublincore"), "1")
    assert made.instance.values(BF + "identifiedBy") == []
