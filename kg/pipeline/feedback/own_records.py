"""A member's records with links to their editions and works, one file for each format and character set, streamed."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from kg.catalogue import Catalogue
from kg.pipeline.feedback.linked import CARRIERS, FIELDS, Linker

__all__ = ["Kind", "kinds_of", "linked_records"]

_PAGE = 500
_EXTENSIONS = {"iso2709": "mrc", "marcxml": "xml", "oaipmh": "xml", "marcjson": "json"}
_MEDIA_TYPES = {"mrc": "application/marc", "xml": "application/xml", "json": "application/json"}
_SLIM = '<collection xmlns="http://www.loc.gov/MARC21/slim">'
_EXCHANGE = '<collection xmlns="info:lc/xmlns/marcxchange-v1">'


class Kind(NamedTuple):
    """Records of a member that can stand in one file: their format, carrier and character set, and how many."""

    format: str
    carrier: str
    encoding: str
    records: int

    @property
    def extension(self) -> str:
        """Return the extension of their file."""
        return _EXTENSIONS[self.carrier]

    @property
    def media_type(self) -> str:
        """Return the media type of their file."""
        return _MEDIA_TYPES[self.extension]

    @property
    def name(self) -> str:
        """Return their file's name, such as `records-cnmarc-gb18030.mrc`."""
        carrier = [self.carrier] if self.carrier == "oaipmh" else []
        return "-".join(filter(None, ("records", self.format, self.encoding, *carrier))) + f".{self.extension}"


def kinds_of(catalogue: Catalogue, member: str) -> list[Kind]:
    """Return the kinds of a member's live records that have fields of MARC; others have no place for a link."""
    return [Kind(*row) for row in catalogue.record_table.kinds(member) if row[0] in FIELDS and row[1] in CARRIERS]


def linked_records(
    catalogue: Catalogue, member: str, kind: Kind, linker: Linker, counts: Counter[str] | None = None
) -> Iterator[bytes]:
    """Yield the bytes of a file of a member's records of one kind, each with its links.

    `counts` gets how many are `linked`, and how many stand in it `as they came`: too long, or too damaged, for a link.
    """
    counted = Counter[str]() if counts is None else counts
    head, between, tail = _frame(kind)
    yield head
    after, is_first = 0, True
    while page := catalogue.record_table.page(member, after, _PAGE):
        after = page[-1].n
        for stored in page:
            if (stored.format, stored.carrier, stored.encoding) != kind[:3]:
                continue
            work = catalogue.cluster_table.need(stored.instance).work
            linked = linker.link(stored.raw, stored.carrier, stored.format, stored.instance, work)
            counted["as they came" if linked is None else "linked"] += 1
            yield (b"" if is_first else between) + (stored.raw if linked is None else linked)
            is_first = False
    yield tail


def _frame(kind: Kind) -> tuple[bytes, bytes, bytes]:
    """Return what stands before, between and after the records of a file."""
    if kind.extension == "mrc":
        return b"", b"", b""
    if kind.extension == "json":
        return b"[\n", b",\n", b"\n]\n"
    opening = "<records>" if kind.carrier == "oaipmh" else _SLIM if kind.format == "marc21" else _EXCHANGE
    head = f'<?xml version="1.0" encoding="{kind.encoding or "utf-8"}"?>\n{opening}\n'
    return head.encode(), b"\n", f"\n</{'records' if kind.carrier == 'oaipmh' else 'collection'}>\n".encode()
