"""ISO 2709: framing by terminators, repair of leaders and directories, and what is said of each."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from kg.records import Problem, Record

Read = Callable[..., tuple[list[Record], list[Problem]]]


def reasons(problems: list[Problem]) -> set[str]:
    return {problem.reason for problem in problems}


def test_clean_file_has_no_problem(make: SimpleNamespace, read: Read) -> None:
    """A file in which everything agrees gives its records and not a word."""
    records, problems = read(make.book("a1") + make.book("a2", "水滸傳"))
    assert [(r.control("001"), r.all("245")[0].get("a")) for r in records] == [("a1", "紅樓夢 /"), ("a2", "水滸傳 /")]
    assert not problems


def test_offset_and_number_say_where_a_record_stands(make: SimpleNamespace, read: Read) -> None:
    """Offsets count bytes from 0, numbers count from 1."""
    first = make.book("a1")
    records, _ = read(first + b"\r\n" + make.book("a2"))
    assert [(r.number, r.offset) for r in records] == [(1, 0), (2, len(first) + 2)]


@pytest.mark.parametrize("filler", [b"\n", b"\r\n", b"\x00" * 40, b"\x1a", b"\xef\xbb\xbf", b"\x1d", b"  "])
def test_fillers_between_records_are_skipped(make: SimpleNamespace, read: Read, filler: bytes) -> None:
    """Line ends, zero bytes, Ctrl-Z, byte order marks and doubled terminators between records are no records."""
    records, problems = read(filler + make.book("a1") + filler + make.book("a2") + filler)
    assert (len(records), problems) == (2, [])


@pytest.mark.parametrize("length", [b"00099", b"99999", b"-0099", b"     ", "٠٠١٢٧".encode()[:5]])
def test_length_is_never_trusted(make: SimpleNamespace, read: Read, length: bytes) -> None:
    """A wrong length costs no record, neither its own nor the next."""
    bad = length + make.book("a2")[5:]
    records, problems = read(make.book("a1") + bad + make.book("a3"))
    assert [r.control("001") for r in records] == ["a1", "a2", "a3"]
    assert ("length-mismatch", 2) in [(p.reason, p.number) for p in problems]


def test_lost_terminator_is_found_by_the_next_leader(make: SimpleNamespace, read: Read) -> None:
    """Where 0x1D is missing, the next regular leader begins the next record."""
    records, problems = read(make.book("a1")[:-1] + make.book("a2"))
    assert [r.control("001") for r in records] == ["a1", "a2"]
    assert "unterminated" in reasons(problems)


def test_stray_terminator_inside_does_not_cut_a_record(make: SimpleNamespace, read: Read) -> None:
    """A 0x1D within a field is left out when the length shows that the record goes on."""
    broken = make.book("a1", "ab cd").replace(b"ab cd", b"ab\x1dcd")
    records, problems = read(broken + make.book("a2"))
    assert [r.all("245")[0].get("a") for r in records] == ["ab cd /", "紅樓夢 /"]
    assert reasons(problems) == {"terminator-inside"}


def test_wrong_base_address_is_found_again(make: SimpleNamespace, read: Read) -> None:
    """The fields begin after the first 0x1E, whatever leader/12-16 says."""
    raw = make.book("a1")
    records, problems = read(raw[:12] + b"99999" + raw[17:])
    assert records[0].all("245")[0].get("a") == "紅樓夢 /"
    assert reasons(problems) == {"base-address"}


def test_field_longer_than_its_directory_entry_is_taken_whole(make: SimpleNamespace, read: Read) -> None:
    """A directory length holds four digits; a longer field is read up to 0x1E and reported."""
    raw = make.iso2709([("001", "a1"), ("520", "  $a" + "長" * 40), ("650", " 0$a小說")])
    entry = raw.index(b"520")
    records, problems = read(raw[: entry + 3] + b"0099" + raw[entry + 7 :])
    assert len(records[0].all("520")[0].get("a")) == 40
    assert reasons(problems) == {"field-length"}


def long_record(written: Callable[[int], str]) -> bytes:
    """Return a record of 150 items and 130,000 bytes, in which `written` says how a start is written."""
    fields = [("001", "a1"), ("245", "10\x1fa紅樓夢")] + [("952", f"  \x1fa{n:04d}{'x' * 850}") for n in range(150)]
    directory, data = "", b""
    for tag, text in fields:
        body = text.encode() + b"\x1e"
        directory += f"{tag}{len(body):04d}{written(len(data))}"
        data += body
    base = 25 + len(directory)
    return f"99999nam a22{base:05d} a 4500{directory}\x1e".encode() + data + b"\x1d"


@pytest.mark.parametrize(
    "written",
    [lambda at: f"{at:05d}", lambda at: f"{min(at, 99_999):05d}", lambda at: f"{at % 100_000:05d}"],
    ids=["six digits", "99999", "without the first digit"],
)
def test_starts_beyond_five_digits_are_found_again(read: Read, written: Callable[[int], str]) -> None:
    """In a record over 99,999 bytes a start that does not fit is the end of the field before: no tag is invented."""
    records, problems = read(long_record(written))
    assert [f.tag for f in records[0].fields] == ["001", "245"] + ["952"] * 150
    assert [(f.get("a") or "")[:4] for f in records[0].all("952")] == [f"{n:04d}" for n in range(150)]
    assert "directory" not in reasons(problems)


def test_rubbish_before_the_first_record_is_no_markup(make: SimpleNamespace, read: Read) -> None:
    """A file of ISO 2709 may begin with a stray <, which does not make it XML."""
    records, _ = read(b"<" + make.book("a1") + make.book("a2"))
    assert "a2" in [r.control("001") for r in records]


def test_moved_fields_are_taken_in_their_order(make: SimpleNamespace, read: Read) -> None:
    """Bytes put into a field move all addresses after it; the terminators still tell the fields apart."""
    records, problems = read(make.book("a1").replace("曹雪芹".encode(), "曹\r\n雪芹".encode()) + make.book("a2"))
    assert [len(r.fields) for r in records] == [3, 3]
    assert "length-mismatch" in reasons(problems)


def test_directory_in_another_order_is_no_fault(make: SimpleNamespace, read: Read) -> None:
    """Entries need not stand in the order of the data."""
    raw = make.iso2709([("001", "a1"), ("245", "10$a紅樓夢"), ("500", "  $a註")])
    swapped = raw[:36] + raw[48:60] + raw[36:48] + raw[60:]
    records, problems = read(swapped)
    assert ([f.tag for f in records[0].fields], problems) == (["001", "500", "245"], [])


def test_lost_byte_in_the_directory_costs_one_entry_at_most(make: SimpleNamespace, read: Read) -> None:
    """A directory that is no multiple of 12 is read on where a whole entry begins."""
    raw = make.iso2709([("001", "a1"), ("100", "1 $a曹雪芹"), ("245", "10$a紅樓夢"), ("500", "  $a註")])
    at = raw.index(b"100", 24) + 5
    records, problems = read(raw[:at] + raw[at + 1 :])
    assert {"245", "500"} <= {f.tag for f in records[0].fields if f.subfields}
    assert "directory" in reasons(problems)


def test_record_without_fields_is_damaged_and_kept(make: SimpleNamespace, read: Read) -> None:
    """Bytes that are no record are reported with their place, and kept."""
    raw = b"00026     2200025   4500\x1e\x1d"
    records, problems = read(make.book("a1") + raw)
    damaged = problems[0]
    assert len(records) == 1
    assert (damaged.severity, damaged.reason, damaged.number, damaged.raw) == ("damaged", "no-fields", 2, raw)
    assert damaged.offset == len(make.book("a1"))


def test_rubbish_before_a_record_is_reported_and_the_record_kept(make: SimpleNamespace, read: Read) -> None:
    """Reading goes on at the next regular leader."""
    records, problems = read(make.book("a1") + b"-- page 2 --\n" + make.book("a2"))
    assert [r.control("001") for r in records] == ["a1", "a2"]
    assert [(p.severity, p.raw) for p in problems] == [("damaged", b"-- page 2 --\n")]


def test_file_that_ends_within_a_record(make: SimpleNamespace, read: Read) -> None:
    """What stands before the cut is read; the rest is kept as damaged."""
    records, problems = read(make.book("a1") + make.book("a2")[:-30])
    assert len(records) == 1
    assert (problems[0].severity, problems[0].reason, problems[0].local_id) == ("damaged", "truncated", "a2")


def test_two_001_and_duplicate_001(make: SimpleNamespace, read: Read) -> None:
    """The first of two 001 counts; a number met before in the file is reported."""
    twice = make.iso2709([("001", "x"), ("001", "y"), ("245", "10$a題名")])
    records, problems = read(twice + make.book("x"))
    assert [r.control("001") for r in records] == ["x", "x"]
    assert [p.reason for p in problems] == ["two-ids", "duplicate-id"]


def test_empty_subfields_are_left_out(make: SimpleNamespace, read: Read) -> None:
    """A subfield without text or code says nothing."""
    records, problems = read(make.iso2709([("001", "x"), ("245", "10$a$b副題$$"), ("500", "  ")]))
    assert (records[0].all("245")[0].subfields, problems) == ((("b", "副題"),), [])


def test_subfield_codes_keep_their_case(make: SimpleNamespace, read: Read) -> None:
    """CALIS writes pinyin as $A beside $a."""
    records, _ = read(make.iso2709([("001", "x"), ("245", "10$a小王子$AXiao wang zi")]))
    assert records[0].all("245")[0].get("A") == "Xiao wang zi"


def test_control_characters_are_taken_out_and_kept_in_raw(make: SimpleNamespace, read: Read) -> None:
    """What XML 1.0 forbids leaves the text, not the record's bytes."""
    records, problems = read(make.book("a1", "紅\x07樓\ufffe夢"))
    assert records[0].all("245")[0].get("a") == "紅樓夢 /"
    assert b"\x07" in records[0].raw
    assert reasons(problems) == {"control-characters"}


def test_field_without_indicators_keeps_its_text(make: SimpleNamespace, read: Read) -> None:
    """Indicators that are missing become blanks."""
    records, problems = read(make.iso2709([("001", "x"), ("245", "$a題名")]))
    assert (records[0].all("245")[0].indicators, records[0].all("245")[0].get("a")) == ("  ", "題名")
    assert reasons(problems) == {"indicators"}


def test_leader_d_deletes(make: SimpleNamespace, read: Read) -> None:
    """Leader/05 d is a deletion."""
    records, _ = read(make.book("a1", leader="00000dam a2200000 a 4500"))
    assert records[0].deleted


def test_file_without_records_is_refused(read: Read) -> None:
    """An empty file is not taken for a library without books."""
    for data in (b"", b"\x1d", b"\n\n"):
        records, problems = read(data)
        assert ([p.severity for p in problems], records) == (["refused"], [])
