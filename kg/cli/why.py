"""`lianmu why`: the evidence on two records, where they stand and through which records, and what each says."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import catalogue_option, open_catalogue, record_name

if TYPE_CHECKING:
    from kg.bibframe.fields import FieldRow
    from kg.catalogue import Catalogue
    from kg.matching.why import Step, Why
    from kg.settings import Settings

__all__ = ["why"]

BANDS = {
    "sure": "joined without asking",
    "join": "joined, and a person is asked",
    "ask": "kept apart, and a person is asked",
    "apart": "kept apart",
}
LINKS = {
    "score": "alike, {bits:+.1f} bits",
    "judgement": "said to be the same",
    "key": "a title and name, or another work key, in common",
    "edition": "the same edition",
}


@click.command(epilog="Example: lianmu why NJU/000123 PKU/b1002345")
@click.argument("one", metavar="RECORD")
@click.argument("other", metavar="RECORD")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@catalogue_option
def why(one: str, other: str, as_json: bool, folder: Path) -> None:
    """Show why two records (member/local id) are of one edition and one work, or not."""
    from kg.matching.why import why as reasons_of

    with open_catalogue(folder, read_only=True) as (settings, catalogue), catalogue.snapshot():
        found = reasons_of(catalogue, record_name(one), record_name(other))
        rows = _rows(settings, catalogue, found)
    if as_json:
        click.echo(json.dumps(_as_json(found, rows), ensure_ascii=False, indent=2))
        return
    for line in [*_lines(found), "", *_side_by_side(found, rows)]:
        click.echo(line)


def _rows(settings: "Settings", catalogue: "Catalogue", found: "Why") -> "list[FieldRow]":
    from kg.bibframe.fields import read_alone, side_by_side, statements
    from kg.pipeline.converting import Converter

    converter = Converter(settings.mappings, settings.crosswalk_profile)
    described = (converter.describe(catalogue.record_table.get_number(number)) for number in found.numbers)
    return side_by_side([statements(*read_alone(description), _last_part) for description in described])


def _last_part(_list: str, code: str) -> str:
    return code.rstrip("/#").rpartition("/")[2]


def _lines(found: "Why") -> list[str]:
    from kg.matching.weights import weights_in_force
    from kg.matching.why import REASONS

    meant = weights_in_force().reasons
    if found.is_one_edition:
        stands = "one edition"
    else:
        stands = "two editions of one work" if found.is_one_work else "two editions of two works"
    lines = [
        f"{found.names[0]}  edition {found.editions[0]}, work {found.works[0]}",
        f"{found.names[1]}  edition {found.editions[1]}, work {found.works[1]}",
        f"They are {stands}: {REASONS[found.reason]}.",
    ]
    if found.forbidding is not None:
        name, vetoes, score = found.forbidding
        lines.append(f"  the other record: {name} ({', '.join(vetoes) or f'{score:+.1f} bits'})")
    if found.judgement is not None:
        lines.append(f"Judged {found.judgement.verdict} by {found.judgement.who}, {found.judgement.at}.")
    lines += ["", f"Evidence: {found.evidence.score:+.1f} bits, which means {BANDS[found.band]}."]
    lines += [f"  forbidden: {veto}" for veto in found.evidence.vetoes]
    weighty = sorted(found.evidence.features.items(), key=lambda entry: (-abs(entry[1]), entry[0]))
    lines += [f"  {bits:+6.1f}  {name}{': ' + meant[name] if meant.get(name) else ''}" for name, bits in weighty]
    lines.append(f"  {weights_in_force().prior:+6.1f}  (what any pair begins with)")
    if not found.met:
        lines.append("They share no key by which candidates are found.")
    lines += _path("One edition", found.edition_path)
    return lines + (_path("One work", found.work_path) if not found.is_one_edition else [])


def _path(what: str, steps: "tuple[Step, ...]") -> list[str]:
    if not steps:
        return []
    return [f"{what} through:"] + [
        f"  {step.one} – {step.other}: {LINKS[step.by].format(bits=step.bits)}" for step in steps
    ]


def _side_by_side(found: "Why", rows: "list[FieldRow]") -> list[str]:
    from kg.cli.shown import grid

    table = [("", "field", *found.names)]
    for row in rows:
        cells = [" | ".join(cell.values) or "-" for cell in row.cells]
        table.append(("≠" if row.differs else " ", row.name, cells[0], cells[1]))
    return grid(table)


def _as_json(found: "Why", rows: "list[FieldRow]") -> dict[str, object]:
    from kg.matching.weights import weights_in_force

    judged = found.judgement
    return {
        "records": list(found.names),
        "editions": list(found.editions),
        "works": list(found.works),
        "one_edition": found.is_one_edition,
        "one_work": found.is_one_work,
        "reason": found.reason,
        "forbidding": None
        if found.forbidding is None
        else {"record": found.forbidding[0], "vetoes": list(found.forbidding[1]), "score": found.forbidding[2]},
        "score": round(found.evidence.score, 3),
        "prior": weights_in_force().prior,
        "band": found.band,
        "features": found.evidence.features,
        "vetoes": list(found.evidence.vetoes),
        "compared": found.met,
        "judgement": None if judged is None else {"verdict": judged.verdict, "who": judged.who, "at": judged.at},
        "edition_through": [_step(step) for step in found.edition_path],
        "work_through": [_step(step) for step in found.work_path],
        "fields": [
            {"field": row.name, "values": [list(cell.values) for cell in row.cells], "differs": row.differs}
            for row in rows
        ],
    }


def _step(step: "Step") -> dict[str, object]:
    return {"records": [step.one, step.other], "by": step.by, "bits": round(step.bits, 3)}
