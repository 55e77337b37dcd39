"""The portal's languages: messages from .po files, the reader's choice, numbers and dates as they are written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from werkzeug.datastructures import LanguageAccept

__all__ = ["COOKIE", "LANGUAGES", "Language", "Wording", "choose_language", "later", "read_wording"]

COOKIE = "lang"


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the portal: its code, its tag in HTML, its Babel locale, and its own name."""

    code: str
    tag: str
    locale: str
    name: str


LANGUAGES: Mapping[str, Language] = {
    "zh": Language("zh", "zh-Hans", "zh_Hans_CN", "简体中文"),
    "en": Language("en", "en", "en_GB", "English"),
}

_PLURAL_FORM: Mapping[str, Callable[[int], int]] = {"zh": lambda _: 0, "en": lambda number: int(number != 1)}


def later(message: str) -> str:
    """Mark a message of a table for translation when it is shown."""
    return message


class Wording:
    """What the portal says in one language."""

    def __init__(self, language: Language, catalog: Catalog) -> None:
        self.language = language
        self._messages: dict[str, str | tuple[str, ...]] = {}
        for message in catalog:
            if message.id and message.string:
                key = message.id if isinstance(message.id, str) else message.id[0]
                self._messages[key] = message.string if isinstance(message.string, str) else tuple(message.string)

    def gettext(self, message: str, /, **values: Any) -> str:
        """Return the message in this language, its `%(name)s` filled in."""
        found = self._messages.get(message, message)
        text = found if isinstance(found, str) else found[0]
        return text % values if values else text

    def ngettext(self, singular: str, plural: str, number: int, /, **values: Any) -> str:
        """Return the message for the number, `%(num)s` written as the language writes numbers."""
        found = self._messages.get(singular, (singular, plural))
        forms = (found,) if isinstance(found, str) else found
        text = forms[min(_PLURAL_FORM[self.language.code](number), len(forms) - 1)]
        return text % {"num": self.number(number), **values}

    def number(self, number: int) -> str:
        """Return a number with the language's separators."""
        return format_decimal(number, locale=self.language.locale)

    def date(self, iso: str) -> str:
        """Return a day, given as ISO text, as the language writes it; the text itself when it is no date."""
        try:
            return format_date(datetime.fromisoformat(iso), format="medium", locale=self.language.locale)
        except ValueError:
            return iso


def read_wording(directory: Path) -> dict[str, Wording]:
    """Read the .po files of every language: one for the pages of readers, one for each further part of the portal."""
    return {
        code: Wording(language, _messages(directory / code / "LC_MESSAGES", language))
        for code, language in LANGUAGES.items()
    }


def _messages(folder: Path, language: Language) -> Catalog:
    found = Catalog(locale=language.locale)
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language.locale):
                if message.id:
                    found[message.id] = message
    return found


def choose_language(asked: str, remembered: str, accepted: LanguageAccept, default: str) -> str:
    """Return the reader's language: asked for in the address, else remembered, else the browser's, else the default."""
    for code in (asked, remembered):
        if code in LANGUAGES:
            return code
    for tag, quality in accepted:
        code = tag.lower().partition("-")[0]
        if code in LANGUAGES and quality > 0:
            return code
    return default
