"""The fields of one ISO 2709 record by its directory, and by its terminators where the directory is wrong."""

import re
from bisect import bisect_right

from kg.records.limits import Limits
from kg.records.piece import Fault, Faults

__all__ = ["Line", "read_layout", "repair_layout"]

Line = tuple[str, bytes]  # a field's tag and its bytes without the terminator

_ENTRY = re.compile(rb"([0-9A-Za-z]{3})(\d{9})")
_BIG = 99_999


def read_layout(raw: bytes) -> list[Line] | None:
    """Return the fields of a record in which everything agrees, or None."""
    if len(raw) > _BIG or raw[-2:] != b"\x1e\x1d":
        return None
    end = raw.find(b"\x1e")
    base = end + 1
    if raw[12:17] != b"%05d" % base:
        return None
    entries = _ENTRY.findall(raw, 24, end)
    parts = raw[base:-2].split(b"\x1e")
    if len(entries) * 12 != end - 24 or len(parts) != len(entries):
        return None
    position = 0
    for (_, place), part in zip(entries, parts, strict=True):
        length = len(part) + 1
        if int(place) != length * 100_000 + position:
            return None
        position += length
    return [(tag.decode("ascii"), part) for (tag, _), part in zip(entries, parts, strict=True)]


def repair_layout(raw: bytes, faults: Faults, limits: Limits) -> list[Line] | Fault:
    """Return the fields that can be had from a record in which something does not agree, or why there are none."""
    data = raw.removesuffix(b"\x1d")
    end = data.find(b"\x1e", 24)
    if len(data) < 25 or end < 0:
        return Fault("no-directory", _damaged(raw, "no end of a directory"), "damaged")
    if data.count(b"\x1e") > limits.fields or data.count(b"\x1f") > limits.subfields:
        return Fault("too-large", _damaged(raw, f"more than {limits.fields} fields"), "damaged")
    if data[12:17] != b"%05d" % (end + 1):
        faults.add("base-address", f"Leader/12-16 is '{_show(data[12:17])}' but the fields begin at {end + 1}.")
    entries = _entries(data[24:end], faults) if len(data) <= _BIG else _long_entries(data[24:end], data[end + 1 :])
    chunks = _chunks(data[end + 1 :])
    if not entries or not any(part for _, part in chunks):
        return Fault("no-fields", _damaged(raw, "no fields"), "damaged")
    return _Match(entries, chunks, faults).lines()


def _damaged(raw: bytes, what: str) -> str:
    shown = _show(raw[:30])
    return f"These {len(raw)} bytes have {what} and are no record ('{shown}…'). They were kept; look at the source."


def _show(data: bytes) -> str:
    return "".join(sign if " " <= sign <= "~" else "·" for sign in data.decode("latin-1"))


def _entries(directory: bytes, faults: Faults) -> list[tuple[str, int, int]]:
    """Return tag, length and start of each entry; -1 where a number is none. A lost or added byte is stepped over."""
    whole = len(directory) % 12 == 0
    if not whole:
        faults.add("directory", f"The directory is {len(directory)} bytes long, which is no multiple of 12.")
    entries: list[tuple[str, int, int]] = []
    position = 0
    while position + 9 < len(directory):
        if not whole:
            position = _aligned(directory, position)
        entry = directory[position : position + 12]
        position += 12
        tag = _show(entry[:3])
        entries.append((tag, _number(entry[3:7]), _number(entry[7:])))
        if not tag.isalnum() or entries[-1][1] < 0 or entries[-1][2] < 0:
            faults.add("directory", f"The directory has the entry '{_show(entry)}', which is none.")
    return entries


def _long_entries(directory: bytes, fields: bytes) -> list[tuple[str, int, int]]:
    """Return tag, length and start of each entry of a record in which starts do not fit five digits.

    Writers put six digits then, or 99999, or leave the first out: a start is the end of the field before instead.
    """
    entries: list[tuple[str, int, int]] = []
    position = follows = 0
    while position + 9 < len(directory):
        digits = next((n for n in (4, 5) if directory.startswith(b"%05d" % follows, position + 3 + n)), 0)
        length = directory[position + 3 : position + 3 + (digits or 4)]
        start = follows if digits or follows > _BIG else _number(directory[position + 7 : position + 12])
        entries.append((_show(directory[position : position + 3]), _number(length), start))
        position += 3 + digits + len(b"%05d" % follows) if digits else 12
        found = fields.find(b"\x1e", max(start, 0))
        follows = found + 1 if found >= 0 else len(fields)
    return entries


