"""What pages call the fields of a description, and the words for the codes in them."""

from collections.abc import Mapping

from kg.bibframe.fields import Say
from portal.i18n import later
from portal.terms import Terms

__all__ = ["FIELD_LABELS", "words_of"]


def words_of(terms: Terms) -> Say:
    """Return what says codes and URIs of code lists in the reader's language."""

    def say(list_name: str, code: str) -> str:
        return terms.iri(list_name, code) if "/" in code else terms.code(list_name, code)

    return say


FIELD_LABELS: Mapping[str, str] = {
    "title": later("Title"),
    "other titles": later("Other titles"),
    "responsibility": later("Responsibility"),
    "names": later("Names"),
    "edition": later("Edition statement"),
    "publication": later("Publication"),
    "date": later("Date"),
    "extent": later("Extent"),
    "dimensions": later("Dimensions"),
    "series": later("Series"),
    "numbers": later("Numbers"),
    "languages": later("Languages"),
    "kind": later("Kind"),
    "carrier": later("Carrier type"),
    "subjects": later("Subjects"),
    "genres": later("Genres and forms"),
    "classes": later("Class numbers"),
    "summary": later("Summary"),
    "contents": later("Contents"),
    "notes": later("Notes"),
    "links": later("Links in the records"),
}
