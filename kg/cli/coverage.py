"""`lianmu coverage`: how much of a member's records the rules map, and what no rule maps."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.convert import FORMATS, problem_line
from kg.cli.options import Progress, catalogue_option, is_catalogue, open_catalogue
from kg.cli.program import EXIT_REFUSED
from kg.cli.shown import shortened
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.crosswalk.coverage import Coverage, Tally
    from kg.records import Record

__all__ = ["coverage", "coverage_lines", "records_of_file"]

_REASON = 78
_EXAMPLE = 34


@click.command(epilog="Example: lianmu coverage NJU, or lianmu coverage records.mrc --format cnmarc")
@click.argument("what", metavar="MEMBER|FILE")
@click.option("--format", "format_", type=click.Choice(FORMATS), default=None, help="Of a file.  [default: recognised]")
@click.option("--encoding", default="", help="A file's character set.  [default: recognised]")
@click.option("--profile", type=click.Choice(("lean", "lc")), default="lean", show_default=True)
@click.option(
    "--limit", type=click.IntRange(min=0), default=20, show_default=True, help="So many places without a rule."
)
@click.option("--json", "as_json", is_flag=True, help="All of it as JSON.")
@catalogue_option
def coverage(
    what: str, format_: str | None, encoding: str, profile: str, limit: int, as_json: bool, folder: Path
) -> int:
    """Print the share of the subfields of a member's live records, or of a file, that the rules map.

    Then what no rule maps, commonest first, with examples (it stays in the stored record and in what is downloaded from
    it), and what the rules leave out on purpose, with the reason. The exit code is 4 when a file is refused.
    """
    from kg.pipeline.coverage import Tallies
    from kg.settings import shipped_folder

    tallies = Tallies(shipped_folder("mappings"), profile)
    refused: list[str] = []
    progress = Progress("records", quiet=as_json)
    for number, record in enumerate(_records(what, format_ or "", encoding, folder, refused), 1):
        tallies.count(record)
        progress(number)
    progress.close()
    if as_json:
        found = {name: _as_json(tally, tallies.coverages[name]) for name, tally in tallies.by_format.items()}
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return EXIT_REFUSED if refused else 0
    if not tallies.by_format and not refused:
        click.echo(f"{what}: no records.")
    for name, tally in tallies.by_format.items():
        for line in coverage_lines(f"{what} ({name})", tally, tallies.coverages[name], limit):
            click.echo(line)
    return EXIT_REFUSED if refused else 0


def _records(what: str, format_: str, encoding: str, folder: Path, refused: list[str]) -> Iterator["Record"]:
    """Yield the records of a file where there is one with that name, else of the member."""
    if what == "-" or Path(what).is_file():
        yield from records_of_file(what, format_, encoding, refused)
        return
    if not is_catalogue(folder):
        raise UsageError(
            f"There is no file '{what}', and no catalogue in {folder.resolve()}. Name one with --catalogue."
        )
    from kg.pipeline.coverage import stored_records

    with open_catalogue(folder, read_only=True) as (_, catalogue):
        catalogue.member(what)
        yield from stored_records(catalogue, what)


def records_of_file(what: str, format_: str, encoding: str, refused: list[str]) -> Iterator["Record"]:
    """Yield the records of a file for which there are rules; what is wrong with others goes to stderr.

    `refused` gets the file's name where it was given up.
    """
    from kg.crosswalk.separate import rules_for
    from kg.records import Problem, read_records

    source = sys.stdin.buffer if what == "-" else Path(what)
    for found in read_records(source, name=what, format=format_, encoding=encoding):
        if isinstance(found, Problem):
            click.echo(problem_line(found), err=True)
            if found.severity == "refused":
                refused.append(what)
        elif not found.deleted and rules_for(found):
            yield found


def coverage_lines(title: str, tally: "Tally", coverage: "Coverage", limit: int) -> Iterator[str]:
    """Yield what the command prints of a tally, with so many places without a rule."""
    from kg.crosswalk.coverage import LEFT_OUT, MAPPED, NO_RULE

    total = tally.subfields.total()
    yield f"{title}: {tally.records:,} records, {tally.fields:,} fields, {total:,} subfields"
    mapped = tally.fields_mapped
    yield f"  {mapped:>9,}  {_share(mapped, tally.fields)}  fields of which something is mapped"
    for state, words in (
        (MAPPED, "subfields mapped"),
        (LEFT_OUT, "subfields left out on purpose"),
        (NO_RULE, "subfields without a rule"),
    ):
        yield f"  {tally.subfields[state]:>9,}  {_share(tally.subfields[state], total)}  {words}"
    if tally.unmapped and limit:
        yield ""
        yield "Without a rule (kept in the stored record):"
        for place, times in tally.unmapped.most_common(limit):
            examples = " | ".join(shortened(text, _EXAMPLE) for text in tally.examples[place])
            yield f"  {times:>9,}  {place:<8}  {examples}"
        if len(tally.unmapped) > limit:
            yield f"  and {len(tally.unmapped) - limit} more places (--limit)"
    if tally.left_out and limit:
        yield ""
        yield "Left out on purpose:"
        reasons = coverage.reasons
        for place, times in tally.left_out.most_common():
            yield f"  {times:>9,}  {place:<8}  {shortened(reasons[place], _REASON)}"


def _share(part: int, total: int) -> str:
    return f"{part / total:7.2%}" if total else "      –"


def _as_json(tally: "Tally", coverage: "Coverage") -> dict[str, Any]:
    reasons = coverage.reasons
    return {
        "records": tally.records,
        "fields": tally.fields,
        "fields_mapped": tally.fields_mapped,
        "subfields": dict(tally.subfields),
        "share": round(tally.share, 4),
        "without_rule": [
            {"place": place, "times": times, "examples": tally.examples[place]}
            for place, times in tally.unmapped.most_common()
        ],
        "left_out": [
            {"place": place, "times": times, "reason": reasons[place]} for place, times in tally.left_out.most_common()
        ],
    }
