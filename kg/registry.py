"""Finds implementations of a seam: a module's file name is the name that people type."""

import importlib
import pkgutil
from types import ModuleType

from kg.errors import UsageError

__all__ = ["Registry"]


class Registry:
    """The modules of one folder, each one implementation; a name that begins with an underscore is not one."""

    def __init__(self, package: str, what: str) -> None:
        self._package = package
        self._what = what

    def names(self) -> tuple[str, ...]:
        """Return the names of the implementations, sorted, without importing any."""
        path = importlib.import_module(self._package).__path__
        return tuple(sorted(m.name for m in pkgutil.iter_modules(path) if not m.name.startswith("_")))

    def get(self, name: str) -> ModuleType:
        """Return the module that implements `name`; raise UsageError, with what there is, for an unknown one."""
        if name not in self.names():
            raise UsageError(f"There is no {self._what} '{name}'. There are: {', '.join(self.names())}.")
        return importlib.import_module(f"{self._package}.{name}")
