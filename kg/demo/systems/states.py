"""Made-up states of items: the same for the same id on the same day, so that a page can be looked at twice."""

import zlib
from datetime import date, timedelta

from kg.availability import ItemState, State, Use

__all__ = ["MADE_UP", "made_up"]

MADE_UP = "虚构状态 made up"
_PLACES = ("总馆 Main", "分馆 Branch", "密集书库 Stacks")


def made_up(name: str, today: date) -> tuple[ItemState, ...]:
    """Return one to three items for an id, each with a made-up state; none for an empty id."""
    seed = zlib.crc32(name.encode())
    return tuple(_item(seed // 7 + number, f"{name}-{number + 1}", today) for number in range(seed % 3 + 1) if name)


def _item(seed: int, barcode: str, today: date) -> ItemState:
    place = f"{_PLACES[seed % 3]} ({MADE_UP})"
    kind = seed % 5
    if kind < 2:
        return ItemState(State.AVAILABLE, use=Use.LOAN, location=place, barcode=barcode)
    if kind == 2:
        return ItemState(State.AVAILABLE, use=Use.HERE, location=place, barcode=barcode)
    if kind == 3:
        until = (today + timedelta(days=seed % 28 + 1)).isoformat()
        return ItemState(State.ON_LOAN, until, location=place, barcode=barcode, reservable=True, waiting=seed % 4)
    return ItemState(State.UNAVAILABLE, location=place, barcode=barcode)
