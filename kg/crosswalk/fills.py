"""Fills: what adds something a field says to a node, as closures that the compiler puts together."""

import re
from collections.abc import Callable
from typing import NamedTuple

from kg.crosswalk.scope import Condition, Expression
from kg.crosswalk.source import Source
from kg.crosswalk.targets import Step, Target
from kg.description.node import Iri, Literal, Node
from kg.namespaces import RDF_TYPE

__all__ = [
    "Build",
    "Choice",
    "Fill",
    "add_each_piece",
    "add_node_each",
    "add_shaped",
    "add_under",
    "add_values",
    "combine",
    "suits",
]

Fill = Callable[[Source, Node], bool]
"""Adds what a field says to a node; true when it added anything."""
Build = Callable[[Source], Node | None]
"""Makes the node of a shape, or None where the field says nothing of it."""

_SHAPES = 300
"""How many shapes of fields a fill remembers before it begins anew."""
_OTHER_SCRIPT = re.compile(r"-(?!latn)[a-z]{4}\b")


class Choice(NamedTuple):
    """What is done for a field of a suitable shape: it has one of the subfields needed, and a condition holds."""

    does: Fill
    needed: frozenset[str] | None = None
    holds: Condition | None = None


def suits(source: Source, needed: frozenset[str] | None, holds: Condition | None) -> bool:
    """Return whether fields with the shape of this one have a subfield that is needed, and satisfy a condition."""
    if needed is not None and source.other is None and needed.isdisjoint(source.by):
        return False
    return holds is None or holds(source)


def combine(contents: list[Choice], constants: list[Choice]) -> Fill:
    """Return a fill that runs all of these; what does not suit a field's shape is not even called."""
    suited: dict[str, tuple[tuple[Fill, ...], tuple[Fill, ...]]] = {}

    def all_of(source: Source, node: Node) -> bool:
        shape = source.shape or source.find_shape()
        chosen = suited.get(shape)
        if chosen is None:
            if len(suited) >= _SHAPES:
                suited.clear()
            chosen = suited[shape] = _suited(contents, source), _suited(constants, source)
        said = False
        for fill in chosen[0]:
            if fill(source, node):
                said = True
        if said:
            for fill in chosen[1]:
                fill(source, node)
        return said

    return all_of


def _suited(choices: list[Choice], source: Source) -> tuple[Fill, ...]:
    return tuple(choice.does for choice in choices if suits(source, choice.needed, choice.holds))


def _literal(text: str, language: str) -> Literal:
    """Return a literal; letters of ASCII alone are in no other script, whatever the field around them is in."""
    if language and text.isascii() and _OTHER_SCRIPT.search(language):
        return Literal(text)
    return Literal(text, language)


def add_values(predicate: str, expression: Expression) -> Fill:
    """Return a fill that adds the values of an expression, in every script that the field has."""
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
            node.properties.append((predicate, _literal(value, other.language)))
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


def add_node_each(target: Target, expression: Expression) -> Fill:
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


def add_shaped(predicate: str, build: Build) -> Fill:
    """Return a fill that adds the node that a shape makes."""

    def add(source: Source, node: Node) -> bool:
        made = build(source)
        if made is None:
            return False
        node.properties.append((predicate, made))
        return True

    return add


def add_each_piece(fill: Fill, codes: str) -> Fill:
    """Return a fill that runs on each piece of a field (`each`)."""
    wanted = codes.strip("$+")
    by_runs = codes.endswith("+")

    def each(source: Source, node: Node) -> bool:
        if not any(code in source.by for code in wanted):
            return False
        added = [fill(piece, node) for piece in source.pieces(wanted, by_runs=by_runs)]
        return True in added

    return each


def add_under(step: Step, fill: Fill, rule_id: str) -> Fill:
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
