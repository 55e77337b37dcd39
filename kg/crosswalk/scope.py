"""What compiled rules are made of: terms, expressions, conditions, and the names that a format's rules may use."""

from collections.abc import Callable
from dataclasses import dataclass

from kg.crosswalk.source import Source
from kg.description.node import Iri, Literal

__all__ = ["Condition", "Constant", "Expression", "Scope", "Table", "Term"]

Term = str | Iri | Literal
Expression = Callable[[Source], list[Term]]
Condition = Callable[[Source], bool]
Table = dict[str, list[Term]]


@dataclass(frozen=True, slots=True)
class Constant:
    """An expression that gives the same values whatever the field says."""

    values: list[Term]

    def __call__(self, source: Source) -> list[Term]:
        """Return the values."""
        del source
        return self.values


@dataclass(frozen=True)
class Scope:
    """What the expressions of a format may name: its tables, and how a code list's code becomes an IRI or a label."""

    tables: dict[str, Table]
    code_iri: Callable[[str, str], str | None]
    code_name: Callable[[str, str, str], str]
    has_list: Callable[[str], bool]
