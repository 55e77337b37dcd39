"""The concordance of broad disciplines with the beginnings of class numbers: `mappings/disciplines.tsv`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from kg.errors import MappingError

__all__ = ["SCHEMES", "Disciplines"]

SCHEMES = ("clc", "ddc", "lcc")
_COLUMNS = 3 + len(SCHEMES)


@dataclass(frozen=True, slots=True)
class Disciplines:
    """Names of the disciplines by code, in the table's order, and by scheme which beginning means which."""

    names: Mapping[str, tuple[str, str]]
    beginnings: Mapping[str, Mapping[str, str]]

    @classmethod
    def load(cls, path: Path) -> "Disciplines":
        """Return the table of a file; raise MappingError, with the line, for one that cannot be used."""
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise MappingError(f"The table of disciplines {path} cannot be read: {error}.") from error
        names: dict[str, tuple[str, str]] = {}
        beginnings: dict[str, dict[str, str]] = {scheme: {} for scheme in SCHEMES}
        for number, line in enumerate(lines, start=1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = line.split("\t")
            if len(cells) != _COLUMNS or cells[0] in names or not all(map(str.strip, cells[:3])):
                raise MappingError(
                    f"{path}, line {number}: write code, Chinese name, English name, and the beginnings of CLC, DDC"
                    " and LCC, parted by tabs; each code once."
                )
            code, zh, en, *parts = cells
            names[code] = (zh, en)
            for scheme, text in zip(SCHEMES, parts, strict=True):
                _add(beginnings[scheme], text.split(), code, f"{path}, line {number}: {scheme}")
        return cls(MappingProxyType(names), MappingProxyType(beginnings))

    def of(self, scheme: str, number: str) -> str:
        """Return the discipline of a class number, by the longest beginning that fits, "" for none."""
        known = self.beginnings[scheme]
        return next((known[number[:end]] for end in range(len(number), 0, -1) if number[:end] in known), "")

    def name(self, code: str, language: str) -> str:
        """Return the name of a discipline in a language (zh, else English), the code for one that is not known."""
        zh, en = self.names.get(code, (code, code))
        return zh if language.startswith("zh") else en


def _add(known: dict[str, str], found: Iterable[str], code: str, where: str) -> None:
    for beginning in found:
        if beginning in known:
            raise MappingError(f"{where}: '{beginning}' stands with '{known[beginning]}' and with '{code}'. Keep one.")
        known[beginning] = code
