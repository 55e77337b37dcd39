"""A small catalogue in memory behind the portal's seam: realistic enough for pages, without files or an index."""

# ruff: noqa: D102 - the seam, portal/reading.py, says what each method gives back

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from kg.bibframe.things import (
    Agent,
    Classification,
    Contribution,
    Identifier,
    Instance,
    Item,
    Note,
    Provision,
    Relation,
    Role,
    Subject,
    Text,
    Title,
    Work,
)
from kg.catalogue.editions import Doubled
from kg.catalogue.rows import Group, LoadRow, Member, Membership, StoredRecord
from kg.holdings import Holding, Place, Terms, read_statement
from kg.namespaces import BF, RDF_TYPE, RDFS_LABEL
from kg.overlap import Held
from kg.records.record import Field, Record
from kg.rights import Cause, Decision
from kg.search.document import make_document
from kg.search.query import EditionDocument, FacetValue, Hit, Query, Results, WorkHit
from portal.dialects import Dialects
from portal.reading import Library, NothingPublishedError, Reading, Sharing, State

DIALECTS = Dialects(Path(__file__).resolve().parents[2] / "mappings")
BASE = "http://127.0.0.1:8000"
VOCABULARY = "http://id.loc.gov/vocabulary/"
ATTACK = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"


def text(value: str, language: str = "") -> Text:
    return Text(value, language)


def both(original: str, romanised: str) -> tuple[Text, ...]:
    return (Text(original, "zh-hans"), Text(romanised, "zh-latn-pinyin"))


def title(*main: Text, kind: str = "Title", subtitle: tuple[Text, ...] = ()) -> Title:
    return Title(kind, main, subtitle)


def work(work_id: str, titles: tuple[Title, ...], instances: tuple[str, ...], **more: object) -> Work:
    values: dict[str, object] = {
        "kinds": ("Text", "Monograph"),
        "contributions": (),
        "languages": (VOCABULARY + "languages/chi",),
        "content": (VOCABULARY + "contentTypes/txt",),
        "subjects": (),
        "genres": (),
        "classifications": (),
        "identifiers": (),
        "summaries": (),
        "contents": (),
        "notes": (),
        "relations": (),
        "origin_date": "",
        "records": (),
    }
    return Work(iri=f"{BASE}/work/{work_id}", id=work_id, titles=titles, instances=instances, **(values | more))  # type: ignore[arg-type]


def instance(instance_id: str, work_id: str, titles: tuple[Title, ...], **more: object) -> Instance:
    values: dict[str, object] = dict.fromkeys(
        (
            "responsibility",
            "provisions",
            "publication_statement",
            "edition_statement",
            "extent",
            "dimensions",
            "identifiers",
            "notes",
            "relations",
            "series",
            "media",
            "carriers",
            "locators",
            "items",
            "records",
            "members",
        ),
        (),
    )
    values["issuance"] = VOCABULARY + "issuance/mono"
    iri, work_iri = f"{BASE}/instance/{instance_id}", f"{BASE}/work/{work_id}"
    return Instance(iri=iri, id=instance_id, work_iri=work_iri, titles=titles, **(values | more))  # type: ignore[arg-type]


def published(place: tuple[Text, ...], agent: tuple[Text, ...], date: str) -> tuple[Provision, ...]:
    return (Provision("Publication", date, (), place, agent, (Text(date.replace("/..", "-").replace("/", "-")),)),)


CAO = Agent(
    f"{BASE}/agent/a-cao", "a-cao", "Person", both("曹雪芹, 约1717-1763", "Cao, Xueqin, approximately 1717-1763")
)
GAO = Agent(f"{BASE}/agent/a-gao", "a-gao", "Person", both("高鹗, 约1738-约1815", "Gao, E, approximately 1738-1815"))
SHAKESPEARE = Agent(
    "http://id.loc.gov/authorities/names/n78095332",
    "a-shakespeare",
    "Person",
    (Text("Shakespeare, William, 1564-1616"), Text("莎士比亚, 1564-1616", "zh-hans")),
)
NOVEL = Subject(f"{BASE}/subject/s-novel", "s-novel", "Topic", (Text("章回小说", "zh-hans"),), "cct")
FAMILY = Subject(f"{BASE}/subject/s-family", "s-family", "Topic", (Text("Families -- China -- Fiction"),), "lcsh")
AUTHOR, EDITOR = Role(VOCABULARY + "relators/aut"), Role(VOCABULARY + "relators/edt")
DREAM = title(*both("红楼梦", "Hong lou meng"))
STORY = title(*both("石头记", "Shi tou ji"), kind="VariantTitle")


