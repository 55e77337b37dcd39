"""MARC-8 (ANSEL, EACC and the other sets of the Library of Congress) and ISO 5426 as text.

https://www.loc.gov/marc/specifications/speccharmarc8.html
"""

import functools
import re
import unicodedata
from types import MappingProxyType

__all__ = ["decode_iso5426", "decode_marc8"]

# An escape, or a character that MARC-8 lacks, written by its number (&#x4E00;) in conversions without loss.
_ESCAPE = re.compile(rb"\x1b(\$?)([(,)\-]?)!?([\x30-\x7e])|&#x([0-9A-Fa-f]{4,6});")
_ANSEL_RUN = re.compile("[\x80-\xff]+[\x20-\x7f]?")  # marks with their letter
_BASIC_LATIN, _ANSEL, _EACC = 0x42, 0x45, 0x31
_SINGLE_FINALS = {0x73: _BASIC_LATIN}  # ESC s goes back to ASCII; ESC g, b and p name their sets themselves
_CONTROLS = {0x88: "\x98", 0x89: "\x9c", 0x8D: "\u200d", 0x8E: "\u200c"}  # non-sorting marks and joiners
_LOST = "\ufffd"

_Set = dict[int, tuple[int, int]]


@functools.cache
def _sets() -> dict[int, _Set]:
    from pymarc import marc8_mapping  # noqa: PLC0415 - 16,000 lines that only MARC-8 records need

    sets: dict[int, _Set] = dict(marc8_mapping.CODESETS)
    odd = {code: (mapped, 0) for code, mapped in marc8_mapping.ODD_MAP.items()}
    sets[_EACC] = {**odd, **sets[_EACC]}
    return sets


def decode_marc8(data: bytes) -> tuple[str, int]:
    """Return the text of one subfield and how many of its characters are in no set (they become U+FFFD)."""
    if data.isascii() and b"\x1b" not in data and b"&#x" not in data:
        return data.decode("ascii"), 0
    if b"\x1b" not in data and b"&#x" not in data:
        return _decode_ansel(data)
    decoder = _Decoder()
    start = 0
    for escape in _ESCAPE.finditer(data):
        decoder.run(data[start : escape.start()])
        if escape[4]:
            decoder.number(int(escape[4], 16))
        else:
            decoder.switch(escape)
        start = escape.end()
    decoder.run(data[start:])
    return decoder.text(), decoder.lost


def _decode_ansel(data: bytes) -> tuple[str, int]:
    text = _ANSEL_RUN.sub(lambda found: _ansel_run(found[0]), data.decode("latin-1"))
    return unicodedata.normalize("NFC", text), text.count(_LOST)


@functools.lru_cache(maxsize=8192)
def _ansel_run(run: str) -> str:
    decoder = _Decoder()
    decoder.run(run.encode("latin-1"))
    return decoder.text()


class _Decoder:
    """The state of the code extension: which sets are in force, and marks that wait for their letter."""

    def __init__(self) -> None:
        self.lost = 0
        self._low = _BASIC_LATIN
        self._high = _ANSEL
        self._out: list[str] = []
        self._marks: list[str] = []

    def switch(self, escape: re.Match[bytes]) -> None:
        final = escape[3][0]
        final = _SINGLE_FINALS.get(final, final)
        if final not in _sets():
            self._lose()
        elif escape[2] in {b")", b"-"}:
            self._high = final
        else:
            self._low = final

    def number(self, code: int) -> None:
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            self._lose()
        else:
            self._put(chr(code))

    def run(self, data: bytes) -> None:
        if self._low == _EACC:
            self._run_eacc(data)
        elif self._low == _BASIC_LATIN and not self._marks and data.isascii() and b"\x1b" not in data:
            self._out.append(data.decode("ascii"))
        else:
            for code in data:
                self._one(code)

    def text(self) -> str:
        return unicodedata.normalize("NFC", "".join([*self._out, *self._marks]))

    def _one(self, code: int) -> None:
        if code < 0x20:
            if code == 0x1B:
                self._lose()
            else:
                self._put(chr(code))
            return
        if code in _CONTROLS:
            self._put(_CONTROLS[code])
            return
        if code == 0x20:
            self._put(" ")
            return
        self._mapped(_sets().get(self._high if code > 0x80 else self._low, {}).get(code))

    def _mapped(self, found: tuple[int, int] | None) -> None:
        if found is None:
            self._lose()
        elif found[1]:
            self._marks.append(chr(found[0]))
        else:
            self._put(chr(found[0]))

    def _run_eacc(self, data: bytes) -> None:
        position = 0
        table = _sets()[_EACC]
        while position < len(data):
            code = data[position : position + 3]
            if len(code) == 3 and all(0x21 <= byte <= 0x7E for byte in code):
                self._mapped(table.get(int.from_bytes(code, "big")))
                position += 3
                continue
            if code[0] == 0x20:
                self._put(" ")
            elif code[0] > 0x80:
                self._one(code[0])
            else:
                self._lose()
            position += 1

    def _put(self, character: str) -> None:
        self._out.append(character)
        if self._marks:
            self._out.extend(self._marks)
            self._marks.clear()

    def _lose(self) -> None:
        self.lost += 1
        self._put(_LOST)


# ISO 5426:1983, the set that UNIMARC 100 $a/26-29 calls 03; a mark stands before its letter.
_ISO5426_SIGNS = dict(
    zip(
        bytes.fromhex("a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b6b7b8b9babbbcbdbebf"),
        "¡„£$¥†§′‘“«♭©℗®ʿʾ‚‡·″’”»♯ʹʺ¿",
        strict=True,
    )
) | dict(zip(bytes.fromhex("e1e2e6e8e9eaecf1f2f3f5f6f8f9fafbfc"), "ÆĐĲŁØŒÞæđðıĳłøœßþ", strict=True))
_ISO5426_MARKS = dict(
    zip(
        bytes.fromhex("c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadc"),
        "\u0309\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0308\u030a\u0315\u0312\u030b\u031b\u030c"
        "\u0327\u031c\u0326\u0328\u0323\u0324\u0325\u0333\u0332\u0329\u032d\u032e",
        strict=True,
    )
)
_ISO5426 = MappingProxyType({**_ISO5426_SIGNS, **_ISO5426_MARKS, **_CONTROLS})


def decode_iso5426(data: bytes) -> tuple[str, int]:
    """Return the text of one subfield in ISO 5426 and how many of its characters are in no set."""
    if data.isascii():
        return data.decode("ascii"), 0
    out: list[str] = []
    marks: list[str] = []
    lost = 0
    for code in data:
        character = chr(code) if code < 0x80 else _ISO5426.get(code, _LOST)
        if code in _ISO5426_MARKS:
            marks.append(character)
            continue
        lost += character == _LOST
        out.extend([character, *marks])
        marks.clear()
    return unicodedata.normalize("NFC", "".join([*out, *marks])), lost
