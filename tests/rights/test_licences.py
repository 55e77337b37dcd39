"""What people write for a licence, and whether records under it may be passed on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.rights import recognise

OPEN = {
    "CC0": ["CC0-1.0", "cc0 1.0 Universal", "CC-0", "https://creativecommons.org/publicdomain/zero/1.0/", "CC Zero"],
    "public domain": [
        "Public domain",
        "http://creativecommons.org/publicdomain/mark/1.0/",
        "PDM 1.0",
        "公有领域",
        "Domaine public",
        "http://rightsstatements.org/vocab/NoC-US/1.0/",
    ],
    "PDDL": ["PDDL", "ODC-PDDL-1.0", "Open Data Commons Public Domain Dedication and License"],
    "ODC-BY": ["ODC-BY", "odc-by-1.0", "https://opendatacommons.org/licenses/by/1-0/"],
    "ODbL": ["ODbL", "Open Database License 1.0"],
    "CC BY": [
        "CC BY",
        "CC-BY-4.0",
        "ccby 4.0",
        "https://creativecommons.org/licenses/by/4.0/deed.zh",
        "Creative Commons Attribution 3.0 Unported",
        "Except where otherwise noted, CC BY 4.0",
        "知识共享署名 4.0",
    ],
    "CC BY-SA": ["CC BY-SA 4.0", "Creative Commons Attribution-ShareAlike 4.0 International", "Creative Commons BY-SA"],
    "CC BY-NC": ["cc by-nc 2.0", "知识共享 署名-非商业性使用 4.0", "CC BY Non-Commercial"],
    "CC BY-NC-SA": ["http://creativecommons.org/licenses/by-nc-sa/3.0/"],
    "Open Government Licence": [
        "OGL-UK-3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        "政府資料開放授權條款第1版",
    ],
    "Licence Ouverte": ["Licence Ouverte 2.0", "etalab-2.0", "LICENCE OUVERTE / OPEN LICENCE"],
    "Datenlizenz Deutschland": ["dl-de/by-2-0", "Datenlizenz Deutschland – Zero – Version 2.0"],
    "US government work": ["17 USC 105", "U.S. Government Work"],
    "MIT": ["MIT", "The MIT License"],
    "Apache": ["Apache-2.0"],
    "BSD": ["BSD-3-Clause"],
}
CLOSED = [
    "CC BY-ND 4.0",
    "CC BY-NC-ND",
    "https://creativecommons.org/licenses/by-nd/4.0/",
    "Creative Commons Attribution-NoDerivatives",
    "知识共享 署名-禁止演绎",
    "All rights reserved",
    "© 2020 Library. ALL RIGHTS RESERVED.",
    "Tous droits réservés",
    "版权所有，禁止转载",
    "in-copyright",
    "http://rightsstatements.org/vocab/InC/1.0/",
    "proprietary",
    "Not for redistribution",
    "CC0, but do not redistribute",
    "http://rightsstatements.org/vocab/NoC-CR/1.0/",
]
UNKNOWN = ["ask the director", "not CC0", "kein CC0", "licence pending", "x", "?", "CC", "2.0"]


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in OPEN.items() for text in texts])
def test_open_licences_are_known_in_all_their_forms(name: str, text: str) -> None:
    """Names, addresses and versions, in any case."""
    for form in (text, text.upper(), text.lower(), f"  {text} "):
        found = recognise(form)
        assert found is not None
        assert (found.name, found.is_open) == (name, True)


@pytest.mark.parametrize("text", CLOSED)
def test_what_forbids_is_stronger_than_what_permits(text: str) -> None:
    """No derivatives, reserved rights and plain refusals."""
    found = recognise(text)
    assert found is not None
    assert not found.is_open


@pytest.mark.parametrize("text", UNKNOWN)
def test_nobody_guesses(text: str) -> None:
    """What is not understood, or denied, is no licence that is known."""
    assert recognise(text) is None


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    """And the same one whatever the case of its ASCII letters."""
    lower = "".join(sign.lower() if sign.isascii() else sign for sign in text)
    assert recognise(text) == recognise(lower)
