"""The connections of one web process: who is slow to send or to read keeps a thread that waits, never one that works.

gunicorn's threads read a request, answer it, and send the answer; as many slow clients as there are threads would keep
out everybody else. Here many threads read and send, few work; a request must be whole in time, an answer be taken, and
one client has only so many connections at a time.
"""

import fcntl
import socket
import struct
import termios
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from ipaddress import ip_address
from typing import Any

from gunicorn.http.errors import NoMoreData
from gunicorn.util import close_graceful
from gunicorn.workers.gthread import TConn, ThreadWorker

from portal.clients import Network, read_networks

__all__ = ["WAITING", "PatientWorker", "patient"]

# Threads that read and send, for each that works; and how many of them one client may keep.
WAITING = 32
_MOST_OF_ONE = 64
_READ_SECONDS = 20.0
_STALL_SECONDS = 30.0
_REFUSAL_SECONDS = 0.2
# More than the portal accepts; whatever is longer is refused by its length, or after this much of it.
_BODY_BYTES = 64 * 1024 + 1
_TOO_MANY = (
    b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\nContent-Type: text/plain\r\n"
    b"Content-Length: 36\r\n\r\nToo many connections from you. Wait.\n"
)

_Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(slots=True)
class _Visit:
    """A request on its way: its connection and client, what is done, since when without progress, what is unsent."""

    socket: socket.socket
    client: str
    since: float
    doing: str = "reading"  # then "working", then "sending"
    unsent: int = 0

    def enter(self, doing: str) -> None:
        """Begin with the next thing."""
        self.doing, self.since = doing, time.monotonic()

    def is_late(self, now: float) -> bool:
        """Tell whether the client has for too long sent no whole request, or taken nothing of the answer."""
        if self.doing == "sending":
            unsent = _unsent(self.socket)
            if unsent != self.unsent:
                self.unsent, self.since = unsent, now
            return now - self.since > _STALL_SECONDS
        return self.doing == "reading" and now - self.since > _READ_SECONDS


def _unsent(connection: socket.socket) -> int:
    """Return how many bytes wait to be taken by the other side, 0 where the connection is closed."""
    try:
        return int(struct.unpack("i", fcntl.ioctl(connection, termios.TIOCOUTQ, bytes(4)))[0])
    except (OSError, ValueError):
        return 0


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """A web process of gunicorn; of its `threads`, one in `WAITING` works."""

    trusted: tuple[Network, ...] = ()

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._visits: dict[TConn, _Visit] = {}
        self._lock = threading.Lock()
        self._here = threading.local()

    def load_wsgi(self) -> None:
        """Load the portal, and let it work in threads of its own."""
        super().load_wsgi()
        working = ThreadPoolExecutor(max(self.cfg.threads // WAITING, 1), thread_name_prefix="portal")
        portal: _Application = self.wsgi  # type: ignore[has-type]

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            visit: _Visit = self._here.visit
            _read_body(environ)
            visit.enter("working")
            try:
                return working.submit(portal, environ, start_response).result()
            finally:
                visit.enter("sending")

        self.wsgi = answer

    def handle(self, conn: TConn) -> Any:
        """Answer one request of a connection, or refuse it where its client has too many; tell whether to keep it."""
        visit = _Visit(conn.sock, _client(conn), since=time.monotonic())
        if not self._let_in(conn, visit):
            return _refuse(conn)
        self._here.visit = visit
        try:
            is_kept = super().handle(conn)
            if is_kept is False:
                # gunicorn would wait for the client to close in the one thread that takes new connections.
                close_graceful(conn.sock)
                conn.close = _leave
            return is_kept
        finally:
            with self._lock:
                self._visits.pop(conn, None)

    def murder_pending(self) -> None:
        """End, once in a second, what waits too long for its client, besides what gunicorn ends."""
        super().murder_pending()
        now = time.monotonic()
        with self._lock:
            late = [visit for visit in self._visits.values() if visit.is_late(now)]
        for visit in late:
            with suppress(OSError):
                visit.socket.shutdown(socket.SHUT_RDWR)

    def _let_in(self, conn: TConn, visit: _Visit) -> bool:
        is_counted = bool(visit.client) and not _is_in(visit.client, self.trusted)
        with self._lock:
            if is_counted and sum(other.client == visit.client for other in self._visits.values()) >= _MOST_OF_ONE:
                return False
            self._visits[conn] = visit
        return True


def patient(trusted_proxies: str) -> type[PatientWorker]:
    """Return the class of web processes for a portal behind these proxies, which may have any number of connections."""
    return type("Worker", (PatientWorker,), {"trusted": read_networks(trusted_proxies)})


def _client(conn: TConn) -> str:
    return str(conn.client[0]) if isinstance(conn.client, tuple) else ""


def _is_in(client: str, networks: Iterable[Network]) -> bool:
    try:
        address = ip_address(client.partition("%")[0])
    except ValueError:
        return False
    return any(address in network for network in networks)


def _refuse(conn: TConn) -> bool:
    with suppress(OSError):
        conn.sock.setblocking(False)
        conn.sock.send(_TOO_MANY)
    close_graceful(conn.sock, timeout=_REFUSAL_SECONDS)
    conn.close = _leave
    return False


def _leave(*, graceful: bool = False) -> None:
    """Do nothing: the connection is closed."""


def _read_body(environ: dict[str, Any]) -> None:
    """Read the body of a request before the portal does; raise NoMoreData where its client broke off.

    A body that is too long is left for the portal to refuse.
    """
    length = int(environ.get("CONTENT_LENGTH") or 0)
    is_chunked = "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower()
    if length >= _BODY_BYTES or not (length or is_chunked):
        return
    body = environ["wsgi.input"].read(_BODY_BYTES)
    if len(body) < length:
        raise NoMoreData(body)
    environ["wsgi.input"] = BytesIO(body)
