"""Downloads: every format of a thing and of a list, what is left out and how that is said, marks, heads of pages."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType

import pymarc
import pytest
import rispy
from flask.testing import FlaskClient
from lxml import etree

from kg.bibframe.things import Instance, Work
from kg.catalogue.rows import StoredRecord
from kg.records.record import Record
from kg.search.query import Query, Results, WorkHit
from kg.settings import Settings
from portal import create_app
from portal.downloads.offers import offers
from portal.reading import Library, Reading

EXTENSIONS = [offer.name for offer in offers(())]
RAW = b"00026nam0 2200025   450 \x1e\x1d"
Restricting = Callable[..., FlaskClient]


@pytest.fixture
def client_where(settings: Settings, sample: ModuleType) -> Restricting:
    """Return a function that makes a client of the sample in which some things may not be passed on, or others are."""

    def make(
        hidden: tuple[str, ...] = (),
        restricted: tuple[str, ...] = (),
        formats: dict[str, tuple[str, str]] | None = None,
        most: int = 1000,
    ) -> FlaskClient:
        class Reduced(sample.SampleReading):  # type: ignore[misc, name-defined]
            def shared_instance(self, instance_id: str) -> Instance | None:
                return None if instance_id in hidden else self.instance(instance_id)

            def shared_work(self, work_id: str) -> Work | None:
                return None if work_id in hidden else self.work(work_id)

            def record(self, member: str, local_id: str) -> StoredRecord | None:
                found: StoredRecord | None = super().record(member, local_id)
                if found is None:
                    return None
                form, carrier = (formats or {}).get(member, (found.format, found.carrier))
                return replace(found, restricted=member in restricted, format=form, carrier=carrier)

            def fields(self, stored: StoredRecord) -> Record:
                found: Record = super().fields(stored)
                return found._replace(format=stored.format)

        class Shelf(Library):
            def reading(self) -> Reading:
                made: Reading = Reduced()
                return made

        return create_app(replace(settings, downloads_most=most), Shelf()).test_client()

    return make


def values(record: pymarc.Record, tag: str, code: str) -> list[str]:
    """Return the texts of a subfield, wherever its field stands in the record."""
    return [text for field in record.get_fields(tag) for text in field.get_subfields(code)]


@pytest.mark.parametrize("extension", [name for name in EXTENSIONS if name != "oai_dc"])
@pytest.mark.parametrize("path", ["/instance/i-dream-1964", "/work/w-dream"])
def test_an_edition_and_a_work_in_every_format(client: FlaskClient, path: str, extension: str) -> None:
    """Each is an attachment whose name is ours, and may be kept for minutes."""
    answer = client.get(f"{path}.{extension}")
    assert answer.status_code == 200
    assert re.fullmatch(r'attachment; filename="lianmu-[\w.-]+"', answer.headers["Content-Disposition"])
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert len(answer.data) == answer.content_length > 0


def test_a_work_is_all_its_editions(client: FlaskClient) -> None:
    """A work's citations are those of its editions, in its order."""
    found = rispy.loads(client.get("/work/w-dream.ris").text)
    assert [entry["id"] for entry in found] == ["i-dream-1964", "i-dream-1982", "i-dream-1973"]
    assert found[0]["unknown_tag"]["AV"] == [
        "美国国会图书馆 PL2727.S2 A1 1964; 中国国家图书馆 I242.4/7; 北京大学图书馆 I242.47/1.3"
    ]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/instance/none.ris", 404),
        ("/instance/i-dream-1964.exe", 404),
        ("/instance/i-old.ris", 301),
        ("/work/w-gone.bib", 410),
        ("/instance/i-dream-1964.oai_dc", 404),
        ("/search/download", 400),
        ("/search/download?format=exe", 400),
        ("/search/download?format=ris&id=none", 404),
        ("/search/download?format=ris&q=nothinglikethis", 404),
        ("/download/record?member=NLC&id=none&format=marcxml", 404),
        ("/download/record?member=NLC&id=gone&format=marcxml", 410),
        ("/download/record?member=NLC&id=000017&format=ris", 404),
        ("/download/record?member=NLC&id=000017&format=oai_dc", 404),
    ],
)
def test_what_there_is_not(client: FlaskClient, path: str, status: int) -> None:
    """Unknown, moved and gone things and formats are answered as everywhere in the portal."""
    assert client.get(path).status_code == status


