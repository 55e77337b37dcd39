"""One record's XML as an element: strict first, then with what commonly breaks it put right and reported."""

import functools
import html.entities
import re

from lxml import etree

from kg.records.encodings import decode
from kg.records.guess import guess, is_utf8, utf8_parts
from kg.records.piece import Fault, Faults, Reading

__all__ = ["DC_NAMESPACES", "MARC_NAMESPACES", "OAI_NAMESPACE", "local_name", "parse_element", "text_of"]

MARC_NAMESPACES = frozenset(
    {
        "http://www.loc.gov/MARC21/slim",
        "https://www.loc.gov/MARC21/slim",
        "http://www.loc.gov/MARC/slim",
        "info:lc/xmlns/marcxchange-v1",
        "info:lc/xmlns/marcxchange-v2",
        "http://www.bs.dk/standards/MarcXchange",
        "http://www.nationallibrary.fi/marcxml",
    }
)
DC_NAMESPACES = frozenset(
    {
        "http://purl.org/dc/elements/1.1/",
        "http://purl.org/dc/elements/1.0/",
        "http://purl.org/dc/terms/",
        # Theses (ETD-MS): the elements of Dublin Core and a degree.
        "http://www.ndltd.org/standards/metadata/etdms/1.0/",
        "http://www.ndltd.org/standards/metadata/etdms/1.1/",
    }
)
OAI_NAMESPACE = "http://www.openarchives.org/OAI/2.0/"

_KNOWN_PREFIXES = {
    b"dc": b"http://purl.org/dc/elements/1.1/",
    b"dcterms": b"http://purl.org/dc/terms/",
    b"oai_dc": b"http://www.openarchives.org/OAI/2.0/oai_dc/",
    b"oai_qdc": b"http://worldcat.org/xmlschemas/qdc-1.0/",
    b"qdc": b"http://worldcat.org/xmlschemas/qdc-1.0/",
    b"marc": b"http://www.loc.gov/MARC21/slim",
    b"marcxml": b"http://www.loc.gov/MARC21/slim",
    b"mods": b"http://www.loc.gov/mods/v3",
    b"rdf": b"http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    b"xsi": b"http://www.w3.org/2001/XMLSchema-instance",
    b"xlink": b"http://www.w3.org/1999/xlink",
    b"edm": b"http://www.europeana.eu/schemas/edm/",
}
_PREFIX = re.compile(rb"[<\s/]([A-Za-z_][\w.-]*):[A-Za-z_]")
_DECLARED = re.compile(rb"xmlns:([\w.-]+)\s*=")
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]|\xed[\xa0-\xbf][\x80-\xbf]")
_REFERENCE = re.compile(rb"&#(?:x([0-9A-Fa-f]+)|([0-9]+));")
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]*);")
_OWN_ENTITIES = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_START = re.compile(rb"<[^\s/>]+")


@functools.cache
def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: etree._Element) -> str:
    """Return all text within an element; lines that only indent are joined."""
    text = element.text or "" if not len(element) else "".join(element.itertext())
    return re.sub(r"\s*[\r\n]\s*", " ", text).strip() if "\n" in text or "\r" in text else text


def parse_element(raw: bytes, reading: Reading, faults: Faults) -> etree._Element | Fault:
    """Return the root element of a record's bytes, or why there is none."""
    if raw.count(b"<") > 2 * reading.limits.subfields:
        return Fault(
            "too-large", "The record has more elements than any record has. It was kept; look at it.", "damaged"
        )
    encoding = reading.encoding or "utf-8"
    try:
        return _parse(raw, encoding)
    except etree.XMLSyntaxError as error:
        first = error
    repaired = _repaired(raw, encoding, faults)
    if repaired is None:
        return _not_well_formed(first)
    try:
        return _parse(repaired, "utf-8")
    except etree.XMLSyntaxError as error:
        return _not_well_formed(error)


def _parse(raw: bytes, encoding: str) -> etree._Element:
    if encoding != "utf-8":
        raw = b'<?xml version="1.0" encoding="%s"?>' % encoding.encode("ascii") + raw
    return etree.fromstring(raw, _parser())


def _not_well_formed(error: etree.XMLSyntaxError) -> Fault:
    line, column = error.position
    where = f"line {line}, column {column} of the record"
    what = (error.msg or "").partition(", line ")[0]
    message = f"The record is not well-formed XML: {what} ({where}). It was kept; correct it at its source."
    return Fault("not-well-formed", message, "damaged")


def _repaired(raw: bytes, encoding: str, faults: Faults) -> bytes | None:
    """Return the bytes in UTF-8 with what commonly breaks XML put right, or None when nothing was found."""
    changed = _in_utf8(raw, encoding, faults)
    for repair in (_without_controls, _without_entities, _with_prefixes):
        changed = repair(changed, faults)
    return None if changed == raw and encoding == "utf-8" else changed


def _in_utf8(raw: bytes, encoding: str, faults: Faults) -> bytes:
    if encoding == "utf-8" and is_utf8(raw):
        return raw
    if encoding == "utf-8":
        good, bad = utf8_parts(raw)
        encoding = "utf-8" if good > bad else guess(raw, else_="cp1252")
        lost = bad if encoding == "utf-8" else 0
        message = f"The record is not all UTF-8; it was read as {encoding}. Correct it at its source."
        if lost:
            message = f"{lost} bytes are not UTF-8; they came out as \ufffd. Correct the record at its source."
        faults.add("encoding", message)
    text, lost = decode(raw, encoding)
    if lost and encoding != "utf-8":
        faults.add("encoding", f"{lost} characters cannot be read as {encoding}; they came out as \ufffd.")
    return text.encode("utf-8", "replace")


def _without_controls(raw: bytes, faults: Faults) -> bytes:
    def reference(found: re.Match[bytes]) -> bytes:
        code = int(found[1], 16) if found[1] else int(found[2])
        legal = code in {9, 10, 13} or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
        return found.group() if legal else b""

    changed = _REFERENCE.sub(reference, _CONTROLS.sub(b"", raw))
    if changed != raw:
        faults.add("control-characters", "Control characters, which XML forbids, were taken out of the text.")
    return changed


def _without_entities(raw: bytes, faults: Faults) -> bytes:
    def entity(found: re.Match[bytes]) -> bytes:
        if found[1] in _OWN_ENTITIES:
            return found.group()
        named = html.entities.html5.get(found[1].decode("ascii") + ";")
        return named.encode("utf-8") if named else found.group()

    changed = _ENTITY.sub(entity, raw)
    if changed != raw:
        faults.add(
            "html-entities", "Names of characters that only HTML knows (&eacute;) were read as those characters."
        )
    return changed


def _with_prefixes(raw: bytes, faults: Faults) -> bytes:
    missing = set(_PREFIX.findall(raw)) - set(_DECLARED.findall(raw)) - {b"xmlns", b"xml"}
    start = _START.search(raw)
    if not missing or start is None:
        return raw
    prefixes = sorted(missing)[:50]
    added = b"".join(b' xmlns:%s="%s"' % (prefix, _KNOWN_PREFIXES.get(prefix, b"urn:x-none")) for prefix in prefixes)
    names = b", ".join(prefixes).decode("ascii")
    faults.add(
        "namespace", f"Prefixes are not declared ({names}); they were taken for the namespaces usually so called."
    )
    return raw[: start.end()] + added + raw[start.end() :]
