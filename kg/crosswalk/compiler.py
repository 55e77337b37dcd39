"""Rules compiled to closures: one call a field, nothing of the rule's text is looked at again."""

from typing import Any

from kg.crosswalk.conditions import compile_condition, split_condition
from kg.crosswalk.entries import check_entry, listed, needed_by, says_constant
from kg.crosswalk.expressions import compile_expression
from kg.crosswalk.fills import (
    Build,
    BuildFit,
    Choice,
    Fill,
    Fit,
    add_each_piece,
    add_node_each,
    add_shaped,
    add_under,
    add_values,
    always,
    build_by_shape,
    by_shape,
    combine,
    guard,
)
from kg.crosswalk.headings import describe_entity
from kg.crosswalk.identifiers import keep_addresses
from kg.crosswalk.parts import compile_parts
from kg.crosswalk.roots import into_authority, into_every_item, into_held
from kg.crosswalk.rules import Rule, RuleSet, Shape
from kg.crosswalk.runs import CompiledRule, Run, for_each, into_item, run_when
from kg.crosswalk.scope import Condition, Expression, Scope
from kg.crosswalk.source import Source
from kg.crosswalk.syntax import expand
from kg.crosswalk.targets import parse_path, parse_target
from kg.description.node import Iri, Node
from kg.errors import MappingError

__all__ = ["Compiler"]