def test_a_moved_edition_keeps_its_format(client: FlaskClient) -> None:
    """Who follows an old address of a citation gets the citation."""
    assert client.get("/instance/i-old.ris").headers["Location"].endswith("/instance/i-dream-1964.ris")


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/x-research-info-systems", "application/x-research-info-systems"),
        ("application/x-bibtex, text/html;q=0.5", "application/x-bibtex"),
        ("application/marc", "application/marc"),
        ("text/html, application/x-bibtex;q=0.9", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle, application/x-bibtex;q=0.9", "text/turtle"),
    ],
)
def test_accept_chooses_among_pages_data_and_citations(client: FlaskClient, accept: str, media_type: str) -> None:
    """The best of all formats is given, and the page where nothing better is asked for."""
    answer = client.get("/instance/i-dream-1964", headers={"Accept": accept})
    assert answer.mimetype == media_type
    assert "Accept" in answer.headers["Vary"]


def test_records_of_one_kind_are_one_file(client: FlaskClient) -> None:
    """Three members' ISO 2709 in one encoding: their bytes one after another."""
    answer = client.get("/instance/i-dream-1964.mrc")
    assert (answer.mimetype, answer.data) == ("application/marc", RAW * 3)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="lianmu-i-dream-1964.mrc"'


def test_records_of_several_kinds_are_an_archive(client_where: Restricting) -> None:
    """A file for each member and format, byte for byte, a manifest that names every record, the same every time."""
    client = client_where(formats={"LC": ("marc21", "marcxml")})
    first, second = (client.get("/instance/i-dream-1964.mrc").data for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.namelist() == [
            "README.txt",
            "manifest.csv",
            "LC-marc21-gb18030.xml",
            "NLC-cnmarc-gb18030.mrc",
            "PKU-cnmarc-gb18030.mrc",
        ]
        assert archive.read("NLC-cnmarc-gb18030.mrc") == RAW
        rows = list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))
    assert [(row["file"], row["member"], row["record"]) for row in rows] == [
        ("LC-marc21-gb18030.xml", "LC", "   65017"),
        ("NLC-cnmarc-gb18030.mrc", "NLC", "000017"),
        ("PKU-cnmarc-gb18030.mrc", "PKU", "a/b.1"),
    ]
    assert rows[1]["licence"] == "CC0 1.0"


def test_marcxml_is_marcxchange_where_dialects_meet(client: FlaskClient, client_where: Restricting) -> None:
    """MARCXML proper for MARC 21 alone; else each record names its dialect."""
    mixed = etree.fromstring(client.get("/instance/i-dream-1964.marcxml").data)
    assert [entry.get("format") for entry in mixed] == ["CNMARC"] * 3
    plain = client_where(formats=dict.fromkeys(("LC", "NLC", "PKU"), ("marc21", "iso2709")))
    answer = plain.get("/instance/i-dream-1964.marcxml")
    assert answer.mimetype == "application/marcxml+xml"
    assert etree.fromstring(answer.data).tag == "{http://www.loc.gov/MARC21/slim}collection"


