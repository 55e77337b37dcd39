"""The documents keep up with the code: commands, units, settings, public names."""

import ast
import re
from pathlib import Path

import pytest

from kg.cli.program import COMMANDS, EXIT_CODES
from kg.settings import DECLARED

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_names_every_command(command: str) -> None:
    """A command that the README does not name is not found by a reader."""
    assert re.search(rf"lianmu {command}\b", README)


def test_the_readme_names_every_exit_code() -> None:
    """Scripts rely on the exit codes that the README lists."""
    listed = {int(code) for code in re.findall(r"\b(\d) (?:all|something|a|another|no)\b", README)}
    assert set(EXIT_CODES.values()) <= listed


@pytest.mark.parametrize("folder", ["kg", "portal", "mappings", "ontology", "tests"])
def test_every_top_folder_has_a_readme(folder: str) -> None:
    """Each top folder says what it holds and how it is changed."""
    assert len((ROOT / folder / "README.md").read_text(encoding="utf-8")) > 300


def test_the_map_of_kg_names_every_unit() -> None:
    """kg/README.md has each unit on its level."""
    text = (ROOT / "kg" / "README.md").read_text(encoding="utf-8")
    units = {p.name for p in (ROOT / "kg").iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    assert {unit for unit in units if f"`{unit}/`" not in text} - {"cli"} == set()


def test_every_setting_says_what_it_means() -> None:
    """A setting without a meaning is not for a reader."""
    assert all(len(declared.meaning) > 10 for declared in DECLARED)


def undocumented(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [
        f"{path.name}:{node.name}"
        for node in tree.body
        if isinstance(node, kinds) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]


def test_every_public_name_has_a_docstring() -> None:
    """Public functions and classes of kg and portal say what they give back."""
    missing = [name for top in ("kg", "portal") for path in (ROOT / top).rglob("*.py") for name in undocumented(path)]
    assert missing == []
