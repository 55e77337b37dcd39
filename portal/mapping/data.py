"""The rules of a format as data: JSON with all that the pages say, and a table with a line for each thing written."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from kg.crosswalk.listing import Line, Listing
from kg.pipeline.coverage import MemberCoverage
from portal.mapping.rulebook import Chapter

__all__ = ["as_json", "as_tsv"]

_COLUMNS = ("rule", "from", "when", "each", "to", "path", "value", "shape", "entry_when", "profile", "origin", "file")


def as_json(chapter: Chapter, counted: Iterable[MemberCoverage]) -> dict[str, Any]:
    """Return everything that the pages of a format print."""
    listing = chapter.listing
    return {
        "format": listing.format,
        "label": listing.label,
        "extends": listing.extends or None,
        "dropped": list(listing.dropped),
        "blocks": [
            {
                "id": block.id,
                "name": block.name.en,
                "name_zh": block.name.zh,
                "fields": [
                    {
                        "tag": one.tag,
                        "name": one.name.en,
                        "name_zh": one.name.zh,
                        "rules": [rule.rule.id for rule in one.rules] + list(one.elsewhere),
                        "left_out": [{"place": place, "reason": reason} for place, reason in one.left_out],
                    }
                    for one in block.fields
                ],
            }
            for block in listing.blocks
        ],
        "rules": [_rule(listing, rule_id) for rule_id in listing.rules],
        "shapes": {
            name: {"types": shape.types, "entity": shape.entity, "note": shape.note, "lines": _lines(lines)}
            for name, (shape, lines) in listing.shapes.items()
        },
        "tables": dict(listing.tables),
        "left_out": dict(listing.left_out),
        "differences": [
            {"kind": part.kind, "rows": [["".join(run.text for run in cell) for cell in row] for row in part.rows]}
            for part in chapter.differences
        ],
        "coverage": [
            {
                "member": one.member,
                "records": one.records,
                "counted": one.counted,
                "share": round(one.share, 4),
                "without_rule": [{"place": place, "times": times} for place, times in one.places],
            }
            for one in counted
            if one.format == listing.format
        ],
    }


def as_tsv(listing: Listing) -> str:
    """Return a table of all rules, a line for each thing that a rule writes."""
    out = io.StringIO()
    table = csv.writer(out, dialect="excel-tab", lineterminator="\n")
    table.writerow(_COLUMNS)
    for one in listing.rules.values():
        rule = one.rule
        for line in one.lines:
            value = line.value or "; ".join(f"${codes} {kind}" for codes, kind in line.parts)
            cells = (
                rule.id,
                rule.tags,
                rule.when,
                rule.each,
                rule.to,
                line.path,
                value,
                line.shape,
                line.when,
                line.profile or rule.profile,
                one.origin,
                rule.file,
            )
            table.writerow([" ".join(cell.split()) for cell in cells])
    return out.getvalue()


def _rule(listing: Listing, rule_id: str) -> dict[str, Any]:
    one = listing.rules[rule_id]
    rule = one.rule
    block, tag = listing.place_of[rule_id]
    found: dict[str, Any] = {
        "id": rule.id,
        "file": rule.file,
        "block": block,
        "field": tag,
        "from": [part.strip() for part in rule.tags.split("|")],
        "to": rule.to,
        "when": rule.when,
        "each": rule.each,
        "join": rule.join,
        "profile": rule.profile,
        "note": rule.note,
        "origin": one.origin,
        "lines": _lines(one.lines),
        "examples": [
            {"record": case.record, "graph": case.graph, "profile": case.profile, "note": case.note}
            for case in rule.examples
        ],
    }
    return {key: value for key, value in found.items() if value}


def _lines(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [
        {
            key: value
            for key, value in (
                ("path", line.path),
                ("value", line.value),
                ("shape", line.shape),
                ("of", line.of),
                ("each", line.each),
                ("when", line.when),
                ("profile", line.profile),
                ("parts", dict(line.parts)),
            )
            if value
        }
        for line in lines
    ]
