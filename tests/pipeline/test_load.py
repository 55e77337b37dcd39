"""Loading: outcomes, events, guard, dry run, duplicates, interruption."""

import io
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kg.catalogue import Catalogue, Member, Thing
from kg.errors import BusyError
from kg.pipeline.load import HeldBackError, LoadOptions, load
from kg.pipeline.report import LoadReport

Load = Callable[..., LoadReport]
Maker = Callable[..., bytes]


@pytest.fixture
def run(shelf: Any) -> Load:
    """Return a short way to load records of the member A."""

    def load_records(*records: bytes, member: str = "A", **options: Any) -> LoadReport:
        return load(
            shelf.catalogue,
            shelf.catalogue.member(member),
            [io.BytesIO(b"".join(records))],
            shelf.crosswalk,
            LoadOptions(who="test", **options),
        )

    return load_records


@pytest.fixture
def many(record: Maker) -> list[bytes]:
    """Return ten records that have nothing to do with each other."""
    titles = ["红楼梦", "三国演义", "水浒传", "西游记", "儒林外史", "聊斋志异", "金瓶梅词话", "镜花缘传", "老残游记"]
    titles.append("官场现形记")
    return [record(str(n), title, f"作者{title[:2]}") for n, title in enumerate(titles)]


def adds_up(report: LoadReport) -> bool:
    counts = report.counts()
    parts = ("loaded", "unchanged", "deleted", "skipped", "failed")
    return counts["read"] == sum(counts[part] for part in parts) and counts["loaded"] == report.new + report.changed


def deleted(raw: bytes) -> bytes:
    return raw[:5] + b"d" + raw[6:]


def test_new_records_are_loaded_with_their_editions_and_works(shelf: Any, run: Load, many: list[bytes]) -> None:
    """Every record is in an edition of a work."""
    report = run(*many)
    assert (report.new, report.read, adds_up(report)) == (10, 10, True)
    assert {name: shelf.catalogue.counts()[name] for name in ("records", "instances", "works")} == {
        "records": 10,
        "instances": 10,
        "works": 10,
    }


def test_the_stored_bytes_are_those_received(shelf: Any, run: Load, record: Maker) -> None:
    """Not one byte is other."""
    raw = record("1", "红楼梦")
    run(raw)
    assert shelf.catalogue.record("A", "1").raw == raw


def test_a_second_load_makes_no_event(shelf: Any, run: Load, many: list[bytes]) -> None:
    """The same file again changes nothing."""
    run(*many)
    before = shelf.catalogue.last_event()
    report = run(*many)
    assert (report.unchanged, shelf.catalogue.last_event()) == (10, before)


def test_a_changed_record_touches_its_own_cluster_only(shelf: Any, run: Load, record: Maker, many: list[bytes]) -> None:
    """Nine of ten are not written again."""
    run(*many)
    before = shelf.catalogue.last_event()
    report = run(*many[:3], record("3", "西游记", "作者西游", subject="神魔小说"), *many[4:])
    instance = shelf.instance_of("A", "3")
    work = shelf.catalogue.cluster(instance).work
    assert (report.changed, report.unchanged) == (1, 9)
    assert {thing for _, thing in shelf.catalogue.stale(before, 99)} == {
        Thing("instance", instance),
        Thing("work", work),
    }


def test_records_of_two_members_share_an_edition(shelf: Any, run: Load, record: Maker) -> None:
    """The point of a union catalogue."""
    run(record("1", "红楼梦诗词鉴赏", "曹雪芹"))
    report = run(record("x", "紅樓夢詩詞鑒賞", "曹雪芹"), member="B")
    assert report.joined == 1
    assert shelf.instance_of("A", "1") == shelf.instance_of("B", "x")


def test_leader_d_deletes(shelf: Any, run: Load, record: Maker) -> None:
    """The edition goes with its last record, and the id revives when it comes back."""
    raw = record("1", "红楼梦")
    run(raw)
    instance = shelf.instance_of("A", "1")
    assert run(deleted(raw)).deleted == 1
    assert shelf.catalogue.cluster(instance).state == "gone"
    assert run(deleted(raw)).unchanged == 1
    assert run(raw).new == 1
    assert shelf.catalogue.cluster(instance).state == "live"
    assert shelf.instance_of("A", "1") == instance


def test_the_deletion_of_what_was_never_held_is_skipped(shelf: Any, run: Load, record: Maker) -> None:
    """It is counted, with its reason, and makes no event."""
    report = run(deleted(record("1", "红楼梦")))
    assert report.reasons("skipped") == {"deletion-of-unknown": 1}
    assert shelf.catalogue.last_event() == 0


