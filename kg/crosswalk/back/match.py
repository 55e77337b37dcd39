"""A pattern laid over a tree: how much of the tree it explains, and what stands in which place of the field."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.crosswalk.back.patterns import Part, Parts, Pattern
from kg.crosswalk.back.undo import Place, Turned
from kg.crosswalk.parts import split_heading
from kg.crosswalk.scope import Table
from kg.description.node import Iri, Literal, Node, NodeList, Value
from kg.description.terms import local_name
from kg.namespaces import BFLC, RDF_TYPE, RDFS_LABEL

__all__ = ["Found", "Matcher", "Said", "is_term", "pair_scripts"]

_SCRIPT = re.compile(r"-(?!latn)[a-z]{4}\b")
_OTHER_SCRIPT = re.compile("[\u0370-\u1dff\u3040-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]")
_MARC_KEY = BFLC + "marcKey"
_GENERAL_PART = "x"
_MAYBE = 0.5
# A term of a vocabulary in its place says more than a word.
_OF_IRI = 3


class Said(NamedTuple):
    """What a place of the field holds: the text, and the same in the other script or ""."""

    place: Place
    text: str
    other: str = ""
    depth: int = 0


@dataclass
class Found:
    """What of a tree a pattern explains."""

    score: float = 0
    said: list[Said] = field(default_factory=list)
    used: set[int] = field(default_factory=set)

    def take(self, other: "Found") -> None:
        """Add what a part of the tree says."""
        self.score += other.score
        self.said += other.said
        self.used |= other.used


def pair_scripts(values: Iterable[Literal], *, han_first: bool) -> list[tuple[str, str]]:
    """Return texts with the same in another script: `han_first` says which of the two comes first."""
    plain: list[str] = []
    scripts: list[str] = []
    values = list(values)
    # The text as printed may have no tag where its transcription has one.
    is_read = any("-latn" in value.language for value in values) and not any(map(_has_script, values))
    for value in values:
        in_script = _has_script(value) or (is_read and not value.language and bool(_OTHER_SCRIPT.search(value.value)))
        (scripts if in_script else plain).append(value.value)
    if not plain or not scripts:
        return [(text, "") for text in plain + scripts]
    first, second = (scripts, plain) if han_first else (plain, scripts)
    others = [*second, *[""] * (len(first) - len(second))]
    return [*zip(first, others, strict=False), *((text, "") for text in second[len(first) :])]


def _has_script(value: Literal) -> bool:
    return _SCRIPT.search(value.language) is not None


class Matcher:
    """Lays patterns over nodes; `han_first` for dialects in which the Chinese text comes before its transcription."""

    def __init__(self, tables: dict[str, Table], *, han_first: bool) -> None:
        self._tables = tables
        self._han_first = han_first

    def match(self, pattern: Pattern, node: Node, depth: int = 0) -> Found | None:
        """Return what the pattern explains of the node, None where it is another kind of node."""
        types = set(node.types)
        if not pattern.types <= types:
            return None
        found = Found(len(pattern.types) + len(pattern.maybe_types & types))
        if not self._guards(pattern, node, found):
            return None
        if pattern.iri is not None and node.iri:
            text = pattern.iri.undo(Iri(node.iri))
            found.said += [Said(pattern.iri.place, text, "", depth)] if text else []
        self._slots(pattern, node, found, depth)
        self._children(pattern, node, found, depth)
        if not all(self._is_there(name, child, node) for name, child in pattern.children if child.is_constant):
            return None
        if pattern.parts and not self._parts(pattern.parts[0], node, found, depth):
            return None
        found.said = _with_sources(found.said)
        return found

    def _guards(self, pattern: Pattern, node: Node, found: Found) -> bool:
        for name, wanted, sure in pattern.guards:
            values = [value for value in node.values(name) if _is(value, wanted)]
            weight = _OF_IRI if isinstance(wanted, Iri) else 1
            found.score += (weight if sure else _MAYBE) * bool(values)
            found.used.update(map(id, values))
            if sure and not values:
                return False
        return True

    def _slots(self, pattern: Pattern, node: Node, found: Found, depth: int) -> None:
        by_name: dict[str, list[Turned]] = {}
        for name, turned in pattern.slots:
            if pattern.parts and turned.place.kind == "label":
                continue
            by_name.setdefault(name, []).append(turned)
        for name, slots in by_name.items():
            values = self._values(pattern, node, name)
            for turned in slots:
                if turned.table and len(slots) == 1:
                    values = self._most_specific(turned.table, values)
            self._fill(slots, values, found, depth)

    def _values(self, pattern: Pattern, node: Node, name: str) -> list[Value]:
        if name == RDF_TYPE:
            return [Iri(kind) for kind in node.types if kind not in pattern.types]
        return [value for value in node.values(name) if not isinstance(value, NodeList)]

    def _most_specific(self, table: str, values: list[Value]) -> list[Value]:
        """Return one value for each code of the table: a code with two terms needs both, and then takes both."""
        texts = {value.value for value in values if isinstance(value, Iri | Literal)}
        gone: set[str] = set()
        for terms in self._tables.get(table, {}).values():
            names = [term if isinstance(term, str) else term.value for term in terms]
            if len(names) > 1 and set(names) <= texts:
                gone.update(names[:-1])
        return [value for value in values if not (isinstance(value, Iri | Literal) and value.value in gone)]

    def _fill(self, slots: list[Turned], values: list[Value], found: Found, depth: int) -> None:
        literals: dict[int, list[Literal]] = {}
        for value in (one for one in values if not isinstance(one, NodeList)):
            for at, turned in enumerate(slots):
                term = Iri(value.iri) if isinstance(value, Node) else value
                text = turned.undo(term) if term.value else None
                if not text:
                    continue
                found.score += _OF_IRI if isinstance(term, Iri) else 1
                found.used.add(id(value))
                language = value.language if isinstance(value, Literal) else ""
                literals.setdefault(at, []).append(Literal(text, language))
                if not turned.also:
                    break
        if (
            not literals
            and all(turned.table for turned in slots)
            and any(isinstance(value, Iri | Node) for value in values)
        ):
            found.score -= 1
        for at, texts in sorted(literals.items()):
            place = slots[at].place
            found.said += [Said(place, *pair, depth) for pair in pair_scripts(texts, han_first=self._han_first)]

    def _children(self, pattern: Pattern, node: Node, found: Found, depth: int) -> None:
        by_name: dict[str, list[Pattern]] = {}
        for name, child in pattern.children:
            by_name.setdefault(name, []).append(child)
        for name, children in by_name.items():
            for value in node.values(name):
                inner = Node([], iri=value.value) if isinstance(value, Iri) else value
                if not isinstance(inner, Node) or id(value) in found.used:
                    continue
                fit = [child for child in children if child.iri is not None or not is_term(inner)]
                matches = [one for child in fit if (one := self.match(child, inner, depth + 1)) is not None]
                best = max(matches, key=lambda one: (one.score, len(one.said)), default=None)
                if best is not None and (best.said or best.score):
                    found.take(best)
                    found.used.add(id(value))

    def _is_there(self, name: str, child: Pattern, node: Node) -> bool:
        return any(isinstance(value, Node) and self.match(child, value) is not None for value in node.values(name))

    def _parts(self, parts: Parts, node: Node, found: Found, depth: int) -> bool:
        """Take a heading apart into subfields; false where its first part is of another kind."""
        for value in node.values(parts.property):
            if isinstance(value, NodeList) and value:
                return self._members(parts, value, found, depth)
        kinds = next((value.value for value in node.values(parts.property) if isinstance(value, Iri)), "")
        if any(place.place.kind == "key" for place in _keys_of(node, found)):
            return True
        labels = [value for name in parts.texts[:1] for value in node.values(name)]
        labels = labels or [value for name in parts.texts for value in node.values(name)]
        first = parts.parts[0]
        names = kinds.rpartition("/")[2].split("-") if kinds else []
        if first.pattern is not None or (names and local_name(first.kind) != names[0]):
            return False
        for text, other in pair_scripts([one for one in labels if isinstance(one, Literal)], han_first=self._han_first):
            main, *rest = split_heading(text)
            others = split_heading(other) if other else []
            code = "a" if "a" in first.codes else first.codes[0]
            found.score += 1
            found.said.append(Said(Place("label", code), main, others[0] if others else "", depth))
            for at, part in enumerate(rest, 1):
                code = self._code_of(parts, names[at]) if at < len(names) else _GENERAL_PART
                found.said.append(Said(Place("subfield", code), part, others[at] if at < len(others) else "", depth))
        return True

    def _code_of(self, parts: Parts, name: str) -> str:
        codes = [part.codes for part in parts.parts[1:] if local_name(part.kind) == name]
        return (codes or [_GENERAL_PART])[0][0]

    def _members(self, parts: Parts, members: NodeList, found: Found, depth: int) -> bool:
        first, *rest = parts.parts
        if not self._first(first, members[0], parts, found, depth):
            return False
        for member in members[1:]:
            named = [part.codes for part in rest if part.kind in member.types]
            code = (named or [_GENERAL_PART])[0][0]
            found.score += 1
            for pair in self._labels(member, parts):
                found.said.append(Said(Place("subfield", code), *pair, depth))
        return True

    def _first(self, part: Part, member: Node, parts: Parts, found: Found, depth: int) -> bool:
        if part.pattern is not None:
            inner = self.match(part.pattern, member, depth + 1)
            if inner is None:
                return False
            found.take(inner)
            return True
        if part.kind not in member.types:
            return False
        found.score += 2
        code = "a" if "a" in part.codes else part.codes[0]
        found.said += [Said(Place("label", code), *pair, depth) for pair in self._labels(member, parts)]
        return True

    def _labels(self, member: Node, parts: Parts) -> list[tuple[str, str]]:
        for name in (parts.label, *parts.texts):
            texts = [value for value in member.values(name) if isinstance(value, Literal)]
            if texts:
                return pair_scripts(texts, han_first=self._han_first)
        return []


def is_term(value: Value) -> bool:
    """Return whether a node only says what a term is and is called; where it stood in a field, it says more."""
    return isinstance(value, Node) and bool(value.iri) and all(name == RDFS_LABEL for name, _ in value.properties)


def _with_sources(said: list[Said]) -> list[Said]:
    """Put the source of a number, where one was found in this node, in brackets before the number."""
    sources = [one for one in said if one.place.kind == "source"]
    if not sources:
        return said
    source = sources[0]
    numbers = [one for one in said if one.place == Place("subfield", source.place.code)]
    if not numbers:
        return said
    rest = [one for one in said if one not in numbers and one.place.kind != "source"]
    return [
        one._replace(text=f"({source.text}){one.text}", place=Place("number", one.place.code)) for one in numbers
    ] + rest


def _keys_of(node: Node, found: Found) -> list[Said]:
    return [one for one in found.said if one.place.kind == "key"] if node.values(_MARC_KEY) else []


def _is(value: Value, wanted: Iri | Literal) -> bool:
    if isinstance(value, Literal) and isinstance(wanted, Literal):
        return value.value == wanted.value
    if isinstance(value, Node):
        return isinstance(wanted, Iri) and value.iri == wanted.value
    return value == wanted
