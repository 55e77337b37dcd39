"""Simple Dublin Core as oai_dc: https://www.openarchives.org/OAI/2.0/oai_dc.xsd.

Qualified terms are written as the element that they refine (the dumb-down principle,
https://www.dublincore.org/resources/glossary/dumb-down_principle/); terms that refine none of the fifteen are left out.
"""

import re
from collections.abc import Iterable, Iterator

from kg.records.record import Field, Record
from kg.records.writing.xmltext import comment, xml_text

__all__ = ["write_descriptions"]

_NAMES = (
    'xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/'
    ' http://www.openarchives.org/OAI/2.0/oai_dc.xsd"'
)
_REFINED = {
    "title": ("alternative",),
    "creator": (),
    "subject": (),
    "description": ("abstract", "tableOfContents"),
    "publisher": (),
    "contributor": (),
    "date": (
        "available",
        "created",
        "dateAccepted",
        "dateCopyrighted",
        "dateSubmitted",
        "issued",
        "modified",
        "valid",
    ),
    "type": (),
    "format": ("extent", "medium"),
    "identifier": ("bibliographicCitation",),
    "source": (),
    "language": (),
    "relation": (
        "conformsTo",
        "hasFormat",
        "hasPart",
        "hasVersion",
        "isFormatOf",
        "isPartOf",
        "isReferencedBy",
        "isReplacedBy",
        "isRequiredBy",
        "isVersionOf",
        "references",
        "replaces",
        "requires",
    ),
    "coverage": ("spatial", "temporal"),
    "rights": ("accessRights", "license", "rightsHolder"),
}
_ELEMENTS = {term: element for element, terms in _REFINED.items() for term in (element, *terms)}
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")


def write_descriptions(records: Iterable[Record], notice: str = "") -> Iterator[bytes]:
    """Yield one document with a description for each record, as they come; `notice` stands in it as a comment."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<records>\n{comment(notice)}'.encode()
    for record in records:
        elements = "".join(map(_element, record.fields))
        yield f"<oai_dc:dc {_NAMES}>\n{elements}</oai_dc:dc>\n".encode()
    yield b"</records>\n"


def _element(field: Field) -> str:
    name, text = _ELEMENTS.get(field.tag, ""), field.get("_") or ""
    if not name or not text.strip():
        return ""
    language = field.get("lang") or ""
    tagged = f' xml:lang="{language}"' if _LANGUAGE.fullmatch(language) else ""
    return f"<dc:{name}{tagged}>{xml_text(text)}</dc:{name}>\n"
