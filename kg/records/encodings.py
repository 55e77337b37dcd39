"""Character sets: their names, bytes as text with a count of what was lost, and what XML cannot hold taken out."""

import codecs
import functools
import re

from kg.errors import UsageError
from kg.records.marc8 import decode_iso5426, decode_marc8

__all__ = ["clean", "decode", "encoding_name", "has_forbidden", "is_double_encoded", "shown"]

_NAMES = {
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "cp936": "gb18030",
    "gb18030-2000": "gb18030",
    "gb18030-2022": "gb18030",
    "cp950": "big5",
    "windows-1251": "cp1251",
    "windows-1252": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "ibm866": "cp866",
    "marc8": "marc-8",
    "ansel": "marc-8",
    "iso5426": "iso-5426",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
}
_BY_SUBFIELD = {"marc-8": decode_marc8, "iso-5426": decode_iso5426}
_CODECS = {"big5": "cp950"}  # Microsoft's Big5, the one in use
_SHOWN = {"marc-8": "MARC-8", "utf-8": "UTF-8", "gb18030": "GB 18030", "big5": "Big5", "iso-5426": "ISO 5426"}
_LOST = "\ufffd"

# C0 but tab, line feed and carriage return; surrogates; U+FFFE and U+FFFF. The separators of ISO 2709 are gone by now.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]+")
_CONTROLS = bytes({*range(0x20)} - {0x09, 0x0A, 0x0D, 0x1D, 0x1E, 0x1F})
# U+FFFE, U+FFFF and surrogates as they look in UTF-8.
_RARE = re.compile(rb"\xef\xbf[\xbe\xbf]|\xed[\xa0-\xbf]")
# A letter of two or three bytes that was read as Latin-1 and written as UTF-8 once more. Guillemets and the no-break
# space are left out: they may well follow a capital A with tilde.
_DOUBLE = re.compile(rb"\xc3[\x82\x83]\xc2(?![\xa0\xab\xbb])[\x80-\xbf]|\xc3[\xa0-\xaf]\xc2[\x80-\xbf]\xc2[\x80-\xbf]")


@functools.cache
def encoding_name(name: str) -> str:
    """Return our name for a character set, "" for ""; raise UsageError for one that is not known."""
    wanted = name.strip().lower().replace("_", "-")
    wanted = _NAMES.get(wanted, wanted)
    if not wanted or wanted in _BY_SUBFIELD:
        return wanted
    try:
        found = codecs.lookup(wanted)
    except (LookupError, ValueError):
        found = None
    if found is None or not found._is_text_encoding:  # noqa: SLF001 - the standard library offers no other way to ask
        known = "utf-8, marc-8, gb18030, big5, cp1251, cp866, koi8-r, iso-5426"
        raise UsageError(f"There is no character set '{name}'. Among those known are {known}.")
    return _NAMES.get(found.name, found.name)


def shown(encoding: str) -> str:
    """Return a character set's name as people write it."""
    return _SHOWN.get(encoding, encoding)


def decode(data: bytes, encoding: str) -> tuple[str, int]:
    """Return the text of a field and how many of its characters could not be read (they become U+FFFD)."""
    by_subfield = _BY_SUBFIELD.get(encoding)
    if by_subfield is None:
        codec = _CODECS.get(encoding, encoding)
        try:
            return data.decode(codec), 0
        except UnicodeDecodeError:
            text = data.decode(codec, "replace")
            return text, max(1, text.count(_LOST))
    parts = [by_subfield(part) for part in data.split(b"\x1f")]
    return "\x1f".join(text for text, _ in parts), sum(lost for _, lost in parts)


def has_forbidden(data: bytes) -> bool:
    """Say whether bytes in UTF-8 (or any set with ASCII in its place) may hold characters that XML 1.0 forbids."""
    if len(data.translate(None, _CONTROLS)) != len(data):
        return True
    return not data.isascii() and _RARE.search(data) is not None


def clean(text: str) -> tuple[str, int]:
    """Return a subfield's text without what XML 1.0 forbids, and how many such runs there were."""
    return _FORBIDDEN.subn("", text)


def is_double_encoded(data: bytes) -> bool:
    """Say whether bytes that are valid UTF-8 look like UTF-8 encoded twice ("MÃ¼ller")."""
    return b"\xc3" in data and _DOUBLE.search(data) is not None
