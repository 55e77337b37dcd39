"""A source record as its carrier delivered it, one shape for MARC and Dublin Core, and what was wrong with it."""

from typing import NamedTuple

__all__ = ["Field", "Problem", "Record"]


class Field(NamedTuple):
    """One field in record order.

    MARC control field: `value` is its text, `subfields` is empty.
    MARC data field: `indicators` has two characters, `subfields` (code, text) in order; codes are case-sensitive.
    Dublin Core: `tag` is the element's local name (`title`, `issued`), `indicators` is empty, `subfields` holds
    `("_", text)` first, then `("lang", tag)` and `("type", scheme)` where the XML says so.
    """

    tag: str
    indicators: str
    subfields: tuple[tuple[str, str], ...]
    value: str

    def get(self, code: str) -> str | None:
        """Return the first subfield `code`, or None."""
        for key, text in self.subfields:
            if key == code:
                return text
        return None

    def all(self, codes: str) -> list[str]:
        """Return the texts of all subfields whose one-character code stands in `codes`, in record order."""
        return [text for key, text in self.subfields if key in codes]


class Problem(NamedTuple):
    """Something wrong in a file, said so that a person finds the place.

    `severity`: "warning" (the record came out), "damaged" (these bytes are no record; `raw` keeps them),
    "refused" (the file as a whole was given up here; nothing after `offset` was read).
    `reason` is a short code such as `length-mismatch`; `offset` counts bytes of the uncompressed stream from 0;
    `number` counts records from 1 (0: not within a record).
    """

    severity: str
    reason: str
    message: str
    file: str
    offset: int
    number: int
    local_id: str = ""
    raw: bytes = b""


class Record(NamedTuple):
    """One record. `format` is the dialect (marc21, unimarc, cnmarc, cmarc, dublincore), `carrier` what read it.

    `raw` holds the record's own bytes, from which `kg.records.read_stored` makes the same record again.
    `deleted` is true for leader/05 `d` and for an OAI-PMH header with status `deleted` (then `fields` may be empty).
    `identifier` is the OAI-PMH header's identifier, of a table's row its id, or ""; `datestamp` is the header's or "".
    """

    format: str
    carrier: str
    encoding: str
    leader: str
    fields: tuple[Field, ...]
    raw: bytes
    file: str = ""
    offset: int = 0
    number: int = 0
    deleted: bool = False
    identifier: str = ""
    datestamp: str = ""
    problems: tuple[Problem, ...] = ()

    def all(self, tag: str) -> list[Field]:
        """Return the fields with this tag, in record order."""
        return [field for field in self.fields if field.tag == tag]

    def control(self, tag: str) -> str:
        """Return the text of the first control field `tag`, or an empty string."""
        for field in self.fields:
            if field.tag == tag:
                return field.value
        return ""
