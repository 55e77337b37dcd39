"""`lianmu member`: the libraries that catalogue."""

import re
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import catalogue_option, check_selector, open_catalogue, system_user
from kg.cli.shown import period_of
from kg.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from kg.catalogue import Catalogue, Member
    from kg.settings import Settings

__all__ = ["member"]

FORMATS = ("marc21", "unimarc", "cnmarc", "cmarc", "dublincore")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
# What of a member decides which of its records may be passed on.
RIGHTS = ("licence", "redistribute", "rights")


def _rights_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say which of a member's records may be passed on."""
    rule = click.option(
        "--rule",
        "rules",
        multiple=True,
        help="A rule on single records, such as 'deny 035$a (OCoLC)*' or 'allow 040$a DLC'; the first that applies"
        " decides. Repeat it for more; together they replace the rules there were.",
    )
    redistribute = click.option(
        "--redistribute",
        type=click.Choice(["yes", "no", ""]),
        help='Whether its records may be passed on, whatever the licence; "" for what the licence says.',
    )
    return redistribute(rule(function))


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
@_rights_options
@click.option("--name-en", default="", help="The library's name in English.")
@click.option("--url", default="", help="The library's home page.")
@click.option("--catalogue-url", default="", help="Its own catalogue; {id} stands for a record's id.")
@click.option("--columns", default="", metavar="FILE", help="What its tables' columns become (TOML; `lianmu preview`).")
@catalogue_option
def add(
    code: str,
    name: str,
    format_: str,
    encoding: str,
    record_id: str,
    licence: str,
    redistribute: str | None,
    rules: tuple[str, ...],
    name_en: str,
    url: str,
    catalogue_url: str,
    columns: str,
    folder: Path,
) -> None:
    """Add the member CODE (letters, digits, `.`, `_`, `-`).

    Records that may not be passed on are searched and shown, and are in no dump, download, linked data or answer of
    SPARQL.
    """
    from kg.catalogue import Actor, Member
    from kg.pipeline.acts import add_member

    if not CODE.fullmatch(code):
        raise UsageError(f"'{code}' cannot be a member's code: 1 to 32 letters, digits, '.', '_' or '-'.")
    _check_encoding(encoding)
    check_selector(record_id)
    made = Member(
        code,
        name,
        format_,
        encoding,
        record_id,
        licence,
        name_en,
        url,
        catalogue_url,
        redistribute or "",
        "\n".join(rules),
        _columns_text(columns, format_),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    with open_catalogue(folder) as (settings, catalogue):
        understood = _rights_lines(made, settings)
        add_member(catalogue, Actor(system_user()), made)
    click.echo(f"Added member {code} ({name}).")
    for line in understood:
        click.echo(line)
    click.echo(f"Next: lianmu load {code} FILE…")


@member.command("set", epilog="Example: lianmu member set NJU --record-id 035$a --licence CC0-1.0")
@click.argument("code")
@click.option("--name", help="The library's name, in its own language.")
@click.option("--format", "format_", type=click.Choice(FORMATS), help="What it catalogues in.")
@click.option("--encoding", help='The records\' character set; "" to have it recognised.')
@click.option("--record-id", help="Where a record's id stands, such as 001 or 035$a.")
@click.option("--licence", help="Under which licence its records may be passed on.")
@_rights_options
@click.option("--no-rules", is_flag=True, help="Take all rules on single records away.")
@click.option("--name-en", help="The library's name in English.")
@click.option("--url", help="The library's home page.")
@click.option("--catalogue-url", help="Its own catalogue; {id} stands for a record's id.")
@click.option("--columns", metavar="FILE", help='What its tables\' columns become (TOML); "" for what Lianmu knows.')
@catalogue_option
def set_(
    code: str, format_: str | None, rules: tuple[str, ...], no_rules: bool, folder: Path, **given: str | None
) -> None:
    """Change what is set for the member CODE; what is not named stays. The next load reads by it.

    With another licence, --redistribute or other rules it is decided anew on all of its records at once.
    """
    if rules and no_rules:
        raise UsageError("--rule and --no-rules contradict each other: give one of them.")
    written = "\n".join(rules) if rules or no_rules else None
    asked = {"format": format_, "rights": written, **given}
    changes = {name: value for name, value in asked.items() if value is not None}
    if not changes:
        raise UsageError("Name what to change, such as --record-id 035$a.")
    _check_encoding(changes.get("encoding", ""))
    check_selector(changes.get("record_id", ""))
    with open_catalogue(folder) as (settings, catalogue):
        changed = replace(catalogue.member(code), **changes)
        if "columns" in changes:
            changed = replace(changed, columns=_columns_text(changes["columns"], changed.format))
        lines = _change(catalogue, settings, changed, is_of_rights=not changes.keys().isdisjoint(RIGHTS))
    click.echo(f"Changed {', '.join(sorted(changes))} of member {changed.code}.")
    for line in lines:
        click.echo(line)


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
    with open_catalogue(folder, read_only=True) as (settings, catalogue):
        found = catalogue.member(code)
        for field in fields(found):
            text = str(getattr(found, field.name)) or "-"
            click.echo(f"{field.name}\t" + "\n\t".join(text.splitlines()))
        for line in _rights_lines(found, settings):
            click.echo(line)
        for membership in catalogue.memberships(member=code):
            told = ", ".join(filter(None, (membership.role, period_of(membership))))
            click.echo(f"group\t{membership.group} ({told})")
        click.echo(f"records\t{catalogue.records_by_member().get(found.code, 0)}")
        click.echo(f"not passed on\t{catalogue.record_table.restricted_by_member().get(found.code, 0)}")


@member.command(epilog="Example: lianmu member record NJU 000123")
@click.argument("code")
@click.argument("local_id", metavar="ID")
@catalogue_option
def record(code: str, local_id: str, folder: Path) -> None:
    """Show what became of one record of the member: its state, its edition, whether it may be passed on, and why."""
    from kg.pipeline.rights import decide_stored, rights_of

    with open_catalogue(folder, read_only=True) as (settings, catalogue):
        stored = catalogue.record(catalogue.member(code).code, local_id)
        if stored is None:
            raise NotFoundError(f"{code} has no record '{local_id}': the id must be written exactly as in the record.")
        decision = decide_stored(rights_of(catalogue.member(code), settings.rights_unstated), stored)
        lines = {
            "record": f"{stored.member}/{stored.local_id}",
            "state": stored.state,
            "format": f"{stored.format} ({stored.carrier}{', ' + stored.encoding if stored.encoding else ''})",
            "load": stored.load,
            "received": stored.received,
            "edition": stored.instance,
            "passed on": f"{'no' if stored.restricted else 'yes'}: {decision.reason}"
            if stored.restricted is decision.restricted
            else f"{'no' if stored.restricted else 'yes'}, until `lianmu publish` has decided anew: {decision.reason}",
        }
    for name, value in lines.items():
        click.echo(f"{name}\t{value}")


@member.command(epilog="Example: lianmu member remove NJU --with-records")
@click.argument("code")
@click.option("--with-records", is_flag=True, help="Delete the member's records first; needed while it has any.")
@catalogue_option
def remove(code: str, with_records: bool, folder: Path) -> None:
    """Remove a member; its records must have gone, or go with --with-records."""
    from kg.catalogue import Actor
    from kg.pipeline.acts import remove_member

    with open_catalogue(folder) as (_, catalogue):
        catalogue.member(code)
        removed = remove_member(catalogue, Actor(system_user()), code, with_records=with_records)
    click.echo(f"Removed member {code} and {removed} records. Next: lianmu publish")


def _rights_lines(member: "Member", settings: "Settings") -> list[str]:
    """Return in plain words what was understood of a member's rights; raise UsageError for rules that are none."""
    from kg.pipeline.rights import rights_of

    rights = rights_of(member, settings.rights_unstated)
    lines = [f"passed on\t{'no' if rights.general.restricted else 'yes'}: {rights.general.reason}"]
    if rights.general.cause == "unknown-licence":
        lines.append("\tif they may be: --redistribute yes")
    lines += [
        f"{'but first' if number == 1 else 'then'}\t{'passed on' if rule.allows else 'not passed on'}: {rule.words}"
        for number, rule in enumerate(rights.rules, start=1)
    ]
    return lines


def _change(catalogue: "Catalogue", settings: "Settings", member: "Member", *, is_of_rights: bool) -> list[str]:
    """Set what is said of a member, and return what that does to its records."""
    from kg.catalogue import Actor
    from kg.pipeline.acts import change_member

    report = change_member(catalogue, Actor(system_user()), member, settings.rights_unstated)
    lines = _rights_lines(member, settings) if is_of_rights else []
    if report.withheld or report.released:
        counts = f"{report.withheld} records are not passed on any more, {report.released} are now"
        lines.append(f"{counts}. Next: lianmu publish")
    return lines


def _columns_text(file: str, format_: str) -> str:
    """Return what stands in a file of columns, which must be usable for the member's format; "" for ""."""
    from kg.cli.preview import read_columns

    if not file:
        return ""
    read_columns(format_, Path(file))
    return Path(file).read_text(encoding="utf-8-sig")


def _check_encoding(encoding: str) -> None:
    from kg.records.encodings import encoding_name

    encoding_name(encoding)
