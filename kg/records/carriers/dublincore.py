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

__all__ = ["CHARSET", "declares", "is_dublin_core", "parse", "read_fields", "recognise", "split"]

CHARSET = "declared"

_FIRST = ("title", "creator", "subject", "description", "publisher", "contributor", "date", "type")
_REST = ("format", "identifier", "source", "language", "relation", "coverage", "rights")
_ELEMENTS = frozenset(_FIRST + _REST)
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_ROOT = (_RDF, "RDF")
_NEAR = 10  # tags, since wrappers may stand around rdf:RDF
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TYPES = ("{http://www.w3.org/2001/XMLSchema-instance}type", "type", "scheme")
# Where an RDF node keeps what it is called, best first.
_NAMES = ("value", "prefLabel", "label", "name", "title")
_TITLE = "title"
_FAR = 10_000  # tags of one description among which a title is looked for
_WRAPPERS = frozenset(
    {"dc", "dcx", "qualifieddc", "qdc", "simpledc", "metadata", "record", "Description", "oai_dc", "thesis"}
)


def recognise(head: bytes) -> int:
    """Say how surely (0: not) the first bytes of a file are this carrier."""
    tags = outline(head)
    return 1 if (_has_titled_node(tags) if _is_rdf(tags) else _record_name(tags)) else 0


def _is_rdf(tags: list[Tag]) -> bool:
    return any((tag.namespace, tag.local) == _ROOT for tag in tags[:_NEAR])


def _has_titled_node(tags: list[Tag]) -> bool:
    """Say whether a node directly under rdf:RDF has a title: without one, RDF describes other things than records."""
    root = next(tag for tag in tags if (tag.namespace, tag.local) == _ROOT)
    return any(tag.namespace in DC_NAMESPACES and tag.local == _TITLE and tag.depth == root.depth + 2 for tag in tags)


def _record_name(tags: list[Tag]) -> tuple[str, str] | None:
    """Return namespace and local name of the element that holds the first Dublin Core element."""
    for index, tag in enumerate(tags):
        is_element = tag.namespace in DC_NAMESPACES or (tag.namespace == "" and tag.local in _ELEMENTS)
        if not is_element or tag.parent not in _WRAPPERS:
            continue
        holder = next(one for one in reversed(tags[:index]) if one.depth == tag.depth - 1)
        if holder.local == "Description":
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
    tags = outline(stream.head())
    if _is_rdf(tags):
        return _split_nodes(stream, limits)
    name = _record_name(tags)
    return split_elements(stream, limits, lambda namespace, local: (namespace, local) == name)


def _split_nodes(stream: Stream, limits: Limits) -> Iterator[Piece]:
    """Yield the titled nodes directly under rdf:RDF, and at the end one word about those without a title."""
    left: list[int] = []
    for piece in split_elements(stream, limits, lambda *_: True, inside=rb"[\w.-]+", under=_ROOT):
        names = {tag.local for tag in outline(piece.raw, _FAR) if tag.depth == 1 and tag.namespace in DC_NAMESPACES}
        if piece.fault is not None or not piece.raw or _TITLE in names:
            yield piece
        elif names:
            left.append(piece.offset)
    if left:
        message = f"RDF descriptions without a title: {len(left)}. They describe other things and were left out."
        yield Piece(b"", left[0], (), Fault("no-title", f"{message} See whether titles are missing."))


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
    return first + tuple(field for element in description for field in _fields(element))


def _fields(element: etree._Element) -> Iterator[Field]:
    """Yield what an element says: one field, or of a thesis' degree one for each part (degreeGrantor)."""
    if isinstance(element.tag, str) and local_name(element) == "degree" and len(element):
        for part in element:
            text = text_of(part).strip() if isinstance(part.tag, str) else ""
            if text:
                yield Field("degree" + local_name(part).capitalize(), "", (("_", text),), "")
    elif (field := _field(element)) is not None:
        yield field


def _field(element: etree._Element) -> Field | None:
    if not isinstance(element.tag, str):
        return None
    node = next((one for one in element if isinstance(one.tag, str)), None)
    text = _name_of(node) if node is not None and not (element.text or "").strip() else ""
    text = text or text_of(element).strip() or element.get(f"{{{_RDF}}}resource", "")
    if not text:
        return None
    subfields = [("_", text)]
    if language := element.get(_LANG):
        subfields.append(("lang", language))
    scheme = next((value for name in _TYPES if (value := element.get(name))), "")
    if scheme := scheme or (_scheme_of(node) if node is not None else ""):
        subfields.append(("type", scheme))
    if role := element.get("role", ""):
        subfields.append(("role", role))
    return Field(local_name(element), "", tuple(subfields), "")


def _name_of(node: etree._Element) -> str:
    """Return what an RDF node within an element is called, else its address, "" when it has neither."""
    texts = [(local_name(one), text_of(one).strip()) for one in node if not len(one)]
    named = (text for name in _NAMES for local, text in texts if local == name and text)
    return next(named, "") or node.get(f"{{{_RDF}}}about", "") or node.get(f"{{{_RDF}}}resource", "")


def _scheme_of(node: etree._Element) -> str:
    """Return the scheme of which an RDF node is a member, written as elsewhere in Dublin Core (dcterms:LCSH)."""
    schemes = (one.get(f"{{{_RDF}}}resource", "") for one in node if local_name(one) == "memberOf")
    return next(schemes, "").replace("http://purl.org/dc/terms/", "dcterms:")
