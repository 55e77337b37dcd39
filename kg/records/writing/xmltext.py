"""Text as XML 1.0 can hold it: https://www.w3.org/TR/xml/#charsets."""

import re
import unicodedata
from xml.sax.saxutils import escape

__all__ = ["comment", "xml_text"]

# What Char leaves out, and the separators of ISO 2709 that a damaged record may still hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_RETURNS = re.compile("\r\n?|\n")


def xml_text(text: str) -> str:
    """Return the text in NFC, escaped; a character that XML cannot hold as U+FFFD, a line break as a blank.

    Line breaks have no meaning in a field, and a reader of XML would change a return.
    """
    if not text.isprintable():
        text = _RETURNS.sub(" ", _FORBIDDEN.sub("\ufffd", text))
    return escape(text if text.isascii() else unicodedata.normalize("NFC", text), {'"': "&quot;"})


def comment(text: str) -> str:
    """Return a comment, "" for none; two hyphens, which would end it, as a dash."""
    return f"<!-- {xml_text(text).replace('--', '–').rstrip('-')} -->\n" if text else ""
