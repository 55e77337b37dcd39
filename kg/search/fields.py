"""THE table of the index: groups of texts, the kinds of tokens made of each, facets and sorts.

A new field or facet is one entry here; every backend makes its schema from these tables.
"""

from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "FACETS",
    "GROUPS",
    "IDENTIFIER_PREFIXES",
    "SCORED_FIELDS",
    "SENTINEL",
    "SORTS",
    "Facet",
    "Group",
    "Kind",
    "Sort",
    "field_name",
    "group_of_prefix",
]

# Stands in every scored field of every document, so that all backends count the same documents as having the field;
# between two texts it keeps phrases from running over. No text can contain it: folding splits it.
SENTINEL = "¦"


class Kind(StrEnum):
    """A kind of token."""

    WORDS = "words"  # words as written; of Chinese also each character
    BIGRAMS = "bigrams"  # all words in order, dense scripts as overlapping pairs: for phrases and parts of words
    SYLLABLES = "syllables"  # pinyin without tones, in order
    ROMANISED = "romanised"  # syllables of texts that stand in the record only in romanisation
    INITIALS = "initials"  # hlm for 红楼梦
    EXACT = "exact"  # a whole value as one token
    STEM = "stem"  # Western words cut to their stems


@dataclass(frozen=True, slots=True)
class Group:
    """Texts that are searched together: its kinds of tokens with their boosts, and the prefixes that choose it."""

    name: str
    boosts: dict[Kind, float]
    prefixes: tuple[str, ...]


GROUPS = (
    Group(
        "title",
        {
            Kind.WORDS: 5.0,
            Kind.BIGRAMS: 5.0,
            Kind.SYLLABLES: 3.0,
            Kind.ROMANISED: 2.0,
            Kind.INITIALS: 3.0,
            Kind.EXACT: 40.0,
            Kind.STEM: 3.0,
        },
        ("title", "ti", "题名", "題名", "书名", "書名", "标题", "標題"),
    ),
    Group(
        "name",
        {Kind.WORDS: 3.0, Kind.BIGRAMS: 3.0, Kind.SYLLABLES: 2.0, Kind.ROMANISED: 1.5},
        ("author", "name", "au", "作者", "著者", "责任者", "責任者"),
    ),
    Group(
        "subject",
        {Kind.WORDS: 1.5, Kind.BIGRAMS: 1.5, Kind.STEM: 1.0},
        ("subject", "su", "主题", "主題", "主题词", "主題詞"),
    ),
    Group(
        "series",
        {Kind.WORDS: 1.2, Kind.BIGRAMS: 1.2, Kind.SYLLABLES: 0.8, Kind.STEM: 0.8},
        ("series", "丛书", "叢書", "丛编", "叢編"),
    ),
    Group(
        "publisher",
        {Kind.WORDS: 0.8, Kind.BIGRAMS: 0.8, Kind.SYLLABLES: 0.5},
        ("publisher", "pub", "出版社", "出版者"),
    ),
    Group(
        "note",
        {Kind.WORDS: 0.4, Kind.BIGRAMS: 0.4, Kind.STEM: 0.3},
        ("note", "附注", "附註"),
    ),
)

IDENTIFIER_PREFIXES = ("isbn", "issn", "identifier", "id", "标识", "標識", "书号", "書號", "刊号", "刊號")


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet: `size` values at most are counted out; `by_value` orders them by value (latest first), not by count."""

    name: str
    size: int = 100
    by_value: bool = False
    is_year: bool = False


FACETS = (
    Facet("member", size=500),
    Facet("kind"),
    Facet("language", size=200),
    Facet("decade", size=200, by_value=True),
    Facet("year", size=2000, by_value=True, is_year=True),
)


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of results: by which stored key, and whether its greatest value comes first; "" is relevance."""

    name: str
    key: str = ""
    descending: bool = False


SORTS = (
    Sort("relevance"),
    Sort("newest", "year", descending=True),
    Sort("oldest", "year_known", descending=False),
    Sort("title", "sort_title", descending=False),
)


def field_name(group: str, kind: Kind) -> str:
    """Return the name of the index field that holds this group's tokens of this kind."""
    return f"{group}_{kind}"


SCORED_FIELDS = tuple(field_name(group.name, kind) for group in GROUPS for kind in group.boosts)

_BY_PREFIX = {prefix: group for group in GROUPS for prefix in group.prefixes}


def group_of_prefix(prefix: str) -> Group | None:
    """Return the group that `prefix:` chooses, or None."""
    return _BY_PREFIX.get(prefix.casefold())
