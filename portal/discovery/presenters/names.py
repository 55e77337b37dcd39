"""Names of people as readers know them: dates set apart, in Chinese and Japanese with their own signs and words."""

import re

from portal.discovery.presenters.scripts import Phrase

__all__ = ["bare_name", "is_dated", "readable_name"]

# Dates behind a name, with the words that go with them: ", 1717-1763", ", approximately 1717-1763", ", b. 1681 or 2?".
_DATES = re.compile(r"[,，]\s*(?P<dates>(?:[a-z]+\.?\s)*约?\d{3,4}\b.*)$", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_BETWEEN = re.compile(r"(?<=\d)-(?=\D*\d)|(?<=\d)-$")
_WORDS = (
    (re.compile(r"\b(?:approximately|approx\.|ca?\.)\s*", re.IGNORECASE), "约"),
    (re.compile(r"\b(?:active|fl\.)\s*", re.IGNORECASE), "活跃于"),
    (re.compile(r"\b(?:born|b\.)\s*", re.IGNORECASE), "生于"),
    (re.compile(r"\b(?:died|d\.)\s*", re.IGNORECASE), "卒于"),
    (re.compile(r"\s+century\b", re.IGNORECASE), "世纪"),
)


def is_dated(name: str) -> bool:
    """Tell whether dates stand behind the name."""
    return _DATES.search(name) is not None


def bare_name(name: Phrase) -> Phrase:
    """Return the name without dates: enough to know the person at a glance."""
    return name._replace(text=_DATES.sub("", name.text))


def readable_name(name: Phrase) -> Phrase:
    """Return a name in Han characters with its dates as Chinese has them: 高鹗（约1738—约1815）; others unchanged."""
    found = _DATES.search(name.text)
    if found is None or _HAN.search(name.text) is None:
        return name
    dates = found["dates"].rstrip(".,")
    for pattern, word in _WORDS:
        dates = pattern.sub(word, dates)
    return name._replace(text=f"{name.text[: found.start()]}（{_BETWEEN.sub('—', dates)}）")
