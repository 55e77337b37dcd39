"""Real records beside the text of what the reader makes of them; `make golden` rewrites it, and its diff is read."""

from pathlib import Path

import pytest

from kg.records import Problem, Record, read_records

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "records"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix in {".mrc", ".xml"})


def shown(found: Record | Problem) -> list[str]:
    """Return a record or a problem as lines."""
    if isinstance(found, Problem):
        return [f"! {found.severity} {found.reason} at {found.offset}, record {found.number}: {found.message}", ""]
    read_as = f"{found.format}, {found.carrier}, {found.encoding} {found.identifier}".rstrip()
    head = f"= {found.number} at {found.offset}: {read_as}"
    fields = [
        f"{field.tag} {field.indicators}{field.value}{''.join(f'‡{code} {text}' for code, text in field.subfields)}"
        for field in found.fields
    ]
    problems = [f"! {problem.severity} {problem.reason}: {problem.message}" for problem in found.problems]
    return [head, f"LDR {found.leader}", *fields, *problems, ""]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_golden(path: Path, request: pytest.FixtureRequest) -> None:
    """What the reader makes of a file does not change unnoticed."""
    text = "\n".join(line for found in read_records(path, name=path.name) for line in shown(found))
    golden = path.with_suffix(".txt")
    if request.config.getoption("--regenerate", default=False):
        golden.write_bytes(text.encode())
    assert text == golden.read_bytes().decode()
