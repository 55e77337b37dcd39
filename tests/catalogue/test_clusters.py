"""Works and instances: minting, redirects, gone ones, revival."""

import re

from kg.catalogue import Catalogue


def two_works(catalogue: Catalogue) -> tuple[str, str]:
    table = catalogue.cluster_table
    return table.mint("work"), table.mint("work")


def state(catalogue: Catalogue, id_: str) -> tuple[str, str]:
    found = catalogue.cluster(id_)
    assert found is not None
    return found.state, found.to


def test_an_id_is_eight_letters_of_base_32(catalogue: Catalogue) -> None:
    """An id is opaque and can be read aloud: no i, l, o, u."""
    assert re.fullmatch(r"[0-9a-hjkmnp-tv-z]{8}", catalogue.cluster_table.mint("work"))


def test_chains_of_redirects_do_not_arise(catalogue: Catalogue) -> None:
    """What redirected to a redirect leads to its target at once."""
    one, two = two_works(catalogue)
    three = catalogue.cluster_table.mint("work")
    catalogue.cluster_table.redirect(three, two)
    catalogue.cluster_table.redirect(two, one)
    assert state(catalogue, three) == ("redirect", one)


def test_a_redirect_goes_and_comes_back_with_its_target(catalogue: Catalogue) -> None:
    """No redirect leads to what is gone."""
    one, two = two_works(catalogue)
    catalogue.cluster_table.redirect(two, one)
    assert catalogue.cluster_table.retire(one) == [one, two]
    assert state(catalogue, two) == ("gone", one)
    assert catalogue.cluster_table.revive(one) == [one, two]
    assert state(catalogue, two) == ("redirect", one)


def test_instances_follow_when_people_merge_works(catalogue: Catalogue) -> None:
    """After a merge of works the instances of both are instances of the one that stays."""
    one, two = two_works(catalogue)
    first, second = catalogue.cluster_table.mint("instance", one), catalogue.cluster_table.mint("instance", two)
    catalogue.cluster_table.redirect(two, one)
    assert catalogue.instances_of(one) == [first, second]


def test_all_states_are_streamed_oldest_first(catalogue: Catalogue) -> None:
    """Nothing is ever taken out of the table."""
    one, two = two_works(catalogue)
    catalogue.cluster_table.retire(one)
    assert [(c.id, c.state) for c in catalogue.clusters("work")] == [(one, "gone"), (two, "live")]


def test_undoing_a_load_lets_redirects_lead_where_they_led(catalogue: Catalogue) -> None:
    """A redirect that a load bent leads again to what the undo revived."""
    one, two = two_works(catalogue)
    three = catalogue.cluster_table.mint("work")
    catalogue.cluster_table.redirect(three, two)
    load = catalogue.load_table.start("NJU", (), "test", replace_all=False)
    catalogue.cluster_table.redirect(two, one, by_load=load)
    catalogue.cluster_table.revive(two)
    assert catalogue.cluster_table.undo_redirects(load) == [three]
    assert state(catalogue, three) == ("redirect", two)
