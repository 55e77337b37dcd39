"""Headings of several parts (`Aeronautics--Maps`): one node a part in an RDF list, and the whole as text."""

from collections.abc import Callable
from typing import Any

from kg.crosswalk.expressions import compile_expression
from kg.crosswalk.fills import Build
from kg.crosswalk.scope import Scope
from kg.crosswalk.source import Source
from kg.crosswalk.syntax import expand
from kg.description.node import Literal, Node, NodeList
from kg.errors import MappingError

__all__ = ["compile_parts"]

Part = tuple[str, str]


def compile_parts(
    predicate: str, value: dict[str, Any], scope: Scope, shape: Callable[[str], Build]
) -> Callable[[Source, Node], bool]:
    """Return what adds a list of parts (where there are `least`, 2 by default) and the parts joined as `text`.

    The kind of a part is a class, or `{ shape = "…" }` for a node that a shape makes of the whole field.
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
            if len(known) > 50_000:
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
