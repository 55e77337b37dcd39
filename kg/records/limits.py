"""The bounds that keep one bad file from taking the machine: sizes, depths, counts, ratios."""

from dataclasses import dataclass

__all__ = ["Limits"]

_MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """How much one file may ask for; a record over a bound is damaged, a file over a bound is given up.

    `ratio` is how many bytes may come out of one compressed byte, judged once `ratio_from` bytes have come out:
    small, very regular files compress better than any real catalogue.
    `ids` bounds how many record numbers are remembered to find duplicates within a file.
    """

    record_bytes: int = 16 * _MEBIBYTE
    total_bytes: int = 64 * 1024 * _MEBIBYTE
    ratio: int = 200
    ratio_from: int = 32 * _MEBIBYTE
    depth: int = 256
    fields: int = 50_000
    subfields: int = 500_000
    ids: int = 500_000
