"""CSV for spreadsheets: RFC 4180 in UTF-8 with a byte order mark, a line an edition.

The header's names are for machines and stay as they are; `COLUMNS` says what each column holds. Several values in one
cell stand between ` | `. A cell that a spreadsheet would take for a formula begins with an apostrophe.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping

from kg.citations.citation import Citation, Contributor
from kg.citations.plain import guarded, one_line

__all__ = ["COLUMNS", "EXTENSION", "LABEL", "MEDIA_TYPE", "write"]

MEDIA_TYPE = "text/csv"
EXTENSION = "csv"
LABEL = "CSV"

_Cell = Callable[[Citation], str]
_BETWEEN = " | "


def _several(values: Iterable[str]) -> str:
    return _BETWEEN.join(value.replace(_BETWEEN, " / ") for value in values if value)


def _names(found: Iterable[Contributor]) -> str:
    return _several(entry.name.inverted for entry in found)


def _romanised(found: Iterable[Contributor]) -> str:
    return _several(entry.romanised.inverted for entry in found if entry.romanised is not None)


COLUMNS: Mapping[str, tuple[str, _Cell]] = {
    "id": ("the edition's id in this catalogue", lambda entry: entry.id),
    "url": ("its public address", lambda entry: entry.url),
    "work_url": ("the public address of its work", lambda entry: entry.work_url),
    "type": ("what it is: book, serial, map …", lambda entry: entry.kind),
    "title": ("the title in the script of the original, with subtitle and part", lambda entry: entry.title.original),
    "title_romanised": ("the same romanised", lambda entry: entry.title.romanised),
    "other_titles": ("parallel and variant titles", lambda entry: _several(entry.other_titles)),
    "authors": ("authors", lambda entry: _names(entry.by_role("author"))),
    "authors_romanised": ("the authors' names romanised", lambda entry: _romanised(entry.by_role("author"))),
    "editors": ("editors and compilers", lambda entry: _names(entry.by_role("editor"))),
    "translators": ("translators", lambda entry: _names(entry.by_role("translator"))),
    "contributors": (
        "others, each with the code or word of the role",
        lambda entry: _several(f"{found.name.inverted} ({found.role})" for found in entry.others),
    ),
    "responsibility": ("the statement of responsibility", lambda entry: entry.responsibility),
    "year": ("the first year of publication", lambda entry: entry.year),
    "date": ("the date of publication in EDTF", lambda entry: entry.date),
    "place": ("the place of publication", lambda entry: entry.place.original),
    "publisher": ("the publisher", lambda entry: entry.publisher.original),
    "edition": ("the edition statement", lambda entry: entry.edition.original),
    "series": ("the series", lambda entry: _several(entry.series)),
    "series_number": ("the number in the first series", lambda entry: entry.series_number),
    "extent": ("pages or volumes", lambda entry: entry.extent),
    "isbn": ("ISBNs in force", lambda entry: _several(entry.isbn)),
    "issn": ("ISSNs in force", lambda entry: _several(entry.issn)),
    "doi": ("the DOI", lambda entry: entry.doi),
    "languages": ("codes of ISO 639-2/B", lambda entry: _several(entry.languages)),
    "subjects": ("subject headings", lambda entry: _several(entry.subjects)),
    "classification": ("class numbers", lambda entry: _several(entry.classification)),
    "abstract": ("the summary", lambda entry: entry.abstract),
    "libraries": ("codes of the libraries that hold it", lambda e: _several(held.member for held in e.holdings)),
    "library_names": ("their names", lambda entry: _several(held.name for held in entry.holdings)),
    "call_numbers": (
        "call numbers, each behind its library's code and a colon",
        lambda entry: _several(f"{held.member}: {mark}" for held in entry.holdings for mark in held.call_numbers),
    ),
    "links": ("addresses in the records", lambda entry: _several(entry.links)),
    "records": ("the public addresses of the records that describe it", lambda entry: _several(entry.records)),
}
"""Each column: what it holds, and how it is made."""


def write(entries: Iterable[Citation], notice: str = "") -> Iterator[bytes]:
    """Yield the header and the lines as they come; CSV has no place for a notice about the file."""
    del notice
    yield b"\xef\xbb\xbf" + _line(COLUMNS)
    for entry in entries:
        yield _line(guarded(one_line(cell(entry))) for _, cell in COLUMNS.values())


def _line(cells: Iterable[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().encode()
