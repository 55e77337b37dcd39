"""What a recording plays on, and which form of a score it is, by the words of a description."""

import re

__all__ = ["form_of", "medium_of"]

PLAYED = frozenset({"MovingImage", "MusicAudio", "NonMusicAudio", "Audio", "Multimedia"})
# Media of one carrier code that do not play on one machine, and the formats of scores, by words of the description.
_MEDIA = (
    ("bluray", re.compile(r"blu-?ray")),
    ("dvd", re.compile(r"\bdvd")),
    ("vhs", re.compile(r"\bvhs\b|videocassette|videokassette|cassetta video|录像带")),
    ("lp", re.compile(r"33 ?1/3 ?rpm|33 ?1/3 u/min|\blps?\b|vinyl|黑胶")),
    ("cd", re.compile(r"compact dis[ck]|disque compact|compactdisc|\bcd\b|激光唱[片盘]")),
)
_FORMS = (
    ("study", re.compile(r"(?:miniature|study|pocket) score|studienpart|taschenpart|partition de poche|袖珍总谱")),
    ("vocal", re.compile(r"vocal score|piano score|klavierausz|chant et piano|钢琴谱")),
    ("score and parts", re.compile(r"score.*\bparts?\b|partitur.*stimm|partition.*parties")),
    ("parts", re.compile(r"\bparts?\b|stimmen?\b|parties|分谱")),
    ("score", re.compile(r"score|partitur|partition|总谱")),
)


def medium_of(kind: str, said: str) -> str:
    """Return what a recording plays on, from its folded words; "" for what is none."""
    return _first_of(_MEDIA, said) if kind.split(":", maxsplit=1)[0] in PLAYED else ""


def form_of(kind: str, said: str) -> str:
    """Return which form of a score it is, from its folded words; "" for what is none."""
    return _first_of(_FORMS, said) if kind.startswith("NotatedMusic") else ""


def _first_of(table: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> str:
    return next((name for name, pattern in table if pattern.search(text)), "")