def test_records_that_a_format_does_not_fit_are_counted(client_where: Restricting) -> None:
    """A Dublin Core record is in no MARC file, and the answer says so; it has a format of its own."""
    client = client_where(formats={"LC": ("dublincore", "dublincore")})
    answer = client.get("/instance/i-dream-1964.marcxml")
    assert (answer.headers["X-Lianmu-Given"], answer.headers["X-Lianmu-Other-Formats"]) == ("2", "1")
    answer = client.get("/instance/i-dream-1964.oai_dc")
    assert (answer.headers["X-Lianmu-Given"], answer.headers["X-Lianmu-Other-Formats"]) == ("1", "2")


@pytest.mark.parametrize(
    ("extension", "title", "reading"),
    [
        ("cnmarc", ("200", "a"), ("200", "9")),
        ("cnmarc-a", ("200", "a"), ("200", "A")),
        ("marc21", ("880", "a"), ("245", "a")),
        ("unimarc", ("200", "a"), ("200", "a")),
    ],
)
def test_an_edition_in_another_dialect(
    client: FlaskClient, extension: str, title: tuple[str, str], reading: tuple[str, str]
) -> None:
    """One record of an edition that three libraries hold, with title and pinyin where the dialect has them."""
    answer = client.get(f"/instance/i-dream-1964.{extension}")
    assert (answer.mimetype, answer.headers["X-Lianmu-Given"]) == ("application/marc", "1")
    (record,) = pymarc.MARCReader(answer.data, to_unicode=True, force_utf8=True)
    assert "红楼梦" in values(record, *title)
    assert any(text.lower() == "hong lou meng" for text in values(record, *reading))


def test_one_record_each_of_a_list_in_a_dialect(client: FlaskClient) -> None:
    """A record for each edition that has any, and a member's own record on its page."""
    answer = client.get("/search/download?q=红楼梦&format=marc21")
    assert (answer.headers["X-Lianmu-Found"], answer.headers["X-Lianmu-Given"]) == ("3", "1")
    assert len(list(pymarc.MARCReader(answer.data))) == 1
    own = client.get("/download/record?member=NLC&id=000017&format=marc21")
    assert [field.tag for field in next(pymarc.MARCReader(own.data)).get_fields("245")] == ["245"]


def test_a_restricted_record_is_in_no_dialect(client_where: Restricting) -> None:
    """Of an edition's records only those that may be passed on are looked at."""
    answer = client_where(restricted=("NLC",)).get("/instance/i-dream-1964.marc21")
    assert b"000017" not in answer.data
    assert (answer.headers["X-Lianmu-Given"], "X-Lianmu-Restricted" in answer.headers) == ("1", False)


@pytest.mark.parametrize("extension", ["mrc", "marcxml"])
def test_restricted_records_are_left_out_and_counted(client_where: Restricting, extension: str) -> None:
    """Nothing of a restricted record is in a file, and the answer says how many there were."""
    answer = client_where(restricted=("NLC",)).get(f"/instance/i-dream-1964.{extension}")
    assert b"000017" not in answer.data
    assert (answer.headers["X-Lianmu-Given"], answer.headers["X-Lianmu-Restricted"]) == ("2", "1")


def test_a_readme_tells_what_was_left_out(client_where: Restricting) -> None:
    """The archive says itself how many records it lacks."""
    client = client_where(restricted=("NLC",), formats={"LC": ("marc21", "iso2709")})
    with zipfile.ZipFile(io.BytesIO(client.get("/instance/i-dream-1964.mrc").data)) as archive:
        assert "since they may not be passed on: 1." in archive.read("README.txt").decode()


@pytest.mark.parametrize(
    "path",
    [
        *(f"/instance/i-dream-1964.{name}" for name in EXTENSIONS if name != "oai_dc"),
        "/search/download?format=ris&id=i-dream-1964",
        "/search/download?format=ttl&id=i-dream-1964",
        "/search/download?format=mrc&id=i-dream-1964",
        "/download/record?member=NLC&id=000017&format=marcxml",
        "/download/record?member=NLC&id=000017&format=mrc",
        "/download/record?member=NLC&id=000017&format=ttl",
    ],
)
def test_what_is_wholly_restricted_is_refused(client_where: Restricting, path: str) -> None:
    """403 with a sentence, in every format and by every way."""
    client = client_where(hidden=("i-dream-1964", "w-dream"), restricted=("NLC", "PKU", "LC"))
    answer = client.get(path)
    assert answer.status_code == 403
    assert "红楼梦" not in answer.text


