"""One member's record as a file: as it was sent, as XML, in another dialect, and in the formats of the graph."""

from collections.abc import Callable, Iterable, Mapping
from tempfile import SpooledTemporaryFile
from typing import IO

from werkzeug.exceptions import NotFound

from kg.catalogue.rows import StoredRecord
from kg.errors import RefusedError
from kg.exports import EXPORTS
from kg.records.record import Record
from kg.records.writing import MARC, write_collection, write_descriptions, write_exchange, write_iso2709
from portal.downloads.files import Made
from portal.downloads.offers import DIALECT, DUBLIN_CORE, MARCXML, ORIGINAL, STATEMENTS, Offer
from portal.downloads.originals import kind_of_file
from portal.reading import Reading

__all__ = ["write_record"]

_IN_MEMORY = 1 << 20


def write_record(offer: Offer, reading: Reading, stored: StoredRecord) -> Made:
    """Return the record in the format offered; raise NotFound for a format that it does not fit."""
    file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    extension = _WRITERS.get(offer.kind, _nothing)(offer, reading, stored, file)
    if not extension:
        file.close()
        raise NotFound
    return Made(file, _media_type(offer, stored), extension, 1, 0)


def _media_type(offer: Offer, stored: StoredRecord) -> str:
    if offer.kind == ORIGINAL:
        return kind_of_file(stored.carrier).media_type
    # MarcXchange has no media type of its own.
    return "application/xml" if offer.kind == MARCXML and stored.format != "marc21" else offer.media_type


def _original(_: Offer, __: Reading, stored: StoredRecord, file: IO[bytes]) -> str:
    file.write(stored.raw)
    return kind_of_file(stored.carrier).extension


def _marcxml(_: Offer, reading: Reading, stored: StoredRecord, file: IO[bytes]) -> str:
    if stored.format not in MARC:
        return ""
    write: Callable[[Iterable[Record]], Iterable[bytes]] = (
        write_collection if stored.format == "marc21" else write_exchange
    )
    file.writelines(write([reading.fields(stored)]))
    return "xml"


def _description(_: Offer, reading: Reading, stored: StoredRecord, file: IO[bytes]) -> str:
    if stored.format != "dublincore":
        return ""
    file.writelines(write_descriptions([reading.fields(stored)]))
    return "xml"


def _dialect(offer: Offer, reading: Reading, stored: StoredRecord, file: IO[bytes]) -> str:
    try:
        file.write(write_iso2709(reading.in_dialect(stored, offer.dialect, offer.pinyin)))
    except RefusedError:
        return ""
    return "mrc"


def _statements(offer: Offer, reading: Reading, stored: StoredRecord, file: IO[bytes]) -> str:
    EXPORTS.get(offer.module).write_to(reading.record_quads(stored), file)
    return offer.name


def _nothing(_: Offer, __: Reading, ___: StoredRecord, ____: IO[bytes]) -> str:
    """Return no extension: a record is cited by its edition."""
    return ""


_WRITERS: Mapping[str, Callable[[Offer, Reading, StoredRecord, IO[bytes]], str]] = {
    ORIGINAL: _original,
    MARCXML: _marcxml,
    DUBLIN_CORE: _description,
    DIALECT: _dialect,
    STATEMENTS: _statements,
}
