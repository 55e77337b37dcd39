"""XML files split at the boundaries of their records, byte by byte, so that one broken record loses only itself."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kg.records.limits import Limits
from kg.records.piece import Fault, Piece
from kg.records.stream import Stream

__all__ = ["Tag", "outline", "split_elements"]

_KEPT = 1 << 16
_MARKUP = re.compile(
    rb"<(?:(?P<skip>!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>)|(?P<doctype>!DOCTYPE\b|!ENTITY\b)"
    rb"|(?P<close>/?)(?P<name>[A-Za-z_\x80-\xff][^\s/<>=\"']*+)(?P<attributes>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>)",
    re.DOTALL | re.IGNORECASE,
)
_XMLNS = re.compile(rb"\sxmlns(?::([^\s=]+))?\s*=\s*(\"[^\"]*\"|'[^']*')")


class Tag(NamedTuple):
    """A start tag as it stands in a file: its namespace, local name, and the local name of its parent."""

    namespace: str
    local: str
    parent: str
    depth: int
    attributes: str


class _Open(NamedTuple):
    name: bytes
    scope: dict[bytes, bytes]


def _scope(outer: dict[bytes, bytes], attributes: bytes) -> dict[bytes, bytes]:
    if b"xmlns" not in attributes:
        return outer
    return outer | {prefix: value[1:-1] for prefix, value in _XMLNS.findall(attributes)}


def _named(name: bytes, scope: dict[bytes, bytes]) -> tuple[str, str]:
    prefix, colon, local = name.rpartition(b":")
    namespace = scope.get(prefix, prefix + b"?" if colon else b"")
    return namespace.decode("utf-8", "replace"), local.decode("utf-8", "replace")


def outline(head: bytes, most: int = 400) -> list[Tag]:
    """Return the first start tags of an XML file."""
    tags: list[Tag] = []
    stack: list[_Open] = []
    for found in _MARKUP.finditer(head):
        name = found["name"]
        if not name or len(tags) == most:
            continue
        if found["close"]:
            while stack and stack.pop().name != name:
                pass
            continue
        attributes = found["attributes"]
        scope = _scope(stack[-1].scope if stack else {}, attributes)
        parent = stack[-1].name.rpartition(b":")[2].decode("utf-8", "replace") if stack else ""
        tags.append(Tag(*_named(name, scope), parent, len(stack), attributes.decode("utf-8", "replace")))
        if not attributes.endswith(b"/"):
            stack.append(_Open(name, scope))
    return tags


class _Window:
    """The part of the stream that is looked at."""

    def __init__(self, stream: Stream) -> None:
        self._chunks = iter(stream)
        self.data = b""
        self.base = 0

    def grow(self) -> bool:
        chunk = next(self._chunks, b"")
        self.data += chunk
        return bool(chunk)

    def drop(self, position: int) -> None:
        self.data = self.data[position:]
        self.base += position


def split_elements(
    stream: Stream, limits: Limits, wanted: Callable[[str, str], bool], *, inside: bytes = b""
) -> Iterator[Piece]:
    """Yield each element of a stream for which `wanted(namespace, local name)`, with the namespaces that it uses.

    An element of the same name within one means that the first was never closed, unless it stands within `inside`.
    A piece of no bytes with a fault "refused" says that the file was given up.
    """
    yield from _Splitter(stream, limits, wanted, inside).pieces()


class _Splitter:
    def __init__(self, stream: Stream, limits: Limits, wanted: Callable[[str, str], bool], inside: bytes) -> None:
        self._window = _Window(stream)
        self._stream = stream
        self._limits = limits
        self._wanted = wanted
        self._inside = inside
        self._stack: list[_Open] = []
        self._ends: dict[bytes, re.Pattern[bytes]] = {}

    def pieces(self) -> Iterator[Piece]:
        window = self._window
        position = 0
        while True:
            position = window.data.find(b"<", position)
            if position < 0:
                window.drop(len(window.data))
                position = 0
                if not window.grow():
                    break
                continue
            found = _MARKUP.match(window.data, position)
            if not found:
                if len(window.data) - position < self._limits.record_bytes and self._cut(position) and window.grow():
                    continue
                position += 1
                continue
            if found["doctype"]:
                yield self._refuse(position, "doctype", _DOCTYPE)
                return
            if not found["name"]:
                position = found.end()
                continue
            if found["close"]:
                self._leave(found["name"])
                position = found.end()
                continue
            if len(self._stack) >= self._limits.depth:
                message = f"Elements stand more than {self._limits.depth} deep in each other. This is no catalogue."
                yield self._refuse(position, "too-deep", message)
                return
            scope = _scope(self._stack[-1].scope if self._stack else {}, found["attributes"])
            if self._wanted(*_named(found["name"], scope)):
                piece, position = self._element(found, position)
                yield piece
                if position > _KEPT:
                    window.drop(position)
                    position = 0
                continue
            if not found["attributes"].endswith(b"/"):
                self._stack.append(_Open(found["name"], scope))
            position = found.end()
        if self._stack and not any(fault.severity == "refused" for fault in self._stream.faults):
            yield self._refuse(0, "truncated", _TRUNCATED.format(self._stack[-1].name.decode("utf-8", "replace")))

    def _cut(self, position: int) -> bool:
        """Say whether the markup at a position may only be cut off by the end of the window."""
        data = self._window.data
        return data.startswith((b"<!--", b"<![", b"<?"), position) or data.find(b"<", position + 1) < 0

    def _refuse(self, position: int, reason: str, message: str) -> Piece:
        return Piece(b"", self._window.base + position, (), Fault(reason, message, "refused"))

    def _leave(self, name: bytes) -> None:
        if any(one.name == name for one in self._stack):
            while self._stack.pop().name != name:
                pass

    def _end_of(self, name: bytes) -> re.Pattern[bytes]:
        pattern = self._ends.get(name)
        if pattern is None:
            pattern = re.compile(
                rb"<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|(?P<cut>!--|!\[CDATA\[)|(?P<close>/?)"
                + re.escape(name)
                + rb"(?=[\s/>]))",
                re.DOTALL,
            )
            self._ends[name] = pattern
        return pattern

    def _element(self, start: re.Match[bytes], position: int) -> tuple[Piece, int]:
        """Return the element that begins here and the position after it."""
        window, name = self._window, start["name"]
        if start["attributes"].endswith(b"/"):
            return self._piece(start.group(), start, position), start.end()
        pattern = self._end_of(name)
        depth, at = 1, start.end()
        while True:
            found = pattern.search(window.data, at)
            if found is None or (found["cut"] and found["close"] is None):
                if len(window.data) - position > self._limits.record_bytes:
                    message = f"The record has no end within {self._limits.record_bytes} bytes. Look at the source."
                    raw = window.data[position : position + _KEPT]
                    fault = Fault("too-large", message, "damaged")
                    return Piece(raw, window.base + position, (), fault), start.end()
                at = max(at, len(window.data) - len(name) - 3) if found is None else found.start()
                if window.grow():
                    continue
                if found is not None:
                    at = found.end()
                    continue
                raw = window.data[position:]
                fault = Fault("truncated", _TRUNCATED.format(name.decode("utf-8", "replace")), "refused")
                return Piece(raw, window.base + position, (), fault), len(window.data)
            if found["close"] is None:
                at = found.end()
            elif found["close"]:
                depth -= 1
                at = found.end()
                if not depth:
                    while (end := window.data.find(b">", at)) < 0 and window.grow():
                        pass
                    end = end + 1 or len(window.data)
                    return self._piece(window.data[position:end], start, position), end
            elif self._is_nested(window.data[position : found.start()]):
                depth += 1
                at = found.end()
            else:
                raw = window.data[position : found.start()]
                message = f"The element <{name.decode()}> has no end; it was kept, and reading went on with the next."
                fault = Fault("not-well-formed", message, "damaged")
                return Piece(raw, window.base + position, (), fault), found.start()

    def _is_nested(self, before: bytes) -> bool:
        if not self._inside:
            return False
        opened = re.findall(rb"<(/?)(?:[\w.-]+:)?" + self._inside + rb"[\s>]", before)
        return bool(opened) and not opened[-1]

    def _piece(self, raw: bytes, start: re.Match[bytes], position: int) -> Piece:
        scope = self._stack[-1].scope if self._stack else {}
        if scope:
            raw = _with_namespaces(raw, start["name"], scope, dict(_XMLNS.findall(start["attributes"])))
        return Piece(raw, self._window.base + position)


def _with_namespaces(raw: bytes, name: bytes, scope: dict[bytes, bytes], own: dict[bytes, bytes]) -> bytes:
    added = b""
    for prefix, uri in scope.items():
        if prefix in own or prefix == b"xml":
            continue
        if not prefix:
            added += b' xmlns="%s"' % uri
        elif prefix + b":" in raw:
            added += b' xmlns:%s="%s"' % (prefix, uri)
    cut = 1 + len(name)
    return raw[:cut] + added + raw[cut:] if added else raw


_DOCTYPE = (
    "The file has a document type declaration (<!DOCTYPE or <!ENTITY), which can reach into other files and is never "
    "read here. Export the records without it."
)
_TRUNCATED = "The file ends within <{}>: it was cut off. What came before was read. Ask for the file again."