def test_of_two_records_with_one_id_the_last_counts(shelf: Any, run: Load, record: Maker) -> None:
    """The earlier is skipped and said so; the counts add up."""
    report = run(record("1", "石头记"), record("1", "红楼梦"))
    assert (report.new, report.reasons("skipped"), adds_up(report)) == (1, {"duplicate-id": 1}, True)
    assert "红楼梦".encode() in shelf.catalogue.record("A", "1").raw


def test_a_file_with_duplicates_changes_nothing_the_second_time(shelf: Any, run: Load, record: Maker) -> None:
    """The bytes that a later record replaced are known again."""
    records = record("1", "石头记"), record("2", "三国"), record("1", "红楼梦")
    run(*records)
    before = shelf.catalogue.last_event()
    report = run(*records)
    assert (report.loaded, report.unchanged, report.skipped, adds_up(report)) == (0, 2, 1, True)
    assert shelf.catalogue.last_event() == before


def test_one_id_three_times_changes_nothing_the_second_time(shelf: Any, run: Load, record: Maker) -> None:
    """A record, another of the same id, the first again: the last counts, and a second load makes no event."""
    first, other = record("1", "红楼梦"), record("1", "西游记")
    run(first, other, first)
    event = shelf.catalogue.last_event()
    report = run(first, other, first)
    assert (report.unchanged, report.loaded, report.skipped) == (1, 0, 2)
    assert shelf.catalogue.last_event() == event


def test_a_record_of_a_class_is_skipped_and_kept(shelf: Any, run: Load, record: Maker, many: list[bytes]) -> None:
    """A record of a kind that is not loaded is no edition; its bytes stay with the problem."""
    leader = bytearray(record("a1", "x").replace(b"245", b"150", 1))
    leader[6:7] = b"w"
    report = run(*many, bytes(leader))
    assert dict(report.reasons("skipped")) == {"classification": 1}
    (kept,) = shelf.catalogue.load_table.problems(report.load)
    assert (kept.severity, kept.reason, kept.raw) == ("skipped", "classification", bytes(leader))
    assert adds_up(report)


def test_the_replaced_record_alone_is_loaded_again(shelf: Any, run: Load, record: Maker) -> None:
    """When the later record does not follow any more, the earlier one is what the member has."""
    run(record("1", "石头记"), record("1", "红楼梦"))
    report = run(record("1", "石头记"), record("2", "三国"))
    assert (report.changed, report.new, adds_up(report)) == (1, 1, True)
    assert "石头记".encode() in shelf.catalogue.record("A", "1").raw


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_the_size_of_a_batch_changes_no_outcome(run: Load, record: Maker, many: list[bytes], batch: int) -> None:
    """Duplicates within a batch and across batches are alike."""
    again = record("0", "红楼梦", "曹雪芹"), deleted(many[1]), record("0", "红楼梦", "曹雪芹")
    report = run(*many, *again, batch=batch)
    assert (report.new, report.deleted, report.skipped, adds_up(report)) == (9, 1, 3, True)


def test_a_damaged_record_is_kept_as_a_problem(shelf: Any, run: Load, many: list[bytes]) -> None:
    """Its bytes and its place are there, and the others are loaded."""
    report = run(*many[:2], b"00026nam no directory here\x1d", *many[2:])
    assert (report.new, report.failed, report.lost, adds_up(report)) == (10, 1, True, True)
    problem = next(p for p in shelf.catalogue.load_table.problems(report.load) if p.severity == "damaged")
    assert b"no directory here" in problem.raw


def test_a_record_that_cannot_be_converted_does_not_stop_the_others(shelf: Any, many: list[bytes]) -> None:
    """It fails with its bytes kept."""

    class Moody:
        def convert(self, record: Any, local_id: str) -> Any:
            if local_id == "4":
                message = "no mood for this one"
                raise ValueError(message)
            return shelf.crosswalk.convert(record, local_id)

    report = load(shelf.catalogue, shelf.catalogue.member("A"), [io.BytesIO(b"".join(many))], Moody())
    assert (report.new, report.reasons("failed"), adds_up(report)) == (9, {"conversion": 1}, True)
    (problem,) = shelf.catalogue.load_table.problems(report.load)
    assert (problem.local_id, problem.raw) == ("4", many[4])


def test_a_record_without_an_id_is_named_by_its_bytes(shelf: Any, run: Load, record: Maker) -> None:
    """Nothing vanishes for want of a number; the report says so."""
    raw = record("", "红楼梦")
    report = run(raw)
    assert (report.new, report.warnings["no-id"]) == (1, 1)
    assert run(raw).unchanged == 1


def test_a_record_without_the_id_that_the_member_names_fails(shelf: Any, record: Maker) -> None:
    """A wrong setting must not fill the catalogue with nameless records."""
    member = replace(shelf.catalogue.member("A"), record_id="035$a")
    report = load(shelf.catalogue, member, [io.BytesIO(record("1", "红楼梦"))], shelf.crosswalk)
    assert (report.reasons("failed"), report.complete) == ({"no-id": 1}, False)


