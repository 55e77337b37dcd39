"""What one query may cost, and how a query that may not be answered is told so."""

from dataclasses import dataclass

from kg.errors import CatalogueError

__all__ = ["Limits", "QueryError"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one query; see the settings `sparql.*` for the first ones.

    `nesting` and `optionals` are what Oxigraph's parser and optimiser bear with a wide margin: 1,000 brackets inside
    each other end its process, 200 OPTIONALs in one group keep its optimiser busy for ever.
    """

    seconds: float = 10.0
    wait_seconds: float = 2.0
    memory_bytes: int = 2 * 1024**3
    answer_bytes: int = 50_000_000
    text_bytes: int = 20_000
    nesting: int = 100
    optionals: int = 100
    queries: int = 500  # that one process answers before it is replaced


class QueryError(CatalogueError):
    """A query that is not answered. `kind` names the reason in one word, `line` and `column` the place where known.

    The kinds: empty, characters, length, nesting, optionals, syntax, update, service; time, memory, crash, answer;
    busy, unpublished, unconfined, unavailable, evaluation.
    """

    def __init__(self, kind: str, message: str, *, line: int = 0, column: int = 0, seconds: float = 0.0) -> None:
        super().__init__(message)
        self.kind = kind
        self.line = line
        self.column = column
        self.seconds = seconds
