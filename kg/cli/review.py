"""`lianmu review` and `judge`: the pairs of records that the matcher doubts, and people's verdicts on them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import catalogue_option, open_catalogue, record_name, system_user

if TYPE_CHECKING:
    from kg.catalogue import Catalogue
    from kg.catalogue.reviews import ReviewRow

__all__ = ["judge", "review"]

HEADINGS = ("record", "other", "kind", "now", "score", "doubt", "records", "libraries")


@click.command(epilog="Example: lianmu review --member NJU --kind duplicate --tsv > duplicates.tsv")
@click.option("--member", default="", help="Only pairs with a record of this member.")
@click.option("--kind", type=click.Choice(["pair", "duplicate"]), help="pair: of two members; duplicate: of one.")
@click.option("--joined/--apart", default=None, help="Only pairs that are one edition now, or two.  [both]")
@click.option("--unsure", is_flag=True, help="Those about which somebody was unsure, in place of the others.")
@click.option("--limit", type=int, default=50, show_default=True, help="No more than so many; -1 for all.")
@click.option("--tsv", is_flag=True, help="Tab-separated, with a line of headings.")
@click.option("--anew", is_flag=True, help="First compare every record afresh, as after a change of the weights.")
@catalogue_option
def review(
    member: str,
    kind: str | None,
    joined: bool | None,
    unsure: bool,
    limit: int,
    tsv: bool,
    anew: bool,
    folder: Path,
) -> None:
    """List the pairs of records that a person should look at: the most doubtful of the greatest effect first.

    The queue keeps nothing from being shown. `lianmu judge` decides on a pair, `lianmu why` says what is known of it.
    """
    from kg.catalogue.reviews import ReviewFilter
    from kg.cli.shown import grid

    with open_catalogue(folder, read_only=not anew) as (_, catalogue):
        if anew:
            _examine_all(catalogue)
        code = catalogue.member(member).code if member else ""
        wanted = ReviewFilter(code, kind or "", "" if joined is None else "yes" if joined else "no", aside=unsure)
        rows = [_cells(catalogue, row) for row in catalogue.review_table.rows(wanted, limit=limit)]
        count = catalogue.review_table.count(wanted)
    if tsv:
        for cells in [HEADINGS, *rows]:
            click.echo("\t".join(cells))
        return
    if rows:
        for line in grid([HEADINGS, *rows]):
            click.echo(line)
    click.echo(f"{count} pairs wait for a verdict{f'; {len(rows)} are shown' if len(rows) < count else ''}.")


def _examine_all(catalogue: "Catalogue") -> None:
    from kg.matching import examine

    with catalogue.transaction():
        catalogue.review_table.clear()
        for member in catalogue.members():
            for head in catalogue.record_table.heads(member.code):
                examine(catalogue, head)


def _cells(catalogue: "Catalogue", row: "ReviewRow") -> tuple[str, ...]:
    from kg.matching import evidence

    heads = [catalogue.record_table.head_of(number) for number in (row.a, row.b)]
    found = evidence(catalogue, [(row.a, row.b)])
    return (
        *(f"{head.member}/{head.local_id}" for head in heads),
        row.kind,
        "joined" if row.joined else "apart",
        f"{found[0].score:+.1f}" if found else "-",
        f"{row.doubt:.2f}",
        str(row.records),
        str(len(catalogue.review_table.members_touched(row.a, row.b))),
    )


@click.command(epilog="Example: lianmu judge NJU/000123 PKU/b1002345 different --reason 'another printing'")
@click.argument("one", metavar="RECORD")
@click.argument("other", metavar="RECORD")
@click.argument("verdict", type=click.Choice(["same", "different", "unsure"]))
@click.option(
    "--who", default=system_user, show_default="the system's user", help="Who says so; kept with the judgement."
)
@click.option("--reason", default="", help="Why; kept in the audit trail.")
@catalogue_option
def judge(one: str, other: str, verdict: str, who: str, reason: str, folder: Path) -> None:
    """Say whether two records (member/local id) are the same edition, and act on it.

    Same: their editions become one. Different: they are parted. Unsure: nothing moves, and the pair is put aside.
    """
    from kg.catalogue import Actor
    from kg.pipeline.acts import judge as judge_pair

    with open_catalogue(folder) as (_, catalogue):
        made = judge_pair(catalogue, Actor(who), (record_name(one), record_name(other)), verdict, reason=reason)
    if not made.moved:
        click.echo(f"Kept: {one} and {other} are {verdict}. Nothing moved. To take it back: lianmu unmerge {made.n}")
        return
    what = f"{made.redirected} redirects to {made.kept}" if verdict == "same" else f"what left it is {made.redirected}"
    click.echo(f"Kept: {one} and {other} are {verdict}. Edition {made.kept} stays, {what}.")
    click.echo(f"Next: lianmu publish. To take it back: lianmu unmerge {made.n}")
