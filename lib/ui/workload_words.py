"""The words of the page of workload: the finding, what it rests on, the figures' titles, the assumptions for the files."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lib import texts
from lib.places.book import PlaceBook
from lib.ui import coverage_words, figure_words
from lib.ui.workload_numbers import Workload


def title(found: Workload, lang: str) -> str:
    """What is required, whether work or coverage asks for it, and what is missing."""
    told, of = found.shifts.settings, found.base
    key = f"{driver(found)}_{'plain' if of.staff is None else 'staff'}"
    return texts.t(f"workload.title.{key}", lang, required=one(told["required"], lang), work=one(told["work"], lang),
                   coverage=one(told["coverage"], lang), staff=texts.number(of.staff, lang),
                   place=of.name or texts.t("coverage.here", lang))


def driver(found: Workload) -> str:
    """"coverage", "work", or "both" when they ask for more in different shifts."""
    kinds = set(found.shifts.table["driven_by"])
    return str(kinds.pop()) if len(kinds) == 1 else "both"


def sentence(found: Workload, book: PlaceBook, lang: str) -> str:
    """Which complaints, of how many days, who is here, under which regime, how much of the time calls may take."""
    told, of = found.counted, found.base
    parts = []
    if told.filters is not None and told.whole is not None:
        parts.append(told.filters.sentence(lang, book.name))
        if told.whole.n is not None:
            parts.append(texts.t("workload.sentence.complaints", lang, n=texts.number(told.whole.n, lang),
                                 days=texts.number(told.days, lang)))
    else:
        parts.append(texts.t("workload.sentence.none", lang))
    parts.append(texts.t("coverage.sentence.regime", lang, regime=coverage_words.regime(of.regime.key, lang)))
    parts.append(texts.t("workload.sentence.committed", lang, share=texts.percent(found.plan.committed, lang)))
    return " · ".join([*parts, *coverage_words.counted(of, lang)])


def warnings(found: Workload, lang: str) -> list[str]:
    """The cautions of the numbers, each once."""
    return figure_words.warnings([found.tasks, found.shifts, found.tornado], lang)


def one(value: float | None, lang: str) -> str:
    """A number of officers with one decimal."""
    return texts.number(None if value is None else float(value), lang, 1)


def task(found: Workload, key: str, lang: str) -> str:
    """What a kind of work is called: by the product, or by who added it."""
    return coverage_words.line(found.table, "workload.tasks", key, lang)


def shift(key: str, lang: str) -> str:
    """'Noche'."""
    return texts.t(f"hours.shift.{key}", lang)


def tasks_title(found: Workload, lang: str) -> str:
    """How many hours of work a year, and what takes most of them."""
    table = found.tasks.table.dropna(subset=["hours"])
    total = float(found.tasks.settings["hours"])
    if table.empty or not total:
        return texts.t("workload.tasks_panel.title_none", lang)
    top = table.sort_values("hours").iloc[-1]
    return texts.t("workload.tasks_panel.title", lang, hours=texts.number(total, lang), task=task(found, top["task"], lang),
                   share=texts.percent(float(top["hours"]) / total, lang))


def shifts_title(found: Workload, lang: str) -> str:
    """Which shift has most work."""
    table = found.shifts.table
    if not table["hours"].sum():
        return texts.t("workload.shifts.title_none", lang)
    top = table.sort_values("share").iloc[-1]
    return texts.t("workload.shifts.title", lang, shift=shift(top["shift"], lang).lower(),
                   share=texts.percent(float(top["share"]), lang))


def tornado_title(found: Workload, lang: str) -> str:
    """Which assumption moves the answer most, and between which ends."""
    table = found.tornado.table
    if table.empty or not table["span"].iloc[0] > 0:
        return texts.t("workload.tornado.title_none", lang)
    row = table.iloc[0].to_dict()
    return texts.t("workload.tornado.title", lang, assumption=assumption(found, row, lang), ends=ends(row, lang))


def assumption(found: Workload, row: dict[Any, Any], lang: str) -> str:
    """'Minutos · Hurtos y robos', 'Horas netas por efectivo'."""
    name = texts.t(f"workload.assumption.{row['assumption']}", lang)
    return f"{name} · {task(found, str(row['task']), lang)}" if row["task"] else name


def ends(row: dict[Any, Any], lang: str) -> str:
    """The two answers, the smaller first."""
    low, high = sorted((float(row["required_low"]), float(row["required_high"])))
    return f"{one(low, lang)} – {one(high, lang)}"


def assumptions(found: Workload, lang: str) -> list[str]:
    """Every assumption with its source, a line each, for the files."""
    of = found.base
    out = [texts.t("staffing_plan.assumptions", lang), *coverage_words.counted(of, lang)]
    for row, typed in zip(found.tasks.table.to_dict("records"), found.table["number"].notna(), strict=True):
        source = coverage_words.source(str(row["source"]), lang)
        number = texts.t(f"workload.assume.{'typed' if typed else 'counted' if row['counted'] else 'untold'}", lang)
        out.append(texts.t("workload.assume.task", lang, task=task(found, str(row["task"]), lang), number=number, n=_whole(
            row["number"], lang), minutes=_whole(row["minutes"], lang), units=_plain(row["units"]), source=source))
    out += [texts.t("workload.assume.committed", lang, share=texts.percent(found.plan.committed, lang)),
            texts.t("workload.assume.net", lang, hours=texts.number(found.plan.net_hours, lang),
                    regime=coverage_words.regime(of.regime.key, lang)),
            texts.t("workload.assume.floor", lang, n=one(max(found.plan.floor.values(), default=0.0), lang))]
    out += coverage_words.leave_lines(found.leave, lang)
    return out


def _whole(value: object, lang: str) -> str:
    return texts.number(None if pd.isna(value) else float(value), lang)  # type: ignore[call-overload,arg-type]


def _plain(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:g}"
