"""`lianmu init`, `settings` and `status`: a catalogue as a whole."""

from collections.abc import Mapping
from pathlib import Path

import click

from kg.cli.options import catalogue_option, is_catalogue, open_catalogue, settings_of
from kg.errors import ConflictError

__all__ = ["init", "make_catalogue", "settings", "status"]


@click.command(epilog="Example: lianmu init my-catalogue && cd my-catalogue && lianmu settings")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
def init(directory: Path) -> None:
    """Make a new catalogue in DIRECTORY: its database and a lianmu.toml that shows every setting."""
    from kg.settings import FILE_NAME

    if is_catalogue(directory):
        raise ConflictError(f"{directory.resolve()} is a catalogue already; nothing was changed.")
    make_catalogue(directory)
    click.echo(f"Made a catalogue in {directory.resolve()}. Look at {FILE_NAME} there: public.base_url before all.")
    click.echo("Next: lianmu member add CODE --name NAME --format marc21 --catalogue " + str(directory))


def make_catalogue(directory: Path, changes: Mapping[str, str] | None = None, *, tables: str = "") -> None:
    """Make an empty catalogue, with a lianmu.toml unless there is one.

    `changes` are settings unlike the default, `tables` is what stands in the file after them.
    """
    from kg.catalogue import Catalogue
    from kg.settings import FILE_NAME, read_settings, toml_template

    directory.mkdir(parents=True, exist_ok=True)
    file = directory / FILE_NAME
    if not file.exists():
        file.write_text(toml_template(changes) + tables, encoding="utf-8")
    read_settings(directory)
    Catalogue.create(directory).close()


@click.command(epilog="Example: LIANMU_SERVE_PORT=9000 lianmu settings --catalogue my-catalogue")
@catalogue_option
def settings(folder: Path) -> None:
    """Print every setting in force and where it came from, one a line, tab-separated."""
    from kg.settings import in_force, unknown_variables

    settings_of(folder)
    for name in unknown_variables():
        click.echo(f"{name} in the environment is no setting of Lianmu: is it misspelt?", err=True)
    click.echo("setting\tvalue\torigin")
    for entry in in_force(folder):
        click.echo(f"{entry.declared.name}\t{entry.shown}\t{entry.origin}")


@click.command(epilog="Example: lianmu status --catalogue my-catalogue")
@catalogue_option
def status(folder: Path) -> None:
    """Print what the catalogue holds and how far graph and index are behind the database."""
    from kg.pipeline.publish import published_state

    with open_catalogue(folder, read_only=True) as (found, catalogue):
        click.echo(f"catalogue\t{found.catalogue}")
        for name, number in catalogue.counts().items():
            click.echo(f"{name}\t{number}")
        last = catalogue.last_event()
        state = published_state(found.catalogue)
        click.echo(f"last event\t{last}")
        click.echo(f"published event\t{state.event if state else '-'}")
        click.echo(f"generation\t{state.number if state else '-'}")
        behind = last - (state.event if state else 0)
        click.echo(f"behind by\t{behind} events{' (run: lianmu publish)' if behind else ''}")
