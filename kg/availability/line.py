"""One connection to a member's system that cannot take longer, nor bring more bytes, than it may."""

import io
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kg.availability.answer import NoAnswerError, Reason
from kg.availability.system import System

__all__ = ["MOST_BYTES", "Line", "open_line"]

MOST_BYTES = 1_000_000
_PIECE = 16_384


class Line:
    """What may be sent and received until the deadline; every method raises NoAnswerError when that has passed."""

    def __init__(self, connected: socket.socket, *, deadline: float, clock: Callable[[], float]) -> None:
        self._socket = connected
        self._deadline = deadline
        self._clock = clock
        self._left = MOST_BYTES
        self._waiting = b""

    def send(self, data: bytes) -> None:
        """Send all of it."""
        self._socket.settimeout(self._remaining())
        self._socket.sendall(data)

    def receive(self, most: int = _PIECE) -> bytes:
        """Return what has come, at most so many bytes; b"" where the other side has ended."""
        if not self._waiting:
            self._socket.settimeout(self._remaining())
            self._waiting = self._socket.recv(_PIECE)
            self._left -= len(self._waiting)
            if self._left < 0:
                raise NoAnswerError(Reason.BROKEN, f"the answer is longer than {MOST_BYTES:,} bytes")
        found, self._waiting = self._waiting[:most], self._waiting[most:]
        return found

    def exactly(self, number: int) -> bytes:
        """Return so many bytes; raise NoAnswerError where they are too many or the other side ends before."""
        if number > self._left + len(self._waiting):
            raise NoAnswerError(Reason.BROKEN, f"the answer announces {number:,} bytes, more than may come")
        pieces, missing = [], number
        while missing:
            piece = self.receive(missing)
            if not piece:
                raise NoAnswerError(Reason.BROKEN, "the connection ended within the answer")
            pieces.append(piece)
            missing -= len(piece)
        return b"".join(pieces)

    def until(self, ends: bytes, most: int) -> bytes:
        """Return what stands before the first of the bytes `ends`, which is taken away too; no more than `most`."""
        found = b""
        while True:
            piece = self.receive()
            if not piece:
                raise NoAnswerError(Reason.BROKEN, "the connection ended within the answer")
            found += piece
            place = min((at for end in ends if (at := found.find(bytes([end]))) >= 0), default=-1)
            if place >= 0:
                self._waiting = found[place + 1 :] + self._waiting
                return found[:place]
            if len(found) > most:
                raise NoAnswerError(Reason.BROKEN, f"a message is longer than {most:,} bytes")

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return a reader of what comes, for `http.client`."""
        del mode
        return io.BufferedReader(_Incoming(self))

    def _remaining(self) -> float:
        remaining = self._deadline - self._clock()
        if remaining <= 0:
            raise NoAnswerError(Reason.LATE, "no whole answer in time")
        return remaining


class _Incoming(io.RawIOBase):
    """A line as Python's readers want it."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        found = self._line.receive(len(buffer))
        buffer[: len(found)] = found
        return len(found)


@contextmanager
def open_line(system: System, *, clock: Callable[[], float] = time.monotonic) -> Iterator[Line]:
    """Connect to the system for at most its seconds; raise NoAnswerError where that fails, or a use of the line."""
    deadline = clock() + system.seconds
    connected: socket.socket | None = None
    try:
        connected = _secured(system, _connect(system, deadline, clock))
        yield Line(connected, deadline=deadline, clock=clock)
    except TimeoutError as error:
        raise NoAnswerError(Reason.LATE, f"no whole answer of {system.address} in {system.seconds:g} s") from error
    except OSError as error:
        raise NoAnswerError(Reason.UNREACHABLE, f"{system.address}: {error.strerror or error}") from error
    finally:
        if connected is not None:
            connected.close()


def _connect(system: System, deadline: float, clock: Callable[[], float]) -> socket.socket:
    """Return a socket that is connected to the first of the host's addresses that takes it before the deadline."""
    failure: OSError = OSError("the host has no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(system.host, system.port, type=socket.SOCK_STREAM):
        remaining = deadline - clock()
        if remaining <= 0:
            raise TimeoutError
        one = socket.socket(family, kind, protocol)
        try:
            one.settimeout(remaining)
            one.connect(address)
        except OSError as error:
            one.close()
            failure = error
        else:
            return one
    raise failure


def _secured(system: System, connected: socket.socket) -> socket.socket:
    if not system.tls:
        return connected
    try:
        context = ssl.create_default_context(cafile=system.ca_certs or None)
        return context.wrap_socket(connected, server_hostname=system.host)
    except BaseException:
        connected.close()
        raise
