"""The workers of one web process: started when the first query comes, replaced ahead of need, moved to new generations.

One thread, the keeper, starts all workers, since the kernel ends a worker with the thread that started it. It lives as
long as the process does; so no worker outlives its owner, however that ends.
"""

import atexit
import logging
import threading
import time
from pathlib import Path
from typing import Self

from kg.errors import StoreError
from kg.sparql.frames import Question
from kg.sparql.limits import Limits, QueryError
from kg.sparql.process import Answer, WorkerProcess
from kg.store import Generations

__all__ = ["Pool"]

_LOOK_SECONDS = 1.0
_RETRY_SECONDS = 5.0
# What the first query waits, beyond its limit, for the first worker to start.
_START_SECONDS = 10.0
_LOG = logging.getLogger(__name__)


class Pool:
    """Answers questions on the current generation in folder `generations`; safe to use from threads."""

    def __init__(self, generations: Path, limits: Limits, *, workers: int = 1, allow_unconfined: bool = False) -> None:
        self.limits = limits
        self._generations = Generations(generations)
        self._workers = max(workers, 1)
        self._allow_unconfined = allow_unconfined
        self._changed = threading.Condition()
        self._idle: list[WorkerProcess] = []
        self._busy: set[WorkerProcess] = set()
        self._waiting = 0
        self._has_started = False
        self._failure: QueryError | None = None
        self._keeper: threading.Thread | None = None
        self._is_closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, question: Question) -> Answer:
        """Return the answer, whole; its `body` is to be closed. Raise QueryError where there is none."""
        worker = self._take()
        try:
            return worker.ask(question, self.limits)
        finally:
            self._give_back(worker)

    def generation(self) -> int:
        """Return the number of the current generation, 0 while nothing is published."""
        try:
            current = self._generations.current()
        except StoreError:
            return 0
        return current.number if current else 0

    def pids(self) -> tuple[int, ...]:
        """Return the process ids of the workers that live now."""
        with self._changed:
            return tuple(worker.pid for worker in (*self._idle, *self._busy))

    def close(self) -> None:
        """End all workers; what they were asked is not answered."""
        with self._changed:
            self._is_closed = True
            doomed = [*self._idle, *self._busy]
            self._idle.clear()
            self._changed.notify_all()
        for worker in doomed:
            worker.end()
        if self._keeper is not None and self._keeper is not threading.current_thread():
            self._keeper.join(_RETRY_SECONDS)
        atexit.unregister(self.close)

    def _take(self) -> WorkerProcess:
        """Return an idle worker, now busy; raise QueryError where none is free in time."""
        with self._changed:
            self._start()
            if self._waiting >= self._workers and not self._idle:
                raise QueryError("busy", "Too many queries are waiting already. Ask again in a few seconds.")
            patience = self.limits.wait_seconds + (0.0 if self._has_started else _START_SECONDS)
            self._waiting += 1
            try:
                self._changed.wait_for(lambda: self._idle or self._failure or self._is_closed, patience)
            finally:
                self._waiting -= 1
            if self._idle:
                worker = self._idle.pop(0)
                self._busy.add(worker)
                return worker
            if self._failure is not None:
                raise self._failure
            raise QueryError("busy", f"All processes for queries were busy for {patience:g} seconds. Ask again soon.")

    def _give_back(self, worker: WorkerProcess) -> None:
        # Where there is always a next query the keeper never finds the worker idle, and it would never move on.
        is_worn = worker.is_worn(self.limits) or worker.generation != self.generation()
        with self._changed:
            self._busy.discard(worker)
            is_worn = is_worn or self._is_closed
            if not is_worn:
                self._idle.append(worker)
            self._changed.notify_all()
        if is_worn:
            worker.end()

    def _start(self) -> None:
        if self._is_closed:
            raise QueryError("busy", "The portal is stopping. Ask again in a minute.")
        if self._keeper is None or not self._keeper.is_alive():
            if self._keeper is None:
                atexit.register(self.close)
            self._keeper = threading.Thread(target=self._keep, name="sparql keeper", daemon=True)
            self._keeper.start()

    def _keep(self) -> None:
        """Keep as many workers as there should be, on the current generation, until the pool is closed."""
        while True:
            self._retire()
            with self._changed:
                if self._is_closed:
                    return
                is_lacking = len(self._idle) + len(self._busy) < self._workers
                if not is_lacking:
                    self._changed.wait(_LOOK_SECONDS)
            if is_lacking:
                self._add()

    def _add(self) -> None:
        try:
            worker = WorkerProcess.start(self._generations, self.limits, allow_unconfined=self._allow_unconfined)
        except (QueryError, OSError) as error:
            self._fail(error)
            return
        with self._changed:
            if not self._is_closed:
                self._idle.append(worker)
                self._has_started, self._failure = True, None
                self._changed.notify_all()
                return
        worker.end()

    def _fail(self, error: QueryError | OSError) -> None:
        """Tell those who wait, and wait before the next attempt: a short time where only the first load is missing."""
        found = (
            error
            if isinstance(error, QueryError)
            else QueryError("unavailable", f"No process could be started: {error}")
        )
        if found.kind != "unpublished":
            _LOG.error("no process for SPARQL queries: %s", found)
        until = time.monotonic() + (_LOOK_SECONDS if found.kind == "unpublished" else _RETRY_SECONDS)
        with self._changed:
            self._failure = found
            self._changed.notify_all()
            while not self._is_closed and (left := until - time.monotonic()) > 0:
                self._changed.wait(left)

    def _retire(self) -> None:
        """End idle workers that died or stand on an older generation; others take their place."""
        current = self.generation()
        with self._changed:
            doomed = [w for w in self._idle if w.generation != current or w.is_worn(self.limits)]
            # One at a time while a new generation comes, so that a query finds somebody.
            doomed = doomed[:1]
            self._idle = [worker for worker in self._idle if worker not in doomed]
        for worker in doomed:
            worker.end()
