"""Deliberate differences as `DIFFERENCES.md` of a format has them: headings, paragraphs and tables, taken apart."""

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

__all__ = ["Part", "Run", "read_differences"]

_SEPARATOR = re.compile(r"\|?[\s:|-]+\|?")
_CELL = re.compile(r"(?<!\\)\|")


class Run(NamedTuple):
    """Some words of a text, set as code or not."""

    text: str
    is_code: bool


class Part(NamedTuple):
    """A heading, a paragraph (one row with one cell) or a table (the first row its head)."""

    kind: str
    rows: tuple[tuple[tuple[Run, ...], ...], ...]

    @property
    def text(self) -> str:
        """Return the words of a heading."""
        return "".join(run.text for run in self.rows[0][0])


def read_differences(path: Path) -> tuple[Part, ...]:
    """Return the parts of the file but for its title, none where there is no file."""
    if not path.is_file():
        return ()
    return tuple(_parts(path.read_text(encoding="utf-8").splitlines()))


def _parts(lines: list[str]) -> Iterator[Part]:
    for kind, group in groupby(lines, _kind):
        texts = [line.strip() for line in group]
        if kind == "heading":
            yield from (Part("heading", ((_runs(text.lstrip("# ")),),)) for text in texts)
        elif kind == "table":
            rows = [text for text in texts if not _SEPARATOR.fullmatch(text)]
            yield Part("table", tuple(tuple(_runs(cell) for cell in _CELL.split(row.strip("|"))) for row in rows))
        elif kind == "paragraph":
            yield Part("paragraph", ((_runs(" ".join(texts)),),))


def _kind(line: str) -> str:
    text = line.strip()
    if text.startswith("# ") or not text:
        return ""
    if text.startswith("#"):
        return "heading"
    return "table" if text.startswith("|") else "paragraph"


def _runs(text: str) -> tuple[Run, ...]:
    pieces = text.strip().replace("\\|", "|").split("`")
    return tuple(Run(piece, number % 2 == 1) for number, piece in enumerate(pieces) if piece)
