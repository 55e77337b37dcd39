"""The value functions that rules call by name: of one text, of a list of texts, of a whole field.

Each entry of the three tables takes the arguments written in the rule and gives the function that runs. A function of
one text that gives nothing drops that value.
"""

import re
from collections.abc import Callable
from typing import Any

from kg.crosswalk.dates import date_of_positions, edtf_of_text, marc_date, period_of_code
from kg.crosswalk.fields import (
    after,
    agent_authority,
    agent_resource,
    before,
    bracketed,
    captioned_holdings,
    control_key,
    default_role,
    field_key,
    groove,
    heading,
    heading_authority,
    hub_key,
    kept_key,
    key_until,
    name_label,
    own_text,
    role_words,
    statement,
    title_authority,
    title_label,
)
from kg.crosswalk.holdings import captioned_extent, copy_link, location_link
from kg.crosswalk.identifiers import control_number, parenthesised
from kg.crosswalk.isbd import balance_brackets, trim_isbd
from kg.crosswalk.source import Source
from kg.crosswalk.uncertain_dates import edtf_of_words
from kg.crosswalk.unimarc_key import unimarc_key
from kg.description.datatypes import is_edtf, typed_literal
from kg.description.node import Iri, Literal
from kg.namespaces import EDTF, XSD
from kg.text.dates import publication_year

__all__ = ["FIELD_FUNCTIONS", "LIST_FUNCTIONS", "TEXT_FUNCTIONS"]

Term = str | Iri | Literal
TextFunction = Callable[[str], Term | None]
ListFunction = Callable[[list[Any]], list[Any]]
FieldFunction = Callable[[Source], list[Any]]


def _trim_isbd(end: str = ".:;,/=") -> TextFunction:
    return trim_isbd if end == ".:;,/=" else lambda text: trim_isbd(text, end)


def _match(pattern: str) -> TextFunction:
    compiled = re.compile(pattern)
    return lambda text: text if compiled.search(text) else None


def _unlike(pattern: str) -> TextFunction:
    compiled = re.compile(pattern)
    return lambda text: None if compiled.search(text) else text


def _extract(pattern: str) -> TextFunction:
    compiled = re.compile(pattern)

    def extract(text: str) -> str | None:
        match = compiled.search(text)
        return match[match.lastindex or 0] if match else None

    return extract


def _replace(pattern: str, by: str = "") -> TextFunction:
    compiled = re.compile(pattern)
    return lambda text: compiled.sub(by, text)


def _prefix(before: str) -> TextFunction:
    return lambda text: before + text


def _suffix(after: str) -> TextFunction:
    return lambda text: text + after


def _strip(marks: str = " ") -> TextFunction:
    return lambda text: text.strip(marks + " ")


def _strip_end(marks: str) -> TextFunction:
    return lambda text: text.rstrip(marks + " ")


def _at(start: str, end: str = "") -> TextFunction:
    first, last = int(start), int(end or start) + 1
    return lambda text: text[first:last].strip()


def _edtf_words(text: str) -> Literal | None:
    edtf = edtf_of_words(text)
    return Literal(edtf, "", EDTF) if edtf and is_edtf(edtf) else None


def _edtf(text: str) -> Literal | None:
    date = edtf_of_text(text)
    return Literal(date, "", EDTF) if date and is_edtf(date) else None


def _marc_date(text: str) -> Literal | None:
    date = marc_date(text)
    return typed_literal(date, EDTF) if date else None


def _time_period(text: str) -> Literal | None:
    period = period_of_code(text)
    return typed_literal(period, EDTF) if period else None


def _publication_year(text: str) -> Literal | None:
    """Return the year of a statement of publication, one by era (民国二十五年) among them."""
    year = publication_year(text)
    return Literal(f"{year:04}", "", EDTF) if year else None


def _entry_date(text: str) -> Literal | None:
    """Return the date of six digits `yymmdd` in 008/00-05; years from 50 on are of the twentieth century."""
    if not re.fullmatch(r"\d{6}", text):
        return None
    century = "19" if text[:2] >= "50" else "20"
    if text.endswith("00"):
        return typed_literal(marc_date(century + text), EDTF)
    return typed_literal(f"{century}{text[:2]}-{text[2:4]}-{text[4:]}", XSD + "date")


def _minutes(text: str) -> Literal | None:
    """Return the running time of three digits in 008/18-20 as a duration."""
    return Literal(f"PT{int(text)}M", "", XSD + "duration") if re.fullmatch(r"\d{3}", text) and text != "000" else None


def _hhmmss(text: str) -> Literal | None:
    """Return `hhmmss` (306) as a duration."""
    match = re.fullmatch(r"(\d\d)(\d\d)(\d\d)", text)
    return Literal(f"PT{match[1]}H{match[2]}M{match[3]}S", "", XSD + "duration") if match else None


TEXT_FUNCTIONS: dict[str, Callable[..., TextFunction]] = {
    "trim": _strip,
    "trim_isbd": _trim_isbd,
    "trim_end": _strip_end,
    "balance_brackets": lambda: balance_brackets,
    "match": _match,
    "unlike": _unlike,
    "extract": _extract,
    "replace": _replace,
    "prefix": _prefix,
    "suffix": _suffix,
    "at": _at,
    "lower": lambda: str.lower,
    "upper": lambda: str.upper,
    "edtf": lambda: _edtf,
    "edtf_words": lambda: _edtf_words,
    "marc_date": lambda: _marc_date,
    "time_period": lambda: _time_period,
    "publication_year": lambda: _publication_year,
    "entry_date": lambda: _entry_date,
    "minutes": lambda: _minutes,
    "hhmmss": lambda: _hhmmss,
    "parenthesised": lambda: parenthesised,
    "without_parenthesised": lambda: control_number,
}


def _split(separator: str = " ") -> ListFunction:
    compiled = re.compile(separator)
    return lambda values: [part.strip() for value in values for part in compiled.split(value) if part.strip()]


def _join(separator: str = " ") -> ListFunction:
    return lambda values: [separator.join(values)] if values else []


def _unique() -> ListFunction:
    return lambda values: list(dict.fromkeys(values))


def _chars(size: str = "1") -> ListFunction:
    step = int(size)
    return lambda values: list(
        dict.fromkeys(value[at : at + step] for value in values for at in range(0, len(value), step))
    )


LIST_FUNCTIONS: dict[str, Callable[..., ListFunction]] = {
    "join": _join,
    "first": lambda: lambda values: values[:1],
    "last": lambda: lambda values: values[-1:],
    "rest": lambda: lambda values: values[1:],
    "unique": _unique,
    "split": _split,
    "chars": _chars,
}

FIELD_FUNCTIONS: dict[str, Callable[..., FieldFunction]] = {
    "marc_key": lambda: field_key,
    "whole_field": lambda: own_text,
    "name_label": name_label,
    "role_words": role_words,
    "statement": statement,
    "after": after,
    "before": before,
    "bracketed": bracketed,
    "agent_authority": lambda: agent_authority,
    "agent_resource": agent_resource,
    "default_role": default_role,
    "captioned_holdings": lambda: captioned_holdings,
    "groove": lambda: groove,
    "heading": heading,
    "heading_authority": heading_authority,
    "hub_key": lambda: hub_key,
    "control_key": lambda: control_key,
    "kept_key": kept_key,
    "unimarc_key": unimarc_key,
    "key_until": key_until,
    "captioned_extent": lambda: captioned_extent,
    "location_link": location_link,
    "copy_link": lambda: copy_link,
    "title_authority": title_authority,
    "title_label": title_label,
    "date_of_008": lambda: date_of_positions,
}
