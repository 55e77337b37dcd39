"""What records of other kinds describe: an authority, or holdings of something that another record catalogues."""

from typing import NamedTuple

from kg.description.node import Description, Node, Remark

__all__ = ["THING", "AnyDescription", "AuthorityDescription", "HoldingsDescription"]

THING = "thing"
"""What `Node.entity` is of the thing that an authority's heading names: there is one a record."""


class AuthorityDescription(NamedTuple):
    """One authority record as MADS/RDF: the authority, which has an `iri` where its agency publishes one."""

    local_id: str
    authority: Node
    remarks: tuple[Remark, ...] = ()


class HoldingsDescription(NamedTuple):
    """One holdings record: its items, and `held`, the numbers of the records whose instances they are items of.

    `instance` is what the holdings record itself says of what is held, such as an ISBN; `held` is never empty.
    """

    local_id: str
    items: tuple[Node, ...]
    held: tuple[str, ...]
    instance: Node
    remarks: tuple[Remark, ...] = ()


AnyDescription = Description | AuthorityDescription | HoldingsDescription
