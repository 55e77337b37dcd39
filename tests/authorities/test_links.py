"""Headings of works and the authorities they mean, through loading and publishing."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from kg.catalogue import Actor
from kg.pipeline.authority_acts import judge_link


def names(shelf: Any) -> set[str]:
    return {link.heading for link in shelf.links()}


def test_names_in_three_scripts_are_one_person(shelf: Any, make: Any) -> None:
    """鲁迅, 魯迅, Lu Xun and 周树人 with their dates are one agent by the authority's variants."""
    written = ["Lu, Xun,", "鲁迅,", "魯迅,", "周樹人,"]
    books = [
        make["bib"](str(at), f"书{at}", ("100", "1 ", "a", name, "d", "1881-1936")) for at, name in enumerate(written)
    ]
    shelf.load("A", make["lu_xun"](), *books)
    shelf.publish()
    assert len(shelf.agents()) == 1
    assert len(shelf.links()) == 4


def test_a_common_chinese_name_alone_is_never_linked(shelf: Any, make: Any) -> None:
    """王伟 without dates stays a name of its work and is a question for people."""
    wang = make["authority"]("w1", ("100", "1 ", "a", "王伟"))
    shelf.load("A", wang, make["bib"]("1", "机械设计", ("100", "1 ", "a", "王伟")))
    shelf.publish()
    assert shelf.links() == []
    assert [link.heading for link in shelf.links("doubtful")] == ["王伟"]


def test_pinyin_alone_is_never_linked(shelf: Any, make: Any) -> None:
    """Many names are spelled alike."""
    shelf.load("A", make["lu_xun"](), make["bib"]("1", "Ji xie", ("100", "1 ", "a", "Lu, Xun")))
    shelf.publish()
    assert shelf.links() == []


def test_a_title_in_the_authoritys_sources_links_a_bare_chinese_name(shelf: Any, make: Any) -> None:
    """鲁迅 without dates as the author of 呐喊, which the authority cites."""
    shelf.load("A", make["lu_xun"](), make["bib"]("1", "呐喊", ("100", "1 ", "a", "鲁迅")))
    shelf.publish()
    assert names(shelf) == {"鲁迅"}


def test_other_dates_forbid_a_link(shelf: Any, make: Any) -> None:
    """A homonym of another time is another person, and no question."""
    shelf.load("A", make["lu_xun"](), make["bib"]("1", "呐喊", ("100", "1 ", "a", "鲁迅,", "d", "1950-")))
    shelf.publish()
    assert shelf.links() == shelf.links("doubtful") == []


def test_two_authorities_of_one_heading_are_a_question(shelf: Any, make: Any) -> None:
    """Homonyms within the authority file: nobody is linked, people are asked."""
    both = [make["authority"](n, ("100", "1 ", "a", "Smith, Jonathan")) for n in ("s1", "s2")]
    shelf.load("A", *both, make["bib"]("1", "Bridges", ("100", "1 ", "a", "Smith, Jonathan")))
    shelf.publish()
    assert shelf.links() == []
    assert len(shelf.links("doubtful")) == 2


def test_the_uri_of_another_file_means_the_same_person(shelf: Any, make: Any) -> None:
    """A record that gives the VIAF URI names the agent of the authority that has it too."""
    by_uri = make["bib"]("1", "彷徨", ("100", "1 ", "a", "Lu Hsun", "0", "http://viaf.org/viaf/29540187"))
    by_name = make["bib"]("2", "野草", ("100", "1 ", "a", "Lu, Xun,", "d", "1881-1936"))
    shelf.load("A", make["lu_xun"](), by_uri, by_name)
    shelf.publish()
    assert len(shelf.agents()) == 1


def test_subjects_are_linked_by_the_exact_string_alone(shelf: Any, make: Any) -> None:
    """A see-from reference is a string of the scheme; a part of a heading is not."""
    cars = make["authority"]("sh1", ("150", "  ", "a", "Automobiles"), ("450", "  ", "a", "Motor cars"))
    book = make["bib"]("1", "车", ("650", " 0", "a", "Motor cars"), ("650", " 0", "a", "Motor cars", "x", "History"))
    shelf.load("A", cars, book)
    shelf.publish()
    assert names(shelf) == {"subjects|motor cars"}


def test_the_order_of_arrival_does_not_matter(new_shelf: Callable[[str], Any], make: Any) -> None:
    """Three loads in every order, each published, end with the same links."""
    parts = [
        make["lu_xun"](),
        make["bib"]("1", "呐喊", ("100", "1 ", "a", "鲁迅")),
        make["bib"]("2", "彷徨", ("100", "1 ", "a", "周树人,", "d", "1881-1936")),
    ]
    ends = []
    for order in itertools.permutations(range(3)):
        shelf = new_shelf("".join(map(str, order)))
        for at in order:
            shelf.load("A", parts[at])
            shelf.publish()
        ends.append((sorted((link.heading, link.state, link.features) for link in shelf.links()), len(shelf.agents())))
    assert ends == [ends[0]] * 6
    assert [heading for heading, *_ in ends[0][0]] == ["周树人, 1881-1936", "鲁迅"]


