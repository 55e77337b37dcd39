"""Rules of their own: serials, music, maps, videos, and sets."""

from collections.abc import Callable

import pytest

from kg.matching import Candidate, MatchRow, decide

NUMBER = "audioissuenumber"
Maker = Callable[..., MatchRow]
SERIAL = {"serial": True, "publisher": "北京大学", "year": "1955", "author": ""}
SCORE = {
    "kind": "NotatedMusic",
    "author": "Schubert, Franz",
    "year": "1964",
    "publisher": "Bärenreiter",
    "languages": (),
}
DISC = {"kind": "MusicAudio", "author": "Gould, Glenn", "year": "1982", "publisher": "CBS", "languages": ()}
MAP = {"kind": "Cartography", "author": "Geological Survey", "year": "1970", "publisher": "USGS", "languages": ("eng",)}
FILM = {"kind": "MovingImage", "author": "Langton, Simon", "year": "2006", "publisher": "BBC", "languages": ("eng",)}


def joins(one: MatchRow, other: MatchRow) -> bool:
    return decide(one, [Candidate("there", [(1, other)])]).instance == "there"


@pytest.mark.parametrize(
    ("text", "one", "other", "same"),
    [
        ("北京大学学报", SERIAL | {"issn": ["0479-8023"]}, SERIAL | {"issn": ["0479-8023"], "publisher": ""}, True),
        ("北京大学学报", SERIAL, SERIAL, True),
        ("北京大学学报", SERIAL, SERIAL | {"year": "1980"}, False),
        ("北京大学学报", SERIAL | {"issn": ["0479-8023"]}, SERIAL | {"issn": ["1000-5919"], "year": "1980"}, False),
        ("北京大学学报", SERIAL | {"carrier": "nc"}, SERIAL | {"carrier": "cr", "issn": ["0479-8023"]}, False),
        ("Winterreise D 911", SCORE | {"pages": "1 score (80 p.)"}, SCORE | {"pages": "1 score (80 p.)"}, True),
        ("Winterreise D 911", SCORE | {"pages": "1 vocal score"}, SCORE | {"pages": "1 study score"}, False),
        ("Winterreise D 911", SCORE | {"pages": "1 vocal score"}, SCORE | {"pages": "4 parts"}, False),
        ("Goldberg variations", DISC | {NUMBER: ["MK 37779"]}, DISC | {NUMBER: ["MK37779"]}, True),
        ("Goldberg variations", DISC | {NUMBER: ["MK 37779"]}, DISC | {NUMBER: ["ML 5060"]}, False),
        ("Goldberg variations", DISC | {"pages": "1 compact disc"}, DISC | {"pages": "1 LP : 33 1/3 rpm"}, False),
        ("Goldberg variations", DISC | {"author": "Schiff, András"}, DISC, False),
        ("Yosemite Valley quadrangle", MAP | {"scale": "1:24 000"}, MAP | {"scale": "Scale 1:24,000"}, True),
        ("Yosemite Valley quadrangle", MAP | {"scale": "1:24 000"}, MAP | {"scale": "1:62 500"}, False),
        ("Yosemite", MAP | {"part": "Sheet 1"}, MAP | {"part": "Sheet 2"}, False),
        ("Pride and prejudice", FILM | {"pages": "1 DVD (327 min.)"}, FILM | {"pages": "1 DVD (326 min)"}, True),
        ("Pride and prejudice", FILM | {"pages": "1 DVD (327 min.)"}, FILM | {"pages": "1 Blu-ray (327 min.)"}, False),
        ("Pride and prejudice", FILM | {"pages": "1 DVD (327 min.)"}, FILM | {"pages": "1 DVD (127 min.)"}, False),
    ],
)  # fmt: skip
def test_a_kind_has_its_own_rules(
    row: Maker, text: str, one: dict[str, object], other: dict[str, object], *, same: bool
) -> None:
    """Start years and numbers of serials, music's numbers and forms, scales and sheets, discs and minutes."""
    assert joins(row(text, **one), row(text, **other)) is same


def test_one_isbn_under_two_titles_tells_nothing(row: Maker) -> None:
    """A number that editions with different titles have is no evidence for a third."""
    number = ["9787020002207"]
    said = {"author": "", "publisher": "南方出版社", "year": "2001", "pages": "180页"}
    titles = [
        Candidate(text, [(n, row(text, isbn=number, **said))]) for n, text in enumerate(("红与黑", "茶花女"), start=1)
    ]
    third = row("红与黑", isbn=number, **(said | {"year": "2003", "pages": "181页"}))
    alone = decide(third, titles[:1])
    assert alone.comparisons[0].features["number shared"] > 0
    both = decide(third, titles)
    assert all("number shared" not in one.features for one in (*both.comparisons, *both.apart))
