"""Numbers in statements: volumes, editions, pages and years, in Western and Chinese wording."""

import re

from kg.description import Literal, Node
from kg.namespaces import BF, BFLC
from kg.text import fold, publication_year

__all__ = [
    "edition_number",
    "is_revised",
    "minutes",
    "pages",
    "scale",
    "span",
    "take_out_volume",
    "volume_number",
    "volumes",
    "years",
]

_HAN_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMBER = r"(?:\d+|[零〇一二两三四五六七八九十百]+)"
_HAN_UNIT = r"(?:分册|册|卷|部|编|篇|集|辑|期|回)"
_HAN_VOLUME = re.compile(
    rf"[\s(（\[,，.:：;；·]*(?:第?(?P<n>{_NUMBER}){_HAN_UNIT}|(?P<p>[上中下]){_HAN_UNIT}|(?<=[(（\[])(?P<q>[上中下]|{_NUMBER})(?=[)）\]])"
    rf"|{_HAN_UNIT}(?P<m>{_NUMBER}))[)）\]\s]*$"
)
_WEST_VOLUME = re.compile(
    r"[\s(\[,.:;]+(?:volume|vol|v|part|pt|band|bd|teil|tome|tom|t|book|bk|number|no|nr)\b\.?\s*"
    r"(?P<n>\d+|[ivxlc]+|one|two|three|four|five|six|seven|eight|nine|ten)[)\]\s.]*$"
)
_WORDS = {
    word: n
    for n, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=1)
}
_ORDINALS = {
    word: n
    for n, words in enumerate(
        (
            "first 1st erste premiere primera prima",
            "second zweite deuxieme segunda seconda",
            "third dritte troisieme tercera terza",
            "fourth vierte quatrieme cuarta quarta",
            "fifth funfte cinquieme quinta",
            "sixth sechste sixieme sexta sesta",
            "seventh siebte septieme",
            "eighth achte huitieme",
            "ninth neunte neuvieme",
            "tenth zehnte dixieme",
        ),
        start=1,
    )
    for word in words.split()
}
_EDITION_WORD = r"(?:ed|aufl|ausg|izd|изд|вид|uppl|udg|utg|oppl|vyd|wyd|kiad|painos|laitos|p\b)"
_EDITION = re.compile(
    rf"第?\s*(?P<han>{_NUMBER})\s*版"
    rf"|\b(?P<west>\d{{1,3}})(?:[\s-]?(?:st|nd|rd|th|eme|e|a|o|ое|е|и|я|га))?[.,]*a?\s*(?:\w+[.,]*\s+){{0,3}}{_EDITION_WORD}"
    r"|\b(?:ed|aufl|изд|вид|wyd|vyd)\.?\s*(?P<after>\d{1,2})\b(?!\.?\s*[a-z])"
    r"|^版\s*(?P<han_after>\d{1,2})$"
)
_REVISED = re.compile(r"\brev|\benl|\bcorr|\bupd|uberarb|修订|增订|订补|增补|增修")
_PAGES = re.compile(
    r"(\d{1,5})(?:\s*,\s*\[?\d{1,3}\]?)?\s*\]?\s*(?:p\b|pp\b|pages?\b|页|頁|s\b|seiten?\b|с\b|leaves|l\b|ページ)"
)
_HOURS = re.compile(r"(\d{1,3})\s*(?:h\b|hrs?\b|hours?\b|std\b|小时)")
_MINUTES = re.compile(r"(\d{1,4})\s*(?:min|mn\b|分(?!册))")
_SCALE = re.compile(r"1\s*[:∶/]\s*(\d{1,3}(?:[ .,'\u202f]?\d{3})+|\d{3,})|^(\d{3,9})$")
_VOLUMES = re.compile(r"^\W*(?:全)?(\d{1,3})\]?\s*(?:册|函|v\b|vols?\b|volumes\b|bde?\b|bande\b|t\b|tomes\b|vol\b)")
# Dates are EDTF here: years that may be uncertain (~), open, or with digits unknown (X).
_SPAN = re.compile(r"(\d{4})[~?%]?/(\d{4})[~?%]?")
_VAGUE = re.compile(r"\d{2}(?:XX|\dX)[~?%]?")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_PLACES = {"上": "1", "中": "mid", "下": "last"}


