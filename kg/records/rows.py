"""One row of a table as the leader and fields of a record: each cell read as its column says, then put in its place."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.records.cells import isbns, issns, read_imprint, split_cell, whole_number, years
from kg.records.columns import Column, Columns, Target, plain_heading
from kg.records.encodings import clean
from kg.records.fixed import Coded, fixed_fields
from kg.records.names import Name, read_names
from kg.records.piece import Faults
from kg.records.record import Field

__all__ = ["Cells", "Made", "make_record"]

Cells = Sequence[tuple[str, Column, str]]  # heading, column and text of what is filled

# Of these only the first text counts; in others a second text makes a second field.
_ONCE = frozenset({"245$a", "200$a", "260$a", "260$b", "260$c", "210$a", "210$c", "210$d", "300$a", "215$a", "250$a"})
_ORDER = {
    "245": "abnpc",
    "200": "aehifg",
    "300": "abc",
    "701": "abcf",
    "702": "abcf",
    "852": "8chipz3",
    "905": "abcdesvyz",
}
_BODIES = {"100": "110", "700": "710", "701": "711", "702": "712"}
_CONTRIBUTOR = "contributor"
_KANA = re.compile("[぀-ヿ]")
_HANGUL = re.compile("[가-힣]")
_HAN = re.compile("[㐀-鿿]")
_BOOK_NUMBER = re.compile(r"(?:CN)?\d{4,5}[·.・•]\d{1,5}")


@dataclass(frozen=True)
class Made:
    """What a row became: a record's leader and fields, and the number that the row itself gives, if any."""

    leader: str
    fields: tuple[Field, ...]
    number: str = ""


@dataclass
class _Sheaf:
    """The texts of a record by their places; of each place, in the order in which they came."""

    places: dict[tuple[str, str, tuple[tuple[str, str], ...]], dict[str, list[str]]] = field(default_factory=dict)
    whole: list[Field] = field(default_factory=list)

    def put(self, target: Target, texts: Iterable[str]) -> None:
        """Add texts for a place."""
        place = self.places.setdefault((target.tag, target.indicators, target.fixed), {})
        held = place.setdefault(target.code, [])
        for text in texts:
            if text and not (held and str(target).split(" ")[0] in _ONCE):
                held.append(text)

    def fields(self, *, copies: bool = False) -> list[Field]:
        """Return the fields; of `copies`, a single text (a location) belongs to each of several (barcodes)."""
        made = list(self.whole)
        for (tag, indicators, fixed), place in self.places.items():
            if tag < "010" and not indicators and "" in place:
                made.extend(Field(tag, "", (), text) for text in place[""][:1])
                continue
            for number in range(max((len(texts) for texts in place.values()), default=0)):
                order = _ORDER.get(tag, "")
                codes = sorted(place, key=lambda code: (order.find(code) if code in order else 99, code))
                found = [(code, text) for code in codes if (text := _nth(place[code], number, each=copies))]
                if found:
                    made.append(Field(tag, indicators, (*found, *fixed), ""))
        return made


def _nth(texts: list[str], number: int, *, each: bool) -> str:
    if number < len(texts):
        return texts[number]
    return texts[0] if each and len(texts) == 1 else ""


def make_record(columns: Columns, rows: Sequence[Cells], faults: Faults) -> Made:
    """Return the record of a row, or of several that tell of copies of one thing: the first tells of the thing.

    Of the later ones also counts what a plain text says otherwise, where the record has room for it.
    """
    row = _Row(columns, faults)
    for heading, column, text in rows[0]:
        if not column.copy:
            row.read(heading, column, text)
    said = {(heading, text) for heading, _, text in rows[0]}
    for cells in rows[1:]:
        for heading, column, text in cells:
            if not column.copy and column.reads == "text" and column.name != "price" and (heading, text) not in said:
                said.add((heading, text))
                row.read(heading, column, text)
    copies = [one for cells in rows for one in row.copies(cells)]
    return row.made(copies)


