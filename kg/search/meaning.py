"""Says what a question means: every word must be found, in whatever field, script or spelling an edition has it."""

from collections.abc import Iterable, Sequence
from itertools import islice, product

from kg.search.analyse import exact_tokens
from kg.search.expression import (
    AllOf,
    AtLeast,
    BestOf,
    Constant,
    Everything,
    Expression,
    Meaning,
    Phrase,
    Preferring,
    Term,
)
from kg.search.fields import GROUPS, Group, Kind, field_name
from kg.search.identifiers import identifier_token
from kg.search.lexer import Clause, clauses
from kg.text import fold, query_words, runs, sequence, split_pinyin, stems, syllable_runs
from kg.text.pinyin import is_english

__all__ = ["IDENTIFIER_FIELD", "mean"]

IDENTIFIER_FIELD = "identifier"

_MOST_UNITS = 24
_MOST_READINGS = 6
_LONGEST_RUN = 12
_LONGEST_TOKEN = 255
_IDENTIFIER_SCORE = 100.0
_NOTHING = Term(IDENTIFIER_FIELD, " ")


def mean(question: str) -> Meaning:
    """Return the meaning of a question; an empty one means everything, one of signs only means nothing findable."""
    if not question.strip():
        return Meaning(Everything())
    found = clauses(question)
    units = [unit for clause in found for unit in _units(clause)][:_MOST_UNITS]
    if not units:
        return Meaning(_NOTHING)
    # A single condition (a chunk of Chinese, a run of pinyin) is taken apart into its words.
    atoms = units if len(units) > 1 else [atom for clause in found for atom in _atoms(clause)][:_MOST_UNITS]
    strict = _preferring(_all(units), found)
    relaxed = _preferring(AtLeast(max(1, len(atoms) * 2 // 3), tuple(atoms)), found) if len(atoms) > 1 else None
    return Meaning(strict, relaxed)


def _units(clause: Clause) -> list[Expression]:
    """Return the conditions that must all hold for the clause."""
    if clause.kind == "identifier":
        return [Constant(Term(IDENTIFIER_FIELD, clause.text), _IDENTIFIER_SCORE)]
    folded = fold(clause.text)
    groups = _groups(clause.group)
    if clause.kind == "phrase":
        return [BestOf(tuple(parts))] if (parts := _phrases(groups, Kind.BIGRAMS, sequence(folded))) else []
    return _word_units(folded, groups)


def _atoms(clause: Clause) -> list[Expression]:
    """Return the conditions of the clause taken apart as far as possible, of which some may fail."""
    if clause.kind == "identifier":
        return _units(clause)
    return [_word(word, _groups(clause.group)) for word in query_words(fold(clause.text))]


def _word_units(folded: str, groups: Sequence[Group]) -> list[Expression]:
    units: list[Expression] = []
    spelled: list[str] = []
    for chunk in folded.split():
        found = list(runs(chunk))
        if any(dense for dense, _ in found):
            units += _plain_units(spelled, groups)
            spelled = []
            units.append(_dense(chunk, groups))
        else:
            spelled += [run for _, run in found]
    return units + _plain_units(spelled, groups)


def _dense(chunk: str, groups: Sequence[Group]) -> Expression:
    """Return the condition for a chunk with Chinese in it: as it stands somewhere, or all its words anywhere."""
    words = [BestOf((_word(word, groups), *_romanised(word, groups))) for word in query_words(chunk)[:_MOST_UNITS]]
    parts = [*_phrases(groups, Kind.BIGRAMS, sequence(chunk)), *_romanised(chunk, groups)]
    return BestOf((*parts, *([_all(words)] if words else [])))


def _romanised(chunk: str, groups: Sequence[Group]) -> list[Expression]:
    """Return the conditions that find Chinese words, two characters at least, where only their pinyin stands."""
    ways = [*syllable_runs(chunk), *syllable_runs(chunk, name=True)]
    wanted = dict.fromkeys(way for way in ways if len(way) > 1)
    return [part for way in wanted for part in _phrases(groups, Kind.ROMANISED, way)]


def _plain_units(words: list[str], groups: Sequence[Group]) -> list[Expression]:
    """Return the conditions for words of an alphabet; neighbours that can be read as pinyin are taken together."""
    units: list[Expression] = []
    run: list[str] = []
    for word in [*words[:_MOST_UNITS], ""]:
        if word and split_pinyin(word) and len(run) < _LONGEST_RUN:
            run.append(word)
            continue
        units += _pinyin_units(run, groups)
        run = []
        if word:
            units.append(_word(word, groups))
    return units


def _pinyin_units(run: list[str], groups: Sequence[Group]) -> list[Expression]:
    plain = [_word(word, groups) for word in run]
    readings = [sum(way, ()) for way in islice(product(*(split_pinyin(word)[:3] for word in run)), _MOST_READINGS)]
    if not run or max(map(len, readings)) < 2 or (len(run) == 1 and is_english(run[0])):
        return plain
    sounds: list[Expression] = [part for way in readings for part in _phrases(groups, Kind.SYLLABLES, way)]
    if len(run) > 1 and len(readings[0]) > 2 and not any(map(is_english, run)):
        sounds.append(_all([BestOf((_word(word, groups), *_spoken(word, groups))) for word in run]))
    return [BestOf((_all(plain), *sounds))]


def _spoken(word: str, groups: Sequence[Group]) -> list[Expression]:
    return [part for way in split_pinyin(word)[:3] for part in _phrases(groups, Kind.SYLLABLES, way)]


def _word(word: str, groups: Sequence[Group]) -> Expression:
    """Return the condition for one word: as written, by its stem, as initials, or as a number of something."""
    token = word[:_LONGEST_TOKEN]
    parts: list[Expression] = [*_terms(groups, Kind.WORDS, token)]
    if len(token) == 2 and any(dense for dense, _ in runs(token)):
        parts += _terms(groups, Kind.BIGRAMS, token)
    for found in stems(token):
        parts += _terms(groups, Kind.STEM, found)
    if _may_be_initials(token):
        parts += _terms(groups, Kind.INITIALS, token)
    if len(token) > 4 and any(char.isdigit() for char in token) and len(groups) > 1:
        parts.append(Constant(Term(IDENTIFIER_FIELD, identifier_token(token)), _IDENTIFIER_SCORE))
    return parts[0] if len(parts) == 1 else BestOf(tuple(parts))


def _may_be_initials(word: str) -> bool:
    """Return whether the letters can begin the syllables of a title: no Chinese syllable begins with i, u or v."""
    if not 2 <= len(word) <= 20 or not (word.isascii() and word.isalpha()) or set(word) & set("iuv"):
        return False
    vowels = sum(letter in "aeo" for letter in word)
    return vowels == 0 or (vowels == 1 and len(word) >= 5)


def _preferring(required: Expression, found: list[Clause]) -> Expression:
    """Return the condition with a bonus for titles that are the question, and for titles that hold it as a phrase."""
    text = " ".join(clause.text for clause in found if clause.kind != "identifier" and _may_be_title(clause))
    title = GROUPS[0]
    field = field_name(title.name, Kind.EXACT)
    preferred: list[Expression] = [
        Constant(Term(field, token[:_LONGEST_TOKEN]), title.boosts[Kind.EXACT]) for token in exact_tokens(text)
    ]
    preferred += _phrases((title,), Kind.BIGRAMS, sequence(fold(text)))
    return Preferring(required, tuple(preferred)) if preferred else required


def _may_be_title(clause: Clause) -> bool:
    return clause.group is None or clause.group is GROUPS[0]


def _groups(group: Group | None) -> Sequence[Group]:
    return GROUPS if group is None else (group,)


def _terms(groups: Iterable[Group], kind: Kind, token: str) -> list[Expression]:
    return [Term(field_name(g.name, kind), token, g.boosts[kind]) for g in groups if kind in g.boosts]


def _phrases(groups: Iterable[Group], kind: Kind, tokens: Sequence[str]) -> list[Expression]:
    cut = tuple(token[:_LONGEST_TOKEN] for token in tokens[:100])
    if len(cut) == 1:
        single = _terms(groups, kind, cut[0])
        # A single character stands among the words, not among the pairs, when it has neighbours.
        return single + (_terms(groups, Kind.WORDS, cut[0]) if kind is Kind.BIGRAMS else [])
    return [Phrase(field_name(g.name, kind), cut, g.boosts[kind]) for g in groups if kind in g.boosts] if cut else []


def _all(parts: Sequence[Expression]) -> Expression:
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))
