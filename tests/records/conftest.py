"""Small records made for the tests: whole files as bytes, in each carrier."""

import io
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from kg.records import Problem, Record, read_records

_MARC = "http://www.loc.gov/MARC21/slim"


def iso2709(
    fields: list[tuple[str, str]], *, leader: str = "00000nam a2200000 a 4500", encoding: str = "utf-8"
) -> bytes:
    """Return one record; a field's text holds indicators and `$a` for subfield marks."""
    directory, data = b"", b""
    for tag, text in fields:
        body = text.replace("$", "\x1f").encode(encoding) + b"\x1e"
        directory += f"{tag}{len(body):04d}{len(data):05d}".encode()
        data += body
    base = 24 + len(directory) + 1
    length = base + len(data) + 1
    head = f"{length:05d}{leader[5:12]}{base:05d}{leader[17:]}".encode()
    return head + directory + b"\x1e" + data + b"\x1d"


def book(number: str, title: str = "紅樓夢", **how: str) -> bytes:
    """Return one MARC 21 book."""
    fixed = "200101s2020    cc            000 1 chi d"
    return iso2709([("001", number), ("008", fixed), ("245", f"10$a{title} /$c曹雪芹著.")], **how)


def chinese_book(number: str, title: str = "红楼梦", *, encoding: str = "utf-8") -> bytes:
    """Return one CNMARC book."""
    fields = [
        ("001", number),
        ("100", "  $a20210923d2021    em y0chiy50      ea"),
        ("101", "0 $achi"),
        ("102", "  $aCN$b110000"),
        ("200", f"1 $a{title}$9hong lou meng$f(清)曹雪芹著"),
        ("210", "  $a北京$c人民文学出版社$d2021"),
        ("330", "  $a本书是中国古典小说的代表作品，描写了贾宝玉与林黛玉的爱情故事。"),
        ("690", "  $aI242.4$v5"),
        ("801", " 0$aCN$bNLC$c20210923"),
    ]
    return iso2709(fields, leader="00000nam0 2200000   450 ", encoding=encoding)


def xml_book(number: str, title: str = "紅樓夢") -> str:
    """Return one MARCXML record without a namespace of its own."""
    return (
        f'<record><leader>00000nam a2200000 a 4500</leader><controlfield tag="001">{number}</controlfield>'
        f'<datafield tag="245" ind1="1" ind2="0"><subfield code="a">{title}</subfield></datafield></record>'
    )


def collection(*records: str) -> bytes:
    """Return a MARCXML file."""
    return f'<?xml version="1.0" encoding="UTF-8"?><collection xmlns="{_MARC}">{"".join(records)}</collection>'.encode()


def parted(found: list[Record | Problem]) -> tuple[list[Record], list[Problem]]:
    """Return the records, and all problems: theirs first."""
    records = [one for one in found if isinstance(one, Record)]
    return records, [p for r in records for p in r.problems] + [one for one in found if isinstance(one, Problem)]


@pytest.fixture
def make() -> SimpleNamespace:
    """Return the functions that make records."""
    return SimpleNamespace(
        iso2709=iso2709, book=book, chinese_book=chinese_book, xml_book=xml_book, collection=collection, parted=parted
    )


@pytest.fixture
def read() -> Callable[..., tuple[list[Record], list[Problem]]]:
    """Return a function that reads bytes and gives records and problems."""

    def read_bytes(data: bytes, **how: object) -> tuple[list[Record], list[Problem]]:
        return parted(list(read_records(io.BytesIO(data), **how)))  # type: ignore[arg-type]

    return read_bytes
