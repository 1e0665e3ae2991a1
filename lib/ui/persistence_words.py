"""The words of the page of persistence and change."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from lib import texts
from lib.complaints.filters import Filters
from lib.figures.map_layers import Row
from lib.places.book import PlaceBook
from lib.places.persistence import Rules
from lib.ui import figure_words, located
from lib.ui.choices import Holdings
from lib.ui.persistence_numbers import Change, Span, Windows

TOLD = ("persistent", "emerging", "former", "intermittent")
"""The classes that are worth a word, in the order of the list."""


def title(found: Windows, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """How many cells are hot window after window, newly, no longer."""
    where = figure_words.where(found.kinds, holdings, book, lang)
    counted = found.kinds.table["kind"].value_counts()
    parts = []
    for kind in TOLD:
        n = int(counted.get(kind, 0))
        if n:
            parts.append(texts.t(f"persistence.title.{kind}_{'one' if n == 1 else 'many'}", lang, n=texts.number(n, lang)))
    said = {"where": where, "n": texts.number(len(found.spans), lang), "unit": many(found.unit, lang)}
    if not parts:
        return texts.t("persistence.title.none", lang, **said)
    return texts.t("persistence.title.some", lang, parts=texts.listing(parts, lang), **said)


def many(unit: str, lang: str) -> str:
    """'meses', 'trimestres'."""
    return texts.t(f"persistence.many.{unit}", lang)


def sentence(found: Windows, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """What is counted, where, over which windows; how much of it has a point; the ground."""
    extra = [located.coverage_words(found.site.seen.coverage, lang), located.ground_words(found.site.ground, lang)]
    return figure_words.sentence(found.kinds, holdings, book, lang, extra)


def window(span: Span, lang: str) -> str:
    """'mar 2024', 'ene–mar 2024'."""
    return texts.period(*span, lang)


def rules(by: Rules, lang: str) -> list[tuple[str, str]]:
    """(class, its rule in whole windows) of each class."""
    said = {
        "windows": by.windows, "recent": by.recent, "persistent": by.persistent, "emerging": by.emerging,
        "before": by.before, "former": by.former, "early": by.windows - by.recent,
    }
    told = {name: texts.number(number, lang) for name, number in said.items()}
    keys = {kind: kind for kind in (*TOLD, "once", "never")}
    if by.before == 0:
        keys["emerging"] = "emerging_new"
    return [
        (texts.t(f"persistence.kind.{kind}", lang), texts.t(f"persistence.rule.{key}", lang, **told))
        for kind, key in keys.items()
    ]


def cell(row: Row, found: Windows, lang: str) -> str:
    """'Emergente: crítica en 2 de 12 meses, la última vez en may 2026; 41 denuncias'."""
    said = {
        "kind": texts.t(f"persistence.kind.{row['kind']}", lang), "n": texts.number(int(row["windows"]), lang),
        "of": texts.number(len(found.spans), lang), "unit": many(found.unit, lang),
    }
    if pd.isna(row["last"]):
        told = texts.t("persistence.cell.never", lang, **said)
    else:
        told = texts.t("persistence.cell.hot", lang, last=window(found.spans[int(row["last"])], lang), **said)
    if "count" in row:
        told += "; " + texts.t("persistence.cell.count", lang, n=texts.number(int(row["count"]), lang))
    return told


def spread(shares: tuple[float, ...], lang: str) -> str:
    """'entre 58 % y 64 % de las denuncias con un punto que vale, según la ventana'."""
    known = [share for share in shares if share == share]
    if not known:
        return ""
    return texts.t("persistence.coverage", lang, low=texts.percent(min(known), lang), high=texts.percent(max(known), lang))


def dates(filters: Filters, lang: str) -> str:
    return texts.period(filters.start, filters.end, lang)


def change_title(found: Change, lang: str) -> str:
    """Where there is more and where less, or that there is no evidence of either."""
    if found.cells is None:
        return texts.t("persistence.change.title_plain", lang)
    counted = found.cells.table["verdict"].value_counts()
    up, down = int(counted.get("up", 0)), int(counted.get("down", 0))
    if not up and not down:
        return texts.t("persistence.change.title_none", lang, before=dates(found.before, lang))
    key = "title" if up and down else "title_up" if up else "title_down"
    return texts.t(f"persistence.change.{key}", lang, up=texts.number(up, lang), down=texts.number(down, lang),
                   before=dates(found.before, lang))


def change_cell(row: Row, lang: str) -> str:
    """'Más que antes: con sus vecinas 41 denuncias, antes 20 (×1.9)'; without numbers where the audience sees none."""
    verdict = texts.t(f"persistence.verdict.{row['verdict']}", lang)
    if "around_now" not in row:
        return verdict
    said = {"now": texts.number(int(row["around_now"]), lang), "before": texts.number(int(row["around_before"]), lang)}
    ratio = float(row["ratio"])
    if not ratio < float("inf"):
        return texts.t("persistence.change.cell_new", lang, verdict=verdict, **said)
    return texts.t("persistence.change.cell", lang, verdict=verdict, ratio=texts.number(ratio, lang, 1), **said)


def refused(found: Change, holdings_first: dt.date, lang: str) -> tuple[str, str]:
    """Why two periods are not compared: what, and why."""
    now, before = (texts.percent(share, lang) for share in found.shares)
    said = {
        "now": dates(found.now, lang), "before": dates(found.before, lang), "share": now, "share_before": before,
        "first": texts.date(holdings_first, lang),
    }
    return (texts.t(f"persistence.refused.{found.refused}", lang, **said),
            texts.t(f"persistence.refused.{found.refused}_why", lang, **said))
