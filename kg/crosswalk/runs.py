"""Runs: what a compiled rule does for a field, and for which fields it does it."""

from collections.abc import Callable
from typing import NamedTuple

from kg.crosswalk.fills import Fill
from kg.crosswalk.scope import Condition, Expression
from kg.crosswalk.source import Source

__all__ = ["CompiledRule", "Run", "for_each", "into_item", "run_when"]

Run = Callable[[Source], None]
"""Does what a rule says for one field."""


class CompiledRule(NamedTuple):
    """A rule ready to run on fields with its tags that have one of the subfields needed, where the condition holds."""

    run: Run
    needed: frozenset[str] | None = None
    holds: Condition | None = None


def into_item(fill: Fill, join: Expression | None) -> Run:
    """Return a run that puts a field into an item: its own, or the one that other fields with the same key make."""

    def run(source: Source) -> None:
        record = source.record
        key = next((str(value) for value in join(source)), "") if join is not None else ""
        item = record.keyed.get(key) if key else None
        made = item if item is not None else record.new_item()
        if not fill(source, made) or item is not None:
            return
        if join is not None and not key:
            record.loose.append(made)
            return
        record.items.append(made)
        if key:
            record.keyed[key] = made

    return run


def for_each(run: Run, codes: str, shared: str = "") -> Run:
    """Return a run on each piece of a field (`each`); `shared` are the subfields that pieces lend each other."""
    wanted = codes.strip("$+")
    by_runs = codes.endswith("+")

    def each(source: Source) -> None:
        for piece in source.pieces(wanted, by_runs=by_runs, shared=shared):
            run(piece)

    return each


def run_when(run: Run, condition: Condition) -> Run:
    """Return a run on the fields that satisfy a condition."""

    def when(source: Source) -> None:
        if condition(source):
            run(source)

    return when
