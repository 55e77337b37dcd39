"""Recognises the dialect of a file by its first records, and refuses what it was not given as."""

import re
from collections import Counter
from collections.abc import Iterable

from kg.errors import UsageError
from kg.records.record import Record

__all__ = ["FORMATS", "differs", "format_name", "judge"]

FORMATS = ("marc21", "unimarc", "cnmarc", "cmarc", "dublincore")

_NAMES = {
    "marc": "marc21",
    "usmarc": "marc21",
    "marc-21": "marc21",
    "dc": "dublincore",
    "oai_dc": "dublincore",
    "cmarc-tw": "cmarc",
}
_SHOWN = {
    "marc21": "MARC 21",
    "unimarc": "UNIMARC",
    "cnmarc": "CNMARC",
    "cmarc": "CMARC",
    "dublincore": "Dublin Core",
    "mab2": "MAB2",
    "pica": "PICA",
}
# What marcxchange calls a format in its attribute.
_DECLARED = {
    "marc21": "marc21",
    "usmarc": "marc21",
    "marc 21": "marc21",
    "unimarc": "unimarc",
    "unimarc/b": "unimarc",
    "cnmarc": "cnmarc",
    "cmarc": "cmarc",
    "mab2": "mab2",
    "mab": "mab2",
    "mabxml": "mab2",
    "pica": "pica",
    "picaplus": "pica",
}
_FAMILY = {"cnmarc": "unimarc", "cmarc": "unimarc"}
_GENERAL = re.compile(r"\d{8}[a-z |#][\d u?|#-]{4}")  # the start of UNIMARC 100 $a: date on file, type, date
# The same of an authority record: date on file, status of the heading, language and scheme of transliteration.
_GENERAL_AUTHORITY = re.compile(r"\d{8}[a-z |#][a-z]{3}[a-z |#]")
_UNIMARC_TAGS = frozenset({"101", "210", "215", "801"})
_MARC21_TAGS = frozenset({"040", "260", "264", "300"})
_AUTHORITIES = frozenset("xyz")  # of UNIMARC, leader/06
_TAIWAN = frozenset({"TW", "CW"})
_NAMES_OF_PERSONS = frozenset({"600", "700", "701", "702"})  # whose $s is the dynasty
_CHINESE = frozenset({"CN", "TW", "HK", "MO", "CW"})
_MAB_LEADER = re.compile(r"\d{5}[a-z ]M2\.0|.{5}[cdnpuv]M2\.")
_FIXED = 38  # 008 is 40 characters in MARC 21; UNIMARC has none, MAB2 not in 008
_CLEAR = 0.8
_WEIGHTY = 0.75


def format_name(name: str) -> str:
    """Return our name for a dialect, "" for ""; raise UsageError for one that is not read."""
    wanted = name.strip().lower()
    wanted = _NAMES.get(wanted, wanted)
    if wanted and wanted not in FORMATS:
        raise UsageError(f"There is no format '{name}'. There are: {', '.join(FORMATS)}.")
    return wanted


def judge(records: list[Record], declared: Iterable[str], asked: str) -> tuple[str, str]:
    """Return the dialect of a file by its first records, and a sentence when it must be refused ("" otherwise).

    `declared` is what the records' own XML says of their format; `asked` is what the caller says.
    """
    kinds = Counter(kind for record in records if (kind := _kind(record)))
    if asked == "dublincore" and not kinds and any(record.leader for record in records):
        return asked, "The file was given as Dublin Core but holds MARC records. Change the format."
    named = Counter(_DECLARED[name] for name in declared if name in _DECLARED)
    found = _clear(named) or _clear(kinds) or _clear(_signs(records), _WEIGHTY)
    if found == "unimarc" and (kinds["cnmarc"] or kinds["cmarc"]):
        found = "cnmarc" if kinds["cnmarc"] >= kinds["cmarc"] else "cmarc"
    if found in {"mab2", "pica"}:
        return (
            found,
            f"The records are {_SHOWN[found]} (100 is the author, 331 the title), which is not read. Export MARC 21.",
        )
    if not asked:
        return found or _most(kinds) or "marc21", ""
    if found and _FAMILY.get(found, found) != _FAMILY.get(asked, asked):
        why = _WHY.get(found, "")
        return (
            asked,
            f"The file was given as {_SHOWN[asked]} but its records look like {_SHOWN[found]}{why}. Change the format.",
        )
    return asked, ""


