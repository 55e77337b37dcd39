"""Language codes of records (ISO 639-2/B) as the tags that software wants: https://www.rfc-editor.org/info/bcp47."""

__all__ = ["language_tag"]

# The bibliographic codes that are no codes of ISO 639-3, and those of common languages that have a shorter one.
_TAGS = {
    "alb": "sq",
    "ara": "ar",
    "arm": "hy",
    "baq": "eu",
    "ben": "bn",
    "bul": "bg",
    "bur": "my",
    "cat": "ca",
    "chi": "zh",
    "cze": "cs",
    "dan": "da",
    "dut": "nl",
    "eng": "en",
    "est": "et",
    "fin": "fi",
    "fre": "fr",
    "geo": "ka",
    "ger": "de",
    "gre": "el",
    "heb": "he",
    "hin": "hi",
    "hun": "hu",
    "ice": "is",
    "ind": "id",
    "ita": "it",
    "jpn": "ja",
    "khm": "km",
    "kor": "ko",
    "lao": "lo",
    "lat": "la",
    "lav": "lv",
    "lit": "lt",
    "mac": "mk",
    "mao": "mi",
    "may": "ms",
    "mon": "mn",
    "nor": "no",
    "per": "fa",
    "pol": "pl",
    "por": "pt",
    "rum": "ro",
    "rus": "ru",
    "san": "sa",
    "slo": "sk",
    "slv": "sl",
    "spa": "es",
    "srp": "sr",
    "hrv": "hr",
    "swe": "sv",
    "tam": "ta",
    "tha": "th",
    "tib": "bo",
    "tur": "tr",
    "uig": "ug",
    "ukr": "uk",
    "urd": "ur",
    "vie": "vi",
    "wel": "cy",
}
# What the lists of MARC have for no one language.
_NONE = frozenset({"und", "mul", "zxx", "mis"})


def language_tag(code: str) -> str:
    """Return the tag of a code, "" for one that names no language."""
    return "" if code in _NONE else _TAGS.get(code, code)
