"""Records side by side: for each field a row, for each record a cell, and which cells say something else."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from kg.bibframe.things import Instance, Text, Title, Work
from kg.matching import Evidence
from kg.text import fold
from portal.i18n import Wording, later
from portal.staff.cluster_desk import RecordView
from portal.terms import Terms

__all__ = ["FINDINGS", "VETOES", "Cell", "CompareRow", "Finding", "compare", "findings", "title_of", "year_of"]

_NOT_WORD = re.compile(r"[\W_]+")
_MOST = 8


class Cell(NamedTuple):
    """What one record says, and whether most others say something else."""

    values: tuple[str, ...]
    differs: bool


class CompareRow(NamedTuple):
    """A field: its name, what each record says, and whether they all agree."""

    label: str
    cells: tuple[Cell, ...]
    differs: bool


class Finding(NamedTuple):
    """One finding of the matcher in the reader's words, with its bits as they are written."""

    label: str
    bits: str


def compare(records: Sequence[RecordView], wording: Wording, terms: Terms) -> list[CompareRow]:
    """Return the fields that any of the records has, each with what every record says in it."""
    rows = []
    for label, read in _FIELDS:
        values = [tuple(dict.fromkeys(read(record.work, record.instance, terms)))[:_MOST] for record in records]
        if any(values):
            rows.append(_row(wording.gettext(label), values))
    return rows


def _row(label: str, values: list[tuple[str, ...]]) -> CompareRow:
    forms = [_form(cell) for cell in values]
    said = Counter(form for form in forms if form)
    usual = max(said, key=lambda form: said[form])
    cells = tuple(Cell(cell, bool(form) and form != usual) for cell, form in zip(values, forms, strict=True))
    return CompareRow(label, cells, len(said) > 1)


def _form(values: Iterable[str]) -> tuple[str, ...]:
    """Return values so that only what matters of them differs: not case, marks, or order."""
    return tuple(sorted(form for value in values if (form := _NOT_WORD.sub("", fold(value)))))


def title_of(record: RecordView) -> str:
    """Return the title by which a record is known."""
    return next(iter(_proper_titles(record.instance)), "") or f"[{record.stored.local_id}]"


def year_of(record: RecordView) -> str:
    """Return when it was published, as far as a record says so."""
    return next(iter(_dates(record.instance)), "")


def findings(found: Evidence, wording: Wording) -> list[Finding]:
    """Return what the matcher found, the weightiest first."""
    weighty = sorted(found.features.items(), key=lambda entry: -abs(entry[1]))
    return [Finding(wording.gettext(FINDINGS.get(name, name)), f"{bits:+g}") for name, bits in weighty]


def _proper_titles(instance: Instance) -> list[str]:
    proper = [title for title in instance.titles if title.kind == "Title"]
    return [_whole(title) for title in proper or instance.titles]


def _other_titles(_work: Work, instance: Instance, _terms: Terms) -> list[str]:
    return [_whole(title) for title in instance.titles if title.kind != "Title"]


def _whole(title: Title) -> str:
    """Return a title in all its scripts, each with its subtitle and part."""
    main = " = ".join(text.value for text in title.main)
    parts = (" = ".join(text.value for text in texts) for texts in (title.subtitle, title.part_number, title.part_name))
    return " : ".join(part for part in (main, *parts) if part)


def _names(work: Work, _instance: Instance, _terms: Terms) -> list[str]:
    return [" = ".join(label.value for label in entry.agent.labels) for entry in work.contributions]


def _publication(_work: Work, instance: Instance, _terms: Terms) -> list[str]:
    stated = _values(instance.publication_statement)
    return stated or [
        " : ".join(" = ".join(_values(part)) for part in (entry.simple_place, entry.simple_agent) if part)
        for entry in instance.provisions
        if entry.simple_place or entry.simple_agent
    ]


