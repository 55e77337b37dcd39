"""`lianmu preview`: what each column of a table becomes, before anything is loaded."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import open_catalogue, require_file
from kg.cli.program import EXIT_REFUSED
from kg.cli.shown import grid, marc_lines, portal_lines, shortened
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.catalogue import Member
    from kg.records import Columns, Record
    from kg.records.survey import ColumnSurvey, Survey

__all__ = ["preview", "read_columns"]

FORMATS = ("marc21", "unimarc", "cnmarc", "cmarc", "dublincore")
SHOWN_PROBLEMS = 12
# Readings that end in a record's coded data, whether they have a field of their own or not.
CODED = ("kind", "country", "language")
# What the reasons of `Survey.named_by` mean to a person.
NAMED_BY = {
    "record number": "its column of record numbers",
    "ISBN": "its ISBN (the second thing of the same ISBN by its words too)",
    "ISSN": "its ISSN",
    "barcode": "its first barcode",
    "digest of its words": (
        "its title, names, edition, publisher, year and call number: corrected there, it counts as another"
    ),
}


@click.command(epilog="Example: lianmu preview books.csv --format cnmarc --write-columns columns.toml")
@click.argument("file", metavar="FILE")
@click.option("--format", "format_", type=click.Choice(FORMATS), help="What the records become.  [default: marc21]")
@click.option("--encoding", default="", help="The file's character set.  [default: recognised]")
@click.option("--columns", type=click.Path(dir_okay=False, path_type=Path), help="A mapping of columns (TOML).")
@click.option("--member", default="", help="As this member of the catalogue would have it read.")
@click.option(
    "--catalogue",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    envvar="LIANMU_CATALOGUE",
    help="The catalogue's folder, with --member.",
)
@click.option(
    "--write-columns",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a mapping to begin with: every column of FILE with what it becomes.",
)
@click.option("--json", "as_json", is_flag=True, help="All of it as JSON.")
def preview(
    file: str,
    format_: str | None,
    encoding: str,
    columns: Path | None,
    member: str,
    folder: Path,
    write_columns: Path | None,
    as_json: bool,
) -> int:
    """Show what each column of the table FILE (CSV, XLSX) becomes, and its first two records; load nothing.

    Of a MARC file it counts the fields. The exit code is 4 when the file is refused.
    """
    from kg.records import Limits
    from kg.records.survey import survey_file

    require_file(file)
    if file == "-":
        raise UsageError("A preview reads its file twice: name a file, not standard input.")
    found = _member(member, folder) if member else None
    asked = format_ or (found.format if found else "")
    mapping = read_columns(asked, columns, found.columns if found else "", member)
    survey = survey_file(
        Path(file), mapping, format=asked, encoding=encoding or (found.encoding if found else ""), limits=Limits()
    )
    if write_columns:
        _write_columns(write_columns, file, survey, mapping)
    click.echo(_as_json(file, survey) if as_json else "\n".join(_lines(file, survey)))
    if write_columns and not as_json:
        click.echo(f"\nWrote {write_columns}. Edit it, then: lianmu preview {file} --columns {write_columns}")
    return EXIT_REFUSED if survey.refused else 0


def read_columns(format_: str, own: Path | None, stored: str = "", member: str = "") -> "Columns":
    """Return the mapping of columns: the shipped one, with a file's or else a member's own before it.

    Raise MappingError for one that cannot be used, UsageError for a file that is not there.
    """
    from kg.records import Columns
    from kg.settings import shipped_folder

    text, name = stored, f"the columns of member {member}" if member else ""
    if own is not None:
        try:
            text, name = own.read_text(encoding="utf-8-sig"), str(own)
        except OSError as error:
            raise UsageError(f"{own} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise UsageError(f"{own} is no UTF-8. Save it as UTF-8.") from error
    return Columns.load(shipped_folder("mappings"), format_, text, name)


def _member(code: str, folder: Path) -> "Member":
    with open_catalogue(folder, read_only=True) as (_, catalogue):
        return catalogue.member(code)


def _lines(file: str, survey: "Survey") -> list[str]:
    lines = [_first_line(file, survey)]
    if survey.is_table:
        lines += ["", *_table(survey)]
        lines += _advice(file, survey)
        if survey.named_by:
            lines += [
                "",
                *(f"{count} records: each is named by {NAMED_BY[kind]}." for kind, count in survey.named_by.items()),
            ]
    elif survey.columns:
        rows = [(one.heading, str(one.filled), _examples(one)) for one in survey.columns]
        lines += ["", *grid([("field", "times", "examples"), *rows])]
    lines += _problem_lines(survey)
    for number, record in enumerate(survey.sample, 1):
        lines += ["", f"Record {number} as it would be stored ({record.format}), id {_id_of(record)}:"]
        lines += [f"  {line}" for line in marc_lines(record)]
        lines += [f"Record {number} as the portal would show it:"]
        lines += [f"  {line}" for line in portal_lines(record)]
    return lines


def _id_of(record: "Record") -> str:
    from kg.records import local_id

    return local_id(record) or "(none)"


def _first_line(file: str, survey: "Survey") -> str:
    if not survey.carrier:
        return f"{file}: no carrier of records."
    what = [survey.carrier.upper() if survey.is_table else survey.carrier]
    what += [
        one
        for one in (
            survey.encoding if survey.carrier != "xlsx" else "",
            f"sheet {survey.sheet}" if survey.sheet else "",
        )
        if one
    ]
    count = f"{survey.rows} rows, {survey.records} records" if survey.is_table else f"{survey.records} records"
    return f"{file}: {', '.join(what)}; {count}{f' of {survey.format}' if survey.format else ''}"


def _table(survey: "Survey") -> list[str]:
    rows = [("column", "filled", "becomes", "meaning", "examples")]
    known = [one for one in survey.columns if one.column is not None and not one.column.ignored]
    left = [one for one in survey.columns if one not in known and (one.filled or not one.heading.startswith("#"))]
    rows.extend(
        (one.heading, f"{one.filled}/{survey.rows}", _becomes(one), _meaning(one), _examples(one))
        for one in known + left
    )
    return grid(rows)


def _becomes(one: "ColumnSurvey") -> str:
    if one.column is None or one.column.ignored:
        return "-"
    if one.column.target is None:
        return "coded" if one.column.reads in CODED else "-"
    return str(one.column.target)


def _meaning(one: "ColumnSurvey") -> str:
    column = one.column
    if column is None:
        return "not known: left out"
    if column.ignored:
        return "left out by the mapping"
    words = f"{column.zh} · {column.en}" if column.zh != column.en else column.zh
    return words if column.target is not None or column.reads in CODED else f"{words} (no place in this format)"


def _examples(one: "ColumnSurvey") -> str:
    return " | ".join(shortened(text, 18) for text in one.examples)


def _advice(file: str, survey: "Survey") -> list[str]:
    unknown = [one.heading for one in survey.columns if one.column is None and one.filled]
    if not unknown and survey.has_headings:
        return []
    lines = [""]
    if not survey.has_headings:
        lines.append("No row of headings that are known was found; the row above was taken for one.")
    return [
        *lines,
        f"Left out, since no mapping knows them: {', '.join(unknown)}.",
        f"To map them: lianmu preview {file} --write-columns columns.toml; edit that; then --columns columns.toml",
    ]


def _problem_lines(survey: "Survey") -> list[str]:
    if not survey.problem_counts:
        return ["", "No problems."]
    counts = ", ".join(
        f"{count} × {reason} ({severity})" for (severity, reason), count in survey.problem_counts.items()
    )
    lines = ["", f"Problems: {counts}"]
    shown = survey.problems[:SHOWN_PROBLEMS]
    lines += [f"  {one.severity}: {' '.join(one.message.split())}" for one in shown]
    more = survey.problem_counts.total() - len(shown)
    return [*lines, f"  … and {more} more"] if more > 0 else lines


def _as_json(file: str, survey: "Survey") -> str:
    columns = [
        {
            "heading": one.heading,
            "name": one.column.name if one.column else None,
            "target": str(one.column.target) if one.column and one.column.target else None,
            "zh": one.column.zh if one.column else None,
            "en": one.column.en if one.column else None,
            "ignored": one.column is not None and one.column.ignored,
            "filled": one.filled,
            "examples": one.examples,
        }
        for one in survey.columns
    ]
    data = {
        "file": file,
        "carrier": survey.carrier,
        "format": survey.format,
        "encoding": survey.encoding,
        "sheet": survey.sheet,
        "has_headings": survey.has_headings,
        "rows": survey.rows,
        "records": survey.records,
        "refused": survey.refused,
        "named_by": dict(survey.named_by),
        "columns": columns,
        "problems": [one._asdict() | {"raw": None} for one in survey.problems],
        "problem_counts": [[*key, count] for key, count in survey.problem_counts.items()],
        "sample": [{"id": _id_of(one), "marc": marc_lines(one), "portal": portal_lines(one)} for one in survey.sample],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _write_columns(path: Path, file: str, survey: "Survey", mapping: "Columns") -> None:
    """Write a mapping to begin with; raise UsageError when there is such a file, or nothing to map."""
    if path.exists():
        raise UsageError(f"{path} is there already; nothing was written. Name another file.")
    if not survey.is_table:
        raise UsageError(f"{file} is no table that can be read, so that there are no columns to map.")
    names = sorted(mapping.names)
    listed = [", ".join(names[place : place + 8]) for place in range(0, len(names), 8)]
    lines = [
        f"# What the columns of {Path(file).name} become ({mapping.format}). Used by: lianmu preview --columns,",
        "# lianmu convert --columns, lianmu member set CODE --columns.",
        '# A column becomes one of these names, or a field such as "500$a"; "" leaves it out:',
        *(f"#   {line}" for line in listed),
        '# More than that: "主题" = { to = "650$a", split = ";" } parts a cell; see mappings/README.md.',
        "",
        f"sheet = {_quoted(mapping.sheet or survey.sheet)}" if survey.sheet else '# sheet = "*"   # of a workbook',
        "",
        "[columns]",
        *(_column_line(one) for one in survey.columns if not one.heading.startswith("#")),
        "",
        "# The same text in every record.",
        "[constants]",
        '# "040$a" = "the library\'s code"' if mapping.format == "marc21" else '# "801$b" = "the library\'s code"',
        "",
        "# Where no column says it.",
        "[defaults]",
        '# language = "chi"',
        '# country = "中国"',
        '# kind = "图书"',
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _column_line(one: "ColumnSurvey") -> str:
    heading = one.heading.rpartition(" (")[0] if one.heading.endswith(")") and " (" in one.heading else one.heading
    column = one.column
    said = "" if column is None or column.ignored else column.name
    target = str(column.target) if column is not None and column.target else ""
    value = said if column is None or said != heading else target
    examples = _examples(one).replace("\n", " ")
    note = f"{column.zh} · {column.en}" if column is not None and not column.ignored else "left out"
    mark = "# " if heading != one.heading else ""
    return f"{mark}{_quoted(heading)} = {_quoted(value)}  # {note}{f'; {examples}' if examples else ''}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
