"""Text fit for a line of any format: no line breaks, no control characters, nothing that UTF-8 cannot hold."""

import re
import unicodedata

__all__ = ["guarded", "one_line"]

# Controls (C0, DEL, C1), the separators that some readers take for line ends, the byte order mark, non-characters,
# and the marks that force a direction on all the text after them; those for one character (U+200E, U+200F) may stay.
_BREAKING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANKS = re.compile(r"\s+")
# The full-width forms too: East Asian spreadsheets take them for the same signs.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def guarded(value: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (https://owasp.org/www-community/attacks/CSV_Injection)."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def one_line(text: str) -> str:
    """Return the text in NFC on one line, runs of blanks as one, what cannot be written as U+FFFD."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    whole = _SURROGATE.sub("\ufffd", _BREAKING.sub(" ", text))
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", whole).strip())
