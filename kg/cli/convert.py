"""`lianmu convert`: records in, BIBFRAME out, without a catalogue."""

import gc
import hashlib
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import quote

import click

from kg.cli.back import DIALECTS, WRITTEN, Wanted, convert_back
from kg.cli.options import Progress, check_selector, require_file
from kg.cli.preview import read_columns
from kg.cli.program import EXIT_LOST, EXIT_REFUSED
from kg.errors import RECORD_ERRORS, UsageError

if TYPE_CHECKING:
    from types import ModuleType

    from kg.catalogue import ProblemRow
    from kg.crosswalk.separate import Crosswalks
    from kg.records import Columns, Problem, Record

__all__ = ["convert", "file_stem", "problem_line", "target"]

FORMATS = ("marc21", "unimarc", "cnmarc", "cmarc", "dublincore")
BIBFRAME = "bibframe"
LINES = frozenset({"nquads", "ntriples"})
LONGEST_NAME = 120
MOST_WARNINGS = 100


@dataclass(slots=True)
class _Counts:
    """What became of the records of a run; `converted + deleted + damaged + failed` is all that was seen."""

    converted: int = 0
    deleted: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)

    @property
    def lost(self) -> int:
        """Return how many records did not come out, refused files counted as one."""
        return self.problems["damaged"] + self.problems["refused"] + self.problems["failed"]

    @property
    def seen(self) -> int:
        """Return how many records were met."""
        came_out = self.converted + self.deleted
        return came_out + self.problems["damaged"] + self.problems["failed"] + self.problems["skipped"]

    def line(self) -> str:
        """Return the summary for a person."""
        return (
            f"{self.converted} converted, {self.deleted} deleted, {self.problems['damaged']} damaged, "
            f"{self.problems['skipped']} skipped, "
            f"{self.problems['failed']} failed, {self.problems['refused']} files refused, "
            f"{self.problems['warning']} warnings"
        )


def _names() -> tuple[str, ...]:
    from kg.exports import EXPORTS

    return EXPORTS.names()


@click.command(epilog="Example: lianmu convert records.mrc --format marc21 --to turtle --out records.ttl")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option(
    "--format", "format_", type=click.Choice((*FORMATS, BIBFRAME)), default=None, help="[default: recognised]"
)
@click.option("--encoding", default="", help="The records' character set.  [default: recognised]")
@click.option("--profile", type=click.Choice(("lean", "lc")), default="lean", show_default=True)
@click.option(
    "--to",
    "to",
    default="nquads",
    show_default=True,
    help="nquads, ntriples, turtle, jsonld or rdfxml; of bibframe iso2709, marcxml or marcxchange.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write here.  [default: stdout]")
