"""What the rules read is counted, and so is what they do not; every field of UNIMARC is one or the other."""

import json
import re
from pathlib import Path

import pytest

from kg.crosswalk.convert import tag_pattern
from kg.crosswalk.coverage import LEFT_OUT, MAPPED, NO_RULE, Coverage, Tally, left_out, read_in_preparation
from kg.crosswalk.examples import read_example
from kg.crosswalk.reads import EVERYTHING, WHOLE, read_by_rule
from kg.crosswalk.rules import RuleSet, read_rules
from kg.errors import MappingError

FORMAT = 'label = "A"\nprepare = ["unfold_embedded"]\n'
RULES = r"""
[[rule]]
id = "200"
from = "200"
to = "instance bf:title [bf:Title]"
set = { "bf:mainTitle" = "$a", "bf:subtitle" = { value = "$e", profile = "lc" } }

[[rule]]
id = "410"
from = "410"
when = "no 225"
to = "work bf:relation [bf:Relation]"
set = { "bf:seriesEnumeration" = "$v", "bf:note [bf:Note] rdfs:label" = "461$t" }

[[rule]]
id = "001"
from = "001"
to = "work bf:note"
value = "/0-3"

[unmapped]
"41X" = "where 225 has it"
"2XX$bz" = "said elsewhere"
"""


def mappings(folder: Path, rules: str = RULES) -> Path:
    """Return a folder of mappings with the one format `a`."""
    (folder / "a").mkdir()
    (folder / "codes").mkdir()
    (folder / "a" / "format.toml").write_text(FORMAT, encoding="utf-8")
    (folder / "a" / "a.toml").write_text(rules, encoding="utf-8")
    (folder / "terms.toml").write_text("", encoding="utf-8")
    return folder


def counted(folder: Path, record: str, profile: str = "lean") -> Tally:
    """Return the tally of one record."""
    tally = Tally()
    Coverage.load(folder, "a", profile=profile).count(read_example(record, "a"), tally)
    return tally


def test_what_a_rule_reads_is_mapped(tmp_path: Path) -> None:
    """A subfield is mapped, left out on purpose, or without a rule; a control field counts as one."""
    tally = counted(mappings(tmp_path), "=001  123\n=200  1\\$aTitle$eRest$bbook\n=999  \\\\$zx")
    assert tally.subfields == {MAPPED: 2, LEFT_OUT: 1, NO_RULE: 2}
    assert tally.unmapped == {"200$e": 1, "999$z": 1}
    assert tally.examples["200$e"] == ["Rest"]
    assert (tally.fields, tally.fields_mapped, tally.share) == (3, 2, 0.5)


def test_each_profile_reads_what_is_its_own(tmp_path: Path) -> None:
    """What only the other profile says counts for that one."""
    assert counted(mappings(tmp_path), "=200  1\\$aTitle$eRest", "lc").subfields == {MAPPED: 2}


def test_a_rule_whose_condition_does_not_hold_reads_nothing(tmp_path: Path) -> None:
    """410 is read where 225 is not there; what a rule reads of another field is mapped there."""
    folder = mappings(tmp_path)
    assert counted(folder, "=410  \\0$v1").subfields == {MAPPED: 1}
    tally = counted(folder, "=225  2\\$aSeries\n=410  \\0$v1\n=461  \\0$tWhole")
    assert (tally.left_out, tally.unmapped) == ({"41X": 1}, {"225$a": 1})


def test_embedded_fields_are_counted_by_their_own_names(tmp_path: Path) -> None:
    """What the plain form has no place for is not lost sight of."""
    assert counted(mappings(tmp_path), "=461  \\0$12001\\$aWhole$1606\\\\$aTopic").unmapped == {"461 606$a": 1}


@pytest.mark.parametrize("entry", ['"2" = ""', '"200$a b" = "x"', '"100$a/x" = "x"', "111 = 3"])
def test_a_place_left_out_needs_a_reason(tmp_path: Path, entry: str) -> None:
    """What is left out is named as fields are, and why."""
    with pytest.raises(MappingError, match=r"a/a.toml, \[unmapped\]"):
        read_rules(mappings(tmp_path, f"[unmapped]\n{entry}"), "a")


def unknown(rules: RuleSet, schema: dict[str, dict[str, object]]) -> list[str]:
    """Return the subfields of a schema that no rule reads and none leaves out."""
    reads = [(tag_pattern(rule.tags), read_by_rule(rule, rules, "lc")) for rule in rules.rules.values()]
    lists, prepared = left_out(rules), read_in_preparation(rules)
    found = []
    for tag, field in schema.items():
        own = (said.get("", set()) for pattern, said in reads if pattern.fullmatch(tag))
        elsewhere = (said.get(tag.lower() if tag == "LEADER" else tag, set()) for _, said in reads)
        codes = set().union(*own, *elsewhere)
        subfields = field.get("subfields") or ([WHOLE] if tag < "010" or tag == "LEADER" else ["a"])
        found += [
            f"{tag}${code}"
            for code in subfields  # type: ignore[attr-defined]
            if code not in codes | prepared
            and EVERYTHING not in codes
            and not any(one.holds(tag, code) for one in lists)
        ]
    return found


@pytest.mark.realdata
def test_every_subfield_of_unimarc_is_mapped_or_left_out_with_a_reason(mappings: Path, shared: Path) -> None:
    """The schema of the UNIMARC Manual: 220 fields, 2,005 subfields."""
    schema = json.loads((shared / "data/unimarc/bnr-firenze/avram-unimarc.json").read_text(encoding="utf-8"))
    assert len(schema["fields"]) == 220
    assert unknown(read_rules(mappings, "unimarc"), schema["fields"]) == []


def positions(text: str) -> set[int]:
    """Return the positions that `0-3,7` names."""
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found


def positions_read(rules: RuleSet, tag: str, code: str) -> set[int]:
    """Return the positions of a coded subfield that rules read (`$a | at 3 6`, `^.{8}`) or leave out on purpose."""
    found: set[int] = set()
    for rule in rules.rules.values():
        if tag_pattern(rule.tags).fullmatch(tag):
            text = f"{rule.when} {rule.values}"
            for first, last in re.findall(rf"\${code} \| at (\d+)(?: (\d+))?", text):
                found.update(range(int(first), int(last or first) + 1))
            found.update(int(number) for number in re.findall(r"\^\.\{(\d+)\}", text))
    for place in rules.unmapped:
        of, _, which = place.partition("/")
        if which and of == f"{tag}${code}":
            found |= positions(which)
    return found


DATES = set(range(17))  # of 100 $a: date on file, type of date and dates are read together


@pytest.mark.realdata
@pytest.mark.parametrize("tag", ["100", "105", "110", "115", "116", "117", "120", "126", "130", "135", "140"])
def test_every_coded_position_of_unimarc_is_mapped_or_left_out(mappings: Path, shared: Path, tag: str) -> None:
    """The positions of coded fields stand in the schema one by one."""
    schema = json.loads((shared / "data/unimarc/bnr-firenze/avram-unimarc.json").read_text(encoding="utf-8"))
    rules = read_rules(mappings, "unimarc")
    for code, subfield in schema["fields"][tag]["subfields"].items():
        wanted = positions(",".join(subfield["positions"]))
        known = positions_read(rules, tag, code) | (DATES if tag == "100" else set())
        if not any(one.holds(tag, code) for one in left_out(rules)):
            assert wanted - known == set(), f"{tag}${code}"
