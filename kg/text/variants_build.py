"""Makes `variants.tsv`, the classes of Chinese characters that searching and matching take for the same.

Run by hand when a source changes: `python -m kg.text.variants_build DICTIONARIES UNIHAN > variants.tsv`, where
DICTIONARIES holds OpenCC's character dictionaries as text (`opencc_dict -f ocd2 -t text` of the PyPI package OpenCC
writes them) and UNIHAN is Unihan_Variants.txt of the Unicode character database.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from pypinyin.phrases_dict import phrases_dict

__all__ = ["classes", "main", "pairs"]

DICTIONARIES = (
    "TSCharacters",
    "TSCharactersExt",
    "STCharacters",
    "TWVariants",
    "TWVariantsRev",
    "HKVariants",
    "HKVariantsRev",
    "JPShinjitaiCharacters",
    "JPShinjitaiCharactersRev",
)
# kSemanticVariant stays out: it would join 他 and 她 and 它.
UNIHAN = ("kSimplifiedVariant", "kTraditionalVariant", "kZVariant")
HEADER = (
    "# Character classes: representative (simplified), the others; made by variants_build.py from OpenCC 1.4.2"
    " (Apache-2.0), Unihan 14 (Unicode licence) and variants_hand.tsv (CC0-1.0)."
)


def pairs(dictionaries: Path, unihan: Path, hand: Path) -> Iterator[tuple[str, str]]:
    """Yield two characters that a source takes for the same."""
    for name in DICTIONARIES:
        for line in (dictionaries / f"{name}.txt").read_text("utf-8").splitlines():
            char, _, others = line.partition("\t")
            new = char if name == "JPShinjitaiCharacters" else others[:1]
            # 沪 stands for 濾 in Japan and for Shanghai in China: such a character keeps its Chinese meaning.
            if name.startswith("JP") and _level(new):
                continue
            yield from ((char, other) for other in others.split() if len(char) == len(other) == 1)
    for line in unihan.read_text("utf-8").splitlines():
        if line.startswith("U+") and line.split("\t")[1] in UNIHAN:
            codes = re.findall(r"U\+([0-9A-F]+)", line)
            yield from ((chr(int(codes[0], 16)), chr(int(code, 16))) for code in codes[1:])
    for line in hand.read_text("utf-8").splitlines()[1:]:
        yield from ((line[0], other) for other in line[1:])


def _level(char: str) -> int:
    """Return 2 for a common character of GB 2312, 1 for another of it, 0 for all the rest."""
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return 0
    return 2 if code[0] < 0xD8 else 1


def classes(joined: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Return the classes that the pairs make when joined."""
    of: dict[str, set[str]] = {}
    for one, other in joined:
        union = of.get(one, {one}) | of.get(other, {other})
        for char in union:
            of[char] = union
    return list({id(members): members for members in of.values() if len(members) > 1}.values())


def main(arguments: list[str]) -> None:
    """Write the table to standard output."""
    here = Path(__file__).parent
    dictionaries, unihan = map(Path, arguments)
    uses = Counter("".join(phrases_dict))

    def rank(char: str) -> tuple[int, int, int]:
        return _level(char), uses[char], -ord(char)

    lines = []
    for members in classes(pairs(dictionaries, unihan, here / "variants_hand.tsv")):
        best = max(members, key=rank)
        lines.append(f"{best}\t{''.join(sorted(members - {best}))}")
    sys.stdout.write("\n".join([HEADER, *sorted(lines), ""]))


if __name__ == "__main__":
    main(sys.argv[1:])
