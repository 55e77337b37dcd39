"""The matcher measured on labelled sets: pairs, whole sets clustered in several orders, and the cost of adding records.

Run alone, `python tests/bench/matching.py [--million]`, or as part of `make bench`. Precision, recall and F1 are of
pairs, with the 95 % interval of a bootstrap over groups of records that touch; B³ is of records.
"""

import argparse
import csv
import gzip
import io
import json
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from random import Random

from kg.catalogue import Arrival, Catalogue, Member, hash_bytes
from kg.crosswalk import Crosswalk
from kg.matching import MatchRow, match_row, place, remember, settle
from kg.matching.keys import blocking_keys, lookup_keys
from kg.matching.learn import Sample, cross_validate
from kg.matching.score import findings, score
from kg.matching.vetoes import vetoes
from kg.matching.weights import load_weights, shipped_weights
from kg.records import Record, read_records
from kg.settings import shipped_folder

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "dedup"
# What the shipped weights were before any pair was looked at.
BY_HAND = Path(__file__).with_name("weights_by_hand.toml")
BLOCK = 200
DRAWS = 500
ORDERS = 3

Pair = tuple[str, str]


@dataclass(frozen=True)
class LabelledSet:
    """Match rows by id, and which cluster each is of; `pairs` are those that were labelled one by one."""

    name: str
    rows: dict[str, MatchRow]
    cluster: dict[str, str]
    pairs: tuple[tuple[str, str, bool], ...]


def pair(one: str, other: str) -> Pair:
    """Return two ids in their order."""
    return (one, other) if one < other else (other, one)


def hathitrust(crosswalk: Crosswalk) -> LabelledSet:
    """Return the development set of English monographs without identifiers, with all its clusters."""
    folder = SHARED / "hathitrust-pairs"
    text = gzip.decompress((folder / "dev_val_clean.json.gz").read_bytes())
    cluster: dict[str, str] = {}
    for line in text.splitlines():
        fields = {tag: value for field in json.loads(line)["fields"] for tag, value in field.items()}
        cluster[fields["001"]] = fields["CID"]["subfields"][0]["a"]
    rows = dict(converted(text, crosswalk))
    with (folder / "dev_val_clean_labels.csv").open(encoding="utf-8") as file:
        pairs = tuple((row["id1"], row["id2"], row["label"] == "1") for row in csv.DictReader(file))
    return LabelledSet("HathiTrust, English monographs without identifiers", rows, cluster, pairs)


def converted(text: bytes, crosswalk: Crosswalk) -> Iterator[tuple[str, MatchRow]]:
    """Yield id and match row of each record of MARC-in-JSON."""
    for record in read_records(io.BytesIO(text), format="marc21"):
        if isinstance(record, Record):
            id_ = next(field.value for field in record.fields if field.tag == "001")
            yield id_, match_row(crosswalk.convert(record, id_))


def princeton(crosswalk: Crosswalk) -> LabelledSet:
    """Return pairs of new books in many languages, of which a few fields are known."""
    given = json.loads((SHARED / "princeton-pairs" / "for_comparison__data_matching_training.json").read_text("utf-8"))
    rows: dict[str, MatchRow] = {}
    pairs = []
    for label in ("match", "distinct"):
        for number, entry in enumerate(given[label]):
            names = [f"{label}{number}{side}" for side in "ab"]
            for name, record in zip(names, entry["__value__"], strict=True):
                rows |= converted(json.dumps(_as_marc(name, record)).encode(), crosswalk)
            pairs.append((names[0], names[1], label == "match"))
    return LabelledSet("Princeton, pairs of new books in many languages", rows, {}, tuple(pairs))


def _as_marc(name: str, record: dict[str, str | None]) -> dict[str, object]:
    def field(tag: str, ind1: str, **subfields: str | None) -> dict[str, object]:
        return {tag: {"ind1": ind1, "ind2": " ", "subfields": [{k: v} for k, v in subfields.items() if v]}}

    title, _, rest = (record["title"] or "").partition(" : ")
    fields: list[dict[str, object]] = [{"001": name}, field("245", "1", a=title, b=rest or None)]
    fields += [field("100", "1", a=record["author"])] if record["author"] else []
    fields += [field("250", " ", a=record["edition"])] if record["edition"] else []
    fields += [
        field("260", " ", b=record["publisher_name"], c=record["publication_year"]),
        field("300", " ", a=record["pagination"]),
    ]
    return {"leader": "00000nam a2200000 a 4500", "fields": fields}


