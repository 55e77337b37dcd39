"""What the pages of rules show: blocks cut into pages of bearable size, and a catalogue's coverage by format."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kg.crosswalk.listing import Block, FieldOfBlock, Listing
from kg.pipeline.coverage import MOST_COUNTED, MemberCoverage

__all__ = ["CoverageRow", "FormatFigures", "figures_of", "laid_out", "pages_of", "place_of", "rows_of_coverage"]

# What one page holds of rules and examples, by `FieldOfBlock.weight`; the page itself has half as many bytes.
_PAGE_WEIGHT = 300_000
_PLACES = 8
_SHORT = 80
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|\^\^[\w:]+|@[\w-]+)?|<[^>]*>|[\[\];]|[^\s"<\[\];]+')


class FormatFigures(NamedTuple):
    """How many rules a format has, and of those of an overlay: its own, those in place of others, those taken over."""

    rules: int
    own: int
    in_place: int
    taken_over: int
    left_out: int


class CoverageRow(NamedTuple):
    """What the rules map of one member's records; `is_sample` where not all of them were counted."""

    member: str
    label: str
    records: int
    counted: int
    is_sample: bool
    share: float
    places: tuple[str, ...]


def figures_of(listing: Listing) -> FormatFigures:
    """Return a format in figures."""
    own, in_place, taken_over = (listing.count(origin) for origin in ("own", "in place", "taken over"))
    return FormatFigures(len(listing.rules), own, in_place, taken_over, len(listing.left_out))


def pages_of(block: Block) -> tuple[tuple[FieldOfBlock, ...], ...]:
    """Return a block's fields by page; a field is never cut."""
    pages: list[list[FieldOfBlock]] = [[]]
    weight = 0
    for one in block.fields:
        if pages[-1] and weight + one.weight > _PAGE_WEIGHT:
            pages.append([])
            weight = 0
        pages[-1].append(one)
        weight += one.weight
    return tuple(tuple(page) for page in pages)


def place_of(listing: Listing, rule: str) -> tuple[str, int] | None:
    """Return the block and the page on which a rule is printed, None for an unknown rule."""
    if rule not in listing.place_of:
        return None
    block_id, tag = listing.place_of[rule]
    block = next(one for one in listing.blocks if one.id == block_id)
    pages = pages_of(block)
    return block_id, next(n for n, fields in enumerate(pages, 1) if tag in {one.tag for one in fields})


def laid_out(graph: str) -> str:
    """Return the Turtle of an example with each property of a longer statement on a line of its own."""
    return "\n".join(_laid_out(line) if len(line) > _SHORT else line for line in graph.strip().splitlines())


def _laid_out(line: str) -> str:
    made, depth = "", 1
    for part in _TOKEN.findall(line):
        if part == "]":
            depth -= 1
        made += part
        if part == "[":
            depth += 1
        made += "\n" + "  " * depth if part == ";" else " "
    return made.rstrip()


def rows_of_coverage(
    counted: Iterable[MemberCoverage], name: str, labels: Mapping[str, str]
) -> tuple[CoverageRow, ...]:
    """Return the coverage of each member with records in a format, the largest first."""
    rows = [
        CoverageRow(
            one.member,
            labels.get(one.member, one.member),
            one.records,
            one.counted,
            one.records > MOST_COUNTED,
            one.share,
            tuple(place for place, _ in one.places[:_PLACES]),
        )
        for one in counted
        if one.format == name and one.counted
    ]
    return tuple(sorted(rows, key=lambda row: (-row.records, row.member)))
