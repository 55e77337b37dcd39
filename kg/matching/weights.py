"""The weights of the matcher: what each finding is worth in bits, with its reason, and the bands of the sum.

They stand in `weights.toml`, or in a file of the same shape that the setting `matching.weights` names.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any

from kg.errors import SettingError

__all__ = ["Bands", "Weights", "load_weights", "shipped_weights", "use_weights", "weights_in_force", "write_weights"]

SHIPPED = Path(__file__).with_name("weights.toml")
_BANDS = ("sure", "join", "ask", "worst")
# The weights of this process, all threads: a catalogue's setting names them, and they are read when it is opened.
_IN_FORCE: dict[str, "Weights"] = {}


@dataclass(frozen=True, slots=True)
class Bands:
    """What becomes of a sum of bits.

    From `sure` joined without asking, from `join` joined and a person asked, from `ask` left apart and a person asked.
    No record of a cluster may lie at `worst` or below.
    """

    sure: float
    join: float
    ask: float
    worst: float

    def of(self, score: float) -> str:
        """Return sure, join, ask or apart."""
        return next((name for name in ("sure", "join", "ask") if score >= getattr(self, name)), "apart")


@dataclass(frozen=True)
class Weights:
    """What each finding is worth in bits, why, what the sum begins with, and what becomes of it."""

    prior: float
    bits: Mapping[str, float]
    reasons: Mapping[str, str]
    bands: Bands
    note: str = ""


@cache
def shipped_weights() -> Weights:
    """Return the weights that come with the program."""
    return _checked(_parsed(SHIPPED), SHIPPED)


def weights_in_force() -> Weights:
    """Return the weights by which is decided where none are named: those of `use_weights`, else the shipped ones."""
    return _IN_FORCE.get("weights") or shipped_weights()


def use_weights(path: str | Path) -> None:
    """Decide by the weights of a file from here on ("": the shipped ones); raise SettingError for a faulty one."""
    _IN_FORCE["weights"] = load_weights(path)


def load_weights(path: str | Path) -> Weights:
    """Return the weights of a file ("": the shipped ones); raise SettingError, which says what is wrong where."""
    if not str(path):
        return shipped_weights()
    file = Path(path)
    found = _checked(_parsed(file), file)
    missing = sorted(set(shipped_weights().bits) - set(found.bits))
    unknown = sorted(set(found.bits) - set(shipped_weights().bits))
    if missing or unknown:
        said = [f"lacks {', '.join(missing)}"] * bool(missing) + [f"has unknown {', '.join(unknown)}"] * bool(unknown)
        raise SettingError(
            f"The weights {file} {' and '.join(said)}. Begin with a copy of {SHIPPED.name},"
            " or leave matching.weights empty."
        )
    return found


def write_weights(weights: Weights, path: Path) -> None:
    """Write weights so that `load_weights` reads the same."""
    lines = [f"# {line}" for line in weights.note.splitlines()]
    lines += ["", "[bands]", *(f"{name} = {getattr(weights.bands, name):g}" for name in _BANDS), ""]
    lines += ["[prior]", f"bits = {weights.prior:g}", ""]
    for name, bits in weights.bits.items():
        why = weights.reasons.get(name, "").replace("\\", "\\\\").replace('"', '\\"')
        lines += [f'[finding."{name}"]', f"bits = {bits:g}", f'why = "{why}"', ""]
    path.write_text("\n".join(lines).lstrip("\n"), encoding="utf-8")


def _parsed(path: Path) -> tuple[dict[str, Any], str]:
    try:
        text = path.read_text(encoding="utf-8")
        head = [line[1:].strip() for line in text.split("\n[", 1)[0].splitlines() if line.startswith("#")]
        return tomllib.loads(text), "\n".join(head)
    except OSError as error:
        raise SettingError(
            f"The weights {path} cannot be read ({error.strerror}): see the setting matching.weights."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(f"The weights {path} are no TOML: {error}.") from error


def _checked(parsed: tuple[dict[str, Any], str], path: Path) -> Weights:
    content, note = parsed
    findings = _table(content, "finding", path)
    bits = {name: _number(entry, "bits", f'[finding."{name}"]', path) for name, entry in findings.items()}
    reasons = {name: str(entry.get("why", "")) for name, entry in findings.items()}
    bands = Bands(*(_number(_table(content, "bands", path), name, "[bands]", path) for name in _BANDS))
    if not bands.sure >= bands.join >= bands.ask >= bands.worst:
        raise SettingError(f"The weights {path}, [bands]: sure, join, ask and worst must fall in this order.")
    prior = _number(_table(content, "prior", path), "bits", "[prior]", path)
    return Weights(prior, bits, reasons, bands, note)


def _table(content: Mapping[str, Any], name: str, path: Path) -> dict[str, Any]:
    found = content.get(name)
    if not isinstance(found, dict) or not found:
        raise SettingError(f"The weights {path} have no table [{name}].")
    return found


def _number(entry: object, name: str, where: str, path: Path) -> float:
    value = entry.get(name) if isinstance(entry, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise SettingError(f"The weights {path}, {where}: {name} must be a number.")
    return float(value)
