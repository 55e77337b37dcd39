"""Fills: what adds something a field says to a node, as closures that the compiler puts together.

A rule is compiled in two steps. The compiler makes a `Fit`; for the first field of each shape (`Source.shape`) that
gives the `Fill` that runs, without anything that fields of this shape cannot say. So a field costs calls for what it
says and not for all that the rule could say.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from kg.crosswalk.scope import Condition, Constant, Expression
from kg.crosswalk.source import Source
from kg.crosswalk.targets import IRI, Step, Target
from kg.description.node import Iri, Literal, Node
from kg.namespaces import RDF_TYPE

__all__ = [
    "Build",
    "BuildFit",
    "Choice",
    "Fill",
    "Fit",
    "add_each_piece",
    "add_node_each",
    "add_shaped",
    "add_under",
    "add_values",
    "always",
    "build_by_shape",
    "by_shape",
    "combine",
    "guard",
    "suits",
]

Fill = Callable[[Source, Node], bool]
"""Adds what a field says to a node; true when it added anything."""
Fit = Callable[[Source], Fill | None]
"""Gives what is to be done for fields with the shape of this one, None where they can say nothing."""
Build = Callable[[Source], Node | None]
"""Makes the node of a shape, or None where the field says nothing of it."""
BuildFit = Callable[[Source], Build | None]
"""Gives what makes the node for fields with the shape of this one, None where they can say nothing."""

_SHAPES = 300
"""How many shapes of fields are remembered in one place before it begins anew."""
_OTHER_SCRIPT = re.compile(r"-(?!latn)[a-z]{4}\b")
_NEW = tuple.__new__


class Choice(NamedTuple):
    """What is done for a field of a suitable shape: it has one of the subfields needed, and a condition holds."""

    does: Fit
    needed: frozenset[str] | None = None
    holds: Condition | None = None


def suits(source: Source, needed: frozenset[str] | None, holds: Condition | None) -> bool:
    """Return whether fields with the shape of this one have a subfield that is needed, and satisfy a condition."""
    if needed is not None and source.other is None and needed.isdisjoint(source.by):
        return False
    return holds is None or holds(source)


def by_shape(fit: Fit) -> Fill:
    """Return a fill that finds out once for each shape what is to be done."""
    known: dict[str, Fill | None] = {}

    def fill(source: Source, node: Node) -> bool:
        shape = source.shape or source.find_shape()
        try:
            chosen = known[shape]
        except KeyError:
            if len(known) >= _SHAPES:
                known.clear()
            chosen = known[shape] = fit(source)
        return chosen is not None and chosen(source, node)

    return fill


def build_by_shape(fit: BuildFit) -> Build:
    """Return a builder that finds out once for each shape what is to be done."""
    known: dict[str, Build | None] = {}

    def build(source: Source) -> Node | None:
        shape = source.shape or source.find_shape()
        try:
            chosen = known[shape]
        except KeyError:
            if len(known) >= _SHAPES:
                known.clear()
            chosen = known[shape] = fit(source)
        return None if chosen is None else chosen(source)

    return build


def combine(contents: list[Choice], constants: list[Choice]) -> Fit:
    """Return a fit for all of these; the constants are said where anything else is."""

    def fit(source: Source) -> Fill | None:
        does = _suited(contents, source)
        return _all_of(does, _suited(constants, source)) if does else None

    return fit


def _suited(choices: list[Choice], source: Source) -> tuple[Fill, ...]:
    return tuple(
        fill
        for choice in choices
        if suits(source, choice.needed, choice.holds) and (fill := choice.does(source)) is not None
    )


def _all_of(contents: tuple[Fill, ...], constants: tuple[Fill, ...]) -> Fill:
    if len(contents) == 1:
        return contents[0] if not constants else _one_of_content(contents[0], constants)

    def all_of(source: Source, node: Node) -> bool:
        said = False
        for fill in contents:
            if fill(source, node):
                said = True
        if said:
            for fill in constants:
                fill(source, node)
        return said

    return all_of


def _one_of_content(content: Fill, constants: tuple[Fill, ...]) -> Fill:
    def one(source: Source, node: Node) -> bool:
        if not content(source, node):
            return False
        for fill in constants:
            fill(source, node)
        return True

    return one


def guard(fit: Fit, condition: Condition) -> Fit:
    """Return a fit under a condition that depends on more than the shape."""

    def guarded(source: Source) -> Fill | None:
        fill = fit(source)
        return None if fill is None else lambda source, node: condition(source) and fill(source, node)

    return guarded


def _literal(text: str, language: str) -> Literal:
    """Return a literal; letters of ASCII alone are in no other script, whatever the field around them is in."""
    if language and text.isascii() and _OTHER_SCRIPT.search(language):
        return Literal(text)
    return Literal(text, language)


def add_values(predicate: str, expression: Expression) -> Fit:
    """Return a fit that adds the values of an expression, in every script that the field has."""
    if predicate == RDF_TYPE:
        return always(_types(expression))
    if predicate == IRI:
        return always(_name(expression))
    plain, in_scripts = _add_plain(predicate, expression), _add_in_scripts(predicate, expression)
    return lambda source: plain if source.other is None else in_scripts


def always(fill: Fill) -> Fit:
    """Return a fit that is the same for every shape."""
    return lambda _source: fill


def _add_plain(predicate: str, expression: Expression) -> Fill:
    if isinstance(expression, Constant) and all(isinstance(value, Iri | Literal) for value in expression.values):
        return _add_terms([(predicate, value) for value in expression.values if not isinstance(value, str)])

    def add(source: Source, node: Node) -> bool:
        values = expression(source)
        if not values:
            return False
        properties, language = node.properties, source.language
        for value in values:
            if value.__class__ is not str:
                properties.append((predicate, value))  # type: ignore[arg-type]
            elif language:
                properties.append((predicate, _literal(value, language)))
            else:
                properties.append((predicate, _NEW(Literal, (value, "", ""))))
        return True

    return add


def _add_terms(terms: list[tuple[str, Iri | Literal]]) -> Fill:
    def add(_source: Source, node: Node) -> bool:
        node.properties.extend(terms)
        return True

    return add


def _add_in_scripts(predicate: str, expression: Expression) -> Fill:
    def add(source: Source, node: Node) -> bool:
        values = expression(source)
        other = source.other
        if not values:
            return other is not None and _add_other(predicate, expression, other, (), node)
        properties, language = node.properties, source.language
        for value in values:
            properties.append((predicate, _literal(value, language) if value.__class__ is str else value))  # type: ignore[arg-type]
        if other is not None:
            _add_other(predicate, expression, other, tuple(values), node)
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


def _name(expression: Expression) -> Fill:
    """Return a fill that names the node by the first IRI, unless it has a name."""

    def add(source: Source, node: Node) -> bool:
        found = next((value.value for value in expression(source) if isinstance(value, Iri)), "")
        node.iri = node.iri or found
        return bool(found)

    return add


def add_node_each(target: Target, expression: Expression) -> Fit:
    """Return a fit that makes one node a value, the same value in another script beside it."""
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

    return always(add)


def add_shaped(predicate: str, fit: BuildFit) -> Fit:
    """Return a fit that adds the node that a shape makes."""

    def fitted(source: Source) -> Fill | None:
        build = fit(source)
        return None if build is None else _add_built(predicate, build)

    return fitted


def _add_built(predicate: str, build: Build) -> Fill:
    def add(source: Source, node: Node) -> bool:
        made = build(source)
        if made is None:
            return False
        node.properties.append((predicate, made))
        return True

    return add


def add_each_piece(fit: Fit, codes: str) -> Fit:
    """Return a fit that runs on each piece of a field (`each`)."""
    wanted = codes.strip("$+")
    by_runs = codes.endswith("+")
    fill = by_shape(fit)

    def each(source: Source, node: Node) -> bool:
        if not any(code in source.by for code in wanted):
            return False
        added = [fill(piece, node) for piece in source.pieces(wanted, by_runs=by_runs)]
        return True in added

    return always(each)


def add_under(step: Step, fit: Fit, rule_id: str) -> Fit:
    """Return a fit for a node at the end of a property; a named one is shared within the record."""

    def under(source: Source) -> Fill | None:
        fill = fit(source)
        if fill is None:
            return None
        add = _add_child(step, fill)
        return _shared(step, fill, add, rule_id) if step.name else add

    return under


def _add_child(step: Step, fill: Fill) -> Fill:
    predicate, types = step.property, step.types

    def add(source: Source, node: Node) -> bool:
        child = Node(list(types))
        if not fill(source, child):
            return False
        node.properties.append((predicate, child))
        return True

    return add


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
