"""Which representation a reader gets: the formats on offer and the choice by `Accept` (RFC 9110, 12.5.1)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from pyoxigraph import Quad

from kg.registry import Registry

__all__ = ["HTML", "Format", "choose", "formats"]

HTML = "text/html"

# Formats that browsers and crawlers are offered first; further ones follow by name.
_PREFERRED = ("turtle", "jsonld")


class _Write(Protocol):
    def __call__(self, quads: Iterable[Quad]) -> bytes: ...


class Format(NamedTuple):
    """A format in which data is offered: the name of its module in `kg/exports` and what that module says of it."""

    name: str
    media_type: str
    extension: str
    label: str
    write: _Write


class _Range(NamedTuple):
    type: str
    subtype: str
    quality: float


def formats() -> tuple[Format, ...]:
    """Return every export format that there is, Turtle and JSON-LD first."""
    registry = Registry("kg.exports", "export format")
    rank = {name: place for place, name in enumerate(_PREFERRED)}
    names = sorted(registry.names(), key=lambda name: (rank.get(name, len(rank)), name))
    return tuple(_format(registry, name) for name in names)


def _format(registry: Registry, name: str) -> Format:
    module = registry.get(name)
    return Format(name, module.MEDIA_TYPE, module.EXTENSION.lstrip("."), module.LABEL, module.write)


def choose(accept: str, offers: Sequence[str]) -> str | None:
    """Return the offer that the header prefers, the first of equals, or None when it refuses them all."""
    ranges = [parsed for part in accept.split(",") if (parsed := _parse_range(part)) is not None]
    if not ranges:
        return offers[0]
    quality, _, best = max((_quality(offer, ranges), -place, offer) for place, offer in enumerate(offers))
    return best if quality > 0 else None


def _quality(offer: str, ranges: list[_Range]) -> float:
    """Return the quality that the most specific matching range gives to the offer."""
    kind, _, subtype = offer.partition("/")
    matching = [
        ((r.type != "*") + (r.subtype != "*"), r.quality)
        for r in ranges
        if r.type in {kind, "*"} and r.subtype in {subtype, "*"}
    ]
    return max(matching)[1] if matching else 0.0


def _parse_range(text: str) -> _Range | None:
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    kind, slash, subtype = name.partition("/")
    if not slash or not kind or not subtype or (kind == "*" and subtype != "*"):
        return None
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            quality = _parse_quality(value.strip())
    return _Range(kind, subtype, quality)


def _parse_quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
