"""Rules compiled to closures: one call a field, nothing of the rule's text is looked at again."""

import re
from collections.abc import Callable
from typing import Any

from kg.crosswalk.expressions import (
    Condition,
    Expression,
    Scope,
    compile_condition,
    compile_expression,
    expand,
    is_constant,
    needed_subfields,
)
from kg.crosswalk.headings import describe_entity
from kg.crosswalk.parts import compile_parts
from kg.crosswalk.rules import Rule, RuleSet, Shape
from kg.crosswalk.source import Source
from kg.crosswalk.targets import Step, Target, parse_path, parse_target
from kg.description.node import Iri, Literal, Node
from kg.errors import MappingError
from kg.namespaces import RDF_TYPE

__all__ = ["Compiler", "Fill", "Run"]

Fill = Callable[[Source, Node], bool]
"""Adds what a field says to a node; true when it added anything."""
Run = Callable[[Source], None]
Needing = tuple[frozenset[str] | None, Fill]
_OTHER_SCRIPT = re.compile(r"-(?!latn)[a-z]{4}\b")
_ENTRY_KEYS = {
    "value",
    "when",
    "profile",
    "shape",
    "of",
    "each",
    "set",
    "parts",
    "text",
    "separator",
    "apply",
    "label",
    "least",
}


class Compiler:
    """Compiles the rules of one format for one profile."""

    def __init__(self, rule_set: RuleSet, scope: Scope, profile: str) -> None:
        self._rules = rule_set
        self._scope = scope
        self._profile = profile
        self._shapes: dict[str, Callable[[Source], Node | None]] = {}
        self._open: list[str] = []

    def rule(self, rule: Rule) -> Run:
        """Return what runs for each field of the rule's tags; raise MappingError, with the rule's place, for a bad one."""
        try:
            return self._rule(rule)
        except MappingError as error:
            raise MappingError(f"{rule.where}: {error}") from error

    def _rule(self, rule: Rule) -> Run:
        root, target = parse_target(rule.to)
        if "" in rule.values and not target.property:
            raise MappingError("'to' ends in a node: say its properties under 'set', or add a property to 'to'.")
        if "" not in rule.values and target.property:
            raise MappingError("'set' needs a 'to' that ends in a node, such as 'bf:title [bf:Title]'.")
        if target.property:
            fill = self._property(target.property, rule.values[""])
        else:
            fill = self._all({**self._used(rule), **rule.values})
        for step in reversed(target.steps):
            fill = _under(step, fill, rule.id)
        return self._at_root(root, fill, rule)

    def _used(self, rule: Rule) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name in rule.use:
            values.update(self._shape_named(name).values)
        return values

    def _at_root(self, root: str, fill: Fill, rule: Rule) -> Run:
        if root == "item":
            run = _into_item(fill, compile_expression(rule.join, self._scope) if rule.join else None)
        elif root == "work":

            def run(source: Source) -> None:
                fill(source, source.record.work)
        else:

            def run(source: Source) -> None:
                fill(source, source.record.instance)

        if rule.each:
            run = _for_each(run, rule.each)
        if rule.when:
            run = _run_when(run, compile_condition(rule.when, self._scope))
        needed = needed_by({"set": self._used(rule) | rule.values})
        return run if needed is None else _run_if_any(run, needed)

    def _all(self, values: dict[str, Any]) -> Fill:
        """Return a fill for a table of properties; constants alone make no node."""
        fills: list[Needing] = []
        constants: list[Needing] = []
        for key, entry in values.items():
            for value in _listed(entry):
                made = self._entry(key, value)
                if made is not None:
                    (constants if _says_constant(value) else fills).append((needed_by(value), made))
        if not fills:
            fills, constants = constants, []
        return _combine(fills, constants)

    def _entry(self, key: str, value: Any) -> Fill | None:
        """Return a fill for one line of a `set`, or None where it belongs to another profile."""
        try:
            if isinstance(value, dict):
                unknown = sorted(set(value) - _ENTRY_KEYS)
                if unknown:
                    raise MappingError(f"unknown key '{unknown[0]}'. Known: {', '.join(sorted(_ENTRY_KEYS))}.")
                if value.get("profile", self._profile) != self._profile:
                    return None
            target = parse_path(key)
            if target.property:
                fill = self._property(target.property, value)
            else:
                inner = value.get("set") if isinstance(value, dict) else None
                if inner is None:
                    raise MappingError("a key that ends in a node needs a table with 'set'.")
                fill = self._guarded(self._all(inner), value)
            if target.property and len(target.steps) == 1 and not isinstance(value, dict | list):
                return _node_each(target, compile_expression(value, self._scope))
            for step in reversed(target.steps):
                fill = _under(step, fill, key)
        except MappingError as error:
            raise MappingError(f"'{key}': {error}") from error
        return fill

    def _property(self, predicate: str, value: Any) -> Fill:
        if isinstance(value, list):
            return _combine(
                [(needed_by(one), self._property(predicate, one)) for one in value if self._is_mine(one)], []
            )
        if isinstance(value, str):
            return _values(predicate, compile_expression(value, self._scope))
        if "shape" in value:
            fill = _shaped(predicate, self._of(self._shape(value["shape"]), value.get("of", "")))
            if "each" in value:
                fill = _each_piece(fill, value["each"])
        elif "parts" in value:
            fill = compile_parts(predicate, value, self._scope, self._shape)
        elif "value" in value:
            fill = _values(predicate, compile_expression(value["value"], self._scope))
        else:
            raise MappingError("needs 'value', 'shape', 'parts' or 'set'.")
        return self._guarded(fill, value)

    def _of(self, build: Callable[[Source], Node | None], tags: str) -> Callable[[Source], Node | None]:
        """Return a builder that works on the first field of other tags, in place of the rule's own field."""
        if not tags:
            return build
        wanted = tuple(tag.strip() for tag in tags.split("|"))

        def of_other(source: Source) -> Node | None:
            by_tag = source.record.by_tag
            return next((build(by_tag[tag][0]) for tag in wanted if tag in by_tag), None)

        return of_other

    def _is_mine(self, value: Any) -> bool:
        return not isinstance(value, dict) or value.get("profile", self._profile) == self._profile

    def _guarded(self, fill: Fill, value: dict[str, Any]) -> Fill:
        if "when" not in value:
            return fill
        condition = compile_condition(value["when"], self._scope)
        return lambda source, node: condition(source) and fill(source, node)

    def _shape_named(self, name: str) -> Shape:
        shape = self._rules.shapes.get(name)
        if shape is None:
            raise MappingError(f"There is no shape '{name}'. There are: {', '.join(sorted(self._rules.shapes))}.")
        return shape

    def _shape(self, name: str) -> Callable[[Source], Node | None]:
        if name not in self._shapes:
            shape = self._shape_named(name)
            if name in self._open:
                raise MappingError(f"{shape.where}: contains itself.")
            self._open.append(name)
            self._shapes[name] = self._compile_shape(shape)
            self._open.pop()
        return self._shapes[name]

    def _compile_shape(self, shape: Shape) -> Callable[[Source], Node | None]:
        types = tuple(expand(kind) for kind in shape.types.split())
        fill = self._all(shape.values)
        source_of_iri = shape.iri if isinstance(shape.iri, str) else shape.iri.get(self._profile, "")
        iri = compile_expression(source_of_iri, self._scope) if source_of_iri else None
        entity = shape.entity
        heading = compile_expression(shape.heading, self._scope) if shape.heading else None
        qualified = compile_condition(shape.qualified, self._scope) if shape.qualified else None

        def build(source: Source) -> Node | None:
            node = Node(list(types), entity=entity)
            if not fill(source, node):
                return None
            if iri is not None:
                for term in iri(source):
                    if isinstance(term, Iri):
                        node.iri = term.value
                        break
            if entity:
                given = [str(part) for part in heading(source)] if heading is not None else []
                describe_entity(node, given, is_qualified=qualified is not None and qualified(source))
            return node

        return build


