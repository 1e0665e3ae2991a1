"""The commander's staffing brief: one page A4, a PDF drawn without a browser, from Released results alone.

The face is Source Sans Pro, embedded (only the letters used), so that the page looks the same on every machine and prints
Spanish as it is. Nothing in the file runs, and nothing is fetched.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import font_source_sans_pro
import pandas as pd
from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos

from lib import texts
from lib.figures import theme
from lib.figures.tables import Column
from lib.privacy.release import Released
from lib.reports import cautions
from lib.reports.names import source_name

FACE = "SourceSansPro"
MARGIN, WIDTH, HEIGHT = 14.0, 210.0, 297.0
ROOM = WIDTH - 2 * MARGIN
FOOT = 12.0
SMALLEST = 5.5
"""Type size in points below which the notes are not printed: they go on to a second page."""


@dataclass(frozen=True)
class Tile:
    """One number at the top: what it is, the number, what stands above and below the line."""

    label: str
    value: str
    detail: str = ""


@dataclass(frozen=True)
class Section:
    """A table of the brief: its finding, the Released that it shows, its columns as people read them, a line below.

    share  a column of ``released`` from 0 to 1, drawn as a bar behind the first column's names; "" for none
    half   takes half of the width: two that follow each other stand side by side
    """

    heading: str
    released: Released
    columns: Sequence[Column]
    note: str = ""
    share: str = ""
    half: bool = False


def brief_pdf(
    title: str, lead: str, tiles: Sequence[Tile], sections: Sequence[Section], assumptions: Sequence[str], lang: str, *,
    made: dt.datetime, also: Sequence[Released] = (),
) -> bytes:
    """The page as bytes of a PDF.

    title, lead   the finding; what is counted, where, of which date
    assumptions   a line each, with its source or the word "supuesto"
    made          when, printed in the foot and kept as the file's date
    also          what the title and the tiles come from
    Sources, cautions, audience and the demonstration's mark are those of the Released results.
    """
    page = _Page(title, lang, made)
    shown = [*also, *(section.released for section in sections)]
    page.top(title, lead, any(released.synthetic for released in shown))
    page.tiles(tiles)
    waiting: Section | None = None
    for section in sections:
        if section.half and waiting is None:
            waiting = section
            continue
        if waiting is not None:
            page.beside(waiting, section if section.half else None)
            waiting = None
        if not section.half:
            page.section(section, MARGIN, ROOM)
    if waiting is not None:
        page.beside(waiting, None)
    page.notes(assumptions, shown)
    page.foot(shown[0].audience if shown else "")
    return bytes(page.pdf.output())


class _Page:
    """The pen: where it is on the page, the colours, what has been written."""

    def __init__(self, title: str, lang: str, made: dt.datetime) -> None:
        self.lang, self.made, self.colours = lang, made, theme.palette("light")
        self.pdf = FPDF(format="A4")
        self.pdf.set_creation_date(made)
        self.pdf.set_title(title)
        self.pdf.set_lang(lang)
        self.pdf.set_producer(texts.t("common.product", lang))
        files = Path(font_source_sans_pro.font_directory)
        for style, name in (("", "Regular"), ("B", "Semibold")):
            self.pdf.add_font(FACE, style, files / f"SourceSansPro-{name}.ttf")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margins(MARGIN, MARGIN, MARGIN)
        self.pdf.add_page()

    def pen(self, size: float, colour: str = "ink", bold: bool = False) -> None:
        self.pdf.set_font(FACE, "B" if bold else "", size)
        self.pdf.set_text_color(self.colours[colour])

    def words(self, said: str, width: float, line: float, x: float | None = None) -> None:
        """A paragraph at the pen, which goes on below it."""
        self.pdf.set_x(MARGIN if x is None else x)
        self.pdf.multi_cell(width, line, said, align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)

    def top(self, title: str, lead: str, synthetic: bool) -> None:
        self.pdf.set_fill_color(self.colours["teal"])
        self.pdf.rect(0, 0, WIDTH, 3.5, "F")
        self.pdf.set_y(9)
        self.pen(9, "teal", bold=True)
        self.pdf.cell(ROOM / 2, 5, f"{texts.t('common.product', self.lang)} · {texts.t('brief.kind', self.lang)}")
        if synthetic:
            said = texts.t("ui.badge.demo", self.lang)
            self.pen(8.5, "amber", bold=True)
            wide = self.pdf.get_string_width(said) + 6
            self.pdf.set_fill_color(self.colours["amber_ground"])
            self.pdf.set_xy(WIDTH - MARGIN - wide, 8.5)
            self.pdf.cell(wide, 6, said, align="C", fill=True)
        self.pdf.set_y(17)
        self.pen(15, bold=True)
        self.words(title, ROOM, 6.6)
        self.pdf.ln(1)
        self.pen(8.5, "muted")
        self.words(lead, ROOM, 3.9)
        self.pdf.ln(2.5)

    def tiles(self, shown: Sequence[Tile]) -> None:
        if not shown:
            return
        gap, y = 3.0, self.pdf.get_y()
        wide = (ROOM - gap * (len(shown) - 1)) / len(shown)
        bottom = y
        for place, tile in enumerate(shown):
            x = MARGIN + place * (wide + gap)
            self.pdf.set_xy(x + 2, y + 1.5)
            self.pen(8, "muted")
            self.words(tile.label, wide - 4, 3.6, x + 2)
            self.pen(17, bold=True)
            self.words(tile.value, wide - 4, 7.6, x + 2)
            self.pen(7.5, "muted")
            self.words(tile.detail, wide - 4, 3.3, x + 2)
            bottom = max(bottom, self.pdf.get_y() + 1.5)
        self.pdf.set_draw_color(self.colours["line"])
        for place in range(len(shown)):
            self.pdf.rect(MARGIN + place * (wide + gap), y, wide, bottom - y)
        self.pdf.set_y(bottom + 4)

    def beside(self, left: Section, right: Section | None) -> None:
        y, wide = self.pdf.get_y(), (ROOM - 6) / 2
        self.section(left, MARGIN, wide)
        bottom = self.pdf.get_y()
        if right is not None:
            self.pdf.set_y(y)
            self.section(right, MARGIN + wide + 6, wide)
        self.pdf.set_y(max(bottom, self.pdf.get_y()))

    def section(self, section: Section, x: float, wide: float) -> None:
        self.pen(10.5, bold=True)
        self.words(section.heading, wide, 4.6, x)
        self.pdf.ln(0.8)
        numbers = [column.number for column in section.columns]
        first = wide * (0.3 if len(numbers) > 3 else 0.5)
        each = [first, *[(wide - first) / max(len(numbers) - 1, 1)] * (len(numbers) - 1)]
        self.pen(7.5, "muted")
        self.line(x, each, [column.heading for column in section.columns], numbers)
        shares = section.released.table[section.share].tolist() if section.share else []
        for place, cells in enumerate(zip(*(column.cells for column in section.columns), strict=True)):
            if shares and not pd.isna(shares[place]):
                self.pdf.set_fill_color(self.colours["quantity"][0])
                self.pdf.rect(x, self.pdf.get_y() + 0.3, max(wide * float(shares[place]), 0.3), 3.9, "F")
            self.pen(8.5)
            self.line(x, each, list(cells), numbers)
        if section.note:
            self.pdf.ln(0.6)
            self.pen(7.2, "muted")
            self.words(section.note, wide, 3.1, x)
        self.pdf.ln(3.2)

    def line(self, x: float, each: Sequence[float], cells: Sequence[str], numbers: Sequence[bool]) -> None:
        """A row of a table and the hair under it; what is too long for its cell ends in an ellipsis."""
        y = self.pdf.get_y()
        for wide, said, number in zip(each, cells, numbers, strict=True):
            self.pdf.set_xy(x, y)
            self.pdf.cell(wide, 4.5, self.fitting(said, wide - 2.2), align="R" if number else "L")
            x += wide
        self.pdf.set_draw_color(self.colours["hair"])
        self.pdf.line(x - sum(each), y + 4.5, x, y + 4.5)
        self.pdf.set_y(y + 4.5)

    def fitting(self, said: str, wide: float) -> str:
        if self.pdf.get_string_width(said) <= wide:
            return said
        while said and self.pdf.get_string_width(said + "…") > wide:
            said = said[:-1]
        return said.rstrip() + "…"

    def notes(self, assumptions: Sequence[str], shown: Sequence[Released]) -> None:
        """Assumptions, sources and cautions, in the largest type that keeps them on the page."""
        blocks = [(texts.t("brief.assumptions", self.lang), list(assumptions)),
                  (texts.t("brief.sources", self.lang), _sources(shown, self.lang)),
                  (texts.t("brief.cautions", self.lang), _cautions(shown, self.lang))]
        blocks = [(heading, lines) for heading, lines in blocks if lines]
        room, size = HEIGHT - FOOT - self.pdf.get_y(), 8.0
        while size > SMALLEST and sum(self._high(lines, size) for _, lines in blocks) > room:
            size -= 0.25
        self.pdf.set_auto_page_break(True, FOOT)
        for heading, lines in blocks:
            self.pen(size + 1, bold=True)
            self.words(heading, ROOM, size * 0.5)
            self.pen(size, "muted")
            self.words(" · ".join(lines), ROOM, size * 0.43)
            self.pdf.ln(size * 0.18)
        self.pdf.set_auto_page_break(False)

    def _high(self, lines: Sequence[str], size: float) -> float:
        self.pen(size)
        found = self.pdf.multi_cell(ROOM, size * 0.43, " · ".join(lines), dry_run=True, output=MethodReturnValue.HEIGHT)
        return float(found) + size * 0.68  # type: ignore[arg-type]

    def foot(self, audience: str) -> None:
        self.pdf.set_y(HEIGHT - FOOT + 2)
        self.pen(7.5, "muted")
        said = [f"{self.made:%Y-%m-%d %H:%M}", texts.t("common.product", self.lang)]
        if audience:
            said.insert(0, f"{texts.t('ui.download.audience', self.lang)}: {texts.t(f'ui.audience.{audience}', self.lang)}")
        self.pdf.cell(ROOM, 4, " · ".join(said))


def _sources(shown: Sequence[Released], lang: str) -> list[str]:
    """Each source once: name, edition, version."""
    out = []
    for released in shown:
        for source in released.sources:
            said = texts.t("brief.source", lang, name=source_name(source, lang), edition=source.edition or "–",
                           version=source.version or "–")
            if said not in out:
                out.append(said)
    return out


def _cautions(shown: Sequence[Released], lang: str) -> list[str]:
    said = [cautions.say(caution, lang, released) for released in shown for caution in released.cautions]
    return list(dict.fromkeys(said))
