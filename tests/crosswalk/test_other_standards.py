"""Nothing of the authority and holdings formats of MARC 21 is forgotten: it is mapped, or left out with a reason."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from kg.crosswalk.convert import tag_pattern
from kg.crosswalk.coverage import left_out, read_in_preparation
from kg.crosswalk.reads import Reads, read_by_rule
from kg.crosswalk.rules import Rule, RuleSet, read_rules

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"
FORMATS = ("marc21-authority", "marc21-holdings")


@cache
def rules(name: str) -> RuleSet:
    """Return the rules of a format."""
    return read_rules(MAPPINGS, name)


def standard(name: str) -> list[str]:
    """Return the lines of the standard: `100$a`, `005`, `leader/6`, `008/18-21`."""
    lines = (MAPPINGS / name / "standard.tsv").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def subfields_read(name: str) -> Reads:
    """Return what the rules of either profile read, by tag."""
    tags = {line[:3] for line in standard(name) if line[:3].isdigit()}
    reads: Reads = defaultdict(set)
    for rule in rules(name).rules.values():
        own = [tag for tag in tags if tag_pattern(rule.tags).fullmatch(tag)]
        for profile in ("lean", "lc"):
            for tag, codes in read_by_rule(rule, rules(name), profile).items():
                for one in [tag] if tag else own:
                    reads[one] |= codes
    return reads


@pytest.mark.parametrize("name", FORMATS)
def test_every_subfield_is_mapped_or_left_out_with_a_reason(name: str) -> None:
    """A subfield that no rule reads stands under [unmapped]."""
    reads, reasons, prepared = subfields_read(name), left_out(rules(name)), read_in_preparation(rules(name))
    places = [line.split("$") for line in standard(name) if "$" in line]
    forgotten = [
        f"{tag}${code}"
        for tag, code in places
        if not {code, "*"} & reads[tag] and code not in prepared and not any(one.holds(tag, code) for one in reasons)
    ]
    assert forgotten == []


def positions_read(rule: Rule, tag: str) -> set[int]:
    """Return the positions of a control field or the leader that a rule names."""
    is_own = tag != "leader" and tag_pattern(rule.tags).fullmatch(tag) is not None
    before = f"(?:{tag})?" if is_own else tag
    return {
        position
        for match in re.finditer(rf"(?<![\w/.$]){before}/(\d+)(?:-(\d+))?(?![\w/])", f"{rule.when} {rule.values}")
        for position in range(int(match[1]), int(match[2] or match[1]) + 1)
    }


@pytest.mark.parametrize(("name", "line"), [(name, line) for name in FORMATS for line in standard(name) if "/" in line])
def test_every_coded_position_is_mapped_or_left_out_with_a_reason(name: str, line: str) -> None:
    """A position that no rule reads stands under [unmapped]."""
    place, _, span = line.partition("/")
    tag = "leader" if place == "leader" else place[:3]
    first, _, last = span.partition("-")
    read = {position for rule in rules(name).rules.values() for position in positions_read(rule, tag)}
    assert set(range(int(first), int(last or first) + 1)) & read or line in rules(name).unmapped
