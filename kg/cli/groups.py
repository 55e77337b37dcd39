"""`lianmu group`: consortia, regions, disciplines, sectors and tiers, and who belongs to them."""

import re
from pathlib import Path

import click

from kg.cli.options import catalogue_option, open_catalogue
from kg.cli.shown import period_of
from kg.errors import UsageError

__all__ = ["group"]

KINDS = ("consortium", "region", "discipline", "sector", "tier")


@click.group()
def group() -> None:
    """Add, list, show and remove groups; let members join and leave."""


@group.command(epilog="Example: lianmu group add JALIS --name 江苏省高等学校文献保障系统 --kind region")
@click.argument("code")
@click.option("--name", required=True, help="The group's name.")
@click.option("--name-en", default="", help="The group's name in English.")
@click.option("--kind", type=click.Choice(KINDS), default="consortium", show_default=True, help="What unites it.")
@catalogue_option
def add(code: str, name: str, name_en: str, kind: str, folder: Path) -> None:
    """Add the group CODE."""
    from kg.catalogue import Group

    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", code):
        raise UsageError(f"'{code}' cannot be a group's code: 1 to 32 letters, digits, '.', '_' or '-'.")
    with open_catalogue(folder) as (_, catalogue):
        catalogue.add_group(Group(code, name, kind, name_en))
    click.echo(f"Added group {code} ({name}). Next: lianmu group join {code} MEMBER")


@group.command("list", epilog="Example: lianmu group list")
@catalogue_option
def list_(folder: Path) -> None:
    """List the groups, one a line, tab-separated."""
    with open_catalogue(folder, read_only=True) as (_, catalogue):
        click.echo("code\tkind\tmembers\tname")
        for found in catalogue.groups():
            click.echo(f"{found.code}\t{found.kind}\t{len(catalogue.memberships(group=found.code))}\t{found.name}")


@group.command(epilog="Example: lianmu group show JALIS")
@click.argument("code")
@catalogue_option
def show(code: str, folder: Path) -> None:
    """Show a group's members with their roles and dates."""
    with open_catalogue(folder, read_only=True) as (_, catalogue):
        found = catalogue.group(code)
        click.echo(f"{found.code}\t{found.kind}\t{found.name}")
        for membership in catalogue.memberships(group=code):
            click.echo(f"  {membership.member}\t{membership.role}\t{period_of(membership) or '-'}")


@group.command(epilog="Example: lianmu group join JALIS NJU --role centre --since 2026-01-01")
@click.argument("code")
@click.argument("member_code", metavar="MEMBER")
@click.option("--role", default="member", show_default=True, help="The member's role in the group, such as centre.")
@click.option("--since", default="", help="The first day, as YYYY-MM-DD.")
@click.option("--until", default="", help="The last day, as YYYY-MM-DD.")
@catalogue_option
def join(code: str, member_code: str, role: str, since: str, until: str, folder: Path) -> None:
    """Make MEMBER belong to the group CODE."""
    from kg.catalogue import Membership

    for day in (since, until):
        _check_day(day)
    if since and until and until < since:
        raise UsageError(f"The last day {until} is before the first day {since}.")
    with open_catalogue(folder) as (_, catalogue):
        catalogue.group(code)
        catalogue.member(member_code)
        catalogue.add_membership(Membership(code, member_code, role, since, until))
    click.echo(f"{member_code} belongs to {code} as {role}.")


@group.command(epilog="Example: lianmu group leave JALIS NJU")
@click.argument("code")
@click.argument("member_code", metavar="MEMBER")
@catalogue_option
def leave(code: str, member_code: str, folder: Path) -> None:
    """End MEMBER's belonging to the group CODE."""
    with open_catalogue(folder) as (_, catalogue):
        catalogue.remove_membership(code, member_code)
    click.echo(f"{member_code} no longer belongs to {code}.")


@group.command(epilog="Example: lianmu group remove JALIS")
@click.argument("code")
@catalogue_option
def remove(code: str, folder: Path) -> None:
    """Remove a group; its members stay."""
    with open_catalogue(folder) as (_, catalogue):
        catalogue.group(code)
        catalogue.remove_group(code)
    click.echo(f"Removed group {code}.")


def _check_day(day: str) -> None:
    from datetime import date

    if not day:
        return
    try:
        date.fromisoformat(day)
    except ValueError as error:
        raise UsageError(f"'{day}' is no day: write YYYY-MM-DD.") from error