def melinda(crosswalk: Crosswalk) -> LabelledSet:
    """Return pairs with the verdicts of a national library's program: merge them or not."""
    rows: dict[str, MatchRow] = {}
    pairs = []
    folder = SHARED / "melinda-pairs"
    for path in sorted(folder.glob("index__*__expectedResults.json")):
        action = json.loads(path.read_text("utf-8")).get("action")
        stem = path.name.removesuffix("expectedResults.json")
        if action is None or not (folder / f"{stem}inputRecordB.json").exists():
            continue
        made = [_as_json(folder / f"{stem}inputRecord{side}.json", stem + side) for side in "AB"]
        rows |= {id_: row for text in made for id_, row in converted(text, crosswalk)}
        pairs.append((stem + "A", stem + "B", action == "merge"))
    known = tuple(entry for entry in pairs if entry[0] in rows and entry[1] in rows)
    return LabelledSet("Melinda, made to be hard: are they one for the national library's program", rows, {}, known)


def _as_json(path: Path, name: str) -> bytes:
    record = json.loads(path.read_text("utf-8"))
    fields: list[dict[str, object]] = [{"001": name}]
    for field in record["fields"]:
        if field["tag"] == "001":
            continue
        if "subfields" in field:
            subfields = [{part["code"]: part.get("value", "")} for part in field["subfields"]]
            fields.append({field["tag"]: {"ind1": field["ind1"], "ind2": field["ind2"], "subfields": subfields}})
        else:
            fields.append({field["tag"]: field["value"]})
    return json.dumps({"leader": record["leader"], "fields": fields}).encode()


def true_pairs(cluster: dict[str, str]) -> set[Pair]:
    """Return all pairs within the clusters."""
    members = defaultdict(list)
    for id_, name in cluster.items():
        members[name].append(id_)
    return {pair(a, b) for ids in members.values() for a, b in combinations(ids, 2)}


def candidates(rows: dict[str, MatchRow]) -> set[Pair]:
    """Return the pairs that a blocking key brings together."""
    index = defaultdict(list)
    for id_, row in rows.items():
        for key in blocking_keys(row):
            index[key].append(id_)
    blocks = ((id_, index[key]) for id_, row in rows.items() for key in lookup_keys(row) if key in index)
    return {pair(id_, other) for id_, block in blocks if len(block) <= BLOCK for other in block if other != id_}


def described(joined: set[Pair], truth: set[Pair], groups: dict[str, str]) -> str:
    """Return precision, recall and F1 with their intervals."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for entry in joined | truth:
        place_ = 0 if entry in joined & truth else 1 if entry in joined else 2
        counts[groups[entry[0]]][place_] += 1
    names = sorted(counts)
    random = Random(1)
    draws = [_figures(counts[name] for name in random.choices(names, k=len(names))) for _ in range(DRAWS)]
    parts = []
    for index, (name, value) in enumerate(zip(["P", "R", "F1"], _figures(counts.values()), strict=True)):
        spread = sorted(draw[index] for draw in draws)
        parts.append(f"{name} {value:.4f} [{spread[DRAWS // 40]:.3f}, {spread[-DRAWS // 40]:.3f}]")
    return "  ".join(parts)


def _figures(counts: Iterable[Sequence[int]]) -> tuple[float, float, float]:
    right = wrong = missed = 0
    for a, b, c in counts:
        right, wrong, missed = right + a, wrong + b, missed + c
    precision = right / (right + wrong) if right + wrong else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    return precision, recall, 2 * precision * recall / ((precision + recall) or 1.0)


def grouped(ids: Iterable[str], pairs: Iterable[Pair]) -> dict[str, str]:
    """Return for each id the name of its group: pairs that share a record are of one."""
    parent = {id_: id_ for id_ in ids}

    def root(id_: str) -> str:
        while parent[id_] != id_:
            parent[id_] = parent[parent[id_]]
            id_ = parent[id_]
        return id_

    for one, other in pairs:
        parent[root(one)] = root(other)
    return {id_: root(id_) for id_ in parent}


def b_cubed(found: dict[str, str], truth: dict[str, str]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of records: how much of each one's cluster is right, and there."""
    both = Counter((found[id_], truth[id_]) for id_ in found)
    ours, theirs = Counter(found.values()), Counter(truth[id_] for id_ in found)
    precision = sum(n * n / ours[mine] for (mine, _), n in both.items()) / len(found)
    recall = sum(n * n / theirs[real] for (_, real), n in both.items()) / len(found)
    return precision, recall, 2 * precision * recall / (precision + recall)


def clustered(rows: Sequence[tuple[str, MatchRow]]) -> dict[str, str]:
    """Return the edition of each record when they arrive in this order, as a load places them."""
    with tempfile.TemporaryDirectory(prefix="lianmu-bench-") as name, Catalogue.create(Path(name)) as catalogue:
        catalogue.add_member(Member("B", "bench", "marc21"))
        load = catalogue.load_table.start("B", (), "bench", replace_all=False)
        with catalogue.transaction():
            return {id_: put(catalogue, id_, row, load) for id_, row in rows}


def put(catalogue: Catalogue, id_: str, row: MatchRow, load: int) -> str:
    """Place a record and store it; return its edition."""
    placing = place(catalogue, row)
    arrival = Arrival("B", id_, "marc21", "iso2709", "utf-8", b"x", hash_bytes(id_.encode()))
    number = catalogue.record_table.insert(arrival, load=load, instance=placing.instance)
    remember(catalogue, number, row, placing.decision)
    settle(catalogue, [placing.instance])
    return placing.instance


