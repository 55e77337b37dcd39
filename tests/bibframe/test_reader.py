"""Reading descriptions back: from the tree of a record, and from published quads, with the same result."""

from pyoxigraph import Quad, RdfFormat, parse

from kg.bibframe import (
    instance_from_quads,
    read_agent,
    read_instance,
    read_subject,
    read_work,
    series_statements,
    tree,
    work_from_quads,
)
from kg.bibframe.things import Note, Role, Text

BASE = "http://c.example"
WORK, EDITION, AGENT, SUBJECT = f"{BASE}/work/w1", f"{BASE}/instance/i1", f"{BASE}/agent/a1", f"{BASE}/subject/s1"
AUTHORITY = "http://id.loc.gov/authorities/names/n81005061"
PREFIXES = (
    "@prefix bf: <http://id.loc.gov/ontologies/bibframe/> .\n"
    "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix prov: <http://www.w3.org/ns/prov#> .\n"
    "@prefix bflc: <http://id.loc.gov/ontologies/bflc/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
)
WORK_TRIG = f"""
<{WORK}> {{
  <{WORK}> a bf:Work, bf:Text ; bf:title <{WORK}#t1>, <{WORK}#t2> ; bf:contribution <{WORK}#c1>, <{WORK}#c2> ;
    bf:language <http://id.loc.gov/vocabulary/languages/chi> ; bf:subject <{SUBJECT}> ; bf:originDate "1791" ;
    bf:classification <{WORK}#k1> ; bf:hasInstance <{EDITION}>, <{WORK}#electronic-1> ;
    prov:wasDerivedFrom <{BASE}/record/A/1> .
  <{WORK}#electronic-1> a bf:Instance, bf:Electronic ; bf:instanceOf <{WORK}> .
  <{WORK}#t1> a bf:Title ; bf:mainTitle "Hong lou meng"@zh-latn, "红楼梦"@zh ; bflc:nonSortNum "0" .
  <{WORK}#t2> a bf:VariantTitle ; bf:mainTitle "石头记" .
  <{WORK}#c1> a bf:Contribution, bf:PrimaryContribution ; bf:agent <{AUTHORITY}> ;
    bf:role <http://id.loc.gov/vocabulary/relators/aut> .
  <{WORK}#c2> a bf:Contribution ; bf:agent <{WORK}#person-1> ; bf:role <{WORK}#role-1> .
  <{WORK}#person-1> a bf:Person ; rdfs:label "高鹗" .
  <{WORK}#role-1> a bf:Role ; rdfs:label "续" .
  <{WORK}#k1> a bf:Classification ; bf:classificationPortion "I242.4" ;
    bf:source <http://id.loc.gov/vocabulary/classSchemes/clc> .
}}
<{AGENT}> {{
  <{AUTHORITY}> a bf:Person ; rdfs:label "曹雪芹"@zh, "Cao, Xueqin, approximately 1717-1763" .
  <{AGENT}> owl:sameAs <{AUTHORITY}> .
}}
<{SUBJECT}> {{ <{SUBJECT}> a bf:Topic ; rdfs:label "章回小说" . }}
<{BASE}/work/w0> {{ <{BASE}/work/w0> owl:sameAs <{WORK}> . }}
"""
EDITION_TRIG = f"""
<{EDITION}> {{
  <{EDITION}> a bf:Instance ; bf:instanceOf <{WORK}> ; bf:title <{EDITION}#t1> ; bf:identifiedBy <{EDITION}#n1> ;
    bf:responsibilityStatement "曹雪芹, 高鹗著" ; bf:provisionActivity <{EDITION}#p1> ; bf:extent <{EDITION}#e1> ;
    bf:hasItem <{BASE}/item/A/1/b1>, <{BASE}/item/B/2/record> ; bf:carrier <http://id.loc.gov/vocabulary/carriers/nc> ;
    bf:electronicLocator <http://e.example/read#page=1> ;
    prov:wasDerivedFrom <{BASE}/record/A/1>, <{BASE}/record/B%20C/2> .
  <{EDITION}#t1> a bf:Title ; bf:mainTitle "红楼梦" ; bf:subtitle "程甲本" .
  <{EDITION}#n1> a bf:Isbn ; rdf:value "9787020002207" ; bf:qualifier "平装" .
  <{EDITION}#p1> a bf:ProvisionActivity, bf:Publication ; bf:date "1982"^^<http://id.loc.gov/datatypes/edtf> ;
    bflc:simplePlace "北京" ; bflc:simpleAgent "人民文学出版社" .
  <{EDITION}#e1> a bf:Extent ; rdfs:label "3册" .
  <{BASE}/item/A/1/b1> a bf:Item ; bf:heldBy <{BASE}/member/A> ; bf:shelfMark <{EDITION}#s1> ; bf:itemOf <{EDITION}> .
  <{EDITION}#s1> a bf:ShelfMark ; rdfs:label "I242.4/12" .
  <{BASE}/item/B/2/record> a bf:Item ; bf:heldBy <{BASE}/member/B%20C> ; bf:itemOf <{EDITION}> .
}}
"""


