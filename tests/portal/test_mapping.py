"""The pages of mapping rules: every rule is printed once, has a lasting address, and the pages stay light."""

import json
import re
from pathlib import Path
from types import ModuleType

import pytest
from flask.testing import FlaskClient

from kg.crosswalk.listing import read_listing
from kg.settings import read_settings
from portal import create_app
from portal.mapping.differences import read_differences
from portal.mapping.presenter import laid_out, pages_of

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"
FORMATS = sorted(path.parent.name for path in MAPPINGS.glob("*/format.toml"))
RULE = re.compile(r'<article class="rule" id="([\w-]+)">')
KEPT = {
    "at": None,
    "members": {
        "NLC": {
            "mark": [],
            "records": 5000,
            "formats": {
                "cnmarc": {"counted": 1000, "mapped": 900, "left out": 7, "no rule": 100, "places": [["999$a", 100]]}
            },
        }
    },
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_rule_is_printed_once_on_a_light_page(client: FlaskClient, name: str) -> None:
    """The blocks of a format hold all of its rules, and no page is heavier than 300 kB."""
    listing = read_listing(MAPPINGS, name)
    printed: list[str] = []
    for block in listing.blocks:
        for number in range(1, len(pages_of(block)) + 1):
            answer = client.get(f"/about/mapping/{name}/{block.id}?page={number}")
            assert answer.status_code == 200
            assert len(answer.data) < 300_000, block.id
            printed += RULE.findall(answer.text)
    assert sorted(printed) == sorted(listing.rules)
    for part in ("shapes", "tables", "left-out"):
        assert len(client.get(f"/about/mapping/{name}/{part}").data) < 300_000


def test_a_page_can_be_reached_from_about_and_from_every_foot(client: FlaskClient) -> None:
    """Without knowing the address."""
    assert client.get("/about").text.count('href="/about/mapping"') == 2
    text = client.get("/about/mapping").text
    assert all(f'href="/about/mapping/{name}"' in text for name in FORMATS)


def test_a_tag_leads_to_all_that_is_said_of_it(client: FlaskClient) -> None:
    """Rules of its own, rules of several tags, what is left out; no script is needed."""
    text = client.get("/about/mapping/marc21?tag=700&lang=en").text
    found = set(RULE.findall(text))
    tagged = {
        one.rule.id for one in read_listing(MAPPINGS, "marc21").rules.values() if "700" in one.rule.tags.split("|")
    }
    assert tagged
    assert tagged <= found
    assert "245-instance-title" not in found
    assert "Left out:" in text


def test_an_unknown_tag_is_answered_in_words(client: FlaskClient) -> None:
    """And what was asked is written as text."""
    text = client.get("/about/mapping/marc21?lang=en&tag=<b>x").text
    assert "No rule speaks of such a field" in text
    assert "<b>x" not in text


def test_a_rule_has_a_lasting_address(client: FlaskClient) -> None:
    """It leads to where the rule is printed."""
    where = client.get("/about/mapping/marc21/rule/245-instance-title").headers["Location"]
    path, _, anchor = where.partition("#")
    assert anchor == "245-instance-title"
    assert f'id="{anchor}"' in client.get(path).text


def test_an_overlay_says_what_it_takes_over(client: FlaskClient) -> None:
    """Rules in place of others are marked, the rest says where it comes from."""
    listing = read_listing(MAPPINGS, "cnmarc")
    replaced = next(one for one in listing.rules.values() if one.origin == "in place")
    text = client.get(f"/about/mapping/cnmarc?tag={replaced.rule.tags.partition('|')[0]}&lang=en").text
    assert "in place of the rule of UNIMARC" in text
    assert "taken over from UNIMARC" in client.get("/about/mapping/cnmarc/3XX?lang=en").text


@pytest.mark.parametrize("path", ["nothing", "marc21/nothing", "marc21/20X-24X?page=9", "marc21/rule/no", "x.json"])
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    """404, and never a file of the machine."""
    assert client.get(f"/about/mapping/{path}").status_code == 404


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_as_data(client: FlaskClient, name: str) -> None:
    """JSON has each rule with its examples, the table each rule at least once."""
    listing = read_listing(MAPPINGS, name)
    found = json.loads(client.get(f"/about/mapping/{name}.json").text)
    assert [rule["id"] for rule in found["rules"]] == list(listing.rules)
    assert all(rule["examples"] and rule["from"] and rule["to"] for rule in found["rules"])
    lines = client.get(f"/about/mapping/{name}.tsv").text.splitlines()
    assert {line.partition("\t")[0] for line in lines[1:]} == set(listing.rules)


def test_coverage_of_the_catalogue_is_shown(tmp_path: Path, sample: ModuleType) -> None:
    """As it was counted after publishing, with the member's name and no text of any record."""
    (tmp_path / "coverage.json").write_text(json.dumps(KEPT), encoding="utf-8")
    client = create_app(read_settings(tmp_path, {}), sample.SampleLibrary()).test_client()
    text = client.get("/about/mapping/cnmarc?lang=en").text
    assert "90.0 %" in text
    assert "of 5,000" in text
    assert "<code>999$a</code>" in text
    assert "90.0 %" in client.get("/about/mapping?lang=en").text
    assert json.loads(client.get("/about/mapping/cnmarc.json").text)["coverage"][0]["share"] == 0.9


def test_the_turtle_of_an_example_is_laid_out() -> None:
    """A property a line, quoted marks left alone."""
    assert laid_out("<#work> a bf:Text .") == "<#work> a bf:Text ."
    line = '<#work> bf:title [ a bf:Title ; bf:mainTitle "a ; [b" ] ; bf:note [ rdfs:label "' + "x" * 60 + '"@zh ] .'
    assert [text.strip() for text in laid_out(line).splitlines()] == [
        "<#work> bf:title [ a bf:Title ;",
        'bf:mainTitle "a ; [b" ] ;',
        'bf:note [ rdfs:label "' + "x" * 60 + '"@zh ] .',
    ]


def test_differences_are_read_from_their_file() -> None:
    """Headings, paragraphs and tables, nothing of it lost."""
    path = MAPPINGS / "marc21" / "DIFFERENCES.md"
    parts = read_differences(path)
    assert {part.kind for part in parts} == {"heading", "paragraph", "table"}
    rows = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    printed = sum(len(part.rows) for part in parts if part.kind == "table")
    assert printed == sum(not re.fullmatch(r"[|\s:-]+", row) for row in rows)
