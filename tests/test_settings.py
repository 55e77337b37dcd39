"""Settings: defaults, file, environment, and errors that say where a value came from."""

from pathlib import Path

import pytest

from kg.errors import SettingError
from kg.settings import DECLARED, Settings, in_force, read_settings, toml_template, unknown_variables


def origins(catalogue: Path, environment: dict[str, str]) -> dict[str, tuple[object, str]]:
    return {e.declared.name: (e.value, e.origin) for e in in_force(catalogue, environment)}


def test_an_empty_folder_has_the_defaults(tmp_path: Path) -> None:
    """Every setting has a default."""
    assert {e.origin for e in in_force(tmp_path, {})} == {"default"}


def test_the_file_wins_over_the_default(tmp_path: Path) -> None:
    """A value of lianmu.toml is in force and names the file as its origin."""
    (tmp_path / "lianmu.toml").write_text('[portal]\nname = "江苏联目"\n', encoding="utf-8")
    assert origins(tmp_path, {})["portal.name"] == ("江苏联目", str(tmp_path / "lianmu.toml"))


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """LIANMU_SERVE_PORT beats serve.port of the file."""
    (tmp_path / "lianmu.toml").write_text("[serve]\nport = 9000\n", encoding="utf-8")
    found = origins(tmp_path, {"LIANMU_SERVE_PORT": "9001"})["serve.port"]
    assert found == (9001, "environment LIANMU_SERVE_PORT")


def test_a_misspelt_variable_is_found() -> None:
    """What begins as ours and means nothing is named; the catalogue's own variable is not."""
    assert unknown_variables(
        {"LIANMU_SERVE_PROT": "1", "LIANMU_SERVE_PORT": "1", "HOME": "/", "LIANMU_CATALOGUE": "x"}
    ) == ("LIANMU_SERVE_PROT",)


def test_an_unknown_setting_is_refused(tmp_path: Path) -> None:
    """A misspelt setting is an error, not a silence."""
    (tmp_path / "lianmu.toml").write_text("[serve]\nprot = 9000\n", encoding="utf-8")
    with pytest.raises(SettingError, match=r"serve\.prot"):
        in_force(tmp_path, {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[serve]\nport = "9000"\n', "whole number"),
        ("[serve]\nport = 99999\n", "1 to 65535"),
        ('[public]\nbase_url = "ftp://x"\n', "http"),
        ("[serve\n", "not TOML"),
    ],
)
def test_a_bad_value_says_what_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    """A value that cannot be used stops the program with its name, value and origin."""
    (tmp_path / "lianmu.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingError, match=message):
        in_force(tmp_path, {})


def test_the_template_shows_every_setting(tmp_path: Path) -> None:
    """The file that `lianmu init` writes is valid and shows each setting with its default."""
    (tmp_path / "lianmu.toml").write_text(toml_template(), encoding="utf-8")
    assert {e.origin for e in in_force(tmp_path, {})} == {"default"}
    for declared in DECLARED:
        assert f"# {declared.name.split('.')[1]} = " in toml_template()


def test_a_template_can_set_values(tmp_path: Path) -> None:
    """A change stands in the file without its #, and is in force; the rest is the default."""
    (tmp_path / "lianmu.toml").write_text(toml_template({"public.base_url": "http://x.example"}), encoding="utf-8")
    changed = {e.declared.name: e.value for e in in_force(tmp_path, {}) if e.origin != "default"}
    assert changed == {"public.base_url": "http://x.example"}


def test_uncommented_template_is_the_default(tmp_path: Path) -> None:
    """Taking away the # in front of every setting changes nothing."""
    names = {d.name.split(".")[1] for d in DECLARED}
    lines = [
        line[2:] if line.startswith("# ") and line[2:].split(" = ")[0] in names else line
        for line in toml_template().splitlines()
    ]
    (tmp_path / "lianmu.toml").write_text("\n".join(lines), encoding="utf-8")
    assert all(e.value == e.declared.default for e in in_force(tmp_path, {}))


def test_settings_have_one_attribute_for_each_declared(tmp_path: Path) -> None:
    """`Settings` and `DECLARED` name the same settings."""
    attributes = set(Settings.__dataclass_fields__) - {"catalogue", "mappings", "ontology", "member_systems"}
    assert attributes == {declared.attribute for declared in DECLARED}
    assert read_settings(tmp_path, {}).mappings.is_dir()
