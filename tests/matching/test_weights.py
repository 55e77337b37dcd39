"""The file of weights: what it must hold, what a faulty one is told, and that what is learnt reads back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import SettingError
from kg.matching.learn import Sample, cross_validate, figures, learn
from kg.matching.weights import SHIPPED, load_weights, shipped_weights, use_weights, weights_in_force, write_weights


@pytest.fixture
def text() -> str:
    return SHIPPED.read_text("utf-8")


@pytest.fixture(autouse=True)
def shipped_afterwards() -> Iterator[None]:
    """Let no test leave other weights in force."""
    yield
    use_weights("")


def test_each_shipped_weight_has_a_reason() -> None:
    """A cataloguer reads why."""
    weights = shipped_weights()
    assert all(len(weights.reasons[name]) > 10 for name in weights.bits)
    assert weights.bands.sure > weights.bands.join > weights.bands.ask > weights.bands.worst


def test_weights_read_as_they_were_written(tmp_path: Path) -> None:
    """Nothing is lost, the note included."""
    write_weights(shipped_weights(), tmp_path / "w.toml")
    assert load_weights(tmp_path / "w.toml") == shipped_weights()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('[finding."title equal"]\nbits = ', '[finding."title equal"]\nbits = "', "no TOML"),
        ('[finding."title equal"]', '[finding."title egual"]', "lacks title equal and has unknown title egual"),
        ("[bands]\nsure = 4", "[bands]\nsure = -40", "must fall in this order"),
        ("[bands]\nsure = 4\n", "[bands]\n", r"\[bands\]: sure must be a number"),
        ("[prior]", "[beginning]", r"no table \[prior\]"),
    ],
)
def test_a_faulty_file_is_told_what_is_wrong(tmp_path: Path, text: str, old: str, new: str, says: str) -> None:
    """File, place and fault are named."""
    file = tmp_path / "w.toml"
    file.write_text(text.replace(old, new), "utf-8")
    assert old in text
    with pytest.raises(SettingError, match=says):
        load_weights(file)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    """The setting is named."""
    with pytest.raises(SettingError, match=r"matching\.weights"):
        load_weights(tmp_path / "none.toml")


def test_the_weights_of_a_file_are_in_force(tmp_path: Path, text: str) -> None:
    """Until others are used."""
    file = tmp_path / "w.toml"
    file.write_text(text.replace("[bands]\nsure = 4", "[bands]\nsure = 9"), "utf-8")
    use_weights(file)
    assert weights_in_force().bands.sure == 9
    use_weights("")
    assert weights_in_force() == shipped_weights()


@pytest.mark.parametrize(
    ("score", "band"), [(4.0, "sure"), (3.9, "join"), (1.0, "join"), (0.9, "ask"), (-3.1, "apart")]
)
def test_a_score_lies_in_a_band(score: float, band: str) -> None:
    """Joined without asking, joined and asked, apart and asked, apart."""
    assert shipped_weights().bands.of(score) == band


AGREEING = ("title equal", "author equal", "year equal")
# A catalogue where equal pages mean nothing, and a year a little off means the same book.
SAMPLES = [
    *(Sample(("title equal", "author equal", "year near"), same=True, group=str(n)) for n in range(40)),
    *(Sample((*AGREEING, "pages equal", "publisher other"), same=False, group=str(40 + n)) for n in range(40)),
    *(Sample((*AGREEING, "publisher equal"), same=True, group=str(80 + n)) for n in range(40)),
]


def test_what_people_say_moves_the_weights_it_is_about() -> None:
    """A year a little off tells less against, another publisher more; what no pair shows stays."""
    before, after = shipped_weights(), learn(SAMPLES, shipped_weights())
    assert after.bits["year near"] > before.bits["year near"]
    assert after.bits["publisher other"] < before.bits["publisher other"]
    assert after.bits["number shared"] == before.bits["number shared"]
    assert figures(SAMPLES, after).f1 > figures(SAMPLES, before).f1


def test_cross_validation_tells_before_and_after() -> None:
    """Weights are tried on groups that they were not learnt from."""
    before, after = cross_validate(SAMPLES, shipped_weights())
    assert (before.right + before.missed, after.right + after.missed) == (80, 80)
    assert after.f1 > before.f1


def test_pairs_that_a_veto_forbids_teach_nothing() -> None:
    """Their findings do not explain the verdict."""
    samples = [Sample(AGREEING, same=False, vetoed=True) for _ in range(50)]
    assert learn(samples, shipped_weights()).bits == shipped_weights().bits
