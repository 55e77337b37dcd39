"""Licences by what people write for them: which there are, and whether records under one may be passed on.

Sources of the names: the SPDX licence list, Creative Commons, Open Data Commons, RightsStatements.org, and the national
open-data licences of France, Germany, Italy, Norway, Taiwan and the United Kingdom.
"""

import re
import unicodedata
from typing import NamedTuple

__all__ = ["Licence", "recognise"]

_LONGEST = 1000


class Licence(NamedTuple):
    """A licence that was recognised: its usual name, and whether records under it may be passed on."""

    name: str
    is_open: bool


# Each pattern is sought in the text without case, accents and punctuation. What forbids is sought before what permits:
# of a text that does both (data CC0, pictures all rights reserved) no machine can tell which is meant.
# Without derivatives nothing may be passed on: a catalogue unites descriptions, which is a derivative.
_CLOSED: tuple[tuple[str, str], ...] = (
    (
        r"\bby (?:nc )?nd\b|\bno ?deriv\w*|\bkeine bearbeitung|\bpas de modification|禁止演[绎繹]|禁止改作",
        "no derivatives",
    ),
    (
        (
            r"\ball rights reserved|\btous droits reserves|\balle rechte vorbehalten|\btodos los derechos reservados"
            r"|\btutti i diritti riservati|版[权權]所有|保留(?:所有|一切|全部)[权權]利"
        ),
        "all rights reserved",
    ),
    (r"\bin ?copyright\b|\brightsstatements org \w+ inc\b|\bvocab inc\b|受版[权權]保[护護]", "in copyright"),
    (r"\bproprietary\b|\bconfidential\b|\binternal use|\bclosed\b|内部[使资資]|內部[使資]", "proprietary"),
    (
        (
            r"\b(?:no|not for|not to be|do not|may not be|must not be) (?:re ?)?(?:distribut|publish|shar)\w*"
            r"|\brestricted\b|(?:禁止|不得|不可|谢绝|謝絕)(?:转载|轉載|传播|傳播|再分发|再分發|外传)"
        ),
        "not to be passed on",
    ),
    (r"\bvocab noc (?:cr|oklr)\b|\bno copyright (?:contractual|other known legal) restrictions", "other restrictions"),
)
_OPEN: tuple[tuple[str, str], ...] = (
    (r"\bcc ?0\b|\bcc zero\b|\bpublicdomain zero\b|\bcreative commons zero\b|\bno rights reserved\b", "CC0"),
    (r"\bpddl\b|\bpublic domain dedication and licen[cs]e\b", "PDDL"),
    (
        (
            r"\bpublic ?domain\b|\bpdm\b|\bdomaine public\b|\bdominio publico\b|\bgemeinfrei\b"
            r"|\bvocab noc (?:us|nc)\b|\bno copyright\b|公有[领領]域|公共[领領]域"
        ),
        "public domain",
    ),
    (r"\b17 u ?s ?c 105\b|\b(?:us|u s|united states) government works?\b", "US government work"),
    (r"\bodc by\b|\bopendatacommons org licenses by\b|\bopen data commons attribution\b", "ODC-BY"),
    (r"\bodbl\b|\bopen database licen[cs]e\b", "ODbL"),
    (
        (
            r"\b(?:cc|creative ?commons(?: org licenses)?) ?by\b|\bcreative ?commons\b.*\battribution\b"
            r"|^by(?: nc| sa)* \d"
            r"|(?:知[识識]共享|[创創]用cc|cc).*(?:署名|姓名[标標]示)"
        ),
        "CC BY",
    ),
    (r"\bogl\b|\bopen government licen[cs]e\b|\bogdl\b|政府[资資]料[开開]放授[权權]", "Open Government Licence"),
    (r"\blicence ouverte\b|\betalab\b", "Licence Ouverte"),
    (r"\bdl de\b|\bdatenlizenz deutschland\b", "Datenlizenz Deutschland"),
    (r"\bnlod\b|\bnorwegian licence for open government data\b", "NLOD"),
    (r"\biodl\b|\bitalian open data licen[cs]e\b", "IODL"),
    (r"\bcdla\b|\bcommunity data licen[cs]e\b", "CDLA"),
    (r"\bfree art licen[cs]e\b|\blicence art libre\b", "Licence Art Libre"),
    (r"^(?:the )?mit(?: licen[cs]e)?$|\bexpat licen[cs]e\b", "MIT"),
    (r"^(?:the )?apache\b", "Apache"),
    (r"\bbsd\b", "BSD"),
    (r"\b[al]?gpl\b|\bgnu (?:lesser |affero )?general public\b", "GPL"),
)
_DOUBTFUL = re.compile(r"\b(?:not|except|nicht|kein\w*|sauf|unless|salvo)\b|不[得可]|除外")
_HARMLESS = re.compile(r"\b(?:except where|unless|if not) otherwise (?:noted|stated|indicated|marked)\b")
_NONCOMMERCIAL = re.compile(r"\bnc\b|\bnon ?commercial|非商[业業]")
_SHARE_ALIKE = re.compile(r"\bsa\b|\bshare ?alike|相同方式")


def recognise(text: str) -> Licence | None:
    """Return the licence that a text means, in whatever case, version or form of address; None for one unknown."""
    plain = _plain(text)
    for pattern, name in _CLOSED:
        if re.search(pattern, plain):
            return Licence(name, is_open=False)
    if _DOUBTFUL.search(_HARMLESS.sub("", plain)):
        return None
    for pattern, name in _OPEN:
        if re.search(pattern, plain):
            return Licence(_exact(name, plain), is_open=True)
    return None


def _exact(name: str, plain: str) -> str:
    if name != "CC BY":
        return name
    return f"CC BY{'-NC' if _NONCOMMERCIAL.search(plain) else ''}{'-SA' if _SHARE_ALIKE.search(plain) else ''}"


def _plain(text: str) -> str:
    """Return the text in lower case, without accents, punctuation as single spaces."""
    apart = unicodedata.normalize("NFKD", text[:_LONGEST].casefold())
    letters = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[\W_]+", " ", letters).split())
