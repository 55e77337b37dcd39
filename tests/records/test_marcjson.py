"""MARC-in-JSON against other implementations: pymarc writes it, yaz writes it; and what damage leaves."""

import io
import json
import shutil
import subprocess
import tracemalloc
from collections.abc import Iterator
from types import SimpleNamespace

import pymarc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.records import Problem, Record, read_records
from kg.records.limits import Limits

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=20)


def one(number: int, title: str = "红楼梦") -> str:
    fields = [{"001": f"a{number}"}, {"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": title}]}}]
    return json.dumps({"leader": "00000nam a2200000 a 4500", "fields": fields}, ensure_ascii=False)


def read(data: str | bytes, **how: object) -> tuple[list[Record], list[Problem]]:
    raw = data.encode() if isinstance(data, str) else data
    found = list(read_records(io.BytesIO(raw), **how))  # type: ignore[arg-type]
    records = [item for item in found if isinstance(item, Record)]
    return records, [p for r in records for p in r.problems] + [item for item in found if isinstance(item, Problem)]


@given(st.lists(st.tuples(st.sampled_from(["245", "500", "650"]), st.lists(TEXT, min_size=1, max_size=3)), min_size=1))
def test_reads_what_pymarc_writes(fields: list[tuple[str, list[str]]]) -> None:
    """Any text in any field comes out of pymarc's JSON as it went in."""
    record = pymarc.Record(leader="00000nam a2200000 a 4500")
    record.add_field(pymarc.Field(tag="001", data="x1"))
    for tag, texts in fields:
        subfields = [pymarc.Subfield("a", text) for text in texts]
        record.add_field(pymarc.Field(tag=tag, indicators=pymarc.Indicators("1", " "), subfields=subfields))
    (found,), problems = read(record.as_json(), format="marc21")
    assert problems == []
    assert [(f.tag, [text for _, text in f.subfields]) for f in found.fields[1:]] == fields


@pytest.mark.skipif(shutil.which("yaz-marcdump") is None, reason="yaz is not installed")
def test_reads_what_yaz_writes_like_the_original(make: SimpleNamespace) -> None:
    """`yaz-marcdump -o json` of an ISO 2709 file gives the same fields as the file."""
    iso = b"".join(make.book(f"a{n}", f"红楼梦 {n}") for n in range(3))
    done = subprocess.run(["yaz-marcdump", "-o", "json", "/dev/stdin"], input=iso, capture_output=True, check=True)
    records, problems = read(done.stdout)
    originals, _ = read(iso)
    assert problems == []
    assert [r.fields for r in records] == [r.fields for r in originals]


@pytest.mark.parametrize(
    "data",
    [
        f"[{one(1)},{one(2)}]",
        f"{one(1)}\n{one(2)}\n",
        f"{one(1)}\r\n\r\n{one(2)}",
        f"[\n  {one(1)} ,\n {one(2)}\n]\n",
        f"\ufeff[{one(1)},{one(2)}]",
        f'{{"records": [{one(1)},{one(2)}]}}',
        "\x1e".join((one(1), one(2))),
        json.dumps([json.loads(one(1)), json.loads(one(2))], indent=4),
    ],
)
def test_every_way_of_putting_records_together(data: str) -> None:
    """An array, lines, objects one after another, a wrapper, a mark of bytes: the same two records."""
    records, problems = read(data)
    assert ([r.control("001") for r in records], problems) == (["a1", "a2"], [])


CONTROL = {"tag": "001"}
DATA = {"tag": "245", "ind1": "1", "ind2": "0"}


