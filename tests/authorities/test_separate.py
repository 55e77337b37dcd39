"""Authorities and holdings are stored as what they are, with the same outcomes as other records."""

from typing import Any

from kg.pipeline.unload import unload

MFHD = "00000nx  a2200000un 4500"


def holdings(make: Any, local_id: str, of: str) -> bytes:
    return make["marc"](MFHD, ("001", local_id), ("004", of), ("866", " 0", "a", "v.1-12 (1980-1991)"))


def test_a_load_counts_them_as_new_changed_unchanged_and_deleted(shelf: Any, make: Any) -> None:
    """The outcomes are those of other records."""
    assert shelf.load("A", make["lu_xun"](), holdings(make, "h1", "b1")).new == 2
    assert shelf.load("A", make["lu_xun"]()).unchanged == 1
    changed = make["authority"]("n79043516", ("100", "1 ", "a", "Lu, Xun"))
    assert shelf.load("A", changed).changed == 1
    assert shelf.load("A", changed[:5] + b"d" + changed[6:]).deleted == 1
    assert shelf.catalogue.separate_table.by_kind("A") == {"holdings": 1}


def test_ids_of_different_kinds_do_not_collide(shelf: Any, make: Any) -> None:
    """A title, an authority and holdings may all be number 1."""
    one = make["bib"]("1", "呐喊"), make["authority"]("1", ("100", "1 ", "a", "Lu, Xun")), holdings(make, "1", "1")
    assert shelf.load("A", *one).new == 3
    assert shelf.load("A", *one).unchanged == 3
    assert shelf.catalogue.separate_table.by_kind() == {"authority": 1, "holdings": 1}


def test_the_bytes_come_back_as_they_were(shelf: Any, make: Any) -> None:
    """What was received is kept."""
    shelf.load("A", make["lu_xun"]())
    assert shelf.catalogue.separate_table.get("A", "authority", "n79043516").raw == make["lu_xun"]()


def test_a_complete_load_deletes_what_it_does_not_bring(shelf: Any, make: Any) -> None:
    """`--replace-all` works on all kinds, and only on the member's own."""
    shelf.load("A", make["bib"]("b1", "呐喊"), make["lu_xun"](), holdings(make, "h1", "b1"))
    shelf.load("B", make["lu_xun"]())
    assert shelf.load("A", make["bib"]("b1", "呐喊"), replace_all=True).swept == 2
    assert shelf.catalogue.separate_table.by_kind("A") == {}
    assert shelf.catalogue.separate_table.by_kind("B") == {"authority": 1}


def test_undoing_a_load_brings_back_what_stood_there(shelf: Any, make: Any) -> None:
    """New ones go, changed ones are as they were, deleted ones are back."""
    shelf.load("A", make["lu_xun"]())
    changed = make["authority"]("n79043516", ("100", "1 ", "a", "Lu, Xun"))
    report = shelf.load("A", changed, make["authority"]("2", ("100", "1 ", "a", "Ba, Jin")))
    undone = unload(shelf.catalogue, report.load, "test")
    assert (undone.removed, undone.restored) == (1, 1)
    assert shelf.catalogue.separate_table.get("A", "authority", "n79043516").raw == make["lu_xun"]()
    assert shelf.catalogue.separate_table.by_kind("A") == {"authority": 1}


def test_one_id_twice_in_a_file_changes_nothing_the_second_time(shelf: Any, make: Any) -> None:
    """The last record of an id counts; loading the file again changes nothing."""
    file = make["authority"]("1", ("100", "1 ", "a", "Lu, Xun")), make["authority"]("1", ("100", "1 ", "a", "Ba, Jin"))
    first, second = shelf.load("A", *file), shelf.load("A", *file)
    assert (first.new, first.skipped, second.changed, second.new, second.unchanged) == (1, 1, 0, 0, 1)


def test_holdings_and_their_record_find_each_other_in_both_orders(shelf: Any, make: Any) -> None:
    """Whichever comes first, by the local id in 004 as by a number in 035."""
    table = shelf.catalogue.separate_table
    shelf.load("A", make["bib"]("b1", "呐喊"), holdings(make, "h1", "b1"), holdings(make, "h2", "(X)9"))
    shelf.load("A", make["bib"]("b2", "彷徨", ("035", "  ", "a", "(X)9")))
    shelf.publish()
    assert [found.local_id for found in table.holdings_of("A", "b1")] == ["h1"]
    assert [found.local_id for found in table.holdings_of("A", "b2")] == ["h2"]
    assert table.holdings_of("B", "b1") == []


def test_new_holdings_touch_the_edition_that_they_belong_to(shelf: Any, make: Any) -> None:
    """An event names the edition, and no other."""
    shelf.load("A", make["bib"]("b1", "呐喊"), make["bib"]("b2", "骆驼祥子"))
    shelf.publish()
    before = shelf.catalogue.last_event()
    shelf.load("A", holdings(make, "h1", "b1"))
    shelf.publish()
    touched = {thing.id for _, thing in shelf.catalogue.stale(before, 100) if thing.kind == "instance"}
    assert touched == {shelf.catalogue.record("A", "b1").instance}