class Compiler:
    """Compiles the rules of one format for one profile."""

    def __init__(self, rule_set: RuleSet, scope: Scope, profile: str) -> None:
        self._rules = rule_set
        self._scope = scope
        self._profile = profile
        self._shapes: dict[str, BuildFit] = {}
        self._open: list[str] = []

    def rule(self, rule: Rule) -> CompiledRule:
        """Return what runs for each field of the rule's tags; raise MappingError, with file and id, for a bad rule."""
        try:
            return self._rule(rule)
        except MappingError as error:
            raise MappingError(f"{rule.where}: {error}") from error

    def _rule(self, rule: Rule) -> CompiledRule:
        root, target = parse_target(rule.to)
        if root == "held" and "" in rule.values and not target.steps:
            return self._when(into_held(compile_expression(rule.values[""], self._scope)), rule)
        if "" in rule.values and not target.property:
            raise MappingError("'to' ends in a node: say its properties under 'set', or add a property to 'to'.")
        if "" not in rule.values and target.property:
            raise MappingError("'set' needs a 'to' that ends in a node, such as 'bf:title [bf:Title]'.")
        if target.property:
            fit = combine([self._choice(rule.values[""], self._property(target.property, rule.values[""]))], [])
        else:
            fit = self._all({**self._used(rule), **rule.values})
        for step in reversed(target.steps):
            fit = add_under(step, fit, rule.id)
        return self._at_root(root, by_shape(fit), rule)

    def _used(self, rule: Rule) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name in rule.use:
            values.update(self._shape_named(name).values)
        return values

    def _at_root(self, root: str, fill: Fill, rule: Rule) -> CompiledRule:
        if root == "item":
            run = into_item(fill, compile_expression(rule.join, self._scope) if rule.join else None)
        elif root == "work":

            def run(source: Source) -> None:
                fill(source, source.record.work)
        elif root == "authority":
            run = into_authority(fill)
        elif root == "items":
            run = into_every_item(fill)
        else:

            def run(source: Source) -> None:
                fill(source, source.record.instance)

        return self._when(run, rule)

    def _when(self, run: Run, rule: Rule) -> CompiledRule:
        """Return a run with what the rule says of pieces and conditions."""
        if rule.each:
            run = for_each(run, rule.each, rule.shared)
        of_shape, rest = split_condition(rule.when)
        if rest:
            run = run_when(run, compile_condition(rest, self._scope))
        return CompiledRule(run, needed_by({"set": self._used(rule) | rule.values}), self._condition(of_shape))

    def _all(self, values: dict[str, Any]) -> Fit:
        """Return a fit for a table of properties; constants alone make no node."""
        fills: list[Choice] = []
        constants: list[Choice] = []
        for key, entry in values.items():
            for value in listed(entry):
                made = self._entry(key, value)
                if made is not None:
                    (constants if says_constant(value) else fills).append(self._choice(value, made))
        if not fills:
            fills, constants = constants, []
        return combine(fills, constants)

    def _entry(self, key: str, value: Any) -> Fit | None:
        """Return a fit for one line of a `set`, or None where it belongs to another profile."""
        try:
            check_entry(value)
            return self._fit_of_entry(key, value) if self._is_mine(value) else None
        except MappingError as error:
            raise MappingError(f"'{key}': {error}") from error

    def _fit_of_entry(self, key: str, value: Any) -> Fit:
        target = parse_path(key)
        if target.property and len(target.steps) == 1 and isinstance(value, str):
            return add_node_each(target, compile_expression(value, self._scope))
        if target.property:
            fit = self._property(target.property, value)
        elif isinstance(value, dict) and "set" in value:
            fit = self._guarded(self._all(value["set"]), value)
        else:
            raise MappingError("a key that ends in a node needs a table with 'set'.")
        for step in reversed(target.steps):
            fit = add_under(step, fit, key)
        return fit

    def _property(self, predicate: str, value: Any) -> Fit:
        if isinstance(value, list):
            mine = [one for one in value if self._is_mine(one)]
            return combine([self._choice(one, self._property(predicate, one)) for one in mine], [])
        if isinstance(value, str):
            return add_values(predicate, compile_expression(value, self._scope))
        if "shape" in value:
            fit = add_shaped(predicate, self._of(self._shape(value["shape"]), value.get("of", "")))
            if "each" in value:
                fit = add_each_piece(fit, value["each"])
        elif "parts" in value:
            texts = self._mine(value.get("text", ()), ())
            options = {**value, "text": texts, "short": self._profile == "lean"}
            fit = always(compile_parts(predicate, options, self._scope, self._built))
        elif "value" in value:
            fit = add_values(predicate, compile_expression(value["value"], self._scope))
        else:
            raise MappingError("needs 'value', 'shape', 'parts' or 'set'.")
        return self._guarded(fit, value)

    def _of(self, fit: BuildFit, tags: str) -> BuildFit:
        """Return what works on the first field of other tags, in place of the rule's own field."""
        if not tags:
            return fit
        wanted = tuple(tag.strip() for tag in tags.split("|"))
        build = build_by_shape(fit)

        def of_other(source: Source) -> Node | None:
            by_tag = source.record.by_tag
            return next((build(by_tag[tag][0]) for tag in wanted if tag in by_tag), None)

        return lambda _source: of_other

    def _is_mine(self, value: Any) -> bool:
        return not isinstance(value, dict) or value.get("profile", self._profile) == self._profile

    def _mine(self, value: Any, absent: Any) -> Any:
        """Return a value that may be given for each profile (`{ lean = …, lc = … }`)."""
        return value.get(self._profile, absent) if isinstance(value, dict) else value

    def _guarded(self, fit: Fit, value: dict[str, Any]) -> Fit:
        """Return a fit under what of its condition depends on texts; `_choice` sees to the rest."""
        condition = self._condition(split_condition(value.get("when", ""))[1])
        return fit if condition is None else guard(fit, condition)

    def _choice(self, value: Any, fit: Fit) -> Choice:
        """Return a fit with what a field must be like for it."""
        when = value.get("when", "") if isinstance(value, dict) else ""
        return Choice(fit, needed_by(value), self._condition(split_condition(when)[0]))

    def _condition(self, text: str) -> Condition | None:
        return compile_condition(text, self._scope) if text else None

    def _shape_named(self, name: str) -> Shape:
        shape = self._rules.shapes.get(name)
        if shape is None:
            raise MappingError(f"There is no shape '{name}'. There are: {', '.join(sorted(self._rules.shapes))}.")
        return shape

    def _shape(self, name: str) -> BuildFit:
        if name not in self._shapes:
            shape = self._shape_named(name)
            if name in self._open:
                raise MappingError(f"{shape.where}: contains itself.")
            self._open.append(name)
            try:
                self._shapes[name] = self._compile_shape(shape)
            except MappingError as error:
                raise MappingError(f"{shape.where}: {error}") from error
            finally:
                self._open.pop()
        return self._shapes[name]

    def _built(self, name: str) -> Build:
        return build_by_shape(self._shape(name))

    def _compile_shape(self, shape: Shape) -> BuildFit:
        types = tuple(expand(kind) for kind in shape.types.split())
        fit = self._all(shape.values)
        source_of_iri, source_of_heading = self._mine(shape.iri, ""), self._mine(shape.heading, "")
        iri = compile_expression(source_of_iri, self._scope) if source_of_iri else None
        entity = shape.entity
        heading = compile_expression(source_of_heading, self._scope) if source_of_heading else None
        qualified = compile_condition(shape.qualified, self._scope) if shape.qualified else None

        def filled(fill: Fill) -> Build:
            def build(source: Source) -> Node | None:
                node = Node(list(types), entity=entity)
                if not fill(source, node):
                    return None
                if iri is not None:
                    _name(node, iri, source)
                if entity:
                    given = [str(part) for part in heading(source)] if heading is not None else []
                    describe_entity(node, given, is_qualified=qualified is not None and qualified(source))
                return node

            return build

        def build_fit(source: Source) -> Build | None:
            fill = fit(source)
            return None if fill is None else filled(fill)

        return build_fit


def _name(node: Node, iri: Expression, source: Source) -> None:
    """Give a node the first IRI of an expression; what should be one and cannot is kept beside it."""
    refused = source.record.refused
    known = len(refused)
    for term in iri(source):
        if isinstance(term, Iri):
            node.iri = term.value
            break
    if len(refused) > known:
        keep_addresses(node, refused[known:])
