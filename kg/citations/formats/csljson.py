"""CSL-JSON, the input of citation processors (Zotero, Pandoc, citeproc): https://citationstyles.org/."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from kg.citations.citation import Citation, Contributor, Name
from kg.citations.languages import language_tag

__all__ = ["EXTENSION", "LABEL", "MEDIA_TYPE", "write"]

MEDIA_TYPE = "application/vnd.citationstyles.csl+json"
EXTENSION = "csljson"
LABEL = "CSL-JSON"

# https://docs.citationstyles.org/en/stable/specification.html#appendix-iii-types
_TYPES = {
    "book": "book",
    "serial": "periodical",
    "article": "article",
    "chapter": "chapter",
    "thesis": "thesis",
    "report": "report",
    "manuscript": "manuscript",
    "map": "map",
    "score": "musical_score",
    "music": "song",
    "audio": "song",
    "video": "motion_picture",
    "image": "graphic",
    "dataset": "dataset",
    "software": "software",
    "other": "document",
}


def write(entries: Iterable[Citation], notice: str = "") -> Iterator[bytes]:
    """Yield one array of items as they come; JSON has no place for a notice about the file."""
    del notice
    before = "[\n"
    for entry in entries:
        yield before.encode() + json.dumps(_item(entry), ensure_ascii=False).encode()
        before = ",\n"
    yield b"\n]\n" if before == ",\n" else b"[]\n"


def _item(entry: Citation) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.id,
        "type": _TYPES[entry.kind],
        "title": entry.title.original,
        "author": _names(entry.by_role("author")),
        "editor": _names(entry.by_role("editor")),
        "translator": _names(entry.by_role("translator")),
        "issued": {"date-parts": [[int(entry.year)]]} if entry.year else None,
        "publisher": entry.publisher.original,
        "publisher-place": entry.place.original,
        "edition": entry.edition.original,
        "collection-title": "; ".join(entry.series),
        "collection-number": entry.series_number,
        "number-of-pages": entry.extent,
        "ISBN": " ".join(entry.isbn),
        "ISSN": " ".join(entry.issn),
        "DOI": entry.doi,
        "language": next(filter(None, map(language_tag, entry.languages)), ""),
        "keyword": "; ".join(entry.subjects),
        "abstract": entry.abstract,
        "call-number": "; ".join(dict.fromkeys(mark for held in entry.holdings for mark in held.call_numbers)),
        "archive": "; ".join(held.name for held in entry.holdings),
        "URL": entry.url,
        # What CSL has no variable for stands where Zotero looks for it.
        "note": f"original title romanised: {entry.title.romanised}" if entry.title.romanised else "",
    }
    return {name: value for name, value in item.items() if value}


def _names(found: Iterable[Contributor]) -> list[dict[str, str]]:
    return [_name(entry.name) for entry in found]


def _name(name: Name) -> dict[str, str]:
    if name.literal:
        return {"literal": name.literal}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {part: value for part, value in parts.items() if value}
