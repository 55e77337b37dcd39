"""`lianmu dump`, one stream; `lianmu dumps`: dated sets of files for others to fetch."""

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import Progress, catalogue_option, open_catalogue, settings_of
from kg.cli.program import EXIT_LOST
from kg.cli.publishing import site_of
from kg.cli.stopping import Stopping
from kg.errors import CatalogueError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.catalogue import Catalogue
    from kg.pipeline.dumps import DumpSets, Made, Plan
    from kg.settings import Settings

__all__ = ["dump", "dump_plan", "dumps", "make_dumps"]

# Dumps are never in a hurry: readers and the publisher come first.
_NICENESS = 15
_LOOK_EVERY = 60.0
_AFTER_FAILURE = 3600.0


@click.command(epilog="Example: lianmu dump --to turtle --out catalogue.ttl")
@click.option(
    "--to", default="nquads", show_default=True, help="nquads, ntriples, turtle, jsonld, jsonldlines or rdfxml."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write here.  [default: stdout]")
@click.option("--member", metavar="CODE", help="Only what this member's records describe.")
@click.option("--group", metavar="CODE", help="Only what the records of this group's members describe.")
@catalogue_option
def dump(to: str, out: Path | None, member: str | None, group: str | None, folder: Path) -> None:
    """Write the published graph, or a member's or group's part; the same graph always gives the same bytes."""
    from kg.cli.convert import target
    from kg.pipeline.dump import dump as run_dump

    if member and group:
        raise UsageError("A dump is of a --member or of a --group, not of both.")
    with open_catalogue(folder, read_only=True) as (settings, catalogue):
        members: tuple[str, ...] | None = None
        if member or group:
            kind, code = ("member", member) if member else ("group", group)
            members = dump_plan(settings, catalogue).part(kind, str(code)).members
        with target(out) as stream:
            count = run_dump(site_of(settings), stream, to=to, members=members)
    click.echo(f"{count:,} statements written.", err=True)


@click.group(epilog="Example: lianmu dumps make --catalogue my-catalogue")
def dumps() -> None:
    """Make, list and verify dated sets of dumps: the whole, each member's part, each group's part."""


@dumps.command(epilog="Example: lianmu dumps make --formats nquads,turtle")
@click.option("--formats", help="Formats, with commas between.  [default: the setting dumps.formats]")
@click.option("--member", "members", metavar="CODE", multiple=True, help="Beside the whole only this one; repeatable.")
@click.option("--group", "groups", metavar="CODE", multiple=True, help="Beside the whole only this one; repeatable.")
@click.option("--force", is_flag=True, help="Make a set although there is one of what is published.")
@click.option("--follow", is_flag=True, help="Go on, and make a set as often as the setting dumps.every_hours says.")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
@catalogue_option
def make(
    formats: str | None,
    members: tuple[str, ...],
    groups: tuple[str, ...],
    force: bool,
    follow: bool,
    quiet: bool,
    folder: Path,
) -> None:
    """Write what is published to a new set, while readers read and the publisher publishes."""
    with open_catalogue(folder, read_only=True) as (settings, catalogue):
        if follow and settings.dumps_every_hours <= 0:
            raise UsageError("With the setting dumps.every_hours = 0 no dumps are made unasked. Call without --follow.")
        if follow:
            _follow(settings, catalogue)
            return
        plan = dump_plan(settings, catalogue).limited(members, groups)
        made = make_dumps(settings, plan, formats=formats, force=force, quiet=quiet)
    click.echo(_told(made))


@dumps.command("list", epilog="Example: lianmu dumps list")
@catalogue_option
def list_(folder: Path) -> None:
    """Print the sets, the newest first."""
    click.echo("set\tmade\tevent\tparts\tstatements\tbytes")
    for found in _sets(folder).all():
        facts = (found.name, found.made, found.event, len(found.parts), found.statements, found.size)
        click.echo("\t".join(map(str, facts)))


@dumps.command(epilog="Example: lianmu dumps verify 2026-11-21T0830Z-gen-00000012")
@click.argument("name", metavar="[SET]", required=False)
@catalogue_option
def verify(name: str | None, folder: Path) -> int:
    """Compare a set, or the newest, with its checksums, read every statement, and count; exit code 1 for a fault."""
    from kg.pipeline.dumps import verify as run_verify

    sets = _sets(folder)
    newest = None if name else sets.newest()
    found = newest or sets.get(name or "")
    faults = list(run_verify(found))
    for fault in faults:
        click.echo(f"FAULT\t{fault.file}\t{fault.what}")
    click.echo(f"{found.name}: {f'{len(faults)} faults.' if faults else 'whole.'}")
    return EXIT_LOST if faults else 0


@dumps.command(epilog="Example: lianmu dumps remove 2026-11-21T0830Z-gen-00000012")
@click.argument("name", metavar="SET")
@catalogue_option
def remove(name: str, folder: Path) -> None:
    """Remove a set, such as one with records that may no longer be passed on."""
    _sets(folder).remove(name)
    click.echo(f"Removed {name}.")


def make_dumps(
    settings: "Settings",
    plan: "Plan",
    *,
    formats: str | None = None,
    force: bool = False,
    quiet: bool = False,
    stopping: "Callable[[], bool]" = lambda: False,
) -> "Made":
    """Make a set as the settings say; what `stopping` says ends it, with nothing left."""
    from kg.pipeline.dumps import DumpOptions, make_set

    progress = Progress("graphs written", quiet=quiet)

    def tell(done: int) -> None:
        if stopping():
            raise click.Abort
        progress(done)

    options = DumpOptions(_split(formats or settings.dumps_formats), settings.dumps_keep, force)
    try:
        return make_set(site_of(settings), plan, options, progress=tell)
    finally:
        progress.close()


def dump_plan(settings: "Settings", catalogue: "Catalogue") -> "Plan":
    """Return what a set made now is to hold."""
    from datetime import UTC, datetime

    from kg.pipeline.dumps import plan_of

    day = datetime.now(UTC).date().isoformat()
    plan = plan_of(catalogue, settings.portal_name, settings.portal_name_en, day)
    return replace(plan, has_endpoint=settings.sparql_enabled)


def _follow(settings: "Settings", catalogue: "Catalogue") -> None:
    """Make a set whenever one is due, until asked to end; a failure is told and tried again later."""
    from kg.pipeline.dumps import is_due

    os.nice(_NICENESS)
    stopping = Stopping()
    while not stopping():
        wait = _LOOK_EVERY
        plan = dump_plan(settings, catalogue)
        try:
            if is_due(site_of(settings), plan, _split(settings.dumps_formats), settings.dumps_every_hours):
                click.echo(_told(make_dumps(settings, plan, quiet=True, stopping=stopping)), err=True)
        except CatalogueError as error:
            # Such as a full disk, which is not to be filled again every minute.
            click.echo(f"lianmu: {error}", err=True)
            wait = _AFTER_FAILURE
        end = time.monotonic() + wait
        while time.monotonic() < end and not stopping():
            time.sleep(0.5)


def _told(made: "Made") -> str:
    found = made.dumps
    if not made.is_new:
        return f"{found.name} holds what is published already; --force makes another."
    return f"{found.name}: {len(found.parts)} dumps of {found.statements:,} statements, {found.size:,} bytes."


def _split(formats: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(formats.replace(",", " ").split()))


def _sets(folder: Path) -> "DumpSets":
    from kg.pipeline.dumps import DumpSets

    return DumpSets(settings_of(folder).catalogue / "dumps")
