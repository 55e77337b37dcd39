"""What a record describes: a book or the like, or an authority, holdings, a class or a community's service.

https://www.loc.gov/marc/bibliographic/bdleader.html (06), https://www.ifla.org/g/unimarc-rg/unimarc-authorities/
"""

from kg.records.record import Record

__all__ = ["KINDS", "kind_of"]

KINDS = ("bibliographic", "authority", "holdings", "classification", "community")

_MARC21 = {"z": "authority", "w": "classification", "q": "community"} | dict.fromkeys("uvxy", "holdings")
_UNIMARC = dict.fromkeys("xyz", "authority")


def kind_of(record: Record) -> str:
    """Return one of `KINDS` by leader/06; Dublin Core, and MARC 21 with a title in 245, is always bibliographic."""
    if record.format == "dublincore":
        return "bibliographic"
    letter = record.leader[6:7]
    if record.format != "marc21":
        return _UNIMARC.get(letter, "bibliographic")
    kind = _MARC21.get(letter, "bibliographic")
    return "bibliographic" if kind != "bibliographic" and record.all("245") else kind
