"""The rules of a format as people look them up: by the standard's blocks and fields, each rule as lines of a table.

Names of blocks and fields stand in `fields.tsv` of the format; a format that extends another has that one's too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.crosswalk.convert import tag_pattern
from kg.crosswalk.entries import listed
from kg.crosswalk.rules import Rule, RuleSet, Shape, read_rules
from kg.errors import MappingError

__all__ = ["Block", "FieldOfBlock", "Line", "ListedRule", "Listing", "Name", "read_listing", "read_names"]

RECORD = "record"
_ANY = "XXX"
_OWN, _TAKEN_OVER, _IN_PLACE = "own", "taken over", "in place"


@dataclass(frozen=True, slots=True)
class Name:
    """What a block or field is called."""

    en: str = ""
    zh: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a rule or shape writes: the path below its node and where the values come from.

    `shape` names the shape that makes the node, `of` the other fields that it is made of, `each` what the field is cut
    at, `parts` the kinds of a heading's parts by subfields.
    """

    path: str
    value: str = ""
    shape: str = ""
    of: str = ""
    each: str = ""
    when: str = ""
    profile: str = ""
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ListedRule:
    """A rule with its lines; `origin` is own, taken over, or in place (of the rule of the format that is extended)."""

    rule: Rule
    origin: str
    owner: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class FieldOfBlock:
    """A field: the rules printed there, those printed elsewhere that run on it too, and what is left out of it."""

    tag: str
    name: Name
    rules: tuple[ListedRule, ...] = ()
    elsewhere: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def weight(self) -> int:
        """Return how much there is to print, roughly in bytes."""
        texts = [len(one.record) + len(one.graph) for rule in self.rules for one in rule.rule.examples]
        lines = sum(len(rule.lines) for rule in self.rules)
        return sum(texts) + 1200 * len(self.rules) + 220 * lines + 60 * len(self.elsewhere) + 200 * len(self.left_out)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the standard and those of its fields of which the rules say anything."""

    id: str
    name: Name
    fields: tuple[FieldOfBlock, ...]

    @property
    def rules(self) -> int:
        """Return how many rules are printed in the block."""
        return sum(len(one.rules) for one in self.fields)


@dataclass(frozen=True)
class Listing:
    """All of a format: blocks, rules by id, shapes, tables, and what of the extended format is not taken over."""

    format: str
    label: str
    extends: str
    blocks: tuple[Block, ...]
    rules: Mapping[str, ListedRule]
    shapes: Mapping[str, tuple[Shape, tuple[Line, ...]]]
    tables: Mapping[str, dict[str, Any]]
    dropped: tuple[str, ...]
    left_out: Mapping[str, str]
    place_of: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def for_tag(self, tag: str) -> FieldOfBlock | None:
        """Return everything that is said of one field, wherever it is printed; None where nothing is."""
        rules = tuple(one for one in self.rules.values() if _speaks_of(one.rule.tags, tag))
        left_out = tuple((place, reason) for place, reason in self.left_out.items() if _speaks_of(_tag_of(place), tag))
        names = {one.tag: one.name for block in self.blocks for one in block.fields}
        if not rules and not left_out and tag not in names:
            return None
        return FieldOfBlock(tag, names.get(tag, Name()), rules, (), left_out)

    def count(self, origin: str) -> int:
        """Return how many rules are own, taken over, or in place of another."""
        return sum(one.origin == origin for one in self.rules.values())


def read_listing(mappings: Path, name: str) -> Listing:
    """Return a format's rules for people; raise MappingError for a bad file."""
    rule_set = read_rules(mappings, name)
    under = read_rules(mappings, rule_set.extends) if rule_set.extends else None
    rules = {rule.id: _listed(rule, rule_set, under) for rule in rule_set.rules.values()}
    names, starts = read_names(mappings, name)
    blocks = tuple(_blocks(rules, rule_set, names, starts))
    return Listing(
        format=name,
        label=rule_set.label,
        extends=rule_set.extends,
        blocks=blocks,
        rules=rules,
        shapes={shape.id: (shape, tuple(lines_of(shape.values))) for shape in rule_set.shapes.values()},
        tables=rule_set.tables,
        dropped=rule_set.dropped,
        left_out=rule_set.unmapped,
        place_of={one.rule.id: (block.id, at.tag) for block in blocks for at in block.fields for one in at.rules},
    )


