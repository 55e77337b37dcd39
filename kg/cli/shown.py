"""Records and tables as lines for a terminal, Chinese characters counted as two columns."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.bibframe.things import Contribution, Instance, Text, Work
    from kg.catalogue import Membership
    from kg.description import Description
    from kg.records import Record

__all__ = ["grid", "marc_lines", "period_of", "portal_lines", "shortened", "width"]

WIDEST = 52
_CONTROLS = dict.fromkeys([*range(0x20), 0x7F, *range(0x80, 0xA0)], " ")


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def period_of(membership: "Membership") -> str:
    """Return from when to when a member belongs to a group, "" when neither is known."""
    if not membership.since and not membership.until:
        return ""
    return f"{membership.since or '…'} – {membership.until or '…'}"


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many columns, with an ellipsis where it was cut; controls become blanks."""
    text = text.translate(_CONTROLS)
    if width(text) <= most:
        return text
    kept = ""
    for sign in text:
        if width(kept + sign) > most - 1:
            break
        kept += sign
    return kept + "…"


def grid(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines whose columns stand under each other; the first row is that of headings."""
    cells = [[shortened(cell, WIDEST) for cell in row] for row in rows]
    widths = [max(width(row[place]) for row in cells) for place in range(len(cells[0]))]
    lines = [
        "  ".join(cell + " " * (most - width(cell)) for cell, most in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    return [lines[0], "-" * min(sum(widths) + 2 * len(widths) - 2, 118), *lines[1:]]


def marc_lines(record: "Record") -> list[str]:
    """Return a record's leader and fields in MARCMaker's form; of Dublin Core its elements."""
    lines = [f"=LDR  {record.leader}"] if record.leader else []
    for one in record.fields:
        if not one.subfields:
            lines.append(f"={one.tag}  {one.value}")
        elif record.format == "dublincore":
            extra = "".join(f" {{{code}={text}}}" for code, text in one.subfields[1:])
            lines.append(f"={one.tag}  {one.subfields[0][1]}{extra}")
        else:
            marks = one.indicators.replace(" ", "\\")
            lines.append(f"={one.tag}  {marks}" + "".join(f"${code}{text}" for code, text in one.subfields))
    return [line.translate(_CONTROLS) for line in lines]


def portal_lines(record: "Record") -> list[str]:
    """Return what a reader would see of a record: title, people, publication, numbers, subjects, holdings."""
    from kg.bibframe import Reader
    from kg.cli.others import other_lines
    from kg.crosswalk import Crosswalk
    from kg.errors import RECORD_ERRORS
    from kg.records import kind_of, local_id
    from kg.settings import shipped_folder

    if kind_of(record) != "bibliographic" or record.deleted:
        kind = f"(a record of another kind: {kind_of(record)}; only bibliographic ones are loaded)"
        return [kind] if record.deleted else [kind, *other_lines(record)]
    rules = Crosswalk.load(shipped_folder("mappings"), record.format)
    try:
        description = rules.convert(record, local_id(record) or "x")
    except RECORD_ERRORS as error:
        return [f"(the rules cannot convert it: {error})"]
    reader = Reader(_Unnamed())
    work, instance = reader.work(description.work, "", ""), reader.instance(description.instance, "", "")
    return [line.translate(_CONTROLS) for line in _reading_lines(work, instance, description)]


class _Unnamed:
    """The names of a description that stands in no catalogue: there are none."""

    def iri(self, node: object) -> str:
        """Return ""."""
        del node
        return ""

    def id(self, node: object) -> str:
        """Return ""."""
        del node
        return ""


def _reading_lines(work: "Work", instance: "Instance", description: "Description") -> list[str]:
    from kg.bibframe.parts import item

    shown = [
        ("题名 Title", [_title(instance)]),
        ("责任者 By", [_person(one) for one in work.contributions]),
        ("版本 Edition", _texts(instance.edition_statement)),
        ("出版 Published", _texts(instance.publication_statement)),
        ("形态 Extent", _texts(instance.extent)),
        ("丛书 Series", _texts(instance.series)),
        ("标识 Identifiers", [f"{one.kind} {one.value}" for one in instance.identifiers]),
        ("分类 Class", [one.portion for one in work.classifications]),
        ("主题 Subjects", [label.value for one in work.subjects for label in one.labels[:1]]),
        ("语种 Language", [one.rpartition("/")[2] for one in work.languages]),
        ("类型 Kind", list(work.kinds)),
        ("提要 Summary", [shortened(one.value, 80) for one in work.summaries]),
    ]
    lines = [f"{name}: {'; '.join(texts)}" for name, texts in shown if texts and any(texts)]
    for node in description.items:
        held = item(node)
        parts = (*held.sublocation, *held.shelf_marks, *held.barcodes, *held.enumeration, *held.notes)
        lines.append(f"馆藏 Held: {', '.join(parts)}")
    return lines


def _title(instance: "Instance") -> str:
    first = instance.titles[0] if instance.titles else None
    if first is None:
        return "?"
    parts = [*first.main[:1], *first.subtitle[:1], *first.part_number[:1], *first.part_name[:1]]
    said = " : ".join(one.value for one in parts)
    return f"{said} / {instance.responsibility[0].value}" if instance.responsibility else said


def _person(one: "Contribution") -> str:
    roles = [role.label or role.iri.rpartition("/")[2] for role in one.roles]
    name = one.agent.labels[0].value if one.agent.labels else "?"
    return f"{name} ({', '.join(roles)})" if roles else name


def _texts(texts: Iterable["Text"]) -> list[str]:
    return [one.value for one in texts]
