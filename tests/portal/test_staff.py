"""The staff pages over a real catalogue: who gets in, what each may see and do, and what is written of it."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kg.catalogue import AuditFilter, Catalogue, Member, ProblemRow
from kg.crosswalk import Crosswalk
from kg.demo.iso2709 import make_record
from kg.matching.vetoes import VETOES as FORBIDDING
from kg.matching.weights import shipped_weights
from kg.pipeline.load import LoadOptions, load
from kg.pipeline.publish import publish
from kg.pipeline.site import Site
from kg.settings import Settings, read_settings
from portal import create_app
from portal.staff.comparison import FINDINGS, VETOES
from portal.staff.gate import TRIES

ATTACK = "<script>alert('x')</script>"
TOKEN = re.compile(r'name="token" value="([0-9a-f]{64})"')


def marc(local_id: str, title: str, year: int = 1999, author: str = "Shakespeare, William,") -> bytes:
    lines = [
        f"001 {local_id}",
        f"008 110101s{year}    enk           000 0 eng d",
        f"1001 $a{author}$d1564-1616.",
        f"24510$a{title} /$cby {author}",
        f"260  $aLondon :$bArden,$c{year}.",
        "300  $a366 p.",
    ]
    return make_record(lines, "%05dnam a22%05d a 4500", "utf-8")


@dataclass
class Office:
    """A published catalogue of two members, its portal, and tokens of two people."""

    settings: Settings
    catalogue: Catalogue
    app: Flask
    tokens: dict[str, str] = field(default_factory=dict)

    def load(self, member: str, *records: bytes) -> None:
        """Load records of a member."""
        crosswalk = Crosswalk.load(self.settings.mappings, "marc21")
        load(self.catalogue, self.catalogue.member(member), [BytesIO(b"".join(records))], crosswalk, LoadOptions("t"))

    def publish(self) -> None:
        """Let readers see it."""
        publish(self.catalogue, Site(self.settings.catalogue, self.settings.base_url, self.settings.mappings))

    def edition(self, member: str, local_id: str) -> str:
        """Return the edition that a record is of."""
        stored = self.catalogue.record(member, local_id)
        assert stored is not None
        return stored.instance

    def client(self, who: str = "") -> FlaskClient:
        """Return a client, signed in as somebody."""
        client = self.app.test_client()
        if who:
            assert sign_in(client, self.tokens[who]).status_code == 303
        return client

    def trail(self, action: str) -> list[str]:
        """Return what was done, of one action."""
        return [row.what for row in self.catalogue.audit_table.rows(AuditFilter(action=action))]


def sign_in(client: FlaskClient, token: str, **more: str) -> TestResponse:
    form = {"token": form_token(client, "/staff/sign-in"), "staff_token": token, **more}
    return client.post("/staff/sign-in", data=form)


def form_token(client: FlaskClient, path: str = "/staff/") -> str:
    found = TOKEN.search(client.get(path).text)
    assert found is not None
    return found[1]


def send(client: FlaskClient, path: str, **values: str | list[str]) -> TestResponse:
    return client.post(path, data={"token": form_token(client), "reason": "tried", **values})


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a catalogue where A and B share an edition and have others alone; A's load met problems."""
    settings = read_settings(tmp_path_factory.mktemp("staff") / "union", {})
    with Catalogue.create(settings.catalogue) as catalogue:
        for code, name in (("A", "甲馆"), ("B", "乙馆")):
            catalogue.add_member(Member(code, name, "marc21"))
        made = Office(settings, catalogue, Flask("none"))
        macbeth = marc("2", "Macbeth", author="Marlowe, Christopher,")
        made.load("A", marc("1", "The tempest"), macbeth, b"00030nam damaged\x1d")
        made.load("B", marc("b1", "The tempest"), marc("b2", f"King Lear {ATTACK}", 1950))
        made.catalogue.load_table.add_problem(
            1, ProblemRow("warning", "odd", f"odd {ATTACK}", "a.mrc", 7, 1, f"1{ATTACK}", b"\x00<b>\xff\x1b[31m")
        )
        made.publish()
    return settings.catalogue


