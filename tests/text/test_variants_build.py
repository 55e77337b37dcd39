"""The joining of character classes."""

from kg.text.variants_build import classes


def test_pairs_join_into_classes() -> None:
    """A pair that touches two classes makes them one."""
    assert sorted(map(sorted, classes([("a", "b"), ("c", "d"), ("b", "c"), ("x", "y")]))) == [
        ["a", "b", "c", "d"],
        ["x", "y"],
    ]
