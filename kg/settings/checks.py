"""What a setting's value must be: each check returns what is wrong with a value, "" when nothing is."""

import re
from ipaddress import ip_network
from urllib.parse import urlsplit

__all__ = [
    "address",
    "addresses",
    "identifying",
    "index_name",
    "language",
    "list_length",
    "networks",
    "not_negative",
    "percent",
    "port",
    "port_or_0",
    "positive",
    "profile",
    "short",
    "yes_or_no",
]


def address(value: str) -> str:
    """Return what is wrong unless the value is an http or https address without query."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        return "must be an http or https address such as https://catalogue.example.org"
    return ""


def positive(value: float) -> str:
    """Return what is wrong unless the value is greater than 0."""
    return "" if value > 0 else "must be greater than 0"


def not_negative(value: float) -> str:
    """Return what is wrong unless the value is 0 or greater."""
    return "" if value >= 0 else "must not be negative"


def port(value: int) -> str:
    """Return what is wrong unless the value is a port number."""
    return "" if 0 < value < 65536 else "must be a port number from 1 to 65535"


def port_or_0(value: int) -> str:
    """Return what is wrong unless the value is a port number or 0."""
    return "" if value == 0 else port(value)


def percent(value: float) -> str:
    """Return what is wrong unless the value is a percentage."""
    return "" if 0 <= value <= 100 else "must be a percentage from 0 to 100"


def language(value: str) -> str:
    """Return what is wrong unless the value is a language of the portal."""
    return "" if value in {"zh", "en"} else "must be zh or en"


def networks(value: str) -> str:
    """Return what is wrong unless the value is addresses or networks."""
    try:
        _ = [ip_network(part, strict=False) for part in value.replace(",", " ").split()]
    except ValueError as error:
        return f"must be addresses or networks: {error}"
    return ""


def yes_or_no(value: str) -> str:
    """Return what is wrong unless the value is yes or no."""
    return "" if value in {"yes", "no"} else "must be yes or no"


def addresses(value: str) -> str:
    """Return what is wrong unless the value is http or https addresses."""
    found = value.replace(",", " ").split()
    return "" if found and not any(map(address, found)) else "must be http or https addresses, joined by commas"


def index_name(value: str) -> str:
    """Return what is wrong unless the value is a name that a search server takes."""
    if re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,99}", value):
        return ""
    return "must be small letters, digits, '-', '_' and '.', and begin with a letter or digit"


def list_length(value: int) -> str:
    """Return what is wrong unless the value is the length of a list."""
    return "" if 0 < value <= 10_000 else "must be a number from 1 to 10000"


def profile(value: str) -> str:
    """Return what is wrong unless the value is a profile of the crosswalk."""
    return "" if value in {"lean", "lc"} else "must be lean or lc"


def identifying(value: str) -> str:
    """Return what is wrong unless the value is a kind of id by which a member's system can be asked."""
    return "" if value in {"record", "barcode", "isbn"} else "must be record, barcode or isbn"


def short(value: float) -> str:
    """Return what is wrong unless the value is a time for which somebody may wait."""
    return "" if 0 < value <= 60 else "must be greater than 0 and at most 60"
