"""Z39.50 (ISO 23950): a search by number, then the record in OPAC syntax, which has holdings and their circulation.

Tags are those of the standard's ASN.1 (https://www.loc.gov/z3950/agency/asn1.html; defns/opac.html for the record).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.availability.answer import MOST_ITEMS, ItemState, NoAnswerError, Reason, State, clean, iso_day
from kg.availability.ber import (
    EXTERNAL,
    INTEGER,
    OID,
    SEQUENCE,
    Element,
    bits,
    constructed,
    context,
    integer,
    object_id,
    primitive,
    read_element,
    truth,
)
from kg.availability.line import Line
from kg.availability.system import System

__all__ = ["DEFAULT_PORT", "OPAC_SYNTAX", "ask", "greet", "items_of"]

DEFAULT_PORT = 210
OPAC_SYNTAX = "1.2.840.10003.5.102"
_BIB_1 = "1.2.840.10003.3.1"
# Use attributes of Bib-1: 12 is a system's own number of a record, 7 the ISBN. None is for barcodes alone.
_ATTRIBUTES = {"record": 12, "isbn": 7}
_MOST_RECORDS = 10
_RESULT_SET = b"default"
_INIT, _INIT_ANSWER, _SEARCH, _SEARCH_ANSWER, _PRESENT, _PRESENT_ANSWER, _CLOSE = 20, 21, 22, 23, 24, 25, 48
_LARGEST = 1_000_000
# Diagnostics of Bib-1 that refuse a user.
_NOT_ALLOWED = frozenset({3, 235, 236, 1010, 1011, 1014})


def ask(system: System, names: tuple[str, ...], line: Line) -> tuple[ItemState, ...]:
    """Return the holdings of the records that the names find; a record's own number must find no more than one."""
    attribute = system.attribute or _ATTRIBUTES.get(system.identify, 0)
    if not attribute:
        raise NoAnswerError(Reason.NAMELESS, f"identify = '{system.identify}' needs the setting attribute")
    _begin(system, line)
    items: list[ItemState] = []
    found_any = False
    for name in names:
        hits = _search(system, line, attribute, name)
        if hits > 1 and system.identify != "isbn":
            raise NoAnswerError(Reason.SEVERAL, f"{name} finds {hits:,} records (use attribute {attribute})")
        if hits:
            found_any = True
            items.extend(items_of(_present(system, line, min(hits, _MOST_RECORDS)), system.encoding))
        if len(items) > MOST_ITEMS:
            break
    if not found_any:
        raise NoAnswerError(Reason.MISSING, f"the system knows nothing of {', '.join(names[:3])}")
    return tuple(items)


def greet(system: System, line: Line) -> str:
    """Return what the server calls itself."""
    answer = _begin(system, line)
    names = (answer.part(number) for number in (111, 112))
    return " ".join(["Z39.50", *(clean(one.text(system.encoding)) for one in names if one is not None)])


def items_of(records: Element, encoding: str) -> Iterator[ItemState]:
    """Yield the items of the records in a present response's `responseRecords`."""
    for named in records.parts:
        record = named.part(1)
        if record is None:
            continue
        diagnostic = record.part(2)
        if diagnostic is not None:
            raise _refusal(diagnostic, encoding)
        external = next((one for part in record.parts for one in part.parts if one.tag == EXTERNAL), None)
        opac = _single_type(external) if external is not None else None
        holdings = opac.part(2) if opac is not None else None
        if holdings is None:
            continue
        for holding in holdings.parts:
            if holding.tag == context(2):
                yield from _items(holding, encoding)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What a holding says that is the same for each of its items."""

    location: str
    call_number: str
    part: str
    note: str


def _single_type(external: Element) -> Element | None:
    """Return the OPAC record in an EXTERNAL, None where it is of another syntax."""
    syntax = next((one for one in external.parts if one.tag == OID), None)
    wanted = object_id(OID, OPAC_SYNTAX)
    single = external.part(0)
    if syntax is None or primitive(OID, syntax.value) != wanted or single is None or not single.parts:
        return None
    return single.parts[0]


def _items(holding: Element, encoding: str) -> Iterator[ItemState]:
    def said(element: Element, number: int) -> str:
        found = element.part(number)
        return clean(found.text(encoding)) if found is not None else ""

    places = dict.fromkeys(filter(None, (said(holding, 9), said(holding, 10))))
    shelf = _Shelf(" · ".join(places), said(holding, 11), said(holding, 17), said(holding, 14))
    circulation = holding.part(19)
    if circulation is None or not circulation.parts:
        yield _item(shelf, State.UNKNOWN)
        return
    for one in circulation.parts:
        now, held = one.part(1), one.part(7)
        day = iso_day(said(one, 2))
        state = State.UNKNOWN
        if now is not None:
            state = State.AVAILABLE if now.truth() else State.ON_LOAN if said(one, 2) else State.UNAVAILABLE
        place = said(one, 10)
        yield ItemState(
            state=state,
            until=day if state is State.ON_LOAN else "",
            location=place or shelf.location,
            call_number=shelf.call_number,
            barcode=said(one, 5),
            part=said(one, 8) or shelf.part,
            waiting=1 if held is not None and held.truth() else None,
            note=said(one, 4) or shelf.note,
        )


def _item(shelf: _Shelf, state: State) -> ItemState:
    return ItemState(state, location=shelf.location, call_number=shelf.call_number, part=shelf.part, note=shelf.note)


def _begin(system: System, line: Line) -> Element:
    """Initialise the session and return the server's answer; raise NoAnswerError where it refuses."""
    login = b""
    if system.user:
        user, password = (text.encode(system.encoding) for text in (system.user, system.password))
        login = constructed(
            context(7), constructed(SEQUENCE, primitive(context(1), user), primitive(context(2), password))
        )
    request = constructed(
        context(_INIT),
        bits(context(3), (0, 1, 2)),
        bits(context(4), (0, 1)),
        integer(context(5), _LARGEST),
        integer(context(6), _LARGEST),
        login,
        primitive(context(110), b"lianmu"),
        primitive(context(111), b"Lianmu"),
    )
    answer = _exchange(line, request, _INIT_ANSWER)
    result = answer.part(12)
    if result is None or not result.truth():
        raise NoAnswerError(Reason.REFUSED, "the server refuses the session: are user and password right?")
    return answer


