"""All that a member gets back as the files of a folder: records, tables, and a text that explains them."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.errors import ConflictError
from kg.pipeline.feedback.linked import FIELDS, Linker
from kg.pipeline.feedback.own_records import kinds_of, linked_records
from kg.pipeline.feedback.tables import TABLES, Wish, table_lines

__all__ = ["Feedback", "write_feedback"]

_ABOUT = {
    "editions.tsv": (
        "每条记录的版本与作品标识、多少成员馆有此版本、如何归并（alone 单独；without asking 自动；by a person 人工）",
        "each record's edition and work, how many members have the edition, and how it was joined to others",
    ),
    "duplicates.tsv": (
        "本馆记录中属于同一版本、或可能属于同一版本者，及其理由",
        "own records of one edition, or perhaps of one, with the reasons (in bits)",
    ),
    "described-better.tsv": (
        "他馆著录更详者：缺少的陈述数，及本馆格式的下载地址",
        "records that others describe better: statements lacking, and where to get the edition in this format",
    ),
    "last-copies.tsv": ("全联盟仅本馆所有的版本", "editions that no other member has"),
    "unmapped.tsv": ("没有转换规则的字段", "fields that no rule maps; they stay in the stored record"),
    "problems.tsv": ("最近几次装载的问题", "problems of the last loads"),
}


@dataclass(frozen=True, slots=True)
class Feedback:
    """The files that were written, with how many rows or records each has, and records left as they came."""

    files: tuple[tuple[str, int], ...]
    unlinked: int


def write_feedback(
    wish: Wish, folder: Path, *, field: str = "", progress: Callable[[str], None] = lambda _: None
) -> Feedback:
    """Write the files of a member into a folder and return what was written; `field` holds links instead of 758 or 996.

    Raise NotFoundError for an unknown member, ConflictError where the folder has anything already.
    """
    member = wish.catalogue.member(wish.member)
    if folder.exists() and any(folder.iterdir()):
        raise ConflictError(f"{folder} is not empty: name a folder that is, or that is not there yet.")
    folder.mkdir(parents=True, exist_ok=True)
    linker, unlinked = Linker(wish.base_url, field), 0
    files: list[tuple[str, int]] = []
    with wish.catalogue.snapshot():
        for kind in kinds_of(wish.catalogue, member.code):
            progress(kind.name)
            counts = Counter[str]()
            with (folder / kind.name).open("wb") as file:
                file.writelines(linked_records(wish.catalogue, member.code, kind, linker, counts))
            unlinked += counts["as they came"]
            files.append((kind.name, counts.total()))
        for name in TABLES:
            progress(f"{name}.tsv")
            files.append((f"{name}.tsv", _write_table(folder / f"{name}.tsv", table_lines(name, wish))))
    text = _readme(f"{member.code} {member.name}", files, unlinked, field or FIELDS.get(member.format, ""))
    (folder / "README.txt").write_text(text, encoding="utf-8")
    return Feedback(tuple(files), unlinked)


def _write_table(path: Path, lines: Iterable[str]) -> int:
    rows = -1
    with path.open("w", encoding="utf-8", newline="") as file:
        for line in lines:
            file.write(line)
            rows += 1
    return rows


def _readme(member: str, files: Iterable[tuple[str, int]], unlinked: int, field: str) -> str:
    lines = [f"联合目录数据回馈 / What the union catalogue gives back: {member}", ""]
    for name, rows in files:
        zh, en = _ABOUT.get(name, _linked_words(field))
        lines += [f"{name}  ({rows})", f"  {zh}", f"  {en}"]
    if unlinked:
        lines += ["", f"{unlinked} 条记录过长或受损，照原样给出，见 editions.tsv。"]
        lines.append(
            f"{unlinked} records are too long or too damaged for a link and stand as they came: see editions.tsv."
        )
    return "".join(f"{line}\n" for line in lines)


def _linked_words(field: str) -> tuple[str, str]:
    return (
        f"本馆记录，加入 {field or '758/996'}：$4 关系，$1 版本与作品的 URI；其余字段逐字节不变",
        f"own records with {field or '758/996'} ($4 relationship, $1 URI of edition and work), else as they came",
    )
