"""Verdicts through loads and publications: what they outlive, what they rewrite, and that they can be taken back."""

from typing import Any

import pymarc
import pytest

from kg.catalogue import Actor
from kg.catalogue.reviews import ReviewFilter
from kg.matching import examine
from kg.pipeline import acts
from kg.pipeline.rebuild import rebuild
from kg.pipeline.unload import unload

WHO = Actor("cataloguer")
ONE, OTHER = ("A", "1"), ("B", "9")


def marc(local_id: str, title: str = "红楼梦", pages: str = "1606", note: str = "", added: str = "") -> bytes:
    record = pymarc.Record(force_utf8=True, leader="00000nam a2200000 a 4500")
    record.add_field(pymarc.Field("001", data=local_id))
    record.add_field(pymarc.Field("008", data="850101s1982    cc a     b    001 0 chi d"))
    fields = [("100", "1 ", "曹雪芹"), ("245", "10", title), ("300", "  ", f"{pages}页")]
    for tag, indicators, text in [*fields, ("500", "  ", note), ("700", "1 ", added)]:
        if text:
            record.add_field(pymarc.Field(tag, pymarc.Indicators(*indicators), [pymarc.Subfield("a", text)]))
    return record.as_marc()


def homes(shelf: Any) -> tuple[str, str]:
    found = [shelf.catalogue.record(*name) for name in (ONE, OTHER)]
    return found[0].instance, found[1].instance


def queue(shelf: Any) -> list[Any]:
    return shelf.catalogue.review_table.rows(ReviewFilter(), limit=9)


@pytest.fixture
def parted(shelf: Any) -> Any:
    """Return a catalogue in which a person parted two records that the rules join, published."""
    shelf.load("A", marc("1"))
    shelf.load("B", marc("9"))
    assert len(set(homes(shelf))) == 1
    acts.judge(shelf.catalogue, WHO, (ONE, OTHER), "different", reason="另一版")
    shelf.publish()
    assert len(set(homes(shelf))) == 2
    return shelf


def test_a_verdict_outlives_a_changed_record(parted: Any) -> None:
    """The record comes again with a note, and again as it was."""
    before = homes(parted)
    for note in ("校注本", ""):
        parted.load("B", marc("9", note=note))
        assert homes(parted) == before


def test_a_verdict_outlives_a_whole_delivery_and_a_deletion(parted: Any) -> None:
    """A member's records are replaced, one goes and comes back."""
    before = homes(parted)
    parted.load("B", marc("9"), replace_all=True)
    assert homes(parted) == before
    parted.load("B", marc("10", "石头记"), replace_all=True)
    parted.load("B", marc("9"))
    assert homes(parted) == before


def test_a_verdict_outlives_an_undone_load_and_a_rebuild(parted: Any) -> None:
    """What the undo restores stays parted, and views made anew say the same."""
    before = homes(parted)
    parted.load("B", marc("9", note="校注本"))
    unload(parted.catalogue, parted.catalogue.loads()[0].id, "test")
    assert homes(parted) == before
    parted.publish()
    for view in ("graph", "index"):
        rebuild(parted.catalogue, parted.site, view)
    assert homes(parted) == before
    assert parted.check().clean


def test_a_verdict_outlives_other_weights(parted: Any) -> None:
    """All is compared afresh: nothing is asked again, and nothing moves."""
    before = homes(parted)
    for name in (ONE, OTHER):
        examine(parted.catalogue, parted.catalogue.record_table.head(*name))
    assert homes(parted) == before
    assert parted.catalogue.review_table.strays(5) == []
    assert {edge[4] for edge in parted.catalogue.match_table.edges(1)} == {"different"}


def test_same_outlives_a_record_that_contradicts(shelf: Any) -> None:
    """A person said that they are one: another title and other pages do not part them."""
    shelf.load("A", marc("1"))
    shelf.load("B", marc("9", "石头记", "300"))
    assert len(set(homes(shelf))) == 2
    acts.judge(shelf.catalogue, WHO, (ONE, OTHER), "same")
    shelf.load("B", marc("9", "金玉缘", "12"))
    assert len(set(homes(shelf))) == 1


