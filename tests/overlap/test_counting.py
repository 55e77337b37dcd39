"""Who holds how many editions, counted from the sets of their holders."""

from kg.overlap import Held, count
from kg.overlap.report import as_json, tsv_lines

HELD = [
    Held(("A", "B"), ("TP",), 3),
    Held(("A",), ("TP", "I"), 2),
    Held(("B",), (), 4),
    Held(("A", "B", "C"), ("I",), 1),
]


def test_the_matrix_counts_each_edition_once_for_each_two_holders() -> None:
    """Editions of three count for each pair among them."""
    found = count(HELD, "ABC")
    assert (found.editions, dict(found.held), dict(found.alone)) == (10, {"A": 6, "B": 8, "C": 1}, {"A": 2, "B": 4})
    assert (found.together("A", "B"), found.together("B", "A"), found.together("A", "C")) == (4, 4, 1)
    assert found.share("A", "B") == 4 / 6
    assert found.share("B", "A") == 4 / 8
    assert found.holders == {1: 6, 2: 3, 3: 1}


def test_in_a_group_there_are_no_others() -> None:
    """What only one of a group holds is its last copy, whoever else has it outside."""
    found = count(HELD, "BC")
    assert (found.editions, dict(found.alone)) == (8, {"B": 7})
    assert found.together("B", "C") == 1


def test_clc_is_counted_by_one_and_by_two_letters() -> None:
    """An edition in two classes counts in each, and once in a letter; those without a class stand last."""
    rows = {row.code: row for row in count([*HELD, Held(("C",), ("TN", "TP"), 1)], "ABC", "clc").classes}
    assert list(rows) == ["I", "T", "TN", "TP", ""]
    assert (rows["T"].editions, rows["TP"].editions, rows["TN"].editions, rows["I"].editions) == (6, 6, 1, 3)
    assert (rows["T"].shared, dict(rows["T"].alone), dict(rows["T"].held)) == (
        3,
        {"A": 2, "C": 1},
        {"A": 5, "B": 3, "C": 1},
    )
    assert rows[""].editions == 4


def test_one_class_alone_has_its_own_matrix() -> None:
    """The letter takes in what is classed by two."""
    found = count(HELD, "ABC", "clc", "T")
    assert (found.editions, found.together("A", "B"), found.together("A", "C")) == (5, 3, 0)


def test_a_member_without_editions_has_a_share_of_none() -> None:
    """Nothing is divided by nothing."""
    assert count(HELD, "AD").share("D", "A") == 0


def test_the_figures_as_a_table_and_as_json() -> None:
    """Each two members have a line each way; JSON has classes where they were asked for."""
    lines = list(tsv_lines(count(HELD, "AB")))
    assert lines[1:] == ["A\tB\t4\t0.6667\t6\t2\n", "B\tA\t4\t0.5000\t8\t4\n"]
    said = as_json(count(HELD, "ABC", "ddc"), "ddc")
    assert said["members"]["A"]["both"] == {"B": 4, "C": 1}
    assert {row["code"]: row["editions"] for row in said["classes"]} == {"TP": 5, "I": 3, "": 4}
    by_class = list(tsv_lines(count(HELD, "AB", "ddc"), "ddc"))
    assert "TP\t5\t3\tA\t5\t2\n" in by_class
