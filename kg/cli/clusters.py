"""`lianmu clusters`, `merge` and `split`: which record is which edition and work, and people's judgement of it."""

from pathlib import Path

import click

from kg.cli.options import catalogue_option, open_catalogue
from kg.errors import UsageError

__all__ = ["clusters", "merge", "split"]

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
@click.option("--who", default="command line", show_default=True, help="Who says so; kept with the judgement.")
@catalogue_option
def merge(kind: str, first: str, second: str, who: str, folder: Path) -> None:
    """Make two works, or two instances, one: the older id stays, the other redirects to it."""
    from kg.matching import merge as merge_clusters

    with open_catalogue(folder) as (_, catalogue):
        kept = merge_clusters(catalogue, kind, first, second, who=who)
    gone = second if kept == first else first
    click.echo(f"{kind} {gone} now redirects to {kept}. Next: lianmu publish")


@click.command(epilog="Example: lianmu split instance 4c7k2m9p NJU/000123 NJU/000124")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("cluster")
@click.argument("parts", nargs=-1, required=True, metavar="PART…")
@click.option("--who", default="command line", show_default=True, help="Who says so; kept with the judgement.")
@catalogue_option
def split(kind: str, cluster: str, parts: tuple[str, ...], who: str, folder: Path) -> None:
    """Take PARTs out of a cluster into a new one: records (member/local id) of an instance, instances of a work.

    The larger part keeps the id.
    """
    from kg.matching import split as split_cluster

    if kind == "instance" and not all("/" in part for part in parts):
        raise UsageError("Name the records of an instance as member/local id, such as NJU/000123.")
    with open_catalogue(folder) as (_, catalogue):
        new = split_cluster(catalogue, kind, cluster, parts, who=who)
    click.echo(f"{kind} {cluster} was split; the smaller part is now {new}. Next: lianmu publish")
