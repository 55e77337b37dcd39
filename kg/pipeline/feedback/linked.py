"""A member's record with the URIs of its edition and its work, every other field byte for byte as it came.

MARC 21 has 758 for it (https://www.loc.gov/marc/bibliographic/bd758.html): `$4` the relationship, `$1` the URI.
UNIMARC, and CNMARC and CMARC that are based on it, have no field for a resource's URI; block 9 is theirs for local use,
and 996 with the same subfields is what a member can keep, index and drop without touching the standard's own fields.
A link of ours that the record has already, because the member loaded this file and sent its records again, is replaced.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kg.namespaces import BF
from kg.records.layout import Line, read_layout, repair_layout
from kg.records.limits import Limits
from kg.records.piece import Fault, Faults

__all__ = ["CARRIERS", "FIELDS", "Linker"]

FIELDS: Mapping[str, str] = {"marc21": "758", "unimarc": "996", "cnmarc": "996", "cmarc": "996"}
"""The field that holds the links, by dialect."""
_MARC_IN_OAI = re.compile(r"</((?:[\w.-]+:)?)record\s*>(?=\s*</(?:[\w.-]+:)?metadata\s*>)")
_MARC_ALONE = re.compile(r"</((?:[\w.-]+:)?)record\s*>(?=\s*\Z)")
_LEADER = 24
_LONGEST_FIELD, _LONGEST_RECORD = 9_999, 99_999
_TAG = re.compile(r"[0-9A-Za-z]{3}")
_ENTRY_MAP = b"4500"
# Wrong figures, while the directory and the terminators agree on what the fields are.
_HARMLESS = frozenset({"base-address", "field-length"})


@dataclass(frozen=True, slots=True)
class Linker:
    """Writes links into records: `base_url` is the catalogue's, `field` stands in place of the dialect's own."""

    base_url: str
    field: str = ""

    def link(self, raw: bytes, carrier: str, format_: str, instance: str, work: str) -> bytes | None:
        """Return a record with the links; None for one that has no place for them: it stays as it is.

        That is a carrier or a format without fields of MARC, a record too long for ISO 2709, and one so damaged that
        its fields cannot be told apart.
        """
        tag = self.field or FIELDS.get(format_, "")
        if not tag or carrier not in CARRIERS or format_ not in FIELDS:
            return None
        pairs = [
            (("4", f"{BF}hasInstance"), ("1", f"{self.base_url}/instance/{instance}")),
            (("4", f"{BF}instanceOf"), ("1", f"{self.base_url}/work/{work}")),
        ]
        return CARRIERS[carrier](raw, tag, pairs, self.base_url)


_Pairs = Sequence[tuple[tuple[str, str], ...]]


def _iso2709(raw: bytes, tag: str, links: _Pairs, base_url: str) -> bytes | None:
    lines = read_layout(raw)
    is_whole = lines is not None
    if lines is None:
        faults = Faults(())
        repaired = repair_layout(raw, faults, Limits())
        if isinstance(repaired, Fault) or any(fault.reason not in _HARMLESS for fault in faults.all()):
            return None
        lines = repaired
    own = re.compile(rb"\x1f1" + re.escape(base_url.encode()) + rb"/(?:instance|work)/")
    kept = [line for line in lines if not (line[0] == tag and own.search(line[1]))]
    added = [(tag, b"  " + b"".join(b"\x1f%s%s" % (c.encode(), t.encode()) for c, t in link)) for link in links]
    place = next((at for at, (other, _) in enumerate(kept) if other.isdigit() and other > tag), len(kept))
    return _written(raw[:_LEADER], [*kept[:place], *added, *kept[place:]], is_whole=is_whole)


def _written(leader: bytes, lines: list[Line], *, is_whole: bool) -> bytes | None:
    """Return the record of a leader and fields, its lengths as they are now; None if it is too long."""
    entries: list[bytes] = []
    parts: list[bytes] = []
    place = 0
    for tag, part in lines:
        size = len(part) + 1
        if size > _LONGEST_FIELD or place > _LONGEST_RECORD or not _TAG.fullmatch(tag):
            return None
        entries.append(b"%s%04d%05d" % (tag.encode(), size, place))
        parts.append(part + b"\x1e")
        place += size
    directory = b"".join(entries) + b"\x1e"
    base = _LEADER + len(directory)
    length = base + place + 1
    if length > _LONGEST_RECORD:
        return None
    coding, rest = (leader[5:12], leader[17:24]) if is_whole else (leader[5:10] + b"22", leader[17:20] + _ENTRY_MAP)
    return b"%05d%s%05d%s" % (length, coding, base, rest) + directory + b"".join(parts) + b"\x1d"


def _xml(place: re.Pattern[str]) -> Callable[[bytes, str, _Pairs, str], bytes | None]:
    def linked(raw: bytes, tag: str, links: _Pairs, base_url: str) -> bytes | None:
        # Latin-1 gives every byte back as it was, and all that is looked for is ASCII.
        text = _without_own(raw.decode("latin-1"), tag, base_url)
        ends = list(place.finditer(text))
        if not ends:
            return None
        prefix = ends[-1][1]
        added = "".join(_datafield(prefix, tag, link) for link in links)
        at = ends[-1].start()
        return (text[:at] + added + text[at:]).encode("latin-1")

    return linked


def _without_own(text: str, tag: str, base_url: str) -> str:
    start = rf"<((?:[\w.-]+:)?)datafield\b[^>]*\btag\s*=\s*[\"']{tag}[\"'][^>]*>"
    field = re.compile(start + r"(.*?)</\1datafield\s*>", re.DOTALL)
    own = re.compile(rf"code\s*=\s*[\"']1[\"'][^>]*>\s*{re.escape(base_url)}/(?:instance|work)/")
    return field.sub(lambda found: "" if own.search(found[2]) else found[0], text)


def _datafield(prefix: str, tag: str, link: tuple[tuple[str, str], ...]) -> str:
    parts = "".join(f'<{prefix}subfield code="{code}">{text}</{prefix}subfield>' for code, text in link)
    return f'<{prefix}datafield tag="{tag}" ind1=" " ind2=" ">{parts}</{prefix}datafield>'


def _json(raw: bytes, tag: str, links: _Pairs, base_url: str) -> bytes | None:
    try:
        record = json.loads(raw)
        kept = [field for field in record["fields"] if not _is_own(field, tag, base_url)]
    except (ValueError, LookupError, TypeError):
        return None
    added = [{tag: {"subfields": [dict((pair,)) for pair in link], "ind1": " ", "ind2": " "}} for link in links]
    return json.dumps(record | {"fields": kept + added}, ensure_ascii=False).encode()


def _is_own(field: object, tag: str, base_url: str) -> bool:
    return isinstance(field, dict) and tag in field and f'"1": "{base_url}/' in json.dumps(field[tag])


CARRIERS: Mapping[str, Callable[[bytes, str, _Pairs, str], bytes | None]] = {
    "iso2709": _iso2709,
    "marcxml": _xml(_MARC_ALONE),
    "oaipmh": _xml(_MARC_IN_OAI),
    "marcjson": _json,
}
"""How links are written, by the carrier that a record came in."""
