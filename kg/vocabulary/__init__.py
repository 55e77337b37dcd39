"""Code lists: what a code of a standard means, its IRI, and its names in English and Chinese."""

from kg.vocabulary.vocabulary import Term, Vocabulary

__all__ = ["Term", "Vocabulary"]
