"""A record as the rules see it: fields with their subfields indexed, joined to the same field in another script."""

from collections.abc import Iterable, Iterator

from kg.description.node import Node, Remark
from kg.namespaces import BF
from kg.records.record import Field, Record

__all__ = ["Source", "SourceRecord", "make_source", "make_sources"]

_NONE: tuple[str, ...] = ()
_CODED_BLOCK = frozenset(
    {"unimarc", "cnmarc", "cmarc"}
)  # formats whose fields 1XX have fixed positions within subfields


def _clean(text: str) -> str:
    """Return a text without blanks at its ends and with single blanks within."""
    text = text.strip()
    return " ".join(text.split()) if "  " in text or "\n" in text or "\t" in text else text


def _indexed(subfields: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    by: dict[str, list[str]] = {}
    for code, text in subfields:
        if code in by:
            by[code].append(text)
        else:
            by[code] = [text]
    return by


class Source:
    """One field occurrence; `language` tags its literals, `other` is the same field in another script.

    `shape` is what the field is like whatever its texts say (tag, indicators, which subfields it has, the first
    position of a control field, the record's material): set by `find_shape` once nothing of that changes any more.
    """

    __slots__ = ("by", "ind1", "ind2", "language", "other", "record", "shape", "subfields", "tag", "value")

    def __init__(
        self,
        tag: str,
        indicators: str,
        subfields: tuple[tuple[str, str], ...],
        value: str = "",
        by: dict[str, list[str]] | None = None,
    ) -> None:
        self.tag = tag
        self.ind1 = indicators[:1] or " "
        self.ind2 = indicators[1:2] or " "
        self.subfields = subfields
        self.value = value
        self.language = ""
        self.shape = ""
        self.other: Source | None = None
        self.record: SourceRecord = _EMPTY
        self.by = _indexed(subfields) if by is None else by

    def first(self, code: str) -> str:
        """Return the first subfield `code`, or an empty string."""
        texts = self.by.get(code)
        return texts[0] if texts else ""

    def find_shape(self) -> str:
        """Set and return `shape`."""
        script = "|" if self.other is None else "+"
        whole = f"{self.tag}{script}{self.ind1}{self.ind2}{self.value[:1]}{self.record.material}"
        self.shape = f"{whole}${''.join(self.by)}"
        return self.shape

    def with_subfields(self, subfields: tuple[tuple[str, str], ...]) -> "Source":
        """Return the same field with other subfields."""
        made = Source(self.tag, self.ind1 + self.ind2, subfields, self.value)
        made.language, made.record = self.language, self.record
        return made

    def pieces(self, codes: str, *, by_runs: bool = False, shared: str = "") -> Iterator["Source"]:
        """Yield the field cut before each subfield of `codes`; `$2`, `$3`, `$5` and `$8` belong to every piece.

        With `by_runs` subfields of `codes` that follow each other are cut once, and what stands before the first one is
        a piece too. A piece without a subfield of `shared` has those of the field.
        """
        if self.other is None and self._is_one_piece(codes):
            yield self
            return
        mine = self.cut(codes, by_runs=by_runs, shared=shared)
        others = self.other.cut(codes, by_runs=by_runs, shared=shared) if self.other is not None else []
        for number, piece in enumerate(mine):
            if number < len(others):
                piece.other = others[number]
            yield piece

    def _is_one_piece(self, codes: str) -> bool:
        is_cut_first = bool(self.subfields) and self.subfields[0][0] in codes
        return is_cut_first and sum(len(self.by.get(code, _NONE)) for code in codes) == 1

    def cut(self, codes: str, *, by_runs: bool = False, shared: str = "") -> list["Source"]:
        """Return the pieces of `pieces`, without those of the other script."""
        if self._is_one_piece(codes):
            return [self.with_subfields(self.subfields)]
        general = tuple(pair for pair in self.subfields if pair[0] in "2358" and pair[0] not in codes)
        parts: list[list[tuple[str, str]]] = []
        starts: list[int] = []
        before = ""
        for place, pair in enumerate(self.subfields):
            if pair in general:
                continue
            if (pair[0] in codes and not (by_runs and before and before in codes)) or (by_runs and not parts):
                parts.append([pair])
                starts.append(place)
            elif parts:
                parts[-1].append(pair)
            before = pair[0]
        if not shared:
            return [self.with_subfields((*part, *general)) for part in parts]
        return [
            self.with_subfields(
                (*self._lend(part, shared, 0, start), *part, *self._lend(part, shared, start), *general)
            )
            for part, start in zip(parts, starts, strict=True)
        ]

    def _lend(
        self, part: list[tuple[str, str]], shared: str, first: int, end: int | None = None
    ) -> Iterator[tuple[str, str]]:
        """Yield, of the subfields between two places, those of `shared` that a piece has none of."""
        own = {code for code, _ in part}
        for pair in self.subfields[first:end]:
            if pair[0] in shared and pair[0] not in own:
                yield pair


class SourceRecord:
    """One record: its fields by tag, what the rules ask of it as a whole, and the description being made of it.

    `named` holds the nodes that several rules share, `keyed` the items by what joins their fields, `loose` the items of
    fields that could have been joined but name nothing, `held` the numbers of the records that a holdings record is of,
    `refused` the tags and texts of what should be an address and cannot be one.
    """

    __slots__ = (
        "by_tag",
        "held",
        "instance",
        "items",
        "keyed",
        "leader",
        "loose",
        "material",
        "named",
        "refused",
        "sources",
        "work",
    )

    def __init__(self, leader: str, sources: list[Source]) -> None:
        self.leader = leader
        self.sources = sources
        by_tag: dict[str, list[Source]] = {}
        for source in sources:
            source.record = self
            if source.tag in by_tag:
                by_tag[source.tag].append(source)
            else:
                by_tag[source.tag] = [source]
        self.by_tag = by_tag
        self.material = ""
        self.work = Node([BF + "Work"])
        self.instance = Node([BF + "Instance"])
        self.items: list[Node] = []
        self.held: list[str] = []
        self.keyed: dict[str, Node] = {}
        self.loose: list[Node] = []
        self.named: dict[str, Node] = {}
        self.refused: list[Remark] = []

    def release(self) -> None:
        """Let go of the fields, which point back here: a circle would wait for the garbage collector."""
        self.by_tag.clear()
        self.sources.clear()

    def new_item(self) -> Node:
        """Return an item that nothing is said of yet; it counts once it stands in `items`."""
        return Node([BF + "Item"])

    def control(self, tag: str) -> str:
        """Return the text of the first control field `tag`, or an empty string."""
        fields = self.by_tag.get(tag)
        return fields[0].value if fields else ""


def make_source(field: Field) -> Source:
    """Return a field of a record without its empty subfields, each text with single blanks."""
    tag, indicators, subfields, value = field
    by: dict[str, list[str]] = {}
    for code, text in subfields:
        if text.strip() != text or "  " in text or not text or not text.isprintable():
            pairs = tuple((code, clean) for code, text in subfields if (clean := _clean(text)))
            return Source(tag, indicators, pairs, value)
        if code in by:
            by[code].append(text)
        else:
            by[code] = [text]
    return Source(tag, indicators, subfields, value, by)


def make_sources(record: Record) -> list[Source]:
    """Return the fields of a record; the coded fields of UNIMARC keep their blanks, since positions count."""
    if record.format not in _CODED_BLOCK:
        return [make_source(field) for field in record.fields]
    return [_make_coded(field) if field.tag[:1] == "1" else make_source(field) for field in record.fields]


def _make_coded(field: Field) -> Source:
    return Source(field.tag, field.indicators, tuple(pair for pair in field.subfields if pair[1].strip()), field.value)


_EMPTY = SourceRecord("", [])
