"""The case of Ica: the published numbers and what they give when they are worked out again, one line each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from lib import texts
from lib.access.audiences import Policy
from lib.figures import ledger, measure_bars, steps, tables
from lib.figures.ledger import Line
from lib.figures.steps import Step
from lib.officers import ica_case, staff
from lib.places.book import PlaceBook
from lib.privacy.release import Released, release
from lib.result import Result, Source
from lib.ui import show, visit
from lib.ui.drawing import draw
from lib.ui.table_view import table_view
from lib.ui.visit import say

DECIMALS = {"officers": 1, "per_100000": 2, "people": 0}
WRONG = ("standard_printed", "misread")
"""Lines whose printed number does not hold."""
WHOLE = ("staff", "staff_low", "census", "census_district", "misread", "absurd")


def recomputed(policy: Policy) -> Released:
    """The account, released: published numbers, none of them of this store."""
    found = ica_case.recomputed()
    source = Source("ica_case", ica_case.facts()["source"], "2022")
    return release(replace(found, sources=(source,)), policy)


def account(found: Released, book: PlaceBook) -> None:
    """The finding, the path of the error, and every number with one line."""
    lang = visit.lang()
    rows = {row["line"]: row for row in found.table.to_dict("records")}
    show.title(say("ica.title"))
    show.sentence(say("ica.sentence", source=ica_case.facts()["source"]))
    path = say("ica.path.title")
    with show.panel("ica-path", path, stretch=False):
        draw(steps.steps([
            Step(say(f"ica.path.{name}"), said, say(f"ica.path.{name}_why"), tone) for name, said, tone in _path(rows, lang)
        ], path), "ica_path")
        show.note(say("ica.path.note"))
    title = say("ica.lines.title")
    with show.panel("ica-lines", title, stretch=False):
        headings = [say(f"ica.lines.{name}") for name in ("what", "published", "recomputed", "why")]
        draw(ledger.ledger([
            Line(say(f"ica.line.{name}"), _said(row, "published", lang), _said(row, "recomputed", lang),
                 say(f"ica.why.{name}"), wrong=name in WRONG)
            for name, row in rows.items()
        ], (headings[0], headings[1], headings[2], headings[3]), title), "ica_lines")
        table_view("caso_ica", found, [
            tables.Column(say("ica.lines.what"), [say(f"ica.line.{name}") for name in rows]),
            *(tables.Column(say(f"ica.lines.{column}"), [_said(row, column, lang) for row in rows.values()], number=True)
              for column in ("published", "recomputed")),
            tables.Column(say("ica.lines.why"), [say(f"ica.why.{name}") for name in rows]),
        ], title, book, labels={"line": lambda name: texts.t(f"ica.line.{name}", lang)})


def census(policy: Policy, book: PlaceBook) -> None:
    """What the 102 of the census were doing."""
    lang = visit.lang()
    told = ica_case.facts()["census"]
    table = pd.DataFrame({"group": list(staff.FUNCTIONS), "heads": [told["by_function"][name] for name in staff.FUNCTIONS]})
    source = Source("census", say("ica.census.source"), "2017")
    result = Result(table, dims=("group",), counts=(), measure="staff", subject="staff", sources=(source,))
    released = release(result, policy)
    title = say("ica.census.title", n=told["station"])
    with show.panel("ica-census", title, stretch=False):
        draw(measure_bars.measure_bars(
            released, value="heads", label=lambda row: texts.t(f"staff.functions.{row['group']}", lang),
            say=lambda row: texts.number(int(row["heads"]), lang), alt=title), "ica_census")
        show.note(say("ica.census.note"))
        table_view("caso_ica_censo", released, [
            tables.Column(say("staff.work.column_functions"), [say(f"staff.functions.{code}") for code in table["group"]]),
            tables.Column(say("staff.table.heads"), [texts.number(int(each), lang) for each in table["heads"]], number=True),
        ], title, book, labels={"group": lambda code: texts.t(f"staff.functions.{code}", lang)})


def instead() -> None:
    """What to ask instead of a ratio."""
    with show.panel("ica-instead", say("ica.instead.title"), stretch=False):
        show.note(say("ica.instead.why"))
        show.link("references", say("ui.pages.references"))
        show.link("staffing", say("ui.pages.staffing"))


def _path(rows: dict[str, Any], lang: str) -> list[tuple[str, str, str]]:
    """The four steps from 150,280 people to 6,327 officers."""
    told = ica_case.facts()
    people, standard = texts.number(told["population"]["inhabitants"], lang), told["standard"]["value"]
    exact, final = float(rows["standard_printed"]["recomputed"]), float(rows["misread"]["recomputed"])
    return [
        ("product", f"{people} × {standard} ÷ 100,000 = {texts.number(exact, lang, 3)}", ""),
        ("rounded", f"{texts.number(exact, lang, 3)} → {texts.number(exact, lang, 2)}", ""),
        ("percent", f"{texts.number(exact, lang, 2)} → {told['claim']['percent']} %", "alarm"),
        ("applied", f"{people} × {told['claim']['percent']} % = {texts.number(final, lang, 1)}"
                    f" → {texts.number(told['claim']['officers'], lang)}", "alarm"),
    ]


def _said(row: dict[Any, Any], column: str, lang: str) -> str:
    if column == "published" and row["line"] == "staff":
        return " + ".join(str(part) for part in ica_case.facts()["staff"]["parts"])
    if pd.isna(row[column]):
        return "–"
    if column == "published" and row["line"] == "standard_printed":
        return texts.t("ica.lines.standard", lang, value=f"{float(row[column]):g}")
    if column == "published" and row["line"] == "misread":
        told = ica_case.facts()["claim"]
        return f"{told['percent']} % ({texts.number(told['officers'], lang)})"
    decimals = 0 if row["line"] in WHOLE else DECIMALS[row["unit"]]
    number = texts.number(float(row[column]), lang, decimals)
    return texts.t(f"ica.unit.{row['unit']}", lang, n=number)
