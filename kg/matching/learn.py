"""Learning weights from pairs that people judged: logistic regression, held near the weights there are.

A finding that no pair shows keeps its weight, and few judgements move little: the prior of each weight is a normal
distribution round what it is. The solver is Newton's method on some fifty unknowns, which needs no library.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log, log1p
from random import Random

from kg.matching.weights import Weights

__all__ = ["Figures", "Sample", "cross_validate", "figures", "learn"]

LN2 = log(2)
# How far, in bits, a weight is expected to lie from what it was.
SPREAD = 3.0
ROUNDS = 25
SMALLEST_STEP = 1e-4
PRIOR = "prior"


@dataclass(frozen=True, slots=True)
class Sample:
    """A judged pair: what was found, is it one edition, does a veto forbid it, and which samples belong together."""

    findings: tuple[str, ...]
    same: bool
    vetoed: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """How pairs are decided at a threshold: joined rightly, joined wrongly, left apart wrongly."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Return the share of joined pairs that are one edition, 1 where none is joined."""
        joined = self.right + self.wrong
        return self.right / joined if joined else 1.0

    @property
    def recall(self) -> float:
        """Return the share of pairs of one edition that are joined, 1 where there are none."""
        there = self.right + self.missed
        return self.right / there if there else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def figures(samples: Sequence[Sample], weights: Weights, threshold: float | None = None) -> Figures:
    """Return how these weights decide the samples, at the threshold for joining unless another is given."""
    least = weights.bands.join if threshold is None else threshold
    right = wrong = missed = 0
    for sample in samples:
        joined = not sample.vetoed and _bits(sample, weights) >= least
        right += joined and sample.same
        wrong += joined and not sample.same
        missed += sample.same and not joined
    return Figures(right, wrong, missed)


def _bits(sample: Sample, weights: Weights) -> float:
    return weights.prior + sum(weights.bits[name] for name in sample.findings)


def learn(samples: Sequence[Sample], start: Weights, *, spread: float = SPREAD) -> Weights:
    """Return the weights that make the samples likeliest, given that they lie near `start`; reasons and bands stay.

    Pairs that a veto forbids teach nothing about weights.
    """
    names = [PRIOR, *start.bits]
    place = {name: index for index, name in enumerate(names)}
    begun = [start.prior, *start.bits.values()]
    used = [(tuple(place[n] for n in (PRIOR, *dict.fromkeys(s.findings))), s.same) for s in samples if not s.vetoed]
    bits = list(begun)
    height = _likelihood(used, bits, begun, spread)
    for _ in range(ROUNDS):
        step = _newton_step(used, bits, begun, spread)
        while max(map(abs, step)) >= SMALLEST_STEP:
            tried = [value + change for value, change in zip(bits, step, strict=True)]
            found = _likelihood(used, tried, begun, spread)
            if found > height:
                bits, height = tried, found
                break
            # A full step may leap over the top where nearly all pairs are certain.
            step = [change / 2 for change in step]
        else:
            break
    rounded = [round(value, 1) for value in bits]
    return replace(start, prior=rounded[0], bits=dict(zip(names[1:], rounded[1:], strict=True)))


_Used = Sequence[tuple[tuple[int, ...], bool]]


def _likelihood(used: _Used, bits: list[float], begun: list[float], spread: float) -> float:
    """Return the logarithm of how likely the samples and the weights are."""
    total = -sum((first - value) ** 2 for first, value in zip(begun, bits, strict=True)) / (2 * spread**2)
    for places, same in used:
        value = LN2 * sum(bits[index] for index in places)
        value = value if same else -value
        total -= log1p(exp(-value)) if value > 0 else log1p(exp(value)) - value
    return total


def _newton_step(used: _Used, bits: list[float], begun: list[float], spread: float) -> list[float]:
    size, pull = len(bits), 1 / spread**2
    gradient = [pull * (first - value) for first, value in zip(begun, bits, strict=True)]
    curvature = [[pull if row == column else 0.0 for column in range(size)] for row in range(size)]
    for places, same in used:
        likely = _logistic(LN2 * sum(bits[index] for index in places))
        off, weight = LN2 * (same - likely), LN2 * LN2 * likely * (1 - likely)
        for row in places:
            gradient[row] += off
            line = curvature[row]
            for column in places:
                line[column] += weight
    return _solved(curvature, gradient)


def _logistic(value: float) -> float:
    return 1 / (1 + exp(-value)) if value > 0 else 1 - 1 / (1 + exp(value))


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Return the solution of a system whose matrix is symmetric and positive definite, by elimination."""
    size = len(right)
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for pivot in range(size):
        for below in range(pivot + 1, size):
            factor = rows[below][pivot] / rows[pivot][pivot]
            if factor:
                upper, lower = rows[pivot], rows[below]
                for column in range(pivot, size + 1):
                    lower[column] -= factor * upper[column]
    found = [0.0] * size
    for index in reversed(range(size)):
        rest = sum(rows[index][column] * found[column] for column in range(index + 1, size))
        found[index] = (rows[index][size] - rest) / rows[index][index]
    return found


def cross_validate(
    samples: Sequence[Sample], start: Weights, *, folds: int = 5, seed: int = 1
) -> tuple[Figures, Figures]:
    """Return how the samples are decided by `start`, and by weights learnt of the others; groups are never divided."""
    groups = sorted({sample.group or str(index) for index, sample in enumerate(samples)})
    Random(seed).shuffle(groups)  # noqa: S311 - a division of samples, repeatable
    fold_of = {group: index % folds for index, group in enumerate(groups)}
    right = wrong = missed = 0
    for fold in range(folds):
        held = [s for i, s in enumerate(samples) if fold_of[s.group or str(i)] == fold]
        rest = [s for i, s in enumerate(samples) if fold_of[s.group or str(i)] != fold]
        found = figures(held, learn(rest, start))
        right, wrong, missed = right + found.right, wrong + found.wrong, missed + found.missed
    return figures(samples, start), Figures(right, wrong, missed)
