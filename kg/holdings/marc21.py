"""Holdings in records of MARC 21, embedded in the bibliographic record or in records of their own: 852 to 878."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kg.holdings.coded import link_of, read_coded
from kg.holdings.fixed import ended_by, terms_of
from kg.holdings.model import MISSING, Holding, Span
from kg.holdings.statement import NOTE, Reading, read_statement
from kg.holdings.words import LACK
from kg.records.record import Field, Record

__all__ = ["carrier_of", "read_marc21"]

_UNITS = {"853": "basic", "854": "supplement", "855": "index", "863": "basic", "864": "supplement", "865": "index",
          "866": "basic", "867": "supplement", "868": "index"}  # fmt: skip
_TEXTUAL, _CODED, _PATTERNS = ("866", "867", "868"), ("863", "864", "865"), ("853", "854", "855")
_ITEMS = frozenset({"876", "877", "878"})
_PIECES = re.compile(r"\b(?:reels?|micro(?:film|fiche|form)s?|fiches?)\b", re.IGNORECASE)
_LENDING = re.compile(
    r"(?i)lend|loan|ILL\b|in-library|library use only|reading room|reference only|not circulat|non-?circ|外借|阅览|馆内"
)


@dataclass
class _Place:
    """One location (852) and the fields that say what is there."""

    where: Field | None
    textual: list[Field] = field(default_factory=list)
    coded: list[Field] = field(default_factory=list)
    patterns: list[Field] = field(default_factory=list)
    items: list[Field] = field(default_factory=list)


def read_marc21(record: Record) -> Iterator[Holding]:
    """Yield the holdings of a record: one a statement, and one a location of which nothing is stated."""
    carrier = carrier_of(record)
    for place in _places(record):
        yield from _read_place(record, place, carrier)
    yield from _online(record)


def carrier_of(record: Record) -> str:
    """Return print, online or micro by 007 and the form in 008; "" where neither tells."""
    first = record.control("007")[:2]
    if first == "cr":
        return "online"
    if first[:1] == "h":
        return "micro"
    where = 29 if record.leader[6:7] in {"e", "f", "g", "k", "o", "r"} else 23
    form = record.control("008")[where : where + 1] if record.leader[6:7] not in set("uvxy") else ""
    if form in {"o", "s"}:
        return "online"
    if form in {"a", "b", "c"}:
        return "micro"
    return "print" if record.leader[6:7] in {"a", "t", "c", "d"} or first[:1] == "t" else ""


def _places(record: Record) -> list[_Place]:
    """Return the locations with their fields, by $8 where locations have one, else by the order of the fields."""
    places = [_Place(one) for one in record.all("852")]
    links = {link_of(place.where)[0]: place for place in places if place.where is not None and place.where.get("8")}
    nowhere = _Place(None)
    before = places[0] if len(places) == 1 else nowhere
    for one in record.fields:
        if one.tag == "852":
            before = next(place for place in places if place.where is one)
            continue
        if one.tag not in _UNITS and one.tag not in _ITEMS:
            continue
        link = one.get("0") if one.tag in _ITEMS else link_of(one)[0]
        place = links.get(link or "", before)
        if one.tag in _TEXTUAL and one.get("b") and one.get("a") and place is before:
            place = _Place(one)  # some systems repeat the location in the statement's field
            places.append(place)
        _list_of(place, one.tag).append(one)
    return [*places, nowhere] if nowhere.textual or nowhere.coded or nowhere.patterns else places


def _list_of(place: _Place, tag: str) -> list[Field]:
    if tag in _TEXTUAL:
        return place.textual
    if tag in _CODED:
        return place.coded
    return place.patterns if tag in _PATTERNS else place.items


def _read_place(record: Record, place: _Place, carrier: str) -> Iterator[Holding]:
    found = [*_textual(place), *_coded(place)]
    if not found and place.where is not None and place.where.get("3"):
        text = place.where.get("3") or ""
        found = [_stated("852", text, read_statement(text))]
    if not found:
        found = list(_of_items(place))
    if not found and place.where is not None:
        found = [Holding("852")]
    where = place.where
    location = " · ".join(dict.fromkeys(filter(None, (*(where.all("bc") if where else ()),))))
    number = " ".join(filter(None, where.all("khij" if where.tag == "852" else "hi"))) if where else ""
    notes = tuple(text for text in (where.all("z") if where and where.tag == "852" else ()) if _LENDING.search(text))
    terms = terms_of(record, notes)
    ended = terms.ended or ended_by(tuple(one.statement for one in found))
    terms = replace(terms, ended=ended, receipt=terms.receipt or ("5" if ended else ""))
    for one in found:
        is_micro = carrier != "online" and _PIECES.search(one.statement)
        yield Holding(
            one.source,
            one.statement,
            one.spans,
            one.failure,
            location,
            number,
            "micro" if is_micro else carrier,
            one.unit,
            "",
            terms,
            one.pattern,
        )


def _textual(place: _Place) -> Iterator[Holding]:
    for lines in _wrapped(place.textual):
        first = lines[0]
        text = " ".join(" ".join(one.all("a")) for one in lines).strip()
        notes = [note for one in lines for note in one.all("z")]
        reading = read_statement(text) if text else Reading((), NOTE)
        lacks = list(_lacking([note for one in lines for note in one.all("xz")], reading))
        spans = (*reading.spans, *lacks)
        written = "; ".join(filter(None, (text, *notes)))
        if not written:
            continue
        unit = _UNITS[first.tag]
        if "index" in " ".join(first.all("x")).casefold():
            unit = "index"
        yield Holding(first.tag, written, _as_unit(spans, unit), "" if spans else reading.failure, unit=unit)


def _wrapped(fields: Sequence[Field]) -> Iterator[list[Field]]:
    """Yield fields of text, those together that one remark was broken into."""
    lines: list[Field] = []
    for one in fields:
        text = " ".join(line.get("a") or "" for line in lines)
        is_open = text.count("(") > text.count(")")
        is_broken = lines and not (one.get("8") or "").strip("0123456789 ") and (
            (is_open and ")" in (one.get("a") or "").partition("(")[0]) or _goes_on(text, one))  # fmt: skip
        if lines and not is_broken:
            yield lines
            lines = []
        lines.append(one)
    if lines:
        yield lines


def _goes_on(text: str, following: Field) -> bool:
    """Return whether a remark that ends without an end goes on in a field of nothing but words."""
    words = following.get("a") or ""
    is_remark = read_statement(text).failure == NOTE
    return (
        is_remark
        and bool(words)
        and not any(sign.isdigit() for sign in words)
        and read_statement(words).failure[:5] == "word:"
    )


def _lacking(notes: Sequence[str], reading: Reading) -> Iterator[Span]:
    """Yield what remarks say is missing: `no.1-3 never received` beside v.22 is of that volume."""
    within = reading.spans[0] if len(reading.spans) == 1 else None
    for note in notes:
        words = set(re.findall(r"\w+", note.casefold()))
        if not (words & LACK or "never received" in note.casefold()):
            continue
        clause = next((part for part in re.split(r",\s*(?=v\. ?bound|bound)", note) if part), note)
        yield from (span for span in read_statement(clause, within).spans if span.status == MISSING)


def _as_unit(spans: Sequence[Span], unit: str) -> tuple[Span, ...]:
    if unit == "basic":
        return tuple(spans)
    return tuple(
        Span(one.first, one.last, one.status, one.certain, one.goes_on, one.from_before, unit) for one in spans
    )


def _coded(place: _Place) -> Iterator[Holding]:
    for values, patterns in zip(_CODED, _PATTERNS, strict=True):
        coded = [one for one in place.coded if one.tag == values]
        captions = [one for one in place.patterns if one.tag == patterns]
        unit = _UNITS[values]
        for one in read_coded(captions, coded):
            yield Holding(values, one.statement, _as_unit(one.spans, unit), one.failure, unit=unit, pattern=one.pattern)


def _of_items(place: _Place) -> Iterator[Holding]:
    """Yield what the items say of themselves, where nothing is said of all."""
    texts = list(dict.fromkeys(text for one in place.items for text in one.all("3")))
    if texts:
        spans = tuple(span for text in texts for span in read_statement(text).spans)
        yield Holding(place.items[0].tag, "; ".join(texts), spans, "" if spans else "no numbers")


def _online(record: Record) -> Iterator[Holding]:
    """Yield what is online by a link that says of which volumes (856 $3)."""
    for one in record.all("856"):
        text = one.get("3") or ""
        reading = read_statement(text)
        if reading.spans and one.indicators[1:2] in {"0", "1", " ", ""}:
            yield Holding("856", text, reading.spans, carrier="online", address=one.get("u") or "")


def _stated(source: str, text: str, reading: Reading) -> Holding:
    return Holding(source, text, reading.spans, reading.failure)
