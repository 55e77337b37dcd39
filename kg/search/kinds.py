"""The kind of resource that the facet shows, from the BIBFRAME classes of the work and the carrier of the instance."""

from kg.bibframe.things import Instance, Work

__all__ = ["KINDS", "kind_of"]

# BIBFRAME class of the work -> code of mappings/codes/kinds.tsv; the first line that fits decides.
KINDS = (
    ("Kit", "kit"),
    ("NotatedMusic", "score"),
    ("NotatedMovement", "score"),
    ("Cartography", "map"),
    ("MusicAudio", "music"),
    ("Audio", "audio"),
    ("NonMusicAudio", "audio"),
    ("MovingImage", "video"),
    ("StillImage", "image"),
    ("Dataset", "dataset"),
    ("Multimedia", "electronic"),
    ("Object", "object"),
    ("MixedMaterial", "mixed"),
    ("Serial", "serial"),
    ("Manuscript", "manuscript"),
    ("Collection", "collection"),
    ("Text", "text"),
    ("Monograph", "text"),
)
_SERIAL = "serl"


def kind_of(work: Work, instance: Instance) -> str:
    """Return the code of the edition's kind, "other" where no class says one."""
    classes = set(work.kinds)
    if instance.issuance.endswith(_SERIAL) and classes <= {"Text", "Monograph", "Serial"}:
        return "serial"
    return next((kind for name, kind in KINDS if name in classes), "other")
