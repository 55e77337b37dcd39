"""Workers come and go: with the first query, with a generation, with age, and never later than their owner."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.sparql import Limits, Pool, QueryError, Question
from kg.sparql.frames import END, QUESTION, READY, read_frame, write_frame
from kg.store import Generations, GraphWriter

LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
OWNER = """
import sys, time
from pathlib import Path
from kg.sparql import Limits, Pool, Question
pool = Pool(Path(sys.argv[1]), Limits(), workers=2)
while len(pool.pids()) < 2:
    pool.ask(Question("ASK {}", "json")).body.close()
print(*pool.pids(), flush=True)
if sys.argv[2] == "end":
    sys.exit(0)
pool.ask(Question(sys.argv[2], "json"))
"""


def count(pool: Pool) -> int:
    with pool.ask(Question("SELECT * { ?s ?p ?o }", "csv")).body as body:
        return len(body.read().splitlines()) - 1


def eventually(is_so: Callable[[], bool], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.05)
    return is_so()


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Catalogue:
    """A graph that grows, and its generations."""

    def __init__(self, folder: Path) -> None:
        self.generations = folder / "generations"
        self._writer = GraphWriter.open(folder / "graph")
        self._events = 0

    def publish(self) -> None:
        """Add a statement in a graph of its own, and publish."""
        self._events += 1
        name = f"http://x/{self._events}"
        self._writer.replace({name: f'<{name}> <http://x/p> "{self._events}" <{name}> .\n'.encode()}, event=1)
        Generations(self.generations).publish({"graph": self._writer}, event=1, keep=1)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path)


def test_no_process_before_the_first_query(catalogue: Catalogue) -> None:
    """A portal that nobody asks costs nothing."""
    catalogue.publish()
    with Pool(catalogue.generations, Limits()) as pool:
        assert pool.pids() == ()
        assert count(pool) == 1
        (pid,) = pool.pids()
    assert not is_alive(pid)


def test_nothing_of_the_store_itself_is_seen(catalogue: Catalogue) -> None:
    """The event and the rules that a graph stands at are no part of the catalogue."""
    catalogue.publish()
    with Pool(catalogue.generations, Limits()) as pool:
        answer = pool.ask(Question("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "csv"))
        assert answer.body.read().decode().split() == ["g", "http://x/1"]


def test_workers_move_to_a_new_generation_and_let_go_of_the_old(catalogue: Catalogue) -> None:
    """What is published is soon seen, and the generation before is removed by the next publication."""
    catalogue.publish()
    with Pool(catalogue.generations, Limits(), workers=2) as pool:
        assert count(pool) == 1
        catalogue.publish()
        assert (catalogue.generations / "gen-00000001").is_dir()
        assert eventually(lambda: count(pool) == 2)
        assert eventually(lambda: pool.ask(Question("ASK {}", "json")).generation == 2)
        time.sleep(2.5)
        catalogue.publish()
    assert not (catalogue.generations / "gen-00000001").exists()


def test_an_asked_worker_is_replaced(catalogue: Catalogue) -> None:
    """What leaks in the library ends with the process."""
    catalogue.publish()
    with Pool(catalogue.generations, Limits(queries=2)) as pool:
        seen = {pool.ask(Question("ASK {}", "json")) and pool.pids() for _ in range(6)}
    assert len({pid for pids in seen for pid in pids}) >= 3


def test_a_worker_that_died_idle_is_replaced(catalogue: Catalogue) -> None:
    """Somebody may kill a process: the next query does not notice, or is told so."""
    catalogue.publish()
    with Pool(catalogue.generations, Limits()) as pool:
        assert count(pool) == 1
        os.kill(pool.pids()[0], signal.SIGKILL)
        time.sleep(1.5)
        assert count(pool) == 1


def test_who_waits_too_long_is_told_busy(published: Path) -> None:
    """One worker, one long query: the second waits as long as the limit says, the third not at all."""
    limits = Limits(seconds=2.0, wait_seconds=0.3)
    with Pool(published / "generations", limits) as pool:
        pool.ask(Question("ASK {}", "json")).body.close()
        kinds: list[str] = []

        def ask() -> None:
            try:
                pool.ask(Question(LONG, "json"))
            except QueryError as error:
                kinds.append(error.kind)

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(kinds) == ["busy", "busy", "busy", "time"]


def test_nothing_published_is_said(tmp_path: Path) -> None:
    """A new catalogue has no generation to ask."""
    with Pool(tmp_path, Limits()) as pool, pytest.raises(QueryError) as caught:
        pool.ask(Question("ASK {}", "json"))
    assert caught.value.kind == "unpublished"


def test_a_generation_that_cannot_be_opened_is_said(catalogue: Catalogue) -> None:
    """A damaged graph is an error, not an empty answer."""
    catalogue.publish()
    for path in (catalogue.generations / "current" / "graph").glob("*"):
        path.unlink()
    with Pool(catalogue.generations, Limits()) as pool, pytest.raises(QueryError) as caught:
        pool.ask(Question("ASK {}", "json"))
    assert caught.value.kind == "unavailable"


@pytest.mark.parametrize("way", ["end", LONG], ids=["ends", "is killed"])
def test_no_worker_outlives_its_owner(published: Path, way: str) -> None:
    """Neither an end nor kill -9 in the middle of a query leaves a process behind."""
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(published / "generations"), way], stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    pids = [int(pid) for pid in owner.stdout.readline().split()]
    assert len(pids) == 2
    if way == LONG:
        time.sleep(0.3)
        owner.kill()
    owner.wait(timeout=30)
    owner.stdout.close()
    assert eventually(lambda: not any(is_alive(pid) for pid in pids))


def test_a_worker_that_is_never_idle_moves_on_too(catalogue: Catalogue) -> None:
    """Where a query always waits, the next one is answered by the new generation all the same."""
    catalogue.publish()
    with Pool(catalogue.generations, Limits(wait_seconds=20.0)) as pool:
        assert count(pool) == 1
        numbers = " ".join(map(str, range(50)))
        slow = "".join(f"VALUES ?{name} {{ {numbers} }} " for name in "abcd")
        asking = threading.Thread(target=lambda: pool.ask(Question(f"SELECT (COUNT(*) AS ?n) {{ {slow} }}", "csv")))
        asking.start()
        time.sleep(0.2)
        catalogue.publish()
        assert count(pool) == 2
        asking.join()


def test_an_answer_comes_in_small_frames(catalogue: Catalogue) -> None:
    """However long a row is: a frame stands in the owner's memory until it is whole."""
    catalogue.publish()
    graph = catalogue.generations / "current" / "graph"
    command = [sys.executable, "-m", "kg.sparql.worker", str(graph), str(10**9), str(os.getpid()), "unconfined"]
    text = 'SELECT (?d AS ?x) { BIND("' + "x" * 1000 + '" AS ?a) BIND(CONCAT(?a,?a,?a,?a,?a,?a,?a,?a) AS ?b) '
    text += "BIND(CONCAT(?b,?b,?b,?b,?b,?b,?b,?b) AS ?c) BIND(CONCAT(?c,?c,?c,?c,?c,?c,?c,?c) AS ?d) }"
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        assert read_frame(worker.stdout) == (READY, b"")
        write_frame(worker.stdin, QUESTION, Question(text, "json", rows=1).to_bytes())
        frames = list(iter(lambda: read_frame(worker.stdout) or (END, b""), (END, b'{"form": "rows", "cut": false}')))
        worker.stdin.close()
    assert sum(len(content) for _, content in frames) > 500_000
    assert max(len(content) for _, content in frames) <= 64 * 1024
