"""Keys by which headings are looked up among authorities: folded by classes of characters, spaces of names left out."""

import hashlib
import re

from kg.text import fold, name_key, title_key

__all__ = ["form_key", "heading_key", "years_of"]

_SPAN = re.compile(r"(?<!\d)(\d{3,4})?\??\s*[-–—~～]\s*(\d{3,4})?(?!\d)")
_BORN = re.compile(r"\b(?:b|born|geb|né|生于)\.?\s*(?:ca\.?\s*)?(\d{3,4})(?!\d)")
_DIED = re.compile(r"\b(?:d|died|gest|卒于)\.?\s*(?:ca\.?\s*)?(\d{3,4})(?!\d)")


def heading_key(kind: str, text: str, scheme: str = "", *, is_person: bool = False) -> str:
    """Return a heading in the form in which equal ones are equal, "" for one that says nothing.

    A person's name loses its dates and spaces, so that 周樹人 meets 周树人 and `Zhou, Shu ren` meets `Zhou Shuren`.
    """
    key = name_key(text).replace(" ", "") if is_person else title_key(text)
    return f"{kind}|{scheme}|{key}" if key else ""


def form_key(key: str) -> int:
    """Return the number under which a heading's key stands in the database."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


def years_of(text: str) -> tuple[str, str]:
    """Return the years of birth and death that a person's heading gives, "" for those it does not."""
    folded = fold(text)
    span = next((match for match in _SPAN.finditer(folded) if match[1] or match[2]), None)
    if span is not None:
        return span[1] or "", span[2] or ""
    born, died = _BORN.search(folded), _DIED.search(folded)
    return born[1] if born else "", died[1] if died else ""