def test_a_list_leaves_restricted_editions_out(client_where: Restricting) -> None:
    """The others are given, and the answer counts what is missing."""
    answer = client_where(hidden=("i-dream-1982",)).get("/search/download?q=红楼梦&format=ris")
    assert [entry["id"] for entry in rispy.loads(answer.text)] == ["i-dream-1964", "i-dream-1973"]
    assert (answer.headers["X-Lianmu-Given"], answer.headers["X-Lianmu-Restricted"]) == ("2", "1")


@pytest.mark.parametrize(
    "extension", [offer.name for offer in offers(()) if offer.name != "oai_dc"] + ["ttl", "jsonld", "nq"]
)
def test_a_list_in_every_format(client: FlaskClient, extension: str) -> None:
    """What the search finds, in every format there is."""
    answer = client.get(f"/search/download?q=红楼梦&format={extension}")
    assert answer.status_code == 200
    assert int(answer.headers["X-Lianmu-Found"]) == 3


def test_a_list_is_what_the_search_shows(client: FlaskClient) -> None:
    """Filters, years and the group of the address narrow it as they do the page."""
    rows = list(
        csv.DictReader(io.StringIO(client.get("/search/download?format=csv&member=LC").text.removeprefix("\ufeff")))
    )
    assert {row["id"] for row in rows} == {"i-dream-1964", "i-dream-1973", "i-people", "i-tempest"}
    found = rispy.loads(client.get("/search/download?format=ris&q=红楼梦&group=beijing&from=1980").text)
    assert [entry["id"] for entry in found] == ["i-dream-1982"]


def test_a_list_that_is_cut_says_so(client_where: Restricting) -> None:
    """The name of the file, its first comment and the headers say how many of how many; the page says it before."""
    client = client_where(most=5)
    answer = client.get("/search/download?format=bib")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="lianmu-first-5-of-51.bib"'
    assert answer.text.startswith("% The first 5 of 51 editions.\n")
    assert (answer.headers["X-Lianmu-Found"], answer.headers["X-Lianmu-Given"]) == ("51", "5")
    assert "The first 5 of 51 editions, or those that you mark." in client.get("/search?lang=en").text


def test_a_list_goes_beyond_one_page_of_the_search(client: FlaskClient) -> None:
    """All editions are given, each once."""
    found = rispy.loads(client.get("/search/download?format=ris").text)
    assert len({entry["id"] for entry in found}) == len(found) == 51


def test_a_work_gives_all_of_its_editions_that_answer_to_the_words(settings: Settings, sample: ModuleType) -> None:
    """Where only some of a work's many editions were found, by words of their own, each of these is given."""

    class Shelf(Library):
        def reading(self) -> Reading:
            made: Reading = OneWork()
            return made

    class OneWork(sample.SampleReading):  # type: ignore[misc, name-defined]
        def search(self, query: Query) -> Results:
            found: Results = super().search(query)
            hits = [hit for work in found.works for hit in work.editions]
            shown = tuple(hits[: query.editions_shown])
            return replace(found, works=(WorkHit("w-dream", shown, len(hits)),), works_found=1)

    client = create_app(settings, Shelf()).test_client()
    every = client.get("/search/download?format=ris").headers["X-Lianmu-Found"]
    assert len(rispy.loads(client.get("/search/download?format=ris").text)) == int(every) == 51


def test_marked_editions_only(client: FlaskClient) -> None:
    """With marks the search does not matter; a mark twice is one, an unknown one nothing."""
    answer = client.get("/search/download?q=red&format=ris&id=i-tempest&id=i-people&id=i-tempest&id=none&id=")
    assert [entry["id"] for entry in rispy.loads(answer.text)] == ["i-tempest", "i-people"]


