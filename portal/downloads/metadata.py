"""What the page of an edition says to reference managers and search engines, none of it restricted.

Meta elements as Zotero and Google Scholar read them (https://scholar.google.com/intl/en/scholar/inclusion.html#indexing,
https://www.dublincore.org/specifications/dublin-core/dcq-html/), and a description in schema.org in which each library
that holds the edition offers it (https://schema.org/Book, https://www.w3.org/community/schemabibex/wiki/Holdings_via_Offer).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from kg.catalogue.rows import Member
from kg.citations import Citation, Contributor, Holding, language_tag
from portal.urls import safe_href

__all__ = ["Metadata", "metadata_of"]

_TYPES = {
    "book": "Book",
    "serial": "Periodical",
    "article": "Article",
    "chapter": "Chapter",
    "thesis": "Thesis",
    "report": "Report",
    "manuscript": "Manuscript",
    "map": "Map",
    "score": "SheetMusic",
    "music": "MusicRecording",
    "audio": "AudioObject",
    "video": "VideoObject",
    "image": "VisualArtwork",
    "dataset": "Dataset",
    "software": "SoftwareApplication",
    "other": "CreativeWork",
}
_LEND = "http://purl.org/goodrelations/v1#LeaseOut"


class Metadata(NamedTuple):
    """Meta elements (name, content), and the description as data for `application/ld+json`."""

    elements: tuple[tuple[str, str], ...]
    description: dict[str, Any]


def metadata_of(entry: Citation, members: Mapping[str, Member], base: str) -> Metadata:
    """Return what an edition's page says of it."""
    return Metadata(tuple(pair for pair in _elements(entry) if pair[1]), _description(entry, members, base))


def _elements(entry: Citation) -> Iterator[tuple[str, str]]:
    authors = [found.name.inverted for found in entry.by_role("author")]
    yield "citation_title", entry.title.original
    yield from (("citation_author", name) for name in authors)
    yield from (("citation_editor", found.name.inverted) for found in entry.by_role("editor"))
    yield "citation_publication_date", entry.year
    yield "citation_publisher", entry.publisher.original
    yield from (("citation_isbn", number) for number in entry.isbn)
    yield from (("citation_issn", number) for number in entry.issn)
    yield "citation_doi", entry.doi
    yield "citation_language", _language(entry)
    yield "DC.type", _TYPES[entry.kind]
    yield "DC.title", entry.title.original
    yield from (("DC.creator", name) for name in authors)
    yield "DC.publisher", entry.publisher.original
    yield "DC.date", entry.year
    yield "DC.language", _language(entry)
    yield from (("DC.subject", subject) for subject in entry.subjects)
    yield "DC.identifier", entry.url
    yield "description", entry.abstract[:300]


def _description(entry: Citation, members: Mapping[str, Member], base: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _TYPES[entry.kind],
        "@id": entry.url,
        "url": entry.url,
        "name": entry.title.original,
        "alternateName": [title for title in (entry.title.romanised, *entry.other_titles) if title],
        "author": _agents(entry.by_role("author")),
        "editor": _agents(entry.by_role("editor")),
        "translator": _agents(entry.by_role("translator")),
        "datePublished": entry.year,
        "publisher": {"@type": "Organization", "name": entry.publisher.original} if entry.publisher else None,
        "bookEdition": entry.edition.original if entry.kind == "book" else "",
        "isbn": [number.replace("-", "") for number in entry.isbn],
        "issn": list(entry.issn),
        "inLanguage": [tag for tag in map(language_tag, entry.languages) if tag],
        "about": list(entry.subjects),
        "description": entry.abstract,
        "sameAs": f"https://doi.org/{entry.doi}" if entry.doi else "",
        "exampleOfWork": {"@id": entry.work_url} if entry.work_url else None,
        "offers": [_offer(holding, members, base) for holding in entry.holdings],
    }
    return {name: value for name, value in found.items() if value}


def _offer(holding: Holding, members: Mapping[str, Member], base: str) -> dict[str, Any]:
    member = members.get(holding.member)
    library = {
        "@type": "Library",
        "@id": f"{base}/member/{quote(holding.member, safe='')}",
        "name": holding.name,
        "alternateName": member.name_en if member is not None else "",
        "url": safe_href(member.url) if member is not None else "",
    }
    offer = {
        "@type": "Offer",
        "businessFunction": _LEND,
        "sku": "; ".join(holding.call_numbers),
        "offeredBy": {name: value for name, value in library.items() if value},
    }
    return {name: value for name, value in offer.items() if value}


def _agents(found: Iterable[Contributor]) -> list[dict[str, str]]:
    return [_agent(entry) for entry in found]


def _agent(entry: Contributor) -> dict[str, str]:
    name = entry.name
    if not entry.is_person:
        return {"@type": "Organization", "name": name.literal}
    if name.literal:
        return {"@type": "Person", "name": name.literal}
    whole = " ".join(filter(None, (name.given, name.family, name.suffix)))
    return {"@type": "Person", "name": whole, "familyName": name.family, "givenName": name.given}


def _language(entry: Citation) -> str:
    return next((tag for tag in map(language_tag, entry.languages) if tag), "")
