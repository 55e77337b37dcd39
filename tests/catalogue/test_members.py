"""Members, groups and memberships."""

import pytest

from kg.catalogue import Catalogue, Group, Member, Membership
from kg.errors import ConflictError, NotFoundError


def test_an_unknown_member_names_those_there_are(catalogue: Catalogue) -> None:
    """The error tells what can be named."""
    with pytest.raises(NotFoundError, match="There are: NJU"):
        catalogue.member("PKU")


def test_a_code_is_taken_in_any_case_of_letters(catalogue: Catalogue) -> None:
    """NJU and nju are one member."""
    with pytest.raises(ConflictError, match="already"):
        catalogue.add_member(Member("nju", "另一个", "marc21"))


def test_a_removed_code_can_be_used_again(catalogue: Catalogue) -> None:
    """A member without records can go and come back."""
    catalogue.remove_member("NJU")
    assert catalogue.members() == []
    catalogue.add_member(Member("NJU", "南京大学", "marc21"))
    assert catalogue.member("NJU").name == "南京大学"


def test_a_member_belongs_to_several_groups(catalogue: Catalogue) -> None:
    """Each membership has its own role and dates."""
    catalogue.add_group(Group("JALIS", "江苏省高等学校文献保障系统", "region"))
    catalogue.add_group(Group("CALIS", "中国高等教育文献保障系统"))
    catalogue.add_membership(Membership("JALIS", "NJU", "centre", "1997-01-01"))
    catalogue.add_membership(Membership("CALIS", "NJU"))
    assert [(m.group, m.role) for m in catalogue.memberships(member="NJU")] == [
        ("CALIS", "member"),
        ("JALIS", "centre"),
    ]


def test_adding_a_membership_again_replaces_it(catalogue: Catalogue) -> None:
    """A member has one place in a group."""
    catalogue.add_group(Group("JALIS", "江苏"))
    catalogue.add_membership(Membership("JALIS", "NJU"))
    catalogue.add_membership(Membership("JALIS", "NJU", "centre"))
    assert [m.role for m in catalogue.memberships(group="JALIS")] == ["centre"]


def test_removing_a_group_keeps_its_members(catalogue: Catalogue) -> None:
    """A group is only a group."""
    catalogue.add_group(Group("JALIS", "江苏"))
    catalogue.add_membership(Membership("JALIS", "NJU"))
    catalogue.remove_group("JALIS")
    assert catalogue.memberships() == []
    assert catalogue.member("NJU").code == "NJU"


def test_ending_no_membership_is_an_error(catalogue: Catalogue) -> None:
    """What is not there cannot be ended."""
    with pytest.raises(NotFoundError, match="does not belong"):
        catalogue.remove_membership("JALIS", "NJU")
