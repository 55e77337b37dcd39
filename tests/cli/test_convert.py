"""`lianmu convert` as a script calls it: exit codes, one line a problem, one graph a record."""

import gzip
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest

from kg.cli.convert import file_stem
from kg.demo.iso2709 import make_record


def marc(local_id: str, title: str) -> bytes:
    return make_record([f"001 {local_id}", f"24510$a{title}"], "%05dnam a22%05d a 4500", "utf-8")


def lianmu(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "kg.cli", *arguments], input=stdin, capture_output=True, check=False)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.mrc"
    path.write_bytes(marc("a1", "The tempest") + marc("a2", "红楼梦"))
    return path


def test_a_good_file_comes_out_whole(good: Path) -> None:
    """Two records give two works, nothing on stderr but the summary, exit code 0."""
    done = lianmu("convert", str(good), "--format", "marc21", "--to", "ntriples")
    assert done.returncode == 0
    quads = list(pyoxigraph.parse(done.stdout, format=pyoxigraph.RdfFormat.N_TRIPLES))
    works = {q.subject.value for q in quads if q.object.value.endswith("bibframe/Work")}
    assert works == {"http://example.org/record/a1#work", "http://example.org/record/a2#work"}
    assert done.stderr.decode().startswith("2 converted, 0 deleted, 0 damaged")


@pytest.mark.parametrize("to", ["nquads", "ntriples", "turtle", "jsonld", "rdfxml"])
def test_every_format_holds_the_same_graph(good: Path, to: str) -> None:
    """What one format says, the others say too."""
    formats = {
        "nquads": pyoxigraph.RdfFormat.N_QUADS,
        "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
        "turtle": pyoxigraph.RdfFormat.TURTLE,
        "jsonld": pyoxigraph.RdfFormat.JSON_LD,
        "rdfxml": pyoxigraph.RdfFormat.RDF_XML,
    }
    reference = lianmu("convert", str(good), "--to", "ntriples").stdout
    expected = {str(q) for q in pyoxigraph.parse(reference, format=formats["ntriples"])}
    done = lianmu("convert", str(good), "--to", to)
    assert {str(q) for q in pyoxigraph.parse(done.stdout, format=formats[to])} == expected


def test_split_writes_one_graph_a_record(good: Path, tmp_path: Path) -> None:
    """--split names each file by the record's 001."""
    done = lianmu("convert", str(good), "--format", "marc21", "--to", "turtle", "--split", str(tmp_path / "out"))
    assert done.returncode == 0
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a1.ttl", "a2.ttl"]


def test_the_same_id_twice_loses_nothing(tmp_path: Path) -> None:
    """A second record with the same 001 gets a file of its own."""
    (tmp_path / "twice.mrc").write_bytes(marc("a1", "One") + marc("a1", "Two"))
    lianmu("convert", str(tmp_path / "twice.mrc"), "--split", str(tmp_path / "out"))
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a1.nq", "a1~2.nq"]


def test_a_damaged_record_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    """The line names file, byte offset and reason; the records around it come out."""
    path = tmp_path / "damaged.mrc"
    first = marc("a1", "One")
    path.write_bytes(first + b"00099garbage without any directory\x1d" + marc("a3", "Three"))
    done = lianmu("convert", str(path), "--format", "marc21")
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 1
    assert lines[0].startswith(f"{path}: byte {len(first)}: record 2")
    assert lines[-1].startswith("2 converted, 0 deleted, 1 damaged")


def test_standard_input_and_gzip(good: Path) -> None:
    """A dash reads standard input; compression is recognised by its bytes."""
    done = lianmu("convert", "-", "--format", "marc21", stdin=gzip.compress(good.read_bytes()))
    assert done.returncode == 0
    assert done.stderr.decode().startswith("2 converted")


def test_out_takes_its_name_only_when_whole(good: Path, tmp_path: Path) -> None:
    """--out leaves no part of a file behind."""
    lianmu("convert", str(good), "--out", str(tmp_path / "out" / "all.nq"))
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["all.nq"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.mrc"], "There is no file nowhere.mrc"),
        (["--to", "mods", "x"], "There is no format 'mods'"),
        (["--out", "a", "--split", "b", "x"], "cannot both be given"),
        (["--to", "iso2709", "x"], "add --format bibframe"),
        (["--dialect", "cnmarc", "x"], "--dialect says what graphs become"),
        (["--pinyin", "A", "x"], "--pinyin says what graphs become"),
        (["--base", "not an address", "x"], "--base 'not an address' is no address"),
        (["--record-id", "035$", "x"], "'035$' says no field"),
        (["--format", "bibframe", "--to", "marcxml", "--split", "b", "x"], "--split is for graphs"),
        (["--format", "bibframe", "--to", "iso2709", "--pinyin", "A", "x"], "--pinyin is for cnmarc and cmarc"),
    ],
)
def test_a_wrong_call_is_exit_code_2(arguments: list[str], message: str) -> None:
    """A wrong call says what is wrong and has the exit code of usage errors."""
    done = lianmu("convert", *arguments)
    assert done.returncode == 2
    assert message in done.stderr.decode()


@pytest.mark.parametrize("name", ["../../etc/passwd", ".hidden", "a b/c?d#e%2F", "记录１", "x" * 900, "a~2"])
def test_no_path_is_made_from_an_id(name: str) -> None:
    """A record's id becomes one file name: no slash, no leading dot, not too long, and distinct."""
    stem = file_stem(name)
    assert "/" not in stem
    assert not stem.startswith(".")
    assert len(stem) <= 120
    assert file_stem(name + "1") != stem


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Return a file with a book, its holdings and an authority."""
    path = tmp_path / "mixed.mrc"
    holdings = make_record(["001 h1", "004 a1", "852  $bMain"], "%05dny  a22%05dn  4500", "utf-8")
    authority = make_record(["001 n1", "1001 $aTwain, Mark"], "%05dnz  a22%05dn  4500", "utf-8")
    path.write_bytes(holdings + marc("a1", "The tempest") + authority)
    return path


@pytest.mark.parametrize("profile", ["lean", "lc"])
@pytest.mark.parametrize("to", ["nquads", "ntriples", "turtle", "jsonld", "rdfxml"])
def test_a_mixed_file_comes_out_whole(mixed: Path, profile: str, to: str) -> None:
    """Authorities and holdings beside books, in every form and both profiles."""
    done = lianmu("convert", str(mixed), "--to", to, "--profile", profile)
    assert done.returncode == 0
    assert done.stderr.decode().startswith("3 converted, 0 deleted, 0 damaged, 0 skipped")
    assert all(word in done.stdout.decode() for word in ("record/n1#authority", "record/a1#instance", "Twain, Mark"))


def test_a_record_of_a_kind_without_rules_is_passed_over(tmp_path: Path) -> None:
    """Classification records say what they are; they are no loss."""
    path = tmp_path / "class.mrc"
    path.write_bytes(make_record(["001 c1", "153  $aH1"], "%05dnw  a22%05dn  4500", "utf-8"))
    done = lianmu("convert", str(path), "--format", "marc21")
    assert (done.returncode, b"skipped: classification" in done.stderr) == (0, True)
