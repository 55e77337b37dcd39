"""The code lists of a folder, one TSV file each: code, IRI, English name, Chinese name; the first line is a comment."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from kg.errors import MappingError

__all__ = ["Term", "Vocabulary"]

_COLUMNS = 4


class Term(NamedTuple):
    """One line of a code list; `iri` and the names are "" where the list gives none."""

    code: str
    iri: str
    en: str
    zh: str


class Vocabulary:
    """All code lists of one folder; a list's name is its file's name without `.tsv`."""

    def __init__(self, lists: Mapping[str, dict[str, Term]]) -> None:
        self._lists = lists

    @classmethod
    def load(cls, directory: Path) -> "Vocabulary":
        """Return the code lists of `directory`; raise MappingError, with file and line, for one that cannot be read."""
        if not directory.is_dir():
            raise MappingError(f"There is no folder of code lists at {directory}.")
        return cls({path.stem: _read_list(path) for path in sorted(directory.glob("*.tsv"))})

    def names(self) -> tuple[str, ...]:
        """Return the names of the lists, sorted."""
        return tuple(self._lists)

    def terms(self, list_name: str) -> Mapping[str, Term]:
        """Return a list as a mapping from code to term, in the file's order; raise MappingError for an unknown list."""
        try:
            return MappingProxyType(dict(self._lists[list_name]))
        except KeyError:
            there_are = ", ".join(self._lists)
            raise MappingError(f"There is no code list '{list_name}'. There are: {there_are}.") from None

    def codes(self, list_name: str) -> tuple[str, ...]:
        """Return the codes of a list in the file's order."""
        return tuple(self.terms(list_name))

    def label(self, list_name: str, code: str, lang: str) -> str:
        """Return the name of `code` in `lang` ("zh" or "en"); in English when there is no other, else the code."""
        term = self._lists.get(list_name, {}).get(code)
        if term is None:
            return code
        return (term.zh if lang.startswith("zh") else term.en) or term.en or code

    def iri(self, list_name: str, code: str) -> str | None:
        """Return the IRI of `code`, or None."""
        term = self._lists.get(list_name, {}).get(code)
        return term.iri or None if term is not None else None

    def code(self, list_name: str, iri: str) -> str | None:
        """Return the code in force that `iri` names (the first in the list), or None."""
        return self._by_iri.get(list_name, {}).get(iri)

    @cached_property
    def _by_iri(self) -> dict[str, dict[str, str]]:
        return {
            name: {term.iri: term.code for term in reversed(terms.values()) if term.iri}
            for name, terms in self._lists.items()
        }


def _read_list(path: Path) -> dict[str, Term]:
    """Return the terms of one file by code, in order."""
    terms: dict[str, Term] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        parts = line.split("\t")
        if len(parts) != _COLUMNS or not parts[0]:
            raise MappingError(
                f"{path}, line {number}: expected code, IRI, English, Chinese between tabs, got: {line!r}."
            )
        if parts[0] in terms:
            raise MappingError(f"{path}, line {number}: the code '{parts[0]}' stands twice. Take one away.")
        terms[parts[0]] = Term(*parts)
    return terms
