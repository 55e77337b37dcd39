"""Making a set of dumps: each graph of a held generation is read once and goes to all files that it belongs in.

Nothing is stopped meanwhile: the generation is held, and others are published beside it. One maker works at a time.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from kg.errors import NotFoundError, StoreError, UsageError
from kg.exports import EXPORTS, in_parts
from kg.pipeline.dumps.maker import Maker, Progress, published_at
from kg.pipeline.dumps.plan import Plan
from kg.pipeline.dumps.sets import DumpSet, DumpSets
from kg.pipeline.site import Site
from kg.store import Generation, Generations, publisher_lock, sync

__all__ = ["DumpOptions", "Made", "is_due", "make_set"]


@dataclass(frozen=True, slots=True)
class DumpOptions:
    """The formats of a set (names of `kg/exports`), how many sets stay, and whether one of this state is made again."""

    formats: tuple[str, ...]
    keep: int = 3
    force: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What `make_set` did: the newest set, and whether it was made now or was there."""

    dumps: DumpSet
    is_new: bool


def make_set(site: Site, plan: Plan, options: DumpOptions, *, progress: Progress = lambda _: None) -> Made:
    """Make a set of the current generation, unless the newest one is of it, by the same plan and in these formats.

    Raise NotFoundError while nothing is published, BusyError when another process makes dumps, UsageError for a format
    that cannot be dumped in parts, StoreError when it cannot be written; then nothing of it stays.
    """
    formats = _formats(options.formats)
    sets = DumpSets(site.directory / "dumps")
    with publisher_lock(site.directory / "dumps.lock", "making dumps of this catalogue"):
        sets.tidy()
        with Generations(site.generations).hold() as generation:
            if generation is None:
                raise NotFoundError("Nothing is published yet: call `lianmu load`, then `lianmu publish`.")
            newest = sets.newest()
            if newest is not None and not options.force and _is_of(newest, generation, plan, options.formats):
                return Made(newest, is_new=False)
            maker = Maker(site, plan, formats, progress)
            try:
                with _folder(sets, generation) as folder:
                    name = folder.name.removesuffix(".tmp")
                    maker.write(folder, generation)
                    maker.finish(folder, generation, name)
            except OSError as error:
                raise StoreError(
                    f"No dumps can be written to {sets.root}: {error}. Is the disk full? Nothing of them was left."
                ) from error
        sets.prune(options.keep, name)
        if not _is_overtaken(site, generation):
            return Made(sets.get(name), is_new=True)
        with suppress(NotFoundError):
            # The publisher may have been quicker.
            sets.remove(name)
    return make_set(site, plan, options, progress=progress)


def is_due(site: Site, plan: Plan, formats: tuple[str, ...], hours: float) -> bool:
    """Tell whether the newest set is older than so many hours and would not be made the same again."""
    generation = Generations(site.generations).current()
    if generation is None:
        return False
    newest = DumpSets(site.directory / "dumps").newest()
    if newest is None:
        return True
    age = datetime.now(UTC) - datetime.fromisoformat(newest.made)
    return age.total_seconds() >= hours * 3600 and not _is_of(newest, generation, plan, formats)


def _is_overtaken(site: Site, generation: Generation) -> bool:
    """Tell whether records of this generation have been withdrawn from what may be passed on meanwhile."""
    current = Generations(site.generations).current()
    return current is not None and int(current.facts.get("withholding", "0")) > generation.event


def _formats(names: tuple[str, ...]) -> dict[str, ModuleType]:
    possible = in_parts()
    for name in names:
        if name not in possible:
            raise UsageError(f"Dumps cannot be made in the format '{name}'. There are: {', '.join(possible)}.")
    if not names:
        raise UsageError(f"Dumps need at least one format. There are: {', '.join(possible)}.")
    return {name: EXPORTS.get(name) for name in names}


def _is_of(dumps: DumpSet, generation: Generation, plan: Plan, formats: tuple[str, ...]) -> bool:
    there = {file.format for part in dumps.parts for file in part.files}
    state = (dumps.generation, dumps.event, dumps.published)
    return (
        state == (generation.number, generation.event, published_at(generation))
        and dumps.plan == plan.digest()
        and there == set(formats)
    )


@contextmanager
def _folder(sets: DumpSets, generation: Generation) -> Iterator[Path]:
    """Give a folder that becomes the set at the end, durable, and is gone if anything fails."""
    sets.root.mkdir(parents=True, exist_ok=True)
    name = sets.free_name(datetime.now(UTC).strftime("%Y-%m-%dT%H%MZ"), generation.number)
    folder = sets.root / f"{name}.tmp"
    folder.mkdir()
    try:
        yield folder
        sync(folder)
        folder.rename(sets.root / name)
        sync(sets.root)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
