"""Holdings in the catalogue: kept, changed and restored with their record, found by edition, held back if need be."""

import io
from datetime import date
from typing import Any

import pymarc
import pytest

from kg.holdings import Question, answers, write_span
from kg.matching import merge
from kg.pipeline.check import check
from kg.pipeline.holdings import kept_otherwise, places_for, rebuild_holdings
from kg.pipeline.load import LoadOptions, load
from kg.pipeline.unload import unload

TITLE = "中国图书馆学报研究集刊"


def serial(local_id: str, *statements: str, title: str = TITLE) -> bytes:
    record = pymarc.Record(force_utf8=True, leader="00000nas a2200000 a 4500")
    record.add_field(pymarc.Field("001", data=local_id))
    record.add_field(pymarc.Field("008", data="850101c19799999cc mr p       0   a0chi d"))
    record.add_field(pymarc.Field("022", pymarc.Indicators("0", " "), [pymarc.Subfield("a", "1001-8867")]))
    record.add_field(pymarc.Field("245", pymarc.Indicators("0", "0"), [pymarc.Subfield("a", title)]))
    record.add_field(pymarc.Field("852", pymarc.Indicators("0", " "), [pymarc.Subfield("b", "Main")]))
    for statement in statements:
        record.add_field(pymarc.Field("866", pymarc.Indicators(" ", "0"), [pymarc.Subfield("a", statement)]))
    return record.as_marc()


def holdings_record(local_id: str, of: str, statement: str) -> bytes:
    record = pymarc.Record(force_utf8=True, leader="00000ny  a2200000 a 4500")
    record.add_field(pymarc.Field("001", data=local_id))
    record.add_field(pymarc.Field("004", data=of))
    record.add_field(pymarc.Field("852", pymarc.Indicators("0", " "), [pymarc.Subfield("b", "Annex")]))
    record.add_field(pymarc.Field("866", pymarc.Indicators(" ", "0"), [pymarc.Subfield("a", statement)]))
    return record.as_marc()


def put(shelf: Any, *records: bytes, member: str = "A") -> int:
    source = io.BytesIO(b"".join(records))
    return load(shelf.catalogue, shelf.catalogue.member(member), [source], shelf.crosswalk, LoadOptions(yes=True)).load


def held(shelf: Any, local_id: str, member: str = "A", **options: bool) -> list[str]:
    places = places_for(shelf.catalogue, shelf.instance_of(member, local_id), **options)
    spans = ((place.member, "; ".join(map(write_span, place.spans))) for place in places)
    return [f"{member}: {text}" for member, text in spans]


def test_holdings_come_change_and_come_back_with_their_record(shelf: Any) -> None:
    """A changed record's holdings replace its own alone; an undone load restores what stood before."""
    put(shelf, serial("1", "v.1-5 (1979-1983)"), serial("2", "v.9", title="另一种刊物的名称"))
    changed = put(shelf, serial("1", "v.1-7 (1979-1985), lacks v.3"))
    assert held(shelf, "1") == ["A: v.1-7 (1979-1985); lacks v.3"]
    assert held(shelf, "2") == ["A: v.9"]
    unload(shelf.catalogue, changed, "test")
    assert held(shelf, "1") == ["A: v.1-5 (1979-1983)"]
    assert list(kept_otherwise(shelf.catalogue)) == []


def test_what_is_kept_of_holdings_is_checked_and_made_anew(shelf: Any) -> None:
    """`check` names a record of whose holdings something else is kept, and rebuilding mends it."""
    put(shelf, serial("1", "v.1-5 (1979-1983)"))
    shelf.catalogue.database.write("UPDATE holding_span SET last_volume = 50")
    assert [(one.kind, one.id) for one in check(shelf.catalogue, shelf.site).differences] == [("holdings", "A/1")]
    assert rebuild_holdings(shelf.catalogue) == 1
    assert held(shelf, "1") == ["A: v.1-5 (1979-1983)"]
    assert rebuild_holdings(shelf.catalogue) == 0


def test_editions_that_are_made_one_are_asked_as_one(shelf: Any) -> None:
    """Nothing has to be stored anew when records come together."""
    put(shelf, serial("1", "1979-1985"))
    put(shelf, serial("x", "1990-", title="与之全然不同的题名"), member="B")
    one, other = shelf.instance_of("A", "1"), shelf.instance_of("B", "x")
    if one != other:
        merge(shelf.catalogue, "instance", one, other, "test")
    assert sorted(held(shelf, "1")) == ["A: 1979-1985", "B: 1990-"]


@pytest.mark.parametrize("first", ["holdings", "bibliographic"])
def test_holdings_records_are_found_whichever_came_first(shelf: Any, first: str) -> None:
    """A holdings record of its own belongs to the record that it names."""
    records = [holdings_record("h1", "1", "1990-1995"), serial("1", "1979-1985")]
    for one in records if first == "holdings" else reversed(records):
        put(shelf, one)
    number = shelf.catalogue.separate_table.head("A", "holdings", "h1").n
    shelf.catalogue.separate_table.set_held(number, "A", ["1"])
    assert sorted(held(shelf, "1")) == ["A: 1979-1985", "A: 1990-1995"]


def test_restricted_holdings_are_in_nothing_that_is_passed_on(shelf: Any) -> None:
    """The page may show them, a file may not have them."""
    put(shelf, serial("1", "1979-1985"))
    shelf.catalogue.record_table.restrict([1], restricted=True)
    assert held(shelf, "1") == ["A: 1979-1985"]
    assert held(shelf, "1", shared=True) == []


def test_a_library_that_says_nothing_of_volumes_may_have_it(shelf: Any) -> None:
    """Its answer is perhaps, not no; one whose record is deleted is not asked."""
    put(shelf, serial("1"), serial("2", "1980-"))
    places = places_for(shelf.catalogue, shelf.instance_of("A", "1"))
    found = answers(places, Question(year=1990), date(2026, 11, 21))
    assert {one.verdict for one in found if not one.place.spans} == {"perhaps"}
