"""The sheets that a station fills in: staff and vehicles, with the words to choose from and a page of help."""

from __future__ import annotations

import csv
import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from lib import settings, texts
from lib.officers import patrol, staff

ROWS_PREPARED = 2_000
COLUMNS = {"staff": tuple(staff.STAFF.names), "vehicles": tuple(staff.VEHICLES.names), "patrol": patrol.COLUMNS}
CHOICES = {"force": ("staff.forces", staff.FORCES), "kind": ("staff.kinds", staff.KINDS),
           "crew": ("patrol.crews", patrol.CREWS), "shift": ("hours.shift", tuple(settings.value("hours.shifts"))),
           "level": ("ui.levels", ("department", "province", "district", "station", "sector"))}
"""Columns with words to choose from: where their names stand, and the codes."""


def headings(name: str, lang: str) -> list[str]:
    """The headings of the sheet; the reader knows them in every language."""
    return [texts.t(f"staff.columns.{column}", lang) for column in COLUMNS[name]]


def template(name: str, kind: str, lang: str) -> bytes:
    """The empty sheet: ``name`` is one of COLUMNS, ``kind`` csv (UTF-8 with its mark) or xlsx."""
    return _csv(name, lang) if kind == "csv" else _xlsx(name, lang)


def _csv(name: str, lang: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(headings(name, lang))
    return ("\ufeff" + out.getvalue()).encode()


def _xlsx(name: str, lang: str) -> bytes:
    book = Workbook()
    for unused in book.worksheets:
        book.remove(unused)
    sheet = book.create_sheet(texts.t(f"staff.template.{name}", lang))
    sheet.append(headings(name, lang))
    help_sheet = book.create_sheet(texts.t("staff.template.help", lang))
    help_sheet.column_dimensions["A"].width, help_sheet.column_dimensions["B"].width = 28, 100
    for position, column in enumerate(COLUMNS[name], start=1):
        letter = get_column_letter(position)
        sheet.cell(1, position).font = Font(bold=True)
        sheet.cell(1, position).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[letter].width = 30 if column in ("name", "source", "force") else 15
        group = "fn" if column.startswith("fn_") else "rank" if column.startswith("rank_") else column
        help_sheet.append([texts.t(f"staff.columns.{column}", lang), texts.t(f"staff.template.column.{group}", lang)])
        if column in CHOICES:
            room, codes = CHOICES[column]
            words = ",".join(texts.t(f"{room}.{code}", lang).replace(",", "") for code in codes)
            choice = DataValidation("list", formula1=f'"{words}"', allow_blank=True)
            choice.errorStyle = "information"
            choice.add(f"{letter}2:{letter}{ROWS_PREPARED}")
            sheet.add_data_validation(choice)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