@click.option("--split", type=click.Path(file_okay=False, path_type=Path), help="Write one graph a record into DIR.")
@click.option("--record-id", default="", help="Where a record's id stands, such as 001 or 035$a.  [default: 001]")
@click.option(
    "--columns", type=click.Path(dir_okay=False, path_type=Path), help="What a table's columns become (TOML)."
)
@click.option("--base", default="http://example.org/", show_default=True, help="What the URIs begin with.")
@click.option("--dialect", type=click.Choice(DIALECTS), default=None, help="What bibframe becomes.  [default: marc21]")
@click.option(
    "--pinyin", type=click.Choice(("9", "A")), default=None, help="CNMARC: readings in $9 or in capitals.  [default: 9]"
)
@click.option("-q", "--quiet", is_flag=True, help="No summary; problems are still printed.")
def convert(
    files: tuple[str, ...],
    format_: str | None,
    encoding: str,
    profile: str,
    to: str,
    out: Path | None,
    split: Path | None,
    record_id: str,
    columns: Path | None,
    base: str,
    dialect: str | None,
    pinyin: str | None,
    quiet: bool,
) -> int:
    """Convert the records of each FILE ("-" is standard input) to BIBFRAME, or BIBFRAME graphs back to records.

    Authority records become MADS/RDF, holdings records items of the instances that they name.

    `--format bibframe --to iso2709 --dialect unimarc` makes records of any BIBFRAME graph, also of other makers.

    Each problem is one line on stderr with file, byte offset and reason; of warnings of one kind the first 100, then
    their number. The exit code is 1 when a record was lost, 4 when all that was given is refused.
    """
    if out and split:
        raise UsageError("--out and --split cannot both be given: one file, or one file a record.")
    if format_ == BIBFRAME:
        if split:
            raise UsageError("--split is for graphs; records of BIBFRAME stand in one file: give --out.")
        return convert_back(files, Wanted(to, dialect or "marc21", pinyin or ""), out, quiet=quiet)
    _check_call(to, base, "--dialect" if dialect else "--pinyin" if pinyin else "")
    check_selector(record_id)
    counts = _Counts()
    records = _records(files, _Asked(format_ or "", encoding, read_columns(format_ or "", columns)), counts)
    run = _Run(
        profile=profile, selector=record_id, base=base if base.endswith(("/", "#")) else base + "/", counts=counts
    )
    progress = Progress("records", quiet=quiet)
    graphs = run.graphs(records, progress)
    with _few_collections():
        if split:
            _write_split(graphs, split, to)
        else:
            _write_one(graphs, out, to)
    progress.close()
    for reason, number in counts.warnings.items():
        if number > MOST_WARNINGS:
            click.echo(f"{number - MOST_WARNINGS} more warnings of this kind: {reason}", err=True)
    if not quiet:
        click.echo(counts.line(), err=True)
    if counts.problems["refused"] and not counts.seen:
        return EXIT_REFUSED
    return EXIT_LOST if counts.lost else 0


def _check_call(to: str, base: str, only_back: str) -> None:
    """Raise UsageError for what records cannot become; `only_back` is an option that is for BIBFRAME, or ""."""
    from kg.description.terms import is_valid_iri

    if to in WRITTEN:
        raise UsageError(f"--to {to} is for graphs: add --format bibframe. Records become: {', '.join(_names())}.")
    if to not in _names():
        raise UsageError(f"There is no format '{to}'. There are: {', '.join(_names())}.")
    if only_back:
        raise UsageError(f"{only_back} says what graphs become: add --format bibframe, or leave it out.")
    if not is_valid_iri(base):
        raise UsageError(f"--base '{base}' is no address: write one such as http://example.org/.")


@dataclass(frozen=True, slots=True)
class _Asked:
    """How the files are to be read."""

    format: str
    encoding: str
    columns: "Columns"


def _records(files: Iterable[str], asked: _Asked, counts: _Counts) -> Iterator["Record"]:
    from kg.crosswalk.separate import CONVERTED
    from kg.records import Problem, kind_of, local_id, read_records

    for file in files:
        require_file(file)
        source = sys.stdin.buffer if file == "-" else Path(file)
        for found in read_records(
            source, name=file, format=asked.format, encoding=asked.encoding, columns=asked.columns
        ):
            if isinstance(found, Problem):
                _tell(found, counts)
                continue
            for problem in found.problems:
                _tell(problem, counts)
            kind = kind_of(found)
            if kind in CONVERTED:
                yield found
            else:
                message = f"This is a record of another kind ({kind}); converted are: {', '.join(CONVERTED)}."
                _tell(Problem("skipped", kind, message, file, found.offset, found.number, local_id(found)), counts)


def _tell(problem: "Problem", counts: _Counts) -> None:
    counts.problems[problem.severity] += 1
    if problem.severity == "warning":
        counts.warnings[problem.reason] += 1
        if counts.warnings[problem.reason] > MOST_WARNINGS:
            return
    click.echo(problem_line(problem), err=True)


