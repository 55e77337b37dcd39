"""Order of arrival, and that what changes re-examines only its neighbours."""

from itertools import combinations
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.matching import MatchRow, place

BASE: dict[str, Any] = {"author": "曹雪芹", "pages": "1606页", "year": "1982"}
RECORDS: list[tuple[str, dict[str, Any]]] = [
    ("红楼梦", BASE),
    ("紅樓夢", BASE),
    ("红楼梦", BASE | {"pages": ""}),
    ("红楼梦", BASE | {"year": "2008", "publisher": "中华书局", "pages": "1500页"}),
    ("紅樓夢", BASE | {"year": "2008", "publisher": "中華書局", "pages": "1500頁"}),
    ("红楼梦 上册", BASE | {"pages": "700页"}),
    ("红楼梦 下册", BASE | {"pages": "700页"}),
    ("红楼梦研究", BASE | {"author": "俞平伯"}),
    ("三国演义", BASE | {"author": "罗贯中", "pages": "990页"}),
    ("三國演義", BASE | {"author": "羅貫中", "pages": "990頁"}),
]


def pairs_of(desk: Any, order: list[int]) -> set[tuple[int, int]]:
    """Return which of the records came into one edition."""
    placed = {index: desk.instance(desk.put(RECORDS[index][0], **RECORDS[index][1])) for index in order}
    return {(a, b) for a, b in combinations(sorted(placed), 2) if placed[a] == placed[b]}


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(len(RECORDS))))
def test_the_order_of_arrival_makes_no_other_editions(new_desk: Any, order: list[int]) -> None:
    """The same records, whichever comes first, are the same editions."""
    with new_desk() as desk, desk.catalogue.transaction():
        assert pairs_of(desk, order) == {(0, 1), (0, 2), (1, 2), (3, 4), (8, 9)}


def test_a_record_that_arrives_is_compared_with_its_neighbours_only(new_desk: Any, row: Any) -> None:
    """Of a catalogue full of other books only those that share a key are looked at."""
    with new_desk() as desk, desk.catalogue.transaction():
        for number in range(40):
            desk.put(
                f"{chr(0x4E00 + 37 * number)}{chr(0x5E00 + 41 * number)}之书", author="无名氏", year=str(1950 + number)
            )
        desk.put("红楼梦", **BASE)
        decision = place(desk.catalogue, row("紅樓夢", **BASE)).decision
        assert [one.record for one in (*decision.comparisons, *decision.apart)] == [41]


def test_a_row_is_the_same_when_read_again(row: Any) -> None:
    """Rows are compared as values."""
    assert isinstance(row("红楼梦"), MatchRow)
    assert row("红楼梦", **BASE) == row("红楼梦", **BASE)
