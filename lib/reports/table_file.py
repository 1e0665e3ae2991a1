"""A Released table as a CSV that carries its papers: what, filters, source, edition, version, audience, demonstration.

The papers stand in the first lines, each beginning with "# ", so that the file is still read by
``pandas.read_csv(comment="#")`` and opens in a spreadsheet. Cells that a spreadsheet would run as a formula are quoted.
UTF-8 with a byte-order mark, so that spreadsheets in Spanish show accents; numbers unrounded, with a point.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from lib import texts
from lib.complaints.filters import PlaceName
from lib.privacy.release import Released
from lib.reports import cautions
from lib.reports.names import source_name
from lib.storage.safe_csv import safe_cell


def table_csv(
    released: Released, lang: str, title: str, *, place_name: PlaceName | None = None,
    labels: Mapping[str, Callable[[str], str]] | None = None, headings: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> bytes:
    """The whole table, one row per group.

    labels    for a code column, code -> what people call it: a column ``<name>_label`` is put beside it
    headings  what people call a column; a column without one keeps its name
    notes     more lines of papers: the assumptions behind the numbers, each with its source
    Hidden counts are empty, and the column ``suppressed`` says so; a missing code is empty too.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for line in (*papers(released, lang, title, place_name), *notes):
        writer.writerow([safe_cell("# " + line)])
    table = _labelled(released.table, labels or {})
    writer.writerow([safe_cell((headings or {}).get(column, column)) for column in table.columns])
    for row in table.itertuples(index=False, name=None):
        writer.writerow([_cell(value) for value in row])
    return ("\ufeff" + out.getvalue()).encode("utf-8")


def papers(released: Released, lang: str, title: str, place_name: PlaceName | None = None) -> list[str]:
    """What a reader needs to know about the numbers, a sentence a line; the demonstration's notice first."""
    lines: list[tuple[str, str]] = []
    if released.synthetic:
        lines.append(("demo", texts.t("ui.badge.demo", lang)))
    lines.append(("what", title))
    if released.filters is not None:
        lines.append(("filters", released.filters.sentence(lang, place_name)))
    for source in released.sources:
        lines.append(("source", source_name(source, lang) + (f" ({source.licence})" if source.licence else "")))
        if source.edition:
            lines.append(("edition", source.edition))
        if source.version is not None:
            lines.append(("version", str(source.version)))
    lines.append(("audience", texts.t(f"ui.audience.{released.audience}", lang)))
    if released.computed is not None:
        lines.append(("made", f"{released.computed:%Y-%m-%d %H:%M}"))
    said = [f"{texts.t(f'ui.download.{key}', lang)}: {value}" for key, value in lines]
    return said + [cautions.say(caution, lang, released) for caution in released.cautions]


def _labelled(table: pd.DataFrame, labels: Mapping[str, Callable[[str], str]]) -> pd.DataFrame:
    columns: dict[str, pd.Series] = {}
    for name in table.columns:
        columns[name] = table[name]
        if name in labels:
            say = labels[name]
            columns[f"{name}_label"] = table[name].map(lambda code, say=say: "" if pd.isna(code) else say(str(code)))
    return pd.DataFrame(columns)


def _cell(value: object) -> object:
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat() if value == value.normalize() else value.isoformat()
    return safe_cell(value)
