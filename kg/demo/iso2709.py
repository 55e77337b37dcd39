"""Fields as text (`200 1 $a红楼梦$b专著`) to the bytes of an ISO 2709 record, for the demo's own records."""

from collections.abc import Iterable

__all__ = ["make_record"]

_DELIMITER, _FIELD_END, _RECORD_END = "\x1f", b"\x1e", b"\x1d"
_LEADER_LENGTH = 24
_ENTRY_LENGTH = 12


def make_record(lines: Iterable[str], leader: str, encoding: str) -> bytes:
    """Return the record of these fields; `leader` has `%05d` for its length and for the base address of data.

    A line is the tag, two indicators (blanks or digits) and subfields that begin with `$` (`{dollar}` is the sign
    itself); below 010 the tag, a blank
    and the text.
    """
    directory, data = b"", b""
    for line in lines:
        tag, rest = line[:3], line[3:]
        text = rest[1:] if tag < "010" else rest[:2] + rest[2:].replace("$", _DELIMITER).replace("{dollar}", "$")
        field = text.encode(encoding) + _FIELD_END
        directory += f"{tag}{len(field):04d}{len(data):05d}".encode("ascii")
        data += field
    base = _LEADER_LENGTH + len(directory) + 1
    head = leader % (base + len(data) + 1, base)
    return head.encode("ascii") + directory + _FIELD_END + data + _RECORD_END
