"""Random damage never raises and never costs a record that was not touched."""

import io

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.records import Problem, Record, read_records

FIXED = "200101s2020    cc            000 1 chi d"
TITLES = ["紅樓夢", "Les misérables", "Война и мир", "水滸傳", "三國演義"]


def _iso2709(number: int, title: str) -> bytes:
    data, directory = b"", b""
    for tag, text in [("001", f"id{number}"), ("008", FIXED), ("245", f"10\x1fa{title}\x1fcx")]:
        body = text.encode() + b"\x1e"
        directory += f"{tag}{len(body):04d}{len(data):05d}".encode()
        data += body
    base = 25 + len(directory)
    return f"{base + len(data) + 1:05d}nam a22{base:05d} a 4500".encode() + directory + b"\x1e" + data + b"\x1d"


def _xml(number: int, title: str) -> bytes:
    return (
        f'<record><leader>00000nam a2200000 a 4500</leader><controlfield tag="001">id{number}</controlfield>'
        f'<datafield tag="245" ind1="1" ind2="0"><subfield code="a">{title}</subfield></datafield></record>'
    ).encode()


MARC = [_iso2709(number, title) for number, title in enumerate(TITLES)]
XML = [_xml(number, title) for number, title in enumerate(TITLES)]


@st.composite
def damage(draw: st.DrawFn, records: list[bytes]) -> tuple[list[bytes], int]:
    """Return the pieces of a file with one record changed at random, and that record's place."""
    which = draw(st.integers(0, len(records) - 1))
    raw = bytearray(records[which])
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(raw)))
        cut = draw(st.integers(0, 12))
        raw[at : at + cut] = draw(st.binary(max_size=12))
    return [*records[:which], bytes(raw), *records[which + 1 :]], which


def _titles(data: bytes) -> list[tuple[str, str | None]]:
    found = list(read_records(io.BytesIO(data)))
    assert all(isinstance(one, Record | Problem) for one in found)
    return [(r.control("001"), next((f.get("a") for f in r.all("245")), "")) for r in found if isinstance(r, Record)]


@given(damage(MARC))
@settings(max_examples=400, deadline=None)
def test_damage_to_one_iso2709_record_leaves_the_others(changed: tuple[list[bytes], int]) -> None:
    """All other records come out, with their titles."""
    pieces, which = changed
    found = _titles(b"".join(pieces))
    assert {(f"id{n}", t) for n, t in enumerate(TITLES) if n != which} <= set(found)


@given(damage(XML))
@settings(max_examples=400, deadline=None)
def test_damage_to_one_marcxml_record_leaves_the_others(changed: tuple[list[bytes], int]) -> None:
    """All other records come out, with their titles."""
    pieces, which = changed
    found = _titles(b"<collection>" + b"".join(pieces) + b"</collection>")
    assert {(f"id{n}", t) for n, t in enumerate(TITLES) if n != which} <= set(found)


@given(
    st.binary(max_size=400), st.sampled_from([b"", MARC[0], XML[0], b"\x1f\x8b\x08\0\0\0\0\0\0\3", b"\x28\xb5\x2f\xfd"])
)
@settings(max_examples=300, deadline=None)
def test_no_bytes_raise(noise: bytes, start: bytes) -> None:
    """Whatever a file holds, there are records and problems, never an exception."""
    assert list(read_records(io.BytesIO(start + noise)))


def test_an_instruction_that_never_ends_hides_no_record() -> None:
    """A damaged first record with `<?` in it leaves the others, and the file is still MARCXML."""
    first = XML[0].replace(b"<record>", b"record>").replace(b"<subfield", b"<?subfield", 1)
    found = _titles(b"<collection>" + first + b"".join(XML[1:]) + b"</collection>")
    assert {(f"id{n}", t) for n, t in enumerate(TITLES) if n} <= set(found)


def test_a_namespace_within_a_damaged_tag_hides_no_record() -> None:
    """A first record whose tag is cut by a declaration is never closed; the others are not in its namespace."""
    first = XML[0].replace(b"<record>", b'<r xmlns="\0"ecord>')
    found = _titles(b"<collection>" + first + b"".join(XML[1:]) + b"</collection>")
    assert {(f"id{n}", t) for n, t in enumerate(TITLES) if n} <= set(found)


def test_a_first_record_that_begins_like_another_file_hides_no_record() -> None:
    """What follows it shows that the file is no XML, not UTF-16 and not packed."""
    for start in (
        b"<>",
        b"<a>",
        b"<?xml?>",
        b"\xfe\xff",
        b"\xff\xfe",
        b"\x1f\x8b",
        b"\x28\xb5\x2f\xfd",
        b"PK\3\4",
        b"{",
        b"a,b\n",
    ):
        found = _titles(start + b"".join(MARC))
        assert {(f"id{n}", t) for n, t in enumerate(TITLES) if n} <= set(found)
