"""One worker seen from its owner: started on the current generation, asked with a deadline, ended."""

import json
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NamedTuple, Self

import kg
from kg.errors import StoreError
from kg.sparql.frames import DATA, END, QUESTION, READY, FrameReader, Question, write_frame
from kg.sparql.limits import Limits, QueryError
from kg.store import Generation, Generations

__all__ = ["Answer", "WorkerProcess"]

_IN_MEMORY = 1_000_000
_READ = 256 * 1024
_START_SECONDS = 20.0
_LEAST_GRACE = 0.05
_RESIDENT_BYTES = 256 * 1024**2
# What a worker gets of the environment: nothing that a stranger should not see.
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TZ")
_LOG = logging.getLogger(__name__)


class Answer(NamedTuple):
    """An answer: its form (rows, boolean, graph), whether rows were left out, its bytes, and how it came about."""

    form: str
    is_cut: bool
    body: IO[bytes]
    size: int
    digest: str
    seconds: float
    generation: int


class WorkerProcess:
    """A worker on one generation, which is kept from being removed as long as the worker lives."""

    def __init__(self, process: subprocess.Popen[bytes], generation: Generation, held: ExitStack) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("A worker is spoken to through pipes.")
        self._process = process
        self._stdin, self._stdout = process.stdin, process.stdout
        self._held = held
        self.generation = generation.number
        self.answered = 0

    @classmethod
    def start(cls, generations: Generations, limits: Limits, *, allow_unconfined: bool) -> Self:
        """Start a worker and wait until it is ready; raise QueryError where that cannot be.

        The thread that calls this must live as long as the worker is to live: the kernel ends the worker with it.
        """
        with ExitStack() as stack:
            try:
                generation = stack.enter_context(generations.hold())
            except StoreError as error:
                raise QueryError("unpublished", str(error)) from error
            if generation is None:
                raise QueryError("unpublished", "Nothing has been published yet, so there is nothing to ask.")
            command = [sys.executable, "-m", "kg.sparql.worker", str(generation.graph), str(limits.memory_bytes)]
            command += [str(os.getpid()), *(["unconfined"] if allow_unconfined else [])]
            process = subprocess.Popen(  # noqa: S603 - our own program
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # What a dying library writes there is of no use to anybody, and a stranger decides how often.
                stderr=subprocess.DEVNULL,
                cwd=Path(kg.__file__).resolve().parents[1],
                env=_environment(),
            )
            worker = cls(process, generation, stack.pop_all())
        worker._await_ready()
        return worker

    @property
    def pid(self) -> int:
        """Return the worker's process id."""
        return self._process.pid

    def is_worn(self, limits: Limits) -> bool:
        """Tell whether the worker is to be replaced: dead, asked often, or grown."""
        if self._process.poll() is not None or self.answered >= limits.queries:
            return True
        return self.answered % 10 == 1 and _resident_bytes(self.pid) > _RESIDENT_BYTES

    def ask(self, question: Question, limits: Limits) -> Answer:
        """Return the answer, whole; raise QueryError, after which the worker may be dead, where there is none."""
        begun = time.monotonic()
        body = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - it is the answer's, who closes it
        try:
            return self._ask(question, limits, body, begun)
        except BaseException as error:
            body.close()
            if isinstance(error, QueryError):
                error.seconds = time.monotonic() - begun
                if error.kind != "syntax":
                    _LOG.info("a SPARQL query was not answered: %s: %s", error.kind, error)
            else:
                self.end()
            raise

    def end(self) -> None:
        """End the worker now, and let go of its generation."""
        self._process.kill()
        self._process.wait()
        for stream in (self._stdin, self._stdout):
            with suppress(BrokenPipeError):
                stream.close()
        self._held.close()

    def _ask(self, question: Question, limits: Limits, body: IO[bytes], begun: float) -> Answer:
        self.answered += 1
        self._send(question)
        size, digest = 0, sha256()
        for kind, content in self._frames(begun + limits.seconds, limits):
            if kind == DATA:
                size += len(content)
                if size > limits.answer_bytes:
                    self.end()
                    raise QueryError(
                        "answer",
                        f"The answer is larger than {limits.answer_bytes:,} bytes. Ask for less with LIMIT.",
                    )
                digest.update(content)
                body.write(content)
            elif kind == END:
                facts: dict[str, Any] = json.loads(content)
                body.seek(0)
                seconds = time.monotonic() - begun
                return Answer(facts["form"], facts["cut"], body, size, digest.hexdigest(), seconds, self.generation)
            else:
                raise _error(content)
        raise AssertionError  # the frames end by an error only

    def _send(self, question: Question) -> None:
        # Where the worker died idle, reading finds that out and says how.
        with suppress(BrokenPipeError):
            write_frame(self._stdin, QUESTION, question.to_bytes())

    def _frames(self, deadline: float, limits: Limits) -> Iterator[tuple[bytes, bytes]]:
        """Yield what the worker says; raise QueryError when the deadline passes or the worker dies."""
        poll, reader = select.poll(), FrameReader()
        poll.register(self._stdout, select.POLLIN | select.POLLHUP)
        while (left := deadline - time.monotonic()) > 0:
            if not poll.poll(max(left, _LEAST_GRACE) * 1000):
                continue
            piece = os.read(self._stdout.fileno(), _READ)
            if not piece:
                raise self._death(limits)
            yield from reader.feed(piece)
        self.end()
        raise QueryError(
            "time", f"The query was stopped after {limits.seconds:g} seconds, the limit. Ask for less, or with LIMIT."
        )

    def _death(self, limits: Limits) -> QueryError:
        try:
            code = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            code = -signal.SIGKILL
        self.end()
        if code == -signal.SIGABRT:
            size = limits.memory_bytes // 1024**2
            return QueryError(
                "memory", f"The query needed more than {size:,} MiB of memory, the limit. Ask for less, or with LIMIT."
            )
        if code == -signal.SIGSEGV:
            return QueryError("crash", "The query is nested too deeply to be read. Write it with fewer levels.")
        if code == -signal.SIGXCPU:
            return QueryError("time", f"The query was stopped after {limits.seconds:g} seconds, the limit.")
        return QueryError("crash", "The process that ran the query ended. Ask again; if it stays so, ask differently.")

    def _await_ready(self) -> None:
        limits = Limits(seconds=_START_SECONDS)
        try:
            for kind, content in self._frames(time.monotonic() + _START_SECONDS, limits):
                if kind == READY:
                    return
                raise _error(content)
        except QueryError as error:
            self.end()
            if error.kind == "unconfined":
                raise
            raise QueryError("unavailable", f"No process for queries could be started: {error}") from error


def _error(content: bytes) -> QueryError:
    facts = json.loads(content)
    kind, message = facts["kind"], facts["message"]
    return QueryError(kind, message, line=facts.get("line", 0), column=facts.get("column", 0))


def _environment() -> dict[str, str]:
    known = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    # Each thread's own arena takes 64 MB of the address space that is the worker's memory limit.
    return {**known, "MALLOC_ARENA_MAX": "2", "PYTHONDONTWRITEBYTECODE": "1"}


def _resident_bytes(pid: int) -> int:
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
