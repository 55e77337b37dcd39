"""Coded holdings of MARC 21: captions and patterns (853 to 855) with enumeration and chronology (863 to 865).

https://www.loc.gov/marc/holdings/hd853855.html, https://www.loc.gov/marc/holdings/hd863865.html
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kg.holdings.model import HELD, NOWHERE, UNPUBLISHED, Pattern, Point, Span, point_of
from kg.holdings.words import CAPTIONS
from kg.records.record import Field

__all__ = ["Coded", "coded_span", "level_of", "link_of", "pattern_of", "read_coded", "write_coded"]

ENUMERATION, CHRONOLOGY = "abcdef", "ijkl"
_CHRONOLOGY_LEVELS = {"i": "year", "j": "month", "k": "day"}
_BY_PLACE = {"a": "volume", "b": "issue", "c": "part"}
_NAMED = {"year": "year", "month": "month", "season": "month", "day": "day", "quarter": "issue", "年": "year"}
_LINK = re.compile(r"([0-9]+)(?:\.([0-9]+))?")
_VALUE = re.compile(r"([0-9]+)(?:\s*/\s*([0-9]+))?")
_DASH = re.compile(r"[-–—]")
_NOT_PUBLISHED = "4"


class Coded(NamedTuple):
    """The coded fields of one caption: its pattern, the spans in order, and how a person would write them."""

    link: str
    pattern: Pattern | None
    spans: tuple[Span, ...]
    statement: str
    failure: str = ""


def link_of(field: Field) -> tuple[str, int]:
    """Return link and sequence number of $8; ("", 0) where there is none."""
    found = _LINK.match(field.get("8") or "")
    return (found[1], int(found[2] or 0)) if found else ("", 0)


def pattern_of(field: Field) -> Pattern:
    """Return a field of captions and pattern as data; $u and $v belong to the caption before them."""
    captions: dict[str, str] = {}
    per_level: dict[str, int] = {}
    restarts: dict[str, bool] = {}
    last = ""
    for code, text in field.subfields:
        if code in "abcdefghijklm":
            captions[code] = text.strip()
            last = code
        elif code == "u" and last:
            per_level[last] = int(text) if text.strip().isdigit() else 0
        elif code == "v" and last:
            restarts[last] = text.strip() == "r"
    return Pattern(captions, per_level, restarts, (field.get("w") or "").strip(), tuple(field.all("y")), tuple(
        part.strip() for text in field.all("x") for part in text.split(",")))  # fmt: skip


def read_coded(patterns: Iterable[Field], values: Iterable[Field]) -> list[Coded]:
    """Return what coded fields say, by caption; a field without a caption of its link goes by its subfields alone."""
    by_link = {link_of(field)[0]: pattern_of(field) for field in patterns}
    groups: dict[str, list[Field]] = {}
    for field in values:
        groups.setdefault(link_of(field)[0], []).append(field)
    found = []
    for link, fields in groups.items():
        pattern = by_link.get(link)
        fields.sort(key=lambda field: link_of(field)[1])
        spans = [coded_span(field, pattern) for field in fields]
        text = ", ".join(filter(None, (write_coded(field, pattern) for field in fields)))
        read = tuple(_with_breaks(fields, spans))
        found.append(Coded(link, pattern, read, text, "" if read else "no numbers"))
    found.extend(Coded(link, pattern, (), "", "") for link, pattern in by_link.items() if link not in groups)
    return found


def coded_span(field: Field, pattern: Pattern | None) -> Span | None:
    """Return the span of one field, None where it has no numbers."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    goes_on = certain = True
    goes_on = False
    for code, text in field.subfields:
        level = level_of(code, pattern)
        if not level or level in first:
            continue
        certain = certain and not set(text) & set("<>?")
        opening, dash, closing = _ends(text)
        if opening is not None:
            first[level] = opening[0]
            last[level] = opening[1]
        if closing is not None:
            last[level] = closing[1]
        elif dash:
            goes_on = True
    if not first:
        return None
    if "issue" in first and "volume" not in first and not _is_under_year(pattern):
        first["whole"] = first.pop("issue")
        last["whole"] = last.pop("issue", first["whole"])
    status = UNPUBLISHED if field.indicators[1:2] == _NOT_PUBLISHED else HELD
    return Span(point_of(first), NOWHERE if goes_on else point_of(last), status, certain, goes_on)


def _is_under_year(pattern: Pattern | None) -> bool:
    return pattern is not None and level_of("a", pattern) == "year"


def _ends(text: str) -> tuple[tuple[int, int] | None, bool, tuple[int, int] | None]:
    """Return the first and the last value of a subfield, each with both numbers if combined, and if there is a dash."""
    parts = _DASH.split(text, maxsplit=1)
    return _value(parts[0]), len(parts) > 1, _value(parts[1]) if len(parts) > 1 else None


def _value(text: str) -> tuple[int, int] | None:
    found = _VALUE.search(text)
    if found is None or len(found[1]) > 9:
        return None
    low = int(found[1])
    return low, int(found[2]) if found[2] and len(found[2]) < 10 else low


def level_of(code: str, pattern: Pattern | None) -> str:
    """Return the level of a subfield by its caption, else by its place."""
    caption = pattern.captions.get(code, "") if pattern is not None else ""
    word = caption.strip("()+ .").casefold()
    if code in ENUMERATION:
        level = _NAMED.get(word) or CAPTIONS.get(word.split(" ")[0].rstrip("."), "")
        if level == "piece":
            level = "part"
        return level or _BY_PLACE.get(code, "")
    if code == "g":
        return "whole"
    if code in CHRONOLOGY:
        return _NAMED.get(word) or _CHRONOLOGY_LEVELS.get(code, "")
    return ""


def _with_breaks(fields: Sequence[Field], spans: Sequence[Span | None]) -> Iterable[Span]:
    """Yield the spans, and what was never published where a break is none of the holdings ($w n)."""
    before: Span | None = None
    said = ""
    for field, span in zip(fields, spans, strict=True):
        if span is None:
            continue
        if before is not None and said == "n":
            yield from _between(before.last, span.first)
        yield span
        before, said = span, (field.get("w") or "").strip()


def _between(last: Point, first: Point) -> Iterable[Span]:
    for level in ("volume", "whole", "year"):
        one, other = getattr(last, level), getattr(first, level)
        if one is not None and other is not None and other - one > 1:
            yield Span(point_of({level: one + 1}), point_of({level: other - 1}), UNPUBLISHED)
            return


def write_coded(field: Field, pattern: Pattern | None) -> str:
    """Return a field of enumeration and chronology as a person would write it: v.1-17 (1979-1995)."""
    captions = pattern.captions if pattern is not None else {}
    numbers = ":".join(
        _captioned(captions.get(code, ""), text) for code, text in field.subfields if code in ENUMERATION
    )
    dates = ":".join(text for code, text in field.subfields if code in CHRONOLOGY)
    return f"{numbers} ({dates})" if numbers and dates else numbers or dates


def _captioned(caption: str, text: str) -> str:
    return text if caption.startswith("(") else caption + text
