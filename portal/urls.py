"""Addresses: published URIs taken apart, links from records made harmless, a path that is safe to go back to."""

import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote, unquote, urlencode, urlsplit

__all__ = ["Pairs", "Place", "changed", "place", "record_path", "safe_href", "safe_next", "without"]

_KINDS = frozenset({"work", "instance", "agent", "subject", "member", "group", "record"})
_LINK_SCHEMES = frozenset({"http", "https", "ftp"})
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]+")
_LONGEST_LINK = 2000


Pairs = Sequence[tuple[str, str]]


class Place(NamedTuple):
    """What a published URI names: its kind and its id; for a record also its member."""

    kind: str
    id: str
    member: str = ""


def place(iri: str, base: str) -> Place | None:
    """Return what the URI names in this catalogue, None for a URI of somebody else."""
    if not iri.startswith(base + "/"):
        return None
    kind, _, rest = iri[len(base) + 1 :].partition("#")[0].partition("/")
    if kind not in _KINDS or not rest:
        return None
    if kind != "record":
        return Place(kind, unquote(rest))
    member, _, local_id = rest.partition("/")
    return Place(kind, unquote(local_id), unquote(member)) if local_id else None


def record_path(member: str, local_id: str, extension: str = "") -> str:
    """Return the path of a record's page, or of one of its representations, as it stands in its published URI."""
    path = f"/record/{quote(member, safe='')}/{quote(local_id, safe='')}"
    return f"{path}.{extension}" if extension else path


def safe_href(text: str) -> str:
    """Return an address from a record if it may become a link (http, https, ftp), else an empty string."""
    address = _UNSEEN.sub("", text)
    if len(address) > _LONGEST_LINK:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme.lower() in _LINK_SCHEMES and parts.netloc else ""


def safe_next(path: str) -> str:
    """Return the path if it leads to a page of this portal, else the start page's."""
    harmless = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path
    return path if harmless and path.isprintable() and len(path) <= _LONGEST_LINK else "/"


def changed(pairs: Pairs, **changes: str | None) -> str:
    """Return the query string with each named argument replaced by its new value, or taken out by None or ""."""
    kept = [(key, value) for key, value in pairs if key not in changes]
    added = [(key, value) for key, value in changes.items() if value]
    return urlencode(kept + added)


def without(pairs: Pairs, name: str, value: str) -> str:
    """Return the query string without this value of the argument, on the first page."""
    return urlencode([pair for pair in pairs if pair != (name, value) and pair[0] != "page"])
