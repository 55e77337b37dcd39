"""Large files of N-Triples and N-Quads cut into batches of whole records, so that memory does not grow with the file.

A record's lines stand together in such files: those of one named graph, or those whose subjects are fragments of one
document (`…/record/1#work`). What stands between two records (agents, terms) is read with both.
"""

import re
from collections.abc import Iterable, Iterator

from kg.errors import RefusedError

__all__ = ["batches"]

_QUAD = re.compile(rb'^\s*\S+\s+<[^>]*>\s+(?:<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"\S*)\s+(<[^>]*>)\s*\.')
_FRAGMENT = re.compile(rb"^\s*<([^>#]*)#")


def batches(lines: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield the lines in batches of whole records, each a little over `size` bytes.

    Raise RefusedError where a record goes on after another has begun, since its parts would become two records.
    """
    batch: list[bytes] = []
    between: list[bytes] = []
    length, current, closed = 0, b"", set[int]()
    for line in lines:
        key = _record_of(line)
        if key and key != current:
            if hash(key) in closed:
                name = key.decode("utf-8", "replace")
                raise RefusedError(f"The lines of {name} do not stand together: sort a large file by record first.")
            closed.add(hash(key))
            current = key
            if length > size:
                yield b"".join(batch)
                batch, length = list(between), 0
        between = [] if key else [*between, line]
        batch.append(line)
        length += len(line)
    if batch:
        yield b"".join(batch)


def _record_of(line: bytes) -> bytes:
    """Return what names a line's record, nothing for lines that may be of any."""
    quad = _QUAD.match(line)
    found = quad or _FRAGMENT.match(line)
    return found[1] if found else b""
