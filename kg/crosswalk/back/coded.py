"""Leader and coded fields: 008 of MARC 21, 1XX of UNIMARC, filled position by position from the graph's codes."""

from kg.crosswalk.back.making import Made, Part
from kg.crosswalk.back.match import Matcher, Said
from kg.crosswalk.back.options import Options
from kg.crosswalk.back.patterns import Template
from kg.crosswalk.back.worlds import holds
from kg.crosswalk.convert import material_of
from kg.description.node import Description, Node
from kg.namespaces import BF, RDF_TYPE

__all__ = ["write_coded"]

_ABOUT = BF + "adminMetadata"
_CONVERTED = BF + "generationProcess"
_OF_EVERY_RECORD = "008"


def write_coded(
    templates: list[Template], description: Description, matcher: Matcher, options: Options, leader: str
) -> tuple[str, list[Made], set[int]]:
    """Return the leader, the fields of coded positions, and which values of the graph they took.

    Positions that the graph says nothing of have the dialect's defaults.
    """
    used: set[int] = set()
    roots = {"work": _of_the_record(description.work), "instance": _of_the_record(description.instance)}
    places: dict[tuple[str, str], list[str]] = {}
    signs = list(options.control.get("leader", leader))
    for template in templates:
        if template.root in roots:
            for said in _said(template, roots[template.root], matcher):
                if said.place.kind == "leader" and said.place.width == 1:
                    signs[said.place.start] = said.text[:1]
    material = material_of("".join(signs))
    defaults = dict(options.control)
    defaults |= {tag[:3]: text for tag, text in options.control.items() if tag[3:] == material}
    if _OF_EVERY_RECORD in defaults:
        places[_OF_EVERY_RECORD, ""] = list(defaults[_OF_EVERY_RECORD])
    taken: set[tuple[str, int]] = set()
    for template in sorted(templates, key=_width):
        if template.root not in roots or holds(template.rule.when, template.world._replace(material=material)) is False:
            continue
        for value, texts in _each_value(template, roots[template.root], matcher):
            if value and (template.world.tag, value) in taken:
                continue
            for one in texts:
                _place(places, template.world.tag, one, defaults)
            taken.add((template.world.tag, value))
            used.add(value)
    return "".join(signs), [_field(tag, code, signs_, options) for (tag, code), signs_ in places.items()], used


def _of_the_record(root: Node) -> Node:
    """Return a root less what administrative metadata say of the conversion that made the graph."""
    made = Node(list(root.types), iri=root.iri)
    made.properties = [
        (name, value)
        for name, value in root.properties
        if not (name == _ABOUT and isinstance(value, Node) and any(value.values(_CONVERTED)))
    ]
    return made


def _width(template: Template) -> int:
    """Return how many positions a template fills: what has a place of its own is not put among others."""
    return max(turned.place.width for turned in template.pattern.places())


def _each_value(template: Template, root: Node, matcher: Matcher) -> list[tuple[int, list[Said]]]:
    """Return what the template makes of each value of the root; values are told apart by where they are in memory.

    A node of its own (0) may say several things, so that it is never taken by one of them.
    """
    made: list[tuple[int, list[Said]]] = []
    names = {name for name, _ in template.pattern.slots} | {name for name, _ in template.pattern.children}
    for name, value in [(name, value) for name, value in root.properties if name in names]:
        small = Node([])
        small.properties = [(name, value)]
        found = matcher.match(template.pattern, small)
        if found is not None and found.said:
            is_term = not isinstance(value, Node) or bool(value.iri)
            made.append((id(value) if is_term else 0, found.said))
    if RDF_TYPE in names:
        made += [(0, _said(template, root, matcher))]
    return made


def _said(template: Template, root: Node, matcher: Matcher) -> list[Said]:
    found = matcher.match(template.pattern, root)
    return found.said if found is not None else []


def _place(places: dict[tuple[str, str], list[str]], tag: str, said: Said, defaults: dict[str, str]) -> None:
    kind, code, start, width = said.place.kind, said.place.code, said.place.start, said.place.width
    if kind == "leader":
        return
    default = defaults.get(tag, "")
    signs = places.setdefault((tag, code), list(default))
    if kind == "value":
        signs[:] = list(said.text + default[len(said.text) :])
        return
    signs += [" "] * (start + width - len(signs))
    blank = [at for at in range(start, start + width) if signs[at] in " |" or signs[at] == default[at : at + 1]]
    if len(said.text) == width:
        if blank and blank[0] == start and not _taken(signs, default, start, width):
            signs[start : start + width] = list(said.text)
    elif len(said.text) < width and said.text not in "".join(signs[start : start + width]):
        _append(signs, default, said.text, start, width)


def _taken(signs: list[str], default: str, start: int, width: int) -> bool:
    """Return whether something else than the default stands in these positions already."""
    return "".join(signs[start : start + width]) != default[start : start + width].ljust(width)


def _append(signs: list[str], default: str, text: str, start: int, width: int) -> None:
    """Put a code into the first free place of several that hold a code each."""
    if not _taken(signs, default, start, width):
        signs[start : start + width] = [" "] * width
    for at in range(start, start + width - len(text) + 1, len(text)):
        if not "".join(signs[at : at + len(text)]).strip():
            signs[at : at + len(text)] = list(text)
            return


def _field(tag: str, code: str, signs: list[str], options: Options) -> Made:
    ind = options.indicators.get(tag, "  ")
    text = "".join(signs)
    return Made(tag, ind[0], ind[1], [Part(code, text)], rule="coded")
