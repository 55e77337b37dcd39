"""The figures of an overlap as tab-separated values and as JSON."""

from collections.abc import Iterator
from typing import Any

from kg.overlap.counting import Overlap

__all__ = ["as_json", "tsv_lines"]


def tsv_lines(found: Overlap, kind: str = "") -> Iterator[str]:
    """Yield a line for each two members or, with a kind, for each class and member; the first names the columns."""
    if kind:
        yield f"{kind}\teditions\theld by several\tmember\teditions of the member\theld alone\n"
        for row in found.classes:
            for code in found.members:
                own = (row.held.get(code, 0), row.alone.get(code, 0))
                yield f"{row.code}\t{row.editions}\t{row.shared}\t{code}\t{own[0]}\t{own[1]}\n"
        return
    yield "member\tother member\teditions of both\tshare of the member\teditions of the member\theld alone\n"
    for one in found.members:
        for other in found.members:
            if one != other:
                both = f"{found.together(one, other)}\t{found.share(one, other):.4f}"
                yield f"{one}\t{other}\t{both}\t{found.held.get(one, 0)}\t{found.alone.get(one, 0)}\n"


def as_json(found: Overlap, kind: str = "") -> dict[str, Any]:
    """Return the figures; what two members both hold stands with each of them."""
    members = {
        one: {
            "editions": found.held.get(one, 0),
            "alone": found.alone.get(one, 0),
            "both": {other: found.together(one, other) for other in found.members if other != one},
        }
        for one in found.members
    }
    said: dict[str, Any] = {
        "editions": found.editions,
        "members": members,
        "holders": {str(many): editions for many, editions in found.holders.items()},
    }
    if kind:
        said["by"] = kind
        said["classes"] = [
            {
                "code": row.code,
                "editions": row.editions,
                "shared": row.shared,
                "members": {
                    code: {"editions": row.held[code], "alone": row.alone.get(code, 0)}
                    for code in found.members
                    if row.held.get(code)
                },
            }
            for row in found.classes
        ]
    return said
