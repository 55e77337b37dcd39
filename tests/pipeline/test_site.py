"""What a catalogue's publication depends on: another rule means another graph, another name for people does not."""

from pathlib import Path

import pytest

from kg.pipeline.site import Site


def digest_with(folder: Path, name: str) -> str:
    """Return the digest of rules among which a file with this name stands."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x\n")
    return Site(folder, "http://c.example", folder).rules


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("marc21/5xx.toml", True),
        ("codes/languages.tsv", True),
        ("marc21/fields.tsv", False),
        ("marc21/standard.tsv", False),
        ("marc21/back/rules.toml", False),
        ("marc21/DIFFERENCES.md", False),
    ],
)
def test_only_what_decides_on_the_graph_counts(tmp_path: Path, name: str, counts: bool) -> None:
    """All is published anew after a change of a rule or a code list, not of what people read or of the way back."""
    before = digest_with(tmp_path, "marc21/1xx.toml")
    assert (digest_with(tmp_path, name) != before) is counts
