"""The terms that rules may name: those that the vocabularies in `ontology/` declare."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

import pyoxigraph

from kg.crosswalk.syntax import PREFIXES
from kg.errors import MappingError
from kg.namespaces import BFLC, RDF_TYPE

__all__ = ["Declared"]

_CLOSED = ("bf", "bflc", "mads", "lianmu")
_NAME = re.compile(rf"(?<![\w/#'.-])({'|'.join(_CLOSED)}):([A-Za-z]\w*)(?![\w:/-])")
# A relationship that the Library of Congress converter writes and no vocabulary declares.
_OF_THE_CONVERTER = BFLC + "hasVariantEntry"


class Declared:
    """Every declared term of the prefixes bf, bflc, mads and lianmu."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms = frozenset(terms)

    @classmethod
    def load(cls, ontology: Path) -> "Declared":
        """Return the terms of the folder's vocabularies; raise MappingError where one cannot be read."""
        found = {_OF_THE_CONVERTER}
        for path in sorted([*ontology.glob("*.rdf"), *ontology.glob("*.ttl")]):
            form = pyoxigraph.RdfFormat.RDF_XML if path.suffix == ".rdf" else pyoxigraph.RdfFormat.TURTLE
            try:
                for quad in pyoxigraph.parse(path=path, format=form):
                    if quad.predicate.value == RDF_TYPE and isinstance(quad.subject, pyoxigraph.NamedNode):
                        found.add(quad.subject.value)
            except (OSError, SyntaxError) as error:
                raise MappingError(f"{path} cannot be read: {error}.") from error
        return cls(found)

    def unknown_in(self, text: str) -> list[str]:
        """Return the names in a rule's text that no vocabulary declares, each with the nearest that one does."""
        return [
            f"{prefix}:{name}{self._nearest(prefix, name)}"
            for prefix, name in dict.fromkeys(_NAME.findall(text))
            if PREFIXES[prefix] + name not in self._terms
        ]

    def _nearest(self, prefix: str, name: str) -> str:
        base = PREFIXES[prefix]
        names = [term.removeprefix(base) for term in self._terms if term.startswith(base)]
        near = get_close_matches(name, names, n=1)
        return f" (perhaps {prefix}:{near[0]})" if near else ""
