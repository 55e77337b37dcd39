"""`lianmu publish`, `check` and `rebuild`: the views of the database."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import Progress, catalogue_option, open_catalogue
from kg.cli.program import EXIT_LOST
from kg.cli.stopping import Stopping
from kg.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kg.catalogue import Catalogue
    from kg.pipeline.check import CheckReport
    from kg.pipeline.publish import PublishReport
    from kg.pipeline.site import Site
    from kg.settings import Settings

__all__ = ["check", "publish", "publish_now", "rebuild", "site_of"]

VIEWS = ("graph", "index")
HOLDINGS = "holdings"
WAIT = 1.0
PATIENCE = 3600.0


@click.command(epilog="Example: lianmu publish --catalogue my-catalogue")
@click.option("--follow", is_flag=True, help="Go on and publish whatever is loaded, until stopped.")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
@catalogue_option
def publish(follow: bool, quiet: bool, folder: Path) -> None:
    """Bring graph and index up to the database and give readers the result."""
    with open_catalogue(folder) as (settings, catalogue):
        if follow:
            _follow(settings, catalogue)
        else:
            publish_now(settings, catalogue, quiet=quiet)


@click.command(epilog="Example: lianmu check --catalogue my-catalogue")
@click.option("--strict", is_flag=True, help="Events that are not published yet are a fault too.")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
@catalogue_option
def check(strict: bool, quiet: bool, folder: Path) -> int:
    """Compare database, graph and index by count and hash, and name each difference; exit code 1 when there is one.

    Nothing is changed. What is not published yet is a backlog and no fault, unless --strict is given.
    """
    from kg.pipeline.check import check as run_check

    with open_catalogue(folder, read_only=True) as (settings, catalogue):
        progress = Progress("checked", quiet=quiet)
        report = run_check(catalogue, site_of(settings), strict=strict, progress=_counting(progress))
        progress.close()
    for line in _check_lines(report):
        click.echo(line)
    return 0 if report.clean else EXIT_LOST


@click.command(epilog="Example: lianmu rebuild index --catalogue my-catalogue")
@click.argument("view", type=click.Choice((*VIEWS, HOLDINGS)))
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
@catalogue_option
def rebuild(view: str, quiet: bool, folder: Path) -> None:
    """Make the graph or the index anew from the database; readers keep the old one until the new one is whole.

    `holdings`: read the statements of holdings of all records anew, into the database.
    """
    from kg.pipeline.holdings import rebuild_holdings
    from kg.pipeline.rebuild import rebuild as run_rebuild

    with open_catalogue(folder) as (settings, catalogue):
        if view == HOLDINGS:
            with catalogue.load_table.lock():
                changed = rebuild_holdings(catalogue)
            click.echo(f"Read the holdings of all records; those of {changed} were kept otherwise.")
            return
        progress = Progress("written", quiet=quiet)
        report = run_rebuild(catalogue, site_of(settings), view, progress=_counting(progress))
        progress.close()
    click.echo(_summary(report))


def _check_lines(report: "CheckReport") -> "Iterator[str]":
    yield f"generation {report.generation} at event {report.event}; the database is at event {report.last_event}"
    for name, tally in sorted(report.tallies.items()):
        same = tally.expected == tally.found and tally.expected_hash == tally.found_hash
        yield (
            f"{'same' if same else 'OTHER'}\t{name}\texpected {tally.expected} ({tally.expected_hash:016x})"
            f"\tfound {tally.found} ({tally.found_hash:016x})"
        )
    yield from report.notes
    for fault in report.differences:
        yield f"FAULT\t{fault.where}\t{fault.what}\t{fault.kind} {fault.id}\t{fault.detail}".rstrip()
    if report.truncated:
        yield "There are more differences than are named here."
    if report.backlog or report.event != report.last_event:
        yield f"Not published yet: {report.backlog} things (run: lianmu publish)."
    if report.differences:
        yield "Not clean: `lianmu rebuild graph` or `lianmu rebuild index` makes a view anew from the database."
    else:
        yield "Clean." if report.clean else "Not clean, since --strict counts what is not published yet."


def site_of(settings: "Settings") -> "Site":
    """Return where the catalogue's parts lie and how it is published."""
    from kg.pipeline.site import Site
    from kg.search import SearchServer

    return Site(
        directory=settings.catalogue,
        base_url=settings.base_url,
        mappings=settings.mappings,
        profile=settings.crosswalk_profile,
        search_backend=settings.search_backend,
        search_server=SearchServer.of(settings),
        batch=settings.publish_batch,
        keep=settings.publish_keep,
        unstated=settings.rights_unstated,
    )


def publish_now(settings: "Settings", catalogue: "Catalogue", *, quiet: bool) -> None:
    """Publish, or wait until the publisher that is running has done it; raise BusyError when it does not."""
    from kg.pipeline.coverage import keep_coverage
    from kg.pipeline.publish import publish as run_publish
    from kg.pipeline.publish import published_state

    site = site_of(settings)
    wanted = catalogue.last_event()
    progress = Progress("published", quiet=quiet)
    end = time.monotonic() + PATIENCE
    while True:
        try:
            report = run_publish(catalogue, site, progress=_counting(progress))
        except BusyError:
            state = published_state(site.directory)
            if state is not None and state.event >= wanted:
                click.echo("Published by the publisher that is running.")
                return
            if time.monotonic() > end:
                raise
            time.sleep(WAIT)
            continue
        progress.close()
        click.echo(_summary(report))
        keep_coverage(catalogue, site)
        return


def _follow(settings: "Settings", catalogue: "Catalogue") -> None:
    from kg.pipeline.publish import follow

    stopping = Stopping()
    follow(catalogue, site_of(settings), interval=settings.publish_interval, until=stopping, told=_tell)


def _tell(report: "PublishReport") -> None:
    if report.published:
        click.echo(_summary(report), err=True)


def _summary(report: "PublishReport") -> str:
    if not report.published:
        return f"Nothing new to publish (event {report.event})."
    again = f" ({' and '.join(report.rebuilt)} made anew)" if report.rebuilt else ""
    return (
        f"Published generation {report.generation} at event {report.event}{again}; composed: {report.works} works, "
        f"{report.instances} instances, {report.agents} agents, {report.subjects} subjects; "
        f"{report.graphs_changed} graphs changed, {report.documents} documents written, "
        f"{report.documents_deleted} deleted; {report.seconds:.1f} s."
    )


def _counting(progress: Progress) -> "Callable[[str, int], None]":
    def count(what: str, done: int) -> None:
        progress(done, what)

    return count
