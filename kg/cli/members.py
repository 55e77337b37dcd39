"""`lianmu member`: the libraries that catalogue."""

import re
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import click

from kg.cli.options import catalogue_option, open_catalogue
from kg.errors import UsageError

__all__ = ["member"]

FORMATS = ("marc21", "unimarc", "cnmarc", "dublincore")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")


@click.group()
def member() -> None:
    """Add, change, list, show and remove members."""


@member.command(epilog="Example: lianmu member add NJU --name 南京大学图书馆 --format cnmarc --encoding gb18030")
@click.argument("code")
@click.option("--name", required=True, help="The library's name, in its own language.")
@click.option("--format", "format_", required=True, type=click.Choice(FORMATS), help="What it catalogues in.")
@click.option("--encoding", default="", help="The records' character set; recognised when not given.")
@click.option("--record-id", default="", help="Where a record's id stands, such as 001 or 035$a.  [default: 001]")
@click.option("--licence", default="", help="Under which licence its records may be passed on, such as CC0-1.0.")
@click.option("--name-en", default="", help="The library's name in English.")
@click.option("--url", default="", help="The library's home page.")
@click.option("--catalogue-url", default="", help="Its own catalogue; {id} stands for a record's id.")
@catalogue_option
def add(
    code: str,
    name: str,
    format_: str,
    encoding: str,
    record_id: str,
    licence: str,
    name_en: str,
    url: str,
    catalogue_url: str,
    folder: Path,
) -> None:
    """Add the member CODE (letters, digits, `.`, `_`, `-`)."""
    from kg.catalogue import Member

    if not CODE.fullmatch(code):
        raise UsageError(f"'{code}' cannot be a member's code: 1 to 32 letters, digits, '.', '_' or '-'.")
    _check_encoding(encoding)
    _check_selector(record_id)
    with open_catalogue(folder) as (_, catalogue):
        now = datetime.now(UTC).isoformat(timespec="seconds")
        catalogue.add_member(
            Member(code, name, format_, encoding, record_id, licence, name_en, url, catalogue_url, created=now)
        )
    click.echo(f"Added member {code} ({name}). Next: lianmu load {code} FILE…")


@member.command("set", epilog="Example: lianmu member set NJU --record-id 035$a --licence CC0-1.0")
@click.argument("code")
@click.option("--name", help="The library's name, in its own language.")
@click.option("--format", "format_", type=click.Choice(FORMATS), help="What it catalogues in.")
@click.option("--encoding", help='The records\' character set; "" to have it recognised.')
@click.option("--record-id", help="Where a record's id stands, such as 001 or 035$a.")
@click.option("--licence", help="Under which licence its records may be passed on.")
@click.option("--name-en", help="The library's name in English.")
@click.option("--url", help="The library's home page.")
@click.option("--catalogue-url", help="Its own catalogue; {id} stands for a record's id.")
@catalogue_option
def set_(code: str, format_: str | None, folder: Path, **given: str | None) -> None:
    """Change what is set for the member CODE; what is not named stays. The next load reads by it."""
    changes = {name: value for name, value in {"format": format_, **given}.items() if value is not None}
    if not changes:
        raise UsageError("Name what to change, such as --record-id 035$a.")
    _check_encoding(changes.get("encoding", ""))
    _check_selector(changes.get("record_id", ""))
    with open_catalogue(folder) as (_, catalogue):
        catalogue.change_member(replace(catalogue.member(code), **changes))
    click.echo(f"Changed {', '.join(sorted(changes))} of member {code}.")


@member.command("list", epilog="Example: lianmu member list --catalogue my-catalogue")
@catalogue_option
def list_(folder: Path) -> None:
    """List the members with their live records, one a line, tab-separated."""
    with open_catalogue(folder, read_only=True) as (_, catalogue):
        counts = catalogue.records_by_member()
        click.echo("code\tformat\trecords\tname")
        for found in catalogue.members():
            click.echo(f"{found.code}\t{found.format}\t{counts.get(found.code, 0)}\t{found.name}")


@member.command(epilog="Example: lianmu member show NJU")
@click.argument("code")
@catalogue_option
def show(code: str, folder: Path) -> None:
    """Show what is set for one member, its groups and its records."""
    with open_catalogue(folder, read_only=True) as (_, catalogue):
        found = catalogue.member(code)
        for field in fields(found):
            click.echo(f"{field.name}\t{getattr(found, field.name) or '-'}")
        for membership in catalogue.memberships(member=code):
            period = f"{membership.since or '…'} – {membership.until or '…'}"
            click.echo(f"group\t{membership.group} ({membership.role}, {period})")
        click.echo(f"records\t{catalogue.records_by_member().get(code, 0)}")


@member.command(epilog="Example: lianmu member remove NJU --with-records")
@click.argument("code")
@click.option("--with-records", is_flag=True, help="Delete the member's records first; needed while it has any.")
@catalogue_option
def remove(code: str, with_records: bool, folder: Path) -> None:
    """Remove a member; its records must have gone, or go with --with-records."""
    from kg.pipeline.unload import remove_member

    with open_catalogue(folder) as (_, catalogue):
        catalogue.member(code)
        removed = remove_member(catalogue, code, who="command line", with_records=with_records)
    click.echo(f"Removed member {code} and {removed} records. Next: lianmu publish")


def _check_encoding(encoding: str) -> None:
    from kg.records.encodings import encoding_name

    encoding_name(encoding)


def _check_selector(selector: str) -> None:
    if selector and not re.fullmatch(r"[0-9A-Za-z]{3,}(\$[0-9a-zA-Z])?", selector):
        raise UsageError(f"'{selector}' says no field: write 001 or 035$a.")
