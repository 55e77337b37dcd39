"""`make bench`: conversion, matching, load to searchable, search, SPARQL beside it, memory; measured here.

Figures of noisy machines are good for ratios: each is a median, with the least and the greatest beside it, and what
grows is shown as a curve.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from machine import describe, finish, median_seconds, peak_mib, percentile
from matching import bench_matching
from sparql import bench_sparql

from kg.crosswalk import Crosswalk
from kg.description import convert_text
from kg.records import Problem, Record, local_id, read_records
from kg.settings import shipped_folder

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
# What is published of marc2bibframe2 under libxslt on machines of this kind; it was not measured here.
PUBLISHED = (122, 150)
REPEATED = (2, 20)
QUERIES = (
    "history", "dream of the red chamber", "红楼梦", "紅樓夢", "hongloumeng", "hlm", "shakespeare", "nursing care",
    "geschichte", "9787020002207", "author:dickens", "war peace", "曹雪芹", "鲁迅", "music", "",
)  # fmt: skip


def reference_records() -> tuple[str, list[Record]]:
    """Return the 495 reference records, or the demo's MARC 21 members where the reference is not at hand."""
    folder = SHARED / "reference" / "marc21" / "marc"
    if folder.is_dir():
        paths = sorted(folder.glob("*.xml"))
        return "reference records", [
            r for p in paths for r in read_records(p, format="marc21") if isinstance(r, Record)
        ]
    from kg.demo import demo_members

    found: list[Record] = []
    for member in demo_members():
        if member.format == "marc21":
            with member.open_files() as files:
                found += [r for path in files for r in read_records(path, format="marc21") if isinstance(r, Record)]
    return "demo records", found


def as_iso2709(record: Record) -> bytes:
    """Return the record as UTF-8 ISO 2709."""
    directory, body = b"", b""
    for field in record.fields:
        data = (
            field.value
            if not field.subfields
            else field.indicators + "".join(f"\x1f{c}{t}" for c, t in field.subfields)
        )
        encoded = data.encode() + b"\x1e"
        directory += f"{field.tag}{min(len(encoded), 9999):04d}{len(body):05d}".encode()
        body += encoded
    start = 24 + len(directory) + 1
    length = start + len(body) + 1
    leader = f"{min(length, 99999):05d}{record.leader[5:9]}a22{min(start, 99999):05d}{record.leader[17:20]}4500"
    return leader.encode() + directory + b"\x1e" + body + b"\x1d"


def converted(path: Path, crosswalk: Crosswalk) -> tuple[int, int]:
    """Read, convert and write every record of the file as lines; return records and triples."""
    records = triples = 0
    for found in read_records(path, format="marc21"):
        if isinstance(found, Problem):
            continue
        records += 1
        triples += convert_text(crosswalk.convert(found, local_id(found)), base="http://example.org/").count("\n")
    return records, triples


def bench_conversion(folder: Path, runs: int) -> None:
    """Print records a second of one core from ISO 2709 bytes to N-Quads, and peak memory, for both profiles."""
    name, records = reference_records()
    path = folder / "reference.mrc"
    path.write_bytes(b"".join(as_iso2709(r) for r in records))
    print(
        f"\nConversion, one core: {len(records)} {name} as ISO 2709 ({path.stat().st_size / 1024:.0f} KiB) to N-Quads"
    )
    print(f"  {'profile':8}{'records/s':>11}{'least–greatest':>18}{'triples/record':>16}{'× marc2bibframe2':>18}")
    for profile in ("lean", "lc"):
        crosswalk = Crosswalk.load(shipped_folder("mappings"), "marc21", profile=profile)
        count, triples = converted(path, crosswalk)
        least, middle, most = median_seconds(lambda c=crosswalk: converted(path, c), runs=runs)
        print(
            f"  {profile:8}{count / middle:11.0f}{f'{count / most:.0f}–{count / least:.0f}':>18}"
            f"{triples / count:16.1f}{_ratio(count / middle):>18}"
        )
    least, middle, most = median_seconds(lambda: sum(1 for _ in read_records(path, format="marc21")), runs=runs)
    print(f"  reading alone: {len(records) / middle:.0f} records/s")
    print(f"  marc2bibframe2 under libxslt: {PUBLISHED[0]}–{PUBLISHED[1]} records/s is the published figure")
    bench_command(folder, path.read_bytes(), len(records))


def _ratio(rate: float) -> str:
    return f"{rate / PUBLISHED[1]:.1f}–{rate / PUBLISHED[0]:.1f}"


def bench_command(folder: Path, content: bytes, records: int) -> None:
    """Print what `lianmu convert` takes as a whole: of one file, and of the same records many times over."""
    print(
        f"\n`lianmu convert`, whole process\n  {'profile':8}{'records':>9}{'CPU s':>8}{'records/s':>11}{'peak MiB':>10}"
    )
    for profile in ("lean", "lc"):
        for times in REPEATED:
            path, out = folder / f"{times}.mrc", folder / "out.nq"
            path.write_bytes(content * times)
            command = [sys.executable, "-m", "kg.cli", "convert", str(path), "--format", "marc21"]
            seconds, peak = finish([*command, "--profile", profile, "--out", str(out), "-q"])
            count = records * times
            print(f"  {profile:8}{count:9}{seconds:8.1f}{count / seconds:11.0f}{peak:10.0f}")
            path.unlink()
            out.unlink()


