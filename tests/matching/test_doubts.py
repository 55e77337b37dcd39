"""The queue: what the matcher doubts, in which order, how it leaves, and that no question of it reads a whole table."""

from typing import Any

import pytest

from kg.catalogue.reviews import ORDER, ReviewFilter, _query
from kg.matching import evidence, judge
from kg.matching.doubts import band, doubt
from kg.matching.weights import shipped_weights

BANDS = shipped_weights().bands
BOOK = {"author": "曹雪芹", "pages": "1606页", "year": "1982"}


def doubtful(desk: Any) -> tuple[str, str]:
    """Put two records that the matcher cannot be sure of, and return their ids."""
    pair = (
        desk.put("中国古代小说史论", author="曹雪芹", pages="300页", year="1982"),
        desk.put("中国古代小说史论", author="曹雪芹", pages="320页", year="1983"),
    )
    found = evidence(desk.catalogue, [(int(pair[0]), int(pair[1]))])[0]
    assert BANDS.ask <= found.score < BANDS.sure, found
    assert not found.vetoes
    return pair


def pairs(desk: Any, **wanted: Any) -> list[tuple[int, int]]:
    return [(row.a, row.b) for row in desk.catalogue.review_table.rows(ReviewFilter(**wanted), limit=50)]


def test_a_doubtful_pair_is_queued_with_its_evidence(desk: Any) -> None:
    """It is displayed as it stands: joined or apart, and the edge is kept either way."""
    one, two = doubtful(desk)
    assert pairs(desk) == [(int(one), int(two))]
    (row,) = desk.catalogue.review_table.rows(ReviewFilter(), limit=1)
    assert row.joined == (desk.instance(one) == desk.instance(two))
    assert (row.records, row.kind) == (2, "duplicate")
    assert 0 < row.doubt <= 1
    assert [edge[:2] for edge in desk.catalogue.match_table.edges(int(one))] == [(int(one), int(two))]


def test_what_is_sure_or_unlike_is_not_queued(desk: Any) -> None:
    """Another book, and a copy that another member catalogued to the letter."""
    desk.put(**BOOK)
    desk.put("石头记", author="脂砚斋", pages="12页", year="1927")
    assert pairs(desk) == []


def test_duplicates_of_one_member_are_reported_though_sure(desk: Any) -> None:
    """They are joined, come last, and are found by their kind."""
    desk.put(**BOOK)
    desk.put(**BOOK)
    doubtful(desk)
    assert pairs(desk)[-1] == (1, 2)
    assert pairs(desk, kind="duplicate") == pairs(desk)
    assert pairs(desk, kind="pair") == []
    assert pairs(desk, member="nju") == pairs(desk)
    assert pairs(desk, member="PKU") == []


def test_joined_and_apart_are_told_by_where_records_are_now(desk: Any) -> None:
    """A split moves a pair from the one list to the other."""
    desk.put(**BOOK)
    desk.put(**BOOK)
    assert (pairs(desk, joined="yes"), pairs(desk, joined="no")) == ([(1, 2)], [])
    desk.catalogue.record_table.move(2, desk.catalogue.cluster_table.mint("instance", desk.work("1")))
    assert (pairs(desk, joined="yes"), pairs(desk, joined="no")) == ([], [(1, 2)])


@pytest.mark.parametrize("verdict", ["same", "different"])
def test_a_verdict_takes_a_pair_out(desk: Any, verdict: str) -> None:
    """And it does not come back when the record is placed again."""
    one, two = doubtful(desk)
    judge(desk.catalogue, ("NJU", one), ("NJU", two), verdict, "cataloguer")
    assert pairs(desk) == []
    assert desk.catalogue.review_table.strays(5) == []


def test_who_is_unsure_puts_a_pair_aside(desk: Any) -> None:
    """It moves nothing, is kept with the name, and the pair is found among those put aside."""
    one, two = doubtful(desk)
    homes = desk.instance(one), desk.instance(two)
    before = desk.catalogue.last_event()
    judge(desk.catalogue, ("NJU", one), ("NJU", two), "unsure", "cataloguer")
    assert (desk.instance(one), desk.instance(two)) == homes
    assert desk.catalogue.last_event() == before
    assert (pairs(desk), pairs(desk, aside=True)) == ([], [(int(one), int(two))])
    found = desk.catalogue.oversight.judgement("instance", int(one), int(two))
    assert (found.verdict, found.who) == ("unsure", "cataloguer")


def test_a_record_that_goes_takes_its_pairs_along(desk: Any) -> None:
    """Nothing is asked about what is not there."""
    one, _ = doubtful(desk)
    desk.catalogue.match_table.drop(int(one))
    assert pairs(desk) == []


def test_a_greater_effect_comes_first(desk: Any) -> None:
    """Of two pairs as doubtful, the one whose verdict touches more records."""
    first, second = (desk.put(f"{name}古代小说史论", **BOOK) for name in ("中国", "日本"))
    lone = desk.put("朝鲜古代小说史论", **BOOK)
    table = desk.catalogue.review_table
    table.put(int(first), int(lone), 0.5)
    table.put(int(second), int(lone), 0.5)
    for _ in range(3):
        desk.put("日本古代小说史论", **BOOK)
    assert pairs(desk, kind="duplicate")[0] == (int(second), int(lone))
    assert next(row for row in table.rows(ReviewFilter(), limit=1)).records == 5


@pytest.mark.parametrize(
    ("score", "joined", "least", "most"),
    [
        (BANDS.sure, True, 0, 0.05),
        (BANDS.join, True, 1, 1),
        (BANDS.worst, True, 1, 1),
        (BANDS.join + 5, False, 1, 1),
        (BANDS.ask, False, 0, 0.05),
    ],
)
def test_doubt_is_greatest_where_decision_and_evidence_part(
    score: float, *, joined: bool, least: float, most: float
) -> None:
    """Joined with little, or kept apart with much."""
    assert least <= doubt(score, joined=joined) <= most


def test_what_forbids_leaves_nothing_to_ask() -> None:
    """But early prints are for people to join."""
    assert band(BANDS.sure, []) == "sure"
    assert band(BANDS.sure, ["parts differ"]) == "apart"
    assert band(BANDS.sure, ["early print"]) == "ask"
    assert band(BANDS.ask - 1, []) == "apart"


@pytest.mark.parametrize(
    "wanted",
    [ReviewFilter(), ReviewFilter(member="NJU"), ReviewFilter("NJU", "duplicate", "yes"), ReviewFilter(aside=True)],
)
def test_every_list_is_served_by_an_index(desk: Any, wanted: ReviewFilter) -> None:
    """No plan scans a table, and none sorts: a page of the queue costs what a page shows."""
    sql, values = _query(wanted, "review.a, review.b, review.rank")
    plan = desk.catalogue.database.rows(f"EXPLAIN QUERY PLAN {sql}{ORDER}", (*values, 50, 0))
    steps = [row[3] for row in plan]
    assert not [step for step in steps if step.startswith("SCAN") or "TEMP B-TREE" in step], steps
