"""Value expressions and conditions of the rules, compiled to closures over a field.

An expression is a source and functions after bars (`$ab | join | trim_isbd`), with ` or ` between alternatives, of which
the first that gives anything counts. A condition compares sources (`ind1 = 1 and not $t`). `mappings/README.md` has both.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from kg.crosswalk.functions import FIELD_FUNCTIONS, LIST_FUNCTIONS, TEXT_FUNCTIONS
from kg.crosswalk.source import Source
from kg.description.node import Iri, Literal
from kg.description.terms import is_valid_iri
from kg.errors import MappingError
from kg.namespaces import BF, BFLC, DCTERMS, LIANMU, LOC_RELATORS, LOC_VOCABULARY, MADS, OWL, RDF, RDFS, SKOS, XSD

__all__ = [
    "Condition",
    "Expression",
    "Scope",
    "compile_condition",
    "compile_expression",
    "expand",
    "is_constant",
    "needed_subfields",
    "split_outside_quotes",
]

Term = str | Iri | Literal
Expression = Callable[[Source], list[Term]]
Condition = Callable[[Source], bool]
Table = dict[str, list[Term]]

_PREFIXES = {
    "bf": BF, "bflc": BFLC, "mads": MADS, "rdf": RDF, "rdfs": RDFS, "skos": SKOS, "dcterms": DCTERMS, "owl": OWL,
    "xsd": XSD, "lianmu": LIANMU, "vocab": LOC_VOCABULARY, "rel": LOC_RELATORS, "lc": "http://id.loc.gov/",
    "note": LOC_VOCABULARY + "mnotetype/", "edtf": "http://id.loc.gov/datatypes/edtf",
}  # fmt: skip
_CURIE = re.compile(r"([a-z]+):([^\s'|]*)")
_QUOTED = re.compile(r"'([^']*)'")
_SUBFIELDS = re.compile(r"(\d{3}|[a-z]\w*)?\$(\{\w+\}|[A-Za-z0-9_*]+)")
_POSITIONS = re.compile(r"(leader|\d{3})?/(\d+)(?:-(\d+))?")


@dataclass(frozen=True)
class Scope:
    """What the expressions of a format may name: its tables, and how a code list's code becomes an IRI or a label."""

    tables: dict[str, Table]
    code_iri: Callable[[str, str], str | None]
    code_name: Callable[[str, str, str], str]
    has_list: Callable[[str], bool]


def expand(curie: str) -> str:
    """Return the IRI that a prefixed name (`bf:Title`) or `<iri>` stands for; raise MappingError for an unknown prefix."""
    if curie.startswith("<") and curie.endswith(">"):
        return curie[1:-1]
    match = _CURIE.fullmatch(curie)
    if match is None or match[1] not in _PREFIXES:
        raise MappingError(f"'{curie}' is no prefixed name. Prefixes: {', '.join(sorted(_PREFIXES))}.")
    return _PREFIXES[match[1]] + match[2]


def split_outside_quotes(text: str, separator: str) -> list[str]:
    """Return the parts of a text between separators that do not stand within single quotes."""
    parts, start, quoted, at = [], 0, False, 0
    while at < len(text):
        if text[at] == "'":
            quoted = not quoted
        if not quoted and text.startswith(separator, at):
            parts.append(text[start:at])
            at += len(separator)
            start = at
            continue
        at += 1
    parts.append(text[start:])
    return [part.strip() for part in parts]


def is_constant(text: str) -> bool:
    """Return whether an expression names a value itself (`'text'`, `bf:Title`, `<iri>`) and takes none from the field."""
    head = split_outside_quotes(split_outside_quotes(text, " or ")[0], "|")[0]
    return head.startswith(("'", "<")) or _CURIE.fullmatch(head) is not None


def needed_subfields(text: str) -> frozenset[str] | None:
    """Return the subfields without which an expression of the rule's own field gives nothing; None where it needs none."""
    needed: set[str] = set()
    for alternative in split_outside_quotes(text, " or "):
        head = split_outside_quotes(alternative, "|")[0]
        match = re.fullmatch(r"\$([A-Za-z0-9_]+)", head)
        if match is None:
            return None
        needed.update(match[1])
    return frozenset(needed)


def compile_expression(text: str, scope: Scope) -> Expression:
    """Return a function from a field to the values that the expression has there."""
    alternatives = [_compile_pipeline(part, scope) for part in split_outside_quotes(text, " or ")]
    if len(alternatives) == 1:
        return alternatives[0]

    def first_of(source: Source) -> list[Term]:
        for alternative in alternatives:
            values = alternative(source)
            if values:
                return values
        return []

    return first_of


def _compile_pipeline(text: str, scope: Scope) -> Expression:
    head, *steps = split_outside_quotes(text, "|")
    run = _compile_source(head)
    for step in steps:
        run = _compile_step(run, step, scope)
    return run


