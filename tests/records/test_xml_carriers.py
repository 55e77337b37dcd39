"""MARCXML, OAI-PMH and Dublin Core: what is read, what is refused, and how a broken record loses only itself."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from kg.records import Problem, Record

Read = Callable[..., tuple[list[Record], list[Problem]]]

OAI = (
    '<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>{}</ListRecords></OAI-PMH>'
)
DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    '<dc:title xml:lang="zh">紅樓夢</dc:title><dc:identifier>http://e/1</dc:identifier><dc:creator/></oai_dc:dc>'
)
PLAIN = "<dc:title>紅樓夢</dc:title>"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TERMS = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'


def oai(identifier: str, metadata: str, status: str = "") -> str:
    inside = f"<metadata>{metadata}</metadata>" if metadata else ""
    header = f"<header{status}><identifier>{identifier}</identifier><datestamp>2026-01-01</datestamp></header>"
    return f"<record>{header}{inside}</record>"


def title(record: Record) -> str | None:
    return next(field.get("_") or field.get("a") for field in record.fields if field.tag in {"title", "245", "200"})


@pytest.mark.parametrize(
    "wrap",
    [
        lambda r: r.replace("<record>", '<record xmlns="http://www.loc.gov/MARC21/slim">'),
        lambda r: r,
        lambda r: f"\n  <?xml version='1.0'?>\n<collection>{r}</collection>",
        lambda r: "\ufeff" + f'<collection xmlns="http://www.loc.gov/MARC21/slim">{r}</collection>',
        lambda r: f'<c:collection xmlns:c="http://www.loc.gov/MARC21/slim">{prefixed(r)}</c:collection>',
        lambda r: (
            f'<z:answer xmlns:z="http://www.loc.gov/zing/srw/"><z:record><z:recordData>{r}</z:recordData></z:record></z:answer>'
        ),
        lambda r: f'<?xml-stylesheet href="http://e/x.xsl"?><!-- <record> --><collection>{r}</collection>',
    ],
)
def test_marcxml_in_its_many_dresses(make: SimpleNamespace, read: Read, wrap: Callable[[str], str]) -> None:
    """Prefix or none, collection or none, mark or blanks before, comments: a record is a record."""
    records, problems = read(wrap(make.xml_book("x1")).encode())
    assert ([title(r) for r in records], problems) == (["紅樓夢"], [])


def prefixed(xml: str) -> str:
    return xml.replace("</", "\0").replace("<", "<c:").replace("\0", "</c:")


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16", "iso-8859-1"])
def test_xml_in_other_character_sets(make: SimpleNamespace, read: Read, encoding: str) -> None:
    """The declaration is believed, and raw bytes can be read again."""
    name = "Cafe" if encoding == "iso-8859-1" else "紅樓夢"
    text = f'<?xml version="1.0" encoding="{encoding}"?><collection>{make.xml_book("x1", name)}</collection>'
    records, problems = read(text.encode(encoding))
    assert ([title(r) for r in records], problems) == ([name], [])


@pytest.mark.parametrize(
    "broken",
    [
        '<record><leader>bad</leader><datafield tag="245"><subfield code="a">broken & unescaped</datafield></record>',
        '<record><leader>00000nam a2200000 a 4500</leader><controlfield tag="001">x2</controlfield>',
        "<record><leader></record>",
        "<record/>",
    ],
)
def test_broken_record_loses_only_itself(make: SimpleNamespace, read: Read, broken: str) -> None:
    """Reading goes on at the next record; the broken one is kept with its place."""
    records, problems = read(make.collection(make.xml_book("x1"), broken, make.xml_book("x3")))
    assert [r.control("001") for r in records] == ["x1", "x3"]
    assert [(p.severity, p.number) for p in problems] == [("damaged", 2)]
    assert problems[0].raw.startswith(b"<record")


def test_control_characters_are_stripped_from_xml(make: SimpleNamespace, read: Read) -> None:
    """Characters and references that XML forbids are taken out, and the record is kept."""
    records, problems = read(make.collection(make.xml_book("x1", "紅\x07樓&#x8;夢")))
    assert ([title(r) for r in records], [p.reason for p in problems]) == (["紅樓夢"], ["control-characters"])


@pytest.mark.parametrize("tail", ["</collection>", "<record><leader>0000", "", "<!-- "])
def test_cut_off_file(make: SimpleNamespace, read: Read, tail: str) -> None:
    """A file that ends within its root is incomplete, whatever was read before."""
    records, problems = read(make.collection(make.xml_book("x1")).removesuffix(b"</collection>") + tail.encode())
    assert len(records) == 1
    assert [p.reason for p in problems] == ([] if tail == "</collection>" else ["truncated"])


@pytest.mark.parametrize("where", ["before", "between", "after"])
def test_any_doctype_is_refused(make: SimpleNamespace, read: Read, where: str) -> None:
    """A document type declaration is never read, wherever it stands."""
    doctype = '<!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    one, two = make.xml_book("x1"), make.xml_book("x2", "&x;")
    parts = {
        "before": f"{doctype}<collection>{one}{two}</collection>",
        "between": f"<collection>{one}{doctype}{two}</collection>",
        "after": f"<collection>{one}</collection>{doctype}",
    }
    _, problems = read(parts[where].encode())
    assert (problems[-1].severity, problems[-1].reason) == ("refused", "doctype")


def test_depth_is_bounded(make: SimpleNamespace, read: Read) -> None:
    """Elements in elements without end are given up."""
    deep = "<a>" * 5000
    _, problems = read(f"<collection>{make.xml_book('x1')}{deep}".encode())
    assert (problems[-1].severity, problems[-1].reason) == ("refused", "too-deep")


def test_depth_within_a_record_is_bounded(make: SimpleNamespace, read: Read) -> None:
    """A record of 5,000 levels is damaged; the next is read."""
    deep = make.xml_book("x1").replace("紅樓夢", "<a>" * 5000 + "</a>" * 5000)
    records, problems = read(make.collection(deep, make.xml_book("x2")))
    assert ([r.control("001") for r in records], [p.severity for p in problems]) == (["x2"], ["damaged"])


def test_oai_record(read: Read) -> None:
    """Identifier and datestamp come from the header, fields from the metadata, language from xml:lang."""
    records, problems = read(OAI.format(oai("oai:e:1", DC)).encode())
    record = records[0]
    assert (record.format, record.carrier, record.identifier, record.datestamp) == (
        "dublincore",
        "oaipmh",
        "oai:e:1",
        "2026-01-01",
    )
    assert record.fields[0].subfields == (("_", "紅樓夢"), ("lang", "zh"))
    assert ([f.tag for f in record.fields], problems) == (["title", "identifier"], [])


def test_oai_deleted_record(read: Read) -> None:
    """A deleted header is a deletion without fields."""
    records, problems = read(OAI.format(oai("oai:e:1", "", ' status="deleted"')).encode())
    assert ([(r.identifier, r.deleted, r.fields) for r in records], problems) == ([("oai:e:1", True, ())], [])


def test_oai_with_marcxml_inside(make: SimpleNamespace, read: Read) -> None:
    """A record within a record of the same name is the metadata, not a new record."""
    marc = make.xml_book("x1").replace("<record>", '<record xmlns="http://www.loc.gov/MARC21/slim">')
    records, problems = read(OAI.format(oai("oai:e:1", marc) + oai("oai:e:2", marc)).encode())
    assert ([(r.identifier, r.format) for r in records]) == [("oai:e:1", "marc21"), ("oai:e:2", "marc21")]
    assert problems == []


def test_oai_live_record_without_metadata_is_damaged(read: Read) -> None:
    """Only a deleted record may have none."""
    records, problems = read(OAI.format(oai("oai:e:1", "") + oai("oai:e:2", DC)).encode())
    assert [r.identifier for r in records] == ["oai:e:2"]
    assert [(p.reason, p.local_id) for p in problems] == [("no-metadata", "oai:e:1")]


def test_oai_error_and_further_pages(read: Read) -> None:
    """An error is a refusal; a resumption token says that this is not all."""
    assert read(OAI.format('<error code="badResumptionToken">expired</error>').encode())[1][0].severity == "refused"
    records, problems = read(OAI.format(oai("oai:e:1", DC) + "<resumptionToken>t2</resumptionToken>").encode())
    assert (len(records), [p.reason for p in problems]) == (1, ["more-pages"])


def test_metadata_that_is_not_read_in_a_plain_file(read: Read) -> None:
    """Who harvested nothing is told first what to export."""
    record = oai("oai:e:1", '<mods xmlns="http://www.loc.gov/mods/v3"/>')
    _, problems = read(f"<records>{record}</records>".encode())
    assert [p.severity for p in problems] == ["refused"]
    assert "Export MARCXML or Dublin Core; from a server, harvest" in problems[0].message


def test_oai_with_metadata_that_is_not_read(read: Read) -> None:
    """The refusal names the metadata and what to harvest instead."""
    mods = '<mods xmlns="http://www.loc.gov/mods/v3"/>'
    records, problems = read(OAI.format(oai("oai:e:1", mods)).encode())
    assert (records, [p.severity for p in problems]) == ([], ["refused"])
    assert "mods" in problems[0].message


@pytest.mark.parametrize(
    "data",
    [
        DC,
        f"<records {TERMS}><record>{PLAIN}<dcterms:issued>2021</dcterms:issued></record></records>",
        "<dc><title>紅樓夢</title><creator>曹雪芹</creator></dc>",
        f"<metadata {TERMS}>{PLAIN}</metadata>",
        f'<r:RDF xmlns:r="{RDF}" {TERMS}><r:Description r:about="http://e/1">{PLAIN}</r:Description></r:RDF>',
        f'<q:qualifieddc xmlns:q="http://worldcat.org/xmlschemas/qdc-1.0/" {TERMS}>{PLAIN}</q:qualifieddc>',
    ],
)
def test_dublin_core_in_its_many_dresses(read: Read, data: str) -> None:
    """Bare, qualified, as RDF description, in plain wrappers."""
    records, problems = read(data.encode())
    assert ([title(r) for r in records], [r.format for r in records], problems) == (["紅樓夢"], ["dublincore"], [])


def rdf(nodes: str) -> bytes:
    names = f'xmlns:rdf="{RDF}" xmlns:dcam="http://purl.org/dc/dcam/" xmlns:g="http://g/" {TERMS}'
    return f"<rdf:RDF {names}>{nodes}</rdf:RDF>".encode()


NESTED = (
    "<dcterms:creator><g:agent rdf:about='a/1'><g:born>1715</g:born><g:name>曹雪芹</g:name></g:agent></dcterms:creator>"
    "<dcterms:subject><rdf:Description><dcam:memberOf rdf:resource='http://purl.org/dc/terms/LCSH'/>"
    "<rdf:value>小說</rdf:value></rdf:Description></dcterms:subject>"
    "<dcterms:relation><rdf:Description rdf:about='http://e/2'/></dcterms:relation>"
    "<dcterms:hasPart><rdf:Description rdf:about='http://e/3'><dc:title>第一回</dc:title></rdf:Description></dcterms:hasPart>"
)


@pytest.mark.parametrize("name", ["rdf:Description", "g:ebook"])
def test_only_nodes_directly_under_rdf_are_records(read: Read, name: str) -> None:
    """A node within another is a value: what it is called, else its address."""
    node = f"<{name} rdf:about='http://e/1'><dc:title>紅樓夢</dc:title>{NESTED}</{name}>"
    records, problems = read(rdf(node + node.replace("http://e/1", "http://e/9")))
    assert ([r.fields[0].get("_") for r in records], problems) == (["http://e/1", "http://e/9"], [])
    assert [(f.tag, f.get("_"), f.get("type")) for f in records[0].fields[2:]] == [
        ("creator", "曹雪芹", None),
        ("subject", "小說", "dcterms:LCSH"),
        ("relation", "http://e/2", None),
        ("hasPart", "第一回", None),
    ]


def test_rdf_description_without_a_title_is_left_out_and_told(read: Read) -> None:
    """It describes something beside the records: one word for all of them."""
    other = "<rdf:Description rdf:about='http://w/1'><dc:description>wiki</dc:description></rdf:Description>"
    records, problems = read(rdf(f"<g:ebook>{PLAIN}</g:ebook>{other}<g:licence/>{other}"))
    assert ([title(r) for r in records], [(p.severity, p.reason) for p in problems]) == (
        ["紅樓夢"],
        [("warning", "no-title")],
    )
    assert ": 2." in problems[0].message


def test_rdf_without_a_titled_node_is_refused_by_name(read: Read) -> None:
    """Titles deeper down make no records."""
    records, problems = read(rdf(f"<g:Work><g:title><g:Title>{PLAIN}</g:Title></g:title></g:Work>"))
    assert (records, [p.severity for p in problems]) == ([], ["refused"])
    assert "RDF/XML" in problems[0].message


def test_unclosed_rdf_description_loses_only_itself(read: Read) -> None:
    """After a property that is closed a new description begins."""
    one = f"<rdf:Description rdf:about='http://e/1'>{PLAIN}</rdf:Description>"
    records, problems = read(rdf(one.removesuffix("</rdf:Description>") + one + one))
    assert (len(records), [p.reason for p in problems]) == (2, ["not-well-formed"])


@pytest.mark.realdata
def test_ebook_in_rdf_is_one_record(shared: Path, read: Read) -> None:
    """Project Gutenberg describes one ebook a file, with some twenty nodes within it."""
    records, problems = read((shared / "data/dc/dpla/src__test__resources__gutenberg.xml").read_bytes())
    assert [title(r) for r in records] == ["The Declaration of Independence of the United States of America"]
    assert records[0].all("creator")[0].get("_") == "Jefferson, Thomas"
    assert [p.reason for p in problems] == ["no-title"]


def test_dublin_core_scheme_is_kept(read: Read) -> None:
    """xsi:type is the scheme of a value."""
    data = (
        f'<metadata {TERMS} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        '<dcterms:issued xsi:type="dcterms:W3CDTF">2021</dcterms:issued></metadata>'
    )
    assert read(data.encode())[0][0].fields[0].get("type") == "dcterms:W3CDTF"


def test_oai_record_with_unclosed_metadata_loses_only_itself(read: Read) -> None:
    """Only a record that stands first within metadata is inside another; any other begins anew."""
    broken = oai("oai:e:1", DC).replace("</metadata></record>", "")
    records, problems = read(OAI.format(broken + oai("oai:e:2", DC) + oai("oai:e:3", DC)).encode())
    assert [r.identifier for r in records] == ["oai:e:2", "oai:e:3"]
    assert [(p.severity, p.local_id) for p in problems] == [("damaged", "oai:e:1")]