def _dates(instance: Instance) -> list[str]:
    dates = (entry.date or " ".join(_values(entry.simple_date)) for entry in instance.provisions)
    return [date for date in dates if date]


def _numbers(_work: Work, instance: Instance, terms: Terms) -> list[str]:
    return [f"{terms.code('classes', found.kind)} {found.value}" for found in instance.identifiers]


def _languages(work: Work, _instance: Instance, terms: Terms) -> list[str]:
    return [terms.iri("languages", iri) for iri in work.languages]


def _kinds(work: Work, _instance: Instance, terms: Terms) -> list[str]:
    return [terms.code("classes", kind) for kind in work.kinds]


def _carriers(_work: Work, instance: Instance, terms: Terms) -> list[str]:
    return [terms.iri("carriertypes", iri) for iri in instance.carriers] + _values(instance.carrier_words)


def _values(texts: Iterable[Text]) -> list[str]:
    return [text.value for text in texts]


_Read = Callable[[Work, Instance, Terms], list[str]]
_FIELDS: tuple[tuple[str, _Read], ...] = (
    (later("Title"), lambda _w, i, _t: _proper_titles(i)),
    (later("Other titles"), _other_titles),
    (later("Responsibility"), lambda _w, i, _t: _values(i.responsibility)),
    (later("Names"), _names),
    (later("Edition statement"), lambda _w, i, _t: _values(i.edition_statement)),
    (later("Publication"), _publication),
    (later("Date"), lambda _w, i, _t: _dates(i)),
    (later("Extent"), lambda _w, i, _t: _values(i.extent)),
    (later("Dimensions"), lambda _w, i, _t: _values(i.dimensions)),
    (later("Series"), lambda _w, i, _t: _values(i.series)),
    (later("Numbers"), _numbers),
    (later("Languages"), _languages),
    (later("Kind"), _kinds),
    (later("Carrier type"), _carriers),
)

# What the matcher calls its findings, in words that readers of all languages get.
FINDINGS: dict[str, str] = {
    "title equal": later("title equal"),
    "title nearly equal": later("title nearly equal"),
    "title like": later("title alike"),
    "title other": later("another title"),
    "title short": later("title too short to tell"),
    "title numbers other": later("other numbers in the title"),
    "title in pinyin": later("title and author equal in pinyin"),
    "subtitle other": later("another subtitle"),
    "author equal": later("author equal"),
    "author compatible": later("author compatible"),
    "author other": later("another author"),
    "year equal": later("year equal"),
    "year near": later("year a little off"),
    "year other": later("another year"),
    "year of printing": later("year perhaps of printing"),
    "year missing": later("no year to compare"),
    "publisher equal": later("publisher equal"),
    "publisher like": later("publisher alike"),
    "publisher other": later("another publisher"),
    "pages equal": later("pages equal"),
    "pages near": later("pages nearly equal"),
    "pages like": later("pages alike"),
    "pages other": later("other pages"),
    "edition equal": later("edition number equal"),
    "edition one side": later("edition number on one side"),
    "revised one side": later("revised on one side"),
    "part one side": later("a part on one side"),
    "number shared": later("a standard number in common"),
    "numbers differ": later("other standard numbers"),
    "number and publisher other": later("other standard number and publisher"),
    "carrier one side": later("a special carrier on one side"),
    "abridged one side": later("abridged on one side"),
}
VETOES: dict[str, str] = {
    "parts differ": later("they are different parts"),
    "kind differs": later("they are of different kinds"),
    "carrier differs": later("they are on different carriers"),
    "durations differ": later("they play for different times"),
    "one is abridged": later("only one is abridged"),
    "edition numbers differ": later("they have different edition numbers"),
    "languages differ": later("they are in different languages"),
    "Chinese titles differ": later("their Chinese titles differ"),
    "one of a kind": later("such things exist once each"),
    "too little said": later("too little is said to tell"),
    "early print": later("early prints are never joined by rule"),
}
