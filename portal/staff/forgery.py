"""Whether a form was sent from a page of ours: a token that belongs to the session, and what the browser says."""

import hmac
from collections.abc import Collection
from hashlib import sha256
from urllib.parse import urlsplit

__all__ = ["form_token", "is_own_origin", "is_own_token", "origin_of"]


def form_token(secret: str) -> str:
    """Return the token of forms for the one who has the secret; the secret cannot be found from it."""
    return hmac.new(secret.encode(), b"form", sha256).hexdigest()


def is_own_token(sent: str, secret: str) -> bool:
    """Return whether a form brought the token that belongs to the secret."""
    return bool(secret) and hmac.compare_digest(sent.encode(), form_token(secret).encode())


def is_own_origin(site: str | None, origin: str | None, own: Collection[str]) -> bool:
    """Return whether nothing that the browser says names another site.

    `site` is Sec-Fetch-Site, `origin` Origin. A program that sends neither still needs cookie and token.
    """
    if site is not None and site != "same-origin":
        return False
    return origin is None or origin in own


def origin_of(address: str) -> str:
    """Return the origin of an address: scheme, host and port, these as a browser writes them."""
    parts = urlsplit(address)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in {None, usual} else "")
