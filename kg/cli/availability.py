"""`lianmu availability`: a member's own system asked once, with what was asked and what came; or whether it answers."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import catalogue_option, open_catalogue
from kg.cli.program import EXIT_LOST
from kg.cli.shown import grid
from kg.errors import RECORD_ERRORS, NotFoundError, UsageError

if TYPE_CHECKING:
    from kg.availability import Availability, ItemState, System, Wanted
    from kg.catalogue import Catalogue
    from kg.settings import Settings

__all__ = ["availability"]

_AT_ONCE = 8
_HEADINGS = ("state", "until", "location", "call number", "barcode", "waiting", "note")


@click.command(epilog="Example: lianmu availability NJU 000123456, or lianmu availability --check")
@click.argument("member", required=False, default="")
@click.argument("local_id", metavar="LOCALID", required=False, default="")
@click.option("--check", is_flag=True, help="Tell for each member, or for MEMBER, whether its system answers.")
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
@catalogue_option
def availability(member: str, local_id: str, check: bool, as_json: bool, folder: Path) -> int:
    """Ask the system of MEMBER once whether the items of its record LOCALID can be had.

    Which system a member has, and how it is asked, stands in lianmu.toml, in a table [availability.MEMBER]; passwords
    are better in the environment (LIANMU_AVAILABILITY_MEMBER_PASSWORD). The exit code is 1 when nothing is known, or
    with --check when a system does not answer.
    """
    from kg.availability import read_systems

    if check is bool(local_id) or (not check and not member):
        raise UsageError("Name a member and one of its records, or ask with --check whether systems answer.")
    with open_catalogue(folder, read_only=True) as (settings, catalogue):
        systems = read_systems(settings.member_systems)
        if check:
            chosen = [_system(member, systems)] if member else list(systems.values())
            known = {one.code.lower() for one in catalogue.members()}
            return _check(chosen, known, as_json=as_json)
        wanted = _wanted(settings, catalogue, catalogue.member(member).code, local_id)
    return _ask(_system(member, systems), local_id, wanted, as_json=as_json)


def _system(member: str, systems: Mapping[str, "System"]) -> "System":
    found = systems.get(member.lower())
    if found is None:
        named = ", ".join(sorted(one.member for one in systems.values())) or "none"
        raise NotFoundError(f"lianmu.toml has no table [availability.{member}]. Members with one: {named}.")
    return found


def _wanted(settings: "Settings", catalogue: "Catalogue", member: str, local_id: str) -> "Wanted":
    """Return by what the record's items may be asked for; raise NotFoundError where there is no such record."""
    from kg.availability import Wanted
    from kg.bibframe.parts import identifier, item
    from kg.crosswalk import Crosswalk
    from kg.description import Node
    from kg.namespaces import BF
    from kg.records import read_stored

    stored = catalogue.record(member, local_id)
    if stored is None or stored.state != "live":
        raise NotFoundError(f"{member} has no live record {local_id}. `lianmu clusters` lists records.")
    barcodes: tuple[str, ...] = ()
    isbns: tuple[str, ...] = ()
    try:
        record = read_stored(stored.raw, carrier=stored.carrier, format=stored.format, encoding=stored.encoding)
        description = Crosswalk.load(settings.mappings, record.format).convert(record, local_id)
        barcodes = tuple(code for node in description.items for code in item(node).barcodes)
        named = (
            identifier(node) for node in description.instance.values(BF + "identifiedBy") if isinstance(node, Node)
        )
        isbns = tuple(one.value for one in named if one is not None and one.kind == "Isbn" and not one.status)
    except RECORD_ERRORS as error:
        click.echo(f"The record cannot be converted, so only its id is known: {error}", err=True)
    return Wanted((local_id,), barcodes, isbns)


def _ask(system: "System", local_id: str, wanted: "Wanted", *, as_json: bool) -> int:
    from kg.availability import ask

    answer = ask(system, wanted)
    if as_json:
        said = {"member": system.member, "record": local_id, "protocol": system.protocol, "system": system.address}
        click.echo(json.dumps(said | asdict(answer), ensure_ascii=False, indent=1))
    else:
        for line in _lines(system, local_id, wanted, answer):
            click.echo(line)
    return EXIT_LOST if answer.reason else 0


def _lines(system: "System", local_id: str, wanted: "Wanted", answer: "Availability") -> list[str]:
    by = {"record": wanted.records, "barcode": wanted.barcodes, "isbn": wanted.isbns}[system.identify]
    asked = ", ".join(by[:5]) or "nothing"
    lines = [f"{system.member} {local_id}: {system.protocol} at {system.address}, asked for {system.identify} {asked}"]
    if answer.reason is not None:
        return [*lines, f"{answer.asked}: unknown ({answer.reason}): {answer.detail}"]
    lines += grid([_HEADINGS, *(_row(one) for one in answer.items)])
    return [*lines, f"and {answer.left_out} more"] if answer.left_out else lines


def _row(item: "ItemState") -> tuple[str, ...]:
    use = f" ({item.use})" if item.use else ""
    waiting = "" if item.waiting is None else str(item.waiting)
    reserve = ", can be reserved" if item.reservable else ""
    notes = " · ".join(filter(None, (item.part, item.note)))
    return (
        f"{item.state}{use}{reserve}",
        item.until,
        item.location,
        item.call_number,
        item.barcode,
        waiting,
        notes,
    )


def _check(systems: "list[System]", members: set[str], *, as_json: bool) -> int:
    """Print for each system whether it answers, all asked at the same time."""
    from kg.availability import greet

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        greetings = list(pool.map(greet, systems))
    rows = []
    for system, greeting in zip(systems, greetings, strict=True):
        said = greeting.words or f"no answer ({greeting.reason}): {greeting.detail}"
        stranger = "" if system.member.lower() in members else "; no such member"
        rows.append((system.member, system.protocol, system.address, f"{greeting.seconds:.2f} s", said + stranger))
    if as_json:
        keys = ("member", "protocol", "system", "seconds", "said")
        found = [
            dict(zip(keys, row, strict=True)) | {"reason": one.reason, "seconds": round(one.seconds, 3)}
            for row, one in zip(rows, greetings, strict=True)
        ]
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    elif rows:
        for row in (("member", "protocol", "system", "took", "said"), *rows):
            click.echo("\t".join(row))
    else:
        click.echo("No member has a table [availability.MEMBER] in lianmu.toml.")
    return EXIT_LOST if any(one.reason for one in greetings) else 0
