"""BIBFRAME graphs to records: what `lianmu convert --format bibframe` does."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from kg.cli.options import Progress, require_file
from kg.cli.program import EXIT_LOST, EXIT_REFUSED
from kg.errors import RECORD_ERRORS, RefusedError, UsageError

if TYPE_CHECKING:
    from kg.description import Description
    from kg.records import Record

__all__ = ["DIALECTS", "WRITTEN", "Wanted", "convert_back"]

DIALECTS = ("marc21", "unimarc", "cnmarc", "cmarc")
WRITTEN = ("iso2709", "marcxml", "marcxchange")
WITH_PINYIN = ("cnmarc", "cmarc")
NO_INSTANCE = (
    "There is no bf:Instance in this graph: each gives one record. Give the graph with its instances, "
    "or records without --format bibframe."
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the graphs are to become."""

    to: str
    dialect: str
    pinyin: str


def convert_back(files: Iterable[str], wanted: Wanted, out: Path | None, *, quiet: bool) -> int:
    """Write the records that the graphs of the files tell of; return the exit code."""
    if wanted.to not in WRITTEN:
        raise UsageError(f"Records are written as {', '.join(WRITTEN)}, not as '{wanted.to}': give --to one of them.")
    if wanted.to == "marcxml" and wanted.dialect != "marc21":
        raise UsageError("marcxml is the XML of MARC 21; for other dialects say --to marcxchange.")
    if wanted.pinyin and wanted.dialect not in WITH_PINYIN:
        raise UsageError(f"--pinyin is for {' and '.join(WITH_PINYIN)}: add --dialect cnmarc, or leave it out.")
    counts: Counter[str] = Counter()
    progress = Progress("records", quiet=quiet)
    records = _records(_descriptions(files, counts), wanted, counts, progress)
    with _target(out) as stream:
        for part in _written(records, wanted.to, counts):
            stream.write(part)
    if out is not None:
        out.with_name(out.name + ".part").replace(out)
    progress.close()
    if not quiet:
        click.echo(
            f"{counts['written']} written, {counts['failed']} failed, {counts['refused']} files refused", err=True
        )
    if counts["refused"] and not counts["written"]:
        return EXIT_REFUSED
    return EXIT_LOST if counts["refused"] or counts["failed"] else 0


def _target(out: Path | None) -> "nullcontext[BinaryIO] | BinaryIO":
    if out is None:
        return nullcontext(sys.stdout.buffer)
    out.parent.mkdir(parents=True, exist_ok=True)
    return out.with_name(out.name + ".part").open("wb")


def _descriptions(files: Iterable[str], counts: Counter[str]) -> Iterator["Description"]:
    from kg.cli.foreign import read_graphs
    from kg.crosswalk.back import read_descriptions

    for file in files:
        require_file(file)
        try:
            found = 0
            for description in (one for graph in read_graphs(file) for one in read_descriptions(graph)):
                found += 1
                yield description
        except RefusedError as error:
            _refuse(file, str(error), counts)
            continue
        if not found:
            _refuse(file, NO_INSTANCE, counts)


def _refuse(file: str, reason: str, counts: Counter[str]) -> None:
    counts["refused"] += 1
    click.echo(f"{file}: refused: {reason}", err=True)


def _records(
    descriptions: Iterable["Description"], wanted: Wanted, counts: Counter[str], progress: Progress
) -> Iterator["Record"]:
    from kg.crosswalk.back import Backward
    from kg.settings import shipped_folder

    back = Backward.load(
        shipped_folder("mappings"),
        wanted.dialect,
        pinyin=wanted.pinyin,
    )
    for description in descriptions:
        try:
            record = back.convert(description)
        except RECORD_ERRORS as error:
            counts["failed"] += 1
            click.echo(f"{description.local_id}: failed: {type(error).__name__}: {error}", err=True)
            continue
        progress(counts["written"] + 1)
        yield record


def _written(records: Iterable["Record"], to: str, counts: Counter[str]) -> Iterator[bytes]:
    from kg.records.writing import write_collection, write_exchange, write_iso2709

    if to == "iso2709":
        for record in records:
            try:
                yield write_iso2709(record)
                counts["written"] += 1
            except RefusedError as error:
                counts["failed"] += 1
                click.echo(f"failed: {error}", err=True)
        return
    if to == "marcxml":
        yield from write_collection(_counted(records, counts))
    else:
        yield from write_exchange(_counted(records, counts))


def _counted(records: Iterable["Record"], counts: Counter[str]) -> Iterator["Record"]:
    for record in records:
        counts["written"] += 1
        yield record
