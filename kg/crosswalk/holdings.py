"""Value functions for holdings in records of their own: which location a field is of, coded holdings of UNIMARC."""

import re
from collections.abc import Callable

from kg.crosswalk.source import Source

__all__ = ["captioned_extent", "copy_link", "location_link"]

_NUMBER = re.compile("[0-9]+")
_COPY_TAGS = ("930", "915", "955")
_PATTERNS = {"510": "500", "511": "501", "512": "502"}


def location_link(alone: str = "") -> Callable[[Source], list[str]]:
    """Return a function that gives what joins a field to its location (852), where a record has several.

    It is the link number in `$8` that a location has too, else the location that the field follows. In a record with
    one location, or none, it is `alone` where that is given, else the link number.
    """

    def link(field: Source) -> list[str]:
        locations = field.record.by_tag.get("852", ())
        number = _link_number(field)
        if len(locations) < 2:
            return [alone or number] if alone or number else []
        if number and any(_link_number(one) == number for one in locations):
            return [number]
        before = 0
        for source in field.record.sources:
            before += source.tag == "852"
            if source is field:
                break
        return [f"852 {max(before, 1)}"]

    return link


def copy_link(field: Source) -> list[str]:
    """Return what joins the fields of one copy: `$5`, else where a tag stands several times, which of them this is.

    Fields of two tags are of the same copies where there are as many of both.
    """
    if field.first("5"):
        return [field.first("5")]
    unnamed = {tag: [one for one in field.record.by_tag.get(tag, ()) if not one.first("5")] for tag in _COPY_TAGS}
    mine = unnamed.get(field.tag, [])
    if len(mine) < 2:
        return []
    tag = next(tag for tag, fields in unnamed.items() if len(fields) == len(mine))
    return [f"{tag} {next(at for at, one in enumerate(mine) if one is field)}"]


def _link_number(field: Source) -> str:
    found = _NUMBER.match(field.first("8"))
    return found[0] if found else ""


def captioned_extent(field: Source) -> list[str]:
    """Return coded holdings of UNIMARC (510) with the captions (500) of the same link in `$6`, or the only ones."""
    patterns = field.record.by_tag.get(_PATTERNS.get(field.tag, ""), [])
    link = field.first("6")
    pattern = next((one for one in patterns if one.first("6") == link), patterns[0] if len(patterns) == 1 else None)

    def caption(code: str) -> str:
        words = pattern.first(code) if pattern is not None else ""
        return "" if words.startswith("(") else words

    enumeration = ":".join(caption(code) + field.first(code) for code in "abc" if field.first(code))
    other = ":".join(caption(code) + field.first(code) for code in "de" if field.first(code))
    chronology = ":".join(field.first(code) for code in "fgh" if field.first(code))
    numbering = "=".join(part for part in (enumeration, other) if part)
    if numbering and chronology:
        return [f"{numbering} ({chronology})"]
    return [text for text in (numbering or chronology,) if text]