def test_a_refused_file_fails_the_load(shelf: Any, run: Load) -> None:
    """The reason is in the report, and the load is failed."""
    report = run(b"<!DOCTYPE html><html>Not found</html>")
    assert (report.read, report.lost, report.complete) == (0, True, False)
    assert shelf.catalogue.load(report.load).state == "failed"


def test_replace_all_deletes_what_is_not_there(shelf: Any, run: Load, many: list[bytes]) -> None:
    """With a yes, what the files do not bring goes."""
    run(*many)
    report = run(*many[:5], replace_all=True, yes=True)
    assert (report.unchanged, report.swept, shelf.catalogue.records_by_member()) == (5, 5, {"A": 5})


def test_the_guard_holds_back_a_great_deletion(shelf: Any, run: Load, record: Maker, many: list[bytes]) -> None:
    """More than the setting deletes nothing without a yes, but what was read is loaded."""
    run(*many)
    with pytest.raises(HeldBackError, match="would delete 5 of the 10 records of A") as held:
        run(*many[:5], record("new", "新书"), replace_all=True)
    assert held.value.report.new == 1
    assert shelf.catalogue.records_by_member() == {"A": 11}


def test_the_guard_lets_a_small_deletion_pass(shelf: Any, run: Load, many: list[bytes]) -> None:
    """Up to the setting no yes is needed."""
    run(*many)
    assert run(*many[:9], replace_all=True, guard_percent=10.0).swept == 1


def test_an_incomplete_run_deletes_nothing(shelf: Any, run: Load, many: list[bytes]) -> None:
    """What is missing may only be unread."""
    run(*many)
    report = run(*many[:5], many[5][:40], replace_all=True, yes=True)
    assert (report.swept, shelf.catalogue.records_by_member()) == (0, {"A": 10})
    assert any("--replace-all deleted nothing" in line for line in report.lines())


def test_a_record_that_damage_took_the_id_from_deletes_nothing(shelf: Any, run: Load, many: list[bytes]) -> None:
    """Its bytes stand under another name now; what it was before is not gone from its library."""
    run(*many)
    damaged = b"x" * 24 + b"\x00\xff\xff" + many[5][27:]
    report = run(*many[:5], damaged, *many[6:], replace_all=True, yes=True)
    assert (report.swept, report.complete) == (0, False)
    assert shelf.catalogue.record("A", "5").state == "live"


def test_a_record_that_failed_is_not_taken_for_gone(shelf: Any, run: Load, many: list[bytes]) -> None:
    """The member still has it."""
    run(*many)

    class Broken:
        def convert(self, _: Any, local_id: str) -> Any:
            raise KeyError(local_id)

    changed = [raw.replace("红".encode(), "青".encode()) for raw in many]
    options = LoadOptions(replace_all=True, yes=True)
    report = load(shelf.catalogue, shelf.catalogue.member("A"), [io.BytesIO(b"".join(changed))], Broken(), options)
    assert (report.failed, report.unchanged, report.swept) == (1, 9, 0)


def test_a_dry_run_says_what_would_happen_and_changes_nothing(
    shelf: Any, run: Load, record: Maker, many: list[bytes]
) -> None:
    """Counts as a real load has them; no record, no event, no load."""
    run(*many)
    before = shelf.catalogue.counts(), shelf.catalogue.last_event()
    again = record("z", "红楼梦", "作者红楼"), *many[:8]
    report = run(*again, dry_run=True, replace_all=True, batch=3)
    assert (report.new, report.joined, report.unchanged, report.swept) == (1, 1, 8, 2)
    assert (shelf.catalogue.counts(), shelf.catalogue.last_event()) == before


def test_a_changed_record_that_fits_another_edition_moves_there(shelf: Any, run: Load, record: Maker) -> None:
    """Its own edition, which it leaves empty, redirects there."""
    run(record("1", "红楼梦诗词鉴赏", "曹雪芹"), record("2", "待编"))
    old = shelf.instance_of("A", "2")
    run(record("2", "红楼梦诗词鉴赏", "曹雪芹"))
    new = shelf.instance_of("A", "1")
    assert shelf.instance_of("A", "2") == new
    assert (shelf.catalogue.cluster(old).state, shelf.catalogue.cluster(old).to) == ("redirect", new)


def test_a_changed_record_that_contradicts_leaves_its_edition(shelf: Any, run: Load, record: Maker) -> None:
    """The edition keeps its id and the others."""
    run(record("1", "红楼梦诗词鉴赏", "曹雪芹"), record("2", "红楼梦诗词鉴赏", "曹雪芹"))
    old = shelf.instance_of("A", "1")
    run(record("2", "水浒传", "施耐庵"))
    assert shelf.instance_of("A", "1") == old != shelf.instance_of("A", "2")


