"""The way back writes numbers, codes and the marks of ISBD as MARC 21 has them."""

import re
from pathlib import Path

import pyoxigraph
import pytest

from kg.crosswalk import Crosswalk
from kg.crosswalk.back import Backward, read_descriptions
from kg.crosswalk.back.making import Made, Part
from kg.crosswalk.back.options import Marks, Options, Spelling
from kg.crosswalk.back.spelling import spell
from kg.crosswalk.examples import read_example
from kg.description import convert_nquads

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"
BOOK = r"""
=010  \\$asn 97094475{blank}
=016  7\$a012681482$2DE-101
=035  \\$a(DNLM)SR0009467
=043  \\$an-us---$ae-it---
=245  10$aLives :$bselected /$cA. B. Author.
=250  \\$a2nd ed.
=260  \\$aHollis, NH :$bHollis Pub. Co.,$cc1998.
=300  \\$a48 p. :$bill. ;$c30 cm.
=490  0\$aMonographs ;$v18
=650  \0$aPioneers$zUnited States$vFiction.
=650  \2$aGenetics
""".replace("{blank}", " ")


def back(text: str, sign: str, profile: str = "lc") -> str:
    """Return a record of the graph of a record with this sign in leader/18, a field a line."""
    record = read_example(f"=LDR  00000nam a2200000 {sign} 4500\n{text.strip()}", "marc21")
    lines = "".join(
        convert_nquads(Crosswalk.load(MAPPINGS, "marc21", profile=profile).convert(record, "1"), base="http://a/")
    )
    (description,) = read_descriptions(pyoxigraph.parse(lines, pyoxigraph.RdfFormat.N_QUADS))
    made = Backward.load(MAPPINGS, "marc21").convert(description)
    return "\n".join(f"{one.tag} " + "".join(f"${code}{text}" for code, text in one.subfields) for one in made.fields)


@pytest.mark.parametrize("profile", ["lc", "lean"])
def test_a_record_with_marks_gets_them_again(profile: str) -> None:
    """Its leader says so; headings of MeSH end without one."""
    made = back(BOOK, "a", profile)
    for line in BOOK.strip().split("\n"):
        tag, subfields = line[1:4], re.sub(r"[$][27][^$]*", "", line[8:])
        assert f"{tag} {subfields}" in made, line
    assert "$eaacr" not in made


def test_a_record_without_marks_gets_none() -> None:
    """`c` in the leader: the marks are left out; nothing is said: nobody knows."""
    plain = "=245  00$aLives$bselected$cA. B. Author\n=260  \\\\$aHollis, NH$bHollis Pub. Co$cc1998\n"
    for sign in ("c", " "):
        assert "245 $aLives$bselected$cA. B. Author\n" in back(plain, sign)
        assert "260 $aHollis, NH$bHollis Pub. Co$cc1998" in back(plain, sign)


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("=362  0\\$aVol. 28, no. 1-", "362 $aVol. 28, no. 1-"),
        ("=362  0\\$aVol. 1-v. 3.", "362 $aVol. 1-v. 3."),
        ("=362  1\\$aBegan in 1930.", "362 $aBegan in 1930."),
        ("=020  \\\\$a0337087830 (pbk.)", "020 $a0337087830 (pbk.)"),
        ("=490  0\\$aSeries,$x0094-243X ;$v387", "490 $aSeries$x0094-243X$v387"),
        ("=010  \\\\$a  2008045316", "010 $a  2008045316"),
        ("=010  \\\\$asn 95007334 ", "010 $asn 95007334 "),
    ],
)
def test_forms_that_the_standard_sets(given: str, written: str) -> None:
    """They do not hang on the marks of the record."""
    assert written in back(f"=245  00$aTitle\n{given}\n", " ")


def options(**marks: Marks) -> Options:
    return Options(marked=frozenset("a"), punctuation={tag[1:]: one for tag, one in marks.items()})


def spelt(parts: list[Part], ind2: str = " ", **marks: Marks) -> list[str]:
    (made,) = spell([Made("245", " ", ind2, parts)], options(**marks), " " * 18 + "a")
    return [part.text + ("|" + part.other if part.other else "") for part in made.parts]


def test_marks_stand_in_both_scripts_and_only_once() -> None:
    """A text that has its mark is left alone, an ended one too, and numbers stand after the end."""
    marks = Marks(before={"b": " :"}, end=".")
    assert spelt([Part("a", "红楼梦", "Hong lou meng"), Part("b", "x", "y")], t245=marks) == [
        "红楼梦 :|Hong lou meng :",
        "x.|y.",
    ]
    assert spelt([Part("a", "Lives :"), Part("b", "What?"), Part("2", "gsafd")], t245=marks) == [
        "Lives :",
        "What?",
        "gsafd",
    ]


def test_what_was_kept_is_left_alone() -> None:
    """A field as the cataloguer wrote it."""
    kept = Made("245", " ", " ", [Part("a", "Lives")], rule="kept")
    assert spell([kept], options(t245=Marks(end=".")), " " * 18 + "a")[0].parts == [Part("a", "Lives")]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("de-101", "DE-101"),
        ("(dnlm)A1", "(DNLM)A1"),
        ("(isni)0000", "(isni)0000"),
        ("(DE-588)1", "(DE-588)1"),
        ("", ""),
    ],
)
def test_codes_of_institutions(text: str, written: str) -> None:
    """As the list has them; an unknown one stays as it is."""
    given = Options(institutions=frozenset({"*0"}), organizations={"dnlm": "DNLM"})
    (made,) = spell([Made("650", " ", " ", [Part("0", text)])], given, "")
    assert made.parts[0].text == written


def test_a_spelling_is_for_its_place_and_indicator() -> None:
    """Other subfields and indicators stay as they are."""
    given = Options(spellings=(Spelling("362a", re.compile("[^-]+"), "{0}-", "0"),))
    fields = [Made("362", "0", " ", [Part("a", "1"), Part("z", "1")]), Made("362", "1", " ", [Part("a", "1")])]
    assert [[part.text for part in one.parts] for one in spell(fields, given, "")] == [["1-", "1"], ["1"]]
