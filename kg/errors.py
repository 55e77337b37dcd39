"""The family of errors: one class for each thing that a reader of the message must do."""

__all__ = [
    "RECORD_ERRORS",
    "BusyError",
    "CatalogueError",
    "ConflictError",
    "GuardError",
    "MappingError",
    "NotFoundError",
    "RefusedError",
    "SearchError",
    "SettingError",
    "StoreError",
    "UsageError",
]


class CatalogueError(Exception):
    """Anything that Lianmu knows to be wrong; its text says what, where, and what to do now."""


class UsageError(CatalogueError):
    """The call is wrong: correct the arguments and call again."""


class SettingError(CatalogueError):
    """A setting has a value that cannot be used: correct `lianmu.toml` or the environment."""


class MappingError(CatalogueError):
    """A rule of `mappings/` cannot be compiled: correct the rule; nothing was converted."""


class RefusedError(CatalogueError):
    """A file as a whole is not what it was given as: see what it looks like instead."""


class NotFoundError(CatalogueError):
    """The catalogue has no such member, group, load or thing."""


class ConflictError(CatalogueError):
    """The catalogue's present state forbids it: look at the state first."""


class GuardError(CatalogueError):
    """More would be deleted than a run may delete unasked: look, then call again with a yes."""


class StoreError(CatalogueError):
    """The database, the graph or the index could not be read or written."""


class BusyError(StoreError):
    """Another process holds the lock: wait for it or end it."""


class SearchError(CatalogueError):
    """A query that the search cannot carry out."""


RECORD_ERRORS = (CatalogueError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What one odd record may raise in the rules or the match row; it is reported and must not stop the others."""
