"""The sample consortium that `lianmu demo` loads: its members, their groups and their files."""

from kg.demo.members import DemoGroup, DemoMember, demo_groups, demo_members, members_of

__all__ = ["DemoGroup", "DemoMember", "demo_groups", "demo_members", "members_of"]
