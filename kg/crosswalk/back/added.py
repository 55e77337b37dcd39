"""Fields that follow from others of the record: `also` and `along` of `back/format.toml`."""

import re
from collections.abc import Iterable, Mapping

from kg.crosswalk.back.making import Made, Part

__all__ = ["add_fields", "write_along"]

_SUBFIELD = re.compile(r"\$(.)([^$]*)")


def add_fields(made: Iterable[Made], also: Mapping[str, str]) -> list[Made]:
    """Return the fields with those that `also` names beside them.

    `also` has for a subfield with its text (`181ctxt`) the field that says the same in another way (`181  $ai`). What
    several subfields of one field add is one field.
    """
    fields: list[Made] = []
    for one in made:
        more: dict[str, Made] = {}
        for part in one.parts if one.rule != "kept" else ():
            text = also.get(one.tag + part.code + part.text, "")
            if not text:
                continue
            field = more.setdefault(text[:5], Made(text[:3], text[3], text[4], rule="also"))
            field.parts += [Part(code, value) for code, value in _SUBFIELD.findall(text)]
        fields += [*more.values(), one]
    return fields


def write_along(made: list[Made], along: Mapping[str, str]) -> list[Made]:
    """Return the fields, those with a tag of `along` as the tag and indicators there, where the record has that tag."""
    present = {one.tag for one in made}
    for one in made:
        to = along.get(one.tag, "")
        if to[:3] in present and one.rule != "kept":
            one.tag, one.ind1, one.ind2 = to[:3], to[3], to[4]
    return made
