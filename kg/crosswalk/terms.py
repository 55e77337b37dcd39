"""What terms of published vocabularies are and are called: profile `lc` says it beside each term, `lean` never does."""

import tomllib
from pathlib import Path

from kg.crosswalk.syntax import expand
from kg.description.node import Iri, Literal, Node, NodeList
from kg.description.terms import local_name
from kg.errors import MappingError
from kg.namespaces import BF, BFLC, RDFS
from kg.vocabulary import Vocabulary

__all__ = ["Terms"]

_LABEL = RDFS + "label"
_OF_PROPERTY = "*"  # the class named like the property that leads to the term


class Terms:
    """The classes of terms, by what their address begins with, and their labels (of those in `codes`: codes)."""

    def __init__(self, classes: dict[str, str], labels: dict[str, str], coded: frozenset[str]) -> None:
        self._classes = classes
        self._labels = labels
        self._coded = coded
        self._made: dict[tuple[str, str], Node | None] = {}

    @classmethod
    def load(cls, mappings: Path) -> "Terms":
        """Return the terms of `terms.toml`, none where there is no such file; raise MappingError for a bad one."""
        path = mappings / "terms.toml"
        if not path.is_file():
            return cls({}, {}, frozenset())
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise MappingError(f"{path} cannot be read: {error}.") from error
        classes = {
            expand(stem): kind if kind == _OF_PROPERTY else expand(kind)
            for stem, kind in content.get("classes", {}).items()
        }
        labels = {expand(term): label for term, label in content.get("labels", {}).items()}
        vocabulary = Vocabulary.load(mappings / "codes")
        for name in content.get("lists", ()):
            for term in vocabulary.terms(name).values():
                labels.setdefault(term.iri, term.en)
        return cls(classes, labels, frozenset(expand(stem) for stem in content.get("codes", ())))

    def describe(self, node: Node) -> None:
        """Put a node with class and label in the place of each term that a description refers to."""
        for at, (predicate, value) in enumerate(node.properties):
            if isinstance(value, Iri):
                made = self._node(predicate, value.value)
                if made is not None:
                    node.properties[at] = (predicate, made)
            elif isinstance(value, Node):
                self._label(value)
                self.describe(value)
            elif isinstance(value, NodeList):
                for member in value:
                    self.describe(member)

    def _label(self, node: Node) -> None:
        label = self._labels.get(node.iri)
        if label and Literal(label) not in node.values(_LABEL):
            node.add(_LABEL, Literal(label))

    def _node(self, predicate: str, iri: str) -> Node | None:
        """Return a node for a term, made once; None for an address that is no term of these vocabularies."""
        key = (predicate, iri)
        if key not in self._made:
            if len(self._made) > len(self._labels) * 4:
                self._made.clear()
            self._made[key] = self._make(predicate, iri)
        return self._made[key]

    def _make(self, predicate: str, iri: str) -> Node | None:
        stem, _, code = iri.rpartition("/")
        kind = self._classes.get(stem + "/", "")
        if not kind:
            return None
        if kind == _OF_PROPERTY:
            name = local_name(predicate)
            kind = (BFLC if predicate.startswith(BFLC) else BF) + name[:1].upper() + name[1:]
        node = Node([kind], iri=iri)
        label = self._labels.get(iri)
        if stem + "/" in self._coded:
            node.add(BF + "code", Literal(code))
        elif label:
            node.add(_LABEL, Literal(label))
        return node
