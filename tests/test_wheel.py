"""The wheel: everything that the program reads at run time travels in it, and it runs away from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def data_files() -> set[str]:
    """Return what is no code and is read at run time, by its name in the wheel."""
    found = set()
    for top, place in (("kg", ""), ("portal", ""), ("mappings", "kg/_shipped/"), ("ontology", "kg/_shipped/")):
        for path in (ROOT / top).rglob("*"):
            if path.is_file() and path.suffix not in {".py", ".pyc", ".md", ".png"}:
                found.add(place + path.relative_to(ROOT).as_posix())
    return found


def test_everything_read_at_run_time_travels(wheel: Path) -> None:
    """Mappings, ontology, templates, translations, styles, tables and demo data are in the wheel."""
    names = set(zipfile.ZipFile(wheel).namelist())
    assert data_files() - names == set()


def test_the_wheel_runs_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """Unpacked anywhere, it converts a record with the rules that it brought."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    record = b'<dc xmlns="http://purl.org/dc/elements/1.1/"><title>Tempest</title></dc>'
    done = subprocess.run(
        [sys.executable, "-m", "kg.cli", "convert", "-", "--to", "turtle"],
        input=record,
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        check=False,
    )
    assert b'"Tempest"' in done.stdout, done.stderr.decode()
    where = subprocess.run(
        [sys.executable, "-c", "import kg; print(kg.__file__)"],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        check=True,
    )
    assert str(tmp_path).encode() in where.stdout
