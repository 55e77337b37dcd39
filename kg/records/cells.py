"""Cells of a table read: standard numbers, years, imprints; and what Excel did to them."""

import re
import unicodedata
from typing import NamedTuple

from kg.records.piece import Faults

__all__ = ["Imprint", "Isbn", "is_spoiled", "isbns", "issns", "read_imprint", "split_cell", "whole_number", "years"]

_SCIENTIFIC = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE]\+?\d{1,3}")
_FLOAT = re.compile(r"(\d+)[.,]0+")
_LOST = re.compile(r"#{3,}|#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)")
_ISBN = re.compile(
    r"(?<![\dA-Za-z])((?:97[89][- ]?)?\d(?:[- ]?\d){8}[- ]?[\dXx])(?![\dA-Za-z])[ ]*(?:[(（]([^()（）]{1,40})[)）])?"
)
_NINE = re.compile(r"\d{9}")
_ISSN = re.compile(r"(?<!\d)(\d{4})[- ]?(\d{3}[\dXx])(?!\d)")
_BOOK_NUMBER = re.compile(r"(?:CN)?\d{4,5}[·.・•]\d{1,5}")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－﹣", "-"))
_YEAR = re.compile(r"(?<!\d)(1[0-9]\d\d|20\d\d)(?!\d)")
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(?::00(?:\.0+)?)?$")
_SERIAL_DAY = re.compile(r"[2-5]\d{4}(?:\.0+)?")
_IMPRINT = re.compile(r"([^:：]{1,60}?)\s*[:：]\s*(.+?)(?:\s*[,，]\s*([^,，:：]*\d{3,4}[^,，:：]*))?")
_BLANKS = re.compile(r"\s+")


class Isbn(NamedTuple):
    """One ISBN as it was written, the words in brackets after it, and whether its check digit is right."""

    text: str
    qualifier: str
    valid: bool


class Imprint(NamedTuple):
    """Place, publisher and year out of one cell."""

    place: str
    publisher: str
    year: str


def split_cell(text: str, signs: str) -> list[str]:
    """Return the texts of a cell, parted by any of `signs` and by line breaks; one text where there are none."""
    parts = re.split(rf"[{re.escape(signs)}\r\n]+", text) if signs else [text]
    return [clean for part in parts if (clean := _BLANKS.sub(" ", part).strip())]


def whole_number(text: str) -> str:
    """Return a number that a spreadsheet wrote with a point (9787020002207.0) without it, any other text as it is."""
    found = _FLOAT.fullmatch(text.strip())
    return found[1] if found else text.strip()


def is_spoiled(text: str) -> bool:
    """Say whether a spreadsheet put a rounded number, an error or ### in a number's place: the true one is lost."""
    return _SCIENTIFIC.fullmatch(text.strip()) is not None or _LOST.fullmatch(text.strip()) is not None


def isbns(text: str, faults: Faults) -> tuple[list[Isbn], list[str]]:
    """Return the ISBNs of a cell, and other standard numbers that stand there (统一书号, ISSN) as they are."""
    plain = whole_number(unicodedata.normalize("NFKC", text).translate(_DASHES))
    if is_spoiled(plain):
        message = (
            f"The ISBN '{text}' was shortened by a spreadsheet: its last digits are lost. It was kept with the row but"
            " not taken as an ISBN. Format the column as text and export again."
        )
        faults.add("excel-number", message)
        return [], []
    if _NINE.fullmatch(plain) and _is_isbn("0" + plain):
        faults.add("excel-number", f"The ISBN '{text}' had lost its leading zero; 0{plain} was taken.")
        plain = "0" + plain
    found = [Isbn(one[1], (one[2] or "").strip(), _is_isbn(one[1])) for one in _ISBN.finditer(plain)]
    for one in found:
        if not one.valid:
            faults.add("isbn", f"The check digit of the ISBN '{one.text}' is wrong: it was taken as a cancelled one.")
    if found:
        return found, []
    others = [one for one in split_cell(plain, ";；|,，") if _ISSN.fullmatch(one) or _BOOK_NUMBER.fullmatch(one)]
    if not others:
        faults.add("isbn", f"'{text[:40]}' in the column of ISBNs is none; it was kept with the row.")
    return [], others


def issns(text: str, faults: Faults) -> list[str]:
    """Return the ISSNs of a cell, with their hyphen."""
    plain = whole_number(unicodedata.normalize("NFKC", text).translate(_DASHES))
    if len(plain) == 7 and plain.isdigit():
        plain = "0" + plain
    found = [f"{one[1]}-{one[2].upper()}" for one in _ISSN.finditer(plain)]
    if not found:
        faults.add("issn", f"'{text[:40]}' in the column of ISSNs is none; it was kept with the row.")
    return found


def years(text: str, faults: Faults) -> tuple[str, list[str]]:
    """Return a date as it is shown, and the years in it."""
    shown = _MIDNIGHT.sub("", whole_number(_BLANKS.sub(" ", text)))
    if _SERIAL_DAY.fullmatch(shown):
        message = f"'{text}' in the column of dates is a spreadsheet's day number. Format the column as text or date."
        faults.add("excel-number", message)
        return "", []
    return shown, _YEAR.findall(unicodedata.normalize("NFKC", shown))


def read_imprint(text: str) -> Imprint:
    """Return the parts of `北京 : 人民文学出版社, 2008`; all of it is the publisher where it has no such form."""
    found = _IMPRINT.fullmatch(_BLANKS.sub(" ", text).strip())
    return Imprint(found[1], found[2], found[3] or "") if found else Imprint("", text.strip(), "")


def _is_isbn(text: str) -> bool:
    digits = text.replace("-", "").replace(" ", "").upper()
    if len(digits) == 13:
        return sum(int(one) * (3 if place % 2 else 1) for place, one in enumerate(digits)) % 10 == 0
    if len(digits) != 10:
        return False
    values = [10 if one == "X" else int(one) for one in digits]
    return sum(value * (10 - place) for place, value in enumerate(values)) % 11 == 0