def read_names(mappings: Path, name: str) -> tuple[dict[str, Name], dict[str, tuple[Name, tuple[str, ...]]]]:
    """Return the names of a format's fields, and its blocks with the fields that stand in each.

    Raise MappingError for a line of `fields.tsv` that is none.
    """
    rule_set = read_rules(mappings, name)
    names: dict[str, Name] = {}
    blocks: dict[str, tuple[Name, tuple[str, ...]]] = {}
    if rule_set.extends:
        names, blocks = read_names(mappings, rule_set.extends)
    path = mappings / name / "fields.tsv"
    block = ""
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != 3:
            raise MappingError(f"{name}/fields.tsv, '{line}': write tag, English and Chinese name with tabs between.")
        if cells[0].startswith("="):
            block = cells[0][1:]
            blocks[block] = (Name(*cells[1:]), ())
        else:
            names[cells[0]] = Name(*cells[1:])
            if block:
                blocks[block] = (blocks[block][0], (*blocks[block][1], cells[0]))
    return names, blocks


def _listed(rule: Rule, rule_set: RuleSet, under: RuleSet | None) -> ListedRule:
    owner = rule.file.partition("/")[0]
    lines = [Line(path="", value="", shape=name) for name in rule.use]
    lines += lines_of(rule.values)
    origin = _TAKEN_OVER if owner != rule_set.name else _OWN
    if origin == _OWN and under is not None and rule.id in under.rules:
        origin = _IN_PLACE
    return ListedRule(rule, origin, owner, tuple(lines))


def lines_of(values: Mapping[str, Any], above: str = "", when: str = "", profile: str = "") -> Iterator[Line]:
    """Yield the lines of a `set`, those of the tables within it after the node that they belong to."""
    for key, entry in values.items():
        path = f"{above} {key}".strip()
        for value in listed(entry):
            if isinstance(value, str):
                yield Line(path, value, when=when, profile=profile)
                continue
            own_when = " and ".join(part for part in (when, str(value.get("when", ""))) if part)
            own_profile = str(value.get("profile", profile))
            if "set" in value:
                yield from lines_of(value["set"], path, own_when, own_profile)
                continue
            parts = tuple((codes, _kind(kind)) for codes, kind in value.get("parts", {}).items())
            yield Line(
                path,
                value.get("value", ""),
                value.get("shape", ""),
                value.get("of", ""),
                value.get("each", ""),
                own_when,
                own_profile,
                parts,
            )


def _kind(kind: Any) -> str:
    return str(kind["shape"]) if isinstance(kind, dict) else str(kind)


def _blocks(
    rules: Mapping[str, ListedRule],
    rule_set: RuleSet,
    names: Mapping[str, Name],
    blocks: Mapping[str, tuple[Name, tuple[str, ...]]],
) -> Iterator[Block]:
    """Yield the blocks in the order of `fields.tsv`; without one, a block for each first character of the tags."""
    printed: dict[str, list[ListedRule]] = {}
    others: dict[str, list[str]] = {}
    for one in rules.values():
        first, *rest = sorted({tag.strip() for tag in one.rule.tags.split("|")}, key=_order)
        printed.setdefault(first, []).append(one)
        for tag in rest:
            others.setdefault(tag, []).append(one.rule.id)
    left_out: dict[str, list[tuple[str, str]]] = {}
    for place, reason in rule_set.unmapped.items():
        left_out.setdefault(_tag_of(place), []).append((place, reason))
    by_block: dict[str, list[str]] = {name: [] for name in blocks}
    for tag in sorted({*printed, *others, *left_out}, key=_order):
        by_block.setdefault(_block_of(tag, blocks), []).append(tag)
    for block, tags in by_block.items():
        fields = tuple(
            FieldOfBlock(
                tag,
                names.get(tag, Name()),
                tuple(printed.get(tag, ())),
                tuple(others.get(tag, ())),
                tuple(left_out.get(tag, ())),
            )
            for tag in tags
        )
        if fields:
            yield Block(block, blocks[block][0] if block in blocks else Name(), fields)


def _block_of(tag: str, blocks: Mapping[str, tuple[Name, tuple[str, ...]]]) -> str:
    """Return the block of a field: the one that lists it, else the last one that begins before it."""
    holding = [block for block, (_, tags) in blocks.items() if tag in tags or block == (RECORD if tag == _ANY else tag)]
    if holding:
        return holding[0]
    if tag[:1].isdigit() or tag[:1] == "X":
        before = [block for block in blocks if block[:1].isdigit() and _order(block[:3]) <= _order(tag)]
        return before[-1] if before else f"{tag[:1]}XX"
    return list(blocks)[-1] if blocks else tag


def _order(tag: str) -> tuple[bool, str, bool]:
    """Return what tags are sorted by: the record first, `6XX` before 600."""
    return tag not in {RECORD, "leader", _ANY}, tag.replace("X", "0"), "X" not in tag


def _tag_of(place: str) -> str:
    """Return the field of a place such as `100$a/26-33` or `007c/3`, where the letter names the material."""
    tag = place.partition("$")[0].partition("/")[0]
    return tag[:3] if tag[:3].isdigit() else tag


def _speaks_of(tags: str, tag: str) -> bool:
    return tag_pattern(tags).fullmatch(tag) is not None or tag in {one.strip() for one in tags.split("|")}
