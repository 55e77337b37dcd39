"""Values in BER, the Basic Encoding Rules of ASN.1 (ITU-T X.690), as far as Z39.50 needs them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from kg.availability.answer import NoAnswerError, Reason

__all__ = [
    "BOOLEAN",
    "EXTERNAL",
    "INTEGER",
    "OID",
    "SEQUENCE",
    "Element",
    "Tag",
    "bits",
    "constructed",
    "context",
    "integer",
    "object_id",
    "primitive",
    "read_element",
    "truth",
]

_DEEPEST = 24
_MOST_ELEMENTS = 50_000
_CONSTRUCTED = 0x20
_INDEFINITE = 0x80


class Tag(NamedTuple):
    """A tag: its class (0 universal, 1 application, 2 context, 3 private) and its number."""

    kind: int
    number: int


BOOLEAN, INTEGER, OID, EXTERNAL, SEQUENCE = Tag(0, 1), Tag(0, 2), Tag(0, 6), Tag(0, 8), Tag(0, 16)
_END = Tag(0, 0)


def context(number: int) -> Tag:
    """Return the tag that a specification writes as `[number]`."""
    return Tag(2, number)


@dataclass(frozen=True, slots=True)
class Element:
    """A decoded value: bytes where it is primitive, else its parts."""

    tag: Tag
    value: bytes
    parts: tuple["Element", ...] = ()

    def part(self, number: int) -> "Element | None":
        """Return the first part that is tagged `[number]`, or None."""
        return next((one for one in self.parts if one.tag == context(number)), None)

    def path(self, *numbers: int) -> "Element | None":
        """Return what is reached over parts that are tagged so, one below the other, or None."""
        found: Element | None = self
        for number in numbers:
            found = found.part(number) if found is not None else None
        return found

    def number(self) -> int:
        """Return the integer; raise NoAnswerError where the value is none that fits in eight bytes."""
        if self.parts or not 0 < len(self.value) <= 8:
            raise _broken("a number has a wrong length")
        return int.from_bytes(self.value, "big", signed=True)

    def truth(self) -> bool:
        """Return whether the boolean is true; raise NoAnswerError where it is no boolean."""
        if self.parts or len(self.value) != 1:
            raise _broken("a yes or no has a wrong length")
        return self.value != b"\0"

    def text(self, encoding: str) -> str:
        """Return the text, of parts too; raise UnicodeDecodeError where it is in another encoding."""
        return b"".join(_strings(self)).decode(encoding)


def read_element(take: Callable[[int], bytes]) -> Element:
    """Read one value; `take(n)` gives the next n bytes. Raise NoAnswerError where it is no BER, or too deep."""
    found = _Reading().element(take, 0)
    if found.tag == _END:
        raise _broken("an end of contents stands where a value should begin")
    return found


class _Reading:
    """The reading of one value, which counts its elements."""

    def __init__(self) -> None:
        self._count = 0

    def element(self, take: Callable[[int], bytes], depth: int) -> Element:
        self._count += 1
        if depth > _DEEPEST or self._count > _MOST_ELEMENTS:
            raise _broken("a value is nested too deep or has too many parts")
        tag, is_constructed = _read_tag(take)
        length = _read_length(take)
        if length is None:
            if not is_constructed:
                raise _broken("a primitive value has no length")
            return Element(tag, b"", self._until_end(take, depth))
        value = take(length) if length else b""
        if not is_constructed:
            return Element(tag, value)
        parts, source = [], _Source(value)
        while source.left:
            parts.append(self.element(source.take, depth + 1))
        return Element(tag, b"", tuple(parts))

    def _until_end(self, take: Callable[[int], bytes], depth: int) -> tuple[Element, ...]:
        parts: list[Element] = []
        while (found := self.element(take, depth + 1)).tag != _END:
            parts.append(found)
        return tuple(parts)


class _Source:
    """Bytes that are taken from the front."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def take(self, number: int) -> bytes:
        if number > self.left:
            raise _broken("a part is longer than the whole")
        self._at += number
        return self._data[self._at - number : self._at]


def _read_tag(take: Callable[[int], bytes]) -> tuple[Tag, bool]:
    (first,) = take(1)
    number = first & 0x1F
    if number == 0x1F:
        number = 0
        for _ in range(3):
            (octet,) = take(1)
            number = number << 7 | octet & 0x7F
            if not octet & 0x80:
                break
        else:
            raise _broken("a tag's number is too great")
    return Tag(first >> 6, number), bool(first & _CONSTRUCTED)


def _read_length(take: Callable[[int], bytes]) -> int | None:
    """Return the length, None for one that an end of contents gives."""
    (first,) = take(1)
    if first == _INDEFINITE:
        return None
    if first < _INDEFINITE:
        return first
    if first & 0x7F > 4:
        raise _broken("a length is too great")
    return int.from_bytes(take(first & 0x7F), "big")


def _strings(element: Element) -> Iterable[bytes]:
    yield element.value
    for part in element.parts:
        yield from _strings(part)


def _broken(what: str) -> NoAnswerError:
    return NoAnswerError(Reason.BROKEN, f"the answer is not BER: {what}")


def primitive(tag: Tag, value: bytes) -> bytes:
    """Return a primitive value's bytes."""
    return _head(tag, 0) + _length(len(value)) + value


def constructed(tag: Tag, *parts: bytes) -> bytes:
    """Return the bytes of a value that is made of others."""
    value = b"".join(parts)
    return _head(tag, _CONSTRUCTED) + _length(len(value)) + value


def integer(tag: Tag, number: int) -> bytes:
    """Return an integer's bytes."""
    return primitive(tag, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True))


def truth(tag: Tag, *, value: bool) -> bytes:
    """Return a boolean's bytes."""
    return primitive(tag, b"\xff" if value else b"\0")


def bits(tag: Tag, numbers: Iterable[int]) -> bytes:
    """Return the bytes of a bit string in which the bits of these numbers, counted from 0, are set."""
    wanted = frozenset(numbers)
    most = max(wanted) // 8 + 1
    octets = bytes(sum(1 << 7 - bit for bit in range(8) if place * 8 + bit in wanted) for place in range(most))
    return primitive(tag, b"\0" + octets)


def object_id(tag: Tag, dotted: str) -> bytes:
    """Return the bytes of an object identifier such as 1.2.840.10003.5.102."""
    first, second, *rest = map(int, dotted.split("."))
    octets = b""
    for arc in (first * 40 + second, *rest):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(arc & 0x7F | 0x80)
        octets += bytes(reversed(groups))
    return primitive(tag, octets)


def _head(tag: Tag, is_constructed: int) -> bytes:
    first = tag.kind << 6 | is_constructed
    if tag.number < 0x1F:
        return bytes([first | tag.number])
    groups = [tag.number & 0x7F]
    number = tag.number
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    return bytes([first | 0x1F, *reversed(groups)])


def _length(number: int) -> bytes:
    if number < _INDEFINITE:
        return bytes([number])
    octets = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return bytes([_INDEFINITE | len(octets)]) + octets
