"""Records of other kinds in a preview: what an authority and a holdings record say."""

import pytest

from kg.cli.shown import portal_lines
from kg.crosswalk.examples import read_example


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "=LDR  00000nz  a2200000n  4500\n=001  n1\n=100  1\\$aTwain, Mark\n=400  1\\$aClemens, Samuel",
            ["规范 Authority: Twain, Mark", "hasVariant: Clemens, Samuel"],
        ),
        (
            "=LDR  00000ny  a2200000n  4500\n=001  h1\n=004  b1\n=852  \\\\$bMain$hH1",
            ["所属 Of: b1", "馆藏 Held: Main, H1"],
        ),
        ("=LDR  00000nw  a2200000n  4500\n=001  c1\n=153  \\\\$aH1", []),
    ],
)
def test_what_is_shown_of_other_kinds(text: str, shown: list[str]) -> None:
    """That it is not loaded, and what it says all the same."""
    first, *rest = portal_lines(read_example(text, "marc21"))
    assert "only bibliographic ones are loaded" in first
    assert rest == shown
