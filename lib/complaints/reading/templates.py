"""The sheet that a station fills in: headings, a row of help, and in XLSX the crime types to choose from."""

from __future__ import annotations

import csv
import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from lib import catalogue, texts

COLUMNS = (
    "complaint_id", "date", "time", "date_to", "time_to", "reported", "crime_type", "crime_modality", "district",
    "station", "sector", "latitude", "longitude",
)
ROWS_PREPARED = 2_000
HELP_FILL, HEADING_FILL = "F3EFE4", "1F3A34"


def headings(lang: str) -> list[str]:
    """The template's headings; the format ``station_sheet`` knows them in every language."""
    return [texts.t(f"formats.template.{column}.heading", lang) for column in COLUMNS]


def help_row(lang: str) -> list[str]:
    """What goes into each column. It begins with a mark by which the reader knows that it is not data."""
    return [texts.t(f"formats.template.{column}.help", lang) for column in COLUMNS]


def station_template(kind: str, lang: str) -> bytes:
    """The empty sheet: ``kind`` is 'csv' (UTF-8 with its mark, so that spreadsheets see the accents) or 'xlsx'."""
    return _csv(lang) if kind == "csv" else _xlsx(lang)


def _csv(lang: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings(lang))
    writer.writerow(help_row(lang))
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def _xlsx(lang: str) -> bytes:
    book = Workbook()
    for unused in book.worksheets:
        book.remove(unused)
    sheet = book.create_sheet(texts.t("formats.template.sheet", lang))
    sheet.append(headings(lang))
    sheet.append(help_row(lang))
    for position, _ in enumerate(COLUMNS, start=1):
        top, under = sheet.cell(1, position), sheet.cell(2, position)
        top.font, top.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor=HEADING_FILL)
        under.font, under.fill = Font(italic=True, color="555555", size=9), PatternFill("solid", fgColor=HELP_FILL)
        under.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(position)].width = 22
    sheet.row_dimensions[2].height = 78
    sheet.freeze_panes = "A3"
    types = book.create_sheet(texts.t("formats.template.types_sheet", lang))
    names = [catalogue.label(entry.code, lang) for entry in catalogue.types(crimes_only=False)]
    for name in names:
        types.append([name])
    types.column_dimensions["A"].width = 70
    choice = DataValidation("list", formula1=f"'{types.title}'!$A$1:$A${len(names)}", allow_blank=True)
    choice.errorStyle = "information"
    sheet.add_data_validation(choice)
    letter = get_column_letter(COLUMNS.index("crime_type") + 1)
    choice.add(f"{letter}3:{letter}{ROWS_PREPARED}")
    formats = {"date": "dd/mm/yyyy", "date_to": "dd/mm/yyyy", "reported": "dd/mm/yyyy", "time": "hh:mm", "time_to": "hh:mm"}
    for column, style in formats.items():
        letter = get_column_letter(COLUMNS.index(column) + 1)
        for row in range(3, 303):
            sheet[f"{letter}{row}"].number_format = style
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
