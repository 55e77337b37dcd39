"""Members' records in their own bytes: one file where all are of a kind, else a ZIP archive with a list of them.

An archive is the same for the same records: its files have names of ours, one date, and stand in order.
"""

import csv
import io
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from tempfile import SpooledTemporaryFile
from typing import IO, NamedTuple, Self

from kg.catalogue.rows import Member, StoredRecord
from kg.citations import guarded

__all__ = ["Kind", "Originals", "kind_of_file"]

_IN_MEMORY = 1 << 20
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16
_MANIFEST = ("file", "place", "member", "member_name", "record", "format", "encoding", "licence", "edition", "received")


class Kind(NamedTuple):
    """How records of one carrier stand in one file: its extension, media type, and what stands around them."""

    extension: str
    media_type: str
    head: str
    between: str
    tail: str


_XML = Kind(
    "xml", "application/xml", '<?xml version="1.0" encoding="{encoding}"?>\n<records>\n', "\n", "\n</records>\n"
)
_JSON = Kind("json", "application/json", "[\n", ",\n", "\n]\n")
_KINDS = {
    "iso2709": Kind("mrc", "application/marc", "", "", ""),
    "marcxml": _XML,
    "oaipmh": _XML,
    "dublincore": _XML,
    "marcjson": _JSON,
    # A row of a table is kept as JSON, with the fields that were made of it.
    "csv": _JSON,
    "xlsx": _JSON,
}
# A carrier that is not in the table: its records one after another, each on a line of its own.
_OTHER = Kind("txt", "text/plain", "", "\n", "\n")


class _Key(NamedTuple):
    member: str
    format: str
    carrier: str
    encoding: str


def kind_of_file(carrier: str) -> Kind:
    """Return how records of the carrier stand in a file."""
    return _KINDS.get(carrier, _OTHER)


class Originals:
    """Gathers records as they come, each kind of each member in a file of its own; use it in a `with`."""

    def __init__(self, members: Mapping[str, Member]) -> None:
        self._members = members
        self._files: dict[_Key, IO[bytes]] = {}
        self._counts: dict[_Key, int] = {}
        self._lines: dict[_Key, list[tuple[str, ...]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            file.close()

    def add(self, edition: str, stored: StoredRecord) -> None:
        """Take one record."""
        key = _Key(stored.member, stored.format, stored.carrier, stored.encoding)
        if key not in self._files:
            self._files[key] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by __exit__
        file, kind = self._files[key], kind_of_file(stored.carrier)
        if self._counts.get(key):
            file.write(kind.between.encode())
        file.write(stored.raw)
        self._counts[key] = self._counts.get(key, 0) + 1
        self._lines.setdefault(key, []).append(self._line(key, edition, stored))

    def is_one_kind(self) -> bool:
        """Tell whether all records are of one format, carrier and encoding."""
        return len({key[1:] for key in self._files}) == 1

    def write_one(self, target: IO[bytes]) -> Kind:
        """Write the records, which are of one kind, into one file; return the kind."""
        keys = sorted(self._files)
        kind = kind_of_file(keys[0].carrier)
        target.write(_framed(kind.head, keys[0].encoding))
        for place, key in enumerate(keys):
            target.write(kind.between.encode() if place else b"")
            self._copy(key, target)
        target.write(_framed(kind.tail, keys[0].encoding))
        return kind

    def write_archive(self, target: IO[bytes], readme: str) -> None:
        """Write an archive of one file for each member, format and encoding, with `manifest.csv` and `README.txt`."""
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_entry("README.txt"), readme.encode())
            archive.writestr(_entry("manifest.csv"), self._manifest())
            for key, name in sorted(_names(self._files).items()):
                kind = kind_of_file(key.carrier)
                with archive.open(_entry(name), "w") as file:
                    file.write(_framed(kind.head, key.encoding))
                    self._copy(key, file)
                    file.write(_framed(kind.tail, key.encoding))

    def _copy(self, key: _Key, target: IO[bytes]) -> None:
        self._files[key].seek(0)
        shutil.copyfileobj(self._files[key], target)

    def _line(self, key: _Key, edition: str, stored: StoredRecord) -> tuple[str, ...]:
        member = self._members.get(key.member)
        name, licence = (member.name, member.licence) if member is not None else ("", "")
        place = str(self._counts[key])
        about = (place, key.member, name, stored.local_id, key.format, key.encoding, licence, edition, stored.received)
        return tuple(map(guarded, about))

    def _manifest(self) -> bytes:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(_MANIFEST)
        names = _names(self._files)
        writer.writerows((names[key], *line) for key in sorted(self._lines) for line in self._lines[key])
        return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace")


def _names(keys: Iterable[_Key]) -> dict[_Key, str]:
    """Return each file's name: `NJU-cnmarc-gb18030.mrc`; the carrier stands in it only where two would be one."""
    short = {key: "-".join(filter(None, (key.member, key.format, key.encoding))) for key in keys}
    whole = {key: f"{name}.{kind_of_file(key.carrier).extension}" for key, name in short.items()}
    often = Counter(whole.values())
    return {
        key: name if often[name] == 1 else f"{short[key]}-{key.carrier}.{kind_of_file(key.carrier).extension}"
        for key, name in whole.items()
    }


def _framed(text: str, encoding: str) -> bytes:
    return text.format(encoding=encoding or "utf-8").encode()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = _READABLE
    return entry