@pytest.fixture
def office(published: Path, tmp_path: Path) -> Iterator[Office]:
    """Return a copy of the catalogue, with its portal and two people who have tokens."""
    shutil.copytree(published, tmp_path / "union", symlinks=True)
    settings = read_settings(tmp_path / "union", {})
    with Catalogue.open(settings.catalogue) as catalogue:
        made = Office(settings, catalogue, create_app(settings))
        made.tokens["all"] = catalogue.staff_table.add("王芳")
        made.tokens["A"] = catalogue.staff_table.add("李明", member="A")
        yield made


PATHS = ["/staff", "/staff/", "/staff/sign-in", "/staff/loads", "/staff/loads/1", "/staff/audit.csv", "/staff/none"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "OPTIONS"])
def test_without_a_live_token_nothing_is_there(tmp_path: Path, path: str, method: str) -> None:
    """No catalogue, nobody let in, all revoked, all expired: each is a 404 like any other, whatever the method."""
    settings = read_settings(tmp_path / "union", {})
    client = create_app(settings).test_client()
    assert client.open(path, method=method).status_code == 404
    with Catalogue.create(settings.catalogue) as catalogue:
        assert client.open(path, method=method).status_code == 404
        catalogue.staff_table.add("gone", now=datetime.now(UTC) - timedelta(days=400))
        catalogue.staff_table.add("out")
        assert client.get("/staff/").status_code == 303
        catalogue.staff_table.revoke("out")
        assert client.open(path, method=method).status_code == 404


def test_public_pages_show_nothing_of_staff(office: Office) -> None:
    """No page that may be kept by a cache differs for those who are signed in."""
    strange, inside = office.client(), office.client("all")
    for path in ("/", "/about", f"/instance/{office.edition('A', '1')}", "/record/A/1"):
        assert strange.get(path).text == inside.get(path).text
        assert "/staff" not in inside.get(path).text
    assert "staff" not in strange.get("/robots.txt").text


def test_who_is_not_signed_in_is_asked_to(office: Office) -> None:
    """Every page leads to the form, and after it to the page asked for."""
    client = office.client()
    answer = client.get("/staff/loads?member=A")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/sign-in?next=/staff/loads?member%3DA")
    assert sign_in(client, office.tokens["all"], next="/staff/loads?member=A").headers["Location"].endswith("member=A")


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "https://evil.example/staff/", "/search", "/staff/\r\nX: y", "staff"],
)
def test_signing_in_leads_nowhere_else(office: Office, target: str) -> None:
    """A way back that is not a staff page of this portal is dropped."""
    assert sign_in(office.client(), office.tokens["all"], next=target).headers["Location"] == "/staff/"


@pytest.mark.parametrize("token", ["", "wrong", "x" * 5000, "令牌", "' OR 1=1 --", "\x00"])
def test_a_wrong_token_says_only_that_it_is_wrong(office: Office, token: str) -> None:
    """Unknown, mistyped, hostile: one text, one status, no session."""
    client = office.client()
    answer = sign_in(client, token)
    assert answer.status_code == 403
    assert "过期" in answer.text
    assert client.get("/staff/").status_code == 303


def test_revoked_and_expired_tokens_get_the_same_answer(office: Office) -> None:
    """Nothing tells a token that was once good from one that never was."""
    office.catalogue.staff_table.revoke("王芳")
    old = office.catalogue.staff_table.add("old", now=datetime.now(UTC) - timedelta(days=400))
    texts = {TOKEN.sub("", sign_in(office.client(), token).text) for token in (office.tokens["all"], old, "never")}
    assert len(texts) == 1


