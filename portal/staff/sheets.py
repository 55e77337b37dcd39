"""Tables for a spreadsheet: CSV whose cells can be nothing but text or numbers there."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from flask import Response

from kg.citations import guarded

__all__ = ["csv_answer", "csv_lines"]

_BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads Chinese as if it were Latin


def csv_answer(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Return a table as a file of this name, written while it is sent."""
    response = Response(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the lines of a table, as RFC 4180 has it."""
    buffer = io.StringIO(_BYTE_ORDER_MARK)
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer)
    writer.writerow(header)
    for row in rows:
        # A record's text may be a stranger's.
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()
