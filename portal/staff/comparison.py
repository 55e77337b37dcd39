"""Records side by side: for each field a row, for each record a cell, and which cells say something else."""

from collections.abc import Sequence
from typing import NamedTuple

from kg.bibframe.fields import Cell, side_by_side, statements
from kg.matching import Evidence
from portal.field_words import FIELD_LABELS, words_of
from portal.i18n import Wording, later
from portal.staff.cluster_desk import RecordView
from portal.staff.sentences import SENTENCES
from portal.terms import Terms

__all__ = ["FINDINGS", "VETOES", "CompareRow", "Finding", "compare", "findings", "title_of", "year_of"]


class CompareRow(NamedTuple):
    """A field: its name, what each record says, and whether they all agree."""

    label: str
    cells: tuple[Cell, ...]
    differs: bool


class Finding(NamedTuple):
    """One finding of the matcher in the reader's words, with its bits as they are written and what it means."""

    label: str
    bits: str
    sentence: str


def compare(records: Sequence[RecordView], wording: Wording, terms: Terms) -> list[CompareRow]:
    """Return the fields that any of the records has, each with what every record says in it."""
    said = [statements(record.work, record.instance, words_of(terms)) for record in records]
    rows = side_by_side(said)
    return [CompareRow(wording.gettext(FIELD_LABELS[row.name]), row.cells, row.differs) for row in rows]


def title_of(record: RecordView) -> str:
    """Return the title by which a record is known."""
    return next(iter(_statements(record).get("title", ())), "") or f"[{record.stored.local_id}]"


def year_of(record: RecordView) -> str:
    """Return when it was published, as far as a record says so."""
    return next(iter(_statements(record).get("date", ())), "")


def _statements(record: RecordView) -> dict[str, tuple[str, ...]]:
    return statements(record.work, record.instance, lambda _list, code: code)


def findings(found: Evidence, wording: Wording) -> list[Finding]:
    """Return what the matcher found, the weightiest first."""
    weighty = sorted(found.features.items(), key=lambda entry: -abs(entry[1]))
    return [
        Finding(
            wording.gettext(FINDINGS.get(name, name)),
            f"{bits:+.3g}",
            wording.gettext(SENTENCES.get(name, name)),
        )
        for name, bits in weighty
    ]


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
    "title equal with subtitle": later("title and subtitle equal"),
    "title is a beginning": later("one title begins the other"),
    "subtitle word other": later("one word of the subtitle differs"),
    "author like": later("author alike"),
    "author surely other": later("surely another author"),
    "entry under another name": later("all but the name agrees"),
    "year possible": later("year possibly the same"),
    "publisher within": later("one publisher's name within the other"),
    "pages one side": later("pages on one side"),
    "music number shared": later("a publisher's number of music in common"),
    "music numbers differ": later("other publisher's numbers of music"),
    "form of score other": later("another form of score"),
    "microform one side": later("a microform on one side"),
    "generic title": later("a title of very many works"),
    "print before 1801": later("printed before 1801"),
    "language code other": later("another language code"),
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
    "forms of score differ": later("they are different forms of a score"),
    "set and volume": later("one is a set, the other a volume"),
    "media differ": later("they play on different devices"),
    "scales differ": later("their scales differ"),
}
