"""Zip archives: each file in them is read as itself; those that lead out, or unpack to too much, are refused."""

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from kg.records import Columns, Problem, Record, read_records
from kg.records.limits import Limits

COLUMNS = Columns.load(Path(__file__).resolve().parents[2] / "mappings")


def packed(members: dict[str, bytes], *, mode: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            one = zipfile.ZipInfo(name)
            one.external_attr = mode << 16
            archive.writestr(one, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def read(data: bytes, **how: object) -> list[Record | Problem]:
    return list(read_records(io.BytesIO(data), name="all.zip", columns=COLUMNS, **how))  # type: ignore[arg-type]


def test_every_carrier_within_is_read(make: SimpleNamespace) -> None:
    """ISO 2709, MARCXML and a table; folders and an operating system's litter are passed over."""
    data = packed(
        {
            "a/": b"",
            "a/books.mrc": make.book("m1"),
            "b.xml": make.collection(make.xml_book("x1")),
            "藏书.csv": "记录号,题名\nc1,家\n".encode("gb18030"),
            "__MACOSX/._b.xml": b"litter",
        }
    )
    assert [(one.file, one.control("001")) for one in read(data) if isinstance(one, Record)] == [
        ("all.zip:a/books.mrc", "m1"),
        ("all.zip:b.xml", "x1"),
        ("all.zip:藏书.csv", "c1"),
    ]
    assert len(read(data)) == 3


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (packed({"../evil.mrc": b"x"}), "unsafe-archive"),
        (packed({"/etc/evil.mrc": b"x"}), "unsafe-archive"),
        (packed({"a\\..\\evil.mrc": b"x"}), "unsafe-archive"),
        (packed({"C:evil.mrc": b"x"}), "unsafe-archive"),
        (packed({"link.mrc": b"/etc/passwd"}, mode=stat.S_IFLNK | 0o777), "unsafe-archive"),
        (packed({"bomb.mrc": b"\x00" * (64 << 20)}), "too-large"),
        (packed({f"{n}.mrc": b"" for n in range(10_001)}), "too-large"),
        (packed({"inner.zip": packed({"a.mrc": b"x"})}), "packed-twice"),
        (packed({}), "not-records"),
        (packed({"a.mrc": b"x" * 5000})[:-30], "packing-damaged"),
        (packed({"only/": b""}), "empty"),
    ],
)
def test_what_is_refused(data: bytes, reason: str) -> None:
    """Paths that lead out, links, bombs, archives in archives, archives cut off: one refusal, nothing written."""
    found = read(data)
    assert [(one.severity, one.reason) for one in found if isinstance(one, Problem)] == [("refused", reason)]


def test_a_damaged_member_leaves_the_others(make: SimpleNamespace) -> None:
    """A wrong checksum of one file is said of that file."""
    data = bytearray(packed({"a.mrc": make.book("m1"), "b.mrc": make.book("m2")}))
    data[data.index(b"b.mrc") + 20] ^= 0xFF
    found = read(bytes(data))
    assert [one.control("001") for one in found if isinstance(one, Record)][:1] == ["m1"]
    assert any(isinstance(one, Problem) and one.file == "all.zip:b.mrc" for one in found)


def test_limits_hold_within(make: SimpleNamespace) -> None:
    """The total of what is unpacked is bounded."""
    found = read(packed({"a.mrc": make.book("m1") * 50}), limits=Limits(total_bytes=2000))
    assert [one.reason for one in found if isinstance(one, Problem)] == ["too-large"]


def test_a_table_may_be_the_only_member(read: Callable[..., object]) -> None:
    """Without a mapping it is refused as any table is."""
    (problem,) = read_records(io.BytesIO(packed({"a.csv": "题名,责任者\n家,巴金\n".encode()})))
    assert isinstance(problem, Problem)
    assert problem.reason == "columns"
