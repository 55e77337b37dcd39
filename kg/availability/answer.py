"""What is asked of a member's system, and what it answers: the state of items, or why nothing is known."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kg.errors import CatalogueError

__all__ = [
    "MOST_ITEMS",
    "Availability",
    "ItemState",
    "NoAnswerError",
    "Reason",
    "State",
    "Use",
    "Wanted",
    "clean",
    "iso_day",
    "small_number",
]

MOST_ITEMS = 100
_LONGEST_TEXT = 200
_MOST_WAITING = 9_999
_DAY = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))(?!\d)")


class State(StrEnum):
    """Whether an item can be had."""

    AVAILABLE = "available"
    ON_LOAN = "on loan"
    UNAVAILABLE = "not available"
    UNKNOWN = "unknown"


class Use(StrEnum):
    """For what an available item can be had; UNSAID where the system does not tell."""

    UNSAID = ""
    LOAN = "loan"
    HERE = "in the library"
    ONLINE = "online"


class Reason(StrEnum):
    """Why nothing is known."""

    UNREACHABLE = "unreachable"
    LATE = "late"
    BROKEN = "broken"
    REFUSED = "refused"
    FAILED = "failed"
    MISSING = "missing"
    SEVERAL = "several"
    SILENT = "silent"
    NAMELESS = "nameless"
    PAUSED = "paused"
    BUSY = "busy"


class NoAnswerError(CatalogueError):
    """A system gave no answer that can be used: `reason` says which of the kinds, the text what was seen."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Wanted:
    """By what the items of one edition may be asked for at one member: ids of its records, barcodes, ISBNs."""

    records: tuple[str, ...] = ()
    barcodes: tuple[str, ...] = ()
    isbns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemState:
    """One item as the member's system knows it; "" and None for what it does not say.

    `until` is an ISO day; `waiting` is how many wait for it, at the least.
    """

    state: State
    until: str = ""
    use: Use = Use.UNSAID
    location: str = ""
    call_number: str = ""
    barcode: str = ""
    part: str = ""
    reservable: bool | None = None
    waiting: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Availability:
    """A system's answer at one moment; without items `reason` says why, and `detail` what was seen, for staff.

    `asked` is an ISO time; `left_out` is the number of items beyond the first `MOST_ITEMS`.
    """

    items: tuple[ItemState, ...]
    asked: str
    reason: Reason | None = None
    detail: str = ""
    left_out: int = 0


def clean(text: object) -> str:
    """Return a text that may be shown: one line, no controls or lone surrogates, not too long; "" for no text."""
    if not isinstance(text, str):
        return ""
    shown = "".join(" " if unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} else sign for sign in text[:2000])
    shown = " ".join(shown.split())
    return shown if len(shown) <= _LONGEST_TEXT else shown[: _LONGEST_TEXT - 1] + "…"


def iso_day(text: object) -> str:
    """Return the day with which a text begins, year first, as ISO 8601; "" where there is none or it is ambiguous."""
    found = _DAY.match(text.strip()) if isinstance(text, str) else None
    if found is None:
        return ""
    year, *rest = (part for part in found.groups() if part and part.isdecimal())
    try:
        return date(int(year), int(rest[0]), int(rest[1])).isoformat()
    except ValueError:
        return ""


def small_number(value: object) -> int | None:
    """Return how many wait, from a number or digits; None for anything that is no plausible number."""
    if isinstance(value, str):
        value = int(value) if re.fullmatch(r"[0-9]{1,5}", value.strip()) else None
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= _MOST_WAITING else None
