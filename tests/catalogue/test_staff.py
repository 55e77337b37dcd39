"""Staff, sessions, the audit trail, and merges that can be taken back."""

from datetime import UTC, datetime, timedelta

import pytest

from kg.catalogue import Actor, Arrival, AuditFilter, Catalogue, hash_bytes
from kg.catalogue.audit import PAGE as AUDIT_PAGE
from kg.errors import ConflictError, NotFoundError, StoreError, UsageError
from kg.matching import merge, split
from kg.pipeline import acts

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ACTOR = Actor("王芳", "192.0.2.1")


def put(catalogue: Catalogue, name: str, instance: str = "") -> str:
    """Store a record, in an edition and a work of its own unless one is named, and return the edition."""
    load = catalogue.load_table.start("NJU", ["x"], "test", replace_all=False)
    home = instance or catalogue.cluster_table.mint("instance", catalogue.cluster_table.mint("work"))
    raw = name.encode()
    arrival = Arrival("NJU", name, "cnmarc", "iso2709", "utf-8", raw, hash_bytes(raw))
    catalogue.record_table.insert(arrival, load=load, instance=home)
    return home


def picture(catalogue: Catalogue) -> object:
    """Return all that a merge can change."""
    tables = ("cluster", "judgement", "edge")
    rows = [catalogue.database.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables]
    return [*rows, catalogue.database.rows("SELECT n, instance FROM record ORDER BY n")]


def test_only_the_hash_of_a_token_is_kept(catalogue: Catalogue) -> None:
    """The token has 256 bits and stands nowhere in the file; another call gives another."""
    token = catalogue.staff_table.add("王芳")
    assert len(token) == 43
    assert token != catalogue.staff_table.add("李明")
    catalogue.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert token.encode() not in catalogue.database.path.read_bytes()


def test_a_token_lives_until_it_expires_or_is_revoked(catalogue: Catalogue) -> None:
    """Somebody can sign in exactly as long as one token lives."""
    table = catalogue.staff_table
    assert not table.is_open(NOW)
    token = table.add("王芳", days=10, now=NOW)
    assert table.is_open(NOW + timedelta(days=9))
    assert table.sign_in(token, NOW + timedelta(days=9))
    assert not table.is_open(NOW + timedelta(days=10))
    assert table.sign_in(token, NOW + timedelta(days=10)) is None
    table.revoke("王芳", NOW)
    assert table.sign_in(token, NOW) is None
    with pytest.raises(NotFoundError):
        table.revoke("王芳")


def test_a_name_has_one_live_token(catalogue: Catalogue) -> None:
    """A second one needs the first revoked or expired; names of any script, case aside."""
    table = catalogue.staff_table
    old = table.add("Wang Fang", days=10, now=NOW)
    with pytest.raises(ConflictError):
        table.add("wang fang", now=NOW)
    later = NOW + timedelta(days=11)
    new = table.add("wang fang", now=later)
    assert (table.sign_in(old, later), table.sign_in(new, later) is None) == (None, False)
    assert [bool(row.revoked) for row in table.all()] == [False, True]


@pytest.mark.parametrize("name", ["", " x", "x ", "a\tb", "a\nb", "x" * 65, "<b>", "=1", "\u202ea"])
def test_a_name_that_misleads_is_refused(catalogue: Catalogue, name: str) -> None:
    """Names stand in tables and trails: letters, digits and a few marks."""
    with pytest.raises(UsageError):
        catalogue.staff_table.add(name)


def test_last_use_is_noted_and_old_sessions_are_forgotten(catalogue: Catalogue) -> None:
    """Who signed in when is not kept for ever: sessions go after ninety days."""
    table = catalogue.staff_table
    token = table.add("王芳", now=NOW)
    table.sign_in(token, NOW)
    later = NOW + timedelta(days=100)
    table.sign_in(token, later)
    assert table.all()[0].last_used == "2027-03-01T12:00:00+00:00"
    assert catalogue.database.value("SELECT count(*) FROM staff_session") == 1


def test_a_session_is_touched_at_most_once_a_minute(catalogue: Catalogue) -> None:
    """A click writes to the database only now and then."""
    table = catalogue.staff_table
    begun = table.sign_in(table.add("王芳", now=NOW), NOW)
    assert begun is not None
    for seconds, seen in ((30, "12:00:00"), (90, "12:01:30")):
        table.touch(begun[0], NOW + timedelta(seconds=seconds))
        last: str = catalogue.database.value("SELECT last_seen FROM staff_session")
        assert last[11:19] == seen


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET who = 'x'",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit (n, at, who, action, what) VALUES (1, '', 'x', '', '')",
    ],
)
def test_the_trail_is_only_appended_to(catalogue: Catalogue, statement: str) -> None:
    """No statement changes or takes out a line."""
    catalogue.audit_table.append(ACTOR, "merge", "work x", {"reason": "因为"}, event=7)
    with pytest.raises(StoreError, match="only appended"):
        catalogue.database.write(statement)
    (row,) = catalogue.audit_table.rows(AuditFilter(what="因为"))
    assert (row.who, row.client, row.event, row.detail) == ("王芳", "192.0.2.1", 7, {"reason": "因为"})


