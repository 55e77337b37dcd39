"""`lianmu serve`: the portal under gunicorn, with the one publisher process, and the maker of dumps, beside it."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import catalogue_option, settings_of
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.settings import Settings

__all__ = ["require_free_port", "run_server", "serve"]

RESTART_AFTER = 5.0


@click.command(epilog="Example: lianmu serve --catalogue my-catalogue --port 8080")
@click.option("--host", default=None, help="The address to listen on.  [default: the setting serve.host]")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=None,
    help="The port to listen on.  [default: the setting serve.port]",
)
@click.option("--no-publisher", is_flag=True, help="Do not run the publisher; another process does.")
@catalogue_option
def serve(host: str | None, port: int | None, no_publisher: bool, folder: Path) -> None:
    """Serve the portal, and publish in the background what is loaded meanwhile."""
    settings = settings_of(folder)
    require_free_port(host or settings.serve_host, port or settings.serve_port)
    run_server(settings, host=host, port=port, publisher=not no_publisher)


def require_free_port(host: str, port: int) -> None:
    """Raise UsageError when another program listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UsageError(
                f"Port {port} of {host} cannot be had ({error.strerror}). Choose another one with --port."
            ) from error


def run_server(
    settings: "Settings",
    *,
    host: str | None = None,
    port: int | None = None,
    publisher: bool = True,
    on_ready: Callable[[], None] | None = None,
) -> None:
    """Serve until stopped; `on_ready` is called once when the port is open."""
    from gunicorn.app.base import BaseApplication

    address = f"{host or settings.serve_host}:{port or settings.serve_port}"
    keepers = _keepers(settings) if publisher else []

    class _Server(BaseApplication):  # type: ignore[misc]
        """gunicorn with the settings of one catalogue."""

        def load_config(self) -> None:
            for key, value in _gunicorn_settings(settings, address, keepers, on_ready).items():
                self.cfg.set(key, value)

        def load(self) -> Any:
            from portal import create_app

            return create_app(settings)

    click.echo(f"Serving {settings.catalogue} on http://{address} — Ctrl-C stops.", err=True)
    _Server().run()


def _gunicorn_settings(
    settings: "Settings", address: str, keepers: "Sequence[_Keeper]", on_ready: Callable[[], None] | None
) -> dict[str, Any]:
    from kg.cli.connections import WAITING, patient

    def when_ready(_: object) -> None:
        for keeper in keepers:
            keeper.start()
        if on_ready:
            on_ready()

    def on_exit(_: object) -> None:
        for keeper in keepers:
            keeper.stop()

    return {
        "bind": address,
        "worker_class": patient(settings.serve_trusted_proxies),
        "workers": settings.serve_workers,
        "threads": settings.serve_threads * WAITING,
        "worker_connections": max(1000, 2 * settings.serve_threads * WAITING),
        "timeout": 60,
        "loglevel": "warning",
        "control_socket_disable": True,
        # An address may hold a SPARQL query.
        "limit_request_line": 8190,
        "when_ready": when_ready,
        "on_exit": on_exit,
    }


def _keepers(settings: "Settings") -> "list[_Keeper]":
    """Return the keepers of the processes that work beside the portal."""
    keepers = [_Keeper("publisher", ["publish", "--follow"], settings.catalogue)]
    if settings.dumps_every_hours > 0:
        keepers.append(_Keeper("maker of dumps", ["dumps", "make", "--follow"], settings.catalogue))
    return keepers


class _Keeper:
    """Keeps one command that goes on by itself running, and starts it again when it dies."""

    def __init__(self, name: str, command: Sequence[str], catalogue: Path) -> None:
        self._name = name
        self._command = [sys.executable, "-m", "kg.cli", *command, "--catalogue", str(catalogue)]
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()

    def start(self) -> None:
        """Start the process and a thread that watches it."""
        threading.Thread(target=self._watch, name=f"keeper of the {self._name}", daemon=True).start()

    def stop(self) -> None:
        """End the process and wait for it."""
        self._stopping.set()
        process = self._process
        if process and process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()

    def _watch(self) -> None:
        environment = {**os.environ, "LIANMU_PARENT": str(os.getpid())}
        while not self._stopping.is_set():
            self._process = subprocess.Popen(self._command, env=environment)  # noqa: S603 - our own program
            code = self._process.wait()
            # At Ctrl-C the process gets the signal too, and ends before the server says that it is stopping.
            if not self._stopping.wait(RESTART_AFTER):
                click.echo(f"The {self._name} ended with {code}; it is started again.", err=True)
