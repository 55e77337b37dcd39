"""What works say of agents and subjects: written down as texts, and put together to the graph of the agent or subject.

A mention is a JSON list of statements in which the entity has no name yet, since its URI may still change.
"""

import json
import re
from collections.abc import Iterable, Sequence

from kg.authorities import AuthorityRow
from kg.description import Node, write_nquads
from kg.namespaces import MADS, RDFS_LABEL, SKOS
from kg.pipeline.authority_lines import authority_lines

__all__ = ["entity_lines", "mention", "mentions_joined"]

_SELF = "urn:lianmu:self"
_OBJECT = re.compile(rf" <{_SELF}(#[^<>\"\s]*)> \.\n$")
_LABEL = re.compile(
    rf"<{_SELF}> <({re.escape(RDFS_LABEL)}|{re.escape(MADS)}authoritativeLabel)> (\".*\"(@[a-z0-9-]+)?) \.\n"
)


def mention(node: Node) -> list[str]:
    """Return what a node, whose own agents and subjects have been replaced by their URIs, says of its entity."""
    return sorted(write_nquads(node, _SELF, owner=_SELF))


def mentions_joined(mentions: Iterable[list[str]]) -> str:
    """Return what one work says of an entity in all places, as it is stored."""
    return json.dumps(sorted({line for lines in mentions for line in lines}), ensure_ascii=False)


def entity_lines(mentions: Iterable[str], iri: str, graph: str, authorities: Sequence[AuthorityRow] = ()) -> list[str]:
    """Return the N-Quads of an entity from what all works, and the authority records it is linked to, say of it.

    Of several wordings of its label in one language the longest, which says most, is the label; the others are
    alternatives. That depends on which wordings there are, never on how many works have which. Where there is an
    authority record, its headings are the labels, and of a script in which it has none its first reference.
    """
    said = {line for text in mentions for line in json.loads(text)}
    labels: dict[tuple[str, str], list[str]] = {}
    rest: set[str] = set()
    for line in said:
        match = _LABEL.fullmatch(line)
        if match:
            labels.setdefault((match[1], match[3] or ""), []).append(match[2])
        else:
            rest.add(line)
    if authorities:
        return sorted(_named(line, iri, graph) for line in rest | authority_lines(authorities, labels, _SELF))
    chosen = {term for terms in labels.values() for term in [_best(terms)]}
    for (predicate, _), terms in labels.items():
        rest.add(f"<{_SELF}> <{predicate}> {_best(terms)} .\n")
        rest.update(f"<{_SELF}> <{SKOS}altLabel> {term} .\n" for term in terms if term not in chosen)
    return sorted(_named(line, iri, graph) for line in rest)


def _best(terms: list[str]) -> str:
    return min(terms, key=lambda term: (-len(term), term))


def _named(line: str, iri: str, graph: str) -> str:
    """Return a statement with the entity's URI, and its parts named within its graph."""
    if line.startswith(f"<{_SELF}> "):
        line = f"<{iri}> " + line[len(_SELF) + 3 :]
    elif line.startswith(f"<{_SELF}#"):
        line = f"<{graph}" + line[len(_SELF) + 1 :]
    line = _OBJECT.sub(lambda match: f" <{graph}{match[1]}> .\n", line)
    return f"{line[:-2]}<{graph}> .\n"
