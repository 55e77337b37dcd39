"""What strangers' queries cost readers: searches of a served portal alone, and beside hostile SPARQL on all workers."""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Self
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import urlopen

from machine import percentile

HOSTILE = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?f",
    "SELECT (COUNT(*) AS ?n) { ?a (<urn:a>|!<urn:a>)* ?b }",
    "SELECT * {" + "".join(f"?s ?p{i} ?o{i} . " for i in range(300)) + "}",
    "SELECT (GROUP_CONCAT(?f) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f }",
)
LIGHT = "SELECT ?s ?o { ?s <http://id.loc.gov/ontologies/bibframe/mainTitle> ?o } LIMIT 20"


class _Hostility:
    """Clients that send one hostile query after another until told to stop."""

    def __init__(self, address: str, clients: int) -> None:
        self._stop = threading.Event()
        self.statuses: dict[int, int] = {}
        self._threads = [threading.Thread(target=self._run, args=(address, i)) for i in range(clients)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, address: str, number: int) -> None:
        while not self._stop.is_set():
            query = HOSTILE[number % len(HOSTILE)]
            number += 1
            status = fetch(f"{address}/sparql?{urlencode({'query': query, 'format': 'json'})}")[0]
            self.statuses[status] = self.statuses.get(status, 0) + 1
            # As often as the endpoint lets one client be refused.
            time.sleep(0.1)


def fetch(url: str) -> tuple[int, float]:
    """Return status and seconds of one request, 0 where there was no connection."""
    begun = time.perf_counter()
    try:
        with urlopen(url, timeout=60) as answer:  # noqa: S310 - the portal of the bench
            answer.read()
            return answer.status, time.perf_counter() - begun
    except HTTPError as error:
        return error.code, time.perf_counter() - begun
    except URLError:
        return 0, time.perf_counter() - begun


def searches(address: str, queries: Sequence[str], rounds: int) -> list[float]:
    """Return the seconds of each search page, one after the other."""
    found = [fetch(f"{address}/search?q={quote(query)}") for _ in range(rounds) for query in queries]
    assert all(status == 200 for status, _ in found), "every search is answered"
    return [seconds for _, seconds in found]


def _await(address: str, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while fetch(address + "/healthz")[0] != 200:
        if time.monotonic() > deadline:
            raise SystemExit(f"The portal at {address} does not answer.")
        time.sleep(0.2)


def bench_sparql(catalogue: Path, queries: Sequence[str], *, port: int = 8479, rounds: int = 5) -> None:
    """Print the time of searches alone and beside hostile queries on all workers, by turns, and of light queries."""
    environment = {
        **os.environ,
        "LIANMU_SPARQL_CLIENT_SECONDS_PER_MINUTE": "100000",
        "LIANMU_SERVE_REQUESTS_PER_MINUTE": "0",
    }
    command = [sys.executable, "-m", "kg.cli", "serve", "--no-publisher", "--port", str(port)]
    server = subprocess.Popen([*command, "--catalogue", str(catalogue)], env=environment, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _await(address)
        searches(address, queries, 1)
        light = [fetch(f"{address}/sparql?{urlencode({'query': LIGHT})}")[1] for _ in range(50)]
        turns = [_turn(address, queries) for _ in range(rounds)]
        after = [fetch(f"{address}/sparql?{urlencode({'query': LIGHT})}") for _ in range(20)]
    finally:
        server.terminate()
        server.wait()
    _tell(turns)
    print(f"  light query             {statistics.median(light):8.4f}; afterwards {after[-1][1]:.4f} ({after[-1][0]})")


class _Turn(NamedTuple):
    """Seconds of searches alone and beside hostile queries, and how those ended."""

    alone: list[float]
    beside: list[float]
    statuses: dict[int, int]


def _turn(address: str, queries: Sequence[str]) -> _Turn:
    alone = searches(address, queries, 30)
    with _Hostility(address, clients=8) as hostility:
        time.sleep(1.0)
        beside = searches(address, queries, 30)
    return _Turn(alone, beside, hostility.statuses)


def _tell(turns: Sequence[_Turn]) -> None:
    print("\nSPARQL beside search: seconds of a search page, median (95 %), each turn first alone")
    for turn in turns:
        alone, beside = statistics.median(turn.alone), statistics.median(turn.beside)
        late, later = percentile(turn.alone, 0.95), percentile(turn.beside, 0.95)
        print(
            f"  {alone:8.4f} ({late:.4f})  beside hostile queries {beside:8.4f} ({later:.4f})"
            f"  ratio {beside / alone:5.2f} ({later / late:.2f})"
        )
    ratios = [statistics.median(turn.beside) / statistics.median(turn.alone) for turn in turns]
    print(f"  ratio of medians: {min(ratios):.2f} to {max(ratios):.2f}, median {statistics.median(ratios):.2f}")
    print(f"  hostile queries ended in {dict(sorted(sum((Counter(t.statuses) for t in turns), Counter()).items()))}")