_WHY = {
    "marc21": " (245 holds the title, 100 no coded data)",
    "unimarc": " (200 holds the title, 100 $a coded data)",
    "cnmarc": " (200 holds the title, 100 $a coded data, Chinese codes)",
    "cmarc": " (200 holds the title, 100 $a coded data, codes of Taiwan)",
}


def differs(record: Record) -> str:
    """Return the dialect that a MARC record clearly has when it is not its file's, shown to people; else ""."""
    kind = _kind(record)
    other = _FAMILY.get(kind, kind)
    mine = _FAMILY.get(record.format, record.format)
    return _SHOWN[kind] if other and other != mine else ""


def _signs(records: list[Record]) -> Counter[str]:
    """Count what speaks for each of two dialects, in records that may each have a field of the other."""
    signs = Counter[str]()
    for record in records:
        tags = {field.tag for field in record.fields}
        signs["marc21"] += ("245" in tags) + (len(record.control("008")) >= _FIXED) + bool(_MARC21_TAGS & tags)
        signs["unimarc"] += ("200" in tags) + _is_coded(_general(record)) + bool(_UNIMARC_TAGS & tags)
    return signs


def _clear(kinds: Counter[str], share: float = _CLEAR) -> str:
    """Return the kind of so great a share of the records of which a kind is known."""
    families = Counter[str]()
    for kind, count in kinds.items():
        families[_FAMILY.get(kind, kind)] += count
    if not families.total():
        return ""
    kind, count = families.most_common(1)[0]
    return kind if count >= share * families.total() else ""


def _most(kinds: Counter[str]) -> str:
    return kinds.most_common(1)[0][0] if kinds else ""


def _kind(record: Record) -> str:
    """Return the dialect that a record clearly has, "" when it may be more than one."""
    if record.format == "dublincore" or not record.fields:
        return record.format if record.fields else ""
    tags = {field.tag for field in record.fields}
    general = _general(record)
    if by_leader := _kind_by_leader(record.leader, general):
        return by_leader
    coded = _is_coded(general)
    if "200" not in tags and not coded:
        if "245" in tags or len(record.control("008")) >= _FIXED:
            return "marc21"
        return "mab2" if "331" in tags else ""
    if "200" in tags and "245" not in tags and (coded or ("100" not in tags and _UNIMARC_TAGS & tags)):
        return _habit(record, tags, general)
    return ""


def _habit(record: Record, tags: set[str], general: str) -> str:
    """Return whose practice a UNIMARC record follows."""
    if _is_taiwanese(record, tags):
        return "cmarc"
    return "cnmarc" if _is_chinese(record, tags, general) else "unimarc"


def _kind_by_leader(leader: str, general: str) -> str:
    """Return the dialect of MAB2 and of UNIMARC authorities, of which those catalogued in Chinese follow CNMARC."""
    if _MAB_LEADER.match(leader):
        return "mab2"
    if leader[6:7] in _AUTHORITIES and _GENERAL_AUTHORITY.match(general):
        return "cnmarc" if general[9:12] == "chi" else "unimarc"
    return ""


def _general(record: Record) -> str:
    return next((field.get("a") or "" for field in record.fields if field.tag == "100"), "")


def _is_coded(general: str) -> bool:
    return _GENERAL.match(general) is not None


def _is_taiwanese(record: Record, tags: set[str]) -> bool:
    """Say whether a UNIMARC record follows Taiwan's practice: two signs of four."""
    countries = {
        (field.get("a") or "").strip().upper() for field in record.fields if field.tag in {"022", "102", "801"}
    }
    signs = (
        bool(countries & _TAIWAN),
        "805" in tags,
        "681" in tags,
        any(field.get("s") for field in record.fields if field.tag in _NAMES_OF_PERSONS),
    )
    return sum(signs) >= 2


def _is_chinese(record: Record, tags: set[str], general: str) -> bool:
    """Say whether a UNIMARC record follows Chinese practice: two signs of four."""
    agencies = {(field.get("a") or "").strip().upper() for field in record.fields if field.tag in {"102", "801"}}
    signs = (
        bool(agencies & _CHINESE),
        "chi" in general[20:28],
        bool(tags & {"690", "905"}),
        any(field.get("9") or field.get("A") for field in record.fields if field.tag in {"200", "701", "702", "517"}),
    )
    return sum(signs) >= 2
