"""What the crosswalk could not take for an address, as a problem that a person can follow up."""

from collections.abc import Sequence

from kg.description import Remark
from kg.records import Problem, Record

__all__ = ["NO_ADDRESS", "address_problem"]

NO_ADDRESS = "no-address"
_SHOWN = 3
_LONGEST = 120


def address_problem(record: Record, local_id: str, remarks: Sequence[Remark]) -> Problem:
    """Return a warning that says which fields of a record have a text in the place of an address, and which text."""
    said = "; ".join(f"{_place(record, remark)}: {_short(remark.text)}" for remark in remarks[:_SHOWN])
    more = f"; and {len(remarks) - _SHOWN} more" if len(remarks) > _SHOWN else ""
    message = f"No valid address or code, kept as text: {said}{more}"
    return Problem("warning", NO_ADDRESS, message, record.file, record.offset, record.number, local_id)


def _place(record: Record, remark: Remark) -> str:
    """Return field and subfield; the field alone where the rules changed the text before they used it."""
    for field in record.fields:
        if field.tag in {remark.tag, "880"}:
            for code, text in field.subfields:
                if code != "_" and remark.text in text:
                    return f"{remark.tag} ${code}"
    return remark.tag


def _short(text: str) -> str:
    shown = ascii(text) if not text.isprintable() else f"'{text}'"
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