def bench_clusters(labelled: LabelledSet) -> None:
    """Print what the matcher makes of a whole set: candidates, pairs in each band, clusters in several orders."""
    rows, truth = labelled.rows, true_pairs(labelled.cluster)
    found = candidates(rows)
    print(f"\nMatching: {labelled.name} ({len(rows)} records, {len(set(labelled.cluster.values()))} editions)")
    print(f"  candidates {len(found) / len(rows):.2f} a record, reaching {len(found & truth) / len(truth):.1%}")
    groups = grouped(rows, found | truth)
    weights = shipped_weights()
    samples = []
    joined: dict[str, set[Pair]] = {"sure": set(), "join": set(), "ask": set(), "apart": set()}
    for one, other in sorted(found | {pair(a, b) for a, b, _ in labelled.pairs}):
        names = tuple(findings(rows[one], rows[other]))
        forbidden = bool(vetoes(rows[one], rows[other]))
        bits = score({name: weights.bits[name] for name in names})
        samples.append(Sample(names, (one, other) in truth, forbidden, groups[one]))
        if (one, other) in found and not forbidden:
            joined[weights.bands.of(bits)].add((one, other))
    print(f"  pairs joined              {described(joined['sure'] | joined['join'], truth, groups)}")
    print(f"  pairs joined, none asked  {described(joined['sure'], truth, groups)}")
    asked = joined["join"] | joined["ask"]
    share = len(asked & truth) / (len(asked) or 1)
    print(f"  pairs for people          {1000 * len(asked) / len(rows):.1f} in 1,000 records, {share:.0%} of them one")
    _, held_out = cross_validate(samples, load_weights(BY_HAND))
    print(
        f"  weights by hand, learnt on four fifths, tried on the fifth left: P {held_out.precision:.4f}"
        f" R {held_out.recall:.4f} F1 {held_out.f1:.4f} (of candidates and labelled pairs)"
    )
    _print_orders(labelled, truth, groups)


def _print_orders(labelled: LabelledSet, truth: set[Pair], groups: dict[str, str]) -> None:
    partitions = []
    for seed in range(ORDERS):
        order = sorted(labelled.rows.items())
        Random(seed).shuffle(order)
        begun = time.process_time()
        partition = clustered(order)
        taken = time.process_time() - begun
        made = true_pairs(partition)
        partitions.append(made)
        best = max(Counter(partition.values()).values())
        cubed = b_cubed(partition, labelled.cluster)
        print(f"  clusters, order {seed + 1}  {described(made, truth, groups) if seed == 0 else _short(made, truth)}")
        print(f"    B³ P {cubed[0]:.4f} R {cubed[1]:.4f} F1 {cubed[2]:.4f}; largest {best}; {taken:.1f} s CPU")
    agreed = [2 * len(a & b) / (len(a) + len(b)) for a, b in combinations(partitions, 2)]
    print(f"  orders agree pairwise in {min(agreed):.4f} of the pairs at least")


def _short(joined: set[Pair], truth: set[Pair]) -> str:
    precision, recall, f1 = _figures([(len(joined & truth), len(joined - truth), len(truth - joined))])
    return f"P {precision:.4f}  R {recall:.4f}  F1 {f1:.4f}"


def bench_pairs(labelled: LabelledSet) -> None:
    """Print how labelled pairs are decided."""
    rows, weights = labelled.rows, shipped_weights()
    joined, truth = set(), {pair(a, b) for a, b, same in labelled.pairs if same}
    for one, other, _ in labelled.pairs:
        bits = score({name: weights.bits[name] for name in findings(rows[one], rows[other])})
        if bits >= weights.bands.join and not vetoes(rows[one], rows[other]):
            joined.add(pair(one, other))
    groups = grouped(rows, [(a, b) for a, b, _ in labelled.pairs])
    print(f"\nMatching: {labelled.name} ({len(labelled.pairs)} pairs, {len(truth)} the same)")
    print(f"  pairs joined              {described(joined, truth, groups)}")


def bench_matching(*, sizes: Sequence[int]) -> None:
    """Print all; what is not at hand is left out."""
    if SHARED.is_dir():
        crosswalk = Crosswalk.load(shipped_folder("mappings"), "marc21")
        labelled = hathitrust(crosswalk)
        bench_clusters(labelled)
        for other in (labelled, princeton(crosswalk), melinda(crosswalk)):
            bench_pairs(other)
    else:
        print("\nMatching: the labelled sets are not at hand; left out.")
    from matching_cost import bench_adding

    bench_adding(sizes)


def main() -> None:
    """Run the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--million", action="store_true", help="add to an index of a million records too (minutes)")
    arguments = parser.parse_args()
    bench_matching(sizes=(10_000, 100_000, *((1_000_000,) if arguments.million else ())))


if __name__ == "__main__":
    main()