def _compile_source(text: str) -> Expression:
    constant = _QUOTED.fullmatch(text)
    if constant:
        values: list[Term] = [constant[1]]
        return lambda _source: values
    if text in {"ind1", "ind2", "tag"}:
        return lambda source: [getattr(source, text)]
    if text == "material":
        return lambda source: [source.record.material]
    if text == "value":
        return lambda source: [source.value] if source.value else []
    if text == "field":
        return lambda source: [source]  # type: ignore[list-item]
    if match := _POSITIONS.fullmatch(text):
        return _positions(match[1] or "", int(match[2]), int(match[3] or match[2]) + 1)
    if match := _SUBFIELDS.fullmatch(text):
        return _subfields(match[1] or "", match[2])
    iri: list[Term] = [Iri(expand(text))]
    return lambda _source: iri


def _positions(place: str, start: int, end: int) -> Expression:
    def of(text: str) -> list[Term]:
        part = text[start:end]
        return [part] if part else []

    if place == "leader":
        return lambda source: of(source.record.leader)
    if place:
        return lambda source: of(source.record.control(place))
    return lambda source: of(source.value)


def _subfields(place: str, codes: str) -> Expression:
    own = _own_subfields(codes[1:-1] if codes.startswith("{") else codes, long=codes.startswith("{"))
    if not place:
        return own
    return lambda source: [text for field in source.record.by_tag.get(place, ()) for text in own(field)]


def _own_subfields(codes: str, *, long: bool) -> Expression:
    if long or (len(codes) == 1 and codes != "*"):
        return lambda source: source.by.get(codes, [])  # type: ignore[return-value]
    if codes == "*":
        return lambda source: [text for code, text in source.subfields if code.isalpha() or code == "_"]
    wanted = frozenset(codes)
    present = tuple(codes)

    def in_order(source: Source) -> list[Term]:
        by = source.by
        for code in present:
            if code in by:
                return [text for code, text in source.subfields if code in wanted]
        return []

    return in_order


def _arguments(text: str) -> list[str]:
    return [quoted if plain == "" else plain for quoted, plain in re.findall(r"'([^']*)'|([^\s']+)", text)]


def _compile_step(run: Expression, step: str, scope: Scope) -> Expression:
    name, _, rest = step.partition(" ")
    arguments = _arguments(rest)
    if name == "table":
        return _look_up(run, scope, arguments)
    if name == "codes":
        return _code_list(run, scope, arguments)
    if name == "not_codes":
        return _not_codes(run, scope, arguments)
    if name == "codes_name":
        return _code_name(run, scope, arguments)
    if name == "iri":
        return _iri(run, expand(arguments[0]) if arguments else "")
    if name == "typed":
        datatype = expand(arguments[0])
        return lambda source: [Literal(text, "", datatype) for text in run(source)]  # type: ignore[arg-type]
    try:
        if name in TEXT_FUNCTIONS:
            return _each(run, TEXT_FUNCTIONS[name](*arguments))
        if name in LIST_FUNCTIONS:
            whole = LIST_FUNCTIONS[name](*arguments)
            return lambda source: whole(run(source))  # type: ignore[arg-type]
        if name in FIELD_FUNCTIONS:
            of_field = FIELD_FUNCTIONS[name](*arguments)
            return lambda source: [value for field in run(source) for value in of_field(field)]  # type: ignore[arg-type]
    except (TypeError, re.error) as error:
        raise MappingError(f"'{step}': {error}") from error
    known = sorted(
        {
            "table",
            "codes",
            "codes_name",
            "not_codes",
            "iri",
            "typed",
            *TEXT_FUNCTIONS,
            *LIST_FUNCTIONS,
            *FIELD_FUNCTIONS,
        }
    )
    raise MappingError(f"There is no value function '{name}'. There are: {', '.join(known)}.")


def _each(run: Expression, function: Callable[[str], Term | None]) -> Expression:
    def each(source: Source) -> list[Term]:
        values = run(source)
        return [made for value in values if (made := function(value))] if values else values  # type: ignore[arg-type]

    return each


def _look_up(run: Expression, scope: Scope, arguments: list[str]) -> Expression:
    if not arguments or arguments[0] not in scope.tables:
        raise MappingError(f"There is no table '{' '.join(arguments)}'. There are: {', '.join(sorted(scope.tables))}.")
    table = scope.tables[arguments[0]]
    other = table.get("*", [])

    def look_up(source: Source) -> list[Term]:
        return [term for value in run(source) for term in table.get(value, other)]  # type: ignore[arg-type]

    return look_up


def _code_list(run: Expression, scope: Scope, arguments: list[str]) -> Expression:
    if len(arguments) != 1 or not scope.has_list(arguments[0]):
        raise MappingError(f"There is no code list '{' '.join(arguments)}' in mappings/codes.")
    cache: dict[str, Iri | None] = {}
    name, code_iri = arguments[0], scope.code_iri

    def look_up(source: Source) -> list[Term]:
        found: list[Term] = []
        for value in run(source):
            code = str(value)
            if code not in cache:
                iri = code_iri(name, code)
                cache[code] = Iri(iri) if iri else None
            term = cache[code]
            if term is not None:
                found.append(term)
        return found

    return look_up


