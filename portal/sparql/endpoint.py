"""The endpoint of one portal: its workers, its limits, what each client has left, and one query's way through them."""

import os
from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple, Self, cast

from flask import Flask, current_app

from kg.settings import Settings
from kg.sparql import Answer, AnswerFormat, Limits, Look, Pool, QueryError, Question
from portal.clients import Bucket
from portal.sparql.protocol import Asked

__all__ = ["BudgetError", "Endpoint", "attach", "endpoint", "workers_for"]

_KEY = "lianmu.sparql"
# Looking and passing on cost something, too, and many short queries have brought endpoints down as long ones have.
_LEAST_PRICE = 0.02
# What is refused keeps no process busy, but the portal; a client may be refused as often as it may open pages.
_REFUSAL_PRICE = 0.1


class BudgetError(QueryError):
    """The client has used what it may; `wait` says for how many seconds it has to wait."""

    def __init__(self, wait: float) -> None:
        super().__init__("budget", f"You have used the time that one client may use. Ask again in {wait:.0f} seconds.")
        self.wait = wait


class Endpoint(NamedTuple):
    """What the views of the endpoint work with."""

    pool: Pool
    bucket: Bucket
    limits: Limits

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the endpoint of the catalogue; no process is started before the first query."""
        limits = Limits(
            seconds=settings.sparql_seconds,
            wait_seconds=settings.sparql_wait_seconds,
            memory_bytes=settings.sparql_memory_bytes,
            answer_bytes=settings.sparql_answer_bytes,
            text_bytes=settings.sparql_text_bytes,
        )
        pool = Pool(
            settings.catalogue / "generations",
            limits,
            workers=workers_for(settings, os.cpu_count() or 1),
            allow_unconfined=settings.sparql_allow_unconfined,
        )
        budget = settings.sparql_client_seconds_per_minute
        return cls(pool, Bucket(budget, budget), limits)

    def ask(self, asked: Asked, look: Look, wanted: AnswerFormat, client: str, rows: int = 0) -> Answer:
        """Return the answer to a query that was looked at; raise QueryError where there is none.

        `rows` cuts the answer for a page. The client pays for the time that its query took, answered or not.
        """
        question = Question(
            asked.query or "",
            wanted.name,
            union=not look.names_dataset,
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
            rows=rows,
            seconds=self.limits.seconds,
        )
        try:
            answer = self.pool.ask(question)
        except QueryError as error:
            self.bucket.spend(client, max(error.seconds - _REFUSAL_PRICE, 0.0))
            raise
        self.bucket.spend(client, max(answer.seconds, _LEAST_PRICE))
        return answer

    def admit(self, client: str) -> None:
        """Raise BudgetError where the client has nothing left."""
        wait = self.bucket.wait(client)
        if wait:
            raise BudgetError(wait)

    def refused(self, client: str) -> None:
        """Let the client pay for a request that was refused for whatever it is."""
        self.bucket.spend(client, _REFUSAL_PRICE)

    def tag(self, asked: Asked, wanted: AnswerFormat, generation: int) -> str:
        """Return a tag of the answer that a generation gives."""
        parts = (generation, wanted.name, asked.query, asked.default_graphs, asked.named_graphs)
        return sha256(repr(parts).encode()).hexdigest()[:32]

    def named_limits(self) -> Mapping[str, str]:
        """Return the limits as they are told to people."""
        return {
            "seconds": f"{self.limits.seconds:g}",
            "memory": f"{self.limits.memory_bytes // 1024**2}",
            "answer": f"{self.limits.answer_bytes / 1e6:g}",
            "text": f"{self.limits.text_bytes / 1000:g}",
            "nesting": str(self.limits.nesting),
            "optionals": str(self.limits.optionals),
        }


def attach(app: Flask, settings: Settings) -> None:
    """Give the portal its endpoint."""
    app.extensions[_KEY] = Endpoint.of(settings)


def endpoint() -> Endpoint:
    """Return the endpoint of the portal that answers this request."""
    return cast("Endpoint", current_app.extensions[_KEY])


def workers_for(settings: Settings, cores: int) -> int:
    """Return the number of workers of one web process.

    A query, running or waiting, keeps a thread; as many wait as run, and at least half of the threads stay for readers.
    """
    wanted = settings.sparql_workers or max(cores // settings.serve_workers, 1)
    return min(wanted, max(settings.serve_threads // 4, 1))
