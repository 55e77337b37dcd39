"""`lianmu matching`: how weights decide pairs that people judged, and weights learnt from those; changes nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import catalogue_option, open_catalogue, record_name, require_file
from kg.errors import ConflictError, NotFoundError, UsageError

if TYPE_CHECKING:
    from kg.catalogue import Catalogue
    from kg.matching.learn import Figures, Sample
    from kg.matching.weights import Weights

__all__ = ["matching"]

LEAST = 20
VERDICTS = {"same": True, "1": True, "yes": True, "different": False, "0": False, "no": False}
pairs_option = click.option(
    "--pairs",
    "file",
    default="",
    help="Take these in place of people's verdicts: member/local id, member/local id, same|different; tabs between.",
)


@click.group(epilog="Example: lianmu matching learn --out weights.toml")
def matching() -> None:
    """Try the matcher's weights on judged pairs, and learn others from them."""


@matching.command(epilog="Example: lianmu matching score --pairs judged.tsv")
@pairs_option
@click.option("--weights", "path", default="", help="Other weights than those in force.")
@catalogue_option
def score(file: str, path: str, folder: Path) -> None:
    """Print how judged pairs of live records are decided, at the threshold for joining and at that without asking."""
    from kg.matching.learn import figures
    from kg.matching.weights import load_weights, weights_in_force

    with open_catalogue(folder, read_only=True) as (_, catalogue):
        weights = load_weights(path) if path else weights_in_force()
        samples = _samples(catalogue, file)
    click.echo(f"{len(samples)} judged pairs, {sum(sample.same for sample in samples)} of one edition")
    click.echo(f"joined               {_said(figures(samples, weights))}")
    click.echo(f"joined, nobody asked {_said(figures(samples, weights, weights.bands.sure))}")


@matching.command(epilog="Example: lianmu matching learn --out weights.toml")
@pairs_option
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Write the weights here.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@catalogue_option
def learn(file: str, out: Path, force: bool, folder: Path) -> None:
    """Learn weights from judged pairs and write them; they are in force when matching.weights names the file.

    They stay near those in force: few pairs move little. Printed is how pairs are decided before, and by weights
    learnt of the other pairs (five parts in turn).
    """
    from dataclasses import replace

    from kg.matching.learn import cross_validate
    from kg.matching.learn import learn as learn_weights
    from kg.matching.weights import weights_in_force, write_weights

    if out.exists() and not force:
        raise ConflictError(f"{out} is there already: name another file, or say --force.")
    with open_catalogue(folder, read_only=True) as (_, catalogue):
        weights, samples = weights_in_force(), _samples(catalogue, file)
    same = sum(sample.same for sample in samples)
    if min(same, len(samples) - same) < LEAST:
        raise UsageError(
            f"There are {same} pairs of one edition and {len(samples) - same} of two; {LEAST} of each are needed. "
            "Judge more with `lianmu judge` or on the staff pages."
        )
    before, after = cross_validate(samples, weights)
    learnt = learn_weights(samples, weights)
    note = f"Learnt from {len(samples)} judged pairs, {same} of one edition."
    write_weights(replace(learnt, note=note), out)
    click.echo(f"before  {_said(before)}\nafter   {_said(after)}")
    for line in _changes(weights, learnt):
        click.echo(line)
    click.echo(f"{out} is written; nothing is changed. To use it: matching.weights in lianmu.toml")


def _said(found: "Figures") -> str:
    return f"precision {found.precision:.3f}  recall {found.recall:.3f}  F1 {found.f1:.3f}  wrong {found.wrong}"


def _changes(before: "Weights", after: "Weights") -> Iterator[str]:
    for name, bits in before.bits.items():
        if abs(after.bits[name] - bits) >= 0.1:
            yield f"  {name:28}{bits:+6.1f} -> {after.bits[name]:+.1f}"


def _samples(catalogue: "Catalogue", file: str) -> "list[Sample]":
    from kg.matching.learn import Sample
    from kg.matching.row import row_from_json
    from kg.matching.score import findings
    from kg.matching.vetoes import vetoes

    samples = []
    for one, other, same in _from_file(catalogue, file) if file else _from_people(catalogue):
        texts = [catalogue.match_table.row(number) for number in (one, other)]
        if texts[0] is not None and texts[1] is not None:
            a, b = (row_from_json(text) for text in texts if text is not None)
            samples.append(Sample(tuple(findings(a, b)), same, bool(vetoes(a, b)), str(min(one, other))))
    return samples


def _from_people(catalogue: "Catalogue") -> Iterator[tuple[int, int, bool]]:
    for one, other, verdict in catalogue.match_table.verdicts("instance"):
        if verdict in VERDICTS:
            yield one, other, VERDICTS[verdict]


def _from_file(catalogue: "Catalogue", file: str) -> Iterator[tuple[int, int, bool]]:
    require_file(file)
    with click.open_file(file, encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            cells = line.rstrip("\r\n").split("\t")
            if cells == [""]:
                continue
            if len(cells) != 3 or cells[2] not in VERDICTS:
                raise UsageError(f"{file}, line {number}: write member/local id, member/local id, same or different.")
            yield _number(catalogue, cells[0]), _number(catalogue, cells[1]), VERDICTS[cells[2]]


def _number(catalogue: "Catalogue", name: str) -> int:
    head = catalogue.record_table.head(*record_name(name))
    if head is None:
        raise NotFoundError(f"There is no record {name}.")
    return head.n
