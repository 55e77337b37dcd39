"""The event log."""

from kg.catalogue import Catalogue, Thing

A, B, C = (Thing("work", id_) for id_ in "abc")


def test_events_are_numbered_upward(catalogue: Catalogue) -> None:
    """The number grows with each event."""
    first = catalogue.touch([A], "test", "me")
    assert catalogue.touch([A], "test", "me") == first + 1 == catalogue.last_event()


def test_stale_gives_each_thing_of_an_event_once(catalogue: Catalogue) -> None:
    """A thing named twice in an event is stale once."""
    seq = catalogue.touch([B, A, A], "test", "me")
    assert catalogue.stale(0, 10) == [(seq, A), (seq, B)]


def test_stale_never_cuts_an_event(catalogue: Catalogue) -> None:
    """The limit is exceeded rather than an event halved."""
    first = catalogue.touch([A, B, C], "test", "me")
    catalogue.touch([A], "test", "me")
    assert catalogue.stale(0, 2) == [(first, A), (first, B), (first, C)]
    assert catalogue.stale(first, 2) == [(first + 1, A)]


def test_an_event_without_things_makes_nothing_stale(catalogue: Catalogue) -> None:
    """It still has a number."""
    seq = catalogue.touch([], "note", "me")
    assert (catalogue.stale(0, 10), catalogue.last_event()) == ([], seq)


def test_the_last_withholding_is_of_the_events_asked_for(catalogue: Catalogue) -> None:
    """What was released withholds nothing, nor does what comes later than asked."""
    log = catalogue.event_log
    first = log.append_rights([A], "me", "NJU", withheld=1)
    released = log.append_rights([A], "me", "NJU", released=1)
    second = log.append_rights([A], "me", "NJU", withheld=2, released=1)
    assert [log.last_withholding(seq) for seq in (first - 1, first, released, second)] == [0, first, first, second]