def record_iri(member: str, local_id: str) -> str:
    return f"{BASE}/record/{member}/{local_id}"


def item(member: str, mark: str, *, statement: str = "", link: str = "") -> Item:
    return Item(
        f"{BASE}/item/{member}/1/1",
        f"{BASE}/member/{member}",
        (mark,),
        ("中文图书阅览室",),
        ("3110021",),
        (statement,) if statement else (),
        (),
        (link,) if link else (),
    )


WORKS = [
    work(
        "w-dream",
        (DREAM, STORY),
        ("i-dream-1964", "i-dream-1982", "i-dream-1973"),
        contributions=(Contribution(CAO, (AUTHOR,), primary=True), Contribution(GAO, (AUTHOR,))),
        subjects=(NOVEL, FAMILY),
        genres=(Subject("", "", "GenreForm", (Text("长篇小说", "zh-hans"),)),),
        classifications=(
            Classification("Classification", "I242.4", source="clc"),
            Classification("ClassificationLcc", "PL2727.S2", "A1"),
        ),
        summaries=(Text("以贾、史、王、薛四大家族的兴衰为背景，写贾宝玉与林黛玉、薛宝钗的爱情婚姻悲剧。", "zh-hans"),),
    ),
    work(
        "w-people",
        (title(*both("人民文学", "Ren min wen xue")),),
        ("i-people",),
        kinds=("Text", "Serial"),
        contributions=(
            Contribution(
                Agent(f"{BASE}/agent/a-union", "a-union", "Organization", (Text("中国作家协会", "zh-hans"),)), (EDITOR,)
            ),
        ),
    ),
    work(
        "w-tempest",
        (title(Text("The tempest"), subtitle=(Text("a comedy in five acts"),)),),
        ("i-tempest",),
        languages=(VOCABULARY + "languages/eng",),
        contributions=(Contribution(SHAKESPEARE, (AUTHOR,), primary=True),),
    ),
    work(
        "w-attack", (title(Text(ATTACK)),), ("i-attack",), summaries=(Text(ATTACK),), notes=(Note("", (Text(ATTACK),)),)
    ),
]
INSTANCES = [
    instance(
        "i-dream-1964",
        "w-dream",
        (DREAM, STORY),
        responsibility=both("曹雪芹, 高鹗著 ; 启功注释", "Cao Xueqin, Gao E zhu ; Qi Gong zhu shi"),
        provisions=published(both("北京", "Beijing"), both("人民文学出版社", "Ren min wen xue chu ban she"), "1964"),
        edition_statement=both("第3版", "Di 3 ban"),
        extent=(Text("4册 (1606页)", "zh-hans"),),
        dimensions=(Text("21 cm"),),
        identifiers=(Identifier("Isbn", "9787020002207", "平装"), Identifier("Isbn", "7020002201", status="cancinv")),
        series=(Text("中国古典文学读本丛书", "zh-hans"),),
        notes=(Note("biblio", (Text("有书目", "zh-hans"),)),),
        media=(VOCABULARY + "mediaTypes/n",),
        carriers=(VOCABULARY + "carriers/nc",),
        locators=("https://example.org/full?a=1&b=2",),
        items=(item("NLC", "I242.4/7"), item("PKU", "I242.47/1.3"), item("LC", "PL2727.S2 A1 1964")),
        records=(record_iri("NLC", "000017"), record_iri("PKU", "a%2Fb.1"), record_iri("LC", "%20%20%2065017")),
        members=("NLC", "PKU", "LC"),
    ),
    instance(
        "i-dream-1982",
        "w-dream",
        (DREAM,),
        provisions=published(both("北京", "Beijing"), both("人民文学出版社", "Ren min wen xue chu ban she"), "1982"),
        edition_statement=(Text("第1版", "zh-hans"),),
        items=(item("PKU", "I242.47/2"),),
        records=(record_iri("PKU", "2"),),
        members=("PKU",),
    ),
    instance(
        "i-dream-1973",
        "w-dream",
        (title(Text("The story of the stone"), subtitle=(Text("a Chinese novel"),)),),
        provisions=published((Text("Harmondsworth"),), (Text("Penguin"),), "1973/1986"),
        extent=(Text("5 v."),),
        records=(record_iri("LC", "73"),),
        members=("LC",),
    ),
    instance(
        "i-people",
        "w-people",
        (title(*both("人民文学", "Ren min wen xue")),),
        provisions=published(both("北京", "Beijing"), (), "1949/.."),
        identifiers=(Identifier("Issn", "0258-8218"),),
        issuance=VOCABULARY + "issuance/serl",
        relations=(
            Relation(
                VOCABULARY + "relationship/continuedby", (Text("人民文学 (合订本)", "zh-hans"),), enumeration="2001"
            ),
        ),
        items=(
            item("NLC", "I2/R44", statement="1949,创刊号-1966,no.5 ; 1976,no.1- (缺1978,no.3)"),
            item("LC", "PL2250 .J46", statement="v. 1 (1949)-v. 17 (1966) ; incomplete"),
        ),
        records=(record_iri("NLC", "s1"),),
        members=("NLC", "LC"),
    ),
    instance(
        "i-tempest",
        "w-tempest",
        (title(Text("The tempest"), subtitle=(Text("a comedy in five acts"),)),),
        provisions=published((Text("London"),), (Text("Methuen"),), "1954"),
        records=(record_iri("LC", "t1"),),
        members=("LC",),
    ),
    instance(
        "i-attack",
        "w-attack",
        (title(Text(ATTACK)),),
        notes=(Note("", (Text(ATTACK),)),),
        provisions=published((Text(ATTACK),), (), "1999"),
        locators=("javascript:alert(1)", "java\tscript:alert(2)", "data:text/html,<b>", "https://example.org/ok"),
        items=(item("HTI", ATTACK, link="javascript:alert(3)"),),
        records=(record_iri("HTI", "x"),),
        members=("HTI",),
    ),
]
for number in range(1, 46):
    WORKS.append(
        work(
            f"w-n{number}",
            (title(*both(f"民国丛书 第{number}种", f"Min guo cong shu di {number} zhong")),),
            (f"i-n{number}",),
        )
    )
    INSTANCES.append(
        instance(
            f"i-n{number}",
            f"w-n{number}",
            (title(*both(f"民国丛书 第{number}种", f"Min guo cong shu di {number} zhong")),),
            provisions=published(
                both("上海", "Shanghai"), both("上海书店", "Shanghai shu dian"), str(1901 + number * 2)
            ),
            members=("HTI", "NLC")[: 1 + number % 2],
        )
    )