def test_results_can_be_marked_without_a_script(client: FlaskClient) -> None:
    """Check boxes belong to a plain form that keeps the question, and each says what it marks."""
    page = client.get("/search?q=红楼梦&member=PKU&lang=en").text
    assert '<form class="downloads downloads-list" id="download" action="/search/download" method="get"' in page
    assert '<input type="hidden" name="member" value="PKU">' in page
    assert (
        'type="checkbox" name="id" value="i-dream-1964" form="download" aria-label="Mark for the download: 红楼梦"'
        in page
    )


def test_pages_offer_only_what_is_not_empty(client: FlaskClient) -> None:
    """An edition of MARC records has no Dublin Core to download; one of Dublin Core no MARC."""
    assert "/instance/i-dream-1964.oai_dc" not in client.get("/instance/i-dream-1964").text
    assert "/instance/i-attack.marcxml" not in client.get("/instance/i-attack").text
    assert "/work/w-dream.marcxml" in client.get("/work/w-dream").text


def test_an_edition_describes_itself_to_programs(client: FlaskClient) -> None:
    """Meta elements for reference managers, and schema.org with an offer for each library."""
    page = client.get("/instance/i-dream-1964").text
    assert '<meta name="citation_title" content="红楼梦">' in page
    assert '<meta name="citation_isbn" content="9787020002207">' in page
    assert '<link rel="alternate" type="application/x-bibtex" title="BibTeX" href="/instance/i-dream-1964.bib">' in page
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    data = json.loads(block[1])
    assert (data["@type"], data["name"], data["isbn"]) == ("Book", "红楼梦", ["9787020002207"])
    assert {offer["offeredBy"]["name"] for offer in data["offers"]} == {
        "中国国家图书馆",
        "北京大学图书馆",
        "美国国会图书馆",
    }
    assert data["offers"][1]["sku"] == "I242.4/7"


def test_a_description_cannot_end_its_block(client: FlaskClient) -> None:
    """A title that is an attack stays text within the data."""
    page = client.get("/instance/i-attack").text
    assert "<script>alert" not in page
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    assert json.loads(block[1])["name"].startswith("<script>alert")


def test_a_restricted_edition_says_nothing_to_programs(client_where: Restricting) -> None:
    """Neither the head nor the list of downloads has anything of it."""
    page = client_where(hidden=("i-dream-1964", "w-dream")).get("/instance/i-dream-1964").text
    assert "citation_title" not in page
    assert "ld+json" not in page.replace('type="application/ld+json" title', "").replace('ld+json" rel="nofollow"', "")
    assert "/instance/i-dream-1964.ris" not in page


def test_a_record_in_unicode_beside_its_bytes(client: FlaskClient) -> None:
    """The record's page leads to its MARCXML, whatever its id holds."""
    link = re.search(r'href="(/download/record[^"]+)"', client.get("/record/PKU/a%2Fb.1").text)
    assert link is not None
    answer = client.get(link[1].replace("&amp;", "&"))
    assert answer.mimetype == "application/xml"
    assert etree.fromstring(answer.data)[0].get("format") == "CNMARC"


def test_a_file_is_asked_for_again_by_its_tag(client: FlaskClient) -> None:
    """Who has the file is told so with 304 and gets nothing."""
    answer = client.get("/instance/i-dream-1964.ris")
    again = client.get("/instance/i-dream-1964.ris", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_crawlers_are_asked_to_stay_out(client: FlaskClient) -> None:
    """Lists are made for people: robots.txt and a header keep crawlers from them."""
    assert "Disallow: /download/" in client.get("/robots.txt").text
    assert client.get("/search/download?format=ris").headers["X-Robots-Tag"] == "noindex"