def lianmu(*arguments: str) -> float:
    """Run one command of the program; return its wall-clock seconds."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "kg.cli", *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def parts(path: Path, sizes: tuple[int, ...], folder: Path) -> Iterator[tuple[int, Path]]:
    """Yield files of the first records of `path`, one for each size."""
    records = [r.raw for r in read_records(path, format="marc21") if isinstance(r, Record)]
    for size in sizes:
        part = folder / f"part-{size}.mrc"
        part.write_bytes(b"".join(records[:size]))
        yield min(size, len(records)), part


def bench_load(folder: Path, sizes: tuple[int, ...]) -> Path | None:
    """Print what loading and publishing cost as the file grows; return the largest catalogue."""
    source = SHARED / "data" / "marc21" / "hathitrust" / "hathi_dev_noCID.mrc"
    if not source.exists():
        print("\nLoad: the HathiTrust monographs are not at hand; left out.")
        return None
    print("\nLoad to searchable: HathiTrust monographs, one process (wall clock)")
    print(f"  {'records':>8}{'load s':>9}{'publish s':>11}{'records/s':>11}", end="")
    print(f"{'ms/record':>11}{'again s':>9}{'disk MiB':>10}")
    catalogue = None
    for size, part in parts(source, sizes, folder):
        catalogue = folder / f"catalogue-{size}"
        lianmu("init", str(catalogue))
        lianmu("member", "add", "HT", "--name", "HathiTrust", "--format", "marc21", "--catalogue", str(catalogue))
        load = lianmu("load", "HT", str(part), "--no-publish", "-q", "--catalogue", str(catalogue))
        publish = lianmu("publish", "-q", "--catalogue", str(catalogue))
        again = lianmu("load", "HT", str(part), "-q", "--catalogue", str(catalogue))
        inodes = {s.st_ino: s.st_size for p in catalogue.rglob("*") if p.is_file() and (s := p.stat())}
        disk = sum(inodes.values()) / 1024**2
        both = load + publish
        print(
            f"  {size:8}{load:9.1f}{publish:11.1f}{size / both:11.0f}{1000 * both / size:11.2f}{again:9.1f}{disk:10.0f}"
        )
    print(f"  peak memory of a command: {peak_mib(children=True):.0f} MiB")
    return catalogue


def bench_search(catalogue: Path, runs: int) -> None:
    """Print the time of searches with facets, in process and as whole pages."""
    from kg.pipeline.publish import published_state
    from kg.search import BACKENDS, FACETS, Query
    from kg.settings import read_settings
    from portal import create_app

    generation = published_state(catalogue)
    assert generation is not None, "the catalogue was published"
    facets = tuple(facet.name for facet in FACETS)
    reader = BACKENDS.get("tantivy").open_reader(generation.index)
    rows = []
    for text in QUERIES:
        query = Query(text=text, facets=facets)
        taken = []
        for _ in range(runs * 4):
            begun = time.perf_counter()
            results = reader.search(query)
            taken.append((time.perf_counter() - begun) * 1000)
        rows.append((text, results.editions_found, taken))
    every = [t for _, _, taken in rows for t in taken]
    print(f"\nSearch with {len(facets)} facets, one caller:", end=" ")
    print(f"p50 {statistics.median(every):.1f} ms, p95 {percentile(every, 0.95):.1f} ms")
    for text, found, taken in sorted(rows, key=lambda row: -row[1])[:5]:
        print(f"  {found:7} editions {statistics.median(taken):7.1f} ms  {text or '(everything)'}")
    client = create_app(read_settings(catalogue)).test_client()
    pages = []
    for text in QUERIES * runs:
        begun = time.perf_counter()
        assert client.get("/search", query_string={"q": text}).status_code == 200
        pages.append((time.perf_counter() - begun) * 1000)
    print(f"  result page, rendered: p50 {statistics.median(pages):.1f} ms, p95 {percentile(pages, 0.95):.1f} ms")


def main() -> None:
    """Run the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--sizes", default="1000,2000,4000,8000,13727", help="records of the load's curve")
    parser.add_argument("--only", choices=("conversion", "load", "matching"), help="one part")
    parser.add_argument("--million", action="store_true", help="match among a million records too (minutes)")
    arguments = parser.parse_args()
    print(describe())
    with tempfile.TemporaryDirectory(prefix="lianmu-bench-") as name:
        folder = Path(name)
        if arguments.only in {None, "matching"}:
            bench_matching(sizes=(10_000, 100_000, *((1_000_000,) if arguments.million else ())))
        if arguments.only in {None, "conversion"}:
            bench_conversion(folder, arguments.runs)
        if arguments.only in {None, "load"}:
            catalogue = bench_load(folder, tuple(int(s) for s in arguments.sizes.split(",")))
            if catalogue:
                bench_search(catalogue, arguments.runs)
                bench_sparql(catalogue, QUERIES, rounds=arguments.runs)
    print(f"\nPeak memory of this process: {peak_mib():.0f} MiB")


if __name__ == "__main__":
    main()