MEMBERS = [
    Member(
        "NLC",
        "中国国家图书馆",
        "cnmarc",
        "gb18030",
        licence="CC0 1.0",
        name_en="National Library of China",
        url="https://www.nlc.cn/",
        created="2026-01-05T08:00:00Z",
    ),
    Member("PKU", "北京大学图书馆", "cnmarc", name_en="Peking University Library", created="2026-02-01T08:00:00Z"),
    Member(
        "LC",
        "美国国会图书馆",
        "marc21",
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
        name_en="Library of Congress",
        url="javascript:alert(4)",
    ),
    Member("HTI", "HathiTrust 数字图书馆", "dublincore", name_en="HathiTrust Digital Library"),
]
GROUPS = [
    Group("beijing", "北京地区", "region", "Beijing region"),
    Group("humanities", "人文学科", "discipline", "Humanities"),
]
MEMBERSHIPS = [
    Membership("beijing", "NLC", "centre"),
    Membership("beijing", "PKU"),
    Membership("humanities", "LC"),
    Membership("humanities", "PKU"),
]
LOADS = [
    LoadRow(1, "NLC", ("a.mrc",), "2026-03-01T08:00:00Z", "2026-03-01T08:05:00Z", "done", False, True, {"loaded": 1200})
]
STATES = {
    ("work", "w-old"): State("redirect", "w-dream"),
    ("work", "w-gone"): State("gone"),
    ("instance", "i-old"): State("redirect", "i-dream-1964"),
    ("agent", "a-gone"): State("gone"),
    ("work", "w-coming"): State("live"),
}


def stored(
    member: str, local_id: str, *, carrier: str = "iso2709", state: str = "live", edition: str = "i-dream-1964"
) -> StoredRecord:
    raw = b"00026nam0 2200025   450 \x1e\x1d"
    return StoredRecord(
        member, local_id, "cnmarc", carrier, "gb18030", raw, "c0ffee" * 8, state, 1, "2026-03-01T08:00:00Z", edition
    )


