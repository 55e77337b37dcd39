"""`lianmu load`, `loads`, `unload` and `problems`: a member's records in, and out again."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import Progress, catalogue_option, open_catalogue
from kg.cli.program import EXIT_LOST
from kg.cli.publishing import publish_now
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.settings import Settings

__all__ = ["load", "loads", "problems", "unload"]

WHO = "command line"


@click.command(epilog="Example: lianmu load NJU records.iso more.xml.gz --catalogue my-catalogue")
@click.argument("code")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--dry-run", is_flag=True, help="Read and match everything, say what would happen, change nothing.")
@click.option("--replace-all", is_flag=True, help="The files are all that the member has: delete what is not in them.")
@click.option("--yes", is_flag=True, help="Delete even more than the guard allows unasked.")
@click.option("--no-publish", is_flag=True, help="Leave graph and index as they are; `lianmu publish` follows later.")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
@catalogue_option
def load(
    code: str,
    files: tuple[str, ...],
    dry_run: bool,
    replace_all: bool,
    yes: bool,
    no_publish: bool,
    quiet: bool,
    folder: Path,
) -> int:
    """Load the records of each FILE ("-" is standard input) as those of the member CODE, and publish them.

    The exit code is 1 when a record was lost (damaged or failed) or a file could not be read to its end.
    """
    for file in files:
        if file != "-" and not Path(file).is_file():
            raise UsageError(f"There is no file {file}; nothing was loaded.")
    with open_catalogue(folder) as (settings, catalogue):
        report = load_files(
            settings, catalogue, code, files, dry_run=dry_run, replace_all=replace_all, yes=yes, quiet=quiet
        )
        for line in report.lines():
            click.echo(line)
        if not dry_run and not no_publish:
            publish_now(settings, catalogue, quiet=quiet)
    return EXIT_LOST if report.lost else 0
