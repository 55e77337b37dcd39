"""A real Elasticsearch for the tests: fetched once by Maven, run without security on ports of its own, ended with us.

The artifact is Elasticsearch without its optional modules, so what runs on it runs on every Elasticsearch 8 and 9.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self

__all__ = ["VERSION", "MissingToolError", "Server"]

VERSION = "8.19.21"
_ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"
_HEAP = "512m"
_PATIENCE = 120.0
_SETTINGS = {
    "cluster.name": "lianmu-tests",
    "discovery.type": "single-node",
    "xpack.security.enabled": "false",
    "http.host": "127.0.0.1",
    "transport.host": "127.0.0.1",
    "cluster.routing.allocation.disk.threshold_enabled": "false",
    "action.destructive_requires_name": "true",
}


class MissingToolError(Exception):
    """The machine lacks Java or Maven, or Maven reaches no repository."""


class Server:
    """A running server; `url` is where it answers. A context manager that ends it and takes its files away."""

    def __init__(self, more: Mapping[str, str] | None = None) -> None:
        """Start a server and wait until it answers; `more` are settings of its own."""
        java = _java_home()
        archive = _archive()
        self._home = Path(tempfile.mkdtemp(prefix="lianmu-elasticsearch-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._http, transport = _free_port(), _free_port()
        self.url = f"http://127.0.0.1:{self._http}"
        settings = {**_SETTINGS, "http.port": str(self._http), "transport.port": str(transport), **(more or {})}
        try:
            self._root = _unpack(archive, self._home, settings)
            self._environment = {
                **os.environ,
                "ES_JAVA_HOME": str(java),
                "ES_JAVA_OPTS": f"-Xms{_HEAP} -Xmx{_HEAP}",
                "ES_TMPDIR": str(self._root / "temporary"),
            }
            self.start()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the server, the first time or again on the files that it left, and wait until it answers.

        It is ended with the thread that calls this, so that it never outlives the tests.
        """
        log = (self._home / "output.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                [*_as_user(), str(self._root / "bin" / "elasticsearch")],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self._environment, start_new_session=True,
            )  # fmt: skip
        self._wait()

    def kill(self) -> None:
        """End the server at once, as a power cut would."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def close(self) -> None:
        """End the server and remove its files."""
        self.kill()
        shutil.rmtree(self._home, ignore_errors=True)

    def _wait(self) -> None:
        assert self._process is not None
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end and self._process.poll() is None:
            with contextlib.suppress(urllib.error.URLError, OSError):
                # Our own address, no stranger's.
                urllib.request.urlopen(  # noqa: S310
                    f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=1s", timeout=3
                )
                return
            time.sleep(0.2)
        output = (self._home / "output.log").read_text(errors="replace")
        raise AssertionError(f"Elasticsearch did not start:\n{output[-4000:]}")


def _archive() -> Path:
    """Return the server's archive, from the cache or by Maven, which keeps it for the next time."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lianmu"
    archive = cache / f"elasticsearch-{VERSION}.zip"
    if archive.is_file():
        return archive
    maven = shutil.which("mvn")
    if maven is None:
        raise MissingToolError("Maven is not installed (on Debian: apt-get install maven)")
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as part:
        command = [maven, "-q", "-B", _PLUGIN, f"-Dartifact={_ARTIFACT}", f"-DoutputDirectory={part}"]
        done = subprocess.run(command, cwd=part, capture_output=True, text=True, check=False)
        if done.returncode:
            raise MissingToolError(f"Maven could not fetch {_ARTIFACT}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        # Renamed when whole: a fetch that was cut off must not be taken for the archive.
        next(Path(part).glob("*.zip")).replace(archive)
    return archive


def _java_home() -> Path:
    """Return the folder of a Java 17 if there is one, else of the `java` on the path."""
    named = os.environ.get("ES_JAVA_HOME")
    if named:
        return Path(named)
    for home in sorted(Path("/usr/lib/jvm").glob("*17*")):
        if (home / "bin" / "java").exists():
            return home
    found = shutil.which("java")
    if found is None:
        raise MissingToolError("Java is not installed (on Debian: apt-get install openjdk-17-jre-headless)")
    return Path(found).resolve().parents[1]


def _unpack(archive: Path, home: Path, settings: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(home)
    root = next(path for path in home.iterdir() if path.is_dir())
    (root / "temporary").mkdir()
    for script in (root / "bin").iterdir():
        script.chmod(0o755)
    lines = [f"{name}: {value}" for name, value in settings.items()]
    (root / "config" / "elasticsearch.yml").write_text("\n".join(lines) + "\n")
    if os.geteuid() == 0:
        # Elasticsearch refuses to run as root.
        nobody = pwd.getpwnam("nobody")
        for path in (home, *_below(home)):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
    return root


def _below(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        yield path
        if path.is_dir():
            yield from _below(path)


def _as_user() -> list[str]:
    """Return what runs a program as a user other than root, and ends it when we die, however that happens."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        if os.geteuid() == 0:
            raise MissingToolError("Elasticsearch refuses to run as root, and there is no setpriv (util-linux)")
        return []
    command = [setpriv, "--pdeathsig", "KILL"]
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        command += [f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
    return [*command, "--"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
