"""RDF namespaces as constants: a term is written `BF + "Work"`, one place for each namespace."""

__all__ = [
    "BF",
    "BFLC",
    "DCTERMS",
    "EDTF",
    "FOAF",
    "LIANMU",
    "LOC_RELATORS",
    "LOC_VOCABULARY",
    "MADS",
    "OWL",
    "PARTS",
    "PREFIXES",
    "PROV",
    "RDF",
    "RDFS",
    "RDFS_LABEL",
    "RDF_TYPE",
    "SKOS",
    "XSD",
]

BF = "http://id.loc.gov/ontologies/bibframe/"
BFLC = "http://id.loc.gov/ontologies/bflc/"
MADS = "http://www.loc.gov/mads/rdf/v1#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
FOAF = "http://xmlns.com/foaf/0.1/"
XSD = "http://www.w3.org/2001/XMLSchema#"
EDTF = "http://id.loc.gov/datatypes/edtf"
LIANMU = "https://w3id.org/lianmu/terms#"
PARTS = "https://w3id.org/lianmu/parts/"

LOC_VOCABULARY = "http://id.loc.gov/vocabulary/"
LOC_RELATORS = "http://id.loc.gov/vocabulary/relators/"

RDF_TYPE = RDF + "type"
RDFS_LABEL = RDFS + "label"

# What formats with prefixes shorten names with, the same as in the JSON-LD context.
PREFIXES = {
    "bf": BF,
    "bflc": BFLC,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "lianmu": LIANMU,
    "madsrdf": MADS,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "relators": LOC_RELATORS,
    "skos": SKOS,
    "xsd": XSD,
}
