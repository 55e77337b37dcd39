"""Stems of words in the languages that Snowball knows; the exact form always stands beside the stem."""

import threading
from functools import lru_cache

import Stemmer

__all__ = ["QUERY_LANGUAGES", "stem", "stems"]

# MARC and ISO 639-1 codes -> Snowball's name.
_ALGORITHMS = {
    "eng": "english", "en": "english", "fre": "french", "fra": "french", "fr": "french", "ger": "german",
    "deu": "german", "de": "german", "spa": "spanish", "es": "spanish", "ita": "italian", "it": "italian",
    "por": "portuguese", "pt": "portuguese", "dut": "dutch", "nld": "dutch", "nl": "dutch", "swe": "swedish",
    "sv": "swedish", "nor": "norwegian", "nob": "norwegian", "no": "norwegian", "dan": "danish", "da": "danish",
    "fin": "finnish", "fi": "finnish", "hun": "hungarian", "hu": "hungarian", "rum": "romanian", "ron": "romanian",
    "ro": "romanian", "cat": "catalan", "ca": "catalan", "tur": "turkish", "tr": "turkish", "cze": "czech",
    "ces": "czech", "cs": "czech", "pol": "polish", "pl": "polish", "ind": "indonesian", "id": "indonesian",
}  # fmt: skip
# The question's language is not known: its words are stemmed as each of these.
QUERY_LANGUAGES = ("eng", "fre", "ger", "spa", "ita", "por")
_SCRIPTS = (("\u0370", "\u03ff", "greek"), ("\u0400", "\u052f", "russian"), ("\u0600", "\u06ff", "arabic"),
            ("\u0900", "\u097f", "hindi"), ("\u0530", "\u058f", "armenian"))  # fmt: skip

_SHORTEST = 4
_local = threading.local()


def stem(word: str, language: str = "") -> str:
    """Return the folded word's stem in that language (a code), or as its script decides; "" for a short word."""
    if len(word) < _SHORTEST or not word.isalpha():
        return ""
    if word.isascii():
        return _stem(word, _ALGORITHMS.get(language, "english"))
    return next((_stem(word, name) for first, last, name in _SCRIPTS if first <= word[0] <= last), "")


def stems(word: str) -> tuple[str, ...]:
    """Return the different stems that a word of a question may have."""
    return tuple(dict.fromkeys(filter(None, (stem(word, language) for language in QUERY_LANGUAGES))))


@lru_cache(maxsize=200_000)
def _stem(word: str, algorithm: str) -> str:
    # A stemmer of Snowball keeps state while it works, so each thread has its own.
    stemmers = _local.__dict__
    if algorithm not in stemmers:
        stemmers[algorithm] = Stemmer.Stemmer(algorithm)
    return str(stemmers[algorithm].stemWord(word))
