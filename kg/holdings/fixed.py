"""Terms of holdings from coded positions: 008 of MARC 21 holdings (or 841 $b), 170 to 172 of UNIMARC holdings.

https://www.loc.gov/marc/holdings/hd008.html
"""

import re

from kg.holdings.model import Terms
from kg.records.record import Record

__all__ = ["ended_by", "terms_of"]

_ENDED = re.compile(
    r"(?i)(?:subscription|abonnement|print|received)\b[^.;]*?\b(?:cancel\w*|ended|ceased|stopped|discontinued|beendet|r[ée]sili[ée])"
    r"[^.;]*?\b(\d{4})\b|(\d{4})\s*年?\s*起?\s*(?:停订|停訂|停购|停購|不再订)|(?:停订|停訂|停购)于?\s*(\d{4})"
)

_UNIMARC_RECEIPT = {"a": "2", "b": "3", "c": "4", "d": "5", "z": "1"}
_UNIMARC_RETENTION = {"a": "8", "b": "3", "c": "4", "d": "6", "e": "5", "f": "1", "z": "0"}


def terms_of(record: Record, notes: tuple[str, ...] = ()) -> Terms:
    """Return the terms that hold for all holdings of a record."""
    said = (*notes, *_notes(record))
    if record.format != "marc21":
        acquisition, management = _first(record, "170"), _first(record, "171")
        return Terms(
            receipt=_UNIMARC_RECEIPT.get(acquisition[:1], ""),
            retention=_UNIMARC_RETENTION.get(management[:1], ""),
            notes=said,
        )
    coded = record.control("008") if record.leader[6:7] in set("uvxy") else _embedded(record)
    if len(coded) < 22:
        return Terms(notes=said)
    return Terms(
        receipt=_said(coded[6], "0123456"),
        retention=_said(coded[12], "12345678") + coded[13:16].strip().replace("|", "")
        if coded[12] in "12345678"
        else "",
        completeness=_said(coded[16], "1234"),
        ended=_ended(coded),
        lending=_said(coded[20], "abcl"),
        reproduction=_said(coded[21], "ab"),
        notes=said,
    )


def ended_by(texts: tuple[str, ...]) -> str:
    """Return the year with which words say that a subscription ended, "" where they do not."""
    found = next((match for text in texts if (match := _ENDED.search(text)) is not None), None)
    return next(filter(None, found.groups()), "") if found is not None else ""


def _ended(coded: str) -> str:
    """Return year and month of the end of acquisition (008/08-11, yymm) where nothing is received any more."""
    if coded[6] not in "25" or not coded[8:12].isdigit():
        return ""
    century = "20" if int(coded[8:10]) < 60 else "19"
    return f"{century}{coded[8:10]}-{coded[10:12]}"


def _embedded(record: Record) -> str:
    return next((field.get("b") or "" for field in record.all("841")), "")


def _said(code: str, known: str) -> str:
    return code if code in known else ""


def _first(record: Record, tag: str) -> str:
    return next((field.get("a") or "" for field in record.all(tag)), "")


def _notes(record: Record) -> tuple[str, ...]:
    """Return what a record says of terms in words: 845, and the commitments to keep in 583."""
    if record.format != "marc21":
        return ()
    terms = [" ".join(field.all("abcd")) for field in record.all("845")]
    kept = [" ".join(field.all("acdf")) for field in record.all("583") if "retain" in (field.get("a") or "").casefold()]
    return tuple(filter(None, (*terms, *kept)))
