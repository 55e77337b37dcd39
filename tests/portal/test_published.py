"""The portal over a real catalogue: database, graph and index as the publisher leaves them."""

from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kg.catalogue import Arrival, Catalogue, Member, Thing, hash_bytes
from kg.pipeline.publish import publish
from kg.pipeline.site import Site
from kg.records import Record, local_id, read_records
from kg.settings import Settings, read_settings
from portal import create_app

MARCXML = """<collection xmlns="http://www.loc.gov/MARC21/slim"><record><leader>00000nam a2200000 a 4500</leader>
<controlfield tag="001">{id}</controlfield>
<controlfield tag="008">830101s1982    cc            000 1 chi d</controlfield>
<datafield tag="100" ind1="1" ind2=" "><subfield code="6">880-01</subfield>
<subfield code="a">Cao, Xueqin,</subfield><subfield code="d">approximately 1717-1763.</subfield></datafield>
<datafield tag="245" ind1="1" ind2="0"><subfield code="6">880-02</subfield>
<subfield code="a">{romanised}</subfield></datafield>
<datafield tag="260" ind1=" " ind2=" "><subfield code="a">Beijing :</subfield>
<subfield code="b">Ren min wen xue chu ban she,</subfield><subfield code="c">1982.</subfield></datafield>
<datafield tag="852" ind1="0" ind2=" ">
<subfield code="h">PL2727.S2</subfield><subfield code="i">H1</subfield></datafield>
<datafield tag="880" ind1="1" ind2=" "><subfield code="6">100-01/$1</subfield>
<subfield code="a">曹雪芹</subfield></datafield>
<datafield tag="880" ind1="1" ind2="0"><subfield code="6">245-02/$1</subfield>
<subfield code="a">{original}</subfield></datafield>
</record></collection>"""


class Shelf:
    """A catalogue folder with one member, into which single records are put."""

    def __init__(self, settings: Settings) -> None:
        self.catalogue = Catalogue.create(settings.catalogue)
        self.site = Site(settings.catalogue, settings.base_url, settings.mappings)
        self.catalogue.add_member(Member("LC", "美国国会图书馆", "marc21", name_en="Library of Congress"))

    def put(self, number: str, original: str, romanised: str) -> str:
        """Store a record as an edition of its own, publish it, and return the work's id."""
        raw = MARCXML.format(id=number, original=original, romanised=romanised).encode()
        (record,) = [entry for entry in read_records(BytesIO(raw), format="marc21") if isinstance(entry, Record)]
        catalogue = self.catalogue
        load = catalogue.load_table.start("LC", ["test.xml"], "test", replace_all=False)
        with catalogue.transaction():
            work = catalogue.cluster_table.mint("work")
            instance = catalogue.cluster_table.mint("instance", work)
            arrival = Arrival(
                "LC", local_id(record), "marc21", record.carrier, record.encoding, record.raw, hash_bytes(record.raw)
            )
            catalogue.record_table.insert(arrival, load=load, instance=instance)
            catalogue.touch([Thing("work", work), Thing("instance", instance)], "load", "test")
        publish(catalogue, self.site)
        return work

    def merge(self, dead: str, living: str) -> None:
        """Let one work id become another."""
        with self.catalogue.transaction():
            self.catalogue.cluster_table.redirect(dead, living)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Return an empty catalogue."""
    return Shelf(read_settings(tmp_path / "catalogue", {}))


@pytest.fixture
def client(shelf: Shelf) -> FlaskClient:
    """Return a client of its portal."""
    return create_app(read_settings(shelf.site.directory, {})).test_client()


def test_pages_of_a_published_record(shelf: Shelf, client: FlaskClient) -> None:
    """Empty at first; then found in four scripts, with work, edition, agent, record and data."""
    assert client.get("/").status_code == 503
    work = shelf.put("a/b 1", "红楼梦", "Hong lou meng")
    for words in ("红楼梦", "紅樓夢", "hongloumeng", "hlm"):
        assert f"/work/{work}" in client.get(f"/search?q={words}").text
    page = client.get(f"/work/{work}").text
    instance = page.partition("/instance/")[2].partition('"')[0]
    agent = page.partition("/agent/")[2].partition('"')[0]
    edition = client.get(f"/instance/{instance}").text
    assert "PL2727.S2" in edition
    assert "/record/LC/a%2Fb%201" in edition
    assert f"/work/{work}" in client.get(f"/agent/{agent}").text
    assert "红楼梦" in client.get("/record/LC/a%2Fb%201").text
    assert "红楼梦" in client.get("/record/LC/a%2Fb%201.ttl").text
    assert client.get("/record/LC/a%2Fb%201.xml").data.startswith(b"<")
    assert "红楼梦" in client.get(f"/work/{work}", headers={"Accept": "application/ld+json"}).text


def test_a_marc21_record_is_downloaded_as_cnmarc(shelf: Shelf, client: FlaskClient) -> None:
    """What was catalogued in MARC 21 with 880 is a CNMARC record with Han in its place and the reading in $9."""
    work = shelf.put("1", "红楼梦", "Hong lou meng")
    answer = client.get(f"/work/{work}.cnmarc")
    (record,) = [entry for entry in read_records(BytesIO(answer.data), format="cnmarc") if isinstance(entry, Record)]
    title, name = record.all("200")[0], record.all("701")[0]
    assert (title.get("a"), title.get("9"), name.get("a")) == ("红楼梦", "Hong lou meng", "曹雪芹")


def test_new_generation_is_read_at_once(shelf: Shelf, client: FlaskClient) -> None:
    """When `current` changes, the next request reads the new generation."""
    shelf.put("1", "红楼梦", "Hong lou meng")
    first = client.get("/healthz").text
    shelf.put("2", "水浒传", "Shui hu zhuan")
    assert client.get("/healthz").text != first
    assert "水浒传" in client.get("/search?q=shz").text


def test_merged_work_redirects_and_unknown_ids_do_not_exist(shelf: Shelf, client: FlaskClient) -> None:
    """The database says what became of an id, even before the next publication."""
    living = shelf.put("1", "红楼梦", "Hong lou meng")
    dead = shelf.put("2", "石头记", "Shi tou ji")
    shelf.merge(dead, living)
    answer = client.get(f"/work/{dead}.ttl")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/work/{living}.ttl")
    assert client.get(f"/instance/{living}").status_code == 404
