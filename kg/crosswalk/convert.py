"""The crosswalk of one format: its rules compiled once, then one call for each record."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from kg.crosswalk.compiler import Compiler
from kg.crosswalk.fills import suits
from kg.crosswalk.prepare import PREPARATIONS, Prepare
from kg.crosswalk.rules import Rule, RuleSet, read_rules
from kg.crosswalk.runs import CompiledRule, Run
from kg.crosswalk.scope import Scope, Table
from kg.crosswalk.source import Source, SourceRecord, make_sources
from kg.crosswalk.syntax import expand
from kg.crosswalk.terms import Terms
from kg.description.node import Description, Iri, Literal, Node
from kg.errors import MappingError
from kg.namespaces import BF
from kg.records.record import Record
from kg.vocabulary import Vocabulary

__all__ = ["PROFILES", "Crosswalk", "scope_of", "tag_pattern"]

PROFILES = ("lean", "lc")
_REMEMBERED = 10_000
_UNTITLED = "[untitled]"
# What leader/06 (and 006/00) says of the material, by which the positions of 008 are to be read.
_MATERIALS = dict.fromkeys("at", "BK") | dict.fromkeys("ef", "MP") | dict.fromkeys("cdij", "MU")
_MATERIALS |= dict.fromkeys("gkor", "VM") | {"m": "CF", "p": "MX", "s": "CR"}


class Crosswalk:
    """The rules of one format in one profile, ready to convert records."""

    def __init__(
        self,
        format: str,  # noqa: A002 - the contract's word
        profile: str,
        rules: list[tuple[str, CompiledRule]],
        prepare: list[Prepare],
        terms: Terms | None = None,
        kind: str = "bibliographic",
    ) -> None:
        self.format = format
        self.profile = profile
        self.kind = kind
        self._rules = [(tag_pattern(tags), rule) for tags, rule in rules]
        self._prepare = tuple(prepare)
        self._terms = terms
        self._by_tag: dict[str, tuple[CompiledRule, ...]] = {}
        self._by_shape: dict[str, tuple[Run, ...]] = {}

    @classmethod
    def load(cls, mappings: Path, format: str, *, profile: str = "lean") -> Self:  # noqa: A002 - the contract's word
        """Return the crosswalk of `mappings/<format>`; raise MappingError, with file and rule, for a bad rule."""
        if profile not in PROFILES:
            raise MappingError(f"There is no profile '{profile}'. There are: {', '.join(PROFILES)}.")
        rule_set = read_rules(mappings, format)
        compiler = Compiler(rule_set, scope_of(mappings, rule_set), profile)
        mine = [rule for rule in rule_set.rules.values() if rule.profile in {"", profile}]
        for rule in mine:
            _check_tags(rule)
        unknown = [name for name in rule_set.prepare if name not in PREPARATIONS]
        if unknown:
            raise MappingError(f"{format}/format.toml: there is no preparation '{unknown[0]}'.")
        prepare = [PREPARATIONS[name] for name in rule_set.prepare]
        terms = Terms.load(mappings) if profile == "lc" else None
        return cls(format, profile, [(rule.tags, compiler.rule(rule)) for rule in mine], prepare, terms, rule_set.kind)

    def convert(self, record: Record, local_id: str) -> Description:
        """Return what the rules make of one record; whatever the record lacks, there is a work and an instance."""
        made = self.applied(record)
        items = _joined_items(made)
        self.describe_terms(made.work, made.instance, *items)
        remarks = tuple(dict.fromkeys(made.refused)) if made.refused else ()
        return Description(local_id, made.work, _titled(made.instance), items, remarks)

    def applied(self, record: Record) -> SourceRecord:
        """Return a record with what the rules made of it; its fields are let go of."""
        made = self.prepared(record)
        whole = Source("record", "  ", ())
        whole.record = made
        by_shape = self._by_shape
        for source in (whole, *made.sources):
            runs = by_shape.get(source.shape or source.find_shape())
            for run in runs if runs is not None else self._runs_for(source):
                run(source)
        made.release()
        return made

    def describe_terms(self, *roots: Node) -> None:
        """Put classes and labels of published terms beside them, in the profile that has them."""
        if self._terms is not None:
            for root in roots:
                self._terms.describe(root)

    def prepared(self, record: Record) -> SourceRecord:
        """Return a record as the rules see it: fields joined, aligned and retagged by the format's preparations."""
        sources = make_sources(record)
        for prepare in self._prepare:
            sources = prepare(sources)
        made = SourceRecord(record.leader, sources)
        made.material = material_of(record.leader)
        return made

    def _runs_for(self, source: Source) -> tuple[Run, ...]:
        """Return what runs on fields with the shape of this one, and remember it, for so many shapes at a time."""
        rules = self._by_tag.get(source.tag)
        if rules is None:
            rules = tuple(rule for pattern, rule in self._rules if pattern.fullmatch(source.tag))
            if len(self._by_tag) < _REMEMBERED:
                self._by_tag[source.tag] = rules
        if len(self._by_shape) >= _REMEMBERED:
            self._by_shape.clear()
        runs = self._by_shape[source.shape] = tuple(
            rule.run for rule in rules if suits(source, rule.needed, rule.holds)
        )
        return runs


