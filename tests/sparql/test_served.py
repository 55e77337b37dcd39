"""The endpoint of a served portal, asked by another program; and what is left when the portal ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from rdflib.plugins.stores.sparqlstore import SPARQLStore

TITLES = (
    "PREFIX bf: <http://id.loc.gov/ontologies/bibframe/> "
    'SELECT ?work { ?work a bf:Work ; bf:title/bf:mainTitle ?t FILTER(STR(?t) = "红楼梦") }'
)


class Portal:
    """`lianmu serve` as a process group of its own."""

    def __init__(self, catalogue: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.address = f"http://127.0.0.1:{probe.getsockname()[1]}"
        command = [sys.executable, "-m", "kg.cli", "serve", "--no-publisher", "--catalogue", str(catalogue)]
        port = self.address.rpartition(":")[2]
        self.process = subprocess.Popen([*command, "--port", port], stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self._is_up():
                return
            time.sleep(0.1)
        pytest.fail("the portal does not answer")

    def _is_up(self) -> bool:
        try:
            urlopen(self.address + "/healthz", timeout=5).close()  # noqa: S310 - the portal of this test
        except OSError:
            return False
        return True

    def family(self) -> set[int]:
        """Return the process ids of the portal and all that it started."""
        parents = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
        found = {self.process.pid}
        while grown := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= grown
        return found


@pytest.fixture
def portal(published: Path) -> Iterator[Portal]:
    served = Portal(published)
    yield served
    served.process.kill()
    served.process.wait()


def gone(pids: set[int], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not any(Path(f"/proc/{pid}").exists() and _is_running(pid) for pid in pids):
            return True
        time.sleep(0.1)
    return False


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL], ids=["stops", "is killed"])
def test_another_program_asks_and_nothing_is_left_when_the_portal_ends(portal: Portal, end: signal.Signals) -> None:
    """The SPARQL client of rdflib, by GET and by POST; then no process of the portal lives on."""
    for method in ("GET", "POST", "POST_FORM"):
        store = SPARQLStore(portal.address + "/sparql", method=method, returnFormat="json")
        assert len(list(store.query(TITLES))) >= 1
    family = portal.family()
    assert len(family) >= 3
    os.kill(portal.process.pid, end)
    portal.process.wait(timeout=30)
    assert gone(family)


@pytest.mark.parametrize(
    "start",
    [
        b"GET /search HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 500\r\n\r\nSEL",
    ],
    ids=["head", "body"],
)
def test_clients_that_never_end_their_request_keep_nobody_out(portal: Portal, start: bytes) -> None:
    """There are more of them than threads that work; one client cannot have all connections."""
    host, _, port = portal.address.removeprefix("http://").partition(":")
    slow = [socket.create_connection((host, int(port))) for _ in range(40)]
    for connection in slow:
        connection.sendall(start)
    try:
        with urlopen(portal.address + "/healthz", timeout=10) as answer:  # noqa: S310 - the portal of this test
            assert answer.status == 200
    finally:
        for connection in slow:
            connection.close()


def test_a_client_that_does_not_close_keeps_nobody_waiting(portal: Portal) -> None:
    """After `Connection: close` the portal waits for it, but not where connections are taken."""
    host, _, port = portal.address.removeprefix("http://").partition(":")
    idle = [socket.create_connection((host, int(port))) for _ in range(8)]
    for connection in idle:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert connection.recv(12) == b"HTTP/1.1 200"
    try:
        urlopen(portal.address + "/healthz", timeout=8).close()  # noqa: S310 - the portal of this test
    finally:
        for connection in idle:
            connection.close()
