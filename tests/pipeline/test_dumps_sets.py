"""Sets of dumps: what is in each part, that they are whole or not there, and that they are made once."""

import gzip
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, Store, parse

from kg.catalogue import Group, Membership
from kg.errors import BusyError, NotFoundError, StoreError, UsageError
from kg.namespaces import RDFS
from kg.pipeline.dump import published_quads
from kg.pipeline.dumps import DumpOptions, DumpSet, DumpSets, Made, Plan, is_due, make_set, plan_of, verify
from kg.store import publisher_lock

Maker = Callable[..., bytes]
FORMATS = ("nquads", "turtle", "jsonldlines")
BASE = "http://c.example"


def fill(shelf: Any, record: Maker) -> Any:
    """Give each of the members an edition, and both one in common, an author and a subject in common."""
    shelf.catalogue.add_group(Group("G", "组", name_en="Group"))
    shelf.catalogue.add_membership(Membership("G", "A"))
    shelf.catalogue.add_group(Group("OLD", "旧组"))
    shelf.catalogue.add_membership(Membership("OLD", "B", until="2020-12-31"))
    both = record("1", "红楼梦", "曹雪芹, 1715-1763", "9787020002207", "Fiction")
    shelf.load("A", both, record("2", "甲馆之书", "甲人, 1900-1950", subject="Chemistry"))
    shelf.load("B", both, record("3", "乙馆之书", "乙人, 1901-1951", subject="Botany"))
    shelf.publish()
    return shelf


@pytest.fixture
def shared(shelf: Any, record: Maker) -> Any:
    """Return a published catalogue of two members that a test may change."""
    return fill(shelf, record)


@pytest.fixture(scope="module")
def standing(new_shelf: Callable[[Path], Any], record: Maker, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a published catalogue of two members whose records stay; sets of dumps may be made of it."""
    return fill(new_shelf(tmp_path_factory.mktemp("standing")), record)


@pytest.fixture
def dumps(standing: Any) -> DumpSet:
    """Return the newest set of the standing catalogue."""
    return made(standing).dumps


@pytest.fixture
def damaged(dumps: DumpSet, tmp_path: Path) -> DumpSet:
    """Return a copy of the set that a test may damage."""
    shutil.copytree(dumps.path, tmp_path / "dumps" / dumps.name)
    return DumpSets(tmp_path / "dumps").get(dumps.name)


def plan(shelf: Any) -> Plan:
    return plan_of(shelf.catalogue, "联目", "Lianmu", "2026-11-21")


def made(shelf: Any, *, formats: tuple[str, ...] = FORMATS, keep: int = 3, force: bool = False) -> Made:
    return make_set(shelf.site, plan(shelf), DumpOptions(formats, keep, force))


def quads(dumps: DumpSet, name: str) -> set[Quad]:
    content = gzip.decompress((dumps.path / f"{name}.nq.gz").read_bytes())
    return set(parse(content, format=RdfFormat.N_QUADS))


def texts(dumps: DumpSet, name: str) -> str:
    return gzip.decompress((dumps.path / f"{name}.nq.gz").read_bytes()).decode()


def canonical(statements: Iterator[Quad] | set[Quad]) -> list[str]:
    """Return the canonical N-Quads (RDFC-1.0)."""
    dataset = Dataset(statements)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(f"{quad} ." for quad in dataset)


def test_the_whole_loaded_into_an_empty_store_is_the_same_graph(standing: Any, dumps: DumpSet, tmp_path: Path) -> None:
    """N-Quads and JSON-LD lines keep every graph; Turtle keeps every statement."""
    path = dumps.path
    expected = canonical(published_quads(standing.view()))
    store = Store(str(tmp_path / "nquads"))
    store.bulk_load(gzip.decompress((path / "lianmu-all.nq.gz").read_bytes()), format=RdfFormat.N_QUADS)
    assert canonical(set(store)) == expected
    lines = Store(str(tmp_path / "lines"))
    for line in gzip.decompress((path / "lianmu-all.jsonl.gz").read_bytes()).splitlines():
        lines.load(line, format=RdfFormat.JSON_LD)
    assert canonical(set(lines)) == expected
    turtle = Store(str(tmp_path / "turtle"))
    turtle.load(gzip.decompress((path / "lianmu-all.ttl.gz").read_bytes()), format=RdfFormat.TURTLE)
    union = {Quad(*quad.triple) for quad in published_quads(standing.view())}
    assert canonical(set(turtle)) == canonical(union)


def test_a_member_has_its_editions_their_works_and_whom_they_name(dumps: DumpSet) -> None:
    """Of the other member there is only what both have; the label of a code list is nobody's."""
    whole, mine = quads(dumps, "lianmu-all"), quads(dumps, "member-A")
    assert mine < whole
    for word in ("红楼梦", "甲馆之书", "曹雪芹", "甲人", "Fiction", "Chemistry"):
        assert word in texts(dumps, "member-A"), word
    for word in ("乙馆之书", "乙人", "Botany"):
        assert word not in texts(dumps, "member-A"), word
        assert word in texts(dumps, "member-B"), word
    assert not [quad for quad in mine if quad.graph_name == NamedNode(f"{BASE}/vocabulary")]
    # Graphs are taken whole: a dump never says less of a thing than the catalogue does.
    graphs = {quad.graph_name for quad in mine}
    assert mine == {quad for quad in whole if quad.graph_name in graphs}


def test_a_group_has_what_its_members_have_today(dumps: DumpSet) -> None:
    """A group is its members' parts together; one without members today has no files."""
    assert quads(dumps, "group-G") == quads(dumps, "member-A")
    assert dumps.part("group", "OLD") is None
    assert not list(dumps.path.glob("group-OLD*"))


def test_a_member_without_records_has_no_files(shelf: Any, record: Maker) -> None:
    """Nothing to fetch, nothing offered."""
    shelf.load("A", record("1", "甲"))
    shelf.publish()
    dumps = made(shelf).dumps
    assert dumps.part("member", "A") is not None
    assert dumps.part("member", "B") is None
    assert dumps.parts[0].members == ("A",)


def test_every_format_of_a_part_says_the_same(dumps: DumpSet) -> None:
    """Statement for statement."""
    for part in dumps.parts:
        triples = {quad.triple for quad in quads(dumps, part.name)}
        turtle = gzip.decompress((dumps.path / f"{part.name}.ttl.gz").read_bytes())
        assert {quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE)} == triples
        lines = gzip.decompress((dumps.path / f"{part.name}.jsonl.gz").read_bytes()).splitlines()
        found = {quad for line in lines for quad in parse(line, format=RdfFormat.JSON_LD)}
        assert found == quads(dumps, part.name)
        assert len(lines) == part.graphs


