"""Records of other kinds as lines for a terminal: an authority's forms of a name, the items of a holdings record."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.description import AuthorityDescription, HoldingsDescription, Node
    from kg.records import Record

__all__ = ["other_lines"]


def other_lines(record: "Record") -> list[str]:
    """Return what an authority or a holdings record says; nothing for a kind without rules."""
    from kg.crosswalk.separate import Crosswalks, rules_for
    from kg.description import AuthorityDescription, HoldingsDescription
    from kg.errors import RECORD_ERRORS
    from kg.records import local_id
    from kg.settings import shipped_folder

    if not rules_for(record):
        return []
    try:
        found = Crosswalks(shipped_folder("mappings")).convert(record, local_id(record) or "x")
    except RECORD_ERRORS as error:
        return [f"(the rules cannot convert it: {error})"]
    if isinstance(found, AuthorityDescription):
        return _authority_lines(found)
    return _holdings_lines(found) if isinstance(found, HoldingsDescription) else []


def _authority_lines(found: "AuthorityDescription") -> list[str]:
    from kg.description import Node
    from kg.description.terms import local_name

    lines = [f"规范 Authority: {', '.join(_texts(found.authority, 'authoritativeLabel'))}"]
    for predicate, node in found.authority.properties:
        variant = "" if not isinstance(node, Node) else "; ".join(_texts(node, "variantLabel", "authoritativeLabel"))
        if variant:
            lines.append(f"{local_name(predicate)}: {variant}")
    return lines


def _texts(node: "Node", *names: str) -> list[str]:
    from kg.description import Literal
    from kg.namespaces import MADS

    return [value.value for name in names for value in node.values(MADS + name) if isinstance(value, Literal)]


def _holdings_lines(found: "HoldingsDescription") -> list[str]:
    from kg.bibframe.parts import item

    lines = [f"所属 Of: {', '.join(found.held)}"]
    for node in found.items:
        held = item(node)
        parts = (*held.sublocation, *held.shelf_marks, *held.barcodes, *held.enumeration, *held.notes)
        lines.append(f"馆藏 Held: {', '.join(parts)}")
    return lines
