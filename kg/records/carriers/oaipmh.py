"""OAI-PMH answers to ListRecords and GetRecord, also cut out of their frame, with Dublin Core or MARC inside.

https://www.openarchives.org/OAI/openarchivesprotocol.html
"""

import re
from collections.abc import Iterator

from lxml import etree

from kg.records.carriers import dublincore, marcxml
from kg.records.element import MARC_NAMESPACES, OAI_NAMESPACE, local_name, parse_element, text_of
from kg.records.limits import Limits
from kg.records.markup import outline, split_elements
from kg.records.piece import Fault, Faults, Piece, Reading
from kg.records.record import Field, Record
from kg.records.stream import Stream

__all__ = ["CHARSET", "declares", "parse", "recognise", "split"]

CHARSET = "declared"

_NAMESPACES = frozenset(
    {OAI_NAMESPACE, "", "http://www.openarchives.org/OAI/2.0", "https://www.openarchives.org/OAI/2.0/"}
)
_OTHER_VERBS = frozenset({"Identify", "ListSets", "ListIdentifiers", "ListMetadataFormats"})
_DATE = re.compile(r"[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T[\d:.]+Z?)?")
# Such records also come in plain files, where nobody harvests.
_INSTEAD = "Export MARCXML or Dublin Core; from a server, harvest with metadataPrefix oai_dc or marc21."
_INNER = re.compile(rb"<(?:[\w.-]+:)?metadata\b[^>]*>\s*(<[^>]*>)")


def recognise(head: bytes) -> int:
    """Say how surely (0: not) the first bytes of a file are this carrier."""
    tags = outline(head)
    if any(tag.local == "OAI-PMH" for tag in tags[:3]):
        return 4
    framed = any(tag.local == "header" and tag.parent == "record" and tag.namespace in _NAMESPACES for tag in tags)
    return 3 if framed else 0


def _is_wanted(namespace: str, local: str) -> bool:
    return local in {"record", "resumptionToken", "error"} and namespace in _NAMESPACES


def split(stream: Stream, limits: Limits) -> Iterator[Piece]:
    """Yield the records of a stream; a piece with a `fault` is bytes that are none."""
    verb = next((tag.local for tag in outline(stream.head()) if tag.local in _OTHER_VERBS), "")
    if verb:
        message = f"The file is an OAI-PMH answer to {verb}, which holds no records. Save the answers to ListRecords."
        yield Piece(b"", 0, (), Fault("not-records", message, "refused"))
        return
    for piece in split_elements(stream, limits, _is_wanted, inside=b"metadata"):
        name = re.match(rb"<(?:[\w.-]+:)?([\w-]+)", piece.raw)
        if piece.fault is not None or name is None or name[1] == b"record":
            yield piece
        elif name[1] == b"error":
            yield Piece(b"", piece.offset, (), _error(piece.raw))
        elif token := _text(piece.raw):
            message = f"The list goes on after this page (resumptionToken '{token[:60]}'): load all its pages."
            yield Piece(b"", piece.offset, (), Fault("more-pages", message))


def _text(raw: bytes) -> str:
    return " ".join(re.sub(rb"<[^>]*>", b"", raw).decode("utf-8", "replace").split())


def _error(raw: bytes) -> Fault:
    code = re.search(rb"\scode\s*=\s*[\"']([^\"']*)", raw)
    shown = code[1].decode("utf-8", "replace") if code else "error"
    return Fault(
        "oai-error", f"The server answered with an error, not with records: {shown} ({_text(raw)}).", "refused"
    )


def declares(raw: bytes) -> str:
    """Return the dialect that the metadata names itself, "" for none."""
    inner = _INNER.search(raw)
    return marcxml.declares(inner[1]) if inner else ""


def parse(piece: Piece, reading: Reading, number: int) -> Record | Fault:
    """Return the record in the bytes of a piece, or why they are none."""
    faults = Faults(piece.faults)
    element = parse_element(piece.raw, reading, faults)
    if isinstance(element, Fault):
        return element
    header = _child(element, "header")
    if header is None:
        return Fault("no-header", "The OAI-PMH record has no header. It was kept; look at the source.", "damaged")
    deleted = header.get("status") == "deleted"
    content = _content(element, faults, deleted=deleted)
    if isinstance(content, Fault):
        return content
    dialect, leader, fields = content
    record = Record(
        dialect if dialect == "dublincore" else reading.format,
        "oaipmh",
        reading.encoding or "utf-8",
        leader,
        fields,
        piece.raw,
        reading.name,
        piece.offset,
        number,
        deleted or leader[5:6] == "d",
        _header(header, "identifier"),
        _header(header, "datestamp"),
    )
    _check(record, faults)
    return record._replace(problems=reading.problems(faults, record)) if faults else record


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in element if local_name(child) == name), None)


def _header(header: etree._Element, name: str) -> str:
    found = _child(header, name)
    return text_of(found).strip() if found is not None else ""


def _check(record: Record, faults: Faults) -> None:
    if not record.identifier:
        faults.add("no-identifier", "The OAI-PMH header has no identifier.")
    if record.datestamp and not _DATE.fullmatch(record.datestamp):
        faults.add("datestamp", f"The OAI-PMH datestamp '{record.datestamp[:40]}' is no date.")


def _content(element: etree._Element, faults: Faults, *, deleted: bool) -> tuple[str, str, tuple[Field, ...]] | Fault:
    metadata = _child(element, "metadata")
    inner = next((one for one in metadata if isinstance(one.tag, str)), None) if metadata is not None else None
    if inner is None or (deleted and not len(inner)):
        if deleted:
            return "", "", ()
        return Fault("no-metadata", "The OAI-PMH record has no metadata though it is not deleted.", "damaged")
    if local_name(inner) == "RDF" and len(inner) == 1:
        inner = inner[0]
    namespace = etree.QName(inner).namespace or ""
    if local_name(inner) == "record" and namespace in MARC_NAMESPACES | {OAI_NAMESPACE, ""}:
        return ("", *marcxml.read_fields(inner, faults))
    if dublincore.is_dublin_core(inner):
        return "dublincore", "", dublincore.read_fields(inner)
    if deleted:
        return "", "", ()
    message = f"The metadata is <{local_name(inner)}> ({namespace or 'no namespace'}), neither Dublin Core nor MARC."
    return Fault("unknown-metadata", f"{message} {_INSTEAD}", "damaged")
