"""XML files split at the boundaries of their records, byte by byte, so that one broken record loses only itself."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kg.records.limits import Limits
from kg.records.piece import Fault, Piece
from kg.records.stream import Stream
from kg.records.window import Window, without_sections

__all__ = ["Tag", "outline", "split_elements"]

_KEPT = 1 << 16
_NEAR = 2000
_NAMESPACES = 200  # declarations that one element may have
_HEAD = 1 << 16
_MARKUP = re.compile(
    rb"<(?:(?P<doctype>!DOCTYPE\b|!ENTITY\b)|(?P<close>/?)(?P<name>[A-Za-z_\x80-\xff][^\s/<>=\"']*+)"
    rb"(?P<attributes>(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)>)",
    re.IGNORECASE,
)
_TAG_END = re.compile(rb"[<>]")
# A declaration that letters follow at once stands in a damaged tag, which nothing closes: what follows is not in it.
_XMLNS = re.compile(rb"\sxmlns(?::([^\s=]+))?\s*=\s*(\"[^\"]*\"|'[^']*')(?=[\s/]|$)")


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
    return outer | {prefix: value[1:-1] for prefix, value in _XMLNS.findall(attributes)[:_NAMESPACES]}


def _named(name: bytes, scope: dict[bytes, bytes]) -> tuple[str, str]:
    prefix, colon, local = name.rpartition(b":")
    namespace = scope.get(prefix, prefix + b"?" if colon else b"")
    return namespace.decode("utf-8", "replace"), local.decode("utf-8", "replace")


def outline(head: bytes, most: int = 400) -> list[Tag]:
    """Return the first start tags of an XML file."""
    tags: list[Tag] = []
    stack: list[_Open] = []
    for found in _MARKUP.finditer(without_sections(head[:_HEAD])):
        name = found["name"]
        if len(tags) == most:
            break
        if not name:
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


def split_elements(
    stream: Stream,
    limits: Limits,
    wanted: Callable[[str, str], bool],
    *,
    inside: bytes = b"",
    under: tuple[str, str] = ("", ""),
) -> Iterator[Piece]:
    """Yield each element of a stream for which `wanted(namespace, local name)`, with the namespaces that it uses.

    With `under`, a namespace and local name, only those that stand directly in such an element.
    One of the same name within another means that the other was never closed, unless it is the first in `inside`
    (a pattern of local names). A piece of no bytes with a fault "refused" says that the file was given up.
    """
    yield from _Splitter(stream, limits, wanted, inside, under).pieces()


class _Splitter:
    """The way through a file: which elements are open, and where the next record begins and ends."""

    def __init__(
        self,
        stream: Stream,
        limits: Limits,
        wanted: Callable[[str, str], bool],
        inside: bytes,
        under: tuple[str, str],
    ) -> None:
        self._window = Window(iter(stream), limits.record_bytes)
        self._stream = stream
        self._limits = limits
        self._wanted = wanted
        self._under = under
        self._nesting = re.compile(rb"<(?:[\w.-]+:)?" + inside + rb"(?:\s[^<>]*)?(?<!/)>\s*\Z") if inside else None
        self._stack: list[_Open] = []
        self._ends: dict[bytes, re.Pattern[bytes]] = {}
        self._at = 0

    def pieces(self) -> Iterator[Piece]:
        while (found := self._markup()) is not None:
            piece = self._take(found)
            if piece is None:
                continue
            yield piece
            if piece.fault is not None and piece.fault.severity == "refused":
                return
        if self._stack and not any(fault.severity == "refused" for fault in self._stream.faults):
            yield self._refuse("truncated", _truncated(self._stack[-1].name))

    def _markup(self) -> re.Match[bytes] | None:
        """Return the next whole piece of markup, or None at the end."""
        window = self._window
        while True:
            if self._at > _KEPT:
                window.drop(self._at)
                self._at = 0
            at = window.data.find(b"<", self._at)
            if at < 0:
                self._at = len(window.data)
                if not window.grow():
                    return None
                continue
            self._at = at
            if section := window.section_end(at):
                self._at = section
                continue
            found = _MARKUP.match(window.data, at)
            if found:
                return found
            if not (self._may_be_cut() and window.grow()):
                self._at += 1

    def _may_be_cut(self) -> bool:
        """Say whether the tag here may only be cut off by the end of the window."""
        data = self._window.data
        return len(data) - self._at <= self._limits.record_bytes and data.find(b"<", self._at + 1) < 0

    def _take(self, found: re.Match[bytes]) -> Piece | None:
        """Return the record that begins here, or a refusal; None for all other markup, which is stepped over."""
        if found["doctype"]:
            return self._refuse("doctype", _DOCTYPE)
        name, attributes = found["name"], found["attributes"]
        if found["close"]:
            self._at = found.end()
            self._leave(name)
            return None
        if len(self._stack) >= self._limits.depth:
            message = f"Elements stand more than {self._limits.depth} deep in each other. This is no catalogue."
            return self._refuse("too-deep", message)
        scope = _scope(self._stack[-1].scope if self._stack else {}, attributes)
        if self._wanted(*_named(name, scope)) and self._is_under():
            return self._element(found)
        if not attributes.endswith(b"/"):
            self._stack.append(_Open(name, scope))
        self._at = found.end()
        return None

    def _is_under(self) -> bool:
        return not self._under[1] or (bool(self._stack) and _named(*self._stack[-1]) == self._under)

    def _refuse(self, reason: str, message: str) -> Piece:
        return Piece(b"", self._window.base + self._at, (), Fault(reason, message, "refused"))

    def _leave(self, name: bytes) -> None:
        if any(one.name == name for one in self._stack):
            while self._stack.pop().name != name:
                pass

    def _element(self, start: re.Match[bytes]) -> Piece:
        """Return the element that begins here, and go on after it."""
        offset = self._window.base + self._at
        end, fault = (start.end(), None) if start["attributes"].endswith(b"/") else self._find_end(start)
        raw = self._window.data[self._at : end]
        if fault is not None and fault.reason == "too-large":
            self._at = start.end()
            return Piece(raw[:_KEPT], offset, (), fault)
        self._at = end
        if fault is None and self._stack:
            own = {prefix for prefix, _ in _XMLNS.findall(start["attributes"])}
            raw = _with_namespaces(raw, start["name"], self._stack[-1].scope, own)
        return Piece(raw, offset, (), fault)

    def _find_end(self, start: re.Match[bytes]) -> tuple[int, Fault | None]:
        """Return where the element ends, or where it is given up and why."""
        window, name = self._window, start["name"]
        pattern = self._end_pattern(name)
        depth, at = 1, start.end()
        while True:
            found = pattern.search(window.data, at)
            if found is None:
                if len(window.data) - self._at > self._limits.record_bytes:
                    return len(window.data), Fault("too-large", _endless(self._limits.record_bytes), "damaged")
                at = max(at, len(window.data) - len(name) - 12)
                if not window.grow():
                    return len(window.data), Fault("truncated", _truncated(name), "refused")
                continue
            at = found.end()
            if found["close"] is None:
                at = window.section_end(found.start()) or at
            elif found["close"]:
                depth -= 1
                if not depth:
                    return self._after_tag(at), None
            elif self._is_nested(start.end(), found.start()):
                depth += self._window.data[self._after_tag(at) - 2 :][:2] != b"/>"
            else:
                return found.start(), Fault("not-well-formed", _unclosed(name), "damaged")

    def _after_tag(self, at: int) -> int:
        """Return where a closing tag ends; the next tag ends it, too, when its own mark is lost."""
        while (end := _TAG_END.search(self._window.data, at)) is None:
            if not self._window.grow():
                return len(self._window.data)
        return end.end() if end[0] == b">" else end.start()

    def _end_pattern(self, name: bytes) -> re.Pattern[bytes]:
        """Return what to stop at within an element: sections, and tags of its name."""
        pattern = self._ends.get(name)
        if pattern is None:
            pattern = re.compile(rb"<(?:!--|!\[CDATA\[|\?|(?P<close>/?)" + re.escape(name) + rb"(?=[\s/>]))")
            self._ends[name] = pattern
        return pattern

    def _is_nested(self, start: int, end: int) -> bool:
        """Say whether an element that begins at `end` is the first thing within the one that may hold it."""
        if self._nesting is None:
            return False
        return self._nesting.search(self._window.data[max(start, end - _NEAR) : end]) is not None


def _with_namespaces(raw: bytes, name: bytes, scope: dict[bytes, bytes], own: set[bytes]) -> bytes:
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


def _truncated(name: bytes) -> str:
    shown = name.decode("utf-8", "replace")
    return f"The file ends within <{shown}>: it was cut off. What came before was read. Ask for the file again."


def _unclosed(name: bytes) -> str:
    shown = name.decode("utf-8", "replace")
    return f"The element <{shown}> has no end; it was kept, and reading went on with the next."


def _endless(size: int) -> str:
    return f"The record has no end within {size} bytes. Look at the source."
