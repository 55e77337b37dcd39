"""What may not be passed on: found and shown, and in nothing that is public, whatever happens to it."""

import random
import re
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kg.bibframe import read_instance, read_work
from kg.catalogue import Actor, Catalogue, Member
from kg.errors import BusyError, UsageError
from kg.matching import merge, split
from kg.pipeline.acts import change_member
from kg.pipeline.publish import follow, publish
from kg.pipeline.rebuild import rebuild
from kg.pipeline.rights import RightsReport, pending
from kg.pipeline.unload import unload
from kg.search.query import Query
from kg.store import GraphView

BASE = "http://c.example"
DREAM = ("红楼梦", "曹雪芹, 1715-1763", "9787020002207")
URI = "http://id.loc.gov/authorities/names/n79077137"
Maker = Callable[..., bytes]


def allow(shelf: Any, code: str, **changes: str) -> RightsReport:
    """Change what a member says of its rights."""
    member = replace(shelf.catalogue.member(code), **changes)
    return change_member(shelf.catalogue, Actor("test"), member, shelf.site.unstated)


def overlay(shelf: Any) -> GraphView:
    """Return the graph that only pages show."""
    return GraphView.open(shelf.generation().restricted)


def text_of(view: GraphView) -> str:
    """Return all that a graph says."""
    return "\n".join(sorted(map(str, view)))


def found(shelf: Any, text: str) -> set[str]:
    """Return the ids of the editions that a search finds."""
    reader = shelf.site.search().open_reader(shelf.generation().index)
    return {hit.id for work in reader.search(Query(text)).works for hit in work.editions}


@pytest.fixture
def closed(shelf: Any) -> Any:
    """Return a catalogue whose member B does not let its records be passed on."""
    allow(shelf, "B", redistribute="no")
    return shelf


def test_of_an_edition_of_two_only_the_open_record_is_public(closed: Any, record: Maker) -> None:
    """The restricted record's statements, item, name and subject stand in the overlay, with those of the other."""
    closed.load("A", record("a1", *DREAM, subject="小说", call_number="I242"))
    closed.load("B", record("b1-secret", *DREAM, subject="秘密主题", call_number="SECRET/1"))
    closed.publish()
    instance = closed.instance_of("A", "a1")
    assert closed.instance_of("B", "b1-secret") == instance
    public, shown = (read_instance(view, BASE, instance) for view in (closed.view(), overlay(closed)))
    assert public is not None
    assert shown is not None
    assert (public.members, shown.members) == (("A",), ("A", "B"))
    assert public.records == (f"{BASE}/record/A/a1",)
    dump = closed.dump().decode()
    assert not re.search("secret|SECRET|秘密主题|record/B|member/B", dump)
    assert "秘密主题" in text_of(overlay(closed))
    assert found(closed, "秘密主题") == {instance}
    assert closed.check(strict=True).clean


def test_what_only_restricted_records_describe_has_no_public_graph(closed: Any, record: Maker) -> None:
    """A work, its edition and its author are found and shown, and nothing of them is public."""
    closed.load("A", record("1", "儒林外史"))
    closed.load("B", record("2", "秘本", "无名氏, 1900-1950"))
    closed.publish()
    instance = closed.instance_of("B", "2")
    assert read_instance(overlay(closed), BASE, instance) is not None
    assert not re.search(f"{instance}|秘本|无名氏", closed.dump().decode())
    assert found(closed, "秘本") == {instance}
    (agent,) = closed.catalogue.entities("agent")
    assert closed.view().quads(f"{BASE}/agent/{agent.id}") == []
    assert overlay(closed).quads(f"{BASE}/agent/{agent.id}")
    assert closed.check(strict=True).clean


def test_a_public_work_names_only_its_public_editions(closed: Any, record: Maker) -> None:
    """The restricted edition of a work is not even counted in what is public."""
    closed.load("A", record("1", *DREAM))
    closed.load("B", record("2", DREAM[0], DREAM[1], "9787101003048"))
    closed.publish()
    mine, theirs = closed.instance_of("A", "1"), closed.instance_of("B", "2")
    assert mine != theirs
    work_id = closed.catalogue.cluster(mine).work
    assert closed.catalogue.cluster(theirs).work == work_id
    public, shown = (read_work(view, BASE, work_id) for view in (closed.view(), overlay(closed)))
    assert public is not None
    assert shown is not None
    assert (public.instances, set(shown.instances)) == ((mine,), {mine, theirs})
    assert theirs not in closed.dump().decode()


