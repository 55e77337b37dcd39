"""Real records there and back: what of their values the graph alone gives back."""

import importlib.util
from collections import Counter
from pathlib import Path

import pyoxigraph
import pytest

from kg.crosswalk import Crosswalk
from kg.crosswalk.back import Backward, read_descriptions

_SCORER = Path(__file__).resolve().parents[1] / "bench" / "round_trip.py"
_spec = importlib.util.spec_from_file_location("round_trip", _SCORER)
assert _spec is not None
assert _spec.loader is not None
scorer = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(scorer)

pytestmark = pytest.mark.realdata


def standard(values: Counter[tuple[str, str, str]]) -> int:
    """Return how many values are of data fields that the standard still has."""
    return sum(count for (tag, _, _), count in values.items() if tag >= "010" and not scorer.is_obsolete(tag, "marc21"))


def share_of(folder: Path, dialect: str, most: int, profile: str = "lc") -> float:
    """Return the share of the values of data fields that come back, over the first records of a folder."""
    crosswalk = Crosswalk.load(scorer.MAPPINGS, dialect, profile=profile)
    ways = {"": Backward.load(scorer.MAPPINGS, dialect)}
    records = [record for _, record in zip(range(most), scorer.read_all([folder], dialect), strict=False)]
    had: Counter[bool] = Counter()
    for record, made in scorer.there_and_back(records, crosswalk, ways):
        values, lost = scorer.lost_of(record, made, dialect)
        had[True] += standard(values)
        had[False] += standard(lost)
    return 1 - had[False] / had[True]


def test_most_values_of_marc21_come_back(shared: Path) -> None:
    """MARC 21 to BIBFRAME (lc) and back: 94 of 100 values of standard tags at the least."""
    assert share_of(shared / "reference" / "marc21" / "marc", "marc21", 120) >= 0.94


def test_a_graph_of_the_library_of_congress_gives_its_record_back(shared: Path) -> None:
    """The converter of the Library of Congress made these graphs: 90 of 100 values come back of them alone."""
    back = Backward.load(scorer.MAPPINGS, "marc21")
    had = lost = 0
    for record in scorer.read_all(sorted((shared / "reference" / "marc21" / "marc").glob("oclc-*.xml")), "marc21"):
        graph = shared / "reference" / "marc21" / "ref" / (Path(record.file).stem + ".nt")
        quads = pyoxigraph.parse(graph.read_bytes(), pyoxigraph.RdfFormat.N_TRIPLES)
        (description,) = read_descriptions(quads)
        values, gone = scorer.lost_of(record, back.convert(description), "marc21")
        had, lost = had + standard(values), lost + standard(gone)
    assert 1 - lost / had >= 0.85
