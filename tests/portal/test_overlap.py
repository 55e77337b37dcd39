"""The page of overlaps and the pages of what a member gets back, over a real catalogue."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.catalogue import Catalogue, Group, Member, Membership
from kg.crosswalk import Crosswalk
from kg.demo.iso2709 import make_record
from kg.pipeline.load import LoadOptions, load
from kg.pipeline.publish import publish
from kg.pipeline.rights import decide_pending
from kg.pipeline.site import Site
from kg.settings import read_settings
from portal import create_app

TOKEN = re.compile(r'name="token" value="([0-9a-f]{64})"')


def marc(local_id: str, title: str, *more: str) -> bytes:
    lines = [
        f"001 {local_id}",
        "008 110101s1999    enk           000 0 eng d",
        f"24510$a{title}",
        "260  $aLondon :$bArden,$c1999.",
        "300  $a366 p.",
        "1001 $aShakespeare, William,$d1564-1616.",
        *more,
    ]
    return make_record(lines, "%05dnam a22%05d a 4500", "utf-8")


@dataclass
class Shop:
    """A published catalogue of two members that have one edition in common, its portal, and tokens of staff."""

    catalogue: Catalogue
    site: Site
    app: Flask
    tokens: dict[str, str]

    def publish(self) -> None:
        """Let readers see what there is."""
        publish(self.catalogue, self.site)

    def client(self, who: str) -> FlaskClient:
        """Return a client, signed in as one of the staff."""
        client = self.app.test_client()
        form = TOKEN.search(client.get("/staff/sign-in").text)
        assert form is not None
        answer = client.post("/staff/sign-in", data={"token": form[1], "staff_token": self.tokens[who]})
        assert answer.status_code == 303
        return client


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a catalogue of two members; the one has a duplicate, the other describes it better."""
    settings = read_settings(tmp_path_factory.mktemp("overlap") / "union", {})
    hamlet, own = marc("1", "Hamlet prince of Denmark"), marc("2", "Othello the moor of Venice")
    richer = marc("9", "Hamlet prince of Denmark", "08204$a822.3", "650 0$aTragedies")
    with Catalogue.create(settings.catalogue) as catalogue:
        catalogue.add_member(Member("OX", "牛津", "marc21", name_en="Oxford"))
        catalogue.add_member(Member("CAM", "剑桥", "marc21", name_en="Cambridge"))
        catalogue.add_group(Group("G", "组", name_en="The group"))
        catalogue.add_membership(Membership("G", "OX"))
        rules = Crosswalk.load(settings.mappings, "marc21")
        for member, records in (("OX", [hamlet, own, marc("3", "Hamlet prince of Denmark")]), ("CAM", [richer])):
            load(catalogue, catalogue.member(member), [BytesIO(b"".join(records))], rules, LoadOptions("t"))
        publish(catalogue, Site(settings.catalogue, settings.base_url, settings.mappings))
    return settings.catalogue


@pytest.fixture
def shop(published: Path, tmp_path: Path) -> Iterator[Shop]:
    """Return a copy of the catalogue, with its portal and two people who have tokens."""
    shutil.copytree(published, tmp_path / "union", symlinks=True)
    settings = read_settings(tmp_path / "union", {})
    with Catalogue.open(settings.catalogue) as catalogue:
        tokens = {"all": catalogue.staff_table.add("all"), "ox": catalogue.staff_table.add("ox", member="OX")}
        site = Site(settings.catalogue, settings.base_url, settings.mappings)
        yield Shop(catalogue, site, create_app(settings), tokens)


def test_the_matrix_and_the_classes_are_on_the_page(shop: Shop) -> None:
    """In both languages, with a shade for the eye and a number in each cell."""
    client = shop.app.test_client()
    page = client.get("/about/overlap?by=ddc&lang=en").text
    assert "Literature" in page
    assert re.search(r'<td class="heat heat-5">1 <span class="heat-share">50 %</span></td>', page)
    assert "文学" in client.get("/about/overlap?by=discipline&lang=zh").text
    assert "1990s" in client.get("/about/overlap?by=decade&lang=en").text


def test_a_class_and_a_group_narrow_the_page(shop: Shop) -> None:
    """Only the editions of the class; only the members of the group."""
    client = shop.app.test_client()
    assert client.get("/about/overlap.json?by=ddc&class=800").get_json()["editions"] == 1
    found = client.get("/about/overlap.json?group=G").get_json()
    assert found["members"] == {"OX": {"editions": 2, "alone": 2, "both": {}}}
    page = client.get("/about/overlap?by=ddc&class=800&group=G&lang=en").text
    assert "show all editions" in page