def _value(text: str) -> int:
    """Return the number that digits, Chinese numerals, Roman numerals or a word say, 0 for none."""
    if text.isdecimal():
        return int(text)
    if text in _WORDS:
        return _WORDS[text]
    if text and all(char in _ROMAN for char in text):
        values = [_ROMAN[char] for char in text]
        return sum(-one if one < next_ else one for one, next_ in zip(values, [*values[1:], 0], strict=True))
    return _han_value(text)


def _han_value(text: str) -> int:
    total = digit = 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        elif char in _HAN_DIGITS:
            digit = digit * 10 + _HAN_DIGITS[char]
        else:
            return 0
    return total + digit


def take_out_volume(title: str) -> tuple[str, str]:
    """Return a folded title without the volume at its end, and the volume as a number ("" for none)."""
    found = _HAN_VOLUME.search(title) or _WEST_VOLUME.search(title)
    if found is None or not found.start():
        return title, ""
    groups = found.groupdict()
    place = groups.get("p") or (groups.get("q") if groups.get("q") in _PLACES else None)
    if place:
        return title[: found.start()], _PLACES[place]
    number = _value(groups.get("n") or groups.get("m") or groups.get("q") or "")
    return (title[: found.start()], str(number)) if number else (title, "")


def volume_number(text: str) -> str:
    """Return the number that a folded part statement says, else its letters."""
    for place, number in _PLACES.items():
        if re.fullmatch(rf"{place}{_HAN_UNIT}?", text.strip(" ()（）")):
            return number
    # Digits go first: the v of "v. 1" is no numeral.
    found = re.search(r"\d+", text) or re.search(
        rf"(?<=第){_NUMBER}|(?<!^)\b[ivxlc]+\b|^[ivxlc]+$|\b(?:{'|'.join(_WORDS)})\b|^{_NUMBER}$", text
    )
    number_ = _value(found[0]) if found else 0
    return str(number_) if number_ else "".join(char for char in text if char.isalnum())


def edition_number(statement: str) -> int:
    """Return the number of an edition from its folded statement, 0 when it says none."""
    found = _EDITION.search(statement)
    if found is not None:
        return _value(next(text for text in found.groups() if text))
    for word in re.findall(r"\w+", statement):
        if word in _ORDINALS:
            return _ORDINALS[word]
    return 0


def is_revised(statement: str) -> bool:
    """Return whether a folded edition statement says that the text was changed."""
    return _REVISED.search(statement) is not None


def pages(extent: str) -> int:
    """Return the greatest number of pages or leaves that a statement of extent says, 0 when it says none."""
    return max((int(number) for number in _PAGES.findall(extent.lower())), default=0)


def minutes(extent: str) -> int:
    """Return how long a recording plays, from a statement of extent; 0 when it does not say."""
    text = fold(extent)
    hours, rest = _HOURS.search(text), _MINUTES.search(text)
    return (60 * int(hours[1]) if hours else 0) + (int(rest[1]) if rest else 0)


def scale(text: str) -> int:
    """Return the denominator of a map's scale, 0 when there is none."""
    found = _SCALE.search(fold(text))
    return int(re.sub(r"\D", "", found[1] or found[2])) if found else 0


def volumes(extent: str) -> int:
    """Return how many volumes a folded statement of extent counts, 0 when it counts none."""
    found = _VOLUMES.search(extent)
    return int(found[1]) if found else 0


def span(provisions: list[Node]) -> tuple[int, ...]:
    """Return the first and last year between which something appeared, () where one year is said or none."""
    for node in provisions:
        for text in _texts(node, BF + "date"):
            found = _SPAN.fullmatch(text)
            if found and found[1] != found[2]:
                return int(found[1]), int(found[2])
            vague = _VAGUE.fullmatch(text)
            if vague:
                known = vague[0].rstrip("X~?%")
                return int(known.ljust(4, "0")), int(known.ljust(4, "9"))
    return ()


def years(provisions: list[Node], instance: Node) -> tuple[int, ...]:
    """Return the years of publication and copyright, the year of publication first."""
    found: dict[int, None] = {}
    for node in provisions:
        for text in _texts(node, BF + "date") or _texts(node, BFLC + "simpleDate"):
            year = publication_year(text)
            if year:
                found[year] = None
    for text in _texts(instance, BF + "copyrightDate"):
        year = publication_year(text)
        if year:
            found[year] = None
    return tuple(found)


def _texts(node: Node, predicate: str) -> list[str]:
    return [value.value for value in node.values(predicate) if isinstance(value, Literal)]
