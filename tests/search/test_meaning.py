"""The meaning of a question as conditions on index fields."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from kg.search.expression import Everything, Expression, Phrase, Term
from kg.search.fields import GROUPS, SCORED_FIELDS, Kind, field_name
from kg.search.meaning import IDENTIFIER_FIELD, mean


def leaves(expression: Expression) -> Iterator[Term | Phrase]:
    """Yield the terms and phrases of an expression."""
    if isinstance(expression, Term | Phrase):
        yield expression
        return
    for name in ("part", "required", "parts", "preferred"):
        below = getattr(expression, name, ())
        for part in below if isinstance(below, tuple) else (below,):
            yield from leaves(part)


def fields_asked(question: str) -> set[str]:
    """Return the fields that the question asks."""
    return {leaf.field for leaf in leaves(mean(question).strict)}


def test_nothing_means_everything() -> None:
    """An empty box finds all."""
    assert mean("  ").strict == Everything()


def test_initials_are_asked_of_titles_only() -> None:
    """Hlm may stand for a title, for nothing else."""
    asked = [leaf for leaf in leaves(mean("hlm").strict) if leaf.field.endswith(Kind.INITIALS)]
    assert {leaf.field for leaf in asked} == {field_name("title", Kind.INITIALS)}


def test_words_are_not_taken_for_initials() -> None:
    """What has vowels, or letters with which no syllable begins, is a word."""
    for word in ("library", "the", "women", "xviii"):
        assert field_name("title", Kind.INITIALS) not in fields_asked(word)


def test_a_common_western_word_is_not_taken_for_pinyin() -> None:
    """Women does not ask for 我们, hongloumeng asks for its syllables."""
    assert field_name("title", Kind.SYLLABLES) not in fields_asked("women")
    assert field_name("title", Kind.SYLLABLES) in fields_asked("hongloumeng")


def test_prefix_narrows_to_its_group() -> None:
    """author: asks nothing else."""
    assert {field.partition("_")[0] for field in fields_asked("author:曹雪芹")} == {"name"}


def test_one_word_cannot_be_relaxed() -> None:
    """Of one word none can fail."""
    assert mean("library").relaxed is None
    assert mean("library history").relaxed is not None


def test_cost_of_a_question_is_bounded() -> None:
    """A very long question asks no more than some thousands of conditions."""
    for question in ("红楼梦" * 3000, "hong lou meng " * 700, "library " * 1000, "xian " * 1000):
        assert sum(1 for _ in leaves(mean(question).strict)) < 3000


@given(st.text(max_size=60))
def test_only_fields_of_the_table_are_asked(question: str) -> None:
    """Every backend knows every field that a question can ask; a phrase has two tokens at least."""
    known = {*SCORED_FIELDS, IDENTIFIER_FIELD}
    meaning = mean(question)
    for leaf in (*leaves(meaning.strict), *(leaves(meaning.relaxed) if meaning.relaxed else ())):
        assert leaf.field in known
        assert isinstance(leaf, Term) or len(leaf.tokens) > 1


def test_prefixes_are_unambiguous() -> None:
    """No prefix chooses two groups."""
    prefixes = [prefix for group in GROUPS for prefix in group.prefixes]
    assert len(prefixes) == len(set(prefixes))
