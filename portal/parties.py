"""Members and groups as statements: who they are and who belongs to whom."""

from collections.abc import Iterable
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from kg.catalogue.rows import Group, Member, Membership
from kg.namespaces import BF, DCTERMS, FOAF, RDF_TYPE, RDFS_LABEL

__all__ = ["group_quads", "member_quads"]


def member_quads(member: Member, memberships: Iterable[Membership], base: str) -> list[Quad]:
    """Return what the catalogue says of a member."""
    subject = _node(base, "member", member.code)
    quads = [_typed(subject, BF + "Agent"), _typed(subject, BF + "Organization"), *_names(subject, member)]
    quads.append(Quad(subject, NamedNode(DCTERMS + "identifier"), Literal(member.code)))
    if member.url:
        quads.append(Quad(subject, NamedNode(FOAF + "homepage"), _address(member.url)))
    if member.licence:
        quads.append(Quad(subject, NamedNode(DCTERMS + "license"), _address(member.licence)))
    groups = sorted({row.group for row in memberships if row.member == member.code})
    return quads + [Quad(_node(base, "group", code), NamedNode(FOAF + "member"), subject) for code in groups]


def group_quads(group: Group, memberships: Iterable[Membership], base: str) -> list[Quad]:
    """Return what the catalogue says of a group and its members."""
    subject = _node(base, "group", group.code)
    quads = [_typed(subject, FOAF + "Group"), *_names(subject, group)]
    codes = sorted({row.member for row in memberships if row.group == group.code})
    return quads + [Quad(subject, NamedNode(FOAF + "member"), _node(base, "member", code)) for code in codes]


def _names(subject: NamedNode, party: Member | Group) -> list[Quad]:
    names = [Literal(party.name)] + ([Literal(party.name_en, language="en")] if party.name_en else [])
    return [Quad(subject, NamedNode(RDFS_LABEL), name) for name in names]


def _typed(subject: NamedNode, kind: str) -> Quad:
    return Quad(subject, NamedNode(RDF_TYPE), NamedNode(kind))


def _node(base: str, kind: str, code: str) -> NamedNode:
    return NamedNode(f"{base}/{kind}/{quote(code, safe='')}")


def _address(text: str) -> NamedNode | Literal:
    """Return a node for an address, a literal for words such as "CC0 1.0"."""
    if text.startswith(("http://", "https://")):
        try:
            return NamedNode(text)
        except ValueError:
            return Literal(text)
    return Literal(text)
