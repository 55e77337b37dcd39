"""The decision on one record: the member's word or its licence, overruled by the first rule that applies."""

import pytest

from kg.errors import UsageError
from kg.records import Record
from kg.records.record import Field
from kg.rights import Cause, Rights


def record(agency: str, number: str = "1") -> Record:
    fields = (
        Field("035", "  ", (("a", number),), ""),
        Field("040", "  ", (("a", agency),), ""),
    )
    return Record("marc21", "iso2709", "utf-8", "", fields, b"")


@pytest.mark.parametrize(
    ("redistribute", "licence", "unstated", "restricted", "cause"),
    [
        ("", "CC0-1.0", "no", False, Cause.LICENCE),
        ("", "All rights reserved", "yes", True, Cause.LICENCE),
        ("", "ask us", "yes", True, Cause.UNKNOWN_LICENCE),
        ("", "", "yes", False, Cause.UNSTATED),
        ("", " ", "no", True, Cause.UNSTATED),
        ("yes", "All rights reserved", "no", False, Cause.MEMBER),
        ("no", "CC0-1.0", "yes", True, Cause.MEMBER),
    ],
)
def test_without_rules_the_member_decides_then_its_licence(
    redistribute: str, licence: str, unstated: str, restricted: bool, cause: Cause
) -> None:
    """What nobody understands is withheld; what nobody says is decided by the setting."""
    decision = Rights.parse(redistribute, licence, "", unstated).decide(record("DLC"))
    assert (decision.restricted, decision.cause) == (restricted, cause)
    assert len(decision.reason) > 20


def test_the_first_rule_that_applies_has_the_last_word() -> None:
    """Over the member's yes or no as well."""
    rights = Rights.parse("no", "", "allow 040$a DLC\ndeny 035$a (OCoLC)*\nallow 035")
    assert not rights.decide(record("DLC", "(OCoLC)1")).restricted
    denied = rights.decide(record("XYZ", "(OCoLC)1"))
    assert (denied.restricted, denied.cause, denied.detail) == (True, Cause.RULE, "deny 035$a (OCoLC)*")
    assert "`deny 035$a (OCoLC)*` forbids" in denied.reason
    assert not rights.decide(record("XYZ", "2")).restricted


def test_the_reason_names_the_licence_as_it_is_written_and_as_it_is_understood() -> None:
    """A member sees at once when its words were taken for something else."""
    written = "https://creativecommons.org/licenses/by-nc/4.0/"
    assert f"({written}: CC BY-NC)" in Rights.parse("", written, "").general.reason


@pytest.mark.parametrize("words", [("maybe", "yes"), ("", "perhaps")])
def test_only_yes_and_no_are_words(words: tuple[str, str]) -> None:
    """A misspelt setting must not pass for a permission."""
    with pytest.raises(UsageError, match="yes or no"):
        Rights.parse(words[0], "", "", words[1])


def test_equal_bases_are_equal_decisions() -> None:
    """Another licence as open as the one before is no reason to decide on every record again; another rule is."""
    assert Rights.parse("", "CC0", "deny 990").basis == Rights.parse("yes", "", "# x\n deny  990").basis
    assert Rights.parse("", "CC0", "deny 990").basis != Rights.parse("", "CC0", "deny 991").basis
    assert Rights.parse("", "CC0", "").basis != Rights.parse("no", "CC0", "").basis


def test_rights_come_back_from_their_basis() -> None:
    """So that an undo decides as the rest was decided."""
    rights = Rights.parse("no", "", "allow 040$a DLC")
    again = Rights.of_basis(rights.basis)
    assert again is not None
    assert [again.decide(record(agency)).restricted for agency in ("DLC", "X")] == [False, True]
    assert Rights.of_basis("") is None


def test_what_cannot_be_read_is_withheld_where_rules_would_look_into_it() -> None:
    """A rule might forbid it."""
    assert Rights.parse("yes", "", "deny 990").for_unreadable.restricted
    assert not Rights.parse("yes", "", "").for_unreadable.restricted
