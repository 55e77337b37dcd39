"""The formats of a download: citations, the members' records, records in a dialect, and what `kg/exports` writes."""

from collections.abc import Iterable
from typing import NamedTuple

from kg.citations import CITATIONS
from kg.records.writing import MARC
from portal.i18n import later
from portal.negotiation import Format

__all__ = [
    "CITATION",
    "DIALECT",
    "DUBLIN_CORE",
    "MARCXML",
    "MOST_CONVERTED",
    "ORIGINAL",
    "STATEMENTS",
    "Offer",
    "choose_offer",
    "offers",
]

CITATION = "citation"
STATEMENTS = "statements"
ORIGINAL = "original"
MARCXML = "marcxml"
DUBLIN_CORE = "dublincore"
DIALECT = "dialect"

MOST_CONVERTED = 200
"""How many editions are given at once in another dialect: each costs some hundredths of a second."""


class Offer(NamedTuple):
    """A format: the name that stands in addresses, how it is made (`kind`), and what a reader is told of it."""

    name: str
    kind: str
    module: str
    media_type: str
    label: str
    explanation: str

    @property
    def pinyin(self) -> str:
        """Return where the reading of a text stands in a dialect that has two habits, else ""."""
        return self.module.partition(" ")[2]

    @property
    def dialect(self) -> str:
        """Return the dialect of MARC that is written, where it is one (`kind`)."""
        return self.module.partition(" ")[0]

    @property
    def is_citation(self) -> bool:
        """Tell whether it cites editions, rather than giving the members' records or the graph."""
        return self.kind == CITATION


_EXPLAINED = {
    "ris": later("for EndNote, Zotero, NoteExpress and other reference managers"),
    "bibtex": later("for LaTeX, JabRef and Zotero"),
    "csv": later("a table for spreadsheets, with libraries and call numbers"),
    "csljson": later("for citation processors such as Pandoc"),
    "turtle": later("linked data that people can read"),
    "jsonld": later("linked data as JSON"),
}
_ANY_STATEMENTS = later("linked data")
# Those that most readers want stand first; further formats follow by name.
_FIRST = ("ris", "bibtex", "csv")
_RECORDS = (
    Offer(
        "mrc",
        ORIGINAL,
        "",
        "application/marc",
        later("Original records"),
        later("byte for byte as the libraries sent them; a ZIP archive where they differ in format"),
    ),
    Offer(
        "marcxml",
        MARCXML,
        "",
        "application/marcxml+xml",
        "MARCXML",
        later("MARC records of every dialect in Unicode; MarcXchange where one is not MARC 21"),
    ),
    Offer("oai_dc", DUBLIN_CORE, "", "application/xml", "Dublin Core XML", later("the Dublin Core records, as oai_dc")),
)
_ONE_EACH = later("one record an edition in ISO 2709 (UTF-8), from whatever format it was catalogued in")
_DIALECTS = (
    Offer("cnmarc", DIALECT, "cnmarc 9", "application/marc", later("CNMARC, pinyin in $9"), _ONE_EACH),
    Offer("cnmarc-a", DIALECT, "cnmarc A", "application/marc", later("CNMARC, pinyin in $A"), _ONE_EACH),
    Offer("marc21", DIALECT, "marc21", "application/marc", "MARC 21", _ONE_EACH),
    Offer("unimarc", DIALECT, "unimarc", "application/marc", "UNIMARC", _ONE_EACH),
)


def offers(formats: Iterable[Format], record_formats: Iterable[str] | None = None) -> tuple[Offer, ...]:
    """Return what is offered, `formats` being those of the graph.

    `record_formats` are those of the records at hand, where they are known: nothing is offered that would be empty.
    """
    known = None if record_formats is None else frozenset(record_formats)
    records = [offer for offer in _RECORDS if known is None or _has(offer, known)]
    names = sorted(CITATIONS.names(), key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name))
    citations = [_citation(name) for name in names]
    statements = [
        Offer(fmt.extension, STATEMENTS, fmt.name, fmt.media_type, fmt.label, _EXPLAINED.get(fmt.name, _ANY_STATEMENTS))
        for fmt in formats
    ]
    return (*citations[: len(_FIRST)], *records, *_DIALECTS, *citations[len(_FIRST) :], *statements)


def choose_offer(name: str, formats: Iterable[Format]) -> Offer | None:
    """Return the offer with this name, which is that of its addresses, or None."""
    return next((offer for offer in offers(formats) if offer.name == name), None)


def _has(offer: Offer, record_formats: frozenset[str]) -> bool:
    if offer.kind == MARCXML:
        return bool(record_formats & MARC)
    return offer.kind == ORIGINAL or "dublincore" in record_formats


def _citation(name: str) -> Offer:
    module = CITATIONS.get(name)
    return Offer(module.EXTENSION, CITATION, name, module.MEDIA_TYPE, module.LABEL, _EXPLAINED.get(name, ""))
