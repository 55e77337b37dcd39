"""`lianmu mapping check`: a folder of rules as a cataloguer changed it, looked through before it is used."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.coverage import coverage_lines, records_of_file
from kg.cli.options import require_file
from kg.cli.program import EXIT_CODES, EXIT_REFUSED
from kg.errors import MappingError, UsageError

if TYPE_CHECKING:
    from kg.crosswalk.check import CheckedFormat

__all__ = ["mapping"]


@click.group()
def mapping() -> None:
    """Check the rules by which records become BIBFRAME."""


@mapping.command(epilog="Example: lianmu mapping check --mappings my-mappings cnmarc --records records.mrc")
@click.argument("formats", metavar="[FORMAT]...", nargs=-1)
@click.option(
    "--mappings",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="The folder of rules.  [default: that of this installation]",
)
@click.option("--records", metavar="FILE", default="", help="Print also how much of these records the rules map.")
@click.option("--profile", type=click.Choice(("lean", "lc")), default="lean", show_default=True, help="For --records.")
@click.option(
    "--limit", type=click.IntRange(min=0), default=20, show_default=True, help="So many places without a rule."
)
def check(formats: tuple[str, ...], folder: Path | None, records: str, profile: str, limit: int) -> int:
    """Load the rules in both profiles, run every example, and look for fields and terms that there are not.

    What is wrong is named with file and rule; exit code 3 when anything is, 4 when the file of --records is refused.
    """
    from kg.settings import shipped_folder

    if records:
        require_file(records)
    mappings = folder or shipped_folder("mappings")
    checked = [_checked(mappings, name) for name in _names(mappings, formats)]
    for one in checked:
        for fault in one.faults:
            click.echo(fault)
        state = f"{len(one.faults)} faults" if one.faults else "all well"
        click.echo(f"{one.format}: {one.rules} rules, {one.examples} examples: {state}")
    is_bad = any(one.faults for one in checked)
    if is_bad:
        return EXIT_CODES[MappingError]
    return _print_coverage(mappings, records, profile, limit) if records else 0


def _checked(mappings: Path, name: str) -> "CheckedFormat":
    from kg.crosswalk.check import check_rules
    from kg.crosswalk.declared import Declared
    from kg.settings import shipped_folder

    return check_rules(mappings, name, Declared.load(shipped_folder("ontology")))


def _names(mappings: Path, formats: tuple[str, ...]) -> list[str]:
    """Return the formats asked for, or all; raise UsageError for one that is not there."""
    known = sorted(path.parent.name for path in mappings.glob("*/format.toml"))
    if not known:
        raise UsageError(f"{mappings} holds no rules: each format is a folder with a format.toml.")
    for name in formats:
        if name not in known:
            raise UsageError(f"There is no format '{name}' in {mappings}. There are: {', '.join(known)}.")
    return list(formats) or known


def _print_coverage(mappings: Path, file: str, profile: str, limit: int) -> int:
    from kg.pipeline.coverage import Tallies

    tallies = Tallies(mappings, profile)
    refused: list[str] = []
    for record in records_of_file(file, "", "", refused):
        tallies.count(record)
    for name, tally in tallies.by_format.items():
        for line in coverage_lines(f"{file} ({name})", tally, tallies.coverages[name], limit):
            click.echo(line)
    return EXIT_REFUSED if refused else 0
