"""The words of tables that mean a code: languages, places, roles; read from `mappings/codes`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from kg.errors import MappingError

__all__ = ["WordLists", "read_word_lists"]

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class WordLists:
    """From words to codes: `languages` and `countries` to MARC codes, `roles` to MARC relators, `iso` to ISO 3166.

    `relators` goes from MARC relators to UNIMARC's numbers.
    """

    languages: Mapping[str, str] = field(default_factory=lambda: _NONE)
    countries: Mapping[str, str] = field(default_factory=lambda: _NONE)
    iso: Mapping[str, str] = field(default_factory=lambda: _NONE)
    roles: Mapping[str, str] = field(default_factory=lambda: _NONE)
    relators: Mapping[str, str] = field(default_factory=lambda: _NONE)


def read_word_lists(folder: Path) -> WordLists:
    """Return the lists of a folder of code lists; raise MappingError for one that is not there."""
    languages = {code: _last(iri) for code, iri, _, _ in _rows(folder, "language_words")}
    languages |= {code: _last(iri) for code, iri, _, _ in _rows(folder, "languages")}
    countries: dict[str, str] = {}
    iso: dict[str, str] = {}
    for code, iri, english, chinese in _rows(folder, "iso3166"):
        for word in (code, english, chinese):
            countries.setdefault(word.lower(), _last(iri))
            iso.setdefault(word.lower(), code)
    for _, iri, english, chinese in _rows(folder, "gb2260"):
        for word in (english, chinese):
            countries.setdefault(word.lower(), _last(iri))
            iso.setdefault(word.lower(), "CN")
    roles = {code: _last(iri) for code, iri, _, _ in _rows(folder, "chinese_relators")}
    relators: dict[str, str] = {}
    for code, iri, _, _ in _rows(folder, "unimarc_relators"):
        relators.setdefault(_last(iri), code)
    return WordLists(languages, countries, iso, roles, relators)


def _rows(folder: Path, name: str) -> list[tuple[str, str, str, str]]:
    path = folder / f"{name}.tsv"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise MappingError(f"{path} cannot be read: {error.strerror}. It comes with the program.") from error
    rows = [(line + "\t\t\t").split("\t") for line in lines if line and not line.startswith("#")]
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def _last(iri: str) -> str:
    return iri.rpartition("/")[2]
