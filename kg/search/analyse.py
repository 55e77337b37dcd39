"""Turns an edition's texts into ready tokens: the same for every backend, which need only split at spaces."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from kg.search.fields import GROUPS, SENTINEL, Group, Kind, field_name
from kg.search.query import EditionDocument
from kg.text import fold, initials, is_han, pinyin, runs, sequence, stem, syllable_runs, title_key, words
from kg.text.pinyin import is_english

__all__ = ["LONGEST_TOKEN", "analyse", "exact_tokens", "sort_key", "token_text"]

LONGEST_TOKEN = 255
_MOST_TOKENS = 4000
_LONGEST_TEXT = 5000
_LONGEST_SORT_KEY = 120


def analyse(document: EditionDocument) -> dict[str, str]:
    """Return each scored field's tokens, joined by one space; every field begins with the sentinel."""
    language = next(iter(document.facets.get("language", ())), "")
    fields: dict[str, str] = {}
    for group in GROUPS:
        texts = [text[:_LONGEST_TEXT] for text in document.texts.get(group.name, ())]
        fields.update(_group_fields(group, texts, language))
    return fields


def exact_tokens(text: str) -> tuple[str, ...]:
    """Return the whole text as one token: as it is written and, if it can be read as pinyin, as it sounds."""
    return _exact(text, syllable_runs(text))


def sort_key(title: str) -> str:
    """Return what titles are ordered by: folded, Chinese as pinyin, punctuation at the beginning left out."""
    return title_key(pinyin(title[:_LONGEST_SORT_KEY]))[:_LONGEST_SORT_KEY]


def token_text(values: Iterable[Sequence[str]]) -> str:
    """Return the tokens of several texts as a field's content, a sentinel before each text's."""
    tokens: list[str] = []
    for value in values:
        tokens.append(SENTINEL)
        tokens.extend(value)
        if len(tokens) > _MOST_TOKENS:
            break
    if len(tokens) > _MOST_TOKENS or max(map(len, tokens), default=0) > LONGEST_TOKEN:
        tokens = [token[:LONGEST_TOKEN] for token in tokens[:_MOST_TOKENS]]
    return " ".join(tokens) or SENTINEL


def _group_fields(group: Group, texts: list[str], language: str) -> Iterator[tuple[str, str]]:
    folded = list(dict.fromkeys(map(fold, texts)))
    spoken = (
        [syllable_runs(text, name=group.name == "name") for text in texts] if Kind.SYLLABLES in group.boosts else []
    )
    makers: dict[Kind, Callable[[], list[Sequence[str]]]] = {
        Kind.WORDS: lambda: [words(text) for text in folded],
        Kind.BIGRAMS: lambda: [sequence(text) for text in folded],
        Kind.SYLLABLES: lambda: list(dict.fromkeys(run for found in spoken for run in found if len(run) > 1)),
        Kind.ROMANISED: lambda: _romanised(texts, spoken),
        Kind.INITIALS: lambda: [_initials(text, found) for text, found in zip(texts, spoken, strict=True)],
        Kind.EXACT: lambda: [_exact(text, found) for text, found in zip(texts, spoken, strict=True)],
        Kind.STEM: lambda: [_stems(text, language) for text in folded],
    }
    for kind in group.boosts:
        yield field_name(group.name, kind), token_text(makers[kind]())


def _romanised(texts: list[str], runs: list[tuple[tuple[str, ...], ...]]) -> list[Sequence[str]]:
    """Return syllables by which Chinese words find a text that has no Chinese: of names and whole titles."""
    if any(map(is_han, texts)):
        return []
    return [
        run
        for text, found in zip(texts, runs, strict=True)
        for run in found
        if len(run) > 2 or (len(run) == 2 and len(found) == 1 and not is_english(title_key(text)))
    ]


def _initials(text: str, runs: tuple[tuple[str, ...], ...]) -> list[str]:
    """Return initials only of a title that is pinyin from its first word: "The long march" has none."""
    if not runs or (text[:1].isascii() and len(runs) > 1):
        return []
    return [letters for run in (runs if len(runs) <= 2 else runs[:1]) for letters in initials(run)]


def _exact(text: str, runs: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    written = title_key(text).replace(" ", "")
    sounds = ("".join(run) for run in runs) if len(runs) <= 2 and is_han(text) else ()
    return tuple(filter(None, dict.fromkeys((written, *sounds))))


def _stems(folded: str, language: str) -> list[str]:
    found = (stem(run, language) for dense, run in runs(folded) if not dense)
    return [each for each in found if each]
