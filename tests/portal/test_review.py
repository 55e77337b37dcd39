"""The review queue and the page of a pair: what they show, one action to decide, and whose pairs they are."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from test_staff import Office, marc, send

from kg.catalogue import Catalogue, Member
from kg.crosswalk import Crosswalk
from kg.matching.weights import shipped_weights
from kg.matching.why import REASONS as CODES
from kg.pipeline.load import LoadOptions, load
from kg.settings import read_settings
from portal import create_app
from portal.staff.sentences import BANDS, REASONS, SENTENCES


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Return a catalogue where A has duplicates shared with B, B has duplicates alone, and three people have tokens."""
    settings = read_settings(tmp_path / "union", {})
    catalogue = Catalogue.create(settings.catalogue)
    crosswalk = Crosswalk.load(settings.mappings, "marc21")
    for code in ("A", "B", "C"):
        catalogue.add_member(Member(code, code, "marc21"))
    deliveries = {
        "A": (marc("1", "The tempest"), marc("2", "The tempest")),
        "B": (marc("b1", "King Lear <b>x</b>", 1950), marc("b2", "King Lear <b>x</b>", 1950)),
    }
    for code, records in deliveries.items():
        load(catalogue, catalogue.member(code), [BytesIO(b"".join(records))], crosswalk, LoadOptions("t"))
    made = Office(settings, catalogue, Flask("none"))
    made.tokens["all"] = catalogue.staff_table.add("王芳")
    made.tokens["A"] = catalogue.staff_table.add("李明", member="A")
    made.tokens["C"] = catalogue.staff_table.add("赵六", member="C")
    made.app = create_app(settings)
    return made


def test_the_queue_shows_whose_pairs_they_are(office: Office) -> None:
    """All for those of all libraries; of one library only pairs with a record of it."""
    text = office.client("all").get("/staff/review").text
    assert "/staff/pairs/1/2" in text
    assert "/staff/pairs/3/4" in text
    assert "<b>x</b>" not in text
    own = office.client("A").get("/staff/review?member=B").text
    assert "/staff/pairs/1/2" in own
    assert "/staff/pairs/3/4" not in own
    assert "/staff/pairs/" not in office.client("C").get("/staff/review").text


@pytest.mark.parametrize("query", ["kind=pair", "joined=no", "aside=1", "member=C"])
def test_filters_narrow_the_queue(office: Office, query: str) -> None:
    """No pair of this catalogue is of two libraries, apart, put aside, or of C."""
    assert "/staff/pairs/" not in office.client("all").get(f"/staff/review?{query}").text


def test_a_page_lays_two_records_side_by_side_with_reasons(office: Office) -> None:
    """Each finding stands with its bits and a sentence, in both languages."""
    client = office.client("all")
    bits = f"{shipped_weights().bits['title equal']:+.3g}"
    assert bits in client.get("/staff/pairs/1/2").text
    assert "正题名以某种文字书写时相同" in client.get("/staff/pairs/1/2").text
    english = client.get("/staff/pairs/1/3", headers={"Accept-Language": "en"}).text
    assert "they differ" in english
    assert "The titles are different." in english
    assert client.get("/staff/pairs/1/2", headers={"Accept-Language": "en"}).text.count("The tempest") >= 2


def test_one_action_decides_and_leads_to_the_next_pair(office: Office) -> None:
    """Not the same: the records are parted, the pair leaves the queue, and a button takes it back."""
    client = office.client("all")
    home = office.edition("A", "1")
    done = send(client, "/staff/pairs/1/2", verdict="different", reason="")
    assert done.status_code == 303
    assert "/staff/pairs/3/4" in done.headers["Location"]
    assert office.edition("A", "2") != home
    page = client.get(done.headers["Location"]).text
    assert "/staff/merges/1/undo" in page
    assert "/staff/pairs/1/2" not in client.get("/staff/review").text
    assert office.trail("judge") == ["pair A/1 A/2"]
    assert send(client, "/staff/merges/1/undo").status_code == 303
    assert office.edition("A", "2") == home
    assert "/staff/pairs/1/2" in client.get("/staff/review").text
    assert office.trail("unjudge")


def test_unsure_goes_on_and_the_last_leads_back_to_the_list(office: Office) -> None:
    """Both are put aside, with name and time in the trail."""
    client = office.client("all")
    assert "/staff/pairs/3/4" in send(client, "/staff/pairs/1/2", verdict="unsure").headers["Location"]
    assert "/staff/review" in send(client, "/staff/pairs/3/4", verdict="unsure").headers["Location"]
    assert "/staff/pairs/1/2" in client.get("/staff/review?aside=1").text
    assert len(office.trail("judge")) == 2


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("A", "/staff/pairs/1/2", 200),
        ("A", "/staff/pairs/1/3", 200),
        ("A", "/staff/pairs/3/4", 404),
        ("C", "/staff/pairs/1/2", 404),
        ("all", "/staff/pairs/1/99", 404),
        ("all", "/staff/pairs/1/1", 400),
    ],
)
def test_pairs_of_others_are_not_there(office: Office, who: str, path: str, status: int) -> None:
    """A pair without a record of one's own library is not found, whether read or judged."""
    client = office.client(who)
    assert client.get(path).status_code == status
    before = office.catalogue.audit_table.actions()
    if status != 200:
        assert send(client, path, verdict="same").status_code == status
        assert office.catalogue.audit_table.actions() == before


def test_any_two_records_are_compared_by_name(office: Office) -> None:
    """The form leads to the pair; a name that is nobody's asks again."""
    client = office.client("A")
    assert client.get("/staff/why").status_code == 200
    assert client.get("/staff/why?one=A/1&other=B/b1").headers["Location"].endswith("/staff/pairs/1/3")
    for query in ("one=A/1&other=A/none", "one=B/b1&other=B/b2", "one=A/1&other=A/1"):
        answer = client.get(f"/staff/why?{query}")
        assert answer.status_code == 200
        assert 'role="alert"' in answer.text


def test_a_verdict_must_be_one(office: Office) -> None:
    """Anything else is refused, and so is a form from elsewhere."""
    client = office.client("all")
    assert send(client, "/staff/pairs/1/2", verdict="maybe").status_code == 400
    assert client.post("/staff/pairs/1/2", data={"verdict": "same"}).status_code == 403
    assert office.trail("judge") == []


def test_what_the_page_says_has_words() -> None:
    """Each finding, band and reason has a sentence."""
    assert set(SENTENCES) == set(shipped_weights().bits)
    assert set(REASONS) == set(CODES)
    assert set(BANDS) == {"sure", "join", "ask", "apart"}
