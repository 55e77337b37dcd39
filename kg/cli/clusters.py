"""`lianmu clusters`, `merge`, `split` and `unmerge`: which record is which edition and work, and people's say in it."""

from pathlib import Path

import click

from kg.cli.options import catalogue_option, open_catalogue, system_user
from kg.errors import NotFoundError, UsageError

__all__ = ["clusters", "merge", "split", "unmerge"]

KINDS = ("work", "instance")


@click.command(epilog="Example: lianmu clusters --tsv > clusters.tsv")
@click.option("--tsv", is_flag=True, help="One record a line: member/local id, instance id, work id.  [always so]")
@catalogue_option
def clusters(tsv: bool, folder: Path) -> None:  # noqa: ARG001 - the only form there is; scripts name it
    """Print each live record with its instance (edition) and work, tab-separated."""
    with open_catalogue(folder, read_only=True) as (_, catalogue):
        for member, local_id, instance, work in catalogue.placements():
            click.echo(f"{member}/{local_id}\t{instance}\t{work}")


@click.command(epilog="Example: lianmu merge instance 4c7k2m9p 8qx3n5td")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("first")
@click.argument("second")
@click.option(
    "--who", default=system_user, show_default="the system's user", help="Who says so; kept with the judgement."
)
@click.option("--reason", default="", help="Why; kept in the audit trail.")
@catalogue_option
def merge(kind: str, first: str, second: str, who: str, reason: str, folder: Path) -> None:
    """Make two works, or two instances, one: the older id stays, the other redirects to it."""
    from kg.catalogue import Actor
    from kg.pipeline.acts import merge as merge_clusters

    with open_catalogue(folder) as (_, catalogue):
        kept = merge_clusters(catalogue, Actor(who), kind, (first, second), reason=reason)
    gone = second if kept == first else first
    click.echo(f"{kind} {gone} now redirects to {kept}. Next: lianmu publish")


@click.command(epilog="Example: lianmu split instance 4c7k2m9p NJU/000123 NJU/000124")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("cluster")
@click.argument("parts", nargs=-1, required=True, metavar="PART…")
@click.option(
    "--who", default=system_user, show_default="the system's user", help="Who says so; kept with the judgement."
)
@click.option("--reason", default="", help="Why; kept in the audit trail.")
@catalogue_option
def split(kind: str, cluster: str, parts: tuple[str, ...], who: str, reason: str, folder: Path) -> None:
    """Take PARTs out of a cluster into a new one: records (member/local id) of an instance, instances of a work.

    The larger part keeps the id.
    """
    from kg.catalogue import Actor
    from kg.pipeline.acts import split as split_cluster

    if kind == "instance" and not all("/" in part for part in parts):
        raise UsageError("Name the records of an instance as member/local id, such as NJU/000123.")
    with open_catalogue(folder) as (_, catalogue):
        new = split_cluster(catalogue, Actor(who), kind, cluster, parts, reason=reason)
    click.echo(f"{kind} {cluster} was split; the smaller part is now {new}. Next: lianmu publish")


@click.command(epilog="Example: lianmu unmerge 8qx3n5td")
@click.argument("what", metavar="ID|NUMBER")
@click.option(
    "--who", default=system_user, show_default="the system's user", help="Who says so; kept in the audit trail."
)
@click.option("--reason", default="", help="Why; kept in the audit trail.")
@catalogue_option
def unmerge(what: str, who: str, reason: str, folder: Path) -> None:
    """Take back the latest merge, split or verdict that moved something to or from the work or edition ID.

    Or the one of that NUMBER, which `judge` and the audit trail print. An id that redirected is live again.
    """
    from kg.catalogue import Actor
    from kg.pipeline.acts import undo

    with open_catalogue(folder) as (_, catalogue):
        if what.isascii() and what.isdigit() and len(what) < 8:
            number = int(what)
        else:
            found = catalogue.merge_table.of(what)
            if not found:
                raise NotFoundError(f"Nothing that a person did to '{what}' can be taken back.")
            number = found[0].n
        made = undo(catalogue, Actor(who), number, reason=reason)
    click.echo(f"Took back {made.act} {made.n} of {made.kind} {made.kept} and {made.redirected}. Next: lianmu publish")
