"""The time as the catalogue writes it."""

from datetime import UTC, datetime

__all__ = ["now"]


def now() -> str:
    """Return the present moment in UTC, to the second, in ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")
