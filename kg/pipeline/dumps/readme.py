"""The README.txt of a set of dumps, in Chinese and in English: what there is, under which licence, how to load it."""

from collections.abc import Iterator

from kg.pipeline.dumps.plan import WHOLE
from kg.pipeline.dumps.sets import DumpPart, DumpSet

__all__ = ["readme"]

_HEAD = """{title}（{title_en}）数据转储 · data dumps
{name}

生成时间 Made          {made}
数据发布于 Published    {published}
代次 Generation        {generation}
陈述数 Statements      {statements:,}
基址 Addresses         {base_url}/

中文
====
本目录是联合目录的 BIBFRAME 数据。{whole}.* 是全部数据；member-*.* 只含一个成员馆的记录所描述的版本、这些版本的
作品，以及它们提到的个人、团体与主题；group-*.* 则为一组成员馆的同类数据。
.nq.gz     N-Quads，每行一条陈述，第四项是所属的图（作品、版本、个人、团体或主题的网址）
.ttl.gz    Turtle，不含图名
.jsonl.gz  每行一个 JSON-LD 文档（一个图），自带上下文，可逐行读取
文件未分卷，均为 gzip 压缩。SHA256SUMS 可用 sha256sum --check SHA256SUMS 核对；void.ttl 是机器可读的说明（VoID、DCAT）。
许可：每条记录沿用其来源图书馆的许可，见下表。声明不得再分发的记录不在其中。

English
=======
This folder holds the union catalogue's data in BIBFRAME. {whole}.* is everything; member-*.* has the editions that the
records of one member describe, their works, and the agents and subjects that these name; group-*.* the same for a group
of members.
.nq.gz     N-Quads: a statement a line, its fourth term the graph (the address of the work, edition, agent or subject)
.ttl.gz    Turtle, without the names of graphs
.jsonl.gz  a JSON-LD document a line (one graph), its context inside, to be read line by line
All files are compressed with gzip. `sha256sum --check SHA256SUMS` compares them; void.ttl describes them for machines.
Licence: each record keeps that of the library it came from, see below. Records that may not be passed on are not here.

    oxigraph load --location my-store --file {whole}.nq.gz
    gunzip --stdout {whole}.nq.gz | rapper --input nquads --count - {base_url}/
    riot --count {whole}.nq.gz

"""


def readme(dumps: DumpSet) -> str:
    """Return the text."""
    head = _HEAD.format(
        title=dumps.title,
        title_en=dumps.title_en,
        name=dumps.name,
        made=dumps.made,
        published=dumps.published,
        generation=dumps.generation,
        statements=dumps.statements,
        base_url=dumps.base_url,
        whole=WHOLE,
    )
    return head + "".join(line for part in dumps.parts for line in _lines(part))


def _lines(part: DumpPart) -> Iterator[str]:
    names = part.label if part.label == part.label_en else f"{part.label} · {part.label_en}"
    yield f"{part.name}  {names}\n"
    yield f"    {part.statements:,} statements in {part.graphs:,} graphs\n"
    if part.kind == "group":
        yield f"    {', '.join(part.members)}\n"
    if part.kind == "member":
        yield from (f"    {licence.licence}\n" for licence in part.licences)
    yield from (f"    {file.name}  {file.size:,} bytes\n" for file in part.files)
