"""Names of people as headings write them, taken apart only where the heading says which part is which.

A heading of MARC 21 or Dublin Core in letters has a comma between surname and forename; a Chinese name has none and is
never split, and neither is a romanised one without a comma (`Cao Xueqin`, `cao xue qin`).
"""

import re

from kg.citations.citation import Name
from kg.citations.plain import one_line

__all__ = ["organisation_name", "person_name"]

_DATE = re.compile(
    r"\d{3,4}|\b(?:cent(?:ury|\.)|active|flourished|approximately|born|died|fl\.|ca\.|b\.|d\.)|世纪|[?-]$",
    re.IGNORECASE,
)
_FULLER = re.compile(r"\s*(?:\bq)?\([^()]*\)?")  # the fuller form of initials: (Robert Martin)
_DATES_IN_BRACKETS = re.compile(r"\s*[(（][^()（）]*\d{3,4}[^()（）]*[)）]")
_SUFFIX = re.compile(r"(?:jr|sr|esq|i{2,3}|iv|vi{0,3}|fils|père)\.?", re.IGNORECASE)
# Words with which a piece after the comma begins when it is no forename but says who the person was.
_TITLE = re.compile(
    r"(?:abbot|abbess|archbishop|archduke|baron|baroness|bishop|caliph|cardinal|comte|count|countess|czar|duchess|duke"
    r"|earl|emperor|empress|grand|khan|king|lady|lord|marquess|marquis|of|pope|prince|princess|queen|rabbi|saint|sir"
    r"|sultan|the|tsar|von und zu|viscount|pseud)\b",
    re.IGNORECASE,
)
_EAST_ASIAN = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\u1100-\u11ff\uf900-\ufaff\U00020000-\U0003ffff]")
_COMMA = re.compile(r"\s*[,，]\s*")
_MARC_END = " ,;:/"


def person_name(label: str) -> Name:
    """Return a person's name without dates; taken apart only where the heading does it."""
    text = one_line(label)
    if _EAST_ASIAN.search(text):
        return Name(literal=_east_asian(text))
    pieces = [piece for piece in _COMMA.split(_FULLER.sub("", text)) if piece]
    head, rest = (pieces[0], pieces[1:]) if pieces else (text, [])
    kept = [piece for piece in rest if not _DATE.search(piece)]
    suffix = next((piece for piece in kept if _SUFFIX.fullmatch(piece)), "")
    given = next((piece for piece in kept if piece != suffix), "")
    if not given or _TITLE.match(given):
        return Name(literal=_trimmed(head) or text)
    return Name(_trimmed(head), _trimmed(given), "", suffix)


def organisation_name(label: str) -> Name:
    """Return the name of an organisation, a meeting or a family as one."""
    text = one_line(label).rstrip(_MARC_END)
    # A full stop at the end is the punctuation of the heading, unless it ends an abbreviation.
    bare = text[:-1] if text.endswith(".") and len(text.rpartition(" ")[2]) > 6 else text
    return Name(literal=bare or text)


def _east_asian(text: str) -> str:
    """Return the name without its dates; a comma that is left belongs to it."""
    bare = _DATES_IN_BRACKETS.sub("", text)
    pieces = [piece for piece in _COMMA.split(bare) if piece]
    kept = pieces[:1] + [piece for piece in pieces[1:] if not _DATE.search(piece)]
    return ", ".join(kept) or text


def _trimmed(piece: str) -> str:
    """Return the piece without closing punctuation; the full stop of an initial or an abbreviation stays."""
    bare = piece.strip().rstrip(_MARC_END)
    last = bare.rpartition(" ")[2]
    return bare[:-1] if bare.endswith(".") and len(last.rstrip(".")) > 3 and "." not in last[:-1] else bare
