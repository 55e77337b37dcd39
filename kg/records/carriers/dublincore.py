"""Dublin Core in XML, bare or qualified: oai_dc, srw_dc, qualified DC, plain RDF descriptions, plain wrappers.

https://www.dublincore.org/specifications/dublin-core/dcmi-terms/
"""

from collections.abc import Iterator

from lxml import etree

from kg.records.element import DC_NAMESPACES, local_name, parse_element, text_of
from kg.records.limits import Limits
from kg.records.markup import Tag, outline, split_elements
from kg.records.piece import Fault, Faults, Piece, Reading
from kg.records.record import Field, Record
from kg.records.stream import Stream

__all__ = ["declares", "is_dublin_core", "parse", "read_fields", "recognise", "split"]

_FIRST = ("title", "creator", "subject", "description", "publisher", "contributor", "date", "type")
_REST = ("format", "identifier", "source", "language", "relation", "coverage", "rights")
_ELEMENTS = frozenset(_FIRST + _REST)
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TYPES = ("{http://www.w3.org/2001/XMLSchema-instance}type", "type", "scheme")
_WRAPPERS = frozenset({"dc", "dcx", "qualifieddc", "qdc", "simpledc", "metadata", "record", "Description", "oai_dc"})


def recognise(head: bytes) -> int:
    """Say how surely (0: not) the first bytes of a file are this carrier."""
    return 1 if _record_name(outline(head)) else 0


def _record_name(tags: list[Tag]) -> tuple[str, str] | None:
    """Return namespace and local name of the element that holds the first Dublin Core element."""
    for index, tag in enumerate(tags):
        is_element = tag.namespace in DC_NAMESPACES or (tag.namespace == "" and tag.local in _ELEMENTS)
        if not is_element or tag.parent not in _WRAPPERS:
            continue
        holder = next(one for one in reversed(tags[:index]) if one.depth == tag.depth - 1)
        if holder.local == "Description" and (holder.namespace != _RDF or holder.parent != "RDF"):
            continue
        if tag.namespace or holder.local in {"dc", "dcx", "metadata"}:
            return holder.namespace, holder.local
    return next(((tag.namespace, tag.local) for tag in tags[:2] if tag.namespace.endswith("/oai_dc/")), None)


def is_dublin_core(element: etree._Element) -> bool:
    """Say whether an element holds Dublin Core elements."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag.endswith("/oai_dc/}dc"):
        return True
    return any(isinstance(one.tag, str) and one.tag[1:].partition("}")[0] in DC_NAMESPACES for one in element) or (
        local_name(element) in _WRAPPERS and any(one.tag in _ELEMENTS for one in element)
    )


def split(stream: Stream, limits: Limits) -> Iterator[Piece]:
    """Yield the descriptions of a stream; a piece with a `fault` is bytes that are none."""
    name = _record_name(outline(stream.head()))
    return split_elements(stream, limits, lambda namespace, local: (namespace, local) == name)


def declares(raw: bytes) -> str:
    """Return the dialect that a record names itself: there is but one."""
    del raw
    return "dublincore"


def parse(piece: Piece, reading: Reading, number: int) -> Record | Fault:
    """Return the record in the bytes of a piece, or why they are none."""
    faults = Faults(piece.faults)
    element = parse_element(piece.raw, reading, faults)
    if isinstance(element, Fault):
        return element
    fields = read_fields(element)
    if not fields:
        return Fault("no-fields", "The description is empty. It was kept; look at the source.", "damaged")
    record = Record(
        "dublincore",
        "dublincore",
        reading.encoding or "utf-8",
        "",
        fields,
        piece.raw,
        reading.name,
        piece.offset,
        number,
    )
    return record._replace(problems=reading.problems(faults, record)) if faults else record


def read_fields(description: etree._Element) -> tuple[Field, ...]:
    """Return the elements of a description that say something, in order."""
    about = description.get(f"{{{_RDF}}}about")
    first = (Field("identifier", "", (("_", about),), ""),) if about else ()
    return first + tuple(field for element in description if (field := _field(element)) is not None)


def _field(element: etree._Element) -> Field | None:
    if not isinstance(element.tag, str):
        return None
    text = text_of(element).strip() or element.get(f"{{{_RDF}}}resource", "")
    if not text:
        return None
    subfields = [("_", text)]
    if language := element.get(_LANG):
        subfields.append(("lang", language))
    if scheme := next((value for name in _TYPES if (value := element.get(name))), None):
        subfields.append(("type", scheme))
    return Field(local_name(element), "", tuple(subfields), "")
