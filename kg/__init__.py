"""Lianmu's catalogue without any web: a library and a command line."""

__version__ = "0.1.0"
