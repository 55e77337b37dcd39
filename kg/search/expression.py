"""What a question means, as a tree of conditions on index fields; each backend translates it into its own queries."""

from dataclasses import dataclass

__all__ = [
    "AllOf",
    "AtLeast",
    "BestOf",
    "Constant",
    "Everything",
    "Expression",
    "Meaning",
    "Phrase",
    "Preferring",
    "Term",
]


@dataclass(frozen=True, slots=True)
class Term:
    """The field holds the token."""

    field: str
    token: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """The field holds the tokens (two or more), one directly after the other."""

    field: str
    tokens: tuple[str, ...]
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class AllOf:
    """All parts hold; scores add up."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `number` of the parts hold; scores add up."""

    number: int
    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class BestOf:
    """At least one part holds; the best score counts, the others a tenth each."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Constant:
    """The part holds; the score is this number whatever the part's own."""

    part: "Expression"
    score: float


@dataclass(frozen=True, slots=True)
class Preferring:
    """`required` holds; each of `preferred` that holds too adds its score."""

    required: "Expression"
    preferred: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Everything:
    """Every edition, all with the same score."""


Expression = Term | Phrase | AllOf | AtLeast | BestOf | Constant | Preferring | Everything


@dataclass(frozen=True, slots=True)
class Meaning:
    """A question's meaning: all that was asked, and what to try when nothing answers to all of it (or None)."""

    strict: Expression
    relaxed: Expression | None = None
