"""What the columns of a table become: the shipped table of headings, and a member's own mapping before it.

Both are TOML of one form, explained in `mappings/README.md`; the shipped one is `mappings/columns.toml`.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kg.errors import MappingError
from kg.records.dialect import FORMATS
from kg.records.wordlists import WordLists, read_word_lists

__all__ = ["READINGS", "Column", "Columns", "Target", "plain_heading"]

READINGS = (
    "text", "title", "names", "isbn", "issn", "year", "language", "country", "kind", "imprint", "id",
    "book-number", "volumes",
)  # fmt: skip
FILE = "columns.toml"

_TOP = ("sheet", "column", "columns", "constants", "defaults", "indicators", "kinds", "variants")
# Formats whose entries count where one has none of its own, nearest first.
_BASES = {"cnmarc": ("unimarc",), "cmarc": ("cnmarc", "unimarc")}
_KEYS = ("headings", "zh", "en", "reads", "split", "text", "role", "copy", *FORMATS)
_OWN_KEYS = ("to", "zh", "en", "reads", "split", "text", "role", "copy")
_DEFAULTS = ("language", "kind", "country")
_MARC = re.compile(r"([0-9A-Z]{3})([0-9a-z_]{2})?(?:\$([0-9a-zA-Z]))?((?: \$[0-9a-z]=[^$]+)*)")
_DC = re.compile(r"([A-Za-z]+)((?: \$(?:type|lang)=[^$]+)*)")
_FIXED = re.compile(r" \$([0-9a-z]+)=([^$]+?)(?= \$|$)")
_SIGNS = re.compile(r"[\s_/\\·・.,，、:：;；()（）\[\]【】〔〕<>《》\-–—*#&'\"“”]+")


@dataclass(frozen=True)
class Target:
    """Where a text goes: a field and subfield, or a Dublin Core element (then `code` is `_`); `fixed` goes with it."""

    tag: str
    indicators: str = "  "
    code: str = ""
    fixed: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """Return the target as it is written in a mapping."""
        place = f"${self.code}" if self.code not in {"", "_"} else ""
        return self.tag + place + "".join(f" ${code}={text}" for code, text in self.fixed)


@dataclass(frozen=True)
class Column:
    """What one column means and becomes; `target` is None when it is read for the record's coded data alone."""

    name: str
    zh: str = ""
    en: str = ""
    reads: str = "text"
    split: str = ""
    text: str = "{}"
    role: str = ""
    copy: bool = False
    target: Target | None = None
    ignored: bool = False


IGNORED = Column("", "不用", "left out", ignored=True)


@dataclass(frozen=True)
class Columns:
    """A mapping of columns for one format; `of` gives what a heading becomes."""

    format: str
    known: Mapping[str, Column]
    names: Mapping[str, Column]
    constants: tuple[tuple[Target, str], ...] = ()
    defaults: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    kinds: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    variants: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    sheet: str = ""
    lists: WordLists = field(default_factory=WordLists)

    @classmethod
    def load(cls, mappings: Path, format: str = "", own: str = "", name: str = "") -> "Columns":  # noqa: A002
        """Return the mapping of the folder `mappings` with a member's `own` (TOML) before it; "" is MARC 21.

        Raise MappingError, with file, table and key, for what cannot be used; `name` is what the member's is called.
        """
        wanted = format or "marc21"
        path = mappings / FILE
        try:
            shipped = _Table(_parsed(path.read_text(encoding="utf-8"), str(path)), str(path), wanted)
        except OSError as error:
            raise MappingError(f"{path} cannot be read: {error.strerror}. It comes with the program.") from error
        shown = name or "the member's columns"
        return _Table(_parsed(own, shown), shown, wanted, shipped).columns(read_word_lists(mappings / "codes"))

    def of(self, heading: str) -> Column | None:
        """Return what the column with this heading becomes, None when no table knows it."""
        return self.known.get(plain_heading(heading, self.variants))


