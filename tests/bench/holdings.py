"""The share of holdings statements that is read, over all records of ../shared/data; the cost of a question.

`python tests/bench/holdings.py [--unread] [--question]`; `--golden` rewrites tests/holdings/statements.toml from
what is read, so that its difference can be looked at.
"""

import argparse
import json
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from kg.catalogue import Catalogue, Member
from kg.catalogue.holdings import HoldingRow, SpanRow
from kg.catalogue.records import Arrival
from kg.errors import CatalogueError
from kg.holdings import NOTE, Question, answers, read_holdings, read_statement, write_span
from kg.pipeline.holdings import places_for
from kg.records import Columns, Problem, kind_of, read_records

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
GOLDEN = ROOT / "tests" / "holdings" / "statements.toml"
FOLDERS = ("marc21", "unimarc", "cnmarc", "kbart", "dedup")
SKIPPED = {".md", ".txt", ".sql", ".json", ".gz", ".py", ".nt", ".rdf"}
TARGET = 0.95
LIBRARIES, EDITIONS = 500, 2000


def statements() -> Iterator[tuple[str, str, bool, str]]:
    """Yield the source (tag), the statement, whether it was read, and the reason where not."""
    columns = Columns.load(ROOT / "mappings", "marc21", "")
    for folder in FOLDERS:
        for path in sorted((DATA / folder).rglob("*")):
            if not path.is_file() or path.suffix in SKIPPED:
                continue
            try:
                for record in read_records(path, columns=columns):
                    if isinstance(record, Problem) or kind_of(record) in {"authority", "classification"}:
                        continue
                    for one in read_holdings(record):
                        if one.statement:
                            yield one.source, one.statement, bool(one.spans), one.failure
            except CatalogueError:
                continue
    for path in sorted((DATA / "marc21" / "evergreen-serials-sql").glob("*issuance.sql")):
        for line in path.read_text("utf-8").splitlines():
            cells = line.split("\t")
            if len(cells) > 9 and cells[9].startswith("["):
                reading = read_statement(cells[6])
                yield "issuance", cells[6], bool(reading.spans), reading.failure


def report(*, unread: bool) -> bool:
    """Print the shares by source, and return whether the target is met."""
    counts: Counter[tuple[str, str]] = Counter()
    lost: Counter[tuple[str, str, str]] = Counter()
    for source, statement, is_read, failure in statements():
        kind = "read" if is_read else "remark" if failure == NOTE else "unread"
        counts[source, kind] += 1
        if kind == "unread" or (unread and kind == "remark"):
            lost[source, failure, statement] += 1
    sources = sorted({source for source, _ in counts})
    for source in sources:
        print(line(source, *(counts[source, kind] for kind in ("read", "unread", "remark"))))
    read, not_read, remarks = (sum(counts[source, kind] for source in sources) for kind in ("read", "unread", "remark"))
    print(line("all", read, not_read, remarks))
    for (source, failure, statement), number in lost.most_common(None if unread else 20):
        print(f"  {number} × {source}: {failure}: {statement[:120]}")
    return read / (read + not_read) >= TARGET


def line(source: str, read: int, unread: int, remarks: int) -> str:
    """Return one line of the table."""
    share = f"{100 * read / (read + unread):5.1f} %" if read + unread else "      –"
    whole = f"{100 * read / (read + unread + remarks):5.1f} %"
    return f"{source:10} read {read:6}  unread {unread:4}  {share}   remarks {remarks:4}  of all {whole}"


def question() -> None:
    """Print what a question costs in a catalogue of a million holdings, of a serial that every library has."""
    with tempfile.TemporaryDirectory() as folder:
        catalogue = Catalogue.create(Path(folder) / "c")
        catalogue.add_member(Member("A", "A", "marc21"))
        instances = fill(catalogue)
        number = catalogue.database.value("SELECT count(*) FROM holding_span")
        seconds = []
        for instance in instances[:50]:
            begun = time.perf_counter()
            found = answers(places_for(catalogue, instance), Question(12, 3, 2004), date(2026, 11, 21))
            seconds.append(time.perf_counter() - begun)
        seconds.sort()
        print(
            f"who has vol. 12 (2004) no. 3: {number} spans in the catalogue, {len(found)} places of the serial:"
            f" median {1000 * seconds[len(seconds) // 2]:.1f} ms, worst {1000 * seconds[-1]:.1f} ms"
        )


def fill(catalogue: Catalogue) -> list[str]:
    """Put the same holdings of each library on each edition, and return the editions."""
    spans = tuple(row(first, last) for first, last in ((1, 4), (6, 12)))
    instances = []
    with catalogue.transaction():
        load = catalogue.load_table.start("A", (), "bench", replace_all=False)
        for edition in range(EDITIONS):
            work = catalogue.cluster_table.mint("work")
            instance = catalogue.cluster_table.mint("instance", work)
            instances.append(instance)
            for library in range(LIBRARIES if edition < 50 else 1):
                arrival = Arrival("A", f"{edition}-{library}", "marc21", "iso2709", "utf-8", b"", "", "live")
                record = catalogue.record_table.insert(arrival, load=load, instance=instance)
                texts = ("866", "v.1-4 (1993-1996), v.6-12 (1998-2004)", "", f"Main {library}", "", "print", "basic")
                rows = [HoldingRow(*texts, "", "", "", spans)] * (1 if edition < 50 else 240)
                catalogue.holding_table.replace(record, rows)
    return instances


def row(first: int, last: int) -> SpanRow:
    """Return the span of some volumes, a volume a year."""
    ends = ((volume, None, None, None, volume + 1992, None, None) for volume in (first, last))
    return SpanRow("held", True, False, False, "basic", ("", ""), *ends)


def rewrite() -> None:
    """Write the golden file anew from what is read of its statements."""
    text = GOLDEN.read_text("utf-8")
    out = text[: text.index("[[group]]")]
    for group in tomllib.loads(text)["group"]:
        out += f"[[group]]\nsource = {json.dumps(group['source'], ensure_ascii=False)}\nreadings = [\n"
        for statement, _ in group["readings"]:
            reading = read_statement(statement)
            said = "; ".join(map(write_span, reading.spans)) or f"({reading.failure})"
            pair = (json.dumps(one, ensure_ascii=False) for one in (statement, said))
            out += f"    [{', '.join(pair)}],\n"
        out += "]\n\n"
    GOLDEN.write_text(out.rstrip() + "\n", "utf-8")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--unread", action="store_true", help="list all that was not read, remarks too")
    parser.add_argument("--question", action="store_true", help="measure who-has on a large catalogue")
    parser.add_argument("--golden", action="store_true", help="rewrite the golden file")
    asked = parser.parse_args()
    if asked.golden:
        rewrite()
    elif asked.question:
        question()
    elif not report(unread=asked.unread):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
