"""RIS, which EndNote, Zotero, NoteExpress and others read: two letters, two blanks, a hyphen, a blank, and the value.

https://en.wikipedia.org/wiki/RIS_(file_format), after Reference Manager's specification of 2001 and 2011. UTF-8; lines
end with CR LF. TI is the title in the script of the original, TT (the one field for the same title in other letters)
the romanised one. Authors are AU, editors ED, translators A4; RIS has no field for any other part, so these are notes.
A comma within an organisation's name would part it as a person's, so it is written as a dash.
"""

from collections.abc import Iterable, Iterator

from kg.citations.citation import Citation, Contributor
from kg.citations.languages import language_tag

__all__ = ["EXTENSION", "LABEL", "MEDIA_TYPE", "write"]

MEDIA_TYPE = "application/x-research-info-systems"
EXTENSION = "ris"
LABEL = "RIS"

_TYPES = {
    "book": "BOOK",
    "serial": "JFULL",
    "article": "JOUR",
    "chapter": "CHAP",
    "thesis": "THES",
    "report": "RPRT",
    "manuscript": "MANSCPT",
    "map": "MAP",
    "score": "MUSIC",
    "music": "SOUND",
    "audio": "SOUND",
    "video": "VIDEO",
    "image": "ART",
    "dataset": "DATA",
    "software": "COMP",
    "other": "GEN",
}
_AUTHORS = (("author", "AU"), ("editor", "ED"), ("translator", "A4"))


def write(entries: Iterable[Citation], notice: str = "") -> Iterator[bytes]:
    """Yield the references as they come; RIS has no place for a notice about the file."""
    del notice
    for entry in entries:
        yield "".join(f"{tag}  - {value}\r\n" for tag, value in _lines(entry)).encode()


def _lines(entry: Citation) -> Iterator[tuple[str, str]]:
    yield "TY", _TYPES[entry.kind]
    yield from ((tag, value) for tag, value in _values(entry) if value)
    yield "ER", ""


def _values(entry: Citation) -> Iterator[tuple[str, str]]:
    yield "ID", entry.id
    yield "TI", entry.title.original
    yield "TT", entry.title.romanised
    for role, tag in _AUTHORS:
        yield from ((tag, _name(found)) for found in entry.by_role(role))
    yield "PY", entry.year
    yield "CY", entry.place.original
    yield "PB", entry.publisher.original
    yield "ET", entry.edition.original
    yield "T2", "; ".join(entry.series)
    yield "M1", entry.series_number
    yield "SN", "; ".join(entry.isbn or entry.issn)
    yield "DO", entry.doi
    yield "LA", "; ".join(filter(None, map(language_tag, entry.languages)))
    yield from (("KW", subject) for subject in entry.subjects)
    yield "AB", entry.abstract
    yield from (("N1", note) for note in _notes(entry))
    yield "CN", "; ".join(dict.fromkeys(mark for holding in entry.holdings for mark in holding.call_numbers))
    yield "AV", "; ".join(" ".join((holding.name, *holding.call_numbers)) for holding in entry.holdings)
    yield "UR", entry.url
    yield from (("L2", link) for link in entry.links)


def _notes(entry: Citation) -> Iterator[str]:
    yield from (f"{found.role}: {found.name.inverted}" for found in entry.others)
    if entry.extent:
        yield entry.extent


def _name(found: Contributor) -> str:
    text = found.name.inverted
    return text if found.is_person else text.replace(", ", " - ").replace(",", "-")
