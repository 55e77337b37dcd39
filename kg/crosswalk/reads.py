"""What a rule reads: the subfields that its values come from, and indicators; found in its text, not by running it."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from kg.crosswalk.entries import listed
from kg.crosswalk.expressions import POSITIONS, SUBFIELDS
from kg.crosswalk.rules import Rule, RuleSet
from kg.crosswalk.syntax import split_arguments, split_outside_quotes

__all__ = ["EVERYTHING", "WHOLE", "Reads", "indicators_of_rule", "read_by_rule"]

EVERYTHING = "*"
"""Stands for every subfield of a field."""
WHOLE = "/"
"""Stands for the text of a control field, or the leader."""
Reads = dict[str, set[str]]
"""Tag (empty for the rule's own) to the codes of the subfields read there."""

# Functions of a field that read other subfields than those that their arguments name. A field kept as it stood is not
# thereby described.
_FIELD_READS = {
    "agent_authority": "01",
    "agent_resource": "01",
    "heading_authority": "01",
    "title_authority": "0",
    "default_role": "",
    "groove": WHOLE,
    "date_of_008": WHOLE,
    "kept_key": "",
    "control_key": "",
    "captioned_extent": "abcdefgh6",
    "location_link": "8",
    "copy_link": "5",
}
_ALL_OF_IT = frozenset(
    {"marc_key", "whole_field", "hub_key", "key_until", "title_label", "captioned_holdings"}
)  # what these leave out they leave out of a text, not of the description
_FIRST_ONLY = frozenset({"name_label"})
_SECOND_ONLY = frozenset({"after", "before"})


def read_by_rule(rule: Rule, rule_set: RuleSet, profile: str) -> Reads:
    """Return what a rule reads in one profile, its own field under an empty tag; conditions alone do not count."""
    reads: Reads = defaultdict(set)
    for values in (*(rule_set.shapes[name].values for name in rule.use), rule.values):
        for tag, codes in _of_values(values, rule_set, profile):
            reads[tag].update(_codes(codes))
    if rule.join:
        for tag, codes in _of_expression(rule.join):
            reads[tag].update(_codes(codes))
    return dict(reads)


def indicators_of_rule(rule: Rule, rule_set: RuleSet, tag: str) -> set[str]:
    """Return the indicators (`ind1`, `ind2`) of the fields `tag` that change what a rule makes: those it names.

    Where a condition names tags beside an indicator, it counts for these tags. A shape made of other fields (`of`) and
    the keys that copy a whole field say nothing of what an indicator means.
    """
    texts = [rule.when, *_texts(rule.values, rule_set, tag)]
    for name in rule.use:
        texts += _texts(rule_set.shapes[name].values, rule_set, tag)
    return {found for text in texts if _is_of(text, tag) for found in re.findall(r"\bind[12]\b", text)}


def _texts(entry: Any, rule_set: RuleSet, tag: str) -> Iterator[str]:
    """Yield the expressions and conditions of an entry and of the shapes it names, those for other tags left out."""
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, list):
        for one in entry:
            yield from _texts(one, rule_set, tag)
    elif isinstance(entry, dict) and "of" not in entry and _is_of(entry.get("when", ""), tag):
        for key, value in entry.items():
            if key != "shape":
                yield from _texts(value, rule_set, tag)
        if "shape" in entry:
            yield from _texts(rule_set.shapes[entry["shape"]].values, rule_set, tag)


def _is_of(text: str, tag: str) -> bool:
    """Return whether a condition may hold for a tag, as far as it names tags."""
    named = re.search(r"\btag in \(([^)]*)\)|\btag = (\d+)", text) if " or " not in text else None
    return named is None or tag in re.split(r"[,\s]+", named[1] or named[2])


def _codes(codes: str) -> set[str]:
    return {codes[1:-1]} if codes.startswith("{") else set(codes)


def _of_values(values: dict[str, Any], rule_set: RuleSet, profile: str) -> Iterator[tuple[str, str]]:
    for entry in values.values():
        for value in listed(entry):
            yield from _of_entry(value, rule_set, profile)


def _of_entry(value: Any, rule_set: RuleSet, profile: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield from _of_expression(value)
    elif value.get("profile", profile) == profile:
        if "value" in value:
            yield from _of_expression(value["value"])
        if "set" in value:
            yield from _of_values(value["set"], rule_set, profile)
        for codes, kind in value.get("parts", {}).items():
            yield "", codes
            if isinstance(kind, dict):
                yield from _of_shape(kind["shape"], rule_set, profile)
        if "shape" in value:
            yield from _of_other(value, rule_set, profile)


def _of_other(value: dict[str, Any], rule_set: RuleSet, profile: str) -> Iterator[tuple[str, str]]:
    """Yield what a shape reads, of the fields that `of` names where it does."""
    tags = [tag.strip() for tag in value["of"].split("|")] if "of" in value else [""]
    for place, codes in _of_shape(value["shape"], rule_set, profile):
        for tag in tags:
            yield place or tag, codes


def _of_shape(name: str, rule_set: RuleSet, profile: str) -> Iterator[tuple[str, str]]:
    shape = rule_set.shapes[name]
    for given in (shape.iri, shape.heading):
        text = given if isinstance(given, str) else given.get(profile, "")
        if text:
            yield from _of_expression(text)
    yield from _of_values(shape.values, rule_set, profile)


def _of_expression(text: str) -> Iterator[tuple[str, str]]:
    for alternative in split_outside_quotes(text, " or "):
        head, *steps = split_outside_quotes(alternative, "|")
        if head == "field" and steps:
            yield "", _of_function(steps[0])
        elif head == "value":
            yield "", WHOLE
        elif match := POSITIONS.fullmatch(head):
            yield match[1] or "", WHOLE
        elif match := SUBFIELDS.fullmatch(head):
            yield match[1] or "", match[2]


def _of_function(step: str) -> str:
    name, *arguments = split_arguments(step)
    if name in _ALL_OF_IT:
        return EVERYTHING
    if name in _FIRST_ONLY:
        return "".join(arguments[:1])
    if name in _SECOND_ONLY:
        return "".join(arguments[1:2])
    return _FIELD_READS.get(name, "".join(arguments))