@pytest.mark.parametrize(
    "path", ["/about/overlap?by=colour", "/about/overlap?group=none", "/about/overlap/last-copies/X"]
)
def test_what_there_is_not_answers_404(shop: Shop, path: str) -> None:
    """And repeats nothing of what was asked."""
    assert shop.app.test_client().get(path).status_code == 404


def test_the_figures_are_files_too(shop: Shop) -> None:
    """For each two members, by class, and lists of editions; open to other sites' pages."""
    client = shop.app.test_client()
    answer = client.get("/about/overlap.tsv")
    assert answer.text.splitlines()[1:] == ["CAM\tOX\t1\t1.0000\t1\t0", "OX\tCAM\t1\t0.5000\t2\t1"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "800\t1\t1\tOX\t1\t0" in client.get("/about/overlap.tsv?by=ddc").text
    alone = client.get("/about/overlap/last-copies/OX.tsv").text.splitlines()
    assert [line.split("\t")[1] for line in alone[1:]] == ["2"]
    widely = client.get("/about/overlap/widely-held.tsv?years=200&least=2").text.splitlines()
    assert widely[1].split("\t")[2:] == ["1999", "2", "CAM OX"]


def test_what_may_not_be_passed_on_is_counted_and_not_listed(shop: Shop) -> None:
    """The numbers stay, the lists lose what is restricted."""
    shop.catalogue.change_member(replace(shop.catalogue.member("OX"), redistribute="no"))
    decide_pending(shop.catalogue, "yes", "test")
    shop.publish()
    client = shop.app.test_client()
    assert client.get("/about/overlap.json").get_json()["members"]["OX"]["both"] == {"CAM": 1}
    assert len(client.get("/about/overlap/last-copies/OX.tsv").text.splitlines()) == 1
    widely = client.get("/about/overlap/widely-held.tsv?years=200&least=2").text.splitlines()
    assert widely[1].split("\t")[4] == "CAM"


def test_a_new_generation_is_counted_anew(shop: Shop) -> None:
    """Figures are kept for one generation and no longer."""
    client = shop.app.test_client()
    assert client.get("/about/overlap.json").get_json()["editions"] == 2
    rules = Crosswalk.load(shop.site.mappings, "marc21")
    more = BytesIO(marc("8", "Macbeth king of Scotland"))
    load(shop.catalogue, shop.catalogue.member("CAM"), [more], rules, LoadOptions("t"))
    shop.publish()
    assert client.get("/about/overlap.json").get_json()["editions"] == 3


def test_staff_see_what_their_member_gets_back(shop: Shop) -> None:
    """Records with links, duplicates, what others describe better, each with its file."""
    client = shop.client("ox")
    assert client.get("/staff/feedback").headers["Location"] == "/staff/feedback/OX"
    page = client.get("/staff/feedback/OX?lang=en").text
    assert "Hamlet prince of Denmark" in page
    assert "1 edition is described by several of your records." in page
    raw = client.get("/staff/feedback/OX/records/records-marc21-utf-8.mrc")
    assert raw.data.count(b"\x1d") == 3
    assert raw.data.count(b"instanceOf") == 3
    assert raw.headers["Content-Disposition"] == 'attachment; filename="OX-records-marc21-utf-8.mrc"'
    better = client.get("/staff/feedback/OX/described-better.tsv").text.splitlines()
    assert [line.split("\t")[:1] + line.split("\t")[2:4] for line in better[1:]] == [["1", "1", "1"], ["3", "1", "1"]]
    for name in ("editions", "duplicates", "last-copies", "unmapped", "problems"):
        assert client.get(f"/staff/feedback/OX/{name}.tsv").status_code == 200


@pytest.mark.parametrize(
    "path", ["", "/editions.tsv", "/records/records-marc21-utf-8.mrc", "/none.tsv", "/records/none.mrc"]
)
def test_staff_of_one_member_see_nothing_of_another(shop: Shop, path: str) -> None:
    """What is not theirs is not there."""
    assert shop.client("ox").get(f"/staff/feedback/CAM{path}").status_code == 404
    there = {"": 200, "/editions.tsv": 200, "/records/records-marc21-utf-8.mrc": 200}.get(path, 404)
    assert shop.client("all").get(f"/staff/feedback/CAM{path}").status_code == there


def test_nobody_sees_feedback_without_signing_in(shop: Shop) -> None:
    """Files as little as pages."""
    client = shop.app.test_client()
    for path in ("", "/OX", "/OX/editions.tsv", "/OX/records/records-marc21-utf-8.mrc"):
        assert client.get(f"/staff/feedback{path}").status_code == 303
