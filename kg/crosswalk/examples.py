"""Example records as they stand beside rules: MARCMaker lines for MARC, `=element  text` lines for Dublin Core."""

import re

from kg.errors import MappingError
from kg.records.record import Field, Record

__all__ = ["read_example"]

_LEADER = "00000nam a2200000 a 4500"
_LINE = re.compile(r"=(\w+) {2}(.*)")


def read_example(text: str, format: str) -> Record:  # noqa: A002 - the record's own word
    """Return the record that an example writes; raise MappingError for a line that is none.

    `=LDR  …`, `=008  …` and `=245  10$aText$bMore` as in MARCMaker, a blank indicator written as a backslash. Dublin
    Core: `=title  Text`, attributes after it as `{lang=zh}` and `{type=dcterms:URI}`. `format` is that of the rules;
    `marc21-authority` gives a record of `marc21`.
    """
    leader, fields = _LEADER, []
    for line in text.strip().splitlines():
        match = _LINE.fullmatch(line.strip("\r\n"))
        if match is None:
            raise MappingError(f"'{line}' is no line of an example record such as '=245  10$aText'.")
        tag, content = match.groups()
        if tag == "LDR":
            leader = content
        else:
            fields.append(_dublin_core(tag, content) if format == "dublincore" else _marc(tag, content))
    return Record(
        format.partition("-")[0],
        "example",
        "utf-8",
        "" if format == "dublincore" else leader,
        tuple(fields),
        text.encode(),
    )


def _marc(tag: str, content: str) -> Field:
    if tag < "010":
        return Field(tag, "", (), content)
    indicators = content[:2].replace("\\", " ")
    pairs = [(part[0], part[1:].replace("{dollar}", "$")) for part in content[2:].split("$")[1:] if part]
    return Field(tag, indicators, tuple(pairs), "")


def _dublin_core(tag: str, content: str) -> Field:
    attributes = re.findall(r"\{(lang|type)=([^}]*)\}", content)
    text = re.sub(r"\{(lang|type)=[^}]*\}", "", content).strip()
    return Field(tag, "", (("_", text), *attributes), "")
