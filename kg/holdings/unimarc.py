"""Holdings in records of UNIMARC, CNMARC and CMARC: 930 with 955 to 959, 995, 852; 905, 907; 805; 5XX."""

from collections.abc import Iterator

from kg.holdings.fixed import terms_of
from kg.holdings.model import MISSING, Holding, Span
from kg.holdings.statement import Reading, read_statement
from kg.records.record import Field, Record

__all__ = ["read_unimarc"]

_EXTENT = {"955": "basic", "956": "supplement", "957": "index"}
_OWN_TEXT = {"520": "basic", "521": "supplement", "522": "index"}
_OWN_CODED = {"510": ("500", "basic"), "511": ("501", "supplement"), "512": ("502", "index")}
# Where a copy's statement, location and call number stand, by tag; the statement's subfields in order of trust.
_COPIES = {
    "905": ("vy", "c", "s", "de", "z"),
    "907": ("vy", "c", "s", "de", "z"),
    "920": ("vy", "c", "s", "de", "z"),
    "805": ("v", "b", "s", "de", "z"),
    "995": ("v", "ce", "k", "", "u"),
    "852": ("t", "bce", "j", "hi", "y"),
}
_LENDING = ("外借", "阅览", "館內", "馆内", "不外借", "prêt", "consultation")


def read_unimarc(record: Record) -> Iterator[Holding]:
    """Yield the holdings of a record: one a statement, and one a copy of which nothing is stated."""
    is_serial = record.leader[7:8] in {"s", "i"}
    carrier = "online" if record.leader[6:7] == "l" or _is_electronic(record) else "print"
    yield from _located(record, carrier)
    for tag, places in _COPIES.items():
        for field in record.all(tag):
            yield _copy(record, field, places, carrier, is_serial=is_serial)
    yield from _own(record, carrier)


def _is_electronic(record: Record) -> bool:
    return any((field.get("a") or "")[:1] == "s" for field in record.all("106"))


def _located(record: Record, carrier: str) -> Iterator[Holding]:
    """Yield the copies of 930, each with the extent that has the same $5; what is missing stands in 959."""
    extents = [field for field in record.fields if field.tag in _EXTENT]
    gaps = [field for field in record.all("959") if field.get("r")]
    used: list[Field] = []
    for copy in record.all("930"):
        if not (copy.get("5") or copy.get("b")):
            continue
        own = [field for field in extents if field.get("5") == copy.get("5")]
        used.extend(own)
        location, number = copy.get("c") or "", copy.get("a") or ""
        lacking = [field for field in gaps if field.get("5") == copy.get("5")]
        for field in own:
            yield _extent(record, field, lacking, (location, number, carrier))
        if not own:
            yield Holding("930", location=location, call_number=number, carrier=carrier, terms=terms_of(record))
    for field in extents:
        if field.get("r") and not any(field is one for one in used):
            yield _extent(record, field, gaps, ("", "", carrier))


def _extent(record: Record, field: Field, gaps: list[Field], place: tuple[str, str, str]) -> Holding:
    text = field.get("r") or " ".join(field.all("abcdefghijk"))
    reading = read_statement(text)
    unit = _EXTENT[field.tag]
    lacking = [gap for one in gaps if unit == "basic" for gap in _missing(one.get("r") or "")]
    written = "; ".join([text, *(one.get("r") or "" for one in gaps if unit == "basic")])
    spans = (*_as_unit(reading, unit), *lacking)
    location, number, carrier = place
    return Holding(field.tag, written, spans, reading.failure, location, number, carrier, unit, "", terms_of(record))


def _missing(text: str) -> Iterator[Span]:
    for span in read_statement(text).spans:
        yield Span(span.first, span.last, MISSING, span.certain, span.goes_on, span.from_before)


def _as_unit(reading: Reading, unit: str) -> tuple[Span, ...]:
    return tuple(
        Span(
            one.first,
            one.last,
            one.status,
            one.certain,
            one.goes_on,
            one.from_before,
            unit if unit != "basic" else one.unit,
        )
        for one in reading.spans
    )


def _copy(record: Record, field: Field, places: tuple[str, ...], carrier: str, *, is_serial: bool) -> Holding:
    statement, location, whole, parts, notes = places
    said = [text for code in statement for text in field.all(code)]
    if field.tag in {"905", "907", "920"}:
        # The year stands before the numbers that are counted in it.
        said = [*field.all("y"), *field.all("v")]
        said = said or (field.all("f") if is_serial else [])
    text = " ".join(said).strip()
    reading = read_statement(text) if text else Reading()
    number = field.get(whole) or "/".join(filter(None, field.all(parts)))
    terms = terms_of(record, tuple(note for note in field.all(notes) if any(word in note for word in _LENDING)))
    where = " · ".join(dict.fromkeys(field.all(location)))
    return Holding(field.tag, text, reading.spans, reading.failure, where, number, carrier, "basic", "", terms)


def _own(record: Record, carrier: str) -> Iterator[Holding]:
    """Yield what records of holdings alone say: coded (510 with the captions of 500) or in words (520)."""
    where = next((" · ".join(field.all("bc")) for field in record.all("252")), "")
    number = next((" ".join(field.all("hij")) for field in record.all("252")), "")
    terms = terms_of(record)
    if record.leader[6:7] != "u" and not record.all("252"):
        return
    for field in record.fields:
        if field.tag in _OWN_TEXT:
            text, unit = field.get("a") or "", _OWN_TEXT[field.tag]
        elif field.tag in _OWN_CODED:
            captions, unit = _OWN_CODED[field.tag]
            text = _captioned(field, record.all(captions))
        else:
            continue
        reading = read_statement(text)
        spans = _as_unit(reading, unit)
        yield Holding(field.tag, text, spans, reading.failure, where, number, carrier, unit, "", terms)


def _captioned(field: Field, patterns: list[Field]) -> str:
    """Return coded holdings as a statement, with the captions of the same link in $6, or the only ones."""
    same = [one for one in patterns if one.get("6") == field.get("6")]
    fitting = same or (patterns if len(patterns) == 1 else [])
    pattern = fitting[0] if fitting else None

    def caption(code: str) -> str:
        words = (pattern.get(code) or "") if pattern is not None else ""
        return "" if words.startswith("(") else words

    numbers = ":".join(caption(code) + (field.get(code) or "") for code in "abc" if field.get(code))
    dates = ":".join(field.get(code) or "" for code in "fgh" if field.get(code))
    return f"{numbers} ({dates})" if numbers and dates else numbers or dates
