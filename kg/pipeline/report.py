"""The report of a load: what became of every record; the counts add up to what was read."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["LoadReport", "Outcome"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record: new, changed, unchanged, deleted, or skipped or failed for a `reason`."""

    kind: str
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.reason}" if self.reason else self.kind


@dataclass
class LoadReport:
    """What a load did, or would do (`dry_run`).

    Every record read is exactly one of loaded (new or changed), unchanged, deleted, skipped and failed. `joined` counts
    those of the loaded that share an edition with another record, `restricted` those that may not be passed on; `swept`
    are records deleted because a `--replace-all` did not bring them; they were not read, and are counted apart.
    """

    member: str
    load: int = 0
    dry_run: bool = False
    outcomes: Counter[str] = field(default_factory=Counter)
    joined: int = 0
    restricted: int = 0
    swept: int = 0
    warnings: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    complete: bool = True

    def count(self, outcome: Outcome, number: int = 1) -> None:
        """Count a record's outcome."""
        self.outcomes[str(outcome)] += number

    def _of(self, kind: str) -> int:
        return sum(number for name, number in self.outcomes.items() if name.partition(":")[0] == kind)

    @property
    def read(self) -> int:
        """Return the number of records that were met, damaged ones too."""
        return sum(self.outcomes.values())

    @property
    def new(self) -> int:
        """Return the number of records that the catalogue did not have."""
        return self._of("new")

    @property
    def changed(self) -> int:
        """Return the number of records that the catalogue had otherwise."""
        return self._of("changed")

    @property
    def loaded(self) -> int:
        """Return the number of records that were written: new and changed."""
        return self.new + self.changed

    @property
    def unchanged(self) -> int:
        """Return the number of records that the catalogue had exactly so."""
        return self._of("unchanged")

    @property
    def deleted(self) -> int:
        """Return the number of records whose deletion was read."""
        return self._of("deleted")

    @property
    def skipped(self) -> int:
        """Return the number of records that were passed over for a reason."""
        return self._of("skipped")

    @property
    def failed(self) -> int:
        """Return the number of records that were lost."""
        return self._of("failed")

    @property
    def lost(self) -> bool:
        """Return whether anything of what was given was not taken: an honest exit code is then not 0."""
        return bool(self.failed or self.refused)

    def reasons(self, kind: str) -> Mapping[str, int]:
        """Return the reasons for which records were skipped or failed, with their numbers."""
        pairs = ((name.partition(":"), number) for name, number in sorted(self.outcomes.items()))
        return {reason: number for (head, _, reason), number in pairs if head == kind and number}

    def counts(self) -> dict[str, int]:
        """Return the counts as they are stored."""
        own = {
            "read": self.read,
            "loaded": self.loaded,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "deleted": self.deleted,
            "skipped": self.skipped,
            "failed": self.failed,
            "joined": self.joined,
            "restricted": self.restricted,
            "swept": self.swept,
            "warnings": sum(self.warnings.values()),
        }
        reasons = {name: number for name, number in sorted(self.outcomes.items()) if ":" in name and number}
        return own | reasons

    def lines(self) -> list[str]:
        """Return the summary for a terminal."""
        head = (
            f"Dry run for {self.member}: nothing was changed" if self.dry_run else f"Load {self.load} of {self.member}"
        )
        lines = [
            f"{head}: {self.read} records read",
            f"  loaded     {self.loaded}{_bracketed({'new': self.new, 'changed': self.changed})}",
            f"             {self.joined} of them in an edition with other records",
            f"  unchanged  {self.unchanged}",
            f"  deleted    {self.deleted}",
            f"  skipped    {self.skipped}{_bracketed(self.reasons('skipped'))}",
            f"  failed     {self.failed}{_bracketed(self.reasons('failed'))}",
        ]
        if self.restricted:
            lines.append(f"Loaded, but not to be passed on: {self.restricted} (lianmu member show {self.member})")
        if self.swept:
            lines.append(f"Deleted because not in the files: {self.swept}")
        if self.warnings:
            lines.append(f"Warnings: {sum(self.warnings.values())}{_bracketed(self.warnings)}")
        lines += [f"{'Not read to its end' if self.read else 'Refused'}: {text}" for text in self.refused]
        lines += self.notes
        if (self.failed or self.warnings) and self.load:
            lines.append(f"Each problem with its place: lianmu problems {self.load}")
        return lines


def _bracketed(reasons: Mapping[str, int]) -> str:
    if not reasons:
        return ""
    return "  (" + ", ".join(f"{reason} {number}" for reason, number in sorted(reasons.items())) + ")"
