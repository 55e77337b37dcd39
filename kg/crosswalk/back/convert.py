"""Descriptions to records: the rules of a dialect turned round over the work, the instance and the items."""

from pathlib import Path
from typing import Self

from kg.crosswalk.back.added import add_fields, write_along
from kg.crosswalk.back.assemble import SCRIPT_HABITS, Scripts, arrange, join_fields
from kg.crosswalk.back.coded import write_coded
from kg.crosswalk.back.embed import embed_links
from kg.crosswalk.back.kept import lay_over, read_keys
from kg.crosswalk.back.making import Made, fold, make_field
from kg.crosswalk.back.match import Found, Matcher, is_term
from kg.crosswalk.back.options import Options, read_back
from kg.crosswalk.back.patterns import Template, turn_rules
from kg.crosswalk.back.spelling import spell
from kg.crosswalk.back.undo import Lists
from kg.crosswalk.convert import scope_of
from kg.description.node import Description, Literal, Node, Value
from kg.errors import MappingError
from kg.namespaces import BF, RDF_TYPE
from kg.records.record import Record
from kg.vocabulary import Vocabulary

__all__ = ["DIALECTS", "Backward"]

DIALECTS = ("marc21", "unimarc", "cnmarc", "cmarc")
_LEADER = "00000nam a2200000   4500"
# What coded positions say; a field that says it again was another word of the cataloguer's only where it says more.
_TERMS_IN_CODES = frozenset(BF + name for name in ("genreForm", "intendedAudience", "illustrativeContent", "frequency"))
_MOST_FIELDS_OF_ITEM = 20


class Backward:
    """The rules of one dialect turned round, ready to make records of descriptions."""

    def __init__(
        self, dialect: str, templates: list[Template], options: Options, lists: Lists, scripts: Scripts
    ) -> None:
        self.dialect = dialect
        self._options = options
        self._scripts = scripts
        self._matcher = Matcher(lists.tables, han_first=scripts.han_first)
        self._coded = [one for one in templates if one.coded]
        self._by_place: dict[tuple[str, str], list[Template]] = {}
        self._of_items = [one for one in templates if one.root == "item"]
        for one in templates:
            if not one.coded and one.root != "item":
                for name in _first_properties(one):
                    self._by_place.setdefault((one.root, name), []).append(one)

    @classmethod
    def load(cls, mappings: Path, dialect: str, *, pinyin: str = "") -> Self:
        """Return the way back to a dialect; `pinyin` is `9` or `A`, where CNMARC puts the reading of a text.

        Raise MappingError for a bad rule, or a dialect that there is not.
        """
        if dialect not in DIALECTS:
            raise MappingError(f"There is no way back to '{dialect}'. There are: {', '.join(DIALECTS)}.")
        habit = pinyin or ("9" if dialect in {"cnmarc", "cmarc"} else "")
        if habit not in SCRIPT_HABITS:
            raise MappingError(f"Pinyin stands in '9' (National Library of China) or 'A' (CALIS), not in '{pinyin}'.")
        rules, options = read_back(mappings, dialect)
        scope = scope_of(mappings, rules)
        vocabulary = Vocabulary.load(mappings / "codes")
        lists = Lists(scope.tables, vocabulary.code, vocabulary.label)
        return cls(
            dialect, turn_rules(rules, lists, options.prefer, options.gather), options, lists, Scripts(dialect, habit)
        )

    def convert(self, description: Description) -> Record:
        """Return the record that a description tells of; control fields are filled from the graph's codes."""
        leader, coded, used = write_coded(self._coded, description, self._matcher, self._options, _LEADER)
        made = [*self._root("work", description.work, used), *self._root("instance", description.instance, used)]
        for item in description.items:
            made += self._item(item)
        made = self._by_its_time(made, description.work)
        made = add_fields(write_along([*coded, *made], self._options.along), self._options.also)
        made = join_fields(made, self._options)
        if self._options.keeps:
            made = lay_over(made, read_keys(description, self._options.keeps))
        made = spell(made, self._options, leader)
        if self._options.embed:
            made = embed_links(made)
        fields = arrange(made, self._options, self._scripts)
        return Record(self.dialect, "bibframe", "utf-8", leader, tuple(fields), b"", identifier=description.local_id)

    def _by_its_time(self, made: list[Made], work: Node) -> list[Made]:
        """Write fields as the record's own rules of description, newer or older, ask for."""
        about = [node for node in work.values(BF + "adminMetadata") if isinstance(node, Node)]
        says = {
            getattr(value, "value", "") or getattr(value, "iri", "") for node in about for _, value in node.properties
        }
        is_modern = self._options.modern in says
        for one in made:
            for retag in self._options.retags if is_modern else ():
                if one.tag == retag.tag:
                    one.tag, one.ind1, one.ind2 = retag.to, " ", retag.ind2
            if not is_modern and one.tag in self._options.fold:
                fold(one, self._options.fold[one.tag])
        return [one for one in made if is_modern or not about or one.tag not in self._options.newer]

    def _root(self, root: str, node: Node, used: set[int]) -> list[Made]:
        made: list[Made] = []
        for name, values in _groups(node):
            if name in _TERMS_IN_CODES and any(id(value) in used and is_term(value) for value in values):
                continue
            small = Node(list(node.types) if name == RDF_TYPE else [])
            small.properties = [(name, value) for value in values]
            made += self._best(self._by_place.get((root, name), []), small)
        return made

    def _best(self, templates: list[Template], node: Node) -> list[Made]:
        """Return a field by the template that explains most, one for each group of templates."""
        best: dict[str, tuple[float, Made]] = {}
        for template in templates:
            found = self._matcher.match(template.pattern, node)
            if found is None or not found.said:
                continue
            made = make_field(template, found, self._options)
            if made is None:
                continue
            score = found.score + _bonus(template, found)
            if template.group not in best or score > best[template.group][0]:
                best[template.group] = (score, made)
        return [made for _, made in best.values()]

    def _item(self, item: Node) -> list[Made]:
        """Return the fields of an item: the one that explains most, then others for what is left."""
        made: list[Made] = []
        rest = item
        for _ in range(_MOST_FIELDS_OF_ITEM):
            best: tuple[float, Made, Found] | None = None
            for template in self._of_items:
                found = self._matcher.match(template.pattern, rest)
                field = make_field(template, found, self._options) if found is not None and found.said else None
                if field is not None and found is not None and (best is None or found.score > best[0]):
                    best = (found.score, field, found)
            if best is None:
                break
            made.append(best[1])
            left = Node(list(rest.types))
            left.properties = [pair for pair in rest.properties if id(pair[1]) not in best[2].used]
            if len(left.properties) == len(rest.properties):
                break
            rest = left
        return made


