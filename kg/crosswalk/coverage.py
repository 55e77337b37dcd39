"""How much of members' records the rules say something of, and what no rule maps, by field and subfield."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from kg.crosswalk.conditions import compile_condition
from kg.crosswalk.convert import Crosswalk, scope_of, tag_pattern
from kg.crosswalk.reads import EVERYTHING, WHOLE, Reads, read_by_rule
from kg.crosswalk.rules import Rule, RuleSet, read_rules
from kg.crosswalk.scope import Condition, Scope
from kg.crosswalk.source import Source
from kg.records.record import Record

__all__ = ["LEFT_OUT", "MAPPED", "NO_RULE", "Coverage", "LeftOut", "Tally", "left_out", "read_in_preparation"]

LEFT_OUT = "left out"
"""What the rules leave out on purpose."""
MAPPED = "mapped"
"""What a rule reads whose condition holds."""
NO_RULE = "no rule"
"""What stays in the stored record only."""
_EXAMPLES = 3
_LONGEST = 80
# What the preparations read: links between fields, tags of language, embedded fields.
_PREPARED = {
    "link_880": "6",
    "link_unimarc_scripts": "67",
    "tag_languages": ("lang",),
    "tag_scripts": "78",
    "unfold_embedded": "1",
}


@dataclass(slots=True)
class Tally:
    """What was counted: subfields (a control field is one) by what became of them, and those without a rule."""

    records: int = 0
    fields: int = 0
    fields_mapped: int = 0
    subfields: Counter[str] = field(default_factory=Counter)
    unmapped: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Return the share of the subfields that are mapped, those left out on purpose not counted; 1 for none."""
        counted = self.subfields[MAPPED] + self.subfields[NO_RULE]
        return self.subfields[MAPPED] / counted if counted else 1.0

    def add_unmapped(self, place: str, text: str) -> None:
        """Count one subfield that no rule maps."""
        self.subfields[NO_RULE] += 1
        self.unmapped[place] += 1
        examples = self.examples.setdefault(place, [])
        if len(examples) < _EXAMPLES and text[:_LONGEST] not in examples:
            examples.append(text[:_LONGEST])

    def add_left_out(self, place: str) -> None:
        """Count one subfield that the rules leave out on purpose; `place` as the rules name it."""
        self.subfields[LEFT_OUT] += 1
        self.left_out[place] += 1


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A field or some of its subfields that the rules leave out on purpose; `codes` is empty for all of them."""

    tags: re.Pattern[str]
    codes: frozenset[str]
    place: str
    reason: str

    def holds(self, tag: str, code: str) -> bool:
        """Return whether this speaks of a subfield."""
        return (not self.codes or code in self.codes) and self.tags.fullmatch(tag) is not None


def left_out(rule_set: RuleSet) -> list[LeftOut]:
    """Return what the rules of a format leave out on purpose, but for indicators and single positions."""
    return [
        LeftOut(tag_pattern(place.partition("$")[0]), frozenset(place.partition("$")[2]), place, reason)
        for place, reason in rule_set.unmapped.items()
        if "/" not in place and " " not in place
    ]


def read_in_preparation(rule_set: RuleSet) -> frozenset[str]:
    """Return the subfields that a format's preparations read in any field, so that no rule has to."""
    return frozenset(code for step in rule_set.prepare for code in _PREPARED.get(step, ()))


class Coverage:
    """Counts what the rules of one format read in records."""

    def __init__(self, crosswalk: Crosswalk, rule_set: RuleSet, scope: Scope) -> None:
        self._crosswalk = crosswalk
        self._left_out = left_out(rule_set)
        self._prepared = read_in_preparation(rule_set)
        self._elsewhere: Reads = defaultdict(set)
        self._rules: list[tuple[re.Pattern[str], Condition, set[str]]] = []
        for rule in rule_set.rules.values():
            if rule.profile in {"", crosswalk.profile}:
                self._add(rule, rule_set, scope)
        self._by_tag: dict[str, list[tuple[Condition, set[str]]]] = {}

    @classmethod
    def load(cls, mappings: Path, format: str, *, profile: str = "lean") -> Self:  # noqa: A002 - the contract's word
        """Return the coverage of `mappings/<format>`; raise MappingError for a bad rule."""
        rule_set = read_rules(mappings, format)
        return cls(Crosswalk.load(mappings, format, profile=profile), rule_set, scope_of(mappings, rule_set))

    @property
    def reasons(self) -> dict[str, str]:
        """Return why each place is left out that `Tally.left_out` names."""
        return {one.place: one.reason for one in self._left_out}

    def _add(self, rule: Rule, rule_set: RuleSet, scope: Scope) -> None:
        reads = read_by_rule(rule, rule_set, self._crosswalk.profile)
        for tag, codes in reads.items():
            if tag:
                self._elsewhere[tag] |= codes
        if "" in reads:
            self._rules.append((tag_pattern(rule.tags), compile_condition(rule.when, scope), reads[""]))

    def count(self, record: Record, tally: Tally) -> None:
        """Add what is mapped of a record to a tally."""
        tally.records += 1
        seen = self._crosswalk.prepared(record)
        for source in seen.sources:
            tally.fields += 1
            tally.fields_mapped += self._count_field(source, tally)
        seen.release()

    def _count_field(self, source: Source, tally: Tally) -> bool:
        """Count the subfields of a field, and return whether any of them is mapped."""
        codes = self._read_in(source)
        is_mapped = False
        for code, text in _places(source):
            if code in codes or code in self._prepared or (EVERYTHING in codes and code != WHOLE):
                tally.subfields[MAPPED] += 1
                is_mapped = True
                continue
            entry = next((one for one in self._left_out if one.holds(source.tag, code)), None)
            if entry is None:
                tally.add_unmapped(_written(source.tag, code), text)
            else:
                tally.add_left_out(entry.place)
        return is_mapped

    def _read_in(self, source: Source) -> set[str]:
        """Return the codes that the rules read in a field; a rule whose condition does not hold reads nothing."""
        tag = source.tag
        rules = self._by_tag.get(tag)
        if rules is None:
            rules = [(condition, codes) for pattern, condition, codes in self._rules if pattern.fullmatch(tag)]
            if len(self._by_tag) < 2000:
                self._by_tag[tag] = rules
        return self._elsewhere.get(tag, set()).union(*(codes for condition, codes in rules if condition(source)))


def _places(source: Source) -> Iterator[tuple[str, str]]:
    """Yield code and text of each subfield, those of the same field in another script among them."""
    if source.value:
        yield WHOLE, source.value
    yield from source.subfields
    if source.other is not None:
        yield from source.other.subfields


def _written(tag: str, code: str) -> str:
    if code == WHOLE:
        return tag
    return f"{tag}${code}" if len(code) == 1 and code != "_" else f"{tag} {code}".removesuffix(" _")
