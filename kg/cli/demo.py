"""`lianmu demo`: a sample consortium loaded and served, for the first five minutes."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.catalogue import make_catalogue
from kg.cli.dumps import dump_plan, make_dumps
from kg.cli.loads import load_files, load_options
from kg.cli.options import is_catalogue
from kg.cli.publishing import publish_now

if TYPE_CHECKING:
    from kg.catalogue import Catalogue
    from kg.demo import DemoMember
    from kg.settings import Settings

__all__ = ["demo"]

WHO = "demo"
TRY_NEXT = """
Open   {url}
Try    {url}/search?q=红楼梦
         one edition that four libraries hold, catalogued in CNMARC, in MARC 21 and in a spreadsheet;
         紅樓夢, hongloumeng and hlm find it too; 现在可借吗？ on its page asks made-up systems of three of them
       {url}/search?q=Достоевский
         and 夏目漱石, 한강, Ελύτης, in their own scripts or romanised
       {url}/search?q=历史研究    a serial, with what is missing of it
       {url}/search?q=history     facets by library, kind, language, year
       {url}/members              who takes part; each has a profile, each group a view
Next   {lianmu} status --catalogue {folder}
       {lianmu} check --catalogue {folder}
       {lianmu} load --help     for records of your own
Stop with Ctrl-C; {lianmu} serve --catalogue {folder} starts it again."""


@click.command(epilog="Example: lianmu demo demo-catalogue --port 8080")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path), default=Path("demo-catalogue"))
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port of the portal.")
@click.option("--no-serve", is_flag=True, help="Make the sample catalogue and stop.")
def demo(directory: Path, port: int, no_serve: bool) -> None:
    """Make a sample catalogue in DIRECTORY, load its members, publish them, and serve the portal.

    A second call finds the catalogue and serves it; records that are loaded already are left as they are.
    """
    from kg.cli.serve import require_free_port, run_server
    from kg.demo.systems import made_up_systems
    from kg.settings import read_settings

    if no_serve:
        _make(directory, port)
        return
    require_free_port("127.0.0.1", port)
    # A process of its own, so that the memory that loading took is free again when the portal runs.
    command = [sys.executable, "-m", "kg.cli", "demo", str(directory), "--port", str(port), "--no-serve"]
    made = subprocess.run(command, check=False)  # noqa: S603 - our own program
    if made.returncode:
        sys.exit(made.returncode)
    words = TRY_NEXT.format(url=f"http://127.0.0.1:{port}", folder=directory, lianmu=_program())
    settings = read_settings(directory)
    with made_up_systems(_made_up(settings)):
        run_server(settings, host="127.0.0.1", port=port, on_ready=lambda: click.echo(words))


def _made_up(settings: "Settings") -> dict[str, int]:
    """Return protocol and port of the systems that the demo stands in for: those on this machine."""
    from kg.availability import read_systems

    systems = read_systems(settings.member_systems).values()
    return {system.protocol: system.port for system in systems if system.host == "127.0.0.1"}


def _program() -> str:
    """Return what to type for this program: its name where that is found, else its path."""
    own = Path(sys.argv[0])
    found = shutil.which("lianmu")
    if own.name != "lianmu" or (found and Path(found).resolve() == own.resolve()):
        return "lianmu"
    return os.path.relpath(own)


def _make(directory: Path, port: int) -> None:
    from kg.catalogue import Catalogue
    from kg.demo import demo_members
    from kg.demo.systems import settings_text
    from kg.pipeline.dumps import DumpSets
    from kg.settings import read_settings

    begun = time.monotonic()
    if not is_catalogue(directory):
        make_catalogue(directory, {"public.base_url": f"http://127.0.0.1:{port}"}, tables=settings_text(port))
    settings = read_settings(directory)
    with Catalogue.open(directory) as catalogue:
        _add_groups(catalogue)
        members = demo_members()
        for number, member in enumerate(members, start=1):
            click.echo(f"[{number}/{len(members)}] {member.name} ({member.format}) … ", nl=False)
            _load_member(settings, catalogue, member)
        click.echo("Publishing graph and index …")
        publish_now(settings, catalogue, quiet=False)
        if not DumpSets(settings.catalogue / "dumps").all():
            click.echo("Making the first dumps …")
            make_dumps(settings, dump_plan(settings, catalogue), quiet=True)
    click.echo(f"The sample catalogue stands in {directory.resolve()} ({time.monotonic() - begun:.0f} s).")


def _add_groups(catalogue: "Catalogue") -> None:
    from kg.catalogue import Group
    from kg.demo import demo_groups

    there = {group.code for group in catalogue.groups()}
    for group in demo_groups():
        if group.code not in there:
            catalogue.add_group(Group(group.code, group.name, group.kind, group.name_en))


def _load_member(settings: "Settings", catalogue: "Catalogue", member: "DemoMember") -> None:
    from kg.catalogue import Member, Membership

    if member.code not in {found.code for found in catalogue.members()}:
        catalogue.add_member(
            Member(
                member.code,
                member.name,
                member.format,
                member.encoding,
                member.record_id,
                member.licence,
                member.name_en,
                member.url,
                redistribute=member.redistribute,
            )
        )
        for group in member.groups:
            catalogue.add_membership(Membership(group, member.code))
    with member.open_files() as paths:
        options = load_options(settings, who=WHO)
        report = load_files(settings, catalogue, member.code, [str(path) for path in paths], options, quiet=True)
    skipped = f", {report.skipped} skipped" if report.skipped else ""
    click.echo(
        f"{report.read} records: {report.loaded} loaded, {report.unchanged} unchanged, {report.failed} failed{skipped}"
    )
