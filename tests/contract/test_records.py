"""Every carrier reads its file in every packing, says where its records stand, and reads them again."""

import gzip
import io
import json
from functools import partial
from pathlib import Path

import pytest
import zstandard
from openpyxl import Workbook

from kg.records import CARRIERS, Columns, Problem, Record, read_stored
from kg.records import read_records as read_any
from kg.records.limits import Limits
from kg.records.stream import Stream

MARCXML = (
    '<record><leader>00000nam a2200000 a 4500</leader><controlfield tag="001">x{0}</controlfield>'
    '<datafield tag="245" ind1="1" ind2="0"><subfield code="a">紅樓夢 {0}</subfield></datafield></record>'
)
DC = (
    '<dc xmlns:d="http://purl.org/dc/elements/1.1/"><d:title>紅樓夢 {0}</d:title><d:identifier>x{0}</d:identifier></dc>'
)
HEADER = "<header><identifier>x{0}</identifier><datestamp>2026-01-01</datestamp></header>"
OAI = "<record>" + HEADER + "<metadata>{1}</metadata></record>"


def _iso2709(number: int) -> str:
    directory = "001000300000245001600003"
    return f"00069nam a2200049 a 4500{directory}\x1ex{number}\x1e10\x1fa紅樓夢 {number}\x1e\x1d"


def _marcjson(number: int) -> str:
    fields = [{"001": f"x{number}"}, {"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": f"紅樓夢 {number}"}]}}]
    return json.dumps({"leader": "00000nam a2200000 a 4500", "fields": fields}, ensure_ascii=False)


ROWS = [["记录号", "题名"], *([f"x{number}", f"紅樓夢 {number}"] for number in (1, 2, 3))]


def _xlsx() -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in ROWS:
        book.worksheets[0].append(row)
    book.save(file)
    return file.getvalue()


COLUMNS = Columns.load(Path(__file__).resolve().parents[2] / "mappings")
read_records = partial(read_any, columns=COLUMNS)
# Their records are made of rows: no bytes of the file are a record's.
TABLES = {"csv", "xlsx"}
FILES = {
    "iso2709": "".join(map(_iso2709, (1, 2, 3))),
    "marcjson": "[" + ",".join(map(_marcjson, (1, 2, 3))) + "]",
    "csv": "\r\n".join(",".join(row) for row in ROWS),
    "xlsx": "",
    "marcxml": "<collection>" + "".join(MARCXML.format(n) for n in (1, 2, 3)) + "</collection>",
    "dublincore": "<all>" + "".join(DC.format(n) for n in (1, 2, 3)) + "</all>",
    "oaipmh": "<OAI-PMH><ListRecords>"
    + "".join(OAI.format(n, DC.format(n)) for n in (1, 2, 3))
    + "</ListRecords></OAI-PMH>",
}
PACKINGS = {"plain": bytes, "gzip": gzip.compress, "zstd": lambda data: zstandard.ZstdCompressor().compress(data)}


def title(record: Record) -> str | None:
    return next((f.get("_") or f.get("a") for f in record.fields if f.tag in {"title", "245"}), None)


@pytest.fixture(params=CARRIERS.names())
def carrier(request: pytest.FixtureRequest) -> str:
    """Return the name of each carrier; one that has no file here fails."""
    return str(request.param)


@pytest.fixture
def data(carrier: str) -> bytes:
    """Return a file of three records in the carrier."""
    return FILES[carrier].encode() or _xlsx()


@pytest.mark.parametrize("packing", PACKINGS)
def test_reads_its_file(carrier: str, data: bytes, packing: str, tmp_path: Path) -> None:
    """Three records, no problem, from a path as from a stream."""
    path = tmp_path / "file"
    path.write_bytes(PACKINGS[packing](data))
    from_path = list(read_records(path, name="f"))
    from_stream = list(read_records(io.BytesIO(path.read_bytes()), name="f"))
    assert from_path == from_stream
    assert [(one.carrier, title(one), one.problems) for one in from_path if isinstance(one, Record)] == [
        (carrier, f"紅樓夢 {number}", ()) for number in (1, 2, 3)
    ]


def test_only_one_carrier_is_the_surest(carrier: str, data: bytes) -> None:
    """No two carriers claim the same file with the same right."""
    claims = sorted(CARRIERS.get(name).recognise(data) for name in CARRIERS.names())
    assert claims[-1] == CARRIERS.get(carrier).recognise(data) > claims[-2]


def test_offsets_rise_and_point_into_the_file(carrier: str, data: bytes) -> None:
    """An offset is where the record begins; a workbook, which is packed, has none."""
    records = [one for one in read_records(io.BytesIO(data)) if isinstance(one, Record)]
    assert [record.number for record in records] == [1, 2, 3]
    if carrier == "csv":
        assert [data[record.offset :][:2] for record in records] == [b"x1", b"x2", b"x3"]
    assert carrier in TABLES or all(data[record.offset : record.offset + 5] == record.raw[:5] for record in records)


def test_stored_bytes_give_the_same_record(data: bytes) -> None:
    """What a record keeps is enough to make it again."""
    for record in read_records(io.BytesIO(data)):
        assert isinstance(record, Record)
        again = read_stored(record.raw, carrier=record.carrier, format=record.format, encoding=record.encoding)
        assert again == record._replace(file="", offset=0, number=0)


def test_cut_off_file_keeps_the_records_before(carrier: str, data: bytes) -> None:
    """The first two records are read, and the end is a problem; of a workbook nothing is left."""
    if carrier == "xlsx":
        found = list(read_records(io.BytesIO(data[: len(data) // 2])))
        assert [one.severity for one in found if isinstance(one, Problem)] == ["refused"]
        return
    found = list(read_records(io.BytesIO(data[: data.index("紅樓夢 3".encode())])))
    assert [type(one) for one in found if isinstance(one, Record)] == [Record, Record]
    assert isinstance(found[-1], Problem)


def test_pieces_are_lazy(carrier: str, data: bytes) -> None:
    """Splitting is a stream: the first piece comes before the end is looked at."""
    pieces = CARRIERS.get(carrier).split(Stream(io.BytesIO(data), Limits()), Limits())
    assert next(pieces).raw
