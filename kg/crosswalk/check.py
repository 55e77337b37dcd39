"""A folder of rules looked through as a cataloguer left it: what is wrong, where, and what to do."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kg.crosswalk.back import Backward
from kg.crosswalk.checked import PROFILES
from kg.crosswalk.compiler import Compiler
from kg.crosswalk.convert import Crosswalk, scope_of
from kg.crosswalk.declared import Declared
from kg.crosswalk.held import missing_from
from kg.crosswalk.listing import lines_of, read_names
from kg.crosswalk.rules import Rule, RuleSet, read_rules
from kg.errors import MappingError

__all__ = ["CheckedFormat", "check_rules"]


@dataclass(frozen=True, slots=True)
class CheckedFormat:
    """What was looked at of a format, and what is wrong with it; nothing is where `faults` is empty."""

    format: str
    rules: int = 0
    examples: int = 0
    faults: tuple[str, ...] = ()


def check_rules(mappings: Path, name: str, declared: Declared) -> CheckedFormat:
    """Return what is wrong with the rules of a format: those in its own files, as both profiles run them."""
    try:
        rule_set = read_rules(mappings, name)
        crosswalks = {profile: Crosswalk.load(mappings, name, profile=profile) for profile in PROFILES}
        names = read_names(mappings, name)[0]
        if (mappings / name / "back").is_dir():
            Backward.load(mappings, name)
    except MappingError as error:
        return CheckedFormat(name, faults=(str(error),))
    own = [rule for rule in rule_set.rules.values() if rule.file.partition("/")[0] == name]
    faults = [*_bad_shapes(mappings, rule_set), *_bad_terms(rule_set, own, declared), *_bad_tags(own, set(names))]
    for rule in own:
        faults += _bad_examples(rule, name, crosswalks)
    return CheckedFormat(name, len(own), sum(len(rule.examples) for rule in own), tuple(faults))


def _bad_shapes(mappings: Path, rule_set: RuleSet) -> Iterator[str]:
    """Yield what is wrong with shapes, those that no rule uses among them."""
    scope = scope_of(mappings, rule_set)
    for shape in rule_set.shapes.values():
        if shape.file.partition("/")[0] != rule_set.name:
            continue
        rule = Rule(id="shape", file=shape.file, tags="record", to="work bf:note", values={"": {"shape": shape.id}})
        for profile in PROFILES:
            try:
                Compiler(rule_set, scope, profile).rule(rule)
            except MappingError as error:
                yield f"{shape.where}: {error.__cause__ or error}"
                break


def _bad_terms(rule_set: RuleSet, own: list[Rule], declared: Declared) -> Iterator[str]:
    """Yield the properties and classes that no vocabulary declares."""
    texts = [(rule.where, f"{rule.to} {_text_of(rule.values)}") for rule in own]
    texts.extend(
        (shape.where, f"{shape.types} {_text_of(shape.values)}")
        for shape in rule_set.shapes.values()
        if shape.file.partition("/")[0] == rule_set.name
    )
    for where, text in texts:
        for term in declared.unknown_in(text):
            yield f"{where}: no vocabulary in ontology/ declares {term}."


def _text_of(values: dict[str, object]) -> str:
    return " ".join(f"{line.path} {line.value} {' '.join(kind for _, kind in line.parts)}" for line in lines_of(values))


def _bad_tags(own: list[Rule], names: set[str]) -> Iterator[str]:
    """Yield the tags that the standard does not have; nines are for local fields, and `X` is any digit."""
    if not names:
        return
    for rule in own:
        for tag in (part.strip() for part in rule.tags.split("|")):
            if tag not in names and tag != "record" and "X" not in tag and "9" not in tag:
                yield f"{rule.where}: there is no field '{tag}' in fields.tsv; correct the tag, or add its names there."


def _bad_examples(rule: Rule, name: str, crosswalks: dict[str, Crosswalk]) -> Iterator[str]:
    if not rule.examples:
        yield f"{rule.where}: has no example; add [[rule.example]] with 'record' and 'graph'."
    for number, example in enumerate(rule.examples, 1):
        profile = rule.profile if rule.profile and example.profile != rule.profile else ""
        if profile:
            yield f'{rule.where}, example {number}: the rule is for profile {profile}; add profile = "{profile}".'
            example = replace(example, profile=profile)  # noqa: PLW2901 - what is wrong beside that is said too
        try:
            for statement in missing_from(crosswalks[example.profile], name, example):
                yield f"{rule.where}, example {number}: does not hold: {statement}"
        except MappingError as error:
            yield f"{rule.where}, example {number}: {error}"