def problem_line(problem: "Problem | ProblemRow") -> str:
    """Return a problem as one line: file, byte offset, record, severity, reason, what it means."""
    where = f"{problem.file}: byte {problem.offset}"
    if problem.number:
        where += f": record {problem.number}"
    if problem.local_id:
        where += f" ({problem.local_id})"
    return f"{where}: {problem.severity}: {problem.reason}: {' '.join(problem.message.split())}"


@dataclass(slots=True)
class _Run:
    """One run of the crosswalk over records of any format."""

    profile: str
    selector: str
    base: str
    counts: _Counts

    def graphs(self, records: Iterable["Record"], progress: Progress) -> Iterator[tuple[str, str]]:
        """Yield each record's name for a file and its N-Triples."""
        from kg.description import convert_text
        from kg.pipeline.remarks import address_problem
        from kg.records import Problem, local_id

        crosswalks = self._crosswalks()
        for record in records:
            if record.deleted:
                self.counts.deleted += 1
                continue
            name = local_id(record, self.selector)
            identity = name or "raw-" + hashlib.sha256(record.raw).hexdigest()[:16]
            try:
                description = crosswalks.convert(record, identity)
            except RECORD_ERRORS as error:
                message = f"The rules cannot convert this record ({type(error).__name__}: {error}). Report it."
                _tell(
                    Problem("failed", "conversion", message, record.file, record.offset, record.number, name),
                    self.counts,
                )
                continue
            if description.remarks:
                _tell(address_problem(record, name, description.remarks), self.counts)
            self.counts.converted += 1
            progress(self.counts.converted)
            yield (
                name or f"record-{self.counts.converted:08d}",
                convert_text(description, base=self.base, graph=False),
            )

    def _crosswalks(self) -> "Crosswalks":
        from kg.crosswalk.separate import Crosswalks
        from kg.settings import shipped_folder

        return Crosswalks(shipped_folder("mappings"), self.profile)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Look for circles of objects seldom: descriptions have none, and the search takes a twentieth of a run."""
    before = gc.get_threshold()
    gc.set_threshold(20_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _write_one(graphs: Iterable[tuple[str, str]], out: Path | None, to: str) -> None:
    with target(out) as stream:
        if to in LINES:
            for _, text in graphs:
                stream.write(text.encode())
        else:
            from kg.exports import EXPORTS

            EXPORTS.get(to).write_to(_quads(text for _, text in graphs), stream)


def _quads(graphs: Iterable[str]) -> Iterator[object]:
    from kg.exports import parse_lines

    for text in graphs:
        yield from parse_lines([text])


@contextmanager
def target(out: Path | None) -> Iterator[BinaryIO]:
    """Open stdout, or a file beside `out` that takes its name only when it is whole."""
    if out is None:
        yield sys.stdout.buffer
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(out.name + ".part")
    with part.open("wb") as stream:
        yield stream
    part.replace(out)


def _write_split(graphs: Iterable[tuple[str, str]], folder: Path, to: str) -> None:
    from kg.exports import EXPORTS, parse_lines

    folder.mkdir(parents=True, exist_ok=True)
    module: ModuleType = EXPORTS.get(to)
    seen: Counter[str] = Counter()
    for name, text in graphs:
        stem = file_stem(name)
        seen[stem] += 1
        if seen[stem] > 1:
            stem = f"{stem}~{seen[stem]}"
        content = text.encode() if to in LINES else module.write(parse_lines([text]))
        (folder / f"{stem}.{module.EXTENSION}").write_bytes(content)


def file_stem(name: str) -> str:
    """Return a file's name without ending for a record's id: never a path, never hidden, never too long."""
    stem = quote(name, safe=" ()+,;=@!").replace("~", "%7E")
    if stem.startswith("."):
        stem = "%2E" + stem[1:]
    if len(stem) > LONGEST_NAME:
        stem = stem[:80] + "-" + hashlib.sha256(name.encode()).hexdigest()[:16]
    return stem or "%"
