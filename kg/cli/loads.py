"""`lianmu load`, `loads`, `unload` and `problems`: a member's records in, and out again."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from kg.cli.options import Progress, catalogue_option, open_catalogue, require_file, system_user
from kg.cli.program import EXIT_LOST, EXIT_REFUSED
from kg.cli.publishing import publish_now

if TYPE_CHECKING:
    from kg.catalogue import Catalogue
    from kg.pipeline.load import LoadOptions
    from kg.pipeline.report import LoadReport
    from kg.settings import Settings

__all__ = ["load", "load_files", "load_options", "loads", "problems", "unload"]

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

    Loading the same file again changes nothing. The exit code is 1 when a record was lost (damaged or failed) or a file
    could not be read to its end, 4 when all that was given is refused, 5 when --replace-all waits for --yes.
    """
    for file in files:
        require_file(file)
    with open_catalogue(folder) as (settings, catalogue):
        options = load_options(settings, who=WHO, dry_run=dry_run, replace_all=replace_all, yes=yes)
        report = load_files(settings, catalogue, code, files, options, quiet=quiet)
        for line in report.lines():
            click.echo(line)
        if not dry_run and not no_publish:
            publish_now(settings, catalogue, quiet=quiet)
    if report.refused and not report.read:
        return EXIT_REFUSED
    return EXIT_LOST if report.lost else 0


@click.command(epilog="Example: lianmu loads --member NJU")
@click.option("--member", default="", help="Only those of this member.")
@catalogue_option
def loads(member: str, folder: Path) -> None:
    """List the loads, the latest first, one a line, tab-separated."""
    with open_catalogue(folder, read_only=True) as (_, catalogue):
        if member:
            catalogue.member(member)
        click.echo("load\tmember\tstate\tstarted\tread\tloaded\tunchanged\tdeleted\tskipped\tfailed\tfiles")
        for row in catalogue.loads(member):
            names = ("read", "loaded", "unchanged", "deleted", "skipped", "failed")
            counts = "\t".join(str(row.counts.get(name, 0)) for name in names)
            state = f"{row.state} ({row.note})" if row.note else row.state
            click.echo(f"{row.id}\t{row.member}\t{state}\t{row.started}\t{counts}\t{', '.join(row.files)}")


@click.command(epilog="Example: lianmu unload 7")
@click.argument("number", type=int, metavar="LOAD")
@click.option("--no-publish", is_flag=True, help="Leave graph and index as they are; `lianmu publish` follows later.")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
@catalogue_option
def unload(number: int, no_publish: bool, quiet: bool, folder: Path) -> None:
    """Undo the load with the number LOAD: the records are again as they were before it."""
    from kg.catalogue import Actor
    from kg.pipeline.acts import undo_load

    with open_catalogue(folder) as (settings, catalogue):
        report = undo_load(catalogue, Actor(system_user()), number)
        for line in report.lines():
            click.echo(line)
        if not no_publish:
            publish_now(settings, catalogue, quiet=quiet)


@click.command(epilog="Example: lianmu problems 7 --limit 20")
@click.argument("number", type=int, metavar="LOAD")
@click.option("--limit", type=int, default=-1, help="No more than so many.")
@click.option("--bytes", "with_bytes", is_flag=True, help="The bytes of each too, as Python writes them.")
@catalogue_option
def problems(number: int, limit: int, with_bytes: bool, folder: Path) -> None:
    """List what was wrong with the records of the load with the number LOAD, one a line."""
    from kg.cli.convert import problem_line

    with open_catalogue(folder, read_only=True) as (_, catalogue):
        catalogue.load(number)
        for problem in catalogue.load_table.problems(number, limit):
            click.echo(problem_line(problem) + (f"\t{problem.raw!r}" if with_bytes else ""))


def load_options(
    settings: "Settings", *, who: str, dry_run: bool = False, replace_all: bool = False, yes: bool = False
) -> "LoadOptions":
    """Return how to load, by the settings and what was asked for."""
    from kg.pipeline.load import LoadOptions
    from kg.records import Limits

    return LoadOptions(
        who=who,
        dry_run=dry_run,
        replace_all=replace_all,
        yes=yes,
        guard_percent=settings.load_guard_percent,
        batch=settings.load_batch,
        limits=Limits(
            record_bytes=settings.limits_record_bytes,
            total_bytes=settings.limits_total_bytes,
            ratio=settings.limits_ratio,
        ),
        unstated=settings.rights_unstated,
    )


def load_files(
    settings: "Settings",
    catalogue: "Catalogue",
    code: str,
    files: Sequence[str],
    options: "LoadOptions",
    *,
    quiet: bool,
) -> "LoadReport":
    """Load files as records of the member `code`; return what became of each record."""
    from dataclasses import replace

    from kg.crosswalk import Crosswalk
    from kg.pipeline.load import HeldBackError
    from kg.pipeline.load import load as run_load
    from kg.records import Columns

    member = catalogue.member(code)
    crosswalk = Crosswalk.load(settings.mappings, member.format, profile=settings.crosswalk_profile)
    columns = Columns.load(settings.mappings, member.format, member.columns, f"the columns of member {code}")
    options = replace(options, columns=columns)
    sources: list[Path | BinaryIO] = [sys.stdin.buffer if file == "-" else Path(file) for file in files]
    progress = Progress(f"{code}: records read", quiet=quiet)
    try:
        return run_load(catalogue, member, sources, crosswalk, options, progress)
    except HeldBackError as error:
        progress.close()
        for line in error.report.lines():
            click.echo(line)
        raise
    finally:
        progress.close()
