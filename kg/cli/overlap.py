"""`lianmu overlap`: how many editions members hold together and alone, as a matrix and by class."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import catalogue_option, open_catalogue
from kg.cli.shown import grid
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.catalogue import Catalogue
    from kg.overlap import ClassCount, Overlap

__all__ = ["overlap"]

# As `kg.overlap.KINDS`, which is imported only when the command runs.
_KINDS = ("discipline", "clc", "ddc", "lcc", "language", "decade")
_MOST = 1000


@click.command(epilog="Example: lianmu overlap --by clc --group JIANGSU")
@click.option("--by", type=click.Choice(_KINDS), default=None, help="Count by class, language or decade too.")
@click.option("--class", "only", default="", help="Only the editions of one class of --by, such as TP.")
@click.option("--group", default="", help="Only the members of this group, as if there were no others.")
@click.option("--last-copies", "alone", default="", metavar="MEMBER", help="List what no other member has, as TSV.")
@click.option("--widely", type=click.IntRange(min=2), default=None, help="List editions that so many members hold.")
@click.option("--years", type=click.IntRange(min=1), default=5, show_default=True, help="For --widely: so many years.")
@click.option("--tsv", "form", flag_value="tsv", help="The counts as tab-separated values.")
@click.option("--json", "form", flag_value="json", help="The counts as JSON.")
@catalogue_option
def overlap(
    by: str | None,
    only: str,
    group: str,
    alone: str,
    widely: int | None,
    years: int,
    form: str | None,
    folder: Path,
) -> None:
    """Print how many editions each two members both hold, and how many each holds alone.

    Records that may not be passed on count as well. Classes, languages and years are those of the last publication.
    """
    from kg.overlap.report import as_json, tsv_lines
    from kg.pipeline.overlap import overlap_of

    if only and not by:
        raise UsageError("Say what --class is a class of: --by discipline, clc, ddc, lcc, language or decade.")
    if alone and widely:
        raise UsageError("Ask for --last-copies or for --widely, not for both.")
    with open_catalogue(folder, read_only=True) as (settings, catalogue):
        if alone:
            _write(_last_copies(catalogue, alone, group, settings.base_url))
        elif widely:
            since = datetime.now(tz=UTC).year - years + 1
            _write(_widely(catalogue, since, widely, settings.base_url))
        else:
            found = overlap_of(catalogue, kind=by or "", group=group, only=only)
            if form == "json":
                click.echo(json.dumps(as_json(found, by or ""), ensure_ascii=False, indent=1))
            elif form == "tsv":
                _write(tsv_lines(found, by or ""))
            else:
                _print(found, by or "")


def _write(lines: Iterator[str]) -> None:
    sys.stdout.writelines(lines)


def _last_copies(catalogue: "Catalogue", member: str, group: str, base_url: str) -> Iterator[str]:
    from kg.pipeline.overlap import last_copy_lines

    return last_copy_lines(catalogue, catalogue.member(member).code, base_url, group=group)


def _widely(catalogue: "Catalogue", since: int, least: int, base_url: str) -> Iterator[str]:
    from kg.pipeline.overlap import widely_held_lines

    return widely_held_lines(catalogue, since, least, _MOST, base_url)


def _print(found: "Overlap", by: str) -> None:
    """Print the figures as tables of which a terminal shows some twelve columns."""
    click.echo(f"{found.editions:,} editions, held by {len(found.members)} members")
    members = [code for code in found.members if found.held.get(code)]
    rows = [["member", "editions", "alone", *members]]
    for one in members:
        both = (_cell(found, one, other) for other in members)
        rows.append([one, f"{found.held[one]:,}", f"{found.alone.get(one, 0):,}", *both])
    _lines(rows)
    click.echo("\nEditions by how many members hold them:")
    _lines([["members", "editions"], *([str(many), f"{number:,}"] for many, number in found.holders.items())])
    if by:
        click.echo(f"\nBy {by} (each member's editions, in brackets those that it holds alone):")
        head = [by, "editions", "several", *members]
        _lines([head, *(_class_row(row, members) for row in found.classes)])


def _cell(found: "Overlap", one: str, other: str) -> str:
    both = found.together(one, other)
    return "" if one == other else f"{both:,} ({found.share(one, other):.0%})" if both else "0"


def _class_row(row: "ClassCount", members: list[str]) -> list[str]:
    own = (f"{row.held.get(code, 0):,} ({row.alone.get(code, 0):,})" for code in members)
    return [row.code or "–", f"{row.editions:,}", f"{row.shared:,}", *own]


def _lines(rows: list[list[str]]) -> None:
    for line in grid(rows):
        click.echo(line)