def _not_codes(run: Expression, scope: Scope, arguments: list[str]) -> Expression:
    if len(arguments) != 1 or not scope.has_list(arguments[0]):
        raise MappingError(f"There is no code list '{' '.join(arguments)}' in mappings/codes.")
    name, code_iri = arguments[0], scope.code_iri
    return lambda source: [text for text in run(source) if not code_iri(name, str(text).lower().rstrip("."))]


def _code_name(run: Expression, scope: Scope, arguments: list[str]) -> Expression:
    if len(arguments) != 2 or not scope.has_list(arguments[0]):
        raise MappingError(f"'codes_name {' '.join(arguments)}': give a list of mappings/codes and a language.")
    list_name, language = arguments
    return lambda source: [scope.code_name(list_name, str(value), language) for value in run(source)]


def _iri(run: Expression, prefix: str) -> Expression:
    """Make IRIs; a text that makes no valid IRI stays a literal where no prefix is given, else it is dropped."""
    cache: dict[str, Term | None] = {}

    def make(text: str) -> Term | None:
        if prefix:
            text = prefix + text.replace(" ", "%20")
        if is_valid_iri(text):
            return Iri(text)
        return None if prefix else text

    def iri(source: Source) -> list[Term]:
        found: list[Term] = []
        for value in run(source):
            if value not in cache:
                if len(cache) > 50_000:
                    cache.clear()
                cache[value] = make(value)  # type: ignore[arg-type, index]
            term = cache[value]  # type: ignore[index]
            if term is not None:
                found.append(term)
        return found

    return iri


_COMPARISON = re.compile(r"(.+?)\s*(!=|=|!~|~|\bnot in\b|\bin\b)\s*(.+)")


def compile_condition(text: str, scope: Scope) -> Condition:
    """Return a function that says whether a field satisfies the condition; an empty condition always holds."""
    if not text.strip():
        return lambda _source: True
    choices = [
        [_compile_term(term, scope) for term in split_outside_quotes(choice, " and ")]
        for choice in split_outside_quotes(text, " or ")
    ]
    return _any_of([_all_of(terms) for terms in choices])


def _all_of(terms: list[Condition]) -> Condition:
    first, *others = terms
    if not others:
        return first
    rest = _all_of(others)
    return lambda source: first(source) and rest(source)


def _any_of(terms: list[Condition]) -> Condition:
    first, *others = terms
    if not others:
        return first
    rest = _any_of(others)
    return lambda source: first(source) or rest(source)


def _compile_term(text: str, scope: Scope) -> Condition:
    if text.startswith("not "):
        inner = _compile_term(text[4:].strip(), scope)
        return lambda source: not inner(source)
    if text.startswith(("has ", "no ")):
        wanted, expected = text.split()[1], text.startswith("has ")
        return lambda source: (wanted in source.record.by_tag) is expected
    if text.startswith("many "):
        several = text.split()[1]
        return lambda source: len(source.record.by_tag.get(several, ())) > 1
    match = _COMPARISON.fullmatch(text)
    if match is None:
        run = compile_expression(text, scope)
        return lambda source: bool(run(source))
    scalar = _scalar(match[1].strip())
    if scalar is not None and match[2] in {"=", "!=", "in", "not in"}:
        return _compare_scalar(scalar, match[2], match[3].strip())
    run = compile_expression(match[1], scope)
    return _compare(run, match[2], match[3].strip())


def _scalar(text: str) -> Callable[[Source], str] | None:
    """Return a getter for a left side that always has exactly one text; most conditions have such a one."""
    if text in {"ind1", "ind2", "tag"}:
        return attrgetter(text)
    if text == "material":
        return lambda source: source.record.material
    position = re.fullmatch(r"(leader)?/(\d+)", text)
    if position is None:
        return None
    start, end = int(position[2]), int(position[2]) + 1
    if position[1]:
        return lambda source: source.record.leader[start:end]
    return lambda source: source.value[start:end]


def _compare_scalar(scalar: Callable[[Source], str], operator: str, right: str) -> Condition:
    if operator in {"=", "!="}:
        value = right.strip("'") if right.startswith("'") else right
        if operator == "=":
            return lambda source: scalar(source) == value
        return lambda source: scalar(source) != value
    wanted = _members(right)
    if operator == "in":
        return lambda source: scalar(source) in wanted
    return lambda source: scalar(source) not in wanted


def _members(right: str) -> frozenset[str]:
    """Return what stands on the right of `in`: `(abc, def)` or the characters of `'abc'`."""
    if right.startswith("("):
        return frozenset(_arguments(right.strip("()").replace(",", " ")))
    return frozenset(right.strip("'"))


def _compare(run: Expression, operator: str, right: str) -> Condition:
    if operator in {"~", "!~"}:
        pattern = re.compile(right.strip("'"))
        if operator == "~":
            return lambda source: any(pattern.search(str(value)) for value in run(source))
        return lambda source: not any(pattern.search(str(value)) for value in run(source))
    if operator in {"in", "not in"}:
        wanted = _members(right)
        if operator == "in":
            return lambda source: not wanted.isdisjoint(run(source))
        return lambda source: wanted.isdisjoint(run(source))
    value = right.strip("'") if right.startswith("'") else right
    if operator == "=":
        return lambda source: value in run(source)
    return lambda source: value not in run(source)
