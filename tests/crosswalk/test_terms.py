"""No term but those of published vocabularies and our own few: in the rules, and in what real records become."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest

from kg.crosswalk import Crosswalk
from kg.crosswalk.entries import listed
from kg.description import convert_nquads
from kg.namespaces import BF, BFLC, DCTERMS, EDTF, LIANMU, LOC_VOCABULARY, MADS, OWL, RDF, RDF_TYPE, RDFS, SKOS, XSD
from kg.records import Record, read_records

ROOT = Path(__file__).resolve().parents[2]
RULES = sorted((ROOT / "mappings").glob("*/*.toml"))
# MADS/RDF 1.0 (http://www.loc.gov/mads/rdf/v1): what the rules use of it; it has no file of its own in `ontology/`.
MADS_TEXT = """
    Address Affiliation Area Authority City CitySection ComplexSubject ConferenceName Continent CorporateName Country
    County DeprecatedAuthority FamilyName GenreForm Geographic HierarchicalGeographic Island Language Name NameTitle
    Occupation PersonalName RWO Region Source State Temporal Territory Title Topic Variant ExtraterrestrialArea
    activityEndDate activityStartDate adminMetadata associatedLanguage associatedLocale authoritativeLabel birthDate
    birthPlace citationNote citationSource citationStatus code componentList deathDate deathPlace definitionNote
    deprecatedLabel editorialNote elementList elementValue endDate entityDescriptor establishDate exampleNote
    fieldOfActivity fullerName gender hasAffiliation hasBroaderAuthority hasCloseExternalAuthority
    hasCorporateParentAuthority hasCorporateSubsidiaryAuthority hasEarlierEstablishedForm hasExactExternalAuthority
    hasLaterEstablishedForm hasNarrowerAuthority hasReciprocalAuthority hasRelatedAuthority hasSource hasVariant
    historyNote honoraryTitle identifiesRWO isIdentifiedByAuthority isMemberOfMADSScheme note occupation organization
    prominentFamilyMember scopeNote see startDate terminateDate useFor useInstead variantLabel
"""
# A relationship that the Library of Congress converter writes and no vocabulary declares: profile `lc` alone has it.
OF_THE_CONVERTER = BFLC + "hasVariantEntry"
NAME = re.compile(r"(?<![\w/#'.-])(bf|bflc|mads|lianmu):([A-Za-z]\w*)(?![\w:/-])")
PREFIXES = {"bf": BF, "bflc": BFLC, "mads": MADS, "lianmu": LIANMU}
OPEN = (RDF, RDFS, SKOS, DCTERMS, OWL, XSD)
# Datatypes and the classes that are terms of LC's vocabularies (note types, parts of a resource, serial types …).
TERMS_AS_CLASSES = (LOC_VOCABULARY,)


@cache
def declared() -> frozenset[str]:
    """Return every term that the vocabularies in `ontology/` declare, and those of MADS."""
    found = {MADS + name for name in MADS_TEXT.split()}
    for name, form in [
        ("bibframe-2.6.0.rdf", pyoxigraph.RdfFormat.RDF_XML),
        ("bflc-3.0.rdf", pyoxigraph.RdfFormat.RDF_XML),
        ("lianmu.ttl", pyoxigraph.RdfFormat.TURTLE),
    ]:
        for quad in pyoxigraph.parse(path=ROOT / "ontology" / name, format=form):
            if quad.predicate.value == RDF_TYPE and isinstance(quad.subject, pyoxigraph.NamedNode):
                found.add(quad.subject.value)
    return frozenset(found)


def unknown(term: str) -> bool:
    """Return whether a property or class belongs to none of the vocabularies."""
    return term not in {*declared(), OF_THE_CONVERTER} and not term.startswith((*OPEN, *TERMS_AS_CLASSES))


@pytest.mark.parametrize("path", RULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_rules_name_declared_terms_alone(path: Path) -> None:
    """A rule cannot make up a term."""
    text = path.read_text(encoding="utf-8")
    named = {PREFIXES[prefix] + name for prefix, name in NAME.findall(text)}
    for table in tomllib.loads(text).get("table", {}).values():
        prefix = PREFIXES.get(table.get("prefix", "").rstrip(":"), "")
        values = [value for key, value in table.items() if key != "prefix"]
        named.update(prefix + one for value in values for one in listed(value) if prefix)
    assert sorted(term for term in named if unknown(term)) == []


def reference_records(shared: Path) -> Iterator[Record]:
    """Yield the records of the reference."""
    for path in sorted((shared / "reference" / "marc21" / "marc").glob("*.xml")):
        yield from (found for found in read_records(path, format="marc21") if isinstance(found, Record))


@pytest.mark.realdata
@pytest.mark.parametrize("profile", ["lean", "lc"])
def test_real_records_become_declared_terms_and_valid_dates(mappings: Path, shared: Path, profile: str) -> None:
    """Every property and class is one of a vocabulary's, every date that says it is EDTF looks like one."""
    crosswalk = Crosswalk.load(mappings, "marc21", profile=profile)
    terms: set[str] = set()
    dates: set[str] = set()
    for number, record in enumerate(reference_records(shared)):
        text = "".join(convert_nquads(crosswalk.convert(record, str(number)), base="http://example.org/"))
        for quad in pyoxigraph.parse(text.encode(), pyoxigraph.RdfFormat.N_TRIPLES):
            terms.add(quad.predicate.value)
            if quad.predicate.value == RDF_TYPE:
                terms.add(quad.object.value)
            elif isinstance(quad.object, pyoxigraph.Literal) and quad.object.datatype.value == EDTF:
                dates.add(quad.object.value)
    assert sorted(term for term in terms if unknown(term)) == []
    assert sorted(date for date in dates if not DATE.fullmatch(date)) == []


_ONE = r"-?[0-9X]{1,4}[?~%]?(-[0-9X]{2}[?~%]?(-[0-9X]{2}[?~%]?)?)?(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:?\d{2})?)?"
DATE = re.compile(rf"(\.\.|{_ONE})?(/(\.\.|{_ONE})?)?|[\[{{]{_ONE}((,|\.\.){_ONE})*[\]}}]")
