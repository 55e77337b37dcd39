"""One set of dumps being written: each graph read once, counted, and laid into every file that it belongs in."""

import hashlib
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from pyoxigraph import Quad

from kg.namespaces import RDF_TYPE
from kg.pipeline.dumps.counts import PartCount, WholeCount
from kg.pipeline.dumps.description import describe
from kg.pipeline.dumps.files import CompressedFiles, Written
from kg.pipeline.dumps.holders import Holders
from kg.pipeline.dumps.order import graphs_in_order, kind_of
from kg.pipeline.dumps.plan import Part, Plan
from kg.pipeline.dumps.readme import readme
from kg.pipeline.dumps.sets import MANIFEST, README, SUMS, VOID, DumpFile, DumpPart, DumpSet
from kg.pipeline.site import Site
from kg.store import Generation, GraphView

__all__ = ["Maker", "Progress", "published_at"]

Progress = Callable[[int], None]
"""Is told how many graphs are written; what it raises ends the work and leaves nothing."""

_TOLD = 200


class Maker:
    """Writes one set: counts what goes where, and describes it."""

    def __init__(self, site: Site, plan: Plan, formats: Mapping[str, ModuleType], progress: Progress) -> None:
        self._site = site
        self._plan = plan
        self._formats = formats
        self._progress = progress
        self._counts = {part.name: PartCount() for part in plan.parts}
        self._whole = WholeCount()
        self._written: Mapping[str, Written] = {}
        self._targets: dict[int, tuple[str, ...]] = {}
        members = plan.parts[0].members
        bits = {code: 1 << place for place, code in enumerate(members)}
        self._holders = Holders(site.base_url, members)
        self._contributing: set[str] = set()
        self._bits = bits
        self._masks = {part.name: sum(bits[code] for code in part.members) for part in plan.parts[1:]}

    def write(self, folder: Path, generation: Generation) -> None:
        """Write all dumps of a generation into a folder."""
        view = GraphView.open(generation.graph)
        with CompressedFiles(folder) as files:
            self._write_all(files, view, folder)
            self._written = files.close()

    def _write_all(self, files: CompressedFiles, view: GraphView, folder: Path) -> None:
        self._begin(files, self._plan.parts[0].name)
        for number, graph in enumerate(graphs_in_order(view.graphs(), self._site.base_url, folder), start=1):
            self._write_graph(files, graph, sorted(view.quads(graph), key=str))
            if number % _TOLD == 0:
                self._progress(number)

    def _write_graph(self, files: CompressedFiles, graph: str, quads: list[Quad]) -> None:
        if not quads:
            return
        whole = self._plan.parts[0].name
        parts = self._parts_of(self._holders.of(quads))
        is_thing = any(quad.predicate.value == RDF_TYPE for quad in quads)
        kind = kind_of(graph, self._site.base_url) if is_thing else ""
        self._whole.add(quads)
        for part in (whole, *parts):
            if not self._counts[part].graphs and part != whole:
                self._begin(files, part)
            self._counts[part].add(len(quads), kind)
        for format_ in self._formats.values():
            content = format_.part(quads)
            # The whole is kept in the order of its names; the others share what is compressed once for them.
            files.write((_file_name(whole, format_),), content)
            if parts:
                files.write(tuple(_file_name(part, format_) for part in parts), content)

    def _parts_of(self, mask: int) -> tuple[str, ...]:
        if mask not in self._targets:
            self._contributing |= {code for code, bit in self._bits.items() if bit & mask}
            self._targets[mask] = tuple(name for name, members in self._masks.items() if members & mask)
        return self._targets[mask]

    def _begin(self, files: CompressedFiles, part: str) -> None:
        for format_ in self._formats.values():
            files.begin(_file_name(part, format_), format_.PREAMBLE)

    def finish(self, folder: Path, generation: Generation, name: str) -> None:
        """Write manifest, description and checksums."""
        parts = tuple(self._part(part) for part in self._plan.parts if part.kind == "all" or self._graphs(part))
        dumps = DumpSet(
            name=name,
            path=folder,
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            published=published_at(generation),
            generation=generation.number,
            event=generation.event,
            rules=str(generation.facts.get("rules", "")),
            plan=self._plan.digest(),
            base_url=self._site.base_url,
            title=self._plan.title,
            title_en=self._plan.title_en,
            parts=parts,
        )
        texts = {
            MANIFEST: dumps.to_json(),
            VOID: describe(dumps, self._whole, has_endpoint=self._plan.has_endpoint),
            README: readme(dumps),
        }
        for file_name, text in texts.items():
            _write_durably(folder / file_name, text)
        _write_durably(folder / SUMS, _sums(dumps, texts))

    def _graphs(self, part: Part) -> int:
        return self._counts[part.name].graphs

    def _part(self, part: Part) -> DumpPart:
        count = self._counts[part.name]
        members = tuple(code for code in part.members if code in self._contributing)
        return DumpPart(
            name=part.name,
            kind=part.kind,
            code=part.code,
            label=part.label,
            label_en=part.label_en,
            members=members,
            licences=tuple(licence for licence in part.licences if licence.member in members),
            statements=count.statements,
            graphs=count.graphs,
            things=dict(sorted(count.things.items())),
            files=tuple(self._file(part, name, format_) for name, format_ in self._formats.items()),
        )

    def _file(self, part: Part, format_name: str, format_: ModuleType) -> DumpFile:
        name = _file_name(part.name, format_)
        written = self._written[name]
        return DumpFile(name, format_name, format_.MEDIA_TYPE, written.size, written.content_size, written.sha256)


def _file_name(part: str, format_: ModuleType) -> str:
    return f"{part}.{format_.EXTENSION}.gz"


def published_at(generation: Generation) -> str:
    """Return when the generation was written."""
    moment = (generation.path / "manifest.json").stat().st_mtime
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")


def _sums(dumps: DumpSet, texts: Mapping[str, str]) -> str:
    """Return the checksums as `sha256sum --check` reads them."""
    sums = {file.name: file.sha256 for part in dumps.parts for file in part.files}
    sums |= {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))


def _write_durably(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
