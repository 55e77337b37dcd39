"""Decides in which character set one MARC record is written, and says so when its own flag says otherwise."""

import re

from kg.records.encodings import decode, shown
from kg.records.guess import guess, is_utf8, utf8_parts
from kg.records.piece import Faults, Reading

__all__ = ["decide", "declared", "text_encoding"]

_HAN = re.compile("[\u4e00-\u9fff]{2}")
_NO_CODECS = frozenset({"", "utf-8", "marc-8", "iso-5426"})
_FEW = 4  # so few characters of two bytes may be well-formed UTF-8 by accident
_MARC8_ESCAPE = re.compile(rb"\x1b(?:\$[1(,)\-]|[(,)\-][!0-9A-Za-z]|[gbps])")
_ESCAPED_ESCAPE = re.compile(rb"\x1bb-\x1bs[bgps]")
# UNIMARC 100 $a/26-29; 79, 89 and 99 are the Russian format's own.
_UNIMARC_SETS = {"50": "utf-8", "03": "iso-5426", "79": "cp866", "89": "cp1251", "99": "koi8-r"}
# What a record is taken for when nothing tells: GBK carries no flag in Chinese practice.
_USUAL = {"marc21": "marc-8", "unimarc": "iso-5426", "cnmarc": "gb18030", "cmarc": "big5"}


def declared(leader: str, general: str, dialect: str) -> str:
    """Return the character set that a record itself names, "" when it names none that we know."""
    if dialect in {"cnmarc", "cmarc"}:
        return ""  # Chinese practice writes 0110, 0120 or 50 into 100 $a whatever the bytes are
    if dialect == "unimarc":
        return _UNIMARC_SETS.get(general[26:28], "")
    if leader[9:10] == "a":
        return "utf-8"
    return "marc-8" if dialect == "marc21" else ""


def decide(data: bytes, said: str, reading: Reading, faults: Faults) -> str:
    """Return the character set of a record's fields; `said` is the one that it names itself."""
    if data.isascii():
        return _ascii(data, said, reading, faults)
    if is_utf8(data):
        return _well_formed(data, said, reading, faults)
    if reading.encoding and reading.encoding != "utf-8":
        return reading.encoding
    good, bad = utf8_parts(data)
    if good > bad:
        faults.add(
            "invalid-utf8",
            f"{bad} bytes are not UTF-8 though the rest is; they came out as \ufffd. Correct the record at its source.",
        )
        return "utf-8"
    found = _guessed(data, said, reading)
    if said == "utf-8" or reading.encoding == "utf-8" or found not in {said, reading.usual, ""}:
        _tell(found, said or reading.encoding, faults)
    return found


def _ascii(data: bytes, said: str, reading: Reading, faults: Faults) -> str:
    if b"\x1b" not in data or not _MARC8_ESCAPE.search(data):
        return "utf-8"
    if reading.format in {"unimarc", "cnmarc", "cmarc"} and reading.encoding != "marc-8":
        return "utf-8"
    if _ESCAPED_ESCAPE.search(data):
        faults.add("encoding", "Escapes of MARC-8 were converted themselves (₋p8₋s for ⁸). Correct the conversion.")
    if said == "utf-8":
        faults.add("encoding", "The leader says UTF-8 but the record holds escapes of MARC-8; it was read as MARC-8.")
    return "marc-8"


def _well_formed(data: bytes, said: str, reading: Reading, faults: Faults) -> str:
    usual = reading.encoding or reading.usual
    if usual not in {"", "utf-8", "marc-8", "iso-5426"} and said != "utf-8":
        good, _ = utf8_parts(data)
        if good < _FEW and not decode(data, usual)[1] and guess(data, else_="") == usual:
            return usual
    if reading.encoding not in {"", "utf-8"}:
        setting = shown(reading.encoding)
        faults.add("encoding", f"The setting says {setting} but this record is UTF-8, and was read as UTF-8.")
    elif said == "marc-8" and not reading.encoding:
        faults.add(
            "utf8-without-flag",
            "The record is UTF-8 but leader/09 is not 'a', which means MARC-8; it was read as UTF-8. Set leader/09.",
        )
    return "utf-8"


def _guessed(data: bytes, said: str, reading: Reading) -> str:
    fallback = said if said not in {"", "utf-8"} else reading.usual or _USUAL.get(reading.format, "marc-8")
    if fallback == "iso-5426" and said != "iso-5426":
        fallback = reading.usual or "iso-5426"
    return guess(data, else_=fallback)


def _tell(found: str, said: str, faults: Faults) -> None:
    claim = f"is not {shown(said)} as it says" if said else "names no character set"
    message = f"The record {claim}; it was read as {shown(found)}, by its characters."
    faults.add("encoding", f"{message} If that is wrong, set the member's encoding.")


def text_encoding(head: bytes, asked: str) -> str:
    """Return the character set of a text file by its first bytes; `asked` counts where they are not UTF-8.

    Chinese Excel writes GBK without a word about it: what reads as Chinese then is Chinese.
    """
    if any(is_utf8(head[: len(head) - cut]) for cut in range(min(4, len(head) + 1))):
        return "utf-8"
    if asked not in _NO_CODECS:
        return asked
    found = guess(head, else_="")
    if found:
        return found
    text, lost = decode(head[: len(head) - len(head) % 2] if len(head) < 64 else head, "gb18030")
    return "gb18030" if lost < 2 and _HAN.search(text) else "cp1252"
