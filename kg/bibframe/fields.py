"""What a description says, field by field as texts: to lay records side by side and to tell who says what."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from kg.bibframe.reader import Reader
from kg.bibframe.things import Instance, Note, Subject, Text, Title, Work
from kg.description import Description, Node
from kg.text import fold

__all__ = ["FIELDS", "Cell", "FieldRow", "Say", "form", "read_alone", "side_by_side", "statements"]

Say = Callable[[str, str], str]
"""Returns the word for a code or a URI of a code list, by the list's name."""

_NOT_WORD = re.compile(r"[\W_]+")
_MOST = 8


class Cell(NamedTuple):
    """What one record says, and whether most others say something else."""

    values: tuple[str, ...]
    differs: bool


class FieldRow(NamedTuple):
    """A field: its name in `FIELDS`, what each record says, and whether those that say anything agree."""

    name: str
    cells: tuple[Cell, ...]
    differs: bool


class _NoNames:
    """Agents and subjects are not looked up: a record's own words are compared."""

    def iri(self, node: Node) -> str:  # noqa: ARG002 - the protocol's
        return ""

    def id(self, node: Node) -> str:  # noqa: ARG002 - the protocol's
        return ""


def read_alone(description: Description) -> tuple[Work, Instance]:
    """Return what one record describes, without a look at the catalogue."""
    reader = Reader(_NoNames())
    return reader.work(description.work, "", ""), reader.instance(description.instance, "", "")


def statements(work: Work, instance: Instance, say: Say) -> dict[str, tuple[str, ...]]:
    """Return what a description says in each field that it has, each statement once."""
    found = {name: tuple(dict.fromkeys(read(work, instance, say))) for name, read in FIELDS.items()}
    return {name: values for name, values in found.items() if values}


def side_by_side(records: Sequence[Mapping[str, tuple[str, ...]]], names: Iterable[str] = ()) -> list[FieldRow]:
    """Return the fields that any of the records has, or those of them that are named, each with all records' cells."""
    wanted = list(names) or list(FIELDS)
    return [
        _row(name, [record.get(name, ())[:_MOST] for record in records])
        for name in wanted
        if any(record.get(name) for record in records)
    ]


def form(value: str) -> str:
    """Return a statement so that only what matters of it differs: not case, width, variant or marks."""
    return _NOT_WORD.sub("", fold(value))


def _row(name: str, values: list[tuple[str, ...]]) -> FieldRow:
    forms = [tuple(sorted(found for value in cell if (found := form(value)))) for cell in values]
    said = Counter(entry for entry in forms if entry)
    usual = max(said, key=lambda entry: said[entry], default=())
    cells = tuple(Cell(cell, bool(entry) and entry != usual) for cell, entry in zip(values, forms, strict=True))
    return FieldRow(name, cells, len(said) > 1)


def _proper(_work: Work, instance: Instance, _say: Say) -> list[str]:
    proper = [title for title in instance.titles if title.kind == "Title"]
    return [_whole(title) for title in proper or instance.titles]


def _other_titles(_work: Work, instance: Instance, _say: Say) -> list[str]:
    if not any(title.kind == "Title" for title in instance.titles):
        return []
    return [_whole(title) for title in instance.titles if title.kind != "Title"]


def _whole(title: Title) -> str:
    """Return a title in all its scripts, each with its subtitle and part."""
    main = " = ".join(text.value for text in title.main)
    parts = (" = ".join(text.value for text in texts) for texts in (title.subtitle, title.part_number, title.part_name))
    return " : ".join(part for part in (main, *parts) if part)


def _names(work: Work, _instance: Instance, _say: Say) -> list[str]:
    return [" = ".join(label.value for label in entry.agent.labels) for entry in work.contributions]


def _publication(_work: Work, instance: Instance, _say: Say) -> list[str]:
    stated = _values(instance.publication_statement)
    return stated or [
        " : ".join(" = ".join(_values(part)) for part in (entry.simple_place, entry.simple_agent) if part)
        for entry in instance.provisions
        if entry.simple_place or entry.simple_agent
    ]


def _dates(_work: Work, instance: Instance, _say: Say) -> list[str]:
    dates = (entry.date or " ".join(_values(entry.simple_date)) for entry in instance.provisions)
    return [date for date in dates if date]


def _numbers(work: Work, instance: Instance, say: Say) -> list[str]:
    return [f"{say('classes', found.kind)} {found.value}" for found in (*instance.identifiers, *work.identifiers)]


def _classes(work: Work, _instance: Instance, say: Say) -> list[str]:
    return [f"{say('classes', found.kind)} {found.portion}" for found in work.classifications]


def _headings(subjects: Iterable[Subject]) -> list[str]:
    return [" = ".join(_values(subject.labels)) for subject in subjects if subject.labels]


def _notes(notes: Iterable[Note]) -> list[str]:
    return [" = ".join(_values(note.labels)) for note in notes if note.labels]


def _values(texts: Iterable[Text]) -> list[str]:
    return [text.value for text in texts]


FIELDS: Mapping[str, Callable[[Work, Instance, Say], list[str]]] = {
    "title": _proper,
    "other titles": _other_titles,
    "responsibility": lambda _w, i, _s: _values(i.responsibility),
    "names": _names,
    "edition": lambda _w, i, _s: _values(i.edition_statement),
    "publication": _publication,
    "date": _dates,
    "extent": lambda _w, i, _s: _values(i.extent),
    "dimensions": lambda _w, i, _s: _values(i.dimensions),
    "series": lambda _w, i, _s: _values(i.series),
    "numbers": _numbers,
    "languages": lambda w, _i, say: [say("languages", iri) for iri in w.languages],
    "kind": lambda w, _i, say: [say("classes", kind) for kind in w.kinds],
    "carrier": lambda _w, i, say: [say("carriertypes", iri) for iri in i.carriers] + _values(i.carrier_words),
    "subjects": lambda w, _i, _s: _headings(w.subjects),
    "genres": lambda w, _i, _s: _headings(w.genres),
    "classes": _classes,
    "summary": lambda w, _i, _s: _values(w.summaries),
    "contents": lambda w, _i, _s: _values(w.contents),
    "notes": lambda w, i, _s: _notes((*i.notes, *w.notes)),
    "links": lambda _w, i, _s: list(i.locators),
}
"""Reads each field of a description, in the order in which they are shown."""
