"""Our reader beside one that others wrote: yaz-marcdump reads the same fields from the sample's ISO 2709 files."""

import gzip
import os
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from lxml import etree

from kg.records import Record, read_records

DATA = Path(__file__).resolve().parents[2] / "kg" / "demo" / "data"
SLIM = "{http://www.loc.gov/MARC21/slim}"
Fields = list[tuple[str, str]]


@pytest.fixture(scope="module")
def yaz() -> str:
    """Return the program; without it the test fails in CI and is skipped elsewhere."""
    found = shutil.which("yaz-marcdump")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("yaz-marcdump is not installed")
        pytest.skip("needs yaz-marcdump")
    return found


# The two halves of a ligature or a double tilde of MARC-8: the code tables allow halves and the whole, yaz the whole.
HALVES = str.maketrans({"\ufe20": "\u0361", "\ufe21": None, "\ufe22": "\u0360", "\ufe23": None})


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text.translate(HALVES)).split())


def ours(path: Path) -> list[Fields]:
    """Return the fields of each record, none for one whose character set the reader doubts, and says so."""
    records = [found for found in read_records(path) if isinstance(found, Record)]
    return [
        []
        if any(problem.reason == "encoding" for problem in record.problems)
        else [
            (field.tag, plain("".join(text for _, text in field.subfields) or field.value)) for field in record.fields
        ]
        for record in records
    ]


def theirs(yaz: str, path: Path, charset: str) -> list[Fields]:
    command = [yaz, "-i", "marc", "-o", "marcxml", "-f", charset, "-t", "utf-8", str(path)]
    done = subprocess.run(command, capture_output=True, check=True)
    root = etree.fromstring(done.stdout)
    return [
        [
            (str(field.get("tag")), plain("".join(str(text) for text in field.itertext() if str(text).strip())))
            for field in record
            if field.tag != f"{SLIM}leader"
        ]
        for record in root.iter(f"{SLIM}record")
    ]


@pytest.mark.parametrize(("name", "charset"), [("hathi-a", "utf-8"), ("haiwai", "utf-8"), ("virginia", "marc-8")])
def test_the_same_fields_as_yaz(yaz: str, tmp_path: Path, name: str, charset: str) -> None:
    """Every record, every field, every text: UTF-8, vernacular 880, and MARC-8 with its diacritics."""
    path = tmp_path / f"{name}.mrc"
    path.write_bytes(gzip.decompress((DATA / f"{name}.mrc.gz").read_bytes()))
    mine, yours = ours(path), theirs(yaz, path, charset)
    assert len(mine) == len(yours)
    doubted = [number for number, fields in enumerate(mine) if not fields]
    assert len(doubted) <= len(mine) // 500
    differing = [number for number, (a, b) in enumerate(zip(mine, yours, strict=True)) if a and a != b]
    assert differing == []
