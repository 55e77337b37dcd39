"""What a description says of a map: scale, projection, coordinates; the cataloguer's words before the codes."""

import re
from collections.abc import Iterable

from kg.bibframe.things import Text
from kg.bibframe.values import children, is_latin, labels, texts, unnamed
from kg.description.node import Node
from kg.namespaces import BF, RDF, RDFS_LABEL

__all__ = ["coordinates", "projection", "scale"]

# What the coded field 034 says of a scale beside its number: nothing that a reader asks for.
_CODED_SCALE = frozenset({"linear scale", "linear horizontal", "linear vertical", "angular scale"})
_CODED_COORDINATES = re.compile(r"(?:[NSEW+-]?[\d.]+ ?)+")
_NUMBER = re.compile(r"[\d,. ]+")


def scale(work: Node) -> tuple[Text, ...]:
    """Return the scale as the map gives it, else the coded number as `1:N`."""
    nodes = list(children(work, BF + "scale"))
    stated = [*texts(work, BF + "scale"), *(text for node in nodes for text in texts(node, RDFS_LABEL))]
    in_words = [text for text in stated if text.value not in _CODED_SCALE]
    return _ordered(in_words or [_ratio(text) for node in nodes for text in texts(node, RDF + "value")])


def projection(work: Node) -> tuple[Text, ...]:
    """Return the projection in words."""
    found = children(work, BF + "cartographicAttributes")
    return _ordered(text for node in found for text in unnamed(node, BF + "projection"))


def coordinates(work: Node) -> tuple[Text, ...]:
    """Return the coordinates (of a chart of the sky: declination and equinox) as the map gives them, else coded."""
    names = (BF + "coordinates", BF + "ascensionAndDeclination", BF + "equinox")
    nodes = list(children(work, BF + "cartographicAttributes"))
    given = [text for name in names for node in nodes for text in labels(node, name)]
    return _ordered([text for text in given if not _CODED_COORDINATES.fullmatch(text.value)] or given)


def _ratio(text: Text) -> Text:
    return Text(f"1:{text.value}") if _NUMBER.fullmatch(text.value) else text


def _ordered(found: Iterable[Text]) -> tuple[Text, ...]:
    return tuple(sorted(set(found), key=lambda text: (is_latin(text.value), text.language, text.value)))
