"""What identifies a person of a CNMARC record: the whole name with dates, never a surname or a country alone."""

from pathlib import Path

import pytest

from kg.crosswalk import Crosswalk
from kg.records import Field, Record


@pytest.fixture(scope="module")
def crosswalk() -> Crosswalk:
    return Crosswalk.load(Path(__file__).resolve().parents[2] / "mappings", "cnmarc")


@pytest.mark.parametrize(
    ("subfields", "heading", "qualified"),
    [
        ((("a", "Wilson"), ("b", "Chris"), ("f", "1969-")), "wilson, chris, 1969-", True),
        ((("a", "Doyle"), ("b", "Laura")), "doyle, laura", False),
        ((("c", "(美)"), ("a", "史密斯")), "史密斯", False),
        ((("a", "杜甫"), ("f", "(712-770)"), ("c", "(唐)")), "杜甫, 712-770", True),
        ((("a", "王伟"), ("9", "wang wei")), "王伟", False),
    ],
)
def test_who_is_meant(
    crosswalk: Crosswalk, subfields: tuple[tuple[str, str], ...], heading: str, qualified: bool
) -> None:
    """Only a name with dates means the same person in other works; forename and surname both count."""
    fields = (Field("200", "1 ", (("a", "书名"),), ""), Field("701", " 0", subfields, ""))
    record = Record("cnmarc", "iso2709", "utf-8", "00000nam0 2200000   450 ", fields, b"")
    (agent,) = [node for node in crosswalk.convert(record, "1").work.nodes() if node.entity == "agent"]
    assert (agent.heading, agent.qualified) == (heading, qualified)