def test_two_sets_of_one_generation_are_the_same_bytes(standing: Any) -> None:
    """Dumps can be compared."""
    one, two = made(standing).dumps, made(standing, force=True).dumps
    assert one.name != two.name
    sums = [{file.name: file.sha256 for part in dumps.parts for file in part.files} for dumps in (one, two)]
    assert sums[0] == sums[1]


def test_what_is_published_already_is_not_made_again(shared: Any, record: Maker) -> None:
    """The same generation, plan and formats: the set that is there. Any of them new: a new set."""
    first = made(shared)
    assert first.is_new
    assert made(shared) == Made(first.dumps, is_new=False)
    assert made(shared, formats=("nquads",)).is_new
    shared.catalogue.add_membership(Membership("G", "B"))
    assert made(shared, formats=("nquads",)).is_new
    shared.load("A", record("9", "新书"))
    shared.publish()
    assert "新书" in texts(made(shared, formats=("nquads",)).dumps, "lianmu-all")


def test_only_the_newest_sets_stay(standing: Any) -> None:
    """The setting dumps.keep."""
    names = [made(standing, keep=2, force=True).dumps.name for _ in range(4)]
    assert [found.name for found in DumpSets(standing.site.directory / "dumps").all()] == names[:1:-1]


def test_readers_keep_their_generation_while_dumps_are_made(shared: Any, record: Maker) -> None:
    """Publishing in the middle neither waits nor changes what is dumped."""
    before = canonical(published_quads(shared.view()))

    def publish(_: int) -> None:
        return

    shared.site = replace(shared.site, keep=1)
    seen = []

    class Publishing(Plan):
        """A plan that is looked at once the generation is held, and publishes then."""

        def digest(self) -> str:
            shared.load("A", record(f"new-{len(seen)}", "后来之书"))
            seen.append(shared.publish().generation)
            return super().digest()

    mine = plan(shared)
    found = make_set(
        shared.site, Publishing(mine.parts, mine.title, mine.title_en), DumpOptions(FORMATS), progress=publish
    )
    assert seen
    assert canonical(quads(found.dumps, "lianmu-all")) == before


