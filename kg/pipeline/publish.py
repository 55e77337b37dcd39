"""Publishing: events of the database applied to graph and index, then one new generation for the readers.

Each view remembers the event that it has been brought to and goes on from there, so a publisher that dies at any moment
leaves nothing to mend but what the next one does anyway.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from kg.catalogue import Catalogue
from kg.catalogue.rows import Thing
from kg.errors import BusyError, StoreError
from kg.pipeline.authorities import make_pending
from kg.pipeline.compose import Composed, Composer
from kg.pipeline.coverage import keep_coverage
from kg.pipeline.dumps.sets import DumpSets
from kg.pipeline.rights import decide_pending, pending
from kg.pipeline.site import Site
from kg.pipeline.views import VIEWS, Graphs, Views, repair
from kg.store import Generation, Generations, publisher_lock

__all__ = ["PublishReport", "follow", "publish", "published_state", "publishing"]

Progress = Callable[[str, int], None]
"""Is told what is being done and how many things are done."""

# Things composed in one transaction of the database: short enough that a load beside it hardly waits.
_CHUNK = 200
# Things of which it is remembered that later events need not be applied to them again.
_REMEMBERED = 300_000
_ORDER = {"work": 0, "instance": 1, "agent": 2, "subject": 3}


@dataclass(frozen=True, slots=True)
class PublishReport:
    """What a run did: things composed, graphs changed, documents written and deleted, the generation at its end.

    `generation` is 0 and `published` false when there was nothing to publish.
    """

    works: int = 0
    instances: int = 0
    agents: int = 0
    subjects: int = 0
    graphs_changed: int = 0
    documents: int = 0
    documents_deleted: int = 0
    event: int = 0
    generation: int = 0
    published: bool = False
    rebuilt: tuple[str, ...] = ()
    seconds: float = 0.0


def published_state(directory: Path) -> Generation | None:
    """Return the generation that readers of the catalogue in this folder have, None before the first."""
    return Generations(directory / "generations").current()


def publish(
    catalogue: Catalogue, site: Site, *, progress: Progress | None = None, anew: Iterable[str] = ()
) -> PublishReport:
    """Bring graph and index up to the database and publish a generation if anything is new.

    `anew` names views (graph, index) to be made afresh beside the live ones; so is every view that was made by other
    rules. Raise BusyError when another process publishes.
    """
    with publisher_lock(site.lock):
        repair(site)
        decide_pending(catalogue, site.unstated, "publisher")
        return publishing(catalogue, site, progress or _silent, frozenset(anew))


def follow(
    catalogue: Catalogue,
    site: Site,
    *,
    interval: float = 5.0,
    until: Callable[[], bool] = lambda: False,
    told: Callable[[PublishReport], None] | None = None,
) -> None:
    """Publish what is new every `interval` seconds until `until` says so; where another process publishes, let it."""
    while not until():
        # The rules are looked at anew each time: they may be changed while this runs.
        site = replace(site)
        if _is_behind(catalogue, site):
            try:
                report = publish(catalogue, site)
            except BusyError:
                report = None
            if report is not None and told is not None:
                told(report)
        keep_coverage(catalogue, site, seconds=interval)
        _sleep(interval, until)


def _is_behind(catalogue: Catalogue, site: Site) -> bool:
    """Tell whether readers lack something that publishing would give them."""
    try:
        current = published_state(site.directory)
    except StoreError:
        # A link to a generation that is not there: publishing repairs it.
        return True
    if current is None or site.must_republish.exists() or catalogue.separate_table.is_pending():
        return True
    return not _stands_at(current, catalogue.last_event(), site) or bool(pending(catalogue, site.unstated))


def _stands_at(generation: Generation, event: int, site: Site) -> bool:
    """Tell whether a generation is what these rules make of the database at an event, and whole."""
    by_rules = generation.facts.get("rules") == site.rules and generation.restricted.is_dir()
    return by_rules and generation.event == event


def publishing(catalogue: Catalogue, site: Site, progress: Progress, anew: frozenset[str]) -> PublishReport:
    """Do the work of `publish` for a caller that holds the lock."""
    started = time.monotonic()
    make_pending(catalogue, site)
    run = _Run(catalogue, site, progress)
    current = Generations(site.generations).current()
    if anew and current is not None and current.facts.get("rules") != site.rules:
        # The view that is not named was made by the old rules too.
        anew = frozenset(VIEWS)
    rebuilt = run.make_anew(anew)
    with Views.open(site) as views:
        if current is not None and not views.serves(current):
            # The search server has lost it, or it is this run that has made it anew.
            rebuilt = tuple(dict.fromkeys((*rebuilt, "index")))
        is_outdated = views.is_outdated() or views.newest_event() > catalogue.last_event()
        if not is_outdated:
            run.catch_up(views)
            generation = run.generation(views)
    if is_outdated:
        return publishing(catalogue, site, progress, frozenset(VIEWS))
    return PublishReport(
        works=run.done["work"],
        instances=run.done["instance"],
        agents=run.done["agent"],
        subjects=run.done["subject"],
        graphs_changed=run.graphs_changed,
        documents=run.documents,
        documents_deleted=run.deleted,
        event=generation.event if generation else run.event,
        generation=generation.number if generation else 0,
        published=generation is not None,
        rebuilt=rebuilt,
        seconds=time.monotonic() - started,
    )


class _Run:
    """One run of the publisher: counts, and the steps."""

    def __init__(self, catalogue: Catalogue, site: Site, progress: Progress) -> None:
        self._catalogue = catalogue
        self._site = site
        self._progress = progress
        self._composer = Composer(catalogue, site, may_mint=True)
        self._fresh: dict[Thing, int] = {}
        self.done = dict.fromkeys(_ORDER, 0)
        self.graphs_changed = self.documents = self.deleted = self.event = 0

    def make_anew(self, anew: frozenset[str]) -> tuple[str, ...]:
        """Make the views named afresh and put them in the place of the live ones."""
        names = tuple(name for name in VIEWS if name in anew)
        if names:
            with Views.open_anew(self._site, names) as views:
                event = self._catalogue.last_event()
                for batch in _batches(_everything(self._catalogue), self._site.batch):
                    self._apply(views, batch, 0)
                views.write(Graphs({}, {}), [], [], event)
                self.catch_up(views)
            views.switch()
            self._fresh.clear()
        return names

    def catch_up(self, views: Views) -> None:
        """Apply events until none is left; publishing works makes events for the agents and subjects that they name."""
        while True:
            last = self._catalogue.last_event()
            after = views.applied_event()
            rows = self._catalogue.stale(after, self._site.batch)
            upto = rows[-1][0] if rows else last
            stale = {thing: seq for seq, thing in rows if self._fresh.get(thing, -1) < seq}
            if not rows and upto == after and views.agree():
                self.event = after
                return
            batches = list(_batches(stale, self._site.batch)) or [[]]
            for number, batch in enumerate(batches, start=1):
                # An event may be large, as an undo's is: the views stand at it with its last batch.
                self._apply(views, batch, upto if number == len(batches) else after)

    def _apply(self, views: Views, things: list[Thing], event: int) -> None:
        """Compose things and write what they publish; the views then stand at `event`."""
        graphs: dict[str, bytes] = {}
        restricted: dict[str, bytes] = {}
        documents = []
        deletions = []
        for chunk in _batches(sorted(things, key=self._place), _CHUNK):
            for thing in chunk:
                self._composer.prepare(thing)
            with self._catalogue.transaction():
                seen = self._catalogue.last_event()
                for thing in chunk:
                    composed = self._composer.compose(thing)
                    graphs[composed.graph], restricted[composed.graph] = composed.quads, composed.restricted
                    if composed.mentions is not None:
                        self._link(thing.id, composed)
                        self._catalogue.set_mentions(thing.id, composed.mentions, composed.namings, composed.shared)
                    if thing.kind == "instance":
                        self._catalogue.edition_table.put(thing.id, composed.facts, composed.lacks)
                    if composed.document is not None:
                        documents.append(composed.document)
                    elif thing.kind == "instance":
                        deletions.append(thing.id)
            self._count(chunk, seen)
            self._progress("composed", sum(self.done.values()))
        self.graphs_changed += views.write(Graphs(graphs, restricted), documents, deletions, event)
        self.documents += len(documents)
        self.deleted += len(deletions)
        self._progress("written", sum(self.done.values()))

    def _link(self, work: str, composed: Composed) -> None:
        """Store a work's links to authorities; where they are others, its editions and those names are stale."""
        changed = self._catalogue.authority_table.set_links(work, composed.keys, composed.links)
        if changed:
            stale = [Thing("instance", id_) for id_ in self._catalogue.instances_of(work)]
            stale += [thing for heading in changed for thing in self._catalogue.entity_table.headed(*heading, work)]
            self._catalogue.touch(stale, "link", "publisher")

    def _count(self, chunk: list[Thing], seen: int) -> None:
        """Remember that these things are as the database was at the event `seen`."""
        if len(self._fresh) > _REMEMBERED:
            self._fresh.clear()
        for thing in chunk:
            self._fresh[thing] = seen
            self.done[thing.kind] += 1

    def _place(self, thing: Thing) -> tuple[int, str, int, str]:
        """Put a work and its editions side by side, so that their records are converted once, and entities last."""
        cluster = self._catalogue.cluster(thing.id) if thing.kind == "instance" else None
        is_entity = int(_ORDER[thing.kind] > 1)
        return is_entity, cluster.work if cluster else thing.id, _ORDER[thing.kind], thing.id

    def generation(self, views: Views) -> Generation | None:
        """Publish a generation unless readers have this state already."""
        current = Generations(self._site.generations).current()
        is_same = current is not None and _stands_at(current, self.event, self._site) and views.serves(current)
        withholding = self._catalogue.event_log.last_withholding(self.event)
        dumps = DumpSets(self._site.directory / "dumps")
        # Before, so that no death in between leaves them, and after, for one that was finished meanwhile.
        dumps.withdraw(withholding)
        if is_same and not self._site.must_republish.exists():
            return None
        self._progress("publishing", self.event)
        generation = views.publish(self.event, withholding)
        dumps.withdraw(withholding)
        return generation


def _everything(catalogue: Catalogue) -> Iterator[Thing]:
    for kind in ("work", "instance"):
        yield from (Thing(kind, cluster.id) for cluster in catalogue.clusters(kind))
    for kind in ("agent", "subject"):
        yield from (Thing(kind, entity.id) for entity in catalogue.entities(kind))


def _batches(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    iterator = iter(things)
    while batch := list(islice(iterator, size)):
        yield batch


def _sleep(seconds: float, until: Callable[[], bool]) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not until():
        time.sleep(min(0.2, seconds))


def _silent(_what: str, _number: int) -> None:
    return