def test_an_act_that_fails_leaves_no_line(catalogue: Catalogue) -> None:
    """Both or neither: the line stands in the transaction of the act."""
    one = put(catalogue, "1")
    with pytest.raises(ConflictError):
        acts.merge(catalogue, ACTOR, "instance", (one, one))
    assert catalogue.audit_table.count(AuditFilter()) == 0


def test_undoing_a_merge_brings_everything_back(catalogue: Catalogue) -> None:
    """Editions with their works, redirects and judgements, also those that the merge overruled, are as before."""
    one, other = put(catalogue, "1"), put(catalogue, "2")
    put(catalogue, "3", other)
    third = split(catalogue, "instance", other, ["NJU/3"], "a")
    merge(catalogue, "instance", one, third, "a")
    before = picture(catalogue)
    kept = acts.merge(catalogue, ACTOR, "instance", (other, one))
    assert (kept, picture(catalogue) == before) == (one, False)
    (made,) = catalogue.merge_table.of(other)
    acts.undo(catalogue, ACTOR, made.n, reason="错了")
    assert picture(catalogue) == before
    (row,) = catalogue.audit_table.rows(AuditFilter(action="unmerge"))
    assert row.detail["reason"] == "错了"
    with pytest.raises(ConflictError):
        acts.undo(catalogue, ACTOR, made.n)


def test_undoing_a_merge_of_works_brings_their_editions_back(catalogue: Catalogue) -> None:
    """Each edition is again one of the work that it was of."""
    works = [catalogue.cluster_table.need(put(catalogue, name)).work for name in "12"]
    before = picture(catalogue)
    acts.merge(catalogue, ACTOR, "work", (works[0], works[1]))
    acts.undo(catalogue, ACTOR, catalogue.merge_table.of(works[1])[0].n)
    assert picture(catalogue) == before


def test_merges_are_undone_from_the_last(catalogue: Catalogue) -> None:
    """What a later merge bent stands in the way until that is undone."""
    first, second, third = (put(catalogue, name) for name in "123")
    before = picture(catalogue)
    acts.merge(catalogue, ACTOR, "instance", (second, third))
    acts.merge(catalogue, ACTOR, "instance", (first, second))
    later, earlier = (merge.n for merge in (catalogue.merge_table.of(first)[0], catalogue.merge_table.of(third)[0]))
    with pytest.raises(ConflictError, match="later"):
        acts.undo(catalogue, ACTOR, earlier)
    acts.undo(catalogue, ACTOR, later)
    acts.undo(catalogue, ACTOR, earlier)
    assert picture(catalogue) == before


def test_a_record_that_left_since_stays_where_it_is(catalogue: Catalogue) -> None:
    """Undoing the merge takes back only what the merge put there."""
    one, other = put(catalogue, "1"), put(catalogue, "2")
    put(catalogue, "3", other)
    acts.merge(catalogue, ACTOR, "instance", (one, other))
    new = acts.split(catalogue, ACTOR, "instance", one, ["NJU/3"])
    acts.undo(catalogue, ACTOR, catalogue.merge_table.of(other)[0].n)
    homes = [catalogue.record_table.head_of(number).instance for number in (1, 2, 3)]
    assert homes == [one, other, new]


def test_an_unknown_merge_is_not_found(catalogue: Catalogue) -> None:
    """Merges that were made before they were kept cannot be undone, and that is said."""
    with pytest.raises(NotFoundError, match="never"):
        acts.undo(catalogue, ACTOR, 1)


def test_the_whole_trail_is_read_while_it_grows(catalogue: Catalogue) -> None:
    """Each line once, though others are written meanwhile."""
    for number in range(AUDIT_PAGE + 3):
        catalogue.audit_table.append(Actor("wang"), "merge", f"work {number}")
    seen = []
    for row in catalogue.audit_table.every(AuditFilter(who="wang")):
        seen.append(row.n)
        if len(seen) % 500 == 1:
            catalogue.audit_table.append(Actor("wang"), "merge", "work new")
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == AUDIT_PAGE + 3
