"""What a file that is no carrier of records looks like, said in a sentence with what to do instead."""

import re

from kg.records.element import MARC_NAMESPACES
from kg.records.markup import outline

__all__ = ["is_named", "looks_like"]

_BLANK = b"\xef\xbb\xbf\x00\r\n\t "
_TABS = rb"[^\r\n\t]*\t[^\r\n\t]*\t"
_COMMAS = rb"[\w \"'.-]+[,;][\w \"'.,;-]*[\r\n]"
# First match wins; the patterns look at the first bytes without blanks.
_SIGNS: tuple[tuple[re.Pattern[bytes], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), sentence)
    for pattern, sentence in (
        (rb"PK\x03\x04|PK\x05\x06", "a zip archive (or an Office document) that is damaged. Ask for the file again"),
        (rb"BZh[1-9]", "a bzip2 file. Unpack it, or pack it as gzip or zstd"),
        (rb"\xfd7zXZ", "an xz file. Unpack it, or pack it as gzip or zstd"),
        (rb"7z\xbc\xaf", "a 7-Zip archive. Unpack it and load the files within"),
        (rb"Rar!", "a RAR archive. Unpack it and load the files within"),
        (rb"%PDF", "a PDF document"),
        (
            rb"\xd0\xcf\x11\xe0",
            "an old Office document (.xls, .doc) or one with a password. Open it and save it as .xlsx or CSV UTF-8",
        ),
        (rb"SQLite format 3", "an SQLite database"),
        (rb"\{\\rtf", "an RTF document"),
        (rb"<!DOCTYPE\s+html|<html|<head\b|<body\b", "a web page (HTML), perhaps an error page that was saved as data"),
        (rb"\{[^}]{0,400}\"@(?:context|id|graph)\"", "JSON-LD. Load the MARC or Dublin Core that it was made from"),
        (
            rb"[\[{][^\x00-\x08]{0,400}\"(?:leader\"\s*:\s*\"[\d ]|fields\"\s*:\s*\[\s*\{\s*\"(?:tag|[0-9A-Z]{3})\")",
            "MARC-in-JSON of a shape that is not read. Export ISO 2709 or MARCXML",
        ),
        (rb"[\[{]\s*[\"\[{\]}\d]", "JSON. Export ISO 2709 or MARCXML"),
        (rb"@prefix\b|@base\b|PREFIX\s+\w*:", "RDF in Turtle. Load the MARC or Dublin Core that it was made from"),
        (rb"<https?://[^>\s]*>\s+<|_:\w+\s+<", "RDF in N-Triples. Load the MARC or Dublin Core that it was made from"),
        (rb".{0,200}?LDR[0-9 ]{5}[^\x1d\x1e]{0,400}\^", "MicroLIF. Convert it to ISO 2709 first"),
        (rb"=LDR\s|=00\d\s", "MARC in MarcEdit's text form (.mrk). Compile it to ISO 2709 first"),
        (rb"\d{9} (?:LDR|FMT|00\d|\d{3})..? L ", "Aleph sequential. Export ISO 2709 or MARCXML"),
        (rb"(?:LDR|000|001)[ \t|]", "MARC as text, one field a line. Export ISO 2709 or MARCXML"),
        (rb"TY  - |%0 |@\w+\{", "a file of references (RIS, EndNote or BibTeX). Export ISO 2709 or MARCXML"),
        (rb"--|CREATE |INSERT |BEGIN;|COPY ", "SQL. Export ISO 2709 or MARCXML"),
        (_TABS, "a table with tabs (TSV) of odd rows. Save it as CSV UTF-8 or as .xlsx"),
        (_COMMAS, "a table with commas (CSV) of odd rows. Save it as CSV UTF-8 or as .xlsx"),
    )
)
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_ROOTS = {
    "mods": "MODS",
    "modsCollection": "MODS",
    "ead": "EAD, a finding aid",
    "TEI": "TEI",
    "mets": "METS",
    "feed": "an Atom feed",
    "entry": "an Atom entry",
    "rss": "an RSS feed",
    "ONIXMessage": "ONIX",
    "RDF": "RDF/XML that is not plain Dublin Core descriptions",
    "PrimoNMBib": "Primo's own XML",
    "DOC": "Primo's own XML",
    "Envelope": "a SOAP message",
    "a": "XML",
}


def is_named(head: bytes) -> bool:
    """Say whether the first bytes of a file are known to be something that is neither records nor a table."""
    start = head.lstrip(_BLANK)
    return start.startswith(b"<") or any(
        sign.match(start) for sign, _ in _SIGNS if sign.pattern not in {_TABS, _COMMAS}
    )


def looks_like(head: bytes) -> tuple[str, str]:
    """Return a reason code and a sentence about the first bytes of a file that no carrier recognises."""
    start = head.lstrip(_BLANK)
    shown = "".join(sign if sign.isprintable() else "·" for sign in start[:40].decode("utf-8", "replace"))
    if not start:
        return (
            "empty",
            "The file begins with nothing but zero bytes or blanks: its copy or its disk failed. Ask for it again.",
        )
    for sign, sentence in _SIGNS:
        if sign.match(start):
            return (
                "not-records",
                f"The file is no MARC, Dublin Core or table: it starts with '{shown}' and looks like {sentence}.",
            )
    if _DOCTYPE.search(head) and start.startswith(b"<"):
        return (
            "doctype",
            "The file has a document type declaration (<!DOCTYPE), which is never read here. Export without it.",
        )
    if start.startswith(b"<"):
        return _xml(head, shown)
    return (
        "not-records",
        f"The file is no MARC, Dublin Core or table: it starts with '{shown}'. See what it really holds.",
    )


def _xml(head: bytes, shown: str) -> tuple[str, str]:
    tags = outline(head)
    part = next((tag for tag in tags if tag.local in {"leader", "controlfield", "datafield"}), None)
    if part is not None and part.namespace not in MARC_NAMESPACES and part.namespace:
        known = "http://www.loc.gov/MARC21/slim"
        message = (
            f"The file looks like MARCXML but its namespace is '{part.namespace}', not '{known}'. Correct the export."
        )
        return "namespace", message
    if not tags:
        return "not-records", f"The file is no well-formed XML: it starts with '{shown}'. Ask for it again."
    root = tags[0]
    name = next(
        (_ROOTS[tag.local] for tag in (*tags[:6], root) if tag.local in _ROOTS), f"XML of another kind (<{root.local}>)"
    )
    return (
        "not-records",
        f"The file is no MARC, Dublin Core or table: it looks like {name}. Export ISO 2709 or MARCXML.",
    )
