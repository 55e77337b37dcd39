"""The rules by which records are united, in the words of the page that shows them."""

from typing import NamedTuple

from kg.bibframe.unite import RULES
from portal.i18n import Wording, later

__all__ = ["REASONS", "WAYS", "RuleLine", "rule_lines"]


class RuleLine(NamedTuple):
    """One rule: whether it is of the work or the edition, the property, how it is united, and why so."""

    part: str
    name: str
    property: str
    way: str
    reason: str


PARTS = {"instance": later("Edition"), "work": later("Work")}
PROPERTIES = {
    "title": later("Title"),
    "responsibilityStatement": later("Responsibility"),
    "editionStatement": later("Edition statement"),
    "provisionActivity": later("Publication"),
    "publicationStatement": later("Publication statement"),
    "copyrightDate": later("Copyright date"),
    "extent": later("Extent"),
    "dimensions": later("Dimensions"),
    "issuance": later("Mode of issuance"),
    "identifiedBy": later("Numbers"),
    "seriesStatement": later("Series"),
    "note": later("Notes"),
    "adminMetadata": later("About the description"),
    "contribution": later("Names"),
    "classification": later("Class numbers"),
    "summary": later("Summary"),
    "tableOfContents": later("Contents"),
    "originDate": later("Date of the work"),
}
WAYS = {
    "best": later("as the best record has it that says anything"),
    "all": later("all, each once"),
    "text": later("all, each once whatever its case, width and punctuation"),
    "title": later("those of the best record; a title proper of another that differs becomes a variant"),
    "contributor": later("each agent once, with the roles of all records"),
    "number": later("each number of a kind once, with what any record adds"),
    "class": later("each number of a scheme once"),
}
REASONS = {
    "One title stands at the top; a differing one of another record finds it too.": later(
        "One title stands at the top; a differing one of another record finds it too."
    ),
    "Transcribed from the book: words of several records must not be mixed.": later(
        "Transcribed from the book: words of several records must not be mixed."
    ),
    "Place, publisher and date belong together.": later("Place, publisher and date belong together."),
    "Libraries count pages in several ways; two counts side by side help nobody.": later(
        "Libraries count pages in several ways; two counts side by side help nobody."
    ),
    "Rounded by each library in its own way.": later("Rounded by each library in its own way."),
    "A thing is issued in one way.": later("A thing is issued in one way."),
    "A number finds the book whoever wrote it; what one record adds to it, such as a binding, is kept.": later(
        "A number finds the book whoever wrote it; what one record adds to it, such as a binding, is kept."
    ),
    "Not every record names the series; one in two spellings is one.": later(
        "Not every record names the series; one in two spellings is one."
    ),
    "A note of one library informs the readers of all; the same note in another spelling is one.": later(
        "A note of one library informs the readers of all; the same note in another spelling is one."
    ),
    "What is said of a record stays with the record; one sample shows by whose rules the description was made.": later(
        "What is said of a record stays with the record; one sample shows by whose rules the description was made."
    ),
    "Each person stands once, with all roles; the best record has the main one.": later(
        "Each person stands once, with all roles; the best record has the main one."
    ),
    "Libraries class by the schemes of their shelves; readers use all.": later(
        "Libraries class by the schemes of their shelves; readers use all."
    ),
    "A work began once.": later("A work began once."),
}


def rule_lines(wording: Wording) -> list[RuleLine]:
    """Return the rules in their order."""
    say = wording.gettext
    return [
        RuleLine(
            say(PARTS[rule.part]),
            say(PROPERTIES[rule.property]),
            f"bf:{rule.property}",
            say(WAYS[rule.way]),
            say(REASONS[rule.reason]),
        )
        for rule in RULES
    ]
