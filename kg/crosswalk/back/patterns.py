"""Rules turned round: for each case of a rule the tree that it makes, with the place in the field of each value."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kg.crosswalk.back.undo import Lists, Turned, turn_round
from kg.crosswalk.back.worlds import World, holds, worlds_of
from kg.crosswalk.entries import listed
from kg.crosswalk.rules import Rule, RuleSet, Shape
from kg.crosswalk.syntax import expand, is_constant, split_outside_quotes
from kg.crosswalk.targets import Step, parse_path, parse_target
from kg.description.node import Iri, Literal, Value
from kg.errors import MappingError
from kg.namespaces import MADS, RDF_TYPE

__all__ = ["Part", "Parts", "Pattern", "Template", "turn_rules"]

# What 008 says of the main kind of material; a graph does not say which of the codes stood in an additional field.
_NOT_WRITTEN = frozenset({"006", "007"})
_CODED = frozenset({"position", "leader", "coded", "value"})


@dataclass
class Pattern:
    """A node that a rule makes: what it must say, what it may say, and where each value stood."""

    types: set[str] = field(default_factory=set)
    maybe_types: set[str] = field(default_factory=set)
    guards: list[tuple[str, Iri | Literal, bool]] = field(default_factory=list)
    slots: list[tuple[str, Turned]] = field(default_factory=list)
    children: list[tuple[str, "Pattern"]] = field(default_factory=list)
    parts: list["Parts"] = field(default_factory=list)
    iri: Turned | None = None

    @property
    def is_constant(self) -> bool:
        """Return whether the node says nothing of the field, but only of what kind of field it was."""
        empty = not (self.slots or self.children or self.parts or self.iri)
        return empty and any(sure for _, _, sure in self.guards)

    def places(self) -> list[Turned]:
        """Return every place of this node and of those below it."""
        own = [turned for _, turned in self.slots] + ([self.iri] if self.iri else [])
        return own + [one for _, child in self.children for one in child.places()]


@dataclass
class Part:
    """One kind of part of a heading: its subfields, and its class or its own pattern."""

    codes: str
    kind: str = ""
    pattern: Pattern | None = None


@dataclass
class Parts:
    """A heading of several parts in an RDF list; `texts` hold the whole of it where there is no list."""

    property: str
    label: str
    texts: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass
class Template:
    """A rule in one case: fields with this tag come of trees of this pattern below a root."""

    rule: Rule
    root: str
    world: World
    pattern: Pattern
    group: str
    coded: bool
    order: int


def turn_rules(
    rules: RuleSet, lists: Lists, preferred: tuple[str, ...] = (), gathered: frozenset[str] = frozenset()
) -> list[Template]:
    """Return the templates of all rules that can be turned round, in order of preference and of the files.

    Rules of a `gathered` tag all add to one field, so that none of them excludes another.
    """
    turner = _Turner(rules, lists, gathered)
    made: list[Template] = []
    for rule in rules.rules.values():
        try:
            made += turner.templates(rule, len(made))
        except MappingError as error:
            raise MappingError(f"{rule.where}: {error}") from error
    rank = {tag: at for at, tag in enumerate(preferred)}
    return sorted(
        made, key=lambda one: (not one.rule.file.startswith("back/"), rank.get(one.world.tag, len(rank)), one.order)
    )


class _Turner:
    def __init__(self, rules: RuleSet, lists: Lists, gathered: frozenset[str]) -> None:
        self._rules = rules
        self._lists = lists
        self._gathered = gathered
        self._world = World("")
        self._open: list[str] = []

    def templates(self, rule: Rule, order: int) -> list[Template]:
        """Return a template for each case of a rule."""
        root, target = parse_target(rule.to)
        tags = [one for tag in rule.tags.split("|") for one in _tags(tag.strip())]
        conditions = [rule.when, *self._conditions(self._values(rule), [])]
        made: list[Template] = []
        for world in worlds_of(tags, rule.each, conditions):
            if holds(rule.when, world) is False or world.tag in _NOT_WRITTEN:
                continue
            self._world = world
            pattern = self._at(target.steps, target.property, self._values(rule))
            places = pattern.places()
            if not places and not pattern.parts and not self._of_position(rule, pattern):
                if not _has_parts(pattern):
                    continue
                places = []
            coded = bool(pattern.places()) and all(one.place.kind in _CODED for one in pattern.places())
            group = _group(target.steps, rule.id if world.tag in self._gathered else world.tag)
            made.append(Template(rule, root, world, pattern, group, coded, order + len(made)))
        return made

    def _of_position(self, rule: Rule, pattern: Pattern) -> bool:
        """Make `when = "/29 = 1"` with a constant a position that is 1 where the constant is said."""
        for term in split_outside_quotes(rule.when, " and "):
            left, mark, right = term.partition(" = ")
            turned = turn_round(left.strip(), self._lists) if mark and left.startswith("/") else None
            if turned is not None and pattern.guards:
                sign = right.strip().strip("'")
                name, wanted, _ = pattern.guards[0]
                pattern.slots.append((name, Turned(turned.place, _sign_where(sign, wanted))))
                return True
        return False

    def _values(self, rule: Rule) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name in rule.use:
            values.update(self._shape_named(name).values)
        return {**values, **rule.values}

    def _conditions(self, values: Any, seen: list[str]) -> list[str]:
        """Return all conditions and sources that stand in a table of values and in the shapes that it names."""
        found: list[str] = []
        for value in [one for inner in values.values() for one in listed(inner)]:
            if not isinstance(value, dict):
                found.append(value)
                continue
            found += [value.get("when", ""), value.get("value", "")]
            if "set" in value:
                found += self._conditions(value["set"], seen)
            kinds = [value, *(kind for kind in value.get("parts", {}).values() if isinstance(kind, dict))]
            for shape in (kind["shape"] for kind in kinds if "shape" in kind):
                if shape not in seen:
                    seen.append(shape)
                    found += self._conditions(self._shape_named(shape).values, seen)
        return found

    def _shape_named(self, name: str) -> Shape:
        if name not in self._rules.shapes:
            raise MappingError(f"There is no shape '{name}'.")
        return self._rules.shapes[name]

    def _at(self, steps: tuple[Step, ...], last: str, values: dict[str, Any]) -> Pattern:
        """Return the pattern of a root from which a path leads to a node or a property."""
        if last:
            inner = Pattern()
            for value in listed(values[""]):
                self._property(inner, last, value)
        else:
            inner = self._node(values)
        for step in reversed(steps):
            inner.types.update(step.types)
            outer = Pattern()
            outer.children.append((step.property, inner))
            inner = outer
        return inner

    def _node(self, values: dict[str, Any]) -> Pattern:
        pattern = Pattern()
        for key, entry in values.items():
            for value in listed(entry):
                self._entry(pattern, key, value)
        return pattern

    def _entry(self, pattern: Pattern, key: str, value: Any) -> None:
        if isinstance(value, dict) and holds(value.get("when", ""), self._world) is False:
            return
        target = parse_path(key)
        if target.property and not target.steps:
            self._property(pattern, target.property, value)
            return
        last = target.property
        inner = self._at(target.steps, last, {"": value}) if last else self._at(target.steps, "", value["set"])
        _absorb(pattern, inner)

    def _property(self, pattern: Pattern, name: str, value: Any) -> None:
        entry: dict[str, Any] = value if isinstance(value, dict) else {"value": value}
        sure = holds(entry.get("when", ""), self._world)
        if sure is False or "of" in entry:
            return
        if "shape" in entry:
            child = self._piece(entry["shape"], entry.get("each", ""))
            if child is not None:
                pattern.children.append((name, child))
        elif "parts" in entry:
            pattern.parts.append(self._parts(name, entry))
        elif is_constant(entry["value"]):
            self._constant(pattern, name, entry, sure is True)
        elif entry["value"].startswith("tag | table "):
            self._of_tag(pattern, name, entry["value"].split()[-1])
        else:
            turned = turn_round(entry["value"], self._lists, self._world.code, self._world.codes)
            if turned is not None:
                pattern.slots.append((name, turned))

    def _constant(self, pattern: Pattern, name: str, entry: dict[str, Any], sure: bool) -> None:  # noqa: FBT001
        text = split_outside_quotes(entry["value"], "|")[0]
        is_sure = sure and "profile" not in entry
        if name == RDF_TYPE:
            (pattern.types if is_sure else pattern.maybe_types).add(expand(text))
            return
        constant = Literal(text.strip("'")) if text.startswith("'") else Iri(expand(text))
        pattern.guards.append((name, constant, is_sure))

    def _of_tag(self, pattern: Pattern, name: str, table: str) -> None:
        """Make what a table says of the tag a constant, since each case has its tag."""
        for term in self._lists.tables.get(table, {}).get(self._world.tag, []):
            if name == RDF_TYPE:
                pattern.types.add(term if isinstance(term, str) else term.value)
            else:
                pattern.guards.append((name, Literal(term) if isinstance(term, str) else term, True))

    def _piece(self, name: str, each: str) -> Pattern | None:
        """Return the pattern of a shape; with `each`, of the pieces that begin with its first subfield."""
        if name in self._open:
            return None
        shape = self._shape_named(name)
        self._open.append(name)
        outer = self._world
        if each:
            self._world = outer._replace(code=each.strip("$+")[0], codes=each.strip("$+"))
        pattern = self._node(shape.values)
        pattern.types.update(expand(kind) for kind in shape.types.split())
        iri = shape.iri if isinstance(shape.iri, str) else shape.iri.get("lean", "")
        pattern.iri = turn_round(iri, self._lists) if iri else None
        self._world = outer
        self._open.pop()
        return pattern

    def _parts(self, name: str, entry: dict[str, Any]) -> Parts:
        parts: list[Part] = []
        for codes, kind in entry["parts"].items():
            if isinstance(kind, dict):
                parts.append(Part(codes, pattern=self._piece(kind["shape"], "")))
            else:
                parts.append(Part(codes, expand(kind)))
        texts = (*(expand(text) for text in _of_profiles(entry.get("text", ()))), MADS + "authoritativeLabel")
        label = expand(_of_profiles(entry.get("label", "mads:authoritativeLabel"))[0])
        return Parts(name, label, tuple(dict.fromkeys(texts)), tuple(parts))


def _of_profiles(said: Any) -> list[str]:
    """Return names that a rule gives for all profiles, or for each its own."""
    if isinstance(said, dict):
        return [name for names in said.values() for name in _of_profiles(names)]
    return [said] if isinstance(said, str) else list(said)


def _sign_where(sign: str, wanted: Iri | Literal) -> Callable[[Value], str | None]:
    return lambda value: sign if value == wanted else None


def _absorb(pattern: Pattern, other: Pattern) -> None:
    pattern.slots += other.slots
    pattern.guards += other.guards
    pattern.children += other.children


def _has_parts(pattern: Pattern) -> bool:
    return bool(pattern.parts) or any(_has_parts(child) for _, child in pattern.children)


def _tags(tag: str) -> list[str]:
    """Return the tags that `6XX` stands for; a wide pattern names no tag to write."""
    return [] if "X" in tag else [tag]


def _group(steps: tuple[Step, ...], rule: str) -> str:
    """Return which templates exclude each other on one node: rules that share a named node do not."""
    if steps and steps[0].name and not steps[0].first:
        return f"{steps[0].name} {rule}"
    return ""