def test_a_new_version_of_a_record_keeps_its_doubts_known(shelf: Any) -> None:
    """A record that changes and stays is compared again with those beside it, and the queue says so."""
    shelf.load("A", marc("1"), marc("2"))
    assert [(row.a, row.b) for row in queue(shelf)] == [(1, 2)]
    shelf.load("A", marc("2", note="校注本"))
    assert [(row.a, row.b) for row in queue(shelf)] == [(1, 2)]
    shelf.load("A", marc("1"), replace_all=True)
    assert queue(shelf) == []
    unload(shelf.catalogue, shelf.catalogue.loads()[0].id, "test")
    assert [(row.a, row.b) for row in queue(shelf)] == [(1, 2)]


def test_only_what_a_verdict_touches_is_composed_again(shelf: Any) -> None:
    """Merge, undo, split, undo: each time two editions and their works at most, and the check is clean."""
    others = [marc(str(number), f"第{number}种书的题名", str(100 + number)) for number in range(20, 60)]
    shelf.load("A", marc("1"), *others)
    shelf.load("B", marc("9", "石头记", "300"))
    shelf.publish()
    old = homes(shelf)

    def published() -> None:
        report = shelf.publish()
        assert 0 < report.instances <= 2, report
        assert report.works <= 2, report
        assert shelf.check().clean

    made = acts.judge(shelf.catalogue, WHO, (ONE, OTHER), "same")
    assert made.moved
    published()
    assert len(set(homes(shelf))) == 1
    assert shelf.catalogue.cluster(made.redirected).to == made.kept
    acts.undo(shelf.catalogue, WHO, made.n)
    published()
    assert homes(shelf) == old
    assert shelf.catalogue.cluster(made.redirected).state == "live"
    assert shelf.catalogue.match_table.judged("instance", 1) == {}


def test_a_split_that_is_undone_leaves_a_redirect(parted: Any) -> None:
    """The id that the verdict made leads to the edition that its record came from, in the graph too."""
    kept, new = homes(parted)
    (made,) = parted.catalogue.merge_table.of(new)
    acts.undo(parted.catalogue, WHO, made.n)
    parted.publish()
    assert len(set(homes(parted))) == 1
    live = homes(parted)[0]
    dead = new if live == kept else kept
    assert (parted.catalogue.cluster(dead).state, parted.catalogue.cluster(dead).to) == ("redirect", live)
    said = parted.view().quads(parted.site.iri("instance", dead))
    assert [quad.object.value for quad in said] == [parted.site.iri("instance", live)]
    assert parted.check().clean
    assert [(row.undone != "", row.act) for row in parted.catalogue.merge_table.history(live)] == [(True, "verdict")]


def test_names_within_works_get_their_ids_back(shelf: Any) -> None:
    """A name that only its work tells has the same id after two works were merged, published and parted again."""
    shelf.load("A", marc("1", added="高鹗"))
    shelf.load("B", marc("9", "石头记", "300", added="高鹗"))
    shelf.publish()

    def names() -> dict[str, tuple[str, str]]:
        rows = shelf.catalogue.database.rows("SELECT id, work, state FROM entity WHERE work <> ''")
        return {id_: (work, state) for id_, work, state in rows}

    before = names()
    assert len(before) >= 2
    works = [shelf.catalogue.cluster_table.need(id_).work for id_ in homes(shelf)]
    acts.merge(shelf.catalogue, WHO, "work", (works[0], works[1]))
    shelf.publish()
    assert shelf.check().clean
    assert names() != before
    acts.undo(shelf.catalogue, WHO, shelf.catalogue.merge_table.of(works[1])[0].n)
    shelf.publish()
    assert names() == before
    assert shelf.check().clean


def test_the_check_names_a_pair_that_should_not_wait(shelf: Any) -> None:
    """A queue that is not what it ought to be is a difference of the database."""
    shelf.load("A", marc("1"), marc("2"))
    shelf.publish()
    assert shelf.check().clean
    shelf.catalogue.database.write("UPDATE record SET state = 'deleted' WHERE n = 2")
    assert ("extra", "review", "1 2") in {(d.what, d.kind, d.id) for d in shelf.check().differences}
