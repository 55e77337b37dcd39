"""What a member gets back: its records with the catalogue's URIs, and tables of what the catalogue found about them."""

from kg.pipeline.feedback.folder import Feedback, write_feedback
from kg.pipeline.feedback.linked import FIELDS, Linker
from kg.pipeline.feedback.own_records import Kind, kinds_of, linked_records
from kg.pipeline.feedback.tables import TABLES, Table, Wish, table_lines
from kg.pipeline.feedback.titles import title_of

__all__ = [
    "FIELDS",
    "TABLES",
    "Feedback",
    "Kind",
    "Linker",
    "Table",
    "Wish",
    "kinds_of",
    "linked_records",
    "table_lines",
    "title_of",
    "write_feedback",
]