def _search(system: System, line: Line, attribute: int, name: str) -> int:
    """Return how many records the number finds."""
    element = constructed(SEQUENCE, integer(context(120), 1), integer(context(121), attribute))
    operand = constructed(
        context(102), constructed(context(44), element), primitive(context(45), name.encode(system.encoding))
    )
    request = constructed(
        context(_SEARCH),
        integer(context(13), 0),
        integer(context(14), 1),
        integer(context(15), 0),
        truth(context(16), value=True),
        primitive(context(17), _RESULT_SET),
        constructed(context(18), primitive(context(105), system.database.encode(system.encoding))),
        constructed(context(21), constructed(context(1), object_id(OID, _BIB_1), constructed(context(0), operand))),
    )
    answer = _exchange(line, request, _SEARCH_ANSWER)
    _require_no_diagnostic(answer, system)
    count = answer.part(23)
    if count is None or count.number() < 0:
        raise NoAnswerError(Reason.BROKEN, "the search has no number of records")
    return count.number()


def _present(system: System, line: Line, number: int) -> Element:
    """Return the records of the result, in OPAC syntax."""
    request = constructed(
        context(_PRESENT),
        primitive(context(31), _RESULT_SET),
        integer(context(30), 1),
        integer(context(29), number),
        constructed(context(19), primitive(context(0), b"F")),
        object_id(context(104), OPAC_SYNTAX),
    )
    answer = _exchange(line, request, _PRESENT_ANSWER)
    _require_no_diagnostic(answer, system)
    records = answer.part(28)
    if records is None:
        raise NoAnswerError(Reason.BROKEN, "the server presents no record")
    return records


def _exchange(line: Line, request: bytes, expected: int) -> Element:
    line.send(request)
    answer = read_element(line.exactly)
    if answer.tag == context(_CLOSE):
        raise NoAnswerError(Reason.FAILED, "the server closes the session")
    if answer.tag != context(expected):
        raise NoAnswerError(Reason.BROKEN, "the answer is none to what was asked in Z39.50")
    return answer


def _require_no_diagnostic(answer: Element, system: System) -> None:
    for found in (answer.part(130), answer.part(205)):
        if found is not None:
            raise _refusal(found, system.encoding)


def _refusal(diagnostic: Element, encoding: str) -> NoAnswerError:
    """Return the error that a diagnostic is: its number in Bib-1, and what the server adds."""
    while diagnostic.parts and not any(one.tag == INTEGER for one in diagnostic.parts):
        diagnostic = diagnostic.parts[0]
    condition = next((one.number() for one in diagnostic.parts if one.tag == INTEGER), 0)
    texts = (one.value.decode(encoding, "replace") for one in diagnostic.parts if one.tag not in {OID, INTEGER})
    added = clean(next(texts, ""))
    reason = Reason.REFUSED if condition in _NOT_ALLOWED else Reason.FAILED
    return NoAnswerError(reason, f"the server answers with diagnostic {condition} {added}".strip())