def material_of(leader: str) -> str:
    """Return which form of 008 a record has; serials and integrating resources have their own."""
    kind = _MATERIALS.get(leader[6:7], "BK")
    return "CR" if kind == "BK" and leader[7:8] in set("bis") else kind


def _titled(instance: Node) -> Node:
    """Return the instance with a title in any case: every page and every index document needs one."""
    for value in instance.values(BF + "title"):
        if isinstance(value, Node) and value.values(BF + "mainTitle"):
            return instance
    title = Node([BF + "Title"])
    title.add(BF + "mainTitle", Literal(_UNTITLED))
    instance.add(BF + "title", title)
    return instance


def _joined_items(made: SourceRecord) -> tuple[Node, ...]:
    """Return the items; what names no item belongs to the only one there is, else stands alone."""
    if not made.loose:
        return tuple(made.items)
    if len(made.items) == 1 or not made.items:
        only = made.items[0] if made.items else made.loose[0]
        for item in made.loose:
            if item is not only:
                only.properties.extend(item.properties)
        return (only,)
    return (*made.items, *made.loose)


def tag_pattern(tags: str) -> re.Pattern[str]:
    """Return what matches the tags of a rule's `from`; X stands for any digit."""
    parts = [part.strip() for part in tags.split("|")]
    return re.compile(
        "|".join(
            re.escape(part).replace("X", "[0-9]") if part.isupper() or part[:1].isdigit() else re.escape(part)
            for part in parts
        )
    )


def _check_tags(rule: Rule) -> None:
    if not re.fullmatch(r"[\w]+(\s*\|\s*[\w]+)*", rule.tags):
        raise MappingError(f"{rule.where}: 'from' is '{rule.tags}', not tags such as '245', '100|110' or '6XX'.")


def scope_of(mappings: Path, rule_set: RuleSet) -> Scope:
    """Return what the expressions of a format may name."""
    vocabulary = Vocabulary.load(mappings / "codes")
    tables = {name: _table(name, content) for name, content in rule_set.tables.items()}
    return Scope(tables, vocabulary.iri, vocabulary.label, lambda name: name in vocabulary.names())


def _table(name: str, content: dict[str, Any]) -> Table:
    """Return a table of terms; `prefix` stands before every value, `*` is for whatever is not listed."""
    prefix = content.get("prefix", "")
    table: Table = {}
    for key, value in content.items():
        if key == "prefix":
            continue
        try:
            table[key] = [_term(prefix + one) for one in (value if isinstance(value, list) else [value])]
        except (MappingError, TypeError) as error:
            raise MappingError(f"table '{name}', '{key}': {error}") from error
    return table


def _term(text: str) -> str | Iri | Literal:
    is_name: Callable[[str], object] = re.compile(r"[a-z]+:[^\s]+|<[^>]+>").fullmatch
    return Iri(expand(text)) if is_name(text) else text
