"""The table of a small library that has no MARC: a CSV file in GB 18030, as a spreadsheet writes it."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

__all__ = ["COLUMNS", "table_bytes"]

_SUBDIVISION = re.compile(r"\$[a-z]")

Entry = dict[str, Any]  # a table of books.toml

COLUMNS = (
    "记录号", "题名", "责任者", "版本", "出版地", "出版社", "出版年", "页册数", "主题", "分类号", "索书号", "条码号",
    "馆藏地",
)  # fmt: skip


def table_bytes(entries: Entry) -> Iterator[bytes]:
    """Return the lines of the table: the heading, and a row for each book of the county library."""
    yield _line(COLUMNS)
    for number, book in enumerate(entries["book"], start=1):
        if "x" in book["held"]:
            yield _line(_row(book, number))


def _row(book: Entry, number: int) -> tuple[str, ...]:
    subject = "; ".join(_SUBDIVISION.sub("--", heading) for heading in book["subjects"])
    return (
        f"QX{number:04d}",
        book["title"],
        book["by"].replace(" ; ", "; "),
        book.get("edition", ""),
        book["place"],
        book["publisher"],
        book["year"],
        book.get("extent", ""),
        subject,
        book["class"],
        f"{book['class']}/{number}",
        f"QX{number:07d}",
        "二楼外借室" if book["class"].startswith("I") else "三楼阅览室",
    )


def _line(values: tuple[str, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(values)
    return text.getvalue().encode("gb18030")