def _aligned(directory: bytes, position: int) -> int:
    """Return the position near this one at which a whole entry stands that the next one follows on."""
    for step in (0, -1, 1, -2, 2):
        found = _ENTRY.match(directory, max(0, position + step))
        if found is None:
            continue
        following = _ENTRY.match(directory, found.end())
        if following is None and found.end() == len(directory):
            return found.start()
        if following and int(following[2][4:]) == int(found[2][:4]) + int(found[2][4:]):
            return found.start()
    return position


def _number(digits: bytes) -> int:
    return int(digits) if digits.isdigit() else -1


def _chunks(data: bytes) -> list[tuple[int, bytes]]:
    chunks = []
    start = 0
    for part in data.split(b"\x1e"):
        chunks.append((start, part))
        start += len(part) + 1
    if not chunks[-1][1]:
        chunks.pop()
    return chunks


class _Match:
    """Which entry of the directory stands for which run of bytes between two terminators."""

    def __init__(self, entries: list[tuple[str, int, int]], chunks: list[tuple[int, bytes]], faults: Faults) -> None:
        self._entries = entries
        self._chunks = chunks
        self._faults = faults
        self._starts = [start for start, _ in chunks]
        self._by_start = {start: index for index, start in enumerate(self._starts)}

    def lines(self) -> list[Line]:
        chosen = self._by_exact_start()
        if chosen is None:
            chosen = self._by_order() if len(self._entries) == len(self._chunks) else self._by_place()
        self._tell_unused(set(chosen))
        return [
            (tag, self._chunks[index][1])
            for (tag, _, _), index in zip(self._entries, chosen, strict=True)
            if index is not None
        ]

    def _by_exact_start(self) -> list[int | None] | None:
        chosen: list[int | None] = [self._by_start.get(start) for _, _, start in self._entries]
        if None in chosen:
            return None
        if len(set(chosen)) < len(chosen):
            if len(self._entries) == len(self._chunks):
                return None
            self._faults.add("directory", "Two entries of the directory point at the same field; both were kept.")
        for (tag, length, _), index in zip(self._entries, chosen, strict=True):
            found = len(self._chunks[index or 0][1]) + 1
            if length != found:
                message = f"Field {tag} is {found} bytes long but the directory says {length}; it was taken whole."
                self._faults.add("field-length", message)
        return chosen

    def _by_order(self) -> list[int | None]:
        self._faults.add("directory", "The directory's addresses are wrong; the fields were taken in their order.")
        starts = [start for _, _, start in self._entries]
        if starts == sorted(starts) or -1 in starts or len(set(starts)) < len(starts):
            return list(range(len(self._entries)))
        ranks = {start: rank for rank, start in enumerate(sorted(starts))}
        return [ranks[start] for start in starts]

    def _by_place(self) -> list[int | None]:
        """Take the run of bytes that holds the address, or the one after the last taken."""
        chosen: list[int | None] = []
        used: set[int] = set()
        following = 0
        for tag, _, start in self._entries:
            index: int | None = max(0, bisect_right(self._starts, start) - 1)
            if index in used:
                index = following if following < len(self._chunks) else None
            if index is None:
                self._faults.add("directory", f"The directory names a field {tag} at {start} that is not there.")
            else:
                used.add(index)
                following = max(following, index + 1)
            chosen.append(index)
        self._faults.add("directory", "The directory does not fit the fields; each was taken where it points to.")
        return chosen

    def _tell_unused(self, chosen: set[int | None]) -> None:
        left = [part for index, (_, part) in enumerate(self._chunks) if index not in chosen and part]
        if left:
            message = f"{len(left)} fields are not in the directory and were left out ('{_show(left[0][:40])}…')."
            self._faults.add("unlisted-field", message)
