"""Linking fields of block 4 in the technique of CNMARC: whole fields embedded in `$1` (`$12001 $aTitle`)."""

from collections.abc import Iterable
from dataclasses import replace

from kg.crosswalk.back.making import Made, Part

__all__ = ["embed_links"]

# Which field and subfield of the other record a plain subfield stands for, in the order of their tags.
_PLACES = {
    "0": ("001", ""), "3": ("003", ""), "y": ("010  ", "a"), "x": ("011  ", "a"), "m": ("013  ", "a"),
    "z": ("040  ", "a"), "t": ("2001 ", "a"), "o": ("2001 ", "e"), "h": ("2001 ", "h"), "i": ("2001 ", "i"),
    "f": ("2001 ", "f"), "g": ("2001 ", "g"), "v": ("2001 ", "v"), "l": ("2001 ", "d"), "e": ("205  ", "a"),
    "c": ("210  ", "a"), "n": ("210  ", "c"), "d": ("210  ", "d"), "p": ("215  ", "a"), "s": ("2252 ", "a"),
    "a": ("701 0", "a"), "u": ("8564 ", "u"),
}  # fmt: skip
_HEADS = tuple(dict.fromkeys(head for head, _ in _PLACES.values()))


def embed_links(made: Iterable[Made]) -> list[Made]:
    """Return the fields, those of block 4 that have a title with embedded fields."""
    return [_embedded(one) if one.tag[0] == "4" and _has_title(one) else one for one in made]


def _has_title(one: Made) -> bool:
    codes = {part.code for part in one.parts}
    return "t" in codes and "1" not in codes


def _embedded(one: Made) -> Made:
    parts: list[Part] = [part for part in one.parts if part.code not in _PLACES]
    for head in _HEADS:
        inner = [part for part in one.parts if _PLACES.get(part.code, ("", ""))[0] == head]
        for at, part in enumerate(inner):
            code = _PLACES[part.code][1]
            if not code:
                parts.append(Part("1", head + part.text))
                continue
            if at == 0:
                parts.append(Part("1", head))
            parts.append(Part(code, part.text, part.other))
    return replace(one, parts=parts)
