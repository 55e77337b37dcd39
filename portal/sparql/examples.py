"""The worked examples: one file each in `examples/`, whose first comment lines give its title and what it shows.

A file `NN-name.rq` begins with `# en: title`, `# en: a sentence`, `# zh: …`, `# zh: …`; the query follows, and is what
a reader gets. `{base}` stands for the catalogue's public address.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

__all__ = ["Example", "examples", "read_example"]

_FOLDER = Path(__file__).resolve().parent / "examples"


class Example(NamedTuple):
    """An example: its name in addresses, its title and sentence by language, and the query."""

    name: str
    titles: Mapping[str, str]
    sentences: Mapping[str, str]
    query: str


@cache
def examples(base_url: str) -> tuple[Example, ...]:
    """Return all examples for the catalogue with this public address, in the order of their numbers."""
    return tuple(read_example(path, base_url) for path in sorted(_FOLDER.glob("*.rq")))


def read_example(path: Path, base_url: str) -> Example:
    """Read one example."""
    notes: dict[str, list[str]] = {"en": [], "zh": []}
    lines = path.read_text(encoding="utf-8").splitlines()
    while lines and lines[0].startswith("#"):
        language, _, text = lines.pop(0).lstrip("# ").partition(":")
        notes[language].append(text.strip())
    name = path.stem.partition("-")[2]
    titles, sentences = ({code: found[place] for code, found in notes.items()} for place in (0, 1))
    return Example(name, titles, sentences, "\n".join(lines).strip().replace("{base}", base_url) + "\n")
