"""The classes by which an edition is counted, from its work as all records describe it."""

import re
from collections.abc import Iterable, Iterator

from kg.bibframe.things import Classification, Work
from kg.overlap.disciplines import Disciplines

__all__ = ["classes_of"]

_CLC = re.compile(r"[A-KN-VXZ](?:[A-Z](?![A-Z]))?[0-9A-Z.\-/=()]*")
_DDC = re.compile(r"\d{3}(?!\d)")
_LCC = re.compile(r"[A-HJ-NP-VZ][A-Z]{0,2}\d{1,4}(?!\d)")
# Two letters are a class of their own in industry and law; elsewhere a letter is followed by a figure.
_CLC_LETTERS = re.compile(r"T[A-Z]|DF|[A-Z]")
_NLM = "ClassificationNlm"
_CLC_SOURCE = "clc"


def classes_of(work: Work, disciplines: Disciplines) -> dict[str, str]:
    """Return the codes of `clc`, `ddc`, `lcc` and `discipline`, each sorted and parted by blanks, "" for none.

    `clc` has one letter, or two where two are a class of their own (TP, DF); `ddc` the hundreds; `lcc` the letter.
    """
    found: dict[str, set[str]] = {"clc": set(), "ddc": set(), "lcc": set(), "discipline": set()}
    for scheme, number in _numbers(work.classifications):
        found["discipline"].add(disciplines.of(scheme, number) if scheme in disciplines.beginnings else "medicine")
        if scheme in found:
            found[scheme].add(_short(scheme, number))
    return {kind: " ".join(sorted(filter(None, codes))) for kind, codes in found.items()}


def _numbers(classifications: Iterable[Classification]) -> Iterator[tuple[str, str]]:
    """Yield the scheme and the number of each class number that is one of its scheme."""
    for one in classifications:
        number = one.portion.strip().upper().replace(" ", "")
        if one.kind == _NLM:
            yield "nlm", number
        elif one.source.rstrip("/").rpartition("/")[2].casefold() == _CLC_SOURCE:
            if _CLC.match(number):
                yield "clc", number
        elif one.kind == "ClassificationDdc" and _DDC.match(number.replace("/", "").removeprefix("[")):
            yield "ddc", number.replace("/", "").removeprefix("[")
        elif one.kind == "ClassificationLcc" and _LCC.match(number):
            yield "lcc", number


def _short(scheme: str, number: str) -> str:
    if scheme == "clc":
        letters = _CLC_LETTERS.match(number)
        return letters[0] if letters else number[0]
    return f"{number[0]}00" if scheme == "ddc" else number[0]
