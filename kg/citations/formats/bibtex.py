r"""BibTeX, for LaTeX: an entry each, in UTF-8, with a key that the same edition has in every file.

https://ctan.org/pkg/bibtex; the fields beyond BibTeX's own (`titleaddon` and `nameaddon`, the title and the names
romanised; `date`, `translator`, `isbn` …) are those of https://ctan.org/pkg/biblatex. A key is the first name and the
year in ASCII letters (Chinese by pinyin) and the edition's id, which nothing else has. Braces are written as commands:
BibTeX counts even those behind a backslash.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from kg.citations.citation import Citation, Contributor, Name
from kg.citations.languages import language_tag
from kg.citations.plain import one_line
from kg.text import fold, pinyin

__all__ = ["EXTENSION", "LABEL", "MEDIA_TYPE", "escape", "key_of", "write"]

MEDIA_TYPE = "application/x-bibtex"
EXTENSION = "bib"
LABEL = "BibTeX"

# Beyond BibTeX's own entries stand those of BibLaTeX that Zotero and JabRef know too; what both lack is misc.
_TYPES = {
    "book": "book",
    "serial": "periodical",
    "article": "article",
    "chapter": "incollection",
    "thesis": "thesis",
    "report": "techreport",
    "manuscript": "unpublished",
}
_TYPE_WORDS = {
    "map": "Map",
    "score": "Musical score",
    "music": "Music recording",
    "audio": "Sound recording",
    "video": "Video recording",
    "image": "Image",
    "dataset": "Data set",
    "software": "Software",
    "thesis": "Thesis",
}
_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)
_VERBATIM = {sign: f"%{ord(sign):02X}" for sign in "\\{} "}
# What would begin or end an entry within a comment, for which BibTeX has no sign of its own.
_NO_ENTRY = str.maketrans(dict.fromkeys("@{}", " "))
_INTERVAL = re.compile(r"\d{4}/(?:\d{4}|\.\.|)")
_NOT_KEY = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST_NAME = 24


def write(entries: Iterable[Citation], notice: str = "") -> Iterator[bytes]:
    """Yield the entries as they come, after the notice as a comment."""
    if notice:
        yield f"% {one_line(notice).translate(_NO_ENTRY)}\n\n".encode()
    for entry in entries:
        fields = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(entry) if value)
        yield f"@{_TYPES.get(entry.kind, 'misc')}{{{key_of(entry)},\n{fields}}}\n\n".encode()


def escape(text: str) -> str:
    """Return the text as LaTeX that prints it."""
    return text.translate(_ESCAPES)


def key_of(entry: Citation) -> str:
    """Return the entry's key: `cao1982-nv40t3f7`."""
    people = [found for found in entry.contributors if found.role in {"author", "editor"}] or list(entry.contributors)
    text = _key_name(people[0]) if people else entry.title.romanised or entry.title.original
    return f"{_ascii(text)[:_LONGEST_NAME] or 'anon'}{entry.year}-{_NOT_KEY.sub('', entry.id)}"


def _key_name(found: Contributor) -> str:
    name = found.name if found.romanised is None else found.romanised
    return name.key if found.is_person else name.key.partition(" ")[0]


def _ascii(text: str) -> str:
    """Return ASCII letters for the text: Chinese by its pinyin, other letters without their marks."""
    spelt = " ".join(pinyin(fold(text))) or text
    plain = unicodedata.normalize("NFKD", f"{spelt}").encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", plain.lower())


def _fields(entry: Citation) -> Iterator[tuple[str, str]]:
    yield "author", _people(entry.by_role("author"))
    yield "editor", _people(entry.by_role("editor"))
    yield "translator", _people(entry.by_role("translator"))
    yield "nameaddon", escape("; ".join(f.romanised.inverted for f in entry.by_role("author") if f.romanised))
    yield "title", escape(entry.title.original)
    yield "titleaddon", escape(entry.title.romanised)
    yield "type", _TYPE_WORDS.get(entry.kind, "")
    yield "year", entry.year
    yield "date", entry.date if _INTERVAL.fullmatch(entry.date) else ""
    yield "institution" if entry.kind in {"thesis", "report"} else "publisher", escape(entry.publisher.original)
    yield "address", escape(entry.place.original)
    yield "edition", escape(entry.edition.original)
    yield "series", escape("; ".join(entry.series))
    yield "number", escape(entry.series_number)
    yield "isbn", escape(" ".join(entry.isbn))
    yield "issn", escape(" ".join(entry.issn))
    yield "doi", _verbatim(entry.doi)
    yield "language", ", ".join(filter(None, map(language_tag, entry.languages)))
    yield "keywords", escape(", ".join(subject.replace(", ", "; ").replace(",", ";") for subject in entry.subjects))
    yield "abstract", escape(entry.abstract)
    yield "note", escape("; ".join(f"{found.role}: {found.name.inverted}" for found in entry.others))
    yield "url", _verbatim(entry.url)


def _people(found: Iterable[Contributor]) -> str:
    return " and ".join(_name(entry.name) for entry in found)


def _name(name: Name) -> str:
    """Return a name for BibTeX's list: parts in its order, a name that is one in braces of its own."""
    if name.literal:
        return f"{{{escape(name.literal)}}}"
    parts = (name.family, name.suffix, name.given) if name.suffix else (name.family, name.given)
    return ", ".join(_part(part) for part in parts)


def _part(part: str) -> str:
    """Return a part of a name; one that the list's own words or commas would split stands in braces."""
    written = escape(part)
    return f"{{{written}}}" if re.search(r",|\band\b", part, re.IGNORECASE) else written


def _verbatim(address: str) -> str:
    """Return an address, which BibTeX's styles print as it is, without what would end the field or begin a comment."""
    return "".join(_VERBATIM.get(sign, sign) for sign in one_line(address))
