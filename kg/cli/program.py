"""The program `lianmu`: finds a command's module by the table, turns errors into a sentence and an exit code."""

import importlib
import logging
import sys
from collections.abc import Sequence

import click

from kg import __version__
from kg.errors import (
    BusyError,
    CatalogueError,
    ConflictError,
    GuardError,
    MappingError,
    NotFoundError,
    RefusedError,
    SettingError,
    StoreError,
    UsageError,
)

__all__ = ["EXIT_CODES", "EXIT_LOST", "EXIT_REFUSED", "main", "program"]

# The module of each command and what `lianmu --help` says of it; nothing is imported until a command is called.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("catalogue", "Make a new catalogue in a folder."),
    "settings": ("catalogue", "Print the settings in force and where each came from."),
    "status": ("catalogue", "Print what the catalogue holds and how far it is published."),
    "member": ("members", "Add, change, list, show and remove members."),
    "group": ("groups", "Add, list, show and remove groups; let members join and leave."),
    "preview": ("preview", "Show what the columns of a table become, and load nothing."),
    "load": ("loads", "Load a member's records."),
    "loads": ("loads", "List the loads."),
    "unload": ("loads", "Undo one load."),
    "problems": ("loads", "List what was wrong with the records of a load."),
    "availability": ("availability", "Ask a member's own system whether a record's items can be had."),
    "coverage": ("coverage", "Print how much of a member's records the rules map, and what not."),
    "feedback": ("feedback", "Write what a member gets back: its records with links, tables about them."),
    "overlap": ("overlap", "Print what members hold together and alone, by class, language or decade."),
    "mapping": ("mapping", "Check changed rules: load them, run their examples."),
    "convert": ("convert", "Convert records to BIBFRAME without a catalogue."),
    "holdings": ("holdings", "Print who holds what of an edition, or who has an issue."),
    "publish": ("publishing", "Bring graph and index up to the database."),
    "check": ("publishing", "Compare database, graph and index."),
    "rebuild": ("publishing", "Make the graph, the index or what is kept of holdings anew."),
    "dump": ("dumps", "Write the published graph to a file."),
    "dumps": ("dumps", "Make, list and verify dated sets of dumps for others to fetch."),
    "clusters": ("clusters", "Print which record is which edition and work."),
    "matching": ("matching", "Try the matcher's weights on judged pairs, and learn others from them."),
    "why": ("why", "Show why two records stand together or apart."),
    "authorities": ("authorities", "Show how many headings are linked to authorities; decide on the doubtful ones."),
    "review": ("review", "List the pairs of records that the matcher doubts."),
    "judge": ("review", "Say whether two records are the same edition."),
    "merge": ("clusters", "Say that two works or editions are one."),
    "split": ("clusters", "Say that a part of a work or edition is another."),
    "unmerge": ("clusters", "Take back a merge, a split or a verdict."),
    "staff": ("staff", "Let people in to the staff pages, list and revoke them."),
    "audit": ("staff", "Print who did what."),
    "serve": ("serve", "Serve the portal and publish in the background."),
    "demo": ("demo", "Make a sample catalogue and serve it."),
}

EXIT_LOST = 1
EXIT_REFUSED = 4
EXIT_CODES: dict[type[CatalogueError], int] = {
    UsageError: 2,
    SettingError: 2,
    MappingError: 3,
    RefusedError: EXIT_REFUSED,
    GuardError: 5,
    BusyError: 6,
    ConflictError: 7,
    NotFoundError: 8,
    StoreError: 9,
}


class _Program(click.Group):
    """A group whose commands live in modules that are imported on use, so that `--help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command, or None for an unknown one."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"kg.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with what the table says of them, importing none."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=_Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with `lianmu demo`, or with `lianmu init my-catalogue`. Each command has its own --help. "
    "Exit codes: 0 well, 1 something lost or different, 2 wrong call or setting, 3 bad rule, 4 file refused, "
    "5 waits for --yes, 6 busy, 7 conflict, 8 not found, 9 cannot read or write.",
)
@click.version_option(__version__, message="lianmu %(version)s")
@click.option("-v", "--verbose", is_flag=True, help="Say more on stderr, tracebacks included.")
@click.pass_context
def program(ctx: click.Context, verbose: bool) -> None:
    """联目 Lianmu: members' library records in, one linked union catalogue out."""
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.WARNING,
        format="%(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    ctx.obj = {"verbose": verbose}


def exit_code(error: CatalogueError) -> int:
    """Return the exit code for an error: that of its nearest class in the table, else 1."""
    for kind in type(error).__mro__:
        if kind in EXIT_CODES:
            return EXIT_CODES[kind]
    return 1


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and end the process with an honest exit code."""
    try:
        result = program.main(args=list(arguments) if arguments is not None else None, standalone_mode=False)
        sys.stdout.flush()
        sys.exit(result if isinstance(result, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output went away (`lianmu clusters | head`): that is its right.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(
            f"lianmu: {where}{error.strerror or error}. Look at the path, its permissions and free space.", err=True
        )
        sys.exit(EXIT_CODES[StoreError])
    except CatalogueError as error:
        if "-v" in sys.argv or "--verbose" in sys.argv:
            logging.getLogger(__name__).exception("traceback")
        click.echo(f"lianmu: {error}", err=True)
        sys.exit(exit_code(error))
