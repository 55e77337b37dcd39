"""Where a rule's values go: `work bf:title [bf:Title] bf:mainTitle` read as a path of nodes."""

import re
from dataclasses import dataclass

from kg.crosswalk.syntax import expand
from kg.errors import MappingError
from kg.namespaces import RDF_TYPE

__all__ = ["IRI", "Step", "Target", "parse_path", "parse_target"]

_STEP = re.compile(
    r"(?P<property>[^\s\[\]]+)(?:\s+\[(?P<types>[^\]]*)\](?:#(?P<name>\w+)(?P<first>:first)?)?)?(?:\s+|$)"
)
IRI = "iri"
"""Stands in a path for the name of the node itself."""
_WORDS = {"a": RDF_TYPE, "iri": IRI}
_ROOTS = ("work", "instance", "item", "items", "authority", "held")


@dataclass(frozen=True)
class Step:
    """A property and the node at its end; `name` is what rules share the node by, `first` only with one occurrence."""

    property: str
    types: tuple[str, ...] = ()
    name: str = ""
    first: bool = False


@dataclass(frozen=True)
class Target:
    """The nodes on the way and the last property, which is empty where the path ends in a node."""

    steps: tuple[Step, ...]
    property: str = ""


def parse_path(text: str) -> Target:
    """Return a path without its root; raise MappingError where it cannot be read."""
    steps: list[Step] = []
    last = ""
    at = 0
    while at < len(text):
        match = _STEP.match(text, at)
        if match is None or last:
            raise MappingError(f"'{text}' is no path such as 'bf:title [bf:Title] bf:mainTitle'.")
        predicate = _WORDS.get(match["property"]) or expand(match["property"])
        if match["types"] is None:
            last = predicate
        else:
            types = tuple(expand(kind) for kind in match["types"].split())
            steps.append(Step(predicate, types, match["name"] or "", bool(match["first"])))
        at = match.end()
    return Target(tuple(steps), last)


def parse_target(text: str) -> tuple[str, Target]:
    """Return the root (work, instance, item, authority …) of a rule's `to`, and the path below it."""
    root, _, rest = text.strip().partition(" ")
    if root not in _ROOTS:
        raise MappingError(f"'to' begins with '{root}', not with one of {', '.join(_ROOTS)}.")
    return root, parse_path(rest.strip())
