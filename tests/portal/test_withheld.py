"""Records that may not be passed on: found and shown, and refused as data with the reason."""

import html
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pymarc
import pytest
from flask.testing import FlaskClient

from kg.catalogue import Actor, Catalogue, Member
from kg.crosswalk import Crosswalk
from kg.pipeline.acts import change_member
from kg.pipeline.load import load
from kg.pipeline.publish import publish
from kg.pipeline.site import Site
from kg.settings import read_settings
from portal import create_app

EXTENSIONS = ("ttl", "jsonld", "nt", "nq", "rdf")
ACCEPTS = ("text/turtle", "application/ld+json", "application/n-triples")


def marc(local_id: str, title: str, isbn: str, subject: str) -> bytes:
    """Return a record; a title of two parts, set off by a slash, has an author."""
    record = pymarc.Record(force_utf8=True, leader="00000nam a2200000 a 4500")
    name, _, author = title.partition("/")
    record.add_field(pymarc.Field("001", data=local_id))
    for tag, text in (("020", isbn), ("100", author), ("245", name), ("650", subject)):
        if text:
            record.add_field(pymarc.Field(tag, pymarc.Indicators("1", "0"), [pymarc.Subfield("a", text)]))
    return record.as_marc()


@dataclass
class Shelf:
    """A published catalogue: A shares its records, B does not."""

    catalogue: Catalogue
    site: Site
    client: FlaskClient

    def edition(self, member: str, local_id: str) -> str:
        """Return the id of the edition that a record describes."""
        stored = self.catalogue.record(member, local_id)
        assert stored is not None
        return stored.instance

    def work(self, member: str, local_id: str) -> str:
        """Return the id of the work of that edition."""
        cluster = self.catalogue.cluster(self.edition(member, local_id))
        assert cluster is not None
        return cluster.work

    def text(self, path: str, language: str = "en", status: int = 200) -> str:
        """Return the text of a page."""
        response = self.client.get(path, headers={"Accept-Language": language})
        assert response.status_code == status
        return html.unescape(response.text)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """Return the catalogue; what it holds does not change."""
    folder = tmp_path_factory.mktemp("withheld")
    settings = read_settings(folder, {})
    with Catalogue.create(folder) as catalogue:
        catalogue.add_member(Member("A", "甲馆", "marc21", licence="CC0-1.0", name_en="Library A"))
        catalogue.add_member(Member("B", "乙馆", "marc21", licence="All rights reserved", name_en="Library B"))
        crosswalk = Crosswalk.load(settings.mappings, "marc21")
        records = {
            "A": [marc("a1", "红楼梦/曹雪芹, 1715-1763", "9787020002207", "小说")],
            "B": [
                marc("b1", "红楼梦/曹雪芹, 1715-1763", "9787020002207", "秘密主题"),
                marc("b2.ttl", "秘本/无名氏, 1900-1950", "", "秘密主题"),
            ],
        }
        for code, files in records.items():
            load(catalogue, catalogue.member(code), [io.BytesIO(b"".join(files))], crosswalk)
        site = Site(folder, settings.base_url, settings.mappings)
        publish(catalogue, site)
        yield Shelf(catalogue, site, create_app(settings).test_client())


def test_a_restricted_record_is_found_and_its_edition_shown(shelf: Shelf) -> None:
    """With its member, its subjects and its author, though nothing of it is public."""
    assert "秘本" in shelf.text("/search?q=秘本")
    for path in (f"/instance/{shelf.edition('B', 'b2.ttl')}", f"/work/{shelf.work('B', 'b2.ttl')}"):
        page = shelf.text(path)
        assert "秘本" in page
        assert "无名氏" in page
        assert "There is none: the libraries behind this page" in page
        assert 'rel="alternate" type="text/turtle"' not in page


def test_an_edition_says_which_of_its_records_are_not_passed_on(shelf: Shelf) -> None:
    """In both languages, beside that record alone; the data that there is says what it leaves out."""
    path = f"/instance/{shelf.edition('A', 'a1')}"
    for language, note in (("en", "may not be passed on"), ("zh", "不得对外提供")):
        lines = [line for line in shelf.text(path, language).splitlines() if "/record/" in line and "<li>" in line]
        shown = {line[line.index("/record/") :].split('"')[0]: note in line for line in lines}
        assert list(shown.values()) == [False, True]
        assert len(lines) == 4, "the records, and what each of them says"
    page = shelf.text(path)
    assert "The data leaves out" in page
    assert "秘密主题" in page


