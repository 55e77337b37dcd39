"""What the standards keep from the public within a record: notes for staff, and fields said to be private.

MARC 21: 361, 541, 542, 561 and 583 with first indicator 0, and `$x` where it is a note that is not for the public.
UNIMARC and the formats that are based on it: 830, and `$x` (in 318 `$p`) of copies and addresses.
"""

from collections.abc import Mapping

from kg.records import Field, Record

__all__ = ["without_private_notes"]

_PRIVATE = "0"
_BY_INDICATOR = frozenset({"361", "541", "542", "561", "583"})
_HOLDINGS = ("852", "856", "863", "864", "865", "866", "867", "868")
_MARC21 = dict.fromkeys(("046", "361", "526", "583", "857", *_HOLDINGS, "876", "877", "878"), "x")
_UNIMARC = {"318": "p"} | dict.fromkeys(_HOLDINGS, "x")
_FOR_CATALOGUERS = frozenset({"830"})
_MARC21_FAMILY = "marc21"
_UNIMARC_FAMILY = frozenset({"unimarc", "cnmarc", "cmarc"})


def without_private_notes(record: Record) -> Record:
    """Return the record without what its standard keeps from the public; its bytes (`raw`) are left as they are.

    Of a field that has nothing else, nothing is left. A field in another script (880) is judged as the field that it
    stands for.
    """
    if record.format == _MARC21_FAMILY:
        kept = [_public(field, _MARC21) for field in record.fields if not _is_private(field)]
    elif record.format in _UNIMARC_FAMILY:
        kept = [_public(field, _UNIMARC) for field in record.fields if field.tag not in _FOR_CATALOGUERS]
    else:
        return record
    return record._replace(fields=tuple(field for field in kept if field is not None))


def _tag_of(field: Field) -> str:
    return (field.get("6") or "")[:3] if field.tag == "880" else field.tag


def _is_private(field: Field) -> bool:
    return field.indicators[:1] == _PRIVATE and _tag_of(field) in _BY_INDICATOR


def _public(field: Field, hidden: Mapping[str, str]) -> Field | None:
    codes = hidden.get(_tag_of(field), "")
    if not codes or not field.subfields:
        return field
    shown = tuple(pair for pair in field.subfields if pair[0] not in codes)
    return field._replace(subfields=shown) if any(code not in "68" for code, _ in shown) else None
