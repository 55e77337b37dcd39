"""One source record's own statements, named by the record: what a member said before anything was united."""

from kg.description import Description, digest, write_nquads
from kg.namespaces import BF, PROV

__all__ = ["record_ntriples"]


def record_ntriples(description: Description, record_iri: str, instance_iri: str = "") -> list[str]:
    """Return the description as lines of N-Triples; `instance_iri` is the edition that the record contributes to.

    Agents and subjects are named within the record: which of the catalogue's they are is not the record's statement.
    """
    work, instance = f"{record_iri}#work", f"{record_iri}#instance"
    lines = [
        *write_nquads(description.work, work, owner=record_iri),
        *write_nquads(description.instance, instance, owner=record_iri),
        _line(work, BF + "hasInstance", instance),
        _line(instance, BF + "instanceOf", work),
    ]
    for place, item in enumerate(description.items, start=1):
        name = f"{record_iri}#item-{digest(item)}-{place}"
        lines += [
            *write_nquads(item, name, owner=record_iri),
            _line(name, BF + "itemOf", instance),
            _line(instance, BF + "hasItem", name),
        ]
    if instance_iri:
        lines.append(_line(instance_iri, PROV + "wasDerivedFrom", record_iri))
    return list(dict.fromkeys(lines))


def _line(subject: str, predicate: str, value: str) -> str:
    return f"<{subject}> <{predicate}> <{value}> .\n"
