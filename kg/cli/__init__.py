"""The command line: each module of this folder holds the commands of one subject; they are imported when called."""

from kg.cli.program import main

__all__ = ["main"]
