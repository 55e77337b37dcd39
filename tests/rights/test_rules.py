"""Rules on single records: what a line means, and which lines are none."""

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.records import Record
from kg.records.record import Field
from kg.rights import Rule, parse_rules


def data(tag: str, *subfields: tuple[str, str]) -> Field:
    return Field(tag, "  ", subfields, "")


MARC = Record(
    "marc21",
    "iso2709",
    "utf-8",
    "00000nam a2200000 a 4500",
    (
        Field("001", "", (), "ocm0001"),
        data("035", ("a", "(OCoLC)0001"), ("z", "(DE-599)7")),
        data("040", ("a", "DLC"), ("c", " DLC  x")),
        data("801", ("a", "US"), ("b", "OCLC")),
        data("990", ("x", "")),
        data("CAT", ("a", "batch")),
    ),
    b"",
)
DUBLIN_CORE = Record(
    "dublincore",
    "dublincore",
    "utf-8",
    "",
    (
        Field("rights", "", (("_", "Access  Restricted（内部）"), ("lang", "en")), ""),
        Field("accessRights", "", (("_", "open"),), ""),
    ),
    b"",
)


def applies(line: str, record: Record = MARC) -> bool:
    (rule,) = parse_rules(line)
    return rule.applies_to(record)


@pytest.mark.parametrize(
    "line",
    [
        "deny 035$a (OCoLC)*",
        "deny 035$a (ocolc)0001",
        "deny 035$az (DE-599)*",
        "deny 035 (DE-599)7",
        "allow 040$c dlc x",
        "deny 801$b oclc",
        "deny 990",
        "deny 9xx",
        "deny 99X$x",
        "deny 001 ocm*",
        "deny 001",
        "deny cat$a *atch",
        "deny LDR *nam a*",
        "DENY\t035$a\t*0*0*1",
    ],
)
def test_a_rule_applies_to_a_field_with_its_content(line: str) -> None:
    """The whole value without regard to case and spacing, * for any text, x for any digit."""
    assert applies(line)


@pytest.mark.parametrize(
    "line",
    [
        "deny 035$a (OCoLC)",
        "deny 035$A (OCoLC)*",
        "deny 035$b",
        "deny 036",
        "deny 8xx$a OCLC",
        "deny 001$a",
        "deny 035$a 0001",
        "deny 035$a *2*",
        "deny 040$a DLC*DLC",
        "deny rights",
        "deny LDR 00000nam",
    ],
)
def test_a_rule_applies_to_nothing_else(line: str) -> None:
    """A part of a value is not the value; subfield codes keep their case."""
    assert not applies(line)


@pytest.mark.parametrize(
    "line", ["deny rights *restricted*", "deny dc:rights *(内部)", "deny dcterms:accessrights open"]
)
def test_elements_of_dublin_core_are_named_as_they_are(line: str) -> None:
    """With or without a prefix; the text is looked at, not its language."""
    assert applies(line, DUBLIN_CORE)
    assert not applies("deny rights en", DUBLIN_CORE)


def test_rules_keep_their_order_and_empty_lines_and_remarks_say_nothing() -> None:
    """The first rule that applies decides, so order matters."""
    rules = parse_rules("# of 2024\n\n allow  040$a   DLC \r\ndeny 035$a (OCoLC)*\n")
    assert [(rule.text, rule.allows) for rule in rules] == [
        ("allow 040$a DLC", True),
        ("deny 035$a (OCoLC)*", False),
    ]


@pytest.mark.parametrize(
    "line", ["refuse 035", "deny", "035$a x", "deny $a", "deny 35", "deny 035$", "deny xxx", "deny 035a$ x", "allow *"]
)
def test_a_line_that_is_no_rule_is_named(line: str) -> None:
    """With its number and what a rule looks like."""
    with pytest.raises(UsageError, match=r"Rule 2 \(`.*deny 035\$a \(OCoLC\)\*"):
        parse_rules(f"deny 990\n{line}")


def test_too_many_rules_are_refused() -> None:
    """Each rule is asked of each record."""
    with pytest.raises(UsageError, match="501 rules"):
        parse_rules("deny 990\n" * 501)


@given(st.text(max_size=60))
def test_any_line_is_a_rule_or_a_fault_that_is_said(text: str) -> None:
    """And a rule that was read can be asked of any record and read again from its text."""
    rules: tuple[Rule, ...] = ()
    with contextlib.suppress(UsageError):
        rules = parse_rules(text)
    for rule in rules:
        rule.applies_to(MARC)
        rule.applies_to(DUBLIN_CORE)
        (again,) = parse_rules(rule.text)
        assert again == rule


@given(st.lists(st.sampled_from(["a", "b", "*", "ab"]), min_size=1, max_size=8), st.text(alphabet="ab", max_size=12))
def test_the_star_stands_for_any_text(parts: list[str], value: str) -> None:
    """As a regular expression with `.*` would find."""
    pattern = "".join(parts)
    record = MARC._replace(fields=(Field("500", "  ", (("a", value),), ""),))
    expected = re.fullmatch(pattern.replace("*", ".*"), value) is not None
    assert applies(f"deny 500$a {pattern}", record) is expected


def test_a_pattern_of_many_stars_takes_no_long_time() -> None:
    """Hostile rules and values cost what their lengths add up to."""
    record = MARC._replace(fields=(Field("500", "  ", (("a", "a" * 200_000),), ""),))
    assert not applies("deny 500$a " + "*a" * 200 + "*b", record)
