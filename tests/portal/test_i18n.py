"""The portal's languages."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from werkzeug.datastructures import LanguageAccept

import portal
from portal.i18n import LANGUAGES, choose_language, read_wording

FOLDER = Path(portal.__file__).parent
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "later": None}
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def used_messages() -> Iterator[str]:
    options = {"**/templates/**.html": {"trimmed": "true"}}
    for _, _, message, _, _ in extract_from_dir(FOLDER, METHODS, options, KEYWORDS):  # type: ignore[arg-type]
        yield message if isinstance(message, str) else message[0]


def po_files(code: str) -> Iterator[Path]:
    return (FOLDER / "translations" / code / "LC_MESSAGES").glob("*.po")


def read_messages(path: Path) -> list[Message]:
    with path.open("rb") as file:
        return [message for message in read_po(file) if message.id]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_message_is_translated_and_none_is_orphaned(code: str) -> None:
    """The .po files hold exactly the messages of code and templates, each once, with a text and the placeholders."""
    found = [message for path in sorted(po_files(code)) for message in read_messages(path)]
    messages = {(m.id if isinstance(m.id, str) else m.id[0]): m for m in found}
    assert len(messages) == len(found)
    assert set(messages) == set(used_messages())
    for key, message in messages.items():
        forms = [message.string] if isinstance(message.string, str) else list(message.string)
        assert all(forms), key
        assert not message.fuzzy, key
        assert set(PLACEHOLDER.findall(forms[-1])) == set(PLACEHOLDER.findall(key)), key


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "code"),
    [
        ("en", "zh", [("zh", 1)], "en"),
        ("xx", "en", [("zh", 1)], "en"),
        ("", "", [("en-GB", 1), ("zh-CN", 0.5)], "en"),
        ("", "", [("fr", 1), ("zh-TW", 0.5)], "zh"),
        ("", "", [("fr", 1)], "zh"),
        ("", "../x", [("en", 0)], "zh"),
    ],
)
def test_language_is_asked_for_then_remembered_then_accepted(
    asked: str, remembered: str, accepted: list[tuple[str, float]], code: str
) -> None:
    """The address comes before the cookie, the cookie before the browser, the browser before the default."""
    assert choose_language(asked, remembered, LanguageAccept(accepted), "zh") == code


def test_numbers_dates_and_plurals_follow_the_language() -> None:
    """Babel writes numbers and dates; English has a singular."""
    wording = read_wording(FOLDER / "translations")
    zh, en = wording["zh"], wording["en"]
    assert en.ngettext("%(num)s edition", "%(num)s editions", 1) == "1 edition"
    assert en.ngettext("%(num)s edition", "%(num)s editions", 1200) == "1,200 editions"
    assert zh.ngettext("%(num)s edition", "%(num)s editions", 1) == "1 个版本"
    assert (zh.date("2026-03-01T08:00:00Z"), en.date("2026-03-01")) == ("2026年3月1日", "1 Mar 2026")
    assert zh.date("[196-?]") == "[196-?]"


def test_page_speaks_the_readers_language(client: FlaskClient) -> None:
    """Text, lang attribute and the portal's name follow Accept-Language; caches are told."""
    english = client.get("/", headers={"Accept-Language": "en"})
    chinese = client.get("/", headers={"Accept-Language": "fr"})
    assert '<html lang="en">' in english.text
    assert "Lianmu" in english.text
    assert '<html lang="zh-Hans">' in chinese.text
    assert "联目" in chinese.text
    assert {"accept-language", "cookie"} <= {value.strip().lower() for value in english.headers["Vary"].split(",")}


def test_switch_is_remembered_and_goes_back(client: FlaskClient) -> None:
    """The switch sets a cookie and leads to the page that the reader came from."""
    answer = client.get("/language/en?next=/search?q%3D红楼梦")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/search?q=")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert '<html lang="en">' in client.get("/about").text


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "%0d%0aX: y"])
def test_switch_leads_to_no_other_host(client: FlaskClient, target: str) -> None:
    """A way back that is no path of ours leads to the start page."""
    assert client.get("/language/en?next=" + target).headers["Location"] == "/"


def test_language_in_the_address_is_for_this_page(client: FlaskClient) -> None:
    """`?lang=` shows one page in a language and remembers nothing."""
    assert '<html lang="en">' in client.get("/about?lang=en").text
    assert '<html lang="zh-Hans">' in client.get("/about").text
