"""Nothing of MARC 21 is forgotten: each subfield, indicator and coded position is mapped, or left out with a reason."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from kg.crosswalk.convert import tag_pattern
from kg.crosswalk.coverage import left_out, read_in_preparation
from kg.crosswalk.reads import Reads, indicators_of_rule, read_by_rule
from kg.crosswalk.rules import Rule, RuleSet, read_rules

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"
PROFILES = ("lean", "lc")
# Positions that functions of a field read: the dates of 008, the groove of a disc.
READ_BY_FUNCTIONS = {"date_of_008": range(6, 15), "groove": (3, 5)}


@cache
def rules() -> RuleSet:
    """Return the rules of MARC 21."""
    return read_rules(MAPPINGS, "marc21")


def standard() -> list[str]:
    """Return the lines of the standard: `245$a`, `005`, `leader/6`, `008BK/18-21`, `007s/3`."""
    lines = (MAPPINGS / "marc21" / "standard.tsv").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def subfields_read() -> Reads:
    """Return what the rules of either profile read, by tag."""
    tags = {line[:3] for line in standard() if line[:3].isdigit()}
    reads: Reads = defaultdict(set)
    for rule in rules().rules.values():
        own = [tag for tag in tags if tag_pattern(rule.tags).fullmatch(tag)]
        for profile in PROFILES:
            for tag, codes in read_by_rule(rule, rules(), profile).items() if rule.profile in {"", profile} else ():
                for one in [tag] if tag else own:
                    reads[one] |= codes
    return reads


def test_every_subfield_is_mapped_or_left_out_with_a_reason() -> None:
    """A subfield that no rule reads stands under [unmapped]."""
    reads, reasons, prepared = subfields_read(), left_out(rules()), read_in_preparation(rules())
    places = [line.split("$") for line in standard() if "$" in line]
    forgotten = [
        f"{tag}${code}"
        for tag, code in places
        if code not in reads[tag] and code not in prepared and not any(one.holds(tag, code) for one in reasons)
    ]
    assert forgotten == []


def positions_read(rule: Rule, tag: str) -> set[int]:
    """Return the positions of a control field or the leader that a rule names."""
    text = f"{rule.when} {rule.values}"
    before = tag if tag == "leader" or rule.tags == "record" else f"(?:{tag})?"
    found = {
        position
        for match in re.finditer(rf"(?<![\w/.$]){before}/(\d+)(?:-(\d+))?(?![\w/])", text)
        for position in range(int(match[1]), int(match[2] or match[1]) + 1)
    }
    functions = READ_BY_FUNCTIONS if tag != "leader" else {}
    return found.union(*(places for name, places in functions.items() if name in text))


def speaks_of(rule: Rule, kind: str) -> bool:
    """Return whether a rule is for a material of 008 or a category of 007, or for all of them."""
    if len(kind) == 2:
        return "material" not in rule.when or re.search(rf"\b{kind}\b", rule.when) is not None
    named = re.findall(r"/0 (?:in '(\w+)'|= (\w)|not in)", rule.when)
    return not kind or not named or any(kind in both[0] + both[1] for both in named)


@pytest.mark.parametrize("line", [line for line in standard() if "/" in line])
def test_every_coded_position_is_mapped_or_left_out_with_a_reason(line: str) -> None:
    """A position that no rule reads stands under [unmapped]."""
    place, _, span = line.partition("/")
    tag, kind = ("leader", "") if place == "leader" else (place[:3], place[3:])
    first, _, last = span.partition("-")
    wanted = set(range(int(first), int(last or first) + 1))
    read = {
        position
        for rule in rules().rules.values()
        if (tag == "leader" or tag_pattern(rule.tags).fullmatch(tag)) and speaks_of(rule, kind)
        for position in positions_read(rule, tag)
    }
    assert wanted & read or line in rules().unmapped


def reason_for_indicator(tag: str, indicator: str) -> str:
    """Return why an indicator is left out: its own entry under [unmapped] (`76X ind1`), or its whole field's."""
    for place, reason in rules().unmapped.items():
        tags, _, named = place.partition(" ")
        if named == indicator and tag_pattern(tags).fullmatch(tag):
            return reason
        if not named and "$" not in place and "/" not in place and tag_pattern(tags).fullmatch(tag):
            return reason
    return ""


@pytest.mark.parametrize("line", [line for line in standard() if " ind" in line])
def test_every_indicator_is_read_or_left_out_with_a_reason(line: str) -> None:
    """An indicator with several values is named by a rule for the field, or stands under [unmapped]."""
    tag, indicator, *values = line.split(" ")
    assert len(values) > 1 or values in (["0-9"], ["7"])
    read = {
        found
        for rule in rules().rules.values()
        if tag_pattern(rule.tags).fullmatch(tag)
        for found in indicators_of_rule(rule, rules(), tag)
    }
    assert indicator in read or reason_for_indicator(tag, indicator)
