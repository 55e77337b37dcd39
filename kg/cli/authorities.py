"""`lianmu authorities`: how many headings are linked, and people's say in the doubtful ones."""

import json
from pathlib import Path

import click

from kg.cli.options import catalogue_option, open_catalogue, system_user
from kg.errors import UsageError

__all__ = ["authorities"]

_COLUMNS = ("record", "heading", "work", "authority", "its heading", "bits", "evidence")


@click.group(invoke_without_command=True, epilog="Example: lianmu authorities review --limit 20")
@click.pass_context
@catalogue_option
def authorities(context: click.Context, folder: Path) -> None:
    """Print how many authorities there are and how many headings of works are linked to them."""
    if context.invoked_subcommand:
        return
    with open_catalogue(folder, read_only=True) as (_, catalogue):
        stored = catalogue.separate_table.by_kind().get("authority", 0)
        counts = catalogue.authority_table.counts()
    click.echo(f"{stored:>9,}  authority records")
    click.echo(f"{counts.get('linked', 0):>9,}  headings of works linked to one")
    click.echo(f"{counts.get('doubtful', 0):>9,}  doubtful pairs for people (lianmu authorities review)")


@authorities.command(epilog="Example: lianmu authorities review --limit 20")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="No more than so many.")
@click.option("--tsv", is_flag=True, help="Tab-separated, with a line of headings.")
@catalogue_option
def review(limit: int, tsv: bool, folder: Path) -> None:
    """List headings of works that an authority may be about, the likeliest first; those judged unsure come last."""
    from kg.cli.shown import grid
    from kg.pipeline.authority_acts import doubts

    with open_catalogue(folder, read_only=True) as (_, catalogue):
        rows = [
            (
                str(doubt.link.authority),
                doubt.link.heading,
                doubt.link.work,
                f"{doubt.member}/{doubt.local_id}",
                doubt.row.label,
                f"{doubt.link.bits:+g}",
                ", ".join(json.loads(doubt.link.features)),
            )
            for doubt in doubts(catalogue, limit)
        ]
        count = catalogue.authority_table.counts().get("doubtful", 0)
    if tsv:
        for cells in [_COLUMNS, *rows]:
            click.echo("\t".join(cells))
        return
    if rows:
        for line in grid([_COLUMNS, *rows]):
            click.echo(line)
    click.echo(f"{count} pairs wait for a verdict. Decide: lianmu authorities judge WORK HEADING MEMBER/ID VERDICT")


@authorities.command(epilog="Example: lianmu authorities judge 4c7k2m9p 王伟 NLC/A0001 same")
@click.argument("work")
@click.argument("heading")
@click.argument("authority", metavar="MEMBER/ID")
@click.argument("verdict", type=click.Choice(["same", "different", "unsure"]))
@click.option("--kind", type=click.Choice(["agent", "subject"]), default="agent", show_default=True, help="Of what.")
@click.option(
    "--who", default=system_user, show_default="the system's user", help="Who says so; kept with the judgement."
)
@catalogue_option
def judge(work: str, heading: str, authority: str, verdict: str, kind: str, who: str, folder: Path) -> None:
    """Say whether a HEADING of a WORK, as `review` prints it, means what an authority record is about.

    Same links them, different forbids it, unsure puts the pair last in the queue; it outlives new loads and rules.
    """
    from kg.catalogue import Actor
    from kg.pipeline.authority_acts import judge_link

    member, slash, local_id = authority.partition("/")
    if not slash:
        raise UsageError("Name the authority record as member/local id, such as NLC/A0001.")
    with open_catalogue(folder) as (_, catalogue):
        record = catalogue.separate_table.get(member, "authority", local_id)
        if record is None:
            raise UsageError(f"{member} has no authority record '{local_id}': lianmu authorities review lists them.")
        judge_link(catalogue, (work, kind, heading, record.n), verdict, Actor(who))
    click.echo(f"Kept: {heading} and {authority} are {verdict}. Next: lianmu publish")
