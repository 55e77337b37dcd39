"""One frozen settings object from defaults, `lianmu.toml` and the environment; the only reader of either."""

from kg.settings.declared import DECLARED, Declared
from kg.settings.reading import (
    FILE_NAME,
    InForce,
    Settings,
    in_force,
    read_settings,
    shipped_folder,
    toml_template,
    unknown_variables,
)

__all__ = [
    "DECLARED",
    "FILE_NAME",
    "Declared",
    "InForce",
    "Settings",
    "in_force",
    "read_settings",
    "shipped_folder",
    "toml_template",
    "unknown_variables",
]