def _says_constant(value: Any) -> bool:
    if isinstance(value, str):
        return is_constant(value)
    if not isinstance(value, dict):
        return False
    if "set" in value:
        return all(_says_constant(one) for inner in value["set"].values() for one in _listed(inner))
    return "value" in value and is_constant(value["value"])


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def needed_by(value: Any) -> frozenset[str] | None:
    """Return the subfields of which one must be there for an entry of a `set` to say anything; None where that is open."""
    if isinstance(value, list):
        found = [needed_by(one) for one in value]
        return None if None in found else frozenset().union(*(one for one in found if one is not None))
    if isinstance(value, str):
        return needed_subfields(value)
    if "each" in value:
        return frozenset(value["each"].strip("$+"))
    if "value" in value:
        return needed_by(value["value"])
    if "set" in value:
        contents = [one for inner in value["set"].values() for one in _listed(inner) if not _says_constant(one)]
        return needed_by(contents) if contents else None
    return None


def _combine(fills: list[Needing], constants: list[Needing]) -> Fill:
    """Return a fill that runs all of these; what needs subfields that the field has not is not even called."""
    contents = tuple(fills)
    additions = tuple(fill for _, fill in constants)

    def all_of(source: Source, node: Node) -> bool:
        said = False
        has = source.by.keys()
        everything = source.other is not None
        for needed, fill in contents:
            if (needed is None or everything or not needed.isdisjoint(has)) and fill(source, node):
                said = True
        if said:
            for fill in additions:
                fill(source, node)
        return said

    return all_of


def _literal(text: str, language: str) -> Literal:
    """Return a literal; letters of ASCII alone are in no other script, whatever the field around them is in."""
    if language and text.isascii() and _OTHER_SCRIPT.search(language):
        return Literal(text)
    return Literal(text, language)


