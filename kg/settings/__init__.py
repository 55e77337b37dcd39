"""One frozen settings object from defaults, `lianmu.toml` and the environment; the only reader of either."""

from kg.settings.declared import DECLARED, DECLARED_BY_MEMBER, Declared
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
    "DECLARED_BY_MEMBER",
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