def test_an_authority_that_only_a_restricted_record_names_is_not_public(closed: Any, record: Maker) -> None:
    """A heading alone means the restricted record's agent on pages, and an agent of ours in what is public."""
    closed.load("A", record("1", "呐喊", "鲁迅, 1881-1936"))
    closed.publish()
    before = closed.dump()
    closed.load("B", record("2", "彷徨", f"鲁迅, 1881-1936, {URI}"))
    closed.publish()
    assert closed.dump() == before
    shown = read_work(overlay(closed), BASE, closed.catalogue.cluster(closed.instance_of("A", "1")).work)
    assert shown is not None
    assert shown.contributions[0].agent.iri == URI
    assert closed.check(strict=True).clean
    allow(closed, "B", redistribute="yes")
    closed.publish()
    assert closed.dump().count(f"/agent> <{URI}>".encode()) == 2
    assert closed.check(strict=True).clean


def test_a_catalogue_without_restrictions_has_an_empty_overlay(shelf: Any, record: Maker) -> None:
    """What everybody may have is kept once."""
    shelf.load("A", record("1", *DREAM))
    shelf.publish()
    assert list(overlay(shelf)) == []


def test_a_changed_rule_rewrites_only_what_it_concerns(shelf: Any, record: Maker) -> None:
    """Two of ten records are decided on otherwise; their works and editions are composed again."""
    shelf.load("A", *(record(str(n), f"第{n}种", subject="密件" if n in {3, 7} else "小说") for n in range(10)))
    shelf.publish()
    assert allow(shelf, "A", rights="deny 650$a 密*") == RightsReport("A", withheld=2, released=0)
    report = shelf.publish()
    assert (report.works, report.instances) == (2, 2)
    assert shelf.catalogue.record("A", "3").restricted
    assert shelf.check(strict=True).clean
    assert "密件" not in shelf.dump().decode()
    assert allow(shelf, "A", rights="") == RightsReport("A", withheld=0, released=2)
    shelf.publish()
    assert "密件" in shelf.dump().decode()
    assert list(overlay(shelf)) == []
    assert allow(shelf, "A", licence="CC0") == RightsReport("A")
    assert not shelf.publish().published