class _View:
    """A published graph in memory."""

    def __init__(self, trig: str) -> None:
        self.all = list(parse((PREFIXES + trig).encode(), format=RdfFormat.TRIG))

    def quads(self, graph: str) -> list[Quad]:
        return [quad for quad in self.all if quad.graph_name.value == graph]

    def about(self, subject: str) -> list[Quad]:
        return [quad for quad in self.all if quad.subject.value == subject]


VIEW = _View(WORK_TRIG + EDITION_TRIG)


def test_titles_are_in_the_original_script_first() -> None:
    """Kind, order of scripts, and the title proper before its variants."""
    work = read_work(VIEW, BASE, "w1")
    assert work is not None
    assert [title.kind for title in work.titles] == ["Title", "VariantTitle"]
    assert work.titles[0].main == (Text("红楼梦", "zh"), Text("Hong lou meng", "zh-latn"))


def test_names_come_from_the_agents_own_graphs() -> None:
    """An agent with an authority is named by that; its labels and our id stand in its graph."""
    work = read_work(VIEW, BASE, "w1")
    assert work is not None
    first, second = work.contributions
    assert (first.agent.iri, first.agent.id, first.agent.kind, first.primary) == (AUTHORITY, "a1", "Person", True)
    assert [text.value for text in first.agent.labels] == ["曹雪芹", "Cao, Xueqin, approximately 1717-1763"]
    assert (second.agent.id, second.agent.iri, second.roles) == ("", "", (Role("", "续"),))


def test_the_rest_of_a_work() -> None:
    """Subjects, classes, languages, dates, editions and records; a part named within the work is no edition."""
    work = read_work(VIEW, BASE, "w1")
    assert work is not None
    assert [(found.id, found.labels[0].value) for found in work.subjects] == [("s1", "章回小说")]
    assert work.classifications[0].portion == "I242.4"
    assert (work.kinds, work.instances, work.records) == (("Text",), ("i1",), (f"{BASE}/record/A/1",))


def test_an_edition_with_its_items() -> None:
    """Publication, numbers, and holdings of each member; a URI with a fragment is an address, not a part."""
    edition = read_instance(VIEW, BASE, "i1")
    assert edition is not None
    assert (edition.work_iri, edition.members) == (WORK, ("A", "B C"))
    assert [(item.member, item.shelf_marks) for item in edition.items] == [("A", ("I242.4/12",)), ("B C", ())]
    assert (edition.provisions[0].kind, edition.provisions[0].date) == ("Publication", "1982")
    assert (edition.identifiers[0].value, edition.identifiers[0].qualifier) == ("9787020002207", "平装")
    assert edition.locators == ("http://e.example/read#page=1",)
    assert [text.value for text in edition.extent] == ["3册"]


def test_agents_and_subjects_by_id() -> None:
    """Each is read from its own graph."""
    agent, subject = read_agent(VIEW, BASE, "a1"), read_subject(VIEW, BASE, "s1")
    assert agent is not None
    assert subject is not None
    assert (agent.iri, agent.id, subject.kind, subject.iri) == (AUTHORITY, "a1", "Topic", SUBJECT)


def test_what_is_not_described_is_nothing() -> None:
    """An unknown id, and one that only redirects, is no work."""
    assert read_work(VIEW, BASE, "w0") is None
    assert read_work(VIEW, BASE, "none") is None
    assert read_agent(VIEW, BASE, "none") is None


def test_the_order_of_quads_does_not_matter() -> None:
    """The same statements make the same work and edition."""
    assert work_from_quads(VIEW.all, WORK) == work_from_quads(VIEW.all[::-1], WORK)
    assert instance_from_quads(VIEW.all, EDITION) == instance_from_quads(VIEW.all[::-1], EDITION)


def test_a_circle_is_cut() -> None:
    """Statements that lead back to where they began do not run on for ever."""
    circle = _View(f"<{WORK}> {{ <{WORK}> bf:relation <{WORK}#a> . <{WORK}#a> bf:relation <{WORK}> . }}")
    assert len(list(tree(circle.all, WORK).nodes())) == 2


def test_a_uniform_title_is_a_title_of_the_work() -> None:
    """It stands on a hub that the work expresses; readers find the work by it."""
    hub = _View(f"""<{WORK}> {{ <{WORK}> a bf:Work ; bf:title <{WORK}#t1> ; bf:expressionOf <{WORK}#h1> .
      <{WORK}#t1> a bf:Title ; bf:mainTitle "百年孤独" . <{WORK}#h1> a bf:Hub ; bf:title <{WORK}#t2> .
      <{WORK}#t2> a bf:Title ; bf:mainTitle "Cien años de soledad" . }}""")
    titles = work_from_quads(hub.all, WORK).titles
    assert [(found.kind, found.main[0].value) for found in titles] == [
        ("Title", "百年孤独"),
        ("VariantTitle", "Cien años de soledad"),
    ]


