"""How the demo starts its stand-ins beside the portal, and the settings by which the portal finds them."""

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping

from kg.demo.systems.servers import MadeUpServer, daia_server, sip2_server, z3950_server

__all__ = ["SERVERS", "made_up_systems", "serve", "settings_text"]

SERVERS: Mapping[str, Callable[[int], MadeUpServer]] = {
    "daia": daia_server,
    "sip2": sip2_server,
    "z3950": z3950_server,
}
_TABLES = """
# Made-up systems, so that the demo shows what can be had: `lianmu demo` starts them, each on this machine alone.
[availability.beiyuan]
protocol = "daia"
url = "http://127.0.0.1:{daia}/daia"
[availability.jiangnan]
protocol = "sip2"
host = "127.0.0.1"
port = {sip2}
identify = "barcode"
user = "demo"
password = "demo"
[availability.haiwai]
protocol = "z3950"
host = "127.0.0.1"
port = {z3950}
"""
_LAST_PORT = 65535


def settings_text(port: int) -> str:
    """Return the tables of settings for systems on the three ports beside the portal's."""
    first = port + 1 if port + len(SERVERS) <= _LAST_PORT else port - len(SERVERS)
    return _TABLES.format(**{name: first + number for number, name in enumerate(SERVERS)})


@contextlib.contextmanager
def made_up_systems(ports: Mapping[str, int]) -> Iterator[None]:
    """Run the stand-ins of these protocols in a process of their own, until the context or this process ends."""
    if not ports:
        yield
        return
    command = [sys.executable, "-m", "kg.demo.systems", *(f"{name}:{port}" for name, port in ports.items())]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603 - our own program
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def serve(places: list[str]) -> None:
    """Serve each `protocol:port` until standard input ends; a port that cannot be had is told and left out."""
    with contextlib.ExitStack() as stack:
        for place in places:
            name, _, port = place.partition(":")
            try:
                stack.enter_context(SERVERS[name](int(port)))
            except OSError as error:
                text = f"The made-up system of {name} cannot have port {port} ({error.strerror}): it stays silent.\n"
                sys.stderr.write(text)
        # It ends with the process that started it, however that ends.
        with contextlib.suppress(KeyboardInterrupt):
            sys.stdin.buffer.read()
