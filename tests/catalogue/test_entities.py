"""Agents and subjects: how they are found again, what works say of them, which events that makes."""

from collections.abc import Callable

import pytest

from kg.catalogue import Catalogue, Naming, Sought, Thing
from kg.catalogue.entities import BY_HEADING, BY_IRI, IN_WORK

LU_XUN = "鲁迅, 1881-1936"
URI = "http://id.loc.gov/authorities/names/n79077137"


@pytest.fixture
def agent(catalogue: Catalogue) -> Callable[..., str]:
    """Return a short way to resolve an agent."""

    def resolve(heading: str = LU_XUN, iri: str = "", work: str = "", *, qualified: bool = True) -> str:
        return catalogue.resolve("agent", heading=heading, iri=iri, qualified=qualified, work=work)

    return resolve


@pytest.fixture
def works(catalogue: Catalogue) -> list[str]:
    """Return two works."""
    return [catalogue.cluster_table.mint("work") for _ in range(2)]


def test_a_uri_finds_its_agent_by_any_heading(agent: Callable[..., str]) -> None:
    """The authority's URI decides before the heading."""
    assert agent(LU_XUN, URI) == agent("Lu, Xun, 1881-1936", URI)


def test_a_heading_with_dates_finds_its_agent(agent: Callable[..., str]) -> None:
    """A qualified heading means one person everywhere."""
    assert agent() == agent()


def test_a_heading_with_dates_means_whom_a_work_names_with_a_uri(
    catalogue: Catalogue, agent: Callable[..., str], works: list[str]
) -> None:
    """As long as a work gives the URI, and whichever came first; what has the heading alone becomes stale."""
    own = agent(LU_XUN)
    catalogue.set_mentions(works[0], {own: "[]"}, [Naming("agent", LU_XUN, "")])
    known = agent(LU_XUN, URI)
    before = catalogue.last_event()
    catalogue.set_mentions(works[1], {known: "[]"}, [Naming("agent", LU_XUN, URI)])
    assert agent(LU_XUN) == known
    assert Thing("work", works[0]) in {thing for _, thing in catalogue.stale(before, 10)}
    before = catalogue.last_event()
    catalogue.set_mentions(works[1], {})
    assert agent(LU_XUN) == own
    assert Thing("work", works[0]) in {thing for _, thing in catalogue.stale(before, 10)}


def test_what_people_merged_goes_before_the_uri_of_others(
    catalogue: Catalogue, agent: Callable[..., str], works: list[str]
) -> None:
    """A judgement is not undone by a record."""
    own, chosen = agent(LU_XUN), agent("周树人, 1881-1936")
    catalogue.entity_table.redirect(own, chosen)
    catalogue.set_mentions(works[0], {agent(LU_XUN, URI): "[]"}, [Naming("agent", LU_XUN, URI)])
    assert agent(LU_XUN) == chosen


@pytest.mark.parametrize(("statement", "values"), [(BY_IRI, 2), (BY_HEADING, 2), (IN_WORK, 3)])
def test_an_entity_is_found_without_reading_the_table(catalogue: Catalogue, statement: str, values: int) -> None:
    """Publishing a record must not take longer the more agents there are."""
    plan = [row[3] for row in catalogue.database.rows(f"EXPLAIN QUERY PLAN {statement}", ["x"] * values)]
    assert [line for line in plan if line.startswith("SEARCH entity USING INDEX entity_")]
    assert not [line for line in plan if "SCAN" in line or "entity_kind" in line]


def test_an_agent_of_ours_is_not_given_a_uri_later(agent: Callable[..., str]) -> None:
    """Undoing the load that brought the URI must not leave it behind, so it is another agent."""
    assert agent(LU_XUN) != agent(LU_XUN, URI)


def test_a_bare_name_is_a_name_of_its_work(agent: Callable[..., str], works: list[str]) -> None:
    """王伟 of one work is not 王伟 of another."""
    first = agent("王伟", work=works[0], qualified=False)
    assert agent("王伟", work=works[0], qualified=False) == first
    assert agent("王伟", work=works[1], qualified=False) != first


def test_agent_and_subject_of_one_heading_are_two(catalogue: Catalogue, agent: Callable[..., str]) -> None:
    """A person who wrote and a person written about have a page each."""
    subject = catalogue.resolve("subject", heading=LU_XUN, iri="", qualified=True, work="")
    assert subject != agent()


def test_the_same_mentions_make_no_event(catalogue: Catalogue, agent: Callable[..., str], works: list[str]) -> None:
    """Publishing a work again changes nothing."""
    id_ = agent()
    catalogue.set_mentions(works[0], {id_: '["a"]'})
    before = catalogue.last_event()
    catalogue.set_mentions(works[0], {id_: '["a"]'})
    assert catalogue.last_event() == before