def test_an_authority_that_goes_takes_its_links_with_it(shelf: Any, make: Any) -> None:
    """Deleted, it leaves the names as they were before."""
    book = make["bib"]("2", "彷徨", ("100", "1 ", "a", "周树人,", "d", "1881-1936"))
    shelf.load("A", book)
    shelf.publish()
    before = shelf.dump()
    raw = make["lu_xun"]()
    shelf.load("A", raw)
    shelf.publish()
    assert shelf.links()
    shelf.load("A", raw[:5] + b"d" + raw[6:])
    shelf.publish()
    assert shelf.links() == []
    assert shelf.dump() == before


def test_an_authority_touches_only_works_with_its_names(shelf: Any, make: Any) -> None:
    """The others are not composed again."""
    shelf.load(
        "A", make["bib"]("1", "呐喊", ("100", "1 ", "a", "鲁迅")), make["bib"]("2", "家", ("100", "1 ", "a", "巴金"))
    )
    shelf.publish()
    before = shelf.catalogue.last_event()
    shelf.load("A", make["lu_xun"]())
    shelf.publish()
    touched = {thing.id for _, thing in shelf.catalogue.stale(before, 100) if thing.kind == "instance"}
    assert touched == {shelf.catalogue.record("A", "1").instance}


def test_a_name_that_was_linked_leads_to_the_person(shelf: Any, make: Any) -> None:
    """The id that the heading had before redirects in the published graph."""
    shelf.load("A", make["bib"]("2", "彷徨", ("100", "1 ", "a", "周树人,", "d", "1881-1936")))
    shelf.publish()
    (before,) = shelf.agents()
    shelf.load("A", make["lu_xun"]())
    shelf.publish()
    (now,) = shelf.agents()
    line = f"<http://c.example/agent/{before}> <http://www.w3.org/2002/07/owl#sameAs> <http://c.example/agent/{now}>"
    assert before != now
    assert any(line in quad for quad in shelf.dump())


def test_all_names_of_the_authority_are_published(shelf: Any, make: Any) -> None:
    """A label a script, the others as alternatives, and the same person elsewhere."""
    shelf.load("A", make["lu_xun"](), make["bib"]("2", "彷徨", ("100", "1 ", "a", "周树人,", "d", "1881-1936")))
    shelf.publish()
    text = "\n".join(shelf.dump())
    assert 'rdf-schema#label> "Lu, Xun, 1881-1936"' in text
    assert 'core#altLabel> "鲁迅, 1881-1936"' in text
    assert "core#closeMatch> <http://viaf.org/viaf/29540187>" in text


@pytest.mark.parametrize("words", ["鲁迅", "周树人", "魯迅"])
def test_an_edition_is_found_by_any_name_of_its_author(shelf: Any, make: Any, words: str) -> None:
    """The record says only Lu, Xun."""
    shelf.load("A", make["lu_xun"](), make["bib"]("1", "Wild grass", ("100", "1 ", "a", "Lu, Xun,", "d", "1881-1936")))
    shelf.publish()
    assert shelf.found(words) == {shelf.catalogue.record("A", "1").instance}


def test_a_restricted_authority_takes_no_part(shelf: Any, make: Any) -> None:
    """What may not be passed on links nothing, since a link would tell of it."""
    shelf.catalogue.change_member(replace(shelf.catalogue.member("B"), redistribute="no"))
    shelf.load("B", make["lu_xun"]())
    shelf.load("A", make["bib"]("2", "彷徨", ("100", "1 ", "a", "周树人,", "d", "1881-1936")))
    shelf.publish()
    assert shelf.links() == []


def test_what_people_decide_outlives_a_new_load(shelf: Any, make: Any) -> None:
    """Same links a bare name, different forbids one; both stay when the authority comes again otherwise."""
    book = make["bib"]("1", "机械设计", ("100", "1 ", "a", "王伟"))
    shelf.load("A", make["authority"]("w1", ("100", "1 ", "a", "王伟")), book)
    shelf.publish()
    (doubt,) = shelf.links("doubtful")
    judge_link(shelf.catalogue, doubt[:4], "same", Actor("test"))
    shelf.publish()
    assert names(shelf) == {"王伟"}
    shelf.load("A", make["authority"]("w1", ("100", "1 ", "a", "王伟"), ("400", "1 ", "a", "王为")))
    shelf.publish()
    assert names(shelf) == {"王伟"}
    judge_link(shelf.catalogue, doubt[:4], "different", Actor("test"))
    shelf.publish()
    assert shelf.links() == shelf.links("doubtful") == []
