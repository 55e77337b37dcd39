"""Options that several commands have, and what they open."""

import getpass
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.catalogue import Catalogue
    from kg.settings import Settings

__all__ = [
    "Progress",
    "catalogue_option",
    "is_catalogue",
    "open_catalogue",
    "record_name",
    "require_file",
    "settings_of",
    "system_user",
]

F = TypeVar("F", bound=Callable[..., Any])


def catalogue_option(function: F) -> F:
    """Add `--catalogue DIR`, which is the current folder unless given."""
    return click.option(
        "--catalogue",
        "folder",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path(),
        show_default="the current folder",
        envvar="LIANMU_CATALOGUE",
        help="The catalogue's folder.",
    )(function)


def is_catalogue(folder: Path) -> bool:
    """Return whether a catalogue was made in the folder."""
    return (folder / "catalogue.db").exists()


def settings_of(folder: Path) -> "Settings":
    """Return the settings of the catalogue in `folder`; raise UsageError when there is none."""
    from kg.settings import FILE_NAME, read_settings

    if not is_catalogue(folder):
        raise UsageError(
            f"There is no catalogue in {folder.resolve()} (no catalogue.db). "
            f"Make one with `lianmu init DIR`, or name one with --catalogue DIR ({FILE_NAME} stands in it)."
        )
    return read_settings(folder)


@contextmanager
def open_catalogue(folder: Path, *, read_only: bool = False) -> Iterator[tuple["Settings", "Catalogue"]]:
    """Open the catalogue in `folder` and close it afterwards."""
    from kg.catalogue import Catalogue

    settings = settings_of(folder)
    if settings.matching_weights:
        from kg.matching.weights import use_weights

        use_weights(folder / settings.matching_weights)
    catalogue = Catalogue.open(folder, read_only=read_only)
    try:
        yield settings, catalogue
    finally:
        catalogue.close()


def system_user() -> str:
    """Return who calls, as the system knows them: what the audit trail names for the command line."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # In a container the number of a user may have no name.
        return f"user {os.getuid()}"


def record_name(text: str) -> tuple[str, str]:
    """Return member and local id of a record that is named as member/local id; raise UsageError."""
    member, slash, local_id = text.partition("/")
    if not slash or not member or not local_id:
        raise UsageError(f"'{text}' names no record: write member/local id, such as NJU/000123.")
    return member, local_id


def require_file(file: str) -> None:
    """Raise UsageError unless `file` is "-" or a file that can be read."""
    path = Path(file)
    if file == "-" or path.is_file():
        return
    if path.is_dir():
        raise UsageError(f"{file} is a folder: name the files in it, such as {file.rstrip('/')}/*.mrc.")
    raise UsageError(f"There is no file {file}.")


class Progress:
    """One line on stderr that tells how far a long piece of work is; plain lines where stderr is no terminal."""

    def __init__(self, what: str, *, quiet: bool = False) -> None:
        self._what = what
        self._quiet = quiet
        self._terminal = sys.stderr.isatty()
        self._width = 0
        self._step = 0

    def __call__(self, done: int, detail: str = "") -> None:
        """Show that `done` things are done."""
        if self._quiet:
            return
        line = f"{self._what}: {done:,}{' ' + detail if detail else ''}"
        if self._terminal:
            sys.stderr.write("\r" + line.ljust(self._width))
            sys.stderr.flush()
            self._width = len(line)
        elif done // 5000 > self._step:
            self._step = done // 5000
            sys.stderr.write(line + "\n")

    def close(self) -> None:
        """End the line."""
        if self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()
            self._width = 0


def check_selector(selector: str) -> None:
    """Raise UsageError for a text that names no place of a record's id."""
    if selector and not re.fullmatch(r"[0-9A-Za-z]{3,}(\$[0-9a-zA-Z])?", selector):
        raise UsageError(f"'{selector}' says no field: write 001 or 035$a.")