@pytest.mark.parametrize("kind", ["work", "instance"])
def test_the_data_of_a_shared_thing_has_only_what_is_shared(shelf: Shelf, kind: str) -> None:
    """Whatever the format, and however it is asked for."""
    thing = shelf.edition("A", "a1") if kind == "instance" else shelf.work("A", "a1")
    bodies = [shelf.client.get(f"/{kind}/{thing}.{extension}") for extension in EXTENSIONS]
    bodies += [shelf.client.get(f"/{kind}/{thing}", headers={"Accept": accept}) for accept in ACCEPTS]
    for response in bodies:
        assert response.status_code == 200
        content = response.text + json.dumps(response.get_json(silent=True), ensure_ascii=False)
        assert "record/A/a1" in content
        assert "record/B" not in content
        assert "秘密主题" not in content


def test_the_data_of_what_is_not_shared_is_refused_with_the_reason(shelf: Shelf) -> None:
    """A live thing answers 403, as text or as a page, by extension and by Accept."""
    agents = [entity.id for entity in shelf.catalogue.entities("agent") if "无名氏" in entity.heading]
    places = [
        f"/work/{shelf.work('B', 'b2.ttl')}",
        f"/instance/{shelf.edition('B', 'b2.ttl')}",
        *(f"/agent/{id_}" for id_ in agents),
    ]
    assert len(places) == 3
    for place in places:
        refusals = [shelf.client.get(f"{place}.{extension}") for extension in EXTENSIONS]
        refusals += [shelf.client.get(place, headers={"Accept": accept}) for accept in ACCEPTS]
        for response in refusals:
            assert response.status_code == 403
            assert "秘本" not in response.text
            assert "无名氏" not in response.text
        assert "do not let their records be passed on" in shelf.text(f"{place}.ttl", "en", 403)
        assert "不允许将其记录作为数据对外提供" in shelf.text(f"{place}.ttl", "zh", 403)
        assert shelf.text(place)


@pytest.mark.parametrize("local_id", ["b1", "b2.ttl"])
def test_the_page_of_a_restricted_record_has_its_reason_and_none_of_its_fields(shelf: Shelf, local_id: str) -> None:
    """What it is, whose it is, which edition it became; its bytes and its statements are refused."""
    page = shelf.text(f"/record/B/{local_id}")
    assert local_id in page
    assert "Library B" in page
    assert f"/instance/{shelf.edition('B', local_id)}" in page
    assert "The licence of the library's records (All rights reserved) does not let them be passed on." in page
    assert "该馆记录的许可协议（All rights reserved）" in shelf.text(f"/record/B/{local_id}", "zh")
    for secret in ("秘", "无名氏", "红楼梦", 'class="download"', 'rel="alternate" type="text/turtle"'):
        assert secret not in page
    for extension in ("mrc", *EXTENSIONS):
        assert shelf.client.get(f"/record/B/{local_id}.{extension}").status_code == 403
    for accept in ACCEPTS:
        assert shelf.client.get(f"/record/B/{local_id}", headers={"Accept": accept}).status_code == 403


def test_an_open_record_is_given_as_before(shelf: Shelf) -> None:
    """Fields, bytes and statements."""
    assert "红楼梦" in shelf.text("/record/A/a1")
    assert shelf.client.get("/record/A/a1.mrc").status_code == 200
    assert shelf.client.get("/record/A/a1.ttl").status_code == 200


def test_agents_of_restricted_records_list_their_works(shelf: Shelf) -> None:
    """Who is named only by records that may not be passed on still has a page with the works."""
    (agent,) = [entity.id for entity in shelf.catalogue.entities("agent") if "无名氏" in entity.heading]
    assert "秘本" in shelf.text(f"/agent/{agent}")


def test_a_rule_is_given_as_the_reason(tmp_path: Path) -> None:
    """The rule that decided is shown as the member wrote it."""
    settings = read_settings(tmp_path, {})
    with Catalogue.create(tmp_path) as catalogue:
        catalogue.add_member(Member("A", "甲馆", "marc21", rights="deny 650$a 秘*"))
        crosswalk = Crosswalk.load(settings.mappings, "marc21")
        load(catalogue, catalogue.member("A"), [io.BytesIO(marc("1", "秘本", "", "秘密"))], crosswalk)
        site = Site(tmp_path, settings.base_url, settings.mappings)
        publish(catalogue, site)
        client = create_app(settings).test_client()
        english = {"Accept-Language": "en"}
        assert "deny 650$a 秘*" in client.get("/record/A/1", headers=english).text
        catalogue.change_member(replace(catalogue.member("A"), rights=""))
        assert "about to be decided on anew" in client.get("/record/A/1", headers=english).text
        change_member(catalogue, Actor("test"), catalogue.member("A"), "yes")
        assert client.get("/record/A/1.mrc").status_code == 200