def test_one_load_at_a_time(shelf: Any, run: Load, record: Maker) -> None:
    """A second one says that the first is at work."""
    with shelf.catalogue.load_table.lock(), pytest.raises(BusyError, match="at work"):
        run(record("1", "红楼梦"))


def test_progress_is_told_with_each_batch(shelf: Any, many: list[bytes]) -> None:
    """The number of records read grows."""
    told: list[int] = []
    options = LoadOptions(batch=4)
    load(
        shelf.catalogue,
        shelf.catalogue.member("A"),
        [io.BytesIO(b"".join(many))],
        shelf.crosswalk,
        options,
        told.append,
    )
    assert told == [4, 8, 10]


KILLED = textwrap.dedent("""
    import os, sys
    from pathlib import Path
    from kg.catalogue import Catalogue
    from kg.crosswalk import Crosswalk
    from kg.pipeline.load import LoadOptions, load

    def progress(done):
        if done >= 6:
            os.kill(os.getpid(), 9)

    catalogue = Catalogue.open(Path(sys.argv[1]))
    crosswalk = Crosswalk.load(Path(sys.argv[2]), "marc21")
    member = catalogue.member("A")
    load(catalogue, member, [Path(sys.argv[3])], crosswalk, LoadOptions(batch=3), progress)
""")


@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal")
def test_a_killed_load_keeps_its_batches_and_goes_on(
    shelf: Any, run: Load, many: list[bytes], mappings: Path, tmp_path: Path
) -> None:
    """What was committed stays, the load is marked, and the same call again loads the rest."""
    file = tmp_path / "records.mrc"
    file.write_bytes(b"".join(many))
    command = [sys.executable, "-c", KILLED, str(shelf.site.directory), str(mappings), str(file)]
    killed = subprocess.run(command, check=False, timeout=60, capture_output=True, text=True)
    assert killed.returncode == -9, killed.stderr
    with Catalogue.open(shelf.site.directory) as again:
        (row,) = again.loads()
        assert (row.state, row.note, again.counts()["records"]) == ("failed", "interrupted", 6)
    report = run(*many)
    assert (report.unchanged, report.new) == (6, 4)


def test_opening_does_not_mark_a_load_that_lives(shelf: Any) -> None:
    """Another command beside a load leaves it alone."""
    with shelf.catalogue.load_table.lock():
        number = shelf.catalogue.load_table.start("A", (), "test", replace_all=False)
        with Catalogue.open(shelf.site.directory) as again:
            assert again.load(number).state == "running"


def test_an_interrupted_load_is_marked_and_the_lock_let_go(shelf: Any, many: list[bytes]) -> None:
    """Ctrl-C ends the load as failed."""

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(
            shelf.catalogue,
            shelf.catalogue.member("A"),
            [io.BytesIO(b"".join(many))],
            shelf.crosswalk,
            progress=stop,
        )
    (row,) = shelf.catalogue.loads()
    assert (row.state, row.note, row.counts["new"]) == ("failed", "interrupted", 10)


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Catalogue]:
    """Return a catalogue with a member of each format."""
    with Catalogue.create(tmp_path) as catalogue:
        for code in ("marc21", "cnmarc", "dublincore"):
            catalogue.add_member(Member(code, code, code))
        yield catalogue


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("format_", "file"),
    [
        ("cnmarc", "cnmarc/scattered/cnmarc14_utf8.iso"),
        ("cnmarc", "cnmarc/scattered/cnmarc14_gbk.iso"),
    ],
)
def test_real_records_load_twice(real: Catalogue, shared: Path, mappings: Path, format_: str, file: str) -> None:
    """Genuine records all come in, and the second time nothing happens."""
    from kg.crosswalk import Crosswalk  # noqa: PLC0415 - only where the records are

    crosswalk, path = Crosswalk.load(mappings, format_), shared / "data" / file
    first = load(real, real.member(format_), [path], crosswalk)
    second = load(real, real.member(format_), [path], crosswalk)
    assert (first.failed, adds_up(first), second.loaded) == (0, True, 0)
    assert first.loaded == second.unchanged > 0


def test_a_bad_address_is_a_warning_that_is_kept(shelf: Any, run: Load, record: Maker) -> None:
    """The record is loaded; its problem says field and text, and an unchanged record is not told of again."""
    raw = record("1", "呐喊", "鲁迅, 1881-1936, http://id.loc.gov/a b")
    report = run(raw)
    assert (report.new, report.warnings) == (1, {"no-address": 1})
    (problem,) = shelf.catalogue.load_table.problems(report.load)
    assert (problem.severity, problem.local_id) == ("warning", "1")
    assert "100 $0: 'http://id.loc.gov/a b'" in problem.message
    assert run(raw).warnings == {}