RECORDS = [
    stored("NLC", "000017"),
    stored("PKU", "a/b.1"),
    stored("LC", "   65017"),
    stored("NLC", "gone", state="deleted"),
    stored("NLC", "17.ttl"),
    stored("HTI", "x", carrier="marcxml", edition="i-attack"),
]


def _place(member: str, statement: str, carrier: str = "print", *, restricted: bool = False) -> Place:
    spans = read_statement(statement).spans
    return Place(member, (Holding("905", statement, spans, carrier=carrier, terms=Terms(lending="b")),), restricted)


# What the libraries say of 人民文学, beside what its items say.
PLACES = [
    _place("NLC", "v.1-12 (1993-2004), 缺v.3"),
    _place("LC", "1993-1996"),
    _place("PKU", "v.2-5 (1994-1997)", "online", restricted=True),
]


class SampleReading(Reading):
    """The sample as one generation."""

    number = 7  # type: ignore[assignment]

    def __init__(self, *, works_exact: bool = True) -> None:
        self._works_exact = works_exact
        self._works = {entry.id: entry for entry in WORKS}
        self._instances = {entry.id: entry for entry in INSTANCES}
        credits_ = [entry.agent for found in WORKS for entry in found.contributions]
        self._agents = {agent.id: agent for agent in credits_}
        self._subjects = {entry.id: entry for found in WORKS for entry in found.subjects}
        self._documents = [make_document(self._works[entry.work_iri.rpartition("/")[2]], entry) for entry in INSTANCES]

    def search(self, query: Query) -> Results:
        found = [document for document in self._documents if _matches(document, query)]
        found.sort(key=_SORTS[query.sort])
        by_work: dict[str, list[EditionDocument]] = {}
        for document in found:
            by_work.setdefault(document.work, []).append(document)
        start = (query.page - 1) * query.page_size
        hits = tuple(
            WorkHit(
                work_id,
                tuple(Hit(entry.id, work_id, 1.0, entry.display) for entry in entries[: query.editions_shown]),
                len(entries),
            )
            for work_id, entries in list(by_work.items())[start : start + query.page_size]
        )
        facets = {name: _count(found, name, query.filters.get(name, ())) for name in query.facets}
        return Results(len(found), len(by_work), self._works_exact, hits, facets)

    def work(self, work_id: str) -> Work | None:
        return self._works.get(work_id)

    def instance(self, instance_id: str) -> Instance | None:
        return self._instances.get(instance_id)

    def agent(self, agent_id: str) -> Agent | None:
        return self._agents.get(agent_id)

    def subject(self, subject_id: str) -> Subject | None:
        return self._subjects.get(subject_id)

    def shared_work(self, work_id: str) -> Work | None:
        return self.work(work_id)

    def shared_instance(self, instance_id: str) -> Instance | None:
        return self.instance(instance_id)

    def quads(self, kind: str, thing_id: str) -> list[Quad]:
        if self.state(kind, thing_id) != State("live") or thing_id == "w-coming":
            return []
        node, graph = NamedNode(f"{BASE}/{kind}/{thing_id}"), NamedNode(f"{BASE}/{kind}/{thing_id}")
        return [
            Quad(node, NamedNode(RDF_TYPE), NamedNode(BF + kind.capitalize()), graph),
            Quad(node, NamedNode(RDFS_LABEL), Literal("红楼梦", language="zh-hans"), graph),
        ]

    def sharing(self, kind: str, thing_id: str) -> Sharing:  # noqa: ARG002 - all of the sample may be passed on
        return Sharing.WHOLE

    def works_naming(self, kind: str, thing_id: str) -> tuple[str, ...]:  # noqa: ARG002 - ids tell the kinds apart here
        return tuple(
            entry.id
            for entry in WORKS
            if thing_id in {row.agent.id for row in entry.contributions} | {row.id for row in entry.subjects}
        )

    def state(self, kind: str, thing_id: str) -> State | None:
        tables: Mapping[str, Mapping[str, object]] = {
            "work": self._works,
            "instance": self._instances,
            "agent": self._agents,
            "subject": self._subjects,
        }
        return State("live") if thing_id in tables[kind] else STATES.get((kind, thing_id))

    def places(self, instance_id: str, *, shared: bool = False) -> list[Place]:
        found = PLACES if instance_id == "i-people" else []
        return [one for one in found if not (shared and one.restricted)]

    def members(self) -> Mapping[str, Member]:
        return {member.code: member for member in MEMBERS}

    def groups(self) -> Mapping[str, Group]:
        return {group.code: group for group in GROUPS}

    def memberships(self) -> tuple[Membership, ...]:
        return tuple(MEMBERSHIPS)

    def loads(self, member: str) -> tuple[LoadRow, ...]:
        return tuple(load for load in LOADS if load.member == member)

    def record(self, member: str, local_id: str) -> StoredRecord | None:
        return next((row for row in RECORDS if (row.member, row.local_id) == (member, local_id)), None)

    def fields(self, stored: StoredRecord) -> Record:
        fields = (
            Field("001", "", (), stored.local_id),
            Field("200", "1 ", (("a", "红楼梦"), ("A", "hong lou meng"), ("f", ATTACK)), ""),
        )
        return Record(stored.format, stored.carrier, stored.encoding, "00026nam0 2200025   450 ", fields, stored.raw)

    def in_dialect(self, stored: StoredRecord, dialect: str, pinyin: str) -> Record:
        return DIALECTS.convert(self.fields(stored), stored.local_id, dialect, pinyin)

    def decision(self, stored: StoredRecord) -> Decision:
        return Decision(stored.restricted, Cause.MEMBER)

    def record_quads(self, stored: StoredRecord) -> list[Quad]:
        node = NamedNode(record_iri(stored.member, "1") + "#work")
        return [Quad(node, NamedNode(RDFS_LABEL), Literal("红楼梦"))]

    def described_by(self, stored: StoredRecord) -> tuple[Work, Instance]:
        found = next(entry for entry in self._instances.values() if entry.id == stored.instance)
        return next(work for work in self._works.values() if work.iri == found.work_iri), found

    def held(self, kind: str) -> tuple[Held, ...]:
        codes = {"discipline": "literature", "clc": "I", "ddc": "800", "lcc": "P", "language": "chi", "decade": "1980"}
        coded = (codes[kind],) if kind else ()
        # Shares of every shade: of PKU's editions 1, 5 and 15 %, of LC's 33 %, of the others' more than half.
        return (
            Held(("LC", "PKU"), coded, 1),
            Held(("NLC", "PKU"), coded, 5),
            Held(("HTI", "PKU"), coded, 15),
            Held(("LC",), (), 2),
            Held(("PKU",), (), 79),
        )

    def last_copies(self, member: str) -> Iterator[str]:
        yield "member\tlocal id\tedition\twork\ttitle\n"
        yield f"{member}\t1\n"

    def widely_held(self, *, since: int, least: int, limit: int) -> list[Doubled]:  # noqa: ARG002 - one edition for all
        return []

    def counts(self) -> Mapping[str, int]:
        return {"records": 1234, "works": len(WORKS)}


