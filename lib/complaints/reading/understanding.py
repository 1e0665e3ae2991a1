"""Understanding: everything that must be known before a file is read, detected from its start and a sample, overrulable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd

from lib import settings
from lib.complaints.reading import evidence
from lib.complaints.reading.delimited import unique_names
from lib.complaints.reading.formats import Format, chosen
from lib.complaints.reading.recognising import Recognised, headings_for, recognise, repeated
from lib.complaints.reading.table import Opened, Table, open_layers, open_text, open_workbook
from lib.complaints.reading.upload import EXTENSIONS, Container, Upload, container_of
from lib.errors import FileError, Problems, UsageError

SAMPLE_KEPT = 1_000


@dataclass(frozen=True)
class Overrides:
    """What the person says against what was detected; None leaves it to the file and its format.

    time_zone is the zone whose wall clock is kept ('America/Lima'); clock says how the file writes times: 'local' or
    'utc'. since is the earliest day accepted. header_row is the spreadsheet row of the headings, 0 when there is none.
    """

    format: str | None = None
    source: str | None = None
    encoding: str | None = None
    separator: str | None = None
    decimal: str | None = None
    date_order: str | None = None
    crs: str | None = None
    time_zone: str | None = None
    clock: str | None = None
    sheet: str | None = None
    layer: str | None = None
    header_row: int | None = None
    since: dt.date | None = None


@dataclass
class Understood:
    """What was understood of a file.

    format       the layout, or None: ask the person which column is which (``guess_mapping``)
    columns      the file's headings; meanings: meaning -> position of its column
    header_row   spreadsheet row of the headings (0 = none); first_row: of the first row of data; help_row: of the help
    date_order   'dmy', 'mdy' or 'ymd'; order_certain is False when no row could decide
    crs          system of the coordinates; swapped: latitude and longitude stand in each other's column
    since        events before this day are rejected: a year before the extract's start
    preview      the first rows of data as text; rows_estimate: about how many there are
    notes        what should be said about the file before any row is judged (Problems, none of them rejecting)
    """

    name: str
    container: Container
    format: Format | None
    source: str
    columns: tuple[str, ...]
    meanings: dict[str, int]
    header_row: int
    first_row: int
    help_row: int | None
    encoding: str
    separator: str
    newline: bytes
    decimal: str
    date_order: str
    order_certain: bool
    crs: str
    time_zone: str
    clock: str
    swapped: bool
    since: dt.date | None
    sheet: str
    sheets: tuple[str, ...]
    layer: str
    layers: tuple[str, ...]
    preview: pd.DataFrame
    rows_estimate: int
    notes: Problems
    sample: list[list[str]] = field(repr=False, default_factory=list)


def understand(upload: Upload, known: Mapping[str, Format], overrides: Overrides | None = None) -> Understood:
    """What is this file, and how is it written? See ``Understood``.

    Raises FileError for an empty file, one that is not a table, one without a row of data, or a used heading that stands
    twice; UsageError for an override that does not exist.
    """
    overrides = overrides or Overrides()
    notes = Problems()
    container = container_of(upload)
    expected = EXTENSIONS[container]
    if upload.extension not in expected:
        notes.add("wrong_extension", "info", value=upload.base_name, extension=upload.extension or "–",
                  kind="CSV" if container == "text" else container.upper())
    layout = chosen(known, overrides.format) if overrides.format else None
    opened = _open(upload, container, overrides, layout, known)
    table, seen = _choose(opened, known, layout, overrides, notes)
    if seen.format is None and layout is not None:
        raise FileError("format_does_not_fit", file=upload.base_name, format=layout.name)
    rows = [(row, cells) for row, cells in table.top if row >= seen.first_row]
    if not rows:
        raise FileError("file_without_rows", file=upload.base_name)
    if seen.help_row is not None:
        notes.add("help_row", "info", row=seen.help_row, line=seen.help_row)
    layout = seen.format
    meanings = layout.find_columns(seen.headings) if layout else {}
    double = repeated(seen.headings, list(meanings.values()))
    if double is not None:
        raise FileError("duplicate_heading", file=upload.base_name, heading=double, row=seen.header_row)
    if layout is not None and not (set(meanings) | set(layout.constants)) & {"date", "period", "year"}:
        raise FileError("format_does_not_fit", file=upload.base_name, format=layout.name)
    base = layout or Format(name="")
    width = len(seen.headings)
    sample = [cells for cells in table.sample if len(cells) == width and tuple(map(str.strip, cells)) != seen.headings]
    decimal = _first(overrides.decimal, base.decimal, "") or evidence.decimal(sample, meanings)
    order, certain = _order(overrides, base, sample, meanings, notes)
    crs = overrides.crs or table.crs or base.crs
    evidence.coordinate_system(crs)
    zone = _zone(overrides.time_zone or base.time_zone)
    since = _since(overrides, base, sample, meanings, order, container)
    swapped = layout is not None and evidence.swapped(sample, meanings, layout, decimal, crs)
    if table.not_points:
        notes.add("geometry_not_points", "warn", rows=table.not_points)
    preview = _preview(rows, seen.headings)
    return Understood(
        name=upload.base_name, container=container, format=layout, source=overrides.source or base.source,
        columns=seen.headings, meanings=meanings, header_row=seen.header_row, first_row=seen.first_row,
        help_row=seen.help_row, encoding=opened.encoding, separator=opened.separator, newline=opened.newline,
        decimal=decimal, date_order=order, order_certain=certain, crs=crs, time_zone=zone,
        clock=_one_of(overrides.clock or base.clock, ("local", "utc"), "unknown_clock"), swapped=swapped, since=since,
        sheet=table.name if opened.workbook else "", sheets=_names(opened, opened.workbook is not None),
        layer=table.name if opened.layers else "", layers=_names(opened, opened.layers is not None), preview=preview,
        rows_estimate=max(len(rows), table.size - seen.first_row + 1) if table.size > len(table.top) else len(rows),
        notes=notes, sample=[cells for _, cells in rows[:SAMPLE_KEPT]],
    )


def _open(
    upload: Upload, container: Container, overrides: Overrides, layout: Format | None, known: Mapping[str, Format]
) -> Opened:
    if container == "text":
        headings = [heading for each in known.values() for listed in each.columns.values() for heading in listed]
        return open_text(
            upload, _first(overrides.encoding, layout.encoding if layout else None, ""),
            _first(overrides.separator, layout.separator if layout else None, ""), headings,
        )
    if container in ("gpkg", "geojson"):
        opened = open_layers(upload)
        opened.container = container
        return opened
    return open_workbook(upload, container)


def _choose(
    opened: Opened, known: Mapping[str, Format], layout: Format | None, overrides: Overrides, notes: Problems
) -> tuple[Table, Recognised]:
    """The table to read: the one asked for, else the one whose headings fit best, else the first visible one."""
    wanted = overrides.sheet if opened.workbook else overrides.layer
    tables = opened.tables
    if wanted is not None:
        tables = [table for table in tables if table.name == wanted]
        if not tables:
            raise UsageError("unknown_sheet", name=wanted, known=", ".join(table.name for table in opened.tables))
    judged = [
        (table, headings_for(table, layout, overrides.header_row) if layout
         else recognise(table, known, overrides.header_row))
        for table in tables
    ]
    if layout:
        best = max(judged, key=lambda pair: len(layout.find_columns(pair[1].headings)))
    else:
        best = max(judged, key=lambda pair: pair[1].score)
        if best[1].score == 0:
            best = judged[0]
    if wanted is None and len(opened.tables) > 1 and (opened.workbook or opened.layers):
        others = [table.name for table in opened.tables if table.name != best[0].name]
        notes.add("sheet_chosen", "info", value=best[0].name, sheet=best[0].name, others=", ".join(others))
    if opened.workbook and opened.workbook.sheet(best[0].name).merged:
        notes.add("merged_cells", "info", value=best[0].name)
    if best[0].name in opened.hidden:
        notes.add("sheet_hidden", "warn", value=best[0].name, sheet=best[0].name)
    return best


def _order(
    overrides: Overrides, base: Format, sample: list[list[str]], meanings: Mapping[str, int], notes: Problems
) -> tuple[str, bool]:
    told = _first(overrides.date_order, base.date_order, "")
    if told:
        return _one_of(told, ("dmy", "mdy", "ymd"), "unknown_date_order"), True
    seen = evidence.date_order(sample, meanings)
    if seen in ("both", "unknown") and "date" in meanings:
        texts = evidence.column(sample, meanings["date"])
        example = next((text for text in texts.to_pylist() if any(map(str.isdigit, text))), "")
        if seen == "both" or any(ch in example for ch in "/.-"):
            notes.add("date_order_contradicts" if seen == "both" else "date_order_assumed",
                      "warn" if seen == "both" else "info", value=example)
        return "dmy", False
    return ("ymd" if seen == "unknown" else seen), True


def _since(
    overrides: Overrides, base: Format, sample: list[list[str]], meanings: Mapping[str, int], order: str,
    container: Container,
) -> dt.date:
    """A year before the extract's start; never before ``earliest_year``."""
    earliest = dt.date(int(settings.value("reading.earliest_year")), 1, 1)
    if overrides.since is not None:
        return overrides.since
    start = evidence.start_of_extract(sample, meanings, order, container not in ("text", "gpkg", "geojson"))
    if start is None:
        return earliest
    day = 28 if (start.month, start.day) == (2, 29) else start.day
    return max(earliest, dt.date(max(1, start.year - 1), start.month, day))


def _preview(rows: list[tuple[int, list[str]]], headings: tuple[str, ...]) -> pd.DataFrame:
    shown = rows[: int(settings.value("reading.preview_rows"))]
    width = len(headings)
    cells = [(row + [""] * width)[:width] for _, row in shown]
    names = unique_names(headings)
    return pd.DataFrame(cells, columns=pd.Index(names), index=pd.Index([row for row, _ in shown], name="row"), dtype="str")


def _names(opened: Opened, wanted: bool) -> tuple[str, ...]:
    return tuple(table.name for table in opened.tables) if wanted else ()


def _first(*values: str | None) -> str:
    """The first value that says something: not None, '' or 'auto'."""
    return next((value for value in values if value not in (None, "", "auto")), "") or ""


def _one_of(value: str, allowed: tuple[str, ...], error: str) -> str:
    if value not in allowed:
        raise UsageError(error, name=value, known=", ".join(allowed))
    return value


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError("unknown_time_zone", name=name[:60]) from error
    return name