def test_nothing_is_left_when_it_is_stopped(shared: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stop in the middle leaves no set and nothing half."""
    monkeypatch.setattr("kg.pipeline.dumps.maker._TOLD", 1)

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_set(shared.site, plan(shared), DumpOptions(FORMATS), progress=stop)
    assert list((shared.site.directory / "dumps").iterdir()) == []


def test_a_full_disk_is_said_and_leaves_nothing(shared: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the disk becomes a sentence."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="No space left on device"):
        made(shared)
    assert list((shared.site.directory / "dumps").iterdir()) == []


def test_what_a_dead_maker_left_is_removed(standing: Any) -> None:
    """A folder that ends in .tmp is no set."""
    leftover = standing.site.directory / "dumps" / "2026-01-01T0000Z-gen-00000001.tmp"
    leftover.mkdir(parents=True)
    (leftover / "lianmu-all.nq.gz").write_bytes(b"half")
    assert leftover.name not in {found.name for found in DumpSets(leftover.parent).all()}
    made(standing)
    assert not leftover.exists()


def test_one_maker_at_a_time(standing: Any) -> None:
    """A second one says who makes dumps."""
    with publisher_lock(standing.site.directory / "dumps.lock"), pytest.raises(BusyError, match="making dumps"):
        made(standing)


def test_nothing_published_says_what_to_do(shelf: Any) -> None:
    """No generation, no set."""
    with pytest.raises(NotFoundError, match="lianmu publish"):
        made(shelf)


@pytest.mark.parametrize("formats", [("rdfxml",), ("nonsense",), ()])
def test_a_format_that_has_no_parts_is_refused(standing: Any, formats: tuple[str, ...]) -> None:
    """With those there are."""
    with pytest.raises(UsageError, match="jsonldlines"):
        made(standing, formats=formats)


def test_a_set_is_due_by_age_and_change(shared: Any, record: Maker) -> None:
    """No set: at once. A set of this state: never. Another state: when the newest is old enough."""
    assert is_due(shared.site, plan(shared), FORMATS, 24)
    made(shared)
    assert not is_due(shared.site, plan(shared), FORMATS, 0)
    shared.load("A", record("9", "新书"))
    shared.publish()
    assert is_due(shared.site, plan(shared), FORMATS, 0)
    assert not is_due(shared.site, plan(shared), FORMATS, 24)


def test_a_plan_may_be_limited_to_some_members(standing: Any) -> None:
    """The whole is always in it; an unknown member is named."""
    limited = plan(standing).limited(["a"], [])
    assert [part.name for part in limited.parts] == ["lianmu-all", "member-A"]
    with pytest.raises(NotFoundError, match="There are: A, B"):
        plan(standing).limited(["Z"], [])


def test_a_whole_set_has_no_fault(dumps: DumpSet) -> None:
    """What was made is what is read."""
    assert list(verify(dumps)) == []


@pytest.mark.parametrize("name", ["lianmu-all.nq.gz", "member-A.jsonl.gz", "void.ttl", "README.txt"])
def test_damage_is_found(damaged: DumpSet, name: str) -> None:
    """One bit anywhere."""
    content = bytearray((damaged.path / name).read_bytes())
    content[len(content) // 2] ^= 1
    (damaged.path / name).write_bytes(content)
    assert name in {fault.file for fault in verify(damaged)}


def test_what_is_missing_is_found(damaged: DumpSet) -> None:
    """A file that went, and a count that is not kept."""
    (damaged.path / "member-A.nq.gz").unlink()
    assert {fault.file for fault in verify(damaged)} == {"member-A.nq.gz"}
    lying = replace(damaged, parts=(replace(damaged.parts[0], statements=1, graphs=1), *damaged.parts[1:]))
    assert any("not 1" in fault.what for fault in verify(lying))


def test_a_damaged_manifest_hides_a_set_and_is_said(damaged: DumpSet) -> None:
    """Readers get the set before it; who asks for it by name is told."""
    (damaged.path / "manifest.json").write_text("{}")
    sets = DumpSets(damaged.path.parent)
    assert sets.newest() is None
    with pytest.raises(StoreError, match="lianmu dumps remove"):
        sets.get(damaged.name)
    sets.remove(damaged.name)
    assert list(sets.root.iterdir()) == []


@pytest.mark.parametrize("name", ["..", "../catalogue", "", "2026-11-21T0830Z-gen-00000012.tmp", "x/y", "latest"])
def test_a_name_is_never_a_path(standing: Any, name: str) -> None:
    """Only names of sets are looked for."""
    made(standing)
    with pytest.raises(NotFoundError):
        DumpSets(standing.site.directory / "dumps").get(name)


def test_the_manifest_names_every_file(dumps: DumpSet) -> None:
    """Nothing else is in the folder, and SHA256SUMS names all but itself."""
    facts = json.loads((dumps.path / "manifest.json").read_text())
    listed = {file["name"] for part in facts["parts"] for file in part["files"]}
    there = {path.name for path in dumps.path.iterdir()}
    assert there == listed | {"manifest.json", "void.ttl", "README.txt", "SHA256SUMS"}
    sums = (dumps.path / "SHA256SUMS").read_text().splitlines()
    assert {line.split("  ")[1] for line in sums} == there - {"SHA256SUMS"}


def test_the_readme_is_in_both_languages(dumps: DumpSet) -> None:
    """With every file and how to load it."""
    text = (dumps.path / "README.txt").read_text()
    assert "许可" in text
    assert "Licence" in text
    assert all(file.name in text for part in dumps.parts for file in part.files)
    assert RDFS not in text