def plain_heading(heading: str, variants: Mapping[int, str] = MappingProxyType({})) -> str:
    """Return a heading without what makes no difference: width, case, blanks, signs, traditional characters."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", heading).casefold()).translate(dict(variants))


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"{name} is no TOML: {error}. See the form in mappings/README.md.") from error


class _Table:
    """One file of columns, checked."""

    def __init__(self, data: dict[str, Any], name: str, format_: str, base: "_Table | None" = None) -> None:
        self._base = base
        self._name = name
        self._format = format_
        self._data = data
        self._check_keys(data, _TOP, "at the top")
        for part in _TOP[1:]:
            if not isinstance(data.get(part, {}), dict):
                raise self._wrong(part, "is no table", f"write [{part}]")
        self.variants: dict[int, str] = {**(base.variants if base else {}), **self._pairs()}
        self.indicators: dict[str, str] = {**(base.indicators if base else {}), **self._indicators()}

    def columns(self, lists: WordLists) -> Columns:
        """Return the mapping that this table and the one beneath it make."""
        base = self._base.columns(lists) if self._base else None
        names = dict(base.names) if base else {}
        known = dict(base.known) if base else {}
        for key, entry in self._part("column").items():
            names[key] = self._column(key, entry)
            for heading in entry.get("headings", ()):
                known[plain_heading(heading, self.variants)] = names[key]
        for heading, entry in self._part("columns").items():
            known[plain_heading(heading, self.variants)] = self._own_column(heading, entry, names)
        kinds = {
            plain_heading(word, self.variants): kind for kind, words in self._part("kinds").items() for word in words
        }
        sheet = self._data.get("sheet", "")
        return Columns(
            self._format,
            MappingProxyType(known),
            MappingProxyType(names),
            (*(base.constants if base else ()), *self._constants()),
            MappingProxyType({**(base.defaults if base else {}), **self._defaults()}),
            MappingProxyType({**(base.kinds if base else {}), **kinds}),
            MappingProxyType(self.variants),
            str(sheet),
            lists,
        )

    def _part(self, name: str) -> dict[str, Any]:
        part: dict[str, Any] = self._data.get(name, {})
        return part

    def _column(self, key: str, entry: object) -> Column:
        where = f"column.{key}"
        if not isinstance(entry, dict):
            raise self._wrong(where, "is no table", f"write [{where}]")
        self._check_keys(entry, _KEYS, f"in [{where}]")
        headings = entry.get("headings", [])
        if not isinstance(headings, list) or not all(isinstance(one, str) for one in headings):
            raise self._wrong(f"{where}.headings", "is no list of texts", 'write headings = ["题名", "Title"]')
        target = next((entry[one] for one in (self._format, *_BASES.get(self._format, ())) if one in entry), "")
        return self._made(where, key, entry, str(target))

    def _own_column(self, heading: str, entry: object, names: Mapping[str, Column]) -> Column:
        where = f"columns.{heading}"
        if isinstance(entry, str):
            entry = {"to": entry}
        if not isinstance(entry, dict):
            raise self._wrong(
                where, "is neither a text nor a table", 'write "书名" = "title" or "书名" = { to = "245$a" }'
            )
        self._check_keys(entry, _OWN_KEYS, f"in [{where}]")
        to = str(entry.get("to", ""))
        if not to:
            return IGNORED
        if to in names:
            return _changed(names[to], entry)
        return self._made(where, heading, entry, to)

    def _made(self, where: str, name: str, entry: Mapping[str, Any], target: str) -> Column:
        reads = entry.get("reads", "text")
        if reads not in READINGS:
            raise self._wrong(f"{where}.reads", f"is '{reads}'", f"allowed are {', '.join(READINGS)}")
        text = str(entry.get("text", "{}"))
        if "{}" not in text:
            raise self._wrong(f"{where}.text", f"is '{text}'", "write {} where the cell's text goes")
        return Column(
            name,
            str(entry.get("zh", name)),
            str(entry.get("en", name)),
            reads,
            str(entry.get("split", "")),
            text,
            str(entry.get("role", "")),
            entry.get("copy", False) is True,
            self._target(where, target) if target else None,
        )

    def _target(self, where: str, text: str) -> Target:
        found = (_DC if self._format == "dublincore" else _MARC).fullmatch(text.strip())
        if found is None:
            example = "title, or subject $type=CLC" if self._format == "dublincore" else "245$a, or 084$a $2=clc"
            raise self._wrong(where, f"says '{text}'", f"write a name of columns.toml or a field such as {example}")
        fixed = tuple((code, value.strip()) for code, value in _FIXED.findall(found[found.re.groups] or ""))
        if self._format == "dublincore":
            return Target(found[1], "", "_", fixed)
        tag, code = found[1], found[3] or ""
        if (tag < "010") is bool(code):
            hint = "a control field has no subfield" if code else f"name its subfield, such as {tag}$a"
            raise self._wrong(where, f"says '{text}'", hint)
        indicators = (found[2] or self.indicators.get(tag, "__")).replace("_", " ")
        return Target(tag, "" if tag < "010" else indicators, code, fixed)

    def _constants(self) -> list[tuple[Target, str]]:
        return [(self._target(f"constants.{key}", key), str(text)) for key, text in self._part("constants").items()]

    def _defaults(self) -> dict[str, str]:
        self._check_keys(self._part("defaults"), _DEFAULTS, "in [defaults]")
        return {key: str(text) for key, text in self._part("defaults").items()}

    def _indicators(self) -> dict[str, str]:
        part = self._part("indicators")
        made: dict[str, str] = {}
        for one in reversed((self._format, *_BASES.get(self._format, ()))):
            made |= part.get(one, {})
        return made

    def _pairs(self) -> dict[int, str]:
        part = self._part("variants")
        self._check_keys(part, ("traditional", "simplified"), "in [variants]")
        first, second = str(part.get("traditional", "")), str(part.get("simplified", ""))
        if len(first) != len(second):
            raise self._wrong("variants", "has texts of two lengths", "each character must stand under its partner")
        return {ord(one): other for one, other in zip(first, second, strict=True)}

    def _check_keys(self, data: Mapping[str, Any], allowed: tuple[str, ...], where: str) -> None:
        for key in data:
            if key not in allowed:
                raise self._wrong(f"'{key}' {where}", "is not known", f"allowed are {', '.join(allowed)}")

    def _wrong(self, where: str, what: str, now: str) -> MappingError:
        return MappingError(f"{self._name}: {where} {what}: {now}.")


def _changed(column: Column, entry: Mapping[str, Any]) -> Column:
    """Return a column of the table with what a member says otherwise."""
    said = {key: entry[key] for key in _OWN_KEYS[1:] if key in entry}
    return Column(**{**column.__dict__, **said})
