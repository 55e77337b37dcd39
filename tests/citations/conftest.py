"""Editions to cite: one Chinese, one English, one serial, made of the dataclasses that the graph is read back as."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from kg.bibframe.things import (
    Agent,
    Contribution,
    Identifier,
    Instance,
    Item,
    Provision,
    Role,
    Subject,
    Text,
    Title,
    Work,
)

BASE = "https://catalogue.example.org"
RELATORS = "http://id.loc.gov/vocabulary/relators/"
LANGUAGES = "http://id.loc.gov/vocabulary/languages/"

MakeWork = Callable[..., Work]
MakeInstance = Callable[..., Instance]


def texts(*values: str) -> tuple[Text, ...]:
    return tuple(Text(value) for value in values)


def title(*main: str, subtitle: tuple[str, ...] = (), kind: str = "Title") -> Title:
    return Title(kind, texts(*main), texts(*subtitle))


def person(*labels: str, role: str = "aut", primary: bool = False, kind: str = "Person") -> Contribution:
    roles = (Role(RELATORS + role),) if role else ()
    return Contribution(Agent("", "", kind, texts(*labels)), roles, primary)


def published(place: tuple[str, ...], agent: tuple[str, ...], date: str) -> Provision:
    return Provision("Publication", date, (), texts(*place), texts(*agent), ())


@pytest.fixture
def parts() -> SimpleNamespace:
    """Return the functions that make the parts of a description."""
    return SimpleNamespace(texts=texts, title=title, person=person, published=published)


@pytest.fixture
def make_work() -> MakeWork:
    """Return a function that makes a work; what is not named is empty."""

    def make(**more: object) -> Work:
        values: dict[str, object] = dict.fromkeys(Work.__slots__, ())
        named = {"iri": f"{BASE}/work/w1", "id": "w1", "kinds": ("Monograph", "Text"), "origin_date": ""}
        return Work(**(values | named | more))  # type: ignore[arg-type]

    return make


@pytest.fixture
def make_instance() -> MakeInstance:
    """Return a function that makes an edition; what is not named is empty."""

    def make(**more: object) -> Instance:
        values: dict[str, object] = dict.fromkeys(Instance.__slots__, ())
        named = {"iri": f"{BASE}/instance/i1", "id": "i1", "work_iri": f"{BASE}/work/w1", "issuance": ""}
        return Instance(**(values | named | more))  # type: ignore[arg-type]

    return make


@pytest.fixture
def dream(make_work: MakeWork, make_instance: MakeInstance) -> tuple[Work, Instance]:
    """Return a Chinese novel with its pinyin, held by two members."""
    work = make_work(
        contributions=(
            person("曹雪芹, 1717-1763", "Cao, Xueqin, 1717-1763", primary=True),
            person("高鹗", "Gao E"),
            person("启功", "Qi Gong", role="ann"),
        ),
        languages=(LANGUAGES + "chi",),
        subjects=(Subject("", "", "Topic", texts("章回小说--中国--清代")),),
        summaries=texts("贾、史、王、薛\n四大家族"),
    )
    instance = make_instance(
        titles=(
            title("红楼梦", "Hong lou meng", subtitle=("校注本", "jiao zhu ben")),
            title("石头记", kind="VariantTitle"),
        ),
        provisions=(published(("北京", "Beijing"), ("人民文学出版社", "Ren min wen xue chu ban she"), "1982"),),
        edition_statement=texts("第3版", "Di 3 ban"),
        series=texts("中国古典文学读本丛书 ; 7"),
        identifiers=(
            Identifier("Isbn", "978-7-02-000220-7", "平装"),
            Identifier("Isbn", "7020002201", status="http://id.loc.gov/vocabulary/mstatus/cancinv"),
        ),
        extent=texts("3册"),
        items=(
            Item("", "NLC", ("I242.4/7",)),
            Item("", f"{BASE}/member/PKU", ("I242.47/1.3", "I242.47/1.4")),
        ),
        members=("NLC", "PKU"),
        records=(f"{BASE}/record/NLC/17", f"{BASE}/record/PKU/2"),
        locators=("https://example.org/full?a=1&b=2", "javascript:alert(1)"),
    )
    return work, instance


@pytest.fixture
def tempest(make_work: MakeWork, make_instance: MakeInstance) -> tuple[Work, Instance]:
    """Return an English play with an editor and a joint author without a role."""
    work = make_work(
        contributions=(
            person("Shakespeare, William, 1564-1616", role="", primary=True),
            person("Fletcher, John", role="ctb"),
            person("Kermode, Frank", role="edt"),
            person("Doe, Jane", role="ctb"),
        ),
        languages=(LANGUAGES + "eng",),
    )
    instance = make_instance(
        titles=(title("The tempest", subtitle=("a comedy {in} 100% of #5 acts & $_^~\\",)),),
        responsibility=texts("William Shakespeare and John Fletcher ; with drawings by Jane Doe"),
        provisions=(published(("London",), ("Methuen & Co.",), "1954"),),
    )
    return work, instance
