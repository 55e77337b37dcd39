"""What an edition is counted by, and what its records lack: made beside its graph, from the same descriptions."""

from collections.abc import Sequence

from kg.bibframe.things import Work
from kg.catalogue.editions import EditionFacts, Lack
from kg.catalogue.rows import StoredRecord
from kg.description import Description
from kg.overlap import Disciplines, classes_of, lacks, said, together
from kg.search.query import EditionDocument

__all__ = ["facts_of", "lacks_of"]


def facts_of(work: Work, document: EditionDocument, disciplines: Disciplines) -> EditionFacts:
    """Return what an edition is counted by: all of its records count, also those that may not be passed on."""
    languages = " ".join(sorted(document.facets["language"]))
    return EditionFacts(**classes_of(work, disciplines), language=languages, year=document.year)


def lacks_of(records: Sequence[tuple[StoredRecord, Description]]) -> frozenset[Lack]:
    """Return what each of an edition's records lacks that other members' records have which may be passed on."""
    members = {stored.member for stored, _ in records}
    if len(members) == 1:
        return frozenset()
    found = [(stored, said(description)) for stored, description in records]
    others = {
        member: together(own for stored, own in found if stored.member != member and not stored.restricted)
        for member in members
    }
    return frozenset(
        Lack(stored.member, stored.n, kind, number)
        for stored, own in found
        for kind, number in lacks(own, others[stored.member]).items()
    )
