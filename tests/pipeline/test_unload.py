"""Undoing a load; what holds of the catalogue whatever was loaded, undone, merged and split."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.catalogue import Catalogue, Member
from kg.errors import CatalogueError, ConflictError, NotFoundError
from kg.matching import merge, split
from kg.pipeline.load import LoadOptions, load
from kg.pipeline.unload import remove_member, unload

Maker = Callable[..., bytes]


def put(shelf: Any, *records: bytes, member: str = "A", **options: Any) -> int:
    """Load records and return the number of the load."""
    found = shelf.catalogue.member(member)
    source = io.BytesIO(b"".join(records))
    return load(shelf.catalogue, found, [source], shelf.crosswalk, LoadOptions(yes=True, **options)).load


def contents(catalogue: Catalogue) -> dict[str, Any]:
    """Return all that is published of the catalogue: live records with bytes and places, redirects, match rows."""
    db = catalogue.database
    live = db.rows(
        "SELECT member, local_id, raw, hash, format, instance, work, load FROM record"
        " JOIN cluster ON id = instance WHERE record.state = 'live' ORDER BY 1, 2"
    )
    clusters = db.rows("SELECT id, kind, state, target FROM cluster WHERE state <> 'gone' ORDER BY id")
    rows = db.rows("SELECT * FROM match_row ORDER BY record")
    keys = db.rows("SELECT * FROM match_key ORDER BY key, record")
    return {"live": live, "clusters": clusters, "rows": rows, "keys": keys}


def test_undoing_a_first_load_empties_the_catalogue(shelf: Any, record: Maker) -> None:
    """Records, editions and works that it brought are gone."""
    number = put(shelf, record("1", "红楼梦"), record("2", "三国"))
    report = unload(shelf.catalogue, number, "test")
    assert report.removed == 2
    assert {shelf.catalogue.counts()[name] for name in ("records", "instances", "works")} == {0}


def test_undo_brings_back_what_was_before(shelf: Any, record: Maker) -> None:
    """New, changed, deleted and moved records: each is as it was, in the edition where it was."""
    deletion = record("3", "水浒传", "施耐庵")
    put(
        shelf,
        record("1", "红楼梦诗词鉴赏", "曹雪芹"),
        record("2", "待编"),
        deletion,
        record("4", "西游记", "吴承恩"),
    )
    before = contents(shelf.catalogue)
    number = put(
        shelf,
        record("1", "红楼梦诗词鉴赏", "曹雪芹", subject="小说"),
        record("2", "红楼梦诗词鉴赏", "曹雪芹"),
        deletion[:5] + b"d" + deletion[6:],
        record("5", "儒林外史"),
        replace_all=True,
    )
    assert contents(shelf.catalogue) != before
    report = unload(shelf.catalogue, number, "test")
    assert (report.removed, report.restored, report.revived) == (1, 2, 2)
    assert contents(shelf.catalogue) == before


def test_loading_again_after_an_undo_gives_the_same_ids(shelf: Any, record: Maker) -> None:
    """An id that went is revived, not minted anew."""
    raw = record("1", "红楼梦")
    number = put(shelf, raw)
    instance = shelf.instance_of("A", "1")
    unload(shelf.catalogue, number, "test")
    put(shelf, raw)
    assert shelf.instance_of("A", "1") == instance
    assert shelf.catalogue.cluster(instance).state == "live"


def test_undo_is_one_event(shelf: Any, record: Maker) -> None:
    """Views follow it like any other change."""
    number = put(shelf, record("1", "红楼梦"), record("2", "三国"))
    before = shelf.catalogue.last_event()
    unload(shelf.catalogue, number, "test")
    assert shelf.catalogue.last_event() == before + 1
    assert len(shelf.catalogue.stale(before, 99)) == 4


def test_a_load_that_a_later_one_changed_is_not_undone(shelf: Any, record: Maker) -> None:
    """The message names the records and the load to undo first; then it works."""
    first = put(shelf, record("1", "红楼梦"))
    second = put(shelf, record("1", "紅樓夢"))
    with pytest.raises(ConflictError, match=rf"A/1 \(load {second}\)"):
        unload(shelf.catalogue, first, "test")
    unload(shelf.catalogue, second, "test")
    assert unload(shelf.catalogue, first, "test").removed == 1


def test_an_undone_load_is_not_undone_again(shelf: Any, record: Maker) -> None:
    """Once is enough."""
    number = put(shelf, record("1", "红楼梦"))
    unload(shelf.catalogue, number, "test")
    with pytest.raises(ConflictError, match="undone already"):
        unload(shelf.catalogue, number, "test")


def test_an_unknown_load_is_not_found(shelf: Any) -> None:
    """The message says where loads are listed."""
    with pytest.raises(NotFoundError, match="lianmu loads"):
        unload(shelf.catalogue, 99, "test")


def test_a_record_of_another_load_stays_in_the_edition(shelf: Any, record: Maker) -> None:
    """Only what the load brought goes."""
    first = put(shelf, record("1", "红楼梦诗词鉴赏", "曹雪芹"))
    put(shelf, record("x", "红楼梦诗词鉴赏", "曹雪芹"), member="B")
    instance = shelf.instance_of("A", "1")
    unload(shelf.catalogue, first, "test")
    assert [r.member for r in shelf.catalogue.records_of(instance)] == ["B"]
    assert shelf.catalogue.cluster(instance).state == "live"


def test_what_people_merged_stays_merged_after_an_undo(shelf: Any, record: Maker) -> None:
    """A record goes back to where its edition is now."""
    put(shelf, record("1", "红楼梦"), record("2", "石头记"))
    number = put(shelf, record("2", "石头记", subject="小说"))
    kept = merge(shelf.catalogue, "instance", shelf.instance_of("A", "1"), shelf.instance_of("A", "2"), "test")
    unload(shelf.catalogue, number, "test")
    assert shelf.instance_of("A", "2") == kept


def test_removing_a_member_needs_to_be_told_of_its_records(shelf: Any, record: Maker) -> None:
    """Holdings do not vanish by the way; the removal is a load that can be undone."""
    put(shelf, record("1", "红楼梦"))
    with pytest.raises(ConflictError, match="1 live records"):
        remove_member(shelf.catalogue, "A", "test")
    assert remove_member(shelf.catalogue, "A", "test", with_records=True) == 1
    assert [member.code for member in shelf.catalogue.members()] == ["B"]
    shelf.catalogue.add_member(Member("A", "甲馆", "marc21"))
    assert unload(shelf.catalogue, shelf.catalogue.loads()[0].id, "test").revived == 1


TITLES = ("红楼梦诗词鉴赏", "三国演义连环画", "水浒传人物论", "待编")
RECORDS = st.lists(
    st.tuples(st.sampled_from("123456"), st.sampled_from(TITLES), st.sampled_from(("", "曹雪芹")), st.booleans()),
    max_size=5,
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("load"), st.sampled_from("AB"), RECORDS, st.booleans()),
        st.tuples(st.just("unload"), st.integers(0, 5)),
        st.tuples(st.just("merge"), st.sampled_from(("instance", "work")), st.integers(0, 9), st.integers(0, 9)),
        st.tuples(st.just("split"), st.integers(0, 9)),
    ),
    max_size=12,
)


def step(shelf: Any, record: Maker, action: tuple[Any, ...]) -> None:
    """Do one thing; what the catalogue refuses is refused whole."""
    catalogue = shelf.catalogue
    if action[0] == "load":
        raws = [(record(id_, title, author), gone) for id_, title, author, gone in action[2]]
        records = [raw[:5] + b"d" + raw[6:] if gone else raw for raw, gone in raws]
        put(shelf, *records, member=action[1], replace_all=action[3], batch=2)
    elif action[0] == "unload":
        loads = [row for row in catalogue.loads() if row.state in {"done", "failed"}]
        if loads:
            number = loads[action[1] % len(loads)].id
            unload(catalogue, number, "test")
    else:
        judge(catalogue, action)


def judge(catalogue: Catalogue, action: tuple[Any, ...]) -> None:
    kind = action[1] if action[0] == "merge" else "instance"
    live = [cluster.id for cluster in catalogue.clusters(kind) if cluster.state == "live"]
    if len(live) > 1 and action[0] == "merge":
        merge(catalogue, kind, live[action[2] % len(live)], live[action[3] % len(live)], "test")
    elif live and action[0] == "split":
        id_ = live[action[1] % len(live)]
        first = catalogue.records_of(id_)[0]
        split(catalogue, "instance", id_, [f"{first.member}/{first.local_id}"], "test")


def is_sound(catalogue: Catalogue) -> None:
    """Assert what must hold of every catalogue."""
    db = catalogue.database
    broken = {
        "live record outside a live instance": "SELECT 1 FROM record JOIN cluster ON id = instance"
        " WHERE record.state = 'live' AND cluster.state <> 'live'",
        "live instance without a record": "SELECT 1 FROM cluster WHERE kind = 'instance' AND state = 'live'"
        " AND NOT EXISTS (SELECT 1 FROM record WHERE instance = cluster.id AND record.state = 'live')",
        "live instance outside a live work": "SELECT 1 FROM cluster AS i JOIN cluster AS w ON w.id = i.work"
        " WHERE i.state = 'live' AND w.state <> 'live'",
        "live work without an instance": "SELECT 1 FROM cluster AS w WHERE kind = 'work' AND state = 'live'"
        " AND NOT EXISTS (SELECT 1 FROM cluster WHERE work = w.id AND state = 'live')",
        "redirect to what is not live": "SELECT 1 FROM cluster AS r JOIN cluster AS t ON t.id = r.target"
        " WHERE r.state = 'redirect' AND t.state <> 'live'",
        "live record unknown to the matcher": "SELECT 1 FROM record WHERE state = 'live'"
        " AND n NOT IN (SELECT record FROM match_row)",
        "dead record known to the matcher": "SELECT 1 FROM record WHERE state <> 'live'"
        " AND n IN (SELECT record FROM match_key UNION SELECT record FROM match_row)",
    }
    assert [what for what, sql in broken.items() if db.row(sql)] == []
    assert db.rows("PRAGMA foreign_key_check") == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_catalogue_is_sound_whatever_is_done(
    steps: list[tuple[Any, ...]], record: Maker, tmp_path_factory: pytest.TempPathFactory, shelf: Any
) -> None:
    """Every live record is in one live instance of one live work, and no redirect leads to a dead id."""
    with fresh(tmp_path_factory.mktemp("catalogue")) as catalogue:
        shelf.catalogue = catalogue
        for action in steps:
            try:
                step(shelf, record, action)
            except CatalogueError:
                continue
            finally:
                is_sound(catalogue)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(loads=st.tuples(RECORDS, RECORDS, RECORDS, st.booleans()))
def test_undo_is_exact(loads: Any, record: Maker, tmp_path_factory: Any, shelf: Any) -> None:
    """Whatever a load did, undoing it gives the state before."""
    first, other, second, replace_all = loads
    with fresh(tmp_path_factory.mktemp("catalogue")) as catalogue:
        shelf.catalogue = catalogue
        step(shelf, record, ("load", "A", first, False))
        step(shelf, record, ("load", "B", other, False))
        before = contents(catalogue)
        step(shelf, record, ("load", "A", second, replace_all))
        unload(catalogue, catalogue.loads()[0].id, "test")
        assert contents(catalogue) == before
        is_sound(catalogue)


def fresh(directory: Path) -> Catalogue:
    """Return an empty catalogue with two members."""
    catalogue = Catalogue.create(directory)
    for code in "AB":
        catalogue.add_member(Member(code, code, "marc21"))
    return catalogue
