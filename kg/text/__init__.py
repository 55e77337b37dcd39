"""Text analysis for searching and matching: folding, words, pinyin, stems, years; nothing here is for display."""

from kg.text.dates import publication_year
from kg.text.fold import fold, is_han
from kg.text.keys import name_key, title_key
from kg.text.pinyin import initials, pinyin, split_pinyin, syllable_runs
from kg.text.segment import query_words, runs, sequence, words
from kg.text.stem import stem, stems

__all__ = [
    "fold",
    "initials",
    "is_han",
    "name_key",
    "pinyin",
    "publication_year",
    "query_words",
    "runs",
    "sequence",
    "split_pinyin",
    "stem",
    "stems",
    "syllable_runs",
    "title_key",
    "words",
]
