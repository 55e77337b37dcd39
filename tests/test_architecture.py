"""The levels of the design: a unit imports only units of a lower level, and some packages only in one place."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Moving a name between these sets is a decision to be argued in the commit.
LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"kg", "kg.errors", "kg.namespaces"}),
    frozenset({"kg.settings", "kg.registry"}),
    frozenset({"kg.records", "kg.text", "kg.catalogue", "kg.store", "kg.description", "kg.vocabulary"}),
    frozenset({"kg.crosswalk", "kg.bibframe", "kg.rights", "kg.availability", "kg.holdings"}),
    frozenset({"kg.authorities", "kg.matching", "kg.search", "kg.exports", "kg.citations", "kg.overlap", "kg.sparql"}),
    frozenset({"kg.pipeline", "kg.demo"}),
    frozenset({"portal"}),
    frozenset({"kg.cli"}),  # `lianmu serve` starts the portal
)

# A third-party package and the units that alone may import it.
PLACES: dict[str, frozenset[str]] = {
    "flask": frozenset({"portal"}),
    "click": frozenset({"kg.cli"}),
    "gunicorn": frozenset({"kg.cli"}),
    "tantivy": frozenset({"kg.search"}),
    "elasticsearch": frozenset({"kg.search"}),
    "sqlite3": frozenset({"kg.catalogue"}),
    "pymarc": frozenset({"kg.records"}),
    "openpyxl": frozenset({"kg.records"}),
    "rjieba": frozenset({"kg.text"}),
    "pypinyin": frozenset({"kg.text"}),
    "babel": frozenset({"portal"}),
    "rdflib": frozenset(),
}

# kg.settings is handed down as values: only the edges read it.
SETTINGS_READERS = frozenset({"kg.cli", "portal"})


def unit_of(module: str) -> str:
    parts = module.split(".")
    return "portal" if parts[0] == "portal" else ".".join(parts[:2])


def level_of(unit: str) -> int:
    for level, units in enumerate(LEVELS):
        if unit in units:
            return level
    msg = f"{unit} stands on no level: add it to LEVELS"
    raise AssertionError(msg)


def modules() -> Iterator[tuple[str, ast.Module]]:
    for top in ("kg", "portal"):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


MODULES = list(modules())


@pytest.mark.parametrize(("name", "tree"), MODULES, ids=[name for name, _ in MODULES])
def test_imports_go_down(name: str, tree: ast.Module) -> None:
    """A unit imports only itself and units of a lower level, never upward, never sideways."""
    unit = unit_of(name)
    for imported in imports(tree):
        if imported.split(".")[0] not in {"kg", "portal"}:
            continue
        target = unit_of(imported)
        assert target == unit or level_of(target) < level_of(unit), f"{name} imports {imported}"
        if target == "kg.settings" and unit != "kg.settings":
            assert unit in SETTINGS_READERS, f"{name} reads the settings; hand it the value"


@pytest.mark.parametrize(("name", "tree"), MODULES, ids=[name for name, _ in MODULES])
def test_packages_stay_in_their_place(name: str, tree: ast.Module) -> None:
    """A third-party package is imported in as few units as it has purposes."""
    for imported in imports(tree):
        places = PLACES.get(imported.split(".")[0])
        assert places is None or unit_of(name) in places, f"{name} imports {imported}"


def test_a_planted_upward_import_is_caught() -> None:
    """The test can fail: an export that imports the portal breaks the rule."""
    (target,) = {unit_of(i) for i in imports(ast.parse("import portal.views"))}
    assert level_of(target) > level_of("kg.exports")


def test_no_module_is_a_drawer() -> None:
    """No module has a name that says nothing, and none is longer than 400 lines."""
    banned = {"utils", "helpers", "common", "core", "misc", "base", "util", "helper"}
    for top in ("kg", "portal"):
        for path in (ROOT / top).rglob("*.py"):
            assert path.stem not in banned, path
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path


def test_every_module_says_what_it_holds() -> None:
    """A file's first sentence says what it holds, and it is no placeholder."""
    for name, tree in MODULES:
        docstring = ast.get_docstring(tree)
        assert docstring, name
        assert "placeholder" not in docstring.lower(), name
