"""What a worker and its owner say to each other over pipes: frames of a kind, a length and a content.

To the worker goes one frame a question. Back come `ready` once, then for each question any number of `data` and one
`end` or `error`.
"""

import json
import struct
from dataclasses import asdict, dataclass
from typing import IO, Any, Final, Self

__all__ = ["DATA", "END", "ERROR", "QUESTION", "READY", "FrameReader", "Question", "read_frame", "write_frame"]

QUESTION: Final = b"Q"
READY: Final = b"R"
DATA: Final = b"D"
END: Final = b"E"
ERROR: Final = b"X"

_HEAD = struct.Struct("!cI")


@dataclass(frozen=True, slots=True)
class Question:
    """A query and how it is to be answered.

    `union`: the default graph is the union of all. `default_graphs` and `named_graphs`: the dataset of the protocol,
    None where it says nothing. `rows`: the answer is cut after so many rows or statements, 0: never.
    """

    text: str
    format: str
    union: bool = True
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    rows: int = 0
    seconds: float = 10.0

    def to_bytes(self) -> bytes:
        """Return the question as it goes over the pipe."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """Return the question that came over the pipe."""
        values: dict[str, Any] = json.loads(content)
        for name in ("default_graphs", "named_graphs"):
            values[name] = None if values[name] is None else tuple(values[name])
        return cls(**values)


def write_frame(stream: IO[bytes], kind: bytes, content: bytes = b"") -> None:
    """Write one frame and flush."""
    stream.write(_HEAD.pack(kind, len(content)) + content)
    stream.flush()


def read_frame(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Return kind and content of the next frame, None where the stream ends."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, length = _HEAD.unpack(head)
    return kind, stream.read(length)


class FrameReader:
    """Puts frames together from whatever pieces a pipe gives."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, piece: bytes) -> list[tuple[bytes, bytes]]:
        """Take a piece and return the frames that are whole by now."""
        self._buffer += piece
        found: list[tuple[bytes, bytes]] = []
        while len(self._buffer) >= _HEAD.size:
            kind, length = _HEAD.unpack_from(self._buffer)
            if len(self._buffer) < _HEAD.size + length:
                break
            found.append((kind, bytes(self._buffer[_HEAD.size : _HEAD.size + length])))
            del self._buffer[: _HEAD.size + length]
        return found
