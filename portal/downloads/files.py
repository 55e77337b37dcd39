"""A download as a file, made whole before its first byte is sent, and on disk beyond a megabyte.

So a failure on the way is an error and not a short file, and the headers can tell what was left out.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, NamedTuple

from kg.catalogue.rows import Member
from kg.citations import CITATIONS, Labels
from kg.errors import RefusedError
from kg.exports import EXPORTS
from kg.records.record import Record
from kg.records.writing import MARC, write_collection, write_descriptions, write_exchange, write_iso2709
from portal.downloads.editions import Editions
from portal.downloads.offers import CITATION, DIALECT, DUBLIN_CORE, MARCXML, ORIGINAL, STATEMENTS, Offer
from portal.downloads.originals import Originals
from portal.reading import Reading

__all__ = ["Made", "chunks", "digest", "make"]

_IN_MEMORY = 1 << 20
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made: its media type, its extension, and how much of what was asked for is in it.

    `given` and `restricted` count editions; records, where the file has records as they were sent. `other` counts
    records that are no MARC, or no Dublin Core, or too long for ISO 2709, and so are not in a file of such.
    """

    file: IO[bytes]
    media_type: str
    extension: str
    given: int
    restricted: int
    other: int = 0


class _Written(NamedTuple):
    media_type: str
    extension: str
    other: int = 0


@dataclass(frozen=True, slots=True)
class _Work:
    reading: Reading
    editions: Editions
    members: Mapping[str, Member]
    labels: Labels
    notice: str


def make(offer: Offer, reading: Reading, editions: Editions, labels: Labels, notice: str = "") -> Made:
    """Return the editions in the format offered; `notice` stands in the file where the format has a place for it."""
    work = _Work(reading, editions, reading.members(), labels, notice)
    file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    try:
        written = _WRITERS[offer.kind](offer, work, file)
    except BaseException:
        file.close()
        raise
    given = editions.given - written.other
    return Made(file, written.media_type, written.extension, given, editions.restricted, written.other)


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the file's content and close it."""
    with file:
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def digest(file: IO[bytes]) -> str:
    """Return a digest of the file's content."""
    found = hashlib.blake2b(digest_size=12)
    file.seek(0)
    while chunk := file.read(_CHUNK):
        found.update(chunk)
    return found.hexdigest()


def _citations(offer: Offer, work: _Work, file: IO[bytes]) -> _Written:
    module = CITATIONS.get(offer.module)
    file.writelines(module.write(work.editions.citations(work.labels), work.notice))
    return _Written(offer.media_type, module.EXTENSION)


def _statements(offer: Offer, work: _Work, file: IO[bytes]) -> _Written:
    EXPORTS.get(offer.module).write_to(work.editions.quads(), file)
    return _Written(offer.media_type, offer.name)


def _originals(offer: Offer, work: _Work, file: IO[bytes]) -> _Written:
    del offer
    with Originals(work.members) as originals:
        for edition, stored in work.editions.records():
            originals.add(edition, stored)
        if originals.is_one_kind():
            kind = originals.write_one(file)
            return _Written(kind.media_type, kind.extension)
        originals.write_archive(file, _readme(work))
        return _Written("application/zip", "zip")


def _readme(work: _Work) -> str:
    lines = [
        "Records of a union catalogue, byte for byte as its members sent them; a table's row as JSON.",
        "manifest.csv names, for each record, its file, its place in it, its member, its id there, and the licence.",
        work.notice,
        f"Records in this archive: {work.editions.given}.",
        f"Records left out, since they may not be passed on: {work.editions.restricted}.",
    ]
    return "".join(f"{line}\n" for line in lines if line)


def _marcxml(offer: Offer, work: _Work, file: IO[bytes]) -> _Written:
    """Write the MARC records: as MARCXML if all are MARC 21, else as MarcXchange, in which each names its dialect."""
    formats = _formats(work)
    other = sum(count for name, count in formats.items() if name not in MARC)
    if formats.keys() & MARC <= {"marc21"}:
        file.writelines(write_collection(_read(work, MARC), work.notice))
        return _Written(offer.media_type, "xml", other)
    file.writelines(write_exchange(_read(work, MARC), work.notice))
    return _Written("application/xml", "xml", other)


def _descriptions(offer: Offer, work: _Work, file: IO[bytes]) -> _Written:
    other = sum(count for name, count in _formats(work).items() if name != "dublincore")
    file.writelines(write_descriptions(_read(work, frozenset({"dublincore"})), work.notice))
    return _Written(offer.media_type, "xml", other)


def _dialect(offer: Offer, work: _Work, file: IO[bytes]) -> _Written:
    too_long = 0
    for stored in work.editions.fullest(offer.dialect):
        try:
            file.write(write_iso2709(work.reading.in_dialect(stored, offer.dialect, offer.pinyin)))
        except RefusedError:
            too_long += 1
    return _Written(offer.media_type, "mrc", too_long)


def _formats(work: _Work) -> Counter[str]:
    return Counter(stored.format for _, stored in work.editions.records())


def _read(work: _Work, formats: frozenset[str]) -> Iterator[Record]:
    return (work.reading.fields(stored) for _, stored in work.editions.records() if stored.format in formats)


_WRITERS: Mapping[str, Callable[[Offer, _Work, IO[bytes]], _Written]] = {
    CITATION: _citations,
    STATEMENTS: _statements,
    ORIGINAL: _originals,
    MARCXML: _marcxml,
    DUBLIN_CORE: _descriptions,
    DIALECT: _dialect,
}