def test_series_of_relations_are_statements() -> None:
    """A series as printed and the same as traced is one statement, with the number in it."""
    relation = (
        "a bf:Relation ; bf:relationship <http://id.loc.gov/vocabulary/relationship/series> ; bf:seriesEnumeration"
    )
    series = _View(f"""<{WORK}> {{ <{WORK}> a bf:Work ; bf:relation <{WORK}#r1>, <{WORK}#r2> .
      <{WORK}#r1> {relation} "1" ; bf:associatedResource <{WORK}#s1> .
      <{WORK}#r2> {relation} "1." ; bf:associatedResource <{WORK}#s1> .
      <{WORK}#s1> a bf:Series ; bf:title <{WORK}#t1> . <{WORK}#t1> a bf:Title ; bf:mainTitle "古典文学丛书" . }}""")
    assert series_statements(tree(series.all, WORK)) == (Text("古典文学丛书 ; 1"),)


def test_terms_in_words_stand_beside_those_of_a_vocabulary() -> None:
    """A content, medium or carrier that no vocabulary names is kept with its words; a named one is a URI only."""
    said = _View(f"""<{EDITION}> {{ <{EDITION}> bf:media <{EDITION}#m1> ; bf:carrier <{EDITION}#c1>, <{BASE}/roll> .
      <{EDITION}#m1> a bf:Media ; rdfs:label "无媒介" . <{EDITION}#c1> a bf:Carrier ; rdfs:label "卷轴" .
      <{BASE}/roll> a bf:Carrier ; rdfs:label "roll" .
      <{WORK}> bf:content <{WORK}#c1> . <{WORK}#c1> a bf:Content ; rdfs:label "拓片" . }}""")
    edition = instance_from_quads(said.all, EDITION)
    assert (edition.media, edition.media_words) == ((), (Text("无媒介"),))
    assert (edition.carriers, edition.carrier_words) == ((f"{BASE}/roll",), (Text("卷轴"),))
    assert work_from_quads(said.all, WORK).content_words == (Text("拓片"),)


def test_what_stands_beside_the_extent() -> None:
    """Illustrations and accompanying material are notes of the extent, not of the edition."""
    kind = "http://id.loc.gov/vocabulary/mnotetype/"
    said = _View(f"""<{EDITION}> {{ <{EDITION}> bf:extent <{EDITION}#e1> .
      <{EDITION}#e1> a bf:Extent ; rdfs:label "3册" ; bf:note <{EDITION}#n2>, <{EDITION}#n1> .
      <{EDITION}#n1> a bf:Note, <{kind}physical> ; rdfs:label "图" .
      <{EDITION}#n2> a bf:Note, <{kind}accmat> ; rdfs:label "1光盘" . }}""")
    edition = instance_from_quads(said.all, EDITION)
    assert edition.extent_notes == (Note("physical", (Text("图"),)), Note("accmat", (Text("1光盘"),)))
    assert edition.notes == ()


def test_a_map_in_words_before_codes() -> None:
    """Scale and coordinates as the map gives them; coded ones only where it gives none."""
    coded = f"""<{WORK}> bf:scale <{WORK}#s1>, <{WORK}#s2> ; bf:cartographicAttributes <{WORK}#c1> .
      <{WORK}#s1> a bf:Scale ; rdf:value "253440" ; rdfs:label "linear horizontal" .
      <{WORK}#s2> a bf:Scale ; rdfs:label "linear scale" .
      <{WORK}#c1> a bf:Cartographic ; bf:coordinates "E0790000 E0860000 N0200000 N0120000" ."""
    stated = f"""<{WORK}> bf:scale <{WORK}#s3> ; bf:cartographicAttributes <{WORK}#c2> .
      <{WORK}#s3> a bf:Scale ; rdfs:label "比例尺1:250 000" . <{WORK}#p1> a bf:Projection ; rdfs:label "圆锥投影" .
      <{WORK}#c2> a bf:Cartographic ; bf:coordinates "E79°--E86°/N20°--N12°" ; bf:projection <{WORK}#p1> ."""
    only_coded = work_from_quads(_View(f"<{WORK}> {{ {coded} }}").all, WORK)
    both = work_from_quads(_View(f"<{WORK}> {{ {coded} {stated} }}").all, WORK)
    assert only_coded.scale == (Text("1:253440"),)
    assert only_coded.coordinates == (Text("E0790000 E0860000 N0200000 N0120000"),)
    assert (both.scale, both.projection) == ((Text("比例尺1:250 000"),), (Text("圆锥投影"),))
    assert both.coordinates == (Text("E79°--E86°/N20°--N12°"),)
