"""Holdings as data: statements and coded fields to spans, questions to them, what a serial lets expect."""

from kg.holdings.answer import ABSENT, HAS, NOT_PUBLISHED, PART, PERHAPS, Question, verdict
from kg.holdings.calendar import Calendar
from kg.holdings.model import HELD, MISSING, UNPUBLISHED, Holding, Pattern, Point, Span, Terms, write_span
from kg.holdings.read import read_holdings
from kg.holdings.statement import NOTE, Reading, read_statement
from kg.holdings.union import Place, answers, completions, places_of, stretches

__all__ = [
    "ABSENT",
    "HAS",
    "HELD",
    "MISSING",
    "NOTE",
    "NOT_PUBLISHED",
    "PART",
    "PERHAPS",
    "UNPUBLISHED",
    "Calendar",
    "Holding",
    "Pattern",
    "Place",
    "Point",
    "Question",
    "Reading",
    "Span",
    "Terms",
    "answers",
    "completions",
    "places_of",
    "read_holdings",
    "read_statement",
    "stretches",
    "verdict",
    "write_span",
]
