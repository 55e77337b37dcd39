"""Servers that misbehave, and what the tests of availability share."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest


class Rogue:
    """A server on this machine that treats each connection as its function says, and counts them."""

    def __init__(self, treat: Callable[[socket.socket], None]) -> None:
        self._treat = treat
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                found, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(found,), daemon=True).start()

    def _serve(self, found: socket.socket) -> None:
        with found:
            try:
                self._treat(found)
            except OSError:
                return

    def close(self) -> None:
        """Accept no more."""
        self._socket.close()


@contextmanager
def running(treat: Callable[[socket.socket], None]) -> Iterator[Rogue]:
    """Give a rogue server for the time of the context."""
    server = Rogue(treat)
    try:
        yield server
    finally:
        server.close()


@pytest.fixture(scope="session")
def rogue() -> Callable[..., object]:
    """Return the function that starts a server which treats connections as it is told."""
    return running
