"""The line to a system: encrypted where the settings say so, bounded in time and bytes."""

import shutil
import socket
import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest

from kg.availability import Reason, System, Wanted, ask
from kg.availability.answer import NoAnswerError
from kg.availability.line import MOST_BYTES, Line
from kg.demo.systems import MADE_UP, sip2_server


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a certificate for localhost and its key."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("needs openssl")
    folder = tmp_path_factory.mktemp("tls")
    command = [program, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run([*command, *names], cwd=folder, capture_output=True, check=True)
    both = folder / "both.pem"
    both.write_bytes((folder / "cert.pem").read_bytes() + (folder / "key.pem").read_bytes())
    return both


@pytest.mark.parametrize(("host", "is_known"), [("localhost", True), ("localhost", False), ("127.0.0.1", True)])
def test_the_certificate_must_be_signed_and_name_the_host(certificate: Path, host: str, is_known: bool) -> None:
    """With the signer's certificate in the settings the answer comes; without it, or under another name, none does."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = sip2_server()
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with server:
        system = System("M", "sip2", host, server.port, tls=True, seconds=20)
        if is_known:
            system = System("M", "sip2", host, server.port, tls=True, seconds=20, ca_certs=str(certificate))
        found = ask(system, Wanted(records=("1",)))
    if host == "localhost" and is_known:
        assert MADE_UP in found.items[0].location
    else:
        assert found.reason is Reason.UNREACHABLE
        assert "CERTIFICATE_VERIFY_FAILED" in found.detail or "verify failed" in found.detail


def lines() -> tuple[Line, socket.socket, Any]:
    """Return a line, the socket at its other end, and the clock that it goes by."""
    here, there = socket.socketpair()
    now = [0.0]
    return Line(here, deadline=5.0, clock=lambda: now[0]), there, now


def test_messages_are_cut_at_their_ends() -> None:
    """What follows an end stays for the next message, whichever way it is taken."""
    line, there, _ = lines()
    there.sendall(b"one\rtwo\nthree")
    assert line.until(b"\r\n", 100) == b"one"
    assert line.until(b"\r\n", 100) == b"two"
    assert (line.exactly(2), line.receive(), there.close()) == (b"th", b"ree", None)
    assert line.receive() == b""


def test_the_deadline_is_for_the_whole() -> None:
    """Once it has passed nothing is sent or taken any more, though there is something."""
    line, there, now = lines()
    there.sendall(b"ab")
    assert line.receive(1) == b"a"
    now[0] = 5.0
    for use in (lambda: line.send(b"x"), lambda: line.exactly(2)):
        with pytest.raises(NoAnswerError) as raised:
            use()
        assert raised.value.reason is Reason.LATE


def test_more_than_may_come_is_refused_before_it_comes() -> None:
    """An announced length is not waited for, nor a message without end."""
    line, there, _ = lines()
    with pytest.raises(NoAnswerError, match="announces"):
        line.exactly(MOST_BYTES + 1)
    there.sendall(b"x" * 200)
    with pytest.raises(NoAnswerError, match="longer"):
        line.until(b"\r", 100)