class SampleLibrary(Library):
    """The sample; `empty` makes it a catalogue of which nothing is published, `failing` one that cannot be read."""

    def __init__(self, *, empty: bool = False, failing: Exception | None = None, works_exact: bool = True) -> None:
        self._empty, self._failing = empty, failing
        self._reading = SampleReading(works_exact=works_exact)

    def reading(self) -> Reading:
        if self._failing is not None:
            raise self._failing
        if self._empty:
            raise NothingPublishedError("Nothing is published.")
        return self._reading


_SORTS: Mapping[str, Callable[[EditionDocument], tuple[int, str]]] = {
    "relevance": lambda document: (0, document.work),
    "newest": lambda document: (-document.year, ""),
    "oldest": lambda document: (document.year, ""),
    "title": lambda document: (0, document.sort_title),
}


def _matches(document: EditionDocument, query: Query) -> bool:
    words = " ".join(value for values in document.texts.values() for value in values).casefold()
    chosen = all(set(values) & set(document.facets.get(name, ())) for name, values in query.filters.items())
    after = not query.year_from or document.year >= query.year_from
    before = not query.year_to or 0 < document.year <= query.year_to
    return chosen and after and before and all(part in words for part in query.text.casefold().split())


def _count(found: list[EditionDocument], name: str, chosen: tuple[str, ...]) -> tuple[FacetValue, ...]:
    counts = Counter(value for document in found for value in document.facets.get(name, ()))
    return tuple(FacetValue(value, count, value in chosen) for value, count in counts.most_common())
