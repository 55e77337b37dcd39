"""Labels of coded values (languages, countries, relators, kinds …) in the reader's language."""

from kg.vocabulary import Vocabulary

__all__ = ["FORMAT_NAMES", "Terms"]

# Names of the standards and of character sets, the same in every language.
FORMAT_NAMES = {
    "cmarc": "CMARC",
    "cnmarc": "CNMARC",
    "csv": "CSV",
    "dublincore": "Dublin Core",
    "gb18030": "GB 18030",
    "iso2709": "ISO 2709",
    "marc-8": "MARC-8",
    "marc21": "MARC 21",
    "marcjson": "MARC-in-JSON",
    "marcxml": "MARCXML",
    "oaipmh": "OAI-PMH",
    "unimarc": "UNIMARC",
    "utf-8": "UTF-8",
    "xlsx": "Excel (XLSX)",
}


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

    def format(self, name: str) -> str:
        """Return the name of a record format, a carrier or a character set as its standard writes it."""
        return FORMAT_NAMES.get(name, name)