@pytest.mark.parametrize(
    "shape",
    [
        {
            "controlfield": [{**CONTROL, "data": "a1"}],
            "datafield": [{"tag": "245", "ind": "10", "subfield": [{"code": "a", "data": "T"}]}],
        },
        {"fields": [{**CONTROL, "value": "a1"}, {**DATA, "subfields": [{"code": "a", "value": "T"}]}]},
        {"fields": [{"001": "a1"}, {"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": "T"}]}}]},
    ],
)
def test_the_other_shapes_of_marc_in_json(shape: dict[str, object]) -> None:
    """`marc-json` and fields with a tag of their own are read as the common shape."""
    (record,), problems = read(json.dumps({"leader": "00000nam a2200000 a 4500", **shape}))
    assert problems == []
    assert [tuple(f) for f in record.fields] == [("001", "", (), "a1"), ("245", "10", (("a", "T"),), "")]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("}]}}]}", "}]}}]", 1),
        lambda text: text[:-20],
        lambda text: text.replace('"a2"', '"a2', 1),
        lambda text: text.replace("红", '红"', 1),
        lambda text: text.replace(",", ",,", 1),
        lambda text: "{{{{" + text,
    ],
)
def test_a_damaged_record_takes_no_neighbour_with_it(spoil: object) -> None:
    """Records before and after a broken one are read; its bytes are kept, with their place."""
    broken = spoil(one(2))  # type: ignore[operator]
    data = f"[{one(1)},{broken},{one(3)}]"
    records, problems = read(data)
    assert {"a1", "a3"} <= {r.control("001") for r in records}
    assert all(data.encode()[p.offset :].startswith(p.raw[:10]) for p in problems if p.severity == "damaged")
    assert len(records) + sum(p.severity == "damaged" for p in problems) >= 3


def test_odd_values_are_said_and_do_not_stop() -> None:
    """Numbers, lists, nulls and long codes where texts should stand."""
    fields = [
        {"001": 12345},
        {"245": {"ind1": None, "ind2": ["x"], "subfields": [{"a": "T"}, {"abc": "x"}, {"b": ["y"]}, {"c": None}]}},
        {"12345": "x"},
        "text",
        {"500": {"subfields": {"a": "x", "b": "y"}}},
    ]
    (record,), problems = read(json.dumps({"leader": "short", "fields": fields}))
    assert record.control("001") == "12345"
    assert [f.subfields for f in record.all("500")] == [(("a", "x"), ("b", "y"))]
    assert {"leader", "subfield-code", "shape", "tag", "indicators"} <= {p.reason for p in problems}


@pytest.mark.parametrize("inside", ["[" * 100_000, "9" * 10_000, '"\\ud800"', "1e999", "NaN"])
def test_hostile_json_is_damage_or_text(inside: str) -> None:
    """Depth, giant numbers and lone surrogates end in a record or a problem, never in an exception."""
    data = f'[{one(1)},{{"leader":"00000nam a2200000 a 4500","fields":[{{"001":{inside}}}]}},{one(3)}]'
    records, _ = read(data)
    assert {"a1", "a3"} <= {r.control("001") for r in records}
    for record in records:
        str(record.fields).encode("utf-8")


def test_a_great_array_is_a_stream() -> None:
    """Memory does not grow with the array."""

    class Endless(io.RawIOBase):
        """An array of 20,000 records, made as it is read."""

        def __init__(self) -> None:
            self._parts: Iterator[bytes] = iter([b"[", *([one(1).encode() + b","] * 20_000), one(2).encode() + b"]"])

        def read(self, size: int = -1) -> bytes:
            del size
            return b"".join(part for _, part in zip(range(50), self._parts, strict=False))

    tracemalloc.start()
    count = sum(1 for item in read_records(Endless(), limits=Limits(ids=10)) if isinstance(item, Record))  # type: ignore[arg-type]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_001
    assert peak < 16 << 20


def test_json_in_another_character_set_says_so() -> None:
    """JSON is UTF-8; what is not is read by its characters, with a warning."""
    records, problems = read(f"[{one(1, '红楼梦古典小说贾宝玉林黛玉薛宝钗')}]".encode("gb18030"))
    assert records[0].fields[1].get("a") == "红楼梦古典小说贾宝玉林黛玉薛宝钗"
    assert [p.reason for p in problems] == ["encoding"]