def test_a_change_that_was_killed_half_way_is_taken_up(
    shelf: Any, record: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some records are decided on, some not yet: the check says so, and the next publication goes on."""
    shelf.load("A", *(record(str(n), f"第{n}种") for n in range(5)))
    shelf.publish()
    monkeypatch.setattr("kg.pipeline.rights._BATCH", 2)
    made = iter([None, None])
    real = shelf.catalogue.event_log.append

    def append(*arguments: Any) -> int:
        next(made)
        return int(real(*arguments))

    monkeypatch.setattr(shelf.catalogue.event_log, "append", append)
    with pytest.raises(StopIteration):
        allow(shelf, "A", redistribute="no")
    monkeypatch.undo()
    assert [shelf.catalogue.record("A", str(n)).restricted for n in range(5)] == [True] * 4 + [False]
    assert any("To be decided" in note for note in shelf.check().notes)
    rounds = iter([False, True])
    follow(shelf.catalogue, shelf.site, interval=0, until=lambda: next(rounds))
    assert not pending(shelf.catalogue, "yes")
    assert b"/record/A/" not in shelf.dump()
    assert shelf.check(strict=True).clean


def test_the_setting_for_unstated_rights_is_followed_by_publishing(shelf: Any, record: Maker) -> None:
    """Where the setting says no, a member that names no licence shares nothing; the setting alone changes it."""
    shelf.load("A", record("1", *DREAM))
    shelf.publish()
    shelf.site = replace(shelf.site, unstated="no")
    shelf.publish()
    assert b"/record/A/1" not in shelf.dump()
    assert shelf.check(strict=True).clean
    shelf.site = replace(shelf.site, unstated="yes")
    shelf.publish()
    assert b"/record/A/1" in shelf.dump()


def test_loading_the_same_bytes_after_a_change_of_rules_keeps_the_new_decision(shelf: Any, record: Maker) -> None:
    """An unchanged record is not read again, and is decided on all the same."""
    shelf.load("A", record("1", *DREAM))
    member = replace(shelf.catalogue.member("A"), redistribute="no")
    shelf.catalogue.change_member(member)
    shelf.load("A", record("1", *DREAM))
    assert shelf.catalogue.record("A", "1").restricted
    shelf.publish()
    assert b"/record/A/1" not in shelf.dump()


def test_rules_cannot_change_while_a_load_runs(shelf: Any) -> None:
    """What a load takes in is decided on by what stood at its beginning."""
    with shelf.catalogue.load_table.lock(), pytest.raises(BusyError, match="load"):
        allow(shelf, "A", redistribute="no")
    assert shelf.catalogue.member("A").redistribute == ""


def test_a_rule_that_is_none_changes_nothing(shelf: Any) -> None:
    """The member stays as it was."""
    with pytest.raises(UsageError, match="Rule 1"):
        allow(shelf, "A", rights="refuse 035")
    assert shelf.catalogue.member("A").rights == ""


def test_an_undo_decides_by_the_rules_of_today(shelf: Any, record: Maker) -> None:
    """Bytes that come back are judged as all others are, not as they were when they came."""
    shelf.load("A", record("1", "第一种", subject="密件"))
    shelf.load("A", record("1", "第一种", subject="小说"))
    allow(shelf, "A", rights="deny 650$a 密*")
    assert not shelf.catalogue.record("A", "1").restricted
    unload(shelf.catalogue, 2, "test")
    assert shelf.catalogue.record("A", "1").restricted
    shelf.publish()
    assert "密件" not in shelf.dump().decode()
    assert shelf.check(strict=True).clean


def test_a_record_that_returns_is_decided_on_anew(shelf: Any, record: Maker) -> None:
    """Deleted under one rule, brought again under another."""
    one, other = record("1", *DREAM), record("2", "儒林外史")
    shelf.load("A", one, other)
    shelf.load("A", other, replace_all=True)
    allow(shelf, "A", redistribute="no")
    shelf.load("A", one)
    assert shelf.catalogue.record("A", "1").restricted
    shelf.publish()
    assert shelf.check(strict=True).clean


def test_merging_and_splitting_keep_the_two_graphs_apart(closed: Any, record: Maker) -> None:
    """People's decisions move restricted records without making them public."""
    closed.load("A", record("1", *DREAM))
    closed.load("B", record("2-secret", "石头记抄本", "脂砚斋, 1700-1780"))
    closed.publish()
    mine, theirs = closed.instance_of("A", "1"), closed.instance_of("B", "2-secret")
    kept = merge(closed.catalogue, "instance", mine, theirs, "cataloguer")
    closed.publish()
    assert closed.check(strict=True).clean
    assert not re.search("secret|抄本|脂砚斋", closed.dump().decode())
    split(closed.catalogue, "instance", kept, ["B/2-secret"], "cataloguer")
    closed.publish()
    assert closed.check(strict=True).clean
    assert not re.search("secret|抄本|脂砚斋", closed.dump().decode())


def test_a_lost_overlay_is_named_and_made_again(closed: Any, record: Maker) -> None:
    """Both stores are compared, and `rebuild graph` makes both."""
    closed.load("B", record("1", *DREAM))
    closed.publish()
    (closed.generation().restricted / "CURRENT").unlink()
    assert {(fault.where, fault.kind) for fault in closed.check().differences} == {("generation", "restricted")}
    rebuild(closed.catalogue, closed.site, "graph")
    assert closed.check(strict=True).clean
    assert text_of(overlay(closed))


def test_an_overlay_that_is_missing_is_published(closed: Any, record: Maker) -> None:
    """A generation and a writer's folder without one get one from the events."""
    closed.load("B", record("1", *DREAM))
    closed.publish()
    before = text_of(overlay(closed))
    shutil.rmtree(closed.generation().restricted)
    shutil.rmtree(closed.site.restricted)
    closed.publish()
    assert text_of(overlay(closed)) == before
    assert closed.check(strict=True).clean


def test_a_wrong_mark_is_named(shelf: Any, record: Maker) -> None:
    """The check asks the rules of every record again."""
    shelf.load("A", record("1", *DREAM))
    shelf.publish()
    shelf.catalogue.record_table.restrict([1], restricted=True)
    faults = {(fault.where, fault.what, fault.id) for fault in shelf.check().differences}
    assert ("database", "rights", "A/1") in faults


def test_the_public_graph_is_that_of_a_catalogue_that_never_had_the_others(
    closed: Any, record: Maker, tmp_path: Path, crosswalk: Any
) -> None:
    """But for the ids, which are random."""
    kept = [record(f"a{n}", f"第{n}种", "曹雪芹, 1715-1763", f"97870200022{n:02}", "小说") for n in range(4)]
    others = [record(f"b{n}", f"第{n}种", f"曹雪芹, 1715-1763, {URI}", f"97870200022{n:02}", "密") for n in range(6)]
    for mine, theirs in zip([*kept, b"", b""], others, strict=True):
        closed.load("B", theirs)
        closed.load("A", mine)
    closed.publish()
    alone = type(closed)(
        Catalogue.create(tmp_path / "alone"), replace(closed.site, directory=tmp_path / "alone"), crosswalk
    )
    alone.catalogue.add_member(Member("A", "甲馆", "marc21"))
    for mine in kept:
        alone.load("A", mine)
    alone.publish()
    assert anonymous(closed.dump()) == anonymous(alone.dump())


def anonymous(dump: bytes) -> list[str]:
    """Return the statements of a dump with the random ids, and names of parts made from them, blotted out."""
    text = re.sub(r"/(work|instance|agent|subject)/[0-9a-z]{8}\b", r"/\1/-", dump.decode())
    return sorted(re.sub(r"(#[a-z]+)-[0-9a-f]{12}\b", r"\1-", text).splitlines())


HEADINGS = (
    "曹雪芹, 1715-1763",
    f"曹雪芹, 1715-1763, {URI}",
    "高鹗",
    "鲁迅, 1881-1936",
    "鲁迅, 1881-1936, " + URI + "1",
)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_after_any_history_the_public_graph_is_that_of_the_open_records(
    shelf: Any, record: Maker, tmp_path: Path, seed: int
) -> None:
    """Byte for byte what a copy of the database gives from which the restricted records have been taken out."""
    chance = random.Random(seed)
    for _ in range(14):
        step(shelf, record, chance)
        if chance.random() < 0.4:
            shelf.publish()
            report = shelf.check(strict=True)
            assert report.clean, report.differences[:5]
    shelf.publish()
    report = shelf.check(strict=True)
    assert report.clean, report.differences[:5]
    assert shelf.dump() == without_restricted(shelf, tmp_path / "copy")


def step(shelf: Any, record: Maker, chance: random.Random) -> None:
    """Do one thing that may happen to a catalogue."""
    what = chance.choice(["load", "load", "load", "all", "undo", "rights", "rights", "merge", "split"])
    member = chance.choice("AB")
    if what in {"load", "all"}:
        books = sorted(chance.sample(range(8), chance.randint(1, 4)))
        records = [
            record(
                f"{member}{book}",
                f"书{book // 2}",
                HEADINGS[chance.randrange(len(HEADINGS))],
                f"97870200022{book:02}",
                chance.choice(["密件", "小说", "历史"]),
                chance.choice(["", "I242"]),
            )
            for book in books
        ]
        shelf.load(member, *records, replace_all=what == "all")
    elif what == "undo":
        loads = [load.id for load in shelf.catalogue.loads() if load.state == "done"][:1]
        for number in loads:
            unload(shelf.catalogue, number, "test")
    elif what == "rights":
        allow(
            shelf,
            member,
            redistribute=chance.choice(["", "yes", "no"]),
            rights=chance.choice(["", "deny 650$a 密*", "allow 650$a 小说", "deny 100$0\nallow 852"]),
        )
    else:
        judge(shelf, what, chance)


def judge(shelf: Any, what: str, chance: random.Random) -> None:
    """Let a person merge two editions or split one."""
    live = [cluster.id for cluster in shelf.catalogue.clusters("instance") if cluster.state == "live"]
    if what == "merge" and len(live) > 1:
        merge(shelf.catalogue, "instance", *chance.sample(live, 2), "cataloguer")
    for instance in live if what == "split" else ():
        records = shelf.catalogue.records_of(instance)
        if len(records) > 1:
            split(shelf.catalogue, "instance", instance, [f"{records[0].member}/{records[0].local_id}"], "cataloguer")
            return


def without_restricted(shelf: Any, directory: Path) -> bytes:
    """Return the dump of a copy of the catalogue in which the restricted records are deleted."""
    directory.mkdir()
    with sqlite3.connect(directory / "catalogue.db") as copy:
        shelf.catalogue.database.connection.backup(copy)
        copy.execute("UPDATE record SET state = 'deleted' WHERE restricted = 1")
        copy.execute(
            "UPDATE cluster SET state = 'gone' WHERE kind = 'instance' AND state = 'live' AND NOT EXISTS"
            " (SELECT 1 FROM record WHERE record.instance = cluster.id AND record.state = 'live')"
        )
        copy.execute("DELETE FROM mention")
        copy.execute("DELETE FROM naming")
    with Catalogue.open(directory) as catalogue:
        site = replace(shelf.site, directory=directory)
        publish(catalogue, site, anew=["graph", "index"])
        return bytes(type(shelf)(catalogue, site, shelf.crosswalk).dump())
