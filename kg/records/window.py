"""The part of an XML stream that is looked at, and where its comments, CDATA sections and instructions end."""

from collections.abc import Iterator

__all__ = ["SECTIONS", "Window", "without_sections"]

SECTIONS = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>"))
_LONGEST = 9  # the length of the longest opening


class Window:
    """Bytes of a stream from `base` on; it grows on demand and is dropped when passed."""

    def __init__(self, chunks: Iterator[bytes], limit: int) -> None:
        self._chunks = chunks
        self._limit = limit
        self._endless: dict[bytes, int] = {}
        self.data = b""
        self.base = 0

    def grow(self) -> bool:
        """Take in more of the stream; say whether there was more."""
        chunk = next(self._chunks, b"")
        self.data += chunk
        return bool(chunk)

    def drop(self, position: int) -> None:
        """Forget what stands before a position."""
        self.data = self.data[position:]
        self.base += position

    def section_end(self, at: int) -> int:
        """Return where the section that begins at a position ends; 0 when none begins there or it has no end."""
        while len(self.data) - at < _LONGEST and self.grow():
            pass
        for opening, closing in SECTIONS:
            if self.data.startswith(opening, at):
                return self._find(closing, at + len(opening))
        return 0

    def _find(self, closing: bytes, at: int) -> int:
        if self.base + at < self._endless.get(closing, 0):  # searched before, in vain
            return 0
        start = at
        while (end := self.data.find(closing, start)) < 0:
            start = max(at, len(self.data) - len(closing) + 1)
            if len(self.data) - at > self._limit or not self.grow():
                self._endless[closing] = self.base + start
                return 0
        return end + len(closing)


def without_sections(head: bytes) -> bytes:
    """Return bytes without comments, CDATA sections and instructions; of one without an end only its opening goes."""
    kept = []
    at = 0
    endless: set[bytes] = set()
    while at < len(head):
        found = [(start, opening, closing) for opening, closing in SECTIONS if (start := head.find(opening, at)) >= 0]
        if not found:
            break
        start, opening, closing = min(found)
        kept.append(head[at:start])
        at = start + len(opening)
        end = -1 if opening in endless else head.find(closing, at)
        if end >= 0:
            at = end + len(closing)
        else:
            # Nothing ends it before the end of what is looked at: nor then any later one.
            endless.add(opening)
    kept.append(head[at:])
    return b"".join(kept)
