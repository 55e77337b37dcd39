"""What staff look over: problems, by the page and all of them, however many there are."""

import pytest

from kg.catalogue import Catalogue, Member, ProblemRow
from kg.catalogue.oversight import PAGE, ProblemCount, ProblemFilter

FILTERS = (
    ProblemFilter(),
    ProblemFilter(member="A"),
    ProblemFilter(load=2),
    ProblemFilter(member="b", reason="leader"),
    ProblemFilter(load=1, severity="warning", reason="leader"),
)


@pytest.fixture
def troubled(catalogue: Catalogue) -> Catalogue:
    """Return a catalogue with three loads of two members, and more problems than are read at a time."""
    with catalogue.transaction():
        for code in "AB":
            catalogue.add_member(Member(code, code, "marc21"))
        for member, count in (("A", 5), ("B", PAGE + 7), ("A", 3)):
            load = catalogue.load_table.start(member, (), "me", replace_all=False)
            for number in range(count):
                severity, reason = ("warning", "leader") if number % 3 else ("damaged", "no-id")
                problem = ProblemRow(severity, reason, "", "a.mrc", number, number, str(number), b"")
                catalogue.load_table.add_problem(load, problem)
    return catalogue


@pytest.mark.parametrize("wanted", FILTERS)
def test_all_problems_stand_in_the_order_of_the_pages(troubled: Catalogue, wanted: ProblemFilter) -> None:
    """Page after page gives the same as all at once, and as many as are counted."""
    oversight = troubled.oversight
    every = list(oversight.every_problem(wanted))
    assert every == oversight.problems(wanted, limit=2 * PAGE)
    assert len(every) == sum(entry.count for entry in oversight.problem_counts(wanted)) > 0


def test_problems_are_counted_by_reason(troubled: Catalogue) -> None:
    """The most frequent first; a member's code in whatever case."""
    assert troubled.oversight.problem_counts(ProblemFilter(member="a")) == [
        ProblemCount("warning", "leader", 5),
        ProblemCount("damaged", "no-id", 3),
    ]


def test_what_is_asked_of_problems_has_an_index(troubled: Catalogue) -> None:
    """A load's page of a million problems neither reads nor sorts those of the others."""
    asked: list[str] = []
    troubled.database.connection.set_trace_callback(asked.append)
    troubled.oversight.problem_counts(ProblemFilter(load=2))
    troubled.oversight.problems(ProblemFilter(load=2, reason="leader", severity="warning"), limit=3)
    troubled.database.connection.set_trace_callback(None)
    plans = [" ".join(row[3] for row in troubled.database.rows(f"EXPLAIN QUERY PLAN {sql}")) for sql in asked]
    assert len(plans) == 2
    assert all("USING" in plan and "SCAN problem" not in plan for plan in plans), plans
    assert "TEMP B-TREE" not in plans[1]
