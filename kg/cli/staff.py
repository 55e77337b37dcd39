"""`lianmu staff` and `lianmu audit`: who may sign in to the staff pages, and what people did."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import catalogue_option, open_catalogue, system_user

if TYPE_CHECKING:
    from kg.catalogue.staff import Staff

__all__ = ["audit", "staff"]


@click.group(epilog="Example: lianmu staff add 王芳")
def staff() -> None:
    """Let people in to the staff pages, list them, end their tokens. Without a live token there are no such pages."""


@staff.command(epilog="Example: lianmu staff add 王芳 --member NJU --days 90")
@click.argument("name")
@click.option("--member", default="", help="Only the loads and clusters of this member.  [default: all]")
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How long the token lives.")
@catalogue_option
def add(name: str, member: str, days: int, folder: Path) -> None:
    """Make a token for NAME and print it, once: it is kept nowhere, only its hash is."""
    from kg.catalogue import Actor

    with open_catalogue(folder) as (settings, catalogue), catalogue.transaction():
        code = catalogue.member(member).code if member else ""
        token = catalogue.staff_table.add(name, member=code, days=days)
        detail = {"member": code, "days": days}
        catalogue.audit_table.append(Actor(system_user()), "staff-add", f"staff {name}", detail)
        address = f"{settings.base_url}/staff/"
    click.echo(token)
    click.echo(f"{name} signs in with this token at {address} for {days} days. It is not shown again.", err=True)


@staff.command("list", epilog="Example: lianmu staff list --catalogue my-catalogue")
@catalogue_option
def list_(folder: Path) -> None:
    """List everybody who ever had a token, one a line, tab-separated."""
    with open_catalogue(folder, read_only=True) as (_, catalogue):
        click.echo("name\tmember\tstate\tcreated\texpires\tlast used")
        for found in catalogue.staff_table.all():
            last = found.last_used or "-"
            click.echo(
                f"{found.name}\t{found.member or '*'}\t{_state(found)}\t{found.created}\t{found.expires}\t{last}"
            )


@staff.command(epilog="Example: lianmu staff revoke 王芳")
@click.argument("name")
@catalogue_option
def revoke(name: str, folder: Path) -> None:
    """End the token of NAME, and every session that it opened, at once."""
    from kg.catalogue import Actor

    with open_catalogue(folder) as (_, catalogue), catalogue.transaction():
        catalogue.staff_table.revoke(name)
        catalogue.audit_table.append(Actor(system_user()), "staff-revoke", f"staff {name}")
    click.echo(f"Revoked the token of {name}.")


@click.command(epilog="Example: lianmu audit --who 王芳 --limit 20")
@click.option("--limit", type=int, default=100, show_default=True, help="No more than so many; -1 for all.")
@click.option("--who", default="", help="Only what this person did.")
@click.option("--action", default="", help="Only this action, such as merge.")
@catalogue_option
def audit(limit: int, who: str, action: str, folder: Path) -> None:
    """Print who did what to which thing, the latest first, one a line, tab-separated."""
    from kg.catalogue import AuditFilter

    with open_catalogue(folder, read_only=True) as (_, catalogue):
        click.echo("n\tat\twho\taction\twhat\tevent\tfrom\tdetail")
        for row in catalogue.audit_table.rows(AuditFilter(who=who, action=action), limit=limit):
            detail = json.dumps(dict(row.detail), ensure_ascii=False, sort_keys=True)
            line = (row.n, row.at, row.who, row.action, row.what, row.event or "-", row.client or "-", detail)
            click.echo("\t".join(map(str, line)))


def _state(found: "Staff") -> str:
    if found.revoked:
        return "revoked"
    return "live" if found.is_live(datetime.now(UTC)) else "expired"
