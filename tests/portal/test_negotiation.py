"""Choice among representations by the Accept header."""

import pytest

from portal.negotiation import HTML, choose, formats

OFFERS = [HTML, "text/turtle", "application/ld+json", "application/rdf+xml"]


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", HTML),
        ("*/*", HTML),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML),
        ("text/turtle", "text/turtle"),
        ("text/turtle;q=0.5, application/ld+json", "application/ld+json"),
        ("application/ld+json;q=0.5, text/turtle;q=0.4", "application/ld+json"),
        ("text/html;q=0, */*", "text/turtle"),
        ("text/*;q=0.3, text/turtle;q=0.2, application/rdf+xml;q=0.1", HTML),
        ("application/*", "application/ld+json"),
        ("*/*;q=0.1, text/turtle", "text/turtle"),
        ("TEXT/Turtle ; Q=1", "text/turtle"),
        ("image/png", None),
        ("text/turtle;q=0", None),
        ("text/turtle;q=none", None),
        ("not a type", HTML),
    ],
)
def test_accept_chooses_the_best_offer(accept: str, chosen: str | None) -> None:
    """The most specific range gives an offer its quality, the greatest quality wins, the first of equals."""
    assert choose(accept, OFFERS) == chosen


def test_every_export_format_is_offered() -> None:
    """Turtle and JSON-LD come first; whatever else kg.exports has follows."""
    names = [fmt.name for fmt in formats()]
    assert names[:2] == ["turtle", "jsonld"]
    assert {"ntriples", "nquads", "rdfxml"} <= set(names)


def test_extensions_are_written_without_a_dot() -> None:
    """An extension is what follows the dot in an address."""
    assert all(fmt.extension.isalnum() for fmt in formats())
