"""Which kind of thing a citation cites, from the classes and genres of BIBFRAME."""

from kg.bibframe.things import Instance, Work

__all__ = ["kind_cited"]

# BIBFRAME class of the work -> kind of a citation; the first line that fits decides.
_CLASSES = (
    ("NotatedMusic", "score"),
    ("NotatedMovement", "score"),
    ("Cartography", "map"),
    ("MusicAudio", "music"),
    ("Audio", "audio"),
    ("NonMusicAudio", "audio"),
    ("MovingImage", "video"),
    ("StillImage", "image"),
    ("Dataset", "dataset"),
    ("Multimedia", "software"),
    ("Manuscript", "manuscript"),
    ("Serial", "serial"),
    ("Text", "book"),
    ("Monograph", "book"),
)
# Genres, by label without case or by the URI's last part, that make a text something narrower.
_GENRES = {
    "gf2014026039": "thesis",
    "academic theses": "thesis",
    "thesis": "thesis",
    "theses": "thesis",
    "doctoral thesis": "thesis",
    "dissertations, academic": "thesis",
    "学位论文": "thesis",
    "article": "article",
    "journal article": "article",
    "book chapter": "chapter",
    "technical report": "report",
    "technical reports": "report",
    "working paper": "report",
    "research report": "report",
    "report": "report",
}
_SERIAL = "serl"
_TEXTS = frozenset({"book", "manuscript", "other"})


def kind_cited(work: Work, instance: Instance) -> str:
    """Return the kind of the edition, one of `KINDS`."""
    classes = set(work.kinds)
    if instance.issuance.endswith(_SERIAL) and classes <= {"Text", "Monograph", "Serial"}:
        return "serial"
    kind = next((kind for name, kind in _CLASSES if name in classes), "other")
    if kind not in _TEXTS:
        return kind
    names = [label.value.casefold().rstrip(".") for genre in work.genres for label in genre.labels]
    names += [genre.iri.rpartition("/")[2] for genre in work.genres]
    return next((_GENRES[name] for name in names if name in _GENRES), kind)
