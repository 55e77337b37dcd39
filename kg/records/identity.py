"""What a record is called by its member, and what a problem says of the completeness of a file."""

import re

from kg.records.record import Problem, Record

__all__ = ["Seen", "glimpsed_id", "is_incomplete", "local_id"]

_ISO_ID = re.compile(rb".{24}001\d{9}[0-9A-Za-z]*\x1e([ -~]{1,64})\x1e", re.DOTALL)
_XML_ID = re.compile(rb"tag\s*=\s*[\"']001[\"'][^>]*>([^<]{1,64})<|<(?:\w+:)?identifier>([^<]{1,200})<")
_INCOMPLETE = frozenset({"more-pages", "trailing-garbage"})


def local_id(record: Record, selector: str = "") -> str:
    """Return the member's own identifier of a record, by a selector such as `001` or `035$a`; "" when there is none.

    Without a selector: the OAI-PMH header's identifier or a row's id, else 001, else the first dc:identifier.
    """
    if not selector:
        if record.identifier:
            return record.identifier
        selector = "identifier" if record.format == "dublincore" else "001"
    tag, _, code = selector.partition("$")
    for field in record.fields:
        if field.tag != tag:
            continue
        text = field.get(code) if code else field.value or next((text for _, text in field.subfields), "")
        if text and text.strip():
            return text.strip()
    return ""


def is_incomplete(problem: Problem) -> bool:
    """Say whether after this problem a run must not take what it did not see for deleted."""
    return problem.severity in {"refused", "damaged"} or problem.reason in _INCOMPLETE


def glimpsed_id(raw: bytes) -> str:
    """Return the number of a record that cannot be read, as far as it can be seen in its bytes."""
    found = _ISO_ID.match(raw) or _XML_ID.search(raw[:4096])
    return next((text.decode("utf-8", "replace") for text in found.groups() if text), "") if found else ""


class Seen:
    """The record numbers met so far in a file, as hashes and not more than a bound."""

    def __init__(self, most: int) -> None:
        self._hashes: set[int] = set()
        self._most = most

    def again(self, key: str) -> bool:
        """Say whether the number was met before, and remember it."""
        digest = hash(key)
        if digest in self._hashes:
            return True
        if len(self._hashes) < self._most:
            self._hashes.add(digest)
        return False
