"""Headings of several parts (`Aeronautics--Maps`): the whole as text, and what kind each part is.

The kinds stand in an RDF list with a node for each part or, where the text of the heading already says the parts, in
one IRI that names them in order (`…/parts/Topic-GenreForm`).
"""

import re
from collections.abc import Callable
from typing import Any

from kg.crosswalk.expressions import compile_expression
from kg.crosswalk.fills import Build
from kg.crosswalk.scope import Scope
from kg.crosswalk.source import Source
from kg.crosswalk.syntax import expand
from kg.description.node import Iri, Literal, Node, NodeList
from kg.description.terms import local_name
from kg.errors import MappingError
from kg.namespaces import MADS, PARTS

__all__ = ["compile_parts", "kinds_named", "split_heading"]

Part = tuple[str, str]
_BETWEEN = "--"
_CUT = re.compile("--(?!-)")


def kinds_named(iri: str) -> list[str]:
    """Return the classes of a heading's parts that an IRI names in order, none for an IRI that names no parts."""
    return [MADS + name for name in iri.removeprefix(PARTS).split("-")] if iri.startswith(PARTS) else []


def split_heading(text: str) -> list[str]:
    """Return the parts of a heading: `Iraq War, 2003---Veterans` has two, the first ends in a hyphen."""
    return _CUT.split(text)


def compile_parts(
    predicate: str, value: dict[str, Any], scope: Scope, shape: Callable[[str], Build]
) -> Callable[[Source, Node], bool]:
    """Return what adds a list of parts (where there are `least`, 2 by default) and the parts joined as `text`.

    The kind of a part is a class, or `{ shape = "…" }` for a node that a shape makes of the whole field. With `short`
    one IRI names the kinds in place of the list, where all are classes of MADS and the text shows where each part ends.
    """
    kinds = value["parts"]
    if not isinstance(kinds, dict) or not kinds:
        raise MappingError("'parts' is a table: subfield codes and the class of the part that they make.")
    groups = {code: codes for codes in kinds for code in codes}
    types = {codes: expand(kind) for codes, kind in kinds.items() if isinstance(kind, str)}
    builders = {codes: shape(kind["shape"]) for codes, kind in kinds.items() if isinstance(kind, dict)}
    apply = compile_expression(f"$a | {value.get('apply', 'trim_isbd')}", scope)
    label = expand(value.get("label", "mads:authoritativeLabel"))
    texts = [expand(name) for name in value.get("text", ())]
    separator, least = value.get("separator", "--"), value.get("least", 2)

    def trimmed(text: str) -> str:
        return "".join(str(part) for part in apply(Source("", "  ", (("a", text),))))

    cut = _cutter(groups, _remembered(trimmed), value.get("join", " "))
    kinds_iri = _kinds_iri(types) if value.get("short") and texts and separator == _BETWEEN and least > 1 else None

    def add(source: Source, node: Node) -> bool:
        parts = cut(source)
        if not parts:
            return False
        other = source.other
        others = cut(other) if other is not None else []
        _add_texts(node, texts, separator.join(text for _, text in parts), source.language)
        if other is not None and others and (len(others) == len(parts) or not other.language.endswith("pinyin")):
            _add_texts(node, texts, separator.join(text for _, text in others), other.language)
        if len(parts) >= least:
            kinds = kinds_iri(parts, others) if kinds_iri is not None else None
            if kinds is not None:
                node.properties.append((predicate, kinds))
                return True
            readings = _readings(parts, others, other)
            members = []
            for number, (codes, text) in enumerate(parts):
                built = builders[codes](source) if codes in builders else None
                if built is None:
                    built = Node([types[codes]] if codes in types else [])
                    built.properties.append((label, Literal(text, source.language)))
                    read = readings.get(number, text)
                    if other is not None and read != text:
                        built.properties.append((label, Literal(read, other.language)))
                members.append(built)
            node.properties.append((predicate, NodeList(members)))
        return True

    return add


def _kinds_iri(types: dict[str, str]) -> Callable[[list[Part], list[Part]], Iri | None]:
    """Return what gives the IRI for the kinds of parts; None for parts that must stand in a list."""
    names = {codes: local_name(kind) for codes, kind in types.items() if kind.startswith(MADS)}

    def kinds(parts: list[Part], others: list[Part]) -> Iri | None:
        if others and len(others) != len(parts):
            return None
        found = [names.get(codes, "") for codes, _ in parts]
        return Iri(PARTS + "-".join(found)) if all(found) and _is_plain(parts) and _is_plain(others) else None

    return kinds


def _is_plain(parts: list[Part]) -> bool:
    """Return whether a heading of these parts, joined, falls into the same parts again (`2003-` stays whole)."""
    texts = [text for _, text in parts]
    return not texts or split_heading(_BETWEEN.join(texts)) == texts


def _readings(parts: list[Part], others: list[Part], other: Source | None) -> dict[int, str]:
    """Return what the other script has for each part, by its place; pinyin is often there for the main part alone."""
    if other is None or len(others) == len(parts):
        return {number: text for number, (_, text) in enumerate(others)}
    if not other.language.endswith("pinyin"):
        return {}
    kinds = [codes for codes, _ in parts]
    return {kinds.index(codes): text for codes, text in others if kinds.count(codes) == 1}


def _add_texts(node: Node, predicates: list[str], text: str, language: str) -> None:
    for predicate in predicates:
        node.properties.append((predicate, Literal(text, language)))


def _remembered(function: Callable[[str], str]) -> Callable[[str], str]:
    """Return a function that keeps its answers: the same headings come again and again."""
    known: dict[str, str] = {}

    def remember(text: str) -> str:
        if text not in known:
            if len(known) > 10_000:
                known.clear()
            known[text] = function(text)
        return known[text]

    return remember


def _cutter(groups: dict[str, str], trimmed: Callable[[str], str], join: str) -> Callable[[Source], list[Part]]:
    """Return what cuts a field into parts: subfields of one group of several codes make one part, else each its own."""

    def cut(source: Source) -> list[Part]:
        parts: list[tuple[str, list[str]]] = []
        for code, text in source.subfields:
            codes = groups.get(code)
            if codes is None:
                continue
            known = next((part for part in parts if part[0] == codes), None) if len(codes) > 1 else None
            if known is None:
                parts.append((codes, [text]))
            else:
                known[1].append(text)
        return [(codes, text) for codes, texts in parts if (text := trimmed(join.join(texts)))]

    return cut
