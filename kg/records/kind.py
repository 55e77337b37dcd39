"""What a record describes: a book or the like, or an authority, holdings, a class or a community's service.

https://www.loc.gov/marc/bibliographic/bdleader.html (06), https://www.ifla.org/g/unimarc-rg/unimarc-authorities/
http://www.unimarc.info/holdings/1/en/000
"""

from kg.records.record import Record

__all__ = ["KINDS", "kind_of"]

KINDS = ("bibliographic", "authority", "holdings", "classification", "community")

_MARC21 = {"z": "authority", "w": "classification", "q": "community"} | dict.fromkeys("uvxy", "holdings")
_UNIMARC = dict.fromkeys("xyz", "authority") | {"u": "holdings"}
# The letters a to d of UNIMARC's holdings are those of texts and scores too: what has a location (252) or an access
# (256), the number of another record (004) and no title is holdings.
_LOCATIONS = frozenset({"252", "256"})


def kind_of(record: Record) -> str:
    """Return one of `KINDS` by leader/06; Dublin Core, and MARC 21 with a title in 245, is always bibliographic.

    Holdings of UNIMARC are told by their fields.
    """
    if record.format == "dublincore":
        return "bibliographic"
    letter = record.leader[6:7]
    if record.format != "marc21":
        return _UNIMARC.get(letter) or ("holdings" if letter in "abcd" and _is_located(record) else "bibliographic")
    kind = _MARC21.get(letter, "bibliographic")
    return "bibliographic" if kind != "bibliographic" and record.all("245") else kind


def _is_located(record: Record) -> bool:
    tags = {field.tag for field in record.fields}
    return "004" in tags and "200" not in tags and not tags.isdisjoint(_LOCATIONS)