def test_only_what_is_said_otherwise_is_touched(
    catalogue: Catalogue, agent: Callable[..., str], works: list[str]
) -> None:
    """A changed mention makes its agent stale, and no other."""
    one, two = agent(), agent("巴金, 1904-2005")
    catalogue.set_mentions(works[0], {one: '["a"]', two: '["b"]'})
    before = catalogue.last_event()
    catalogue.set_mentions(works[0], {one: '["a"]', two: '["c"]'})
    assert [thing for _, thing in catalogue.stale(before, 10)] == [Thing("agent", two)]


def test_an_agent_that_nothing_mentions_is_gone_until_mentioned(
    catalogue: Catalogue, agent: Callable[..., str], works: list[str]
) -> None:
    """The id revives."""
    id_ = agent()
    states = []
    for mentions in ({id_: "[]"}, {}, {id_: "[]"}):
        catalogue.set_mentions(works[0], mentions)
        found = catalogue.entity(id_)
        assert found is not None
        states.append(found.state)
    assert states == ["live", "gone", "live"]


def test_mentions_come_sorted_from_all_works(catalogue: Catalogue, agent: Callable[..., str], works: list[str]) -> None:
    """What is said does not depend on the order of saying."""
    id_ = agent()
    catalogue.set_mentions(works[1], {id_: '["b"]'})
    catalogue.set_mentions(works[0], {id_: '["a"]'})
    assert catalogue.mentions_of(id_) == ['["a"]', '["b"]']


def test_a_redirected_agent_is_found_at_its_target(catalogue: Catalogue, agent: Callable[..., str]) -> None:
    """After a merge the heading of the one that redirects means the other."""
    one, two = agent(), agent("周树人, 1881-1936")
    catalogue.entity_table.redirect(two, one)
    assert agent("周树人, 1881-1936") == one


def test_a_heading_means_to_others_only_what_they_may_know(
    catalogue: Catalogue, agent: Callable[..., str], works: list[str]
) -> None:
    """A URI that only a restricted record gives with a heading is not looked at for what is passed on."""
    own = catalogue.entity_table.resolve(Sought("agent", LU_XUN, "", qualified=True, work=""), shared=True)
    known = agent(LU_XUN, URI)
    catalogue.set_mentions(works[0], {known: "[]"}, [Naming("agent", LU_XUN, URI, shared=False)], {})
    sought = Sought("agent", LU_XUN, "", qualified=True, work="")
    assert catalogue.entity_table.find(sought) == known
    assert catalogue.entity_table.find(sought, shared=True) == own
    assert catalogue.entity_table.is_meant_otherwise([("agent", LU_XUN)])
    event = catalogue.last_event()
    catalogue.set_mentions(works[1], {own: "[]"}, [Naming("agent", LU_XUN, "")])
    catalogue.set_mentions(works[0], {known: "[]"}, [Naming("agent", LU_XUN, URI)])
    assert catalogue.entity_table.find(sought, shared=True) == known
    assert not catalogue.entity_table.is_meant_otherwise([("agent", LU_XUN)])
    assert Thing("work", works[1]) in {thing for _, thing in catalogue.stale(event, 100)}


def test_what_works_say_is_kept_apart_by_what_may_be_passed_on(
    catalogue: Catalogue, agent: Callable[..., str], works: list[str]
) -> None:
    """All, the shareable part, nothing of it, and only it; a change of either is an event."""
    one, two = agent(LU_XUN), agent(LU_XUN, URI)
    catalogue.set_mentions(works[0], {one: '["a"]', two: '["b"]'}, shared={one: '["c"]'})
    catalogue.set_mentions(works[1], {one: '["a"]'})
    assert catalogue.entity_table.said_of(one) == (['["a"]'], ['["a"]', '["c"]'])
    assert catalogue.entity_table.said_of(two) == (['["b"]'], [])
    event = catalogue.last_event()
    catalogue.set_mentions(works[0], {one: '["a"]', two: '["b"]'}, shared={one: '["c"]'})
    assert catalogue.last_event() == event
    catalogue.set_mentions(works[0], {one: '["a"]'}, shared={one: '["a"]', two: '["b"]'})
    assert [thing.id for _, thing in catalogue.stale(event, 100)] == sorted([one, two])
    assert catalogue.entity_table.said_of(two) == ([], ['["b"]'])
    state = catalogue.entity(two)
    assert state is not None
    assert state.state == "live"