def test_failed_attempts_are_throttled_for_one_client_only(office: Office) -> None:
    """After ten failures even the right token waits; another address does not, and the answer says how long."""
    client = office.client()
    for _ in range(TRIES):
        sign_in(client, "wrong")
    answer = sign_in(client, office.tokens["all"])
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    form = {"token": form_token(client, "/staff/sign-in"), "staff_token": office.tokens["all"]}
    elsewhere = client.post("/staff/sign-in", data=form, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 303


def test_the_cookie_is_only_for_these_pages(office: Office) -> None:
    """HttpOnly, SameSite=Strict, the path of the staff pages, and Secure where the public address is https."""
    cookie = sign_in(office.client(), office.tokens["all"]).headers.getlist("Set-Cookie")[0]
    assert {"HttpOnly", "SameSite=Strict", "Path=/staff"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    secure = read_settings(office.settings.catalogue, {"LIANMU_PUBLIC_BASE_URL": "https://c.example.org"})
    client = create_app(secure).test_client()
    page = client.get("/staff/sign-in", base_url="https://c.example.org")
    assert all("Secure" in value for value in page.headers.getlist("Set-Cookie"))


def test_each_sign_in_has_an_id_of_its_own_and_ends_the_one_before(office: Office) -> None:
    """A cookie that somebody planted or kept is worth nothing after the next sign-in."""
    client = office.client("all")
    first = client.get_cookie("lianmu-staff", path="/staff")
    assert first is not None
    sign_in(client, office.tokens["all"])
    kept = office.client()
    kept.set_cookie("lianmu-staff", first.value, path="/staff")
    assert kept.get("/staff/").status_code == 303
    assert client.get("/staff/").status_code == 200


def test_signing_out_ends_the_session_on_the_server(office: Office) -> None:
    """By POST only; the cookie's old value opens nothing afterwards."""
    client = office.client("all")
    cookie = client.get_cookie("lianmu-staff", path="/staff")
    assert cookie is not None
    assert client.get("/staff/sign-out").status_code == 405
    assert send(client, "/staff/sign-out").status_code == 303
    client.set_cookie("lianmu-staff", cookie.value, path="/staff")
    assert client.get("/staff/").status_code == 303


@pytest.mark.parametrize(("ago", "idle", "is_over"), [(29, 29, False), (31, 31, True), (719, 1, False), (721, 1, True)])
def test_a_session_ends_when_idle_and_after_twelve_hours(office: Office, ago: int, idle: int, is_over: bool) -> None:
    """Thirty minutes without a click, or twelve hours in all."""
    now = datetime.now(UTC)
    begun = office.catalogue.staff_table.sign_in(office.tokens["all"], now=now - timedelta(minutes=ago))
    assert begun is not None
    office.catalogue.staff_table.touch(begun[0], now=now - timedelta(minutes=idle))
    client = office.client()
    client.set_cookie("lianmu-staff", begun[0], path="/staff")
    assert client.get("/staff/").status_code == (303 if is_over else 200)


def test_revoking_a_token_ends_its_sessions(office: Office) -> None:
    """At once, while others stay."""
    client, other = office.client("all"), office.client("A")
    office.catalogue.staff_table.revoke("王芳")
    assert client.get("/staff/").status_code == 303
    assert other.get("/staff/").status_code == 200


def test_staff_pages_are_kept_nowhere(office: Office) -> None:
    """no-store and noindex on pages, tables, failures and the form."""
    client = office.client("all")
    for path in ("/staff/", "/staff/sign-in", "/staff/problems.csv", "/staff/problems/1/bytes", "/staff/loads/99"):
        headers = client.get(path).headers
        assert headers["Cache-Control"] == "no-store", path
    assert client.get("/staff/").headers["X-Robots-Tag"].startswith("noindex")


FORGED: list[dict[str, dict[str, str]]] = [
    {"data": {}},
    {"data": {"token": "0" * 64}},
    {"data": {"token": "é"}},
    {"headers": {"Sec-Fetch-Site": "cross-site"}},
    {"headers": {"Sec-Fetch-Site": "same-site"}},
    {"headers": {"Origin": "https://evil.example"}},
    {"headers": {"Origin": "null"}},
]


@pytest.mark.parametrize("change", FORGED, ids=str)
@pytest.mark.parametrize("path", ["/staff/loads/1/undo", "/staff/sign-out", "/staff/clusters/instance/{}/split"])
def test_a_form_from_elsewhere_changes_nothing(office: Office, path: str, change: dict[str, dict[str, str]]) -> None:
    """Without the session's token, with a wrong one, or from another origin: 403, and nothing has happened."""
    client = office.client("all")
    data = {"token": form_token(client), "reason": "x", "part": "A/1"} | change.get("data", {})
    if not change.get("data", True):
        del data["token"]
    before, last = office.catalogue.last_event(), len(office.trail(""))
    answer = client.post(path.format(office.edition("A", "1")), data=data, headers=change.get("headers"))
    assert answer.status_code == 403
    assert (office.catalogue.last_event(), len(office.trail(""))) == (before, last)
    assert client.get("/staff/").status_code == 200


def test_a_form_from_our_own_origin_is_taken(office: Office) -> None:
    """What a browser says of its own page does no harm, by the name asked for or by the public address."""
    client = office.client("all")
    for origin in ("http://localhost", "http://127.0.0.1:8000"):
        headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
        data = {"token": form_token(client), "reason": ""}
        assert client.post("/staff/loads/1/undo", data=data, headers=headers).status_code == 400


def test_a_token_of_another_session_is_not_taken(office: Office) -> None:
    """The form's token belongs to one session; signing in needs one that belongs to the browser."""
    mine, other = office.client("all"), office.client("A")
    answer = mine.post("/staff/sign-out", data={"token": form_token(other)})
    assert answer.status_code == 403
    fresh = office.client()
    stolen = form_token(office.client(), "/staff/sign-in")
    assert fresh.post("/staff/sign-in", data={"token": stolen, "staff_token": office.tokens["all"]}).status_code == 403


def test_merge_redirects_is_published_and_can_be_undone(office: Office) -> None:
    """Two editions become one: 301 from the other, a line in the trail; undone, both are as before."""
    client = office.client("all")
    one, other = office.edition("A", "1"), office.edition("A", "2")
    works = [office.catalogue.cluster_table.need(id_).work for id_ in (one, other)]
    assert f"{shipped_weights().bits['title equal']:+g}" in client.get(f"/staff/clusters/instance/{one}").text
    assert client.get(f"/staff/clusters/instance/{one}/merge?with={other}").status_code == 200
    done = send(client, f"/staff/clusters/instance/{one}/merge", **{"with": other})
    assert done.status_code == 303
    page = client.get(done.headers["Location"]).text
    assert other in page
    assert "数秒" in page
    office.publish()
    assert "已经发布" in client.get(done.headers["Location"]).text
    public = office.client()
    answer = public.get(f"/instance/{other}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/instance/{one}")
    (row,) = office.catalogue.audit_table.rows(AuditFilter(action="merge"))
    assert (row.who, row.what, row.client, row.detail["reason"]) == ("王芳", f"instance {one}", "127.0.0.1", "tried")
    assert row.event == office.catalogue.database.value("SELECT max(seq) FROM event WHERE kind = 'merge'")
    assert client.get(f"/staff/clusters/instance/{other}").status_code == 200
    assert send(client, f"/staff/merges/{row.detail['merge']}/undo").status_code == 303
    office.publish()
    assert public.get(f"/instance/{other}").status_code == 200
    assert "Macbeth" in public.get(f"/instance/{other}").text
    assert "Macbeth" not in public.get(f"/instance/{one}").text
    assert [office.catalogue.cluster_table.need(id_).work for id_ in (one, other)] == works
    assert send(client, f"/staff/merges/{row.detail['merge']}/undo").status_code == 409


def test_split_takes_a_record_out_and_judgements_can_be_taken_back(office: Office) -> None:
    """The record chosen gets an edition of its own; what was said of the pair is shown and can be forgotten."""
    client = office.client("all")
    shared = office.edition("A", "1")
    assert shared == office.edition("B", "b1")
    page = client.get(f"/staff/clusters/instance/{shared}/split?part=B/b1").text
    assert "A/1" in page
    assert send(client, f"/staff/clusters/instance/{shared}/split", part="B/b1").status_code == 303
    new = office.edition("B", "b1")
    assert office.edition("A", "1") == shared != new
    undo = re.search(r"/staff/judgements/instance/\d+/\d+/undo", client.get(f"/staff/clusters/instance/{new}").text)
    assert undo is not None
    assert client.get(undo[0]).status_code == 200
    assert send(client, undo[0]).status_code == 303
    assert office.catalogue.match_table.judged("instance", 1) == {}
    assert send(client, undo[0]).status_code == 404
    assert office.trail("take-back") == ["instance judgement A/1 B/b1"]


def test_a_load_is_undone_by_a_page_that_says_first_what_it_would_do(office: Office) -> None:
    """The page counts and changes nothing; the form undoes; a second time there is nothing to undo."""
    client = office.client("all")
    before = office.catalogue.last_event()
    assert re.search(r"<strong>2</strong>", client.get("/staff/loads/2/undo").text)
    assert office.catalogue.last_event() == before
    assert office.catalogue.load(2).state == "done"
    assert send(client, "/staff/loads/2/undo").status_code == 303
    assert office.catalogue.load(2).state == "undone"
    assert office.trail("unload") == ["load 2"]
    assert client.get("/staff/loads/2/undo").status_code == 409
    assert send(client, "/staff/loads/2/undo").status_code == 409


def test_every_act_needs_a_reason(office: Office) -> None:
    """Without one, or with a novel, nothing is done."""
    client = office.client("all")
    one, other = office.edition("A", "1"), office.edition("A", "2")
    for reason in ("", "   ", "x" * 501):
        answer = send(client, f"/staff/clusters/instance/{one}/merge", **{"with": other, "reason": reason})
        assert answer.status_code == 400
    assert office.trail("merge") == []


def test_a_busy_catalogue_is_said_so_and_nothing_is_half_done(office: Office) -> None:
    """While a load runs, undoing one waits for another time."""
    client = office.client("all")
    with office.catalogue.load_table.lock():
        answer = send(client, "/staff/loads/2/undo")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert office.catalogue.load(2).state == "done"
    assert office.trail("unload") == []


def test_reading_changes_nothing(office: Office) -> None:
    """Every page of the menu and of one thing, read twice, leaves events, trail and judgements as they were."""
    client = office.client("all")
    one, other = office.edition("A", "1"), office.edition("A", "2")
    state = (office.catalogue.last_event(), office.catalogue.audit_table.count(AuditFilter()))
    for path in [*everything(office), f"/staff/clusters/instance/{one}/merge?with={other}"]:
        assert client.get(path).status_code == 200, path
    assert state == (office.catalogue.last_event(), office.catalogue.audit_table.count(AuditFilter()))


def everything(office: Office) -> list[str]:
    one = office.edition("A", "1")
    work = office.catalogue.cluster_table.need(one).work
    paths = ["", "loads", "loads/1", "loads/1/undo", "problems", "problems/1", "problems.csv", "problems?reason=odd"]
    paths += [
        "clusters",
        "clusters?q=tempest",
        f"clusters/instance/{one}",
        f"clusters/work/{work}",
        "audit",
        "audit.csv",
    ]
    return [f"/staff/{path}" for path in paths]


def test_text_of_records_and_problems_is_shown_as_text(office: Office) -> None:
    """Titles, messages, ids, bytes and reasons never become markup; bytes are sent as a file that nothing opens."""
    client = office.client("all")
    lear = office.edition("B", "b2")
    send(client, f"/staff/clusters/instance/{lear}/merge", **{"with": office.edition("A", "2"), "reason": ATTACK})
    paths = [*everything(office), f"/staff/clusters/instance/{lear}", "/staff/audit/1", f"/staff/clusters?q={ATTACK}"]
    paths += ["/staff/problems?member=%22%3E%3Cscript%3E", "/staff/problems/2", "/staff/problems/3"]
    for path in paths:
        answer = client.get(path)
        if answer.mimetype == "text/html":
            assert "<script" not in answer.text, path
            assert "<b>\\xff" not in answer.text, path
    raw = client.get(f"/staff/problems/{odd_problem(office)}/bytes")
    assert (raw.data, raw.mimetype) == (b"\x00<b>\xff\x1b[31m", "application/octet-stream")
    assert raw.headers["Content-Disposition"].startswith("attachment;")


def odd_problem(office: Office) -> int:
    return int(office.catalogue.database.value("SELECT n FROM problem WHERE reason = 'odd'"))


def test_a_spreadsheet_takes_no_cell_for_a_formula(office: Office) -> None:
    """A cell that begins as a formula does gets a quotation mark before it, in full-width signs too."""
    for text in ("=HYPERLINK(1)", "＝SUM(1)"):
        office.catalogue.load_table.add_problem(1, ProblemRow("warning", "x", text, "+a", 0, 0, "@SUM(1)", b""))
    text = office.client("all").get("/staff/problems.csv?reason=x").text
    assert "'=HYPERLINK(1),'+a,0,0,'@SUM(1)" in text
    assert "'＝SUM(1),'+a,0,0,'@SUM(1)" in text
    assert text.startswith("\ufeff")


@pytest.mark.parametrize(
    "path",
    [
        "loads/0",
        "loads/99999999999999999999999",
        "loads/-1",
        "loads/1;drop",
        "problems/999",
        "clusters/instance/zzzzzzzz",
        "clusters/work/{}",
        "clusters/agent/x",
        "clusters/instance/..%2f..%2fetc",
        "merges/1/undo",
        "judgements/instance/1/999999/undo",
        "judgements/work/0/0/undo",
        "audit/999",
    ],
)
def test_hostile_and_unknown_ids_are_not_there(office: Office, path: str) -> None:
    """An id that is none, or one of another kind, is a 404 and no fault."""
    assert office.client("all").get("/staff/" + path.format(office.edition("A", "1"))).status_code in {404, 400}


@pytest.mark.parametrize(
    "query",
    ["loads?page=99999", "problems?page=0&load=x", "problems?reason=%00", "audit?who=' OR 1=1", "loads?state=x"],
)
def test_odd_arguments_do_no_harm(office: Office, query: str) -> None:
    """Arguments beyond the limits are refused or left out, never a fault."""
    assert office.client("all").get("/staff/" + query).status_code in {200, 400}


def test_what_is_looked_up_is_found_by_every_name(office: Office) -> None:
    """Id, address, path, record; words lead to a list; nonsense to nothing."""
    client = office.client("all")
    one = office.edition("A", "1")
    for text in (one, one.upper(), f"http://127.0.0.1:8000/instance/{one}", f"/instance/{one}", "A/1", "/record/A/1"):
        answer = client.get("/staff/clusters", query_string={"q": text})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/staff/clusters/instance/{one}")
    assert one in client.get("/staff/clusters?q=tempest").text
    assert client.get("/staff/clusters?q=zzzz/yyyy").status_code == 200


def test_merging_names_what_is_wrong(office: Office) -> None:
    """With itself, with something of another kind, with nothing, with what is not live: never half done."""
    client = office.client("all")
    one, other = office.edition("A", "1"), office.edition("A", "2")
    work = office.catalogue.cluster_table.need(one).work
    ask = f"/staff/clusters/instance/{one}/merge?with="
    assert [client.get(ask + text).status_code for text in (one, work, "", "nonsense")] == [409, 409, 400, 400]
    assert send(client, f"/staff/clusters/instance/{one}/merge", **{"with": one}).status_code == 409
    send(client, f"/staff/clusters/instance/{one}/merge", **{"with": other})
    assert client.get(ask + other).status_code == 409
    assert send(client, f"/staff/clusters/instance/{one}/merge", **{"with": other}).status_code == 409
    assert send(client, f"/staff/clusters/instance/{one}/split", part=["A/1", "A/2", "B/b1"]).status_code == 409


# Of what is whose: routes by what they read or change, and whether somebody of the library A may. B's things are not
# there for them, and neither is an edition that A has no record of.
OBJECTS: dict[str, tuple[str, dict[str, str], bool]] = {
    "own load": ("loads/1", {}, True),
    "own undo": ("loads/1/undo", {}, True),
    "own problem": ("problems/{own_problem}", {}, True),
    "own bytes": ("problems/{own_problem}/bytes", {}, True),
    "shared edition": ("clusters/instance/{shared}", {}, True),
    "shared work": ("clusters/work/{shared_work}", {}, True),
    "own edition": ("clusters/instance/{own}", {}, True),
    "own merge": ("clusters/instance/{shared}/merge?with={own}", {}, True),
    "other load": ("loads/2", {}, False),
    "other undo": ("loads/2/undo", {}, False),
    "other problem": ("problems/{other_problem}", {}, False),
    "other bytes": ("problems/{other_problem}/bytes", {}, False),
    "other edition": ("clusters/instance/{other}", {}, False),
    "other work": ("clusters/work/{other_work}", {}, False),
    "other merge": ("clusters/instance/{other}/merge?with={own}", {}, False),
    "other act": ("audit/{other_act}", {}, False),
    "undo other load": ("POST loads/2/undo", {}, False),
    "merge with other": ("POST clusters/instance/{own}/merge", {"with": "{other}"}, False),
    "merge from other": ("POST clusters/instance/{other}/merge", {"with": "{own}"}, False),
    "split out other": ("POST clusters/instance/{shared}/split", {"part": "B/b1"}, False),
    "split out own": ("POST clusters/instance/{shared}/split", {"part": "A/1"}, True),
    "merge own": ("POST clusters/instance/{shared}/merge", {"with": "{own}"}, True),
    "undo own load": ("POST loads/1/undo", {}, True),
}


@pytest.mark.parametrize("who", ["", "A", "all"])
@pytest.mark.parametrize("name", OBJECTS)
def test_each_sees_and_does_only_what_is_theirs(office: Office, name: str, who: str) -> None:
    """Role × route × method × object: strangers are sent to the form, a library's staff to their own things."""
    add = office.catalogue.load_table.add_problem
    add(2, ProblemRow("warning", "theirs", "theirs", "b.mrc", 0, 1, "b1", b"x"))
    office.client("all")
    shared, own, other = (office.edition(*record) for record in (("A", "1"), ("A", "2"), ("B", "b2")))
    values = {
        "shared": shared,
        "own": own,
        "other": other,
        "shared_work": office.catalogue.cluster_table.need(shared).work,
        "other_work": office.catalogue.cluster_table.need(other).work,
        "own_problem": odd_problem(office),
        "other_problem": office.catalogue.database.value("SELECT max(n) FROM problem"),
        "other_act": office.catalogue.audit_table.rows(AuditFilter(who="王芳"))[0].n,
    }
    route, form, is_own = OBJECTS[name]
    path = "/staff/" + route.removeprefix("POST ").format(**values)
    client = office.client(who)
    before = office.catalogue.last_event()
    if route.startswith("POST "):
        data = {key: value.format(**values) for key, value in form.items()}
        answer = send(client, path, **data) if who else client.post(path, data=data)
        wanted = 303 if not who or who == "all" or is_own else 404
        assert (office.catalogue.last_event() > before) == (bool(who) and wanted == 303)
    else:
        answer = client.get(path)
        wanted = 303 if not who else 200 if who == "all" or is_own else 404
    assert answer.status_code == wanted
    if not who:
        assert answer.headers["Location"].startswith("/staff/sign-in")


def test_lists_of_a_librarys_staff_have_only_its_own(office: Office) -> None:
    """Loads, problems, search, table and trail are bounded, whatever the address asks for."""
    office.catalogue.load_table.add_problem(2, ProblemRow("warning", "theirs", "m", "b.mrc", 0, 1, "b1", b"x"))
    office.client("all")
    client = office.client("A")
    for path in (
        "",
        "loads",
        "loads?member=B",
        "problems",
        "problems?member=B",
        "problems?load=2",
        "problems.csv?load=2",
    ):
        text = client.get("/staff/" + path).text
        assert "theirs" not in text, path
        assert "/staff/loads/2" not in text, path
    assert office.edition("B", "b2") not in client.get("/staff/clusters?q=lear").text
    assert "王芳" not in client.get("/staff/audit?who=王芳").text + client.get("/staff/audit.csv").text


def test_every_finding_has_words() -> None:
    """What the matcher finds and forbids is said in the reader's language."""
    assert set(FINDINGS) == set(shipped_weights().bits)
    assert set(VETOES) == set(FORBIDDING)
