"""The cost of adding records to a large catalogue: CPU time of matching alone, on made-up books."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from random import Random

from kg.catalogue import Arrival, Catalogue, Member
from kg.matching import MatchRow, place, remember, settle
from kg.text import pinyin

ADDED = 1000
BATCH = 5000
SYLLABLES = [
    "ba", "co", "di", "fen", "gar", "hol", "im", "jun", "kel", "lam", "mor", "nis", "ot", "per",
    "quin", "ros", "sul", "tan", "ur", "ven", "wil", "xan", "yor", "zem",
]  # fmt: skip
HAN = "中国历史文学研究社会经济教育理论现代古代法律哲学科学技术管理工程环境艺术语言心理政治军事农业医学数据计算信息"
ROLES = ("history", "theory", "principles", "introduction", "studies", "problems", "methods", "foundations")


def made_up(number: int) -> MatchRow:
    """Return a book that is always the same for a number: two in five are Chinese."""
    random = Random(number)
    chinese = number % 5 < 2
    if chinese:
        title = "".join(random.choices(HAN, k=random.randint(4, 10)))
        author = "".join(random.choices("王李张刘陈杨赵黄周吴", k=1) + random.choices(HAN, k=2))
        publisher = "".join(random.choices(HAN, k=2)) + "出版社"
        roman = ("".join(pinyin(title).split()), "".join(pinyin(author, name=True).split()))
    else:
        words = ["".join(random.choices(SYLLABLES, k=2)) for _ in range(random.randint(1, 4))]
        title = f"{random.choice(ROLES)} of {' '.join(words)}"
        author = f"{''.join(random.choices(SYLLABLES, k=2))} {random.choice(SYLLABLES)}"
        publisher, roman = "".join(random.choices(SYLLABLES, k=2)), ("", "")
    isbn = (f"isbn:978{random.randrange(10**10):010d}",) if random.random() < 0.7 else ()
    return MatchRow(
        "Text", "print", (title,), "", (), "", author, (author,), (random.randint(1950, 2024),), publisher,
        random.randint(80, 700), 0, False, ("chi" if chinese else "eng",), isbn, *roman,
    )  # fmt: skip


def filled(folder: Path, size: int) -> Catalogue:
    """Return a catalogue of so many records, each an edition and a work of its own."""
    catalogue = Catalogue.create(folder)
    catalogue.add_member(Member("B", "bench", "marc21"))
    load = catalogue.load_table.start("B", (), "bench", replace_all=False)
    for first in range(0, size, BATCH):
        with catalogue.transaction():
            for number in range(first, min(first + BATCH, size)):
                instance = catalogue.cluster_table.mint("instance", catalogue.cluster_table.mint("work"))
                record = catalogue.record_table.insert(_arrival(number), load=load, instance=instance)
                remember(catalogue, record, made_up(number))
    return catalogue


def _arrival(number: int) -> Arrival:
    return Arrival("B", str(number), "marc21", "iso2709", "utf-8", b"x", f"{number:064x}")


def arriving(size: int) -> Iterator[MatchRow]:
    """Yield records of which every second one is in the catalogue, described a little otherwise."""
    random = Random(size)
    for number in range(ADDED):
        if number % 2:
            yield made_up(size + number)
        else:
            known = made_up(random.randrange(size))
            yield replace(known, publisher="", pages=known.pages + random.choice((0, 0, 2)))


def bench_adding(sizes: Sequence[int]) -> None:
    """Print the CPU time in which so many records find their editions among those that are there."""
    print(f"\nMatching: CPU to add {ADDED} records, half of them known ({len(fields(MatchRow))} fields a row)")
    print(f"  {'records':>9}{'placing s':>11}{'storing s':>11}{'joined':>8}{'MB':>7}")
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="lianmu-bench-") as name, filled(Path(name), size) as catalogue:
            load = catalogue.load_table.start("B", (), "bench", replace_all=False)
            rows = list(arriving(size))
            placing = storing = 0.0
            joined, touched = 0, list[str]()
            with catalogue.transaction():
                for number, row in enumerate(rows):
                    begun = time.process_time()
                    found = place(catalogue, row)
                    placed = time.process_time()
                    record = catalogue.record_table.insert(_arrival(size + number), load=load, instance=found.instance)
                    stored = time.process_time()
                    remember(catalogue, record, row, found.decision)
                    touched.append(found.instance)
                    placing += placed - begun + time.process_time() - stored
                    storing += stored - placed
                    joined += found.joined
                begun = time.process_time()
                settle(catalogue, dict.fromkeys(touched))
                placing += time.process_time() - begun
            disk = sum(path.stat().st_size for path in Path(name).rglob("*") if path.is_file()) / 1e6
            print(f"  {size:9}{placing:11.2f}{storing:11.2f}{joined:8}{disk:7.0f}")
