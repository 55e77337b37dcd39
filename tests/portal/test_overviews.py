"""Figures of the catalogue: asked once in a generation, and what libraries have in common."""

from kg.catalogue.rows import Member
from kg.search.query import Hit, Query, Results, WorkHit
from portal.discovery.overviews import Overviews


class Shelves:
    """A reading in which editions are sets of holders; it counts the searches."""

    def __init__(self, *editions: str, number: int = 1) -> None:
        self.number = number
        self.asked = 0
        self._editions = [set(edition) for edition in editions]

    def members(self) -> dict[str, Member]:
        """Return all holders."""
        return {code: Member(code, code, "marc21") for code in sorted(set().union(*self._editions))}

    def search(self, query: Query) -> Results:
        """Return the number of editions that any of the chosen members holds."""
        self.asked += 1
        chosen = set(query.filters.get("member", ()))
        found = [edition for edition in self._editions if not chosen or edition & chosen]
        hits = (WorkHit("w", (Hit("i", "w", 1.0, {}),), 1),) if found else ()
        return Results(len(found), len(found), works_exact=True, works=hits, facets={})


def test_what_two_hold_together_is_counted_exactly() -> None:
    """A holds 4 editions: one alone, two with b, two with c."""
    found = Overviews().overlap(shelves := Shelves("a", "ab", "abc", "ac", "b", "c"), "a")  # type: ignore[arg-type]
    assert (found.alone, found.shared) == (1, (("b", 2), ("c", 2)))
    assert shelves.asked < 10


def test_a_library_by_itself_shares_nothing() -> None:
    """The only member holds all alone."""
    assert Overviews().overlap(Shelves("a", "a"), "a") == (2, ())  # type: ignore[arg-type]


def test_figures_are_asked_once_in_a_generation() -> None:
    """The second reader of a page costs no search; a new generation does."""
    overviews, shelves = Overviews(), Shelves("a", "ab")
    for _ in range(3):
        overviews.figures(shelves)  # type: ignore[arg-type]
        overviews.figures(shelves, ["a"])  # type: ignore[arg-type]
    assert shelves.asked == 2
    shelves.number = 2
    overviews.figures(shelves)  # type: ignore[arg-type]
    assert shelves.asked == 3
