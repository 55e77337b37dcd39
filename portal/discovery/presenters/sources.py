"""Where the statements of an edition come from: the records that say each, and what others say instead."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kg.bibframe.fields import FIELDS, form, statements
from kg.bibframe.things import Instance, Work
from portal.field_words import FIELD_LABELS, words_of
from portal.i18n import Wording
from portal.terms import Terms

__all__ = ["SourceRow", "Sourced", "sources", "sources_as_data"]

_LONGEST = 300


class Sourced(NamedTuple):
    """A statement, the numbers of the records that say it (from 1), and whether the page shows it.

    One that is shown without a record comes from another edition of the work.
    """

    text: str
    records: tuple[int, ...]
    is_shown: bool


class SourceRow(NamedTuple):
    """A field by its code, and what is said in it: what is shown first."""

    field: str
    label: str
    statements: tuple[Sourced, ...]


def sources(
    work: Work | None,
    instance: Instance,
    records: Sequence[tuple[Work, Instance] | None],
    reader: tuple[Wording, Terms],
) -> tuple[SourceRow, ...]:
    """Return the fields of an edition with who says what; `records` are what each describes alone, None: unknown."""
    wording, terms = reader
    say = words_of(terms)
    first = next((record for record in records if record is not None), None)
    known = work or (first[0] if first is not None else None)
    shown = statements(known, instance, say) if known is not None else {}
    said = [{} if record is None else statements(*record, say) for record in records]
    rows = []
    for name in FIELDS:
        found = _sourced(shown.get(name, ()), [record.get(name, ()) for record in said])
        if found:
            rows.append(SourceRow(name, wording.gettext(FIELD_LABELS[name]), found))
    return tuple(rows)


def _sourced(shown: Sequence[str], said: Sequence[Sequence[str]]) -> tuple[Sourced, ...]:
    found: dict[str, tuple[set[str], list[int], bool]] = {}
    for text in shown:
        found[text] = (_forms(text), [], True)
    for number, texts in enumerate(said, start=1):
        for text in texts:
            forms = _forms(text)
            known = [entry for entry in found.values() if entry[0] & forms]
            for _, numbers, _ in known:
                if number not in numbers:
                    numbers.append(number)
            if not known:
                found[text] = (forms, [number], False)
    return tuple(Sourced(_short(text), tuple(numbers), is_shown) for text, (_, numbers, is_shown) in found.items())


def _forms(text: str) -> set[str]:
    """Return a statement in each of its scripts, so that records that have only one of them are found."""
    return {form(part) for part in text.split(" = ")} - {""} or {text}


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def sources_as_data(edition: str, rows: Sequence[SourceRow], records: Sequence[str]) -> Mapping[str, object]:
    """Return the same as JSON: each statement with the addresses of its records."""
    return {
        "edition": edition,
        "statements": [
            {
                "field": row.field,
                "value": said.text,
                "shown": said.is_shown,
                "records": [records[number - 1] for number in said.records],
            }
            for row in rows
            for said in row.statements
        ],
    }
