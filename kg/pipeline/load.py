"""`load`: a member's files into the catalogue database, one batch a transaction, every record with one outcome."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, TypeVar

from kg.catalogue import Catalogue, Member, ProblemRow, RecordHead, Seen, SeparateHead, hash_bytes
from kg.errors import GuardError
from kg.pipeline.report import LoadReport, Outcome
from kg.pipeline.rights import redecide, rights_of
from kg.pipeline.separate import SEPARATE, SeparateTaker
from kg.pipeline.taking import Converter, Origin, Taker, Taking
from kg.records import Columns, Limits, Problem, Record, is_incomplete, kind_of, local_id, read_records

__all__ = ["Converter", "HeldBackError", "LoadOptions", "load"]

NO_ID = (
    "The record has no id and is named by its bytes: changed, it will count as another. Set where the id stands with"
    " `lianmu member set --record-id`."
)
NO_ID_THERE = "The record has no id where the member's --record-id says that it stands."


class HeldBackError(GuardError):
    """A `--replace-all` would delete more than the guard allows; `report` says what was loaded all the same."""

    def __init__(self, text: str, report: LoadReport) -> None:
        super().__init__(text)
        self.report = report


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How to load. `guard_percent`: a `replace_all` that deletes a greater share waits for `yes`.

    `unstated` (yes, no): whether records of a member that names no licence may be passed on. `columns` says what the
    columns of tables become.
    """

    who: str = ""
    dry_run: bool = False
    replace_all: bool = False
    yes: bool = False
    guard_percent: float = 2.0
    batch: int = 500
    limits: Limits = Limits()  # noqa: RUF009 - frozen
    unstated: str = "yes"
    columns: Columns | None = None


DEFAULTS = LoadOptions()
T = TypeVar("T")


def load(
    catalogue: Catalogue,
    member: Member,
    sources: Sequence[Path | BinaryIO],
    crosswalk: Converter,
    options: LoadOptions = DEFAULTS,
    progress: Callable[[int], None] | None = None,
) -> LoadReport:
    """Load files as records of a member and return what became of each record.

    Batches that were committed stay whatever happens after; the same call again goes on harmlessly. Raise BusyError
    while another load runs, HeldBackError when a `replace_all` would delete too much.
    """
    with catalogue.load_table.lock():
        if not options.dry_run:
            # By what is said now: from here to the end of the load it cannot change.
            redecide(catalogue, member.code, options.unstated, options.who)
        run = _Run(catalogue, member, crosswalk, options, progress or (lambda _: None))
        try:
            return run.all(sources)
        finally:
            run.close()


