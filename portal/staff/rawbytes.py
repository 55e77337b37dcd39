"""The bytes of a problem as a page may show them: as text with its damage visible, and in hexadecimal."""

from typing import NamedTuple

__all__ = ["HexLine", "hex_lines", "visible_text"]

SHOWN_BYTES = 4096
SHOWN_SIGNS = 4000
_WIDTH = 16


class HexLine(NamedTuple):
    """Sixteen bytes: where they stand, in hexadecimal, and as ASCII with dots for the rest."""

    offset: str
    hexadecimal: str
    text: str


def hex_lines(raw: bytes) -> list[HexLine]:
    """Return the first 4 KiB, sixteen bytes a line."""
    shown = raw[:SHOWN_BYTES]
    parts = (shown[start : start + _WIDTH] for start in range(0, len(shown), _WIDTH))
    return [HexLine(f"{place * _WIDTH:06x}", part.hex(" "), _dotted(part)) for place, part in enumerate(parts)]


def visible_text(raw: bytes) -> str:
    r"""Return the beginning as UTF-8 text: a byte that is none as \xNN, control characters as their pictures."""
    text = raw[:SHOWN_BYTES].decode("utf-8", errors="backslashreplace")[:SHOWN_SIGNS]
    return "".join(_visible(sign) for sign in text)


def _visible(sign: str) -> str:
    if ord(sign) < 0x20 and sign != "\n":
        return chr(0x2400 + ord(sign))
    return sign if sign.isprintable() or sign == "\n" else f"\\u{ord(sign):04x}"


def _dotted(part: bytes) -> str:
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in part)
