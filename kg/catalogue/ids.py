"""Opaque ids: eight letters and digits of Crockford's base 32, random, so that nothing of the content is in them."""

import secrets

__all__ = ["new_id"]

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 8


def new_id() -> str:
    """Return a random id; whoever stores it must draw again when it is taken."""
    bits = secrets.randbits(5 * LENGTH)
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(0, 5 * LENGTH, 5))