def _values(predicate: str, expression: Expression) -> Fill:
    if predicate == RDF_TYPE:
        return _types(expression)

    def add(source: Source, node: Node) -> bool:
        values = expression(source)
        if not values:
            return source.other is not None and _add_other(predicate, expression, source.other, (), node)
        properties, language = node.properties, source.language
        for value in values:
            properties.append((predicate, _literal(value, language) if value.__class__ is str else value))  # type: ignore[arg-type]
        if source.other is not None:
            _add_other(predicate, expression, source.other, tuple(values), node)
        return True

    return add


def _add_other(predicate: str, expression: Expression, other: Source, said: tuple[object, ...], node: Node) -> bool:
    """Add what the same field says in another script, unless it says the same."""
    added = False
    for value in expression(other):
        if value.__class__ is str and value not in said:
            node.properties.append((predicate, _literal(value, other.language)))  # type: ignore[arg-type]
            added = True
    return added


def _types(expression: Expression) -> Fill:
    def add(source: Source, node: Node) -> bool:
        kinds = [
            value.value for value in expression(source) if isinstance(value, Iri) and value.value not in node.types
        ]
        node.types.extend(kinds)
        return bool(kinds)

    return add


def _node_each(target: Target, expression: Expression) -> Fill:
    """Return a fill that makes one node a value, the same value in another script beside it."""
    step = target.steps[0]
    predicate, types, leaf = step.property, step.types, target.property

    def add(source: Source, node: Node) -> bool:
        values = expression(source)
        if not values:
            return False
        other = source.other
        others = [value for value in expression(other) if isinstance(value, str)] if other is not None else []
        for number, value in enumerate(values):
            child = Node(list(types))
            child.properties.append((leaf, _literal(value, source.language) if value.__class__ is str else value))  # type: ignore[arg-type]
            if other is not None and number < len(others) and others[number] != value:
                child.properties.append((leaf, _literal(others[number], other.language)))
            node.properties.append((predicate, child))
        return True

    return add


def _shaped(predicate: str, build: Callable[[Source], Node | None]) -> Fill:
    def add(source: Source, node: Node) -> bool:
        made = build(source)
        if made is None:
            return False
        node.properties.append((predicate, made))
        return True

    return add


def _each_piece(fill: Fill, codes: str) -> Fill:
    wanted = codes.strip("$+")
    by_runs = codes.endswith("+")

    def each(source: Source, node: Node) -> bool:
        if not any(code in source.by for code in wanted):
            return False
        return any([fill(piece, node) for piece in source.pieces(wanted, by_runs=by_runs)])

    return each


def _under(step: Step, fill: Fill, rule_id: str) -> Fill:
    """Return a fill for a node at the end of a property; a named one is shared within the record."""
    predicate, types = step.property, step.types

    def add(source: Source, node: Node) -> bool:
        child = Node(list(types))
        if not fill(source, child):
            return False
        node.properties.append((predicate, child))
        return True

    return _shared(step, fill, add, rule_id) if step.name else add


def _shared(step: Step, fill: Fill, add: Fill, rule_id: str) -> Fill:
    predicate, types, name, only_first = step.property, step.types, step.name, step.first
    mark = f"{name} {rule_id}"

    def add_shared(source: Source, node: Node) -> bool:
        named = source.record.named
        if only_first and mark in named:
            return add(source, node)
        existing = named.get(name)
        child = Node(list(types)) if existing is None else existing
        if not fill(source, child):
            return False
        if existing is None:
            node.properties.append((predicate, child))
            named[name] = child
        else:
            child.types.extend(kind for kind in types if kind not in child.types)
        if only_first:
            named[mark] = child
        return True

    return add_shared


def _into_item(fill: Fill, join: Expression | None) -> Run:
    """Return a run that puts a field into an item: its own, or the one that other fields with the same key make."""

    def run(source: Source) -> None:
        record = source.record
        key = next((str(value) for value in join(source)), "") if join is not None else ""
        item = record.keyed.get(key) if key else None
        made = item if item is not None else record.new_item()
        if not fill(source, made) or item is not None:
            return
        if join is not None and not key:
            record.loose.append(made)
            return
        record.items.append(made)
        if key:
            record.keyed[key] = made

    return run


def _for_each(run: Run, codes: str) -> Run:
    wanted = codes.strip("$+")
    by_runs = codes.endswith("+")

    def each(source: Source) -> None:
        for piece in source.pieces(wanted, by_runs=by_runs):
            run(piece)

    return each


def _run_if_any(run: Run, needed: frozenset[str]) -> Run:
    """Return a run that does not even look at fields without the subfields that it needs."""

    def run_if_any(source: Source) -> None:
        if source.other is not None or not needed.isdisjoint(source.by):
            run(source)

    return run_if_any


def _run_when(run: Run, condition: Condition) -> Run:
    def when(source: Source) -> None:
        if condition(source):
            run(source)

    return when
