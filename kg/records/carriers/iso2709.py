"""ISO 2709: framed by its terminators alone, with lengths and directories only as witnesses.

https://www.loc.gov/marc/specifications/specrecstruc.html
"""

import re

from kg.records.charset import decide, declared
from kg.records.encodings import clean, decode, has_forbidden, is_double_encoded, shown
from kg.records.framing import split
from kg.records.layout import Line, read_layout, repair_layout
from kg.records.piece import Fault, Faults, Piece, Reading
from kg.records.record import Field, Record
from kg.records.stream import has_records

__all__ = ["CHARSET", "declares", "parse", "recognise", "split"]

CHARSET = "record"

_SEPARATOR = re.compile(rb"[\x1d\x1e]|^[0-9]{5}[a-z][a-z].{3}22[0-9]{5}", re.DOTALL)
_CUT_OFF = re.compile(rb"[0-9]{5}(?:[a-z ][ -~]{0,18})?")
_ODD_INDICATORS = re.compile(rb"\x1e(?:[^0-9a-z |#\x1e\x1f][^\x1e\x1f]|[^\x1e\x1f][^0-9a-z |#\x1e\x1f])\x1f")
_ODD_CODE = re.compile(rb"\x1f[^!-~\x1e\x1f]")
_ALIF, _AYN = "ʾ".encode(), "ʻ".encode()
_NEW = tuple.__new__


def recognise(head: bytes) -> int:
    """Say how surely (0: not) the first bytes of a file are this carrier."""
    start = head.lstrip(b"\xef\xbb\xbf\x00\x1a\r\n\t ")
    if start.startswith(b"<") and b">" in start.partition(b"\x1e")[0]:
        # A damaged first record may begin so; the one after it shows what the file is.
        return 1 if has_records(start) else 0
    return 1 if _SEPARATOR.search(start) or _CUT_OFF.fullmatch(start.rstrip()) else 0


def declares(raw: bytes) -> str:
    """Return the dialect that a record names itself: this carrier has no place for it."""
    del raw
    return ""


def parse(piece: Piece, reading: Reading, number: int) -> Record | Fault:
    """Return the record in the bytes of a piece, or why they are none."""
    faults = Faults(piece.faults)
    raw = piece.raw
    lines = read_layout(raw)
    if lines is None:
        repaired = repair_layout(raw, faults, reading.limits)
        if isinstance(repaired, Fault):
            return repaired
        lines = repaired
    leader = raw[:24].decode("latin-1")
    texts, encoding = _texts(leader, lines, reading, faults)
    count = _indicators(leader, faults)
    plain = not faults and count == 2
    fields = [_field(tag, text) for (tag, _), text in zip(lines, texts, strict=True)] if plain else None
    if fields is None or None in fields:
        fields = [_odd_field(tag, text, count, faults) for (tag, _), text in zip(lines, texts, strict=True)]
    record = Record(
        reading.format,
        "iso2709",
        encoding,
        leader if leader.isprintable() and leader.isascii() else _printable(leader, faults),
        tuple(field for field in fields if field is not None),
        raw,
        reading.name,
        piece.offset,
        number,
        leader[5] == "d",
    )
    return record._replace(problems=reading.problems(faults, record)) if faults else record


def _texts(leader: str, lines: list[Line], reading: Reading, faults: Faults) -> tuple[list[str], str]:
    body = b"\x1e".join([part for _, part in lines])
    said = "" if reading.encoding else declared(leader, _general(lines, reading.format), reading.format)
    if _ODD_CODE.search(body) or _ODD_INDICATORS.search(b"\x1e" + body):
        _tell_odd(lines, faults)
    encoding = decide(body, said, reading, faults)
    if encoding == "utf-8":
        texts = body.decode("utf-8", "replace").split("\x1e")
        if not body.isascii():
            _check_utf8(body, faults)
    else:
        decoded = [decode(part, encoding) for _, part in lines]
        texts = [text for text, _ in decoded]
        if lost := sum(count for _, count in decoded):
            faults.add("encoding", f"{lost} characters cannot be read as {shown(encoding)}; they came out as \ufffd.")
    if has_forbidden(body):
        texts = _without_controls(texts, faults)
    return texts, encoding


