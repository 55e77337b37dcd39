"""Labels of coded values (languages, countries, relators, kinds …) in the reader's language."""

from kg.vocabulary import Vocabulary

__all__ = ["Terms"]


class Terms:
    """The code lists, read in one language."""

    def __init__(self, vocabulary: Vocabulary, language: str) -> None:
        self._vocabulary = vocabulary
        self._language = language

    def code(self, list_name: str, code: str) -> str:
        """Return the label of a code, the code itself when the list does not have it."""
        return self._vocabulary.label(list_name, code, self._language)

    def iri(self, list_name: str, iri: str) -> str:
        """Return the label of a vocabulary's URI, its last part when the list does not have it."""
        code = self._vocabulary.code(list_name, iri)
        if code is None:
            code = iri.rstrip("/#").rpartition("/")[2].rpartition("#")[2]
        return self.code(list_name, code)