class _Row:
    """One row under way."""

    def __init__(self, columns: Columns, faults: Faults) -> None:
        self._columns = columns
        self._faults = faults
        self._sheaf = _Sheaf()
        self._names: list[tuple[Column, Name]] = []
        self._statements: list[str] = []
        self._coded = Coded(format=columns.format)
        self._number = ""
        self._classes: list[str] = []

    def read(self, heading: str, column: Column, text: str) -> None:
        """Read one cell that tells of the thing itself."""
        reader = _READERS.get(column.reads)
        if reader is not None:
            reader(self, heading, column, text)
        else:
            self.put(column, split_cell(text, column.split))

    def put(self, column: Column, texts: Iterable[str]) -> None:
        """Put texts where a column says."""
        if column.target is None:
            return
        found = [column.text.replace("{}", text) for text in texts]
        if column.name == "clc":
            self._classes.extend(found)
        self._sheaf.put(column.target, found)

    def _put_as(self, name: str, texts: Iterable[str]) -> None:
        column = self._columns.names.get(name)
        if column is not None:
            self.put(column, texts)

    def _title(self, heading: str, column: Column, text: str) -> None:
        title, mark, statement = _one_line(text).partition(" / ")
        if not mark and "责任" in plain_heading(heading, self._columns.variants):
            title, mark, statement = title.partition("/")
        if statement:
            self._read_names(self._columns.names.get("author", column), statement.strip())
        main, _, rest = title.partition(" : ")
        self.put(column, [main.strip()])
        if rest:
            self._put_as("subtitle", [rest.strip()])
        self._coded.title = self._coded.title or main

    def _read_name(self, heading: str, column: Column, text: str) -> None:
        del heading
        self._read_names(column, text)

    def _read_names(self, column: Column, text: str) -> None:
        names = read_names(text, self._columns.lists.roles)
        self._names.extend((column, name) for name in names)
        said = _one_line(text)
        if column.role and names and not any(name.role for name in names) and _HAN.search(said):
            said += column.role
        self._statements.append(re.sub(r"\s*[;；|]\s*", " ; ", said))

    def _isbn(self, heading: str, column: Column, text: str) -> None:
        del heading
        found, others = isbns(text, self._faults)
        is_dc = self._columns.format == "dublincore"
        for one in found:
            if one.valid or is_dc:
                self.put(column, [f"isbn:{one.text}" if is_dc else one.text])
            else:
                self._cancelled(column, one.text)
            if one.qualifier:
                self._put_as("binding", [one.qualifier])
        for other in others:
            if _BOOK_NUMBER.fullmatch(other):
                self._put_as("national-book-number", [other])
            else:
                self._issn("", self._columns.names.get("issn", column), other)

    def _cancelled(self, column: Column, text: str) -> None:
        target = column.target
        if target is not None and target.code == "a":
            self._sheaf.whole.append(Field(target.tag, target.indicators, (("z", text), *target.fixed), ""))

    def _issn(self, heading: str, column: Column, text: str) -> None:
        del heading
        found = issns(text, self._faults)
        self._coded.has_issn = self._coded.has_issn or bool(found)
        self.put(column, [f"issn:{one}" for one in found] if self._columns.format == "dublincore" else found)

    def _year(self, heading: str, column: Column, text: str) -> None:
        del heading
        shown, found = years(text, self._faults)
        self.put(column, [shown])
        self._coded.years = self._coded.years or tuple(found[:2])
        self._coded.is_open = shown.rstrip(" ?").endswith(("-", "–", "—"))

    def _imprint(self, heading: str, column: Column, text: str) -> None:
        found = read_imprint(text)
        self._put_as("place", [found.place])
        self._put_as("publisher", [found.publisher])
        self._coded.place = self._coded.place or found.place
        if found.year:
            self._year(heading, self._columns.names.get("year", column), found.year)

    def _language(self, heading: str, column: Column, text: str) -> None:
        known = self._columns.lists.languages
        codes = []
        for word in split_cell(text, column.split):
            code = known.get(word.casefold()) or known.get(word.casefold() + "语") or known.get(word.casefold() + "文")
            if code is None:
                self._faults.add("language", f"'{word[:40]}' in the column '{heading}' is no language known here.")
            else:
                codes.append(code)
        self._coded.language = self._coded.language or next(iter(codes), "")
        if len(codes) > 1 or self._columns.format != "marc21":
            self.put(column, codes if self._columns.format == "dublincore" else [])
            self._coded.languages = tuple(codes)

    def _country(self, heading: str, column: Column, text: str) -> None:
        del column
        found = self._columns.lists.countries.get(_one_line(text).casefold())
        if found is None:
            self._faults.add("country", f"'{text[:40]}' in the column '{heading}' is no country known here.")
        else:
            self._coded.place = _one_line(text)

    def _kind(self, heading: str, column: Column, text: str) -> None:
        found = self._columns.kinds.get(plain_heading(text, self._columns.variants), "")
        if not found:
            self._faults.add("kind", f"'{text[:40]}' in the column '{heading}' is no kind of resource known here.")
        self._coded.kind = self._coded.kind or found
        self._coded.is_online = plain_heading(text).startswith(("电子书", "电子图", "电子期", "ebook", "ejournal"))
        self.put(column, [text])

    def _id(self, heading: str, column: Column, text: str) -> None:
        del heading
        number = whole_number(_one_line(text))
        if not self._number:
            self._number = number
            self.put(column, [number])

    def copies(self, cells: Cells) -> list[Field]:
        """Return the holdings fields of one row."""
        sheaf = _Sheaf()
        calls = {column.reads: text for _, column, text in cells if column.name in {"call-number", "book-number"}}
        several = any(column.name == "barcode" and len(split_cell(text, column.split)) > 1 for _, column, text in cells)
        for _, column, text in cells:
            if column.reads == "volumes" and not whole_number(text).isdigit():
                self._put_as("extent", [_one_line(text)])
                continue
            if not column.copy or column.target is None or (several and column.name in {"copies", "volumes"}):
                continue
            texts = [column.text.replace("{}", whole_number(one)) for one in split_cell(text, column.split)]
            if column.reads == "book-number":
                texts = [] if "text" in calls else ["/".join((*self._classes[:1], one)) for one in texts]
            sheaf.put(column.target, texts)
        return sheaf.fields(copies=True)

    def _numbered(self, copies: list[Field]) -> list[Field]:
        """Return the holdings with `$8` where there are several: without it the rules take 852s for one copy."""
        if self._columns.format != "marc21" or len(copies) < 2:
            return copies
        return [one._replace(subfields=(("8", str(n)), *one.subfields)) for n, one in enumerate(copies, 1)]

    def made(self, copies: list[Field]) -> Made:
        """Return the record of what was read."""
        self._place_names()
        for target, text in self._columns.constants:
            self._sheaf.put(target, [text])
        coded = self._coded
        if not coded.place and (place := self._first("place")):
            coded.place = place
        defaults = self._columns.defaults
        coded.language = coded.language or defaults.get("language", "") or _language_of(coded.title)
        kind = coded.kind or self._columns.kinds.get(plain_heading(defaults.get("kind", "")), "")
        coded.kind = kind or ("as" if coded.has_issn and not self._first("isbn") else "am")
        place = re.sub(r"[\[\]()（）?？]", "", coded.place).strip() or defaults.get("country", "")
        leader, fixed = fixed_fields(coded, place, self._columns.lists)
        fields = [*fixed, *self._sheaf.fields(), *self._numbered(copies)]
        if self._columns.format != "dublincore":
            fields.sort(key=lambda one: one.tag)
        return Made(leader, tuple(_cleaned(one) for one in fields), self._number)

    def _first(self, name: str) -> str:
        column = self._columns.names.get(name)
        if column is None or column.target is None:
            return ""
        place = self._sheaf.places.get((column.target.tag, column.target.indicators, column.target.fixed), {})
        return next(iter(place.get(column.target.code, [])), "")

    def _place_names(self) -> None:
        if self._columns.format == "dublincore":
            for number, (column, name) in enumerate(self._names):
                if column.target is not None:
                    main = not number or self._relator(column, name) in {"", "aut"}
                    tag = column.target.tag if main else _CONTRIBUTOR
                    self._sheaf.whole.append(Field(tag, "", (("_", name.text),), ""))
            return
        for number, (column, name) in enumerate(self._names):
            if column.target is not None:
                self._sheaf.whole.append(self._name_field(column.target, column, name, is_first=not number))
        statement = " ; ".join(self._statements)
        title = self._columns.names.get("title")
        if statement and title is not None and title.target is not None:
            first, _, rest = statement.partition(" ; ")
            if title.target.tag == "245":
                self._sheaf.put(Target("245", title.target.indicators, "c"), [statement])
            else:
                self._sheaf.put(Target("200", title.target.indicators, "f"), [first])
                self._sheaf.put(Target("200", title.target.indicators, "g"), [rest])

    def _relator(self, column: Column, name: Name) -> str:
        return self._columns.lists.roles.get(name.role or column.role, "")

    def _name_field(self, target: Target, column: Column, name: Name, *, is_first: bool) -> Field:
        relator = self._relator(column, name)
        tag = target.tag
        if tag == "100" and not is_first:
            tag = "700"
        elif tag == "701" and not is_first and relator not in {"", "aut", self._relator(*self._names[0])}:
            tag = "702"
        if target.tag == "100" and not relator:
            relator = "aut"
        indicators = target.indicators
        if name.body and tag in _BODIES:
            tag = _BODIES[tag]
            indicators = "2 " if tag in {"110", "710"} else "02"
        parts = self._name_parts(tag, name)
        if role := self._role(column, name, relator):
            parts.append(("4", role))
        return Field(tag, indicators, tuple(parts), "")

    def _name_parts(self, tag: str, name: Name) -> list[tuple[str, str]]:
        if self._columns.format == "marc21":
            return [("a", name.text)]
        family, comma, given = name.text.partition(", ")
        parts = [("a", family), ("b", given)] if comma and not name.body else [("a", name.text)]
        if tag in {"701", "702"}:
            parts += [("c", f"({one})") for one in (name.addition, name.original) if one]
        return parts

    def _role(self, column: Column, name: Name, relator: str) -> str:
        if self._columns.format in {"cnmarc", "cmarc"}:
            return name.role or column.role
        return relator if self._columns.format == "marc21" else self._columns.lists.relators.get(relator, "")


_READERS = {
    "title": _Row._title,  # noqa: SLF001 - the table of this class's own readers
    "names": _Row._read_name,  # noqa: SLF001
    "isbn": _Row._isbn,  # noqa: SLF001
    "issn": _Row._issn,  # noqa: SLF001
    "year": _Row._year,  # noqa: SLF001
    "imprint": _Row._imprint,  # noqa: SLF001
    "language": _Row._language,  # noqa: SLF001
    "country": _Row._country,  # noqa: SLF001
    "kind": _Row._kind,  # noqa: SLF001
    "id": _Row._id,  # noqa: SLF001
}


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _language_of(title: str) -> str:
    """Return the language that a title's script tells, "" for letters that many languages share."""
    for pattern, code in ((_KANA, "jpn"), (_HANGUL, "kor"), (_HAN, "chi")):
        if pattern.search(unicodedata.normalize("NFC", title)):
            return code
    return ""


def _cleaned(one: Field) -> Field:
    """Return a field without what XML forbids."""
    if one.subfields:
        return one._replace(subfields=tuple((code, clean(text)[0]) for code, text in one.subfields))
    return one._replace(value=clean(one.value)[0])