class _Run:
    """One load under way."""

    def __init__(
        self,
        catalogue: Catalogue,
        member: Member,
        crosswalk: Converter,
        options: LoadOptions,
        progress: Callable[[int], None],
    ) -> None:
        self.catalogue = catalogue
        self.member = member
        self.options = options
        self.progress = progress
        self.report = LoadReport(member.code, dry_run=options.dry_run)
        self.seen = Seen()
        rights = rights_of(catalogue.member(member.code), options.unstated)
        self.taker = Taker(catalogue, Origin(member, crosswalk, rights), self.report, self.seen)
        self.separate = SeparateTaker(catalogue, member.code, self.report, self.seen)
        self.files: tuple[str, ...] = ()

    def close(self) -> None:
        """Let go of what the run kept beside the catalogue."""
        self.seen.close()

    def all(self, sources: Sequence[Path | BinaryIO]) -> LoadReport:
        """Load everything and record how it ended."""
        self.files = tuple(_name(source) for source in sources)
        table = self.catalogue.load_table
        if not self.options.dry_run:
            self.report.load = self._start()
        ended = "interrupted"
        try:
            self._read(sources)
            self._sweep()
            ended = "refused" if self.report.refused else ""
        except HeldBackError:
            ended = "held back"
            raise
        finally:
            if not self.options.dry_run:
                state = "done" if ended in {"", "held back"} else "failed"
                with self.catalogue.transaction():
                    table.save_counts(self.report.load, self.report.counts())
                    table.finish(self.report.load, state, complete=self.report.complete and not ended, note=ended)
        return self.report

    def _start(self) -> int:
        who, replace_all = self.options.who, self.options.replace_all
        return self.catalogue.load_table.start(self.member.code, self.files, who, replace_all=replace_all)

    def _read(self, sources: Sequence[Path | BinaryIO]) -> None:
        for batch in _batches(self._items(sources), self.options.batch):
            ready = [self.taker.prepare(item) if isinstance(item, Taking) else item for item in batch]
            self._write(ready, "load")
            self.progress(self.report.read)
        for late in _batches(self.taker.put_off(), self.options.batch):
            self._write([self.taker.prepare(item) for item in late], "load")

    def _items(self, sources: Sequence[Path | BinaryIO]) -> Iterator[Taking | Problem]:
        for source in sources:
            items = read_records(
                source,
                name=_name(source),
                format=self.member.format,
                encoding=self.member.encoding,
                limits=self.options.limits,
                columns=self.options.columns,
            )
            for item in items:
                yield item if isinstance(item, Problem) else self._taking(item)

    def _taking(self, record: Record) -> Taking:
        """Return a record with its id; where the member names no place for ids, one without is named by its bytes."""
        id_ = local_id(record, self.member.record_id)
        if id_ or self.member.record_id or record.deleted:
            return Taking(record, id_)
        return Taking(record, f"sha256-{hash_bytes(record.raw)[:16]}", is_named_by_content=True)

    def _write(self, batch: Iterable[Taking | Problem], kind: str) -> None:
        """Make one batch durable, with one event that names what it made stale."""
        rehearsal = self.options.dry_run
        with self.catalogue.database.rehearsal() if rehearsal else self.catalogue.transaction():
            load_id = self._start() if rehearsal else self.report.load
            self.taker.begin(load_id)
            self.separate.begin(load_id)
            for item in batch:
                if isinstance(item, Problem):
                    self._problem(item, load_id)
                else:
                    self._take(item, load_id)
            stale = self.taker.end()
            log = self.catalogue.event_log
            if stale or self.separate.changed:
                log.append(stale, kind, self.options.who, {"load": load_id})
            if self.taker.withheld:
                log.append_rights((), self.options.who, self.member.code, withheld=self.taker.withheld)
            self.catalogue.load_table.save_counts(load_id, self.report.counts())

    def _take(self, taking: Taking, load_id: int) -> None:
        for problem in taking.record.problems:
            self._problem(problem, load_id)
        record = taking.record
        kind = kind_of(record)
        is_separate = kind in SEPARATE
        if kind != "bibliographic" and not is_separate:
            self._skip(taking, kind, load_id)
            return
        fault = Problem("warning", "no-id", NO_ID, record.file, record.offset, record.number, taking.local_id)
        if not taking.local_id:
            self._problem(fault._replace(severity="damaged", message=NO_ID_THERE, raw=record.raw), load_id)
            return
        if taking.is_named_by_content:
            self._problem(fault, load_id)
            # Of a damaged record the id may be what is lost: then it stands here under another name.
            self.report.complete = self.report.complete and not record.problems
        if is_separate:
            self.separate.take(record, taking.local_id, kind)
        else:
            self.taker.take(taking)

    def _skip(self, taking: Taking, kind: str, load_id: int) -> None:
        """Pass over a record that describes no publication; its bytes are kept with the problem."""
        record = taking.record
        message = (
            f"This is a record of another kind ({kind}); loaded are bibliographic records, authorities and holdings."
            " Its bytes are kept with the load's problems."
        )
        place = (record.file, record.offset, record.number, taking.local_id, record.raw)
        self._keep(Problem("skipped", kind, message, *place), load_id)
        self.report.count(Outcome("skipped", kind))

    def _problem(self, problem: Problem, load_id: int) -> None:
        if is_incomplete(problem):
            self.report.complete = False
        if problem.severity == "damaged":
            self.report.count(Outcome("failed", problem.reason))
        elif problem.severity == "refused":
            self.report.refused.append(f"{problem.file}, byte {problem.offset}: {problem.message}")
        else:
            self.report.warnings[problem.reason] += 1
        self._keep(problem, load_id)

    def _keep(self, problem: Problem, load_id: int) -> None:
        self.catalogue.load_table.add_problem(load_id, ProblemRow(*problem))

    def _sweep(self) -> None:
        """After a complete run that is all the member has, delete the records that it did not bring."""
        if not self.options.replace_all:
            return
        if not self.report.complete:
            self.report.notes.append(
                "--replace-all deleted nothing, since not everything could be read: what is missing may be unread."
            )
            return
        gone, live = self._missing(), self._before()
        percent = 100 * gone / live if live else 0
        if gone and percent > self.options.guard_percent and not self.options.yes and not self.options.dry_run:
            raise HeldBackError(
                f"--replace-all would delete {gone} of the {live} records of {self.member.code} ({percent:.1f} %;"
                f" more than {self.options.guard_percent:g} % waits for a yes). What was read is loaded,"
                " nothing was deleted. If the files really are all there is, call again with --yes.",
                self.report,
            )
        self._delete_missing()

    def _missing(self) -> int:
        missing = sum(
            1 for head in self.catalogue.record_table.heads(self.member.code) if head.local_id not in self.seen
        )
        return missing + sum(1 for _ in self.separate.missing())

    def _before(self) -> int:
        """Return how many live records the member had when the load began: new ones do not loosen the guard."""
        live = self.catalogue.record_table.count_live(self.member.code)
        live += self.catalogue.separate_table.count_live(self.member.code)
        return live if self.options.dry_run else live - self.report.new + self.report.deleted

    def _delete_missing(self) -> None:
        heads = self.catalogue.record_table.heads(self.member.code)
        missing = (head for head in heads if head.local_id not in self.seen)
        every: Iterator[RecordHead | SeparateHead] = chain(missing, self.separate.missing())
        for batch in _batches(every, self.options.batch):
            with self.catalogue.database.rehearsal() if self.options.dry_run else self.catalogue.transaction():
                load_id = self._start() if self.options.dry_run else self.report.load
                self.taker.begin(load_id)
                for head in batch:
                    if isinstance(head, SeparateHead):
                        self.catalogue.separate_table.delete(head.n, load=load_id)
                    else:
                        self.taker.sweep(head)
                    self.report.swept += 1
                self.catalogue.event_log.append(
                    self.taker.end(), "replace-all", self.options.who, {"load": load_id, "deleted": len(batch)}
                )
                self.catalogue.load_table.save_counts(load_id, self.report.counts())


def _name(source: Path | BinaryIO) -> str:
    if isinstance(source, Path):
        return str(source)
    name = getattr(source, "name", "")
    return name if isinstance(name, str) and name and not name.startswith("<") else "-"


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