def _bonus(template: Template, found: Found) -> int:
    """Return what it counts that a heading's key names this very tag."""
    keys = [one for one in found.said if one.place.kind == "key"]
    return 3 * any(one.text[:3] == template.world.tag for one in keys) + bool(keys)


def _first_properties(template: Template) -> set[str]:
    pattern = template.pattern
    names = {name for name, _ in pattern.children} | {name for name, _ in pattern.slots}
    return names | {parts.property for parts in pattern.parts}


def _groups(node: Node) -> list[tuple[str, list[Value]]]:
    """Return the properties of a root one by one, a text and the same in another script together."""
    made: list[tuple[str, list[Value]]] = []
    texts: dict[str, list[Literal]] = {}
    for name, value in node.properties:
        if isinstance(value, Literal) and "-" in value.language:
            texts.setdefault(name, []).append(value)
    for name, value in node.properties:
        if isinstance(value, Literal) and name in texts:
            plain = [one for one in node.values(name) if isinstance(one, Literal) and "-" not in one.language]
            if len(plain) == len(texts[name]):
                made += [(name, [value, texts[name][plain.index(value)]])] if value in plain else []
                continue
            by_script = _two_scripts(texts[name])
            if not plain and by_script is not None:
                made += [(name, list(pair)) for pair in by_script if pair[0] == value]
                continue
        made.append((name, [value]))
    return made


def _two_scripts(values: list[Literal]) -> list[tuple[Literal, Literal]] | None:
    """Return pairs of a text and its transcription where there are as many of both."""
    read = [value for value in values if "-latn" in value.language]
    other = [value for value in values if "-latn" not in value.language]
    return list(zip(other, read, strict=True)) if len(read) == len(other) else None
