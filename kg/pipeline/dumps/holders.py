"""Which members a published graph is of: by the records it was made from, or by the works and editions that name it.

Members are bits of a number. What is named is kept as 8 bytes of its digest, for the names of a million records would
not fit into memory: some 150 MB for two million agents and subjects.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import NamedNode, Quad

from kg.namespaces import BF, PROV, RDF_TYPE
from kg.pipeline.dumps.order import graphs_in_order
from kg.store import GraphView

__all__ = ["Holders", "holding_quads"]

_DERIVED = PROV + "wasDerivedFrom"
# Predicates whose objects are never an agent or a subject.
_NEVER = frozenset({RDF_TYPE, _DERIVED, *(BF + name for name in ("hasItem", "itemOf", "hasInstance", "instanceOf"))})


class Holders:
    """Tells which of `members` the graphs are of, if it is shown works and editions before agents and subjects."""

    def __init__(self, base: str, members: Sequence[str]) -> None:
        self._records = f"{base}/record/"
        self._entities = (f"{base}/agent/", f"{base}/subject/")
        self._own = tuple(f"{base}/{kind}/" for kind in ("work", "instance", "item", "record"))
        self._bits = {quote(code, safe="").casefold(): 1 << place for place, code in enumerate(members)}
        self._naming: dict[bytes, int] = {}
        self._same: dict[int, int] = {}

    def of(self, quads: Sequence[Quad]) -> int:
        """Return the members of a graph as bits, and remember what it names; 0 where it is of none of them."""
        mask = 0
        sources = [q.object.value for q in quads if q.predicate.value == _DERIVED and isinstance(q.object, NamedNode)]
        for record in sources:
            mask |= self._bit(record)
        if mask:
            self._remember(quads, mask)
        if sources or not any(str(q.graph_name)[1:].startswith(self._entities) for q in quads[:1]):
            return mask
        for subject in {quad.subject for quad in quads}:
            if isinstance(subject, NamedNode):
                mask |= self._naming.get(_key(subject.value), 0)
        return mask

    def _bit(self, record: str) -> int:
        if not record.startswith(self._records):
            return 0
        return self._bits.get(record[len(self._records) :].partition("/")[0].casefold(), 0)

    def _remember(self, quads: Sequence[Quad], mask: int) -> None:
        named = {
            quad.object.value
            for quad in quads
            if isinstance(quad.object, NamedNode) and quad.predicate.value not in _NEVER
        }
        for iri in named:
            if not iri.startswith(self._own):
                key = _key(iri)
                both = self._naming.get(key, 0) | mask
                # The same number is the same object: a number of 300 members is 64 bytes.
                self._naming[key] = self._same.setdefault(both, both)


def holding_quads(view: GraphView, base: str, members: Sequence[str], folder: Path) -> Iterator[Quad]:
    """Yield the quads that belong to the members: editions and works first, then the agents and subjects they name."""
    holders = Holders(base, members)
    for graph in graphs_in_order(view.graphs(), base, folder):
        quads = sorted(view.quads(graph), key=str)
        if holders.of(quads):
            yield from quads


def _key(iri: str) -> bytes:
    return hashlib.blake2b(iri.encode(), digest_size=8).digest()
