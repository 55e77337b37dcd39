"""`lianmu feedback`: what a member gets back, as files in a folder."""

import re
from pathlib import Path

import click

from kg.cli.options import Progress, catalogue_option, open_catalogue
from kg.errors import UsageError

__all__ = ["feedback"]


@click.command(epilog="Example: lianmu feedback NJU --out nju-feedback")
@click.argument("member")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="A folder that is empty or not there yet.",
)
@click.option(
    "--field", default="", help="The tag that gets the links.  [default: 758 in MARC 21, 996 in UNIMARC and CNMARC]"
)
@catalogue_option
def feedback(member: str, out: Path, field: str, folder: Path) -> None:
    """Write what a member gets back: its records with the URIs of edition and work, and tables about them.

    The tables: editions, the member's own duplicates with reasons, records that others describe better, last copies,
    fields without a rule, problems of the last loads. All of it is of the member's own records.
    """
    from kg.pipeline.feedback import Wish, write_feedback
    from kg.settings import shipped_folder

    if field and not re.fullmatch(r"[1-9][0-9]{2}", field):
        raise UsageError(f"'{field}' is no tag of a field with subfields: write three figures such as 758.")
    progress = Progress("files")
    with open_catalogue(folder, read_only=True) as (settings, catalogue):
        code = catalogue.member(member).code
        wish = Wish(catalogue, code, settings.base_url, shipped_folder("mappings"), settings.crosswalk_profile)
        done = write_feedback(wish, out, field=field, progress=lambda name: progress(0, name))
    progress.close()
    for name, rows in done.files:
        click.echo(f"{rows:>9,}  {name}")
    if done.unlinked:
        click.echo(f"{done.unlinked:,} records are too long or too damaged for a link and stand as they came.")
    click.echo(f"Written to {out}; README.txt there says what is what.")