def _tell_odd(lines: list[Line], faults: Faults) -> None:
    for tag, part in lines:
        if code := _ODD_CODE.search(part):
            seen = part[code.start() + 1 :].decode("utf-8", "replace")[:1]
            message = (
                f"Field {tag} has the subfield code '{seen}', which is no letter, digit or sign; its text was kept."
            )
            faults.add("subfield-code", message)
        if odd := _ODD_INDICATORS.match(b"\x1e" + part):
            seen = odd[0][1:-1].decode("latin-1")
            faults.add(
                "indicators", f"Field {tag} has the indicators '{seen}', which are no digits, letters or blanks."
            )


def _check_utf8(body: bytes, faults: Faults) -> None:
    if is_double_encoded(body):
        message = "Letters look as if UTF-8 had been converted to UTF-8 twice (Ã¼ for ü). Correct the export."
        faults.add("double-encoded", message)
    if _ALIF in body and _AYN in body:
        message = (
            "Ayn is written ʻ (U+02BB) but alif ʾ (U+02BE); with that ayn, alif is ʼ (U+02BC). Correct the conversion."
        )
        faults.add("mixed-romanisation", message)


def _general(lines: list[Line], dialect: str) -> str:
    if dialect not in {"unimarc", "cnmarc", "cmarc"}:
        return ""
    for tag, part in lines:
        if tag == "100":
            _, _, text = part.partition(b"\x1fa")
            return text.partition(b"\x1f")[0].decode("latin-1")
    return ""


def _without_controls(texts: list[str], faults: Faults) -> list[str]:
    cleaned = []
    removed = 0
    for text in texts:
        parts = [clean(part) for part in text.split("\x1f")]
        removed += sum(count for _, count in parts)
        cleaned.append("\x1f".join(part for part, _ in parts))
    if removed:
        faults.add("control-characters", "Control characters, which XML forbids, were taken out of the text.")
    return cleaned


def _indicators(leader: str, faults: Faults) -> int:
    if leader[10].isdigit() and leader[10] != "0" and leader[10].isascii():
        return int(leader[10])
    if leader[10:12] != "22":
        faults.add("leader", f"Leader/10-11 is '{leader[10:12]}', not '22'; two indicators were taken.")
    return 2


def _printable(leader: str, faults: Faults) -> str:
    faults.add("leader", "The leader holds characters that are not ASCII; they were replaced by blanks.")
    return "".join(sign if " " <= sign <= "~" else " " for sign in leader)


def _field(tag: str, text: str) -> Field | None:
    """Return the field, or None when it is not as the standard has it."""
    if tag < "010" and "\x1f" not in text:
        return _NEW(Field, (tag, "", (), text))
    parts = text.split("\x1f")
    indicators = parts[0]
    if len(indicators) != 2 or not indicators.isascii() or len(parts) == 1:
        return None
    return _NEW(Field, (tag, indicators, tuple([(part[0], part[1:]) for part in parts[1:] if len(part) > 1]), ""))


def _odd_field(tag: str, text: str, count: int, faults: Faults) -> Field | None:
    plain = _field(tag, text) if count == 2 else None
    if plain is not None:
        return plain
    text = text.replace("\x1e", " ")
    if tag < "010" and "\x1f" not in text:
        return Field(tag, "", (), text)
    before, mark, rest = text.partition("\x1f")
    if not mark:
        return _unmarked(tag, text, count, faults)
    if len(before) != count or not before.isascii():
        faults.add("indicators", f"Field {tag} has the indicators '{before[:9]}'; the first {count} places were taken.")
    indicators = "".join(sign if " " <= sign <= "~" else " " for sign in before.ljust(2)[:2])
    subfields = tuple((part[0], part[1:]) for part in rest.split("\x1f") if len(part) > 1)
    return Field(tag, indicators, subfields, "")


def _unmarked(tag: str, text: str, count: int, faults: Faults) -> Field | None:
    """Return a field without a subfield mark: systems' own fields are control fields, others keep text as $a."""
    if not tag.isdigit():
        return Field(tag, "", (), text)
    if len(text.strip()) <= count:
        return Field(tag, text.ljust(2)[:2], (), "")
    faults.add("no-subfields", f"Field {tag} has no subfield mark; its text was kept as $a.")
    return Field(tag, text[:2], (("a", text[count:]),), "")
