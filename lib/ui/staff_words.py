"""The words of the page of staff: the finding, who is counted, over which people, of which date."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from lib import texts
from lib.figures.cells import known
from lib.officers import ratios
from lib.places.book import PlaceBook
from lib.ui import figure_words
from lib.ui.staff_numbers import Staffing

DECIMALS = {"heads": 0, "per_100000": 1, "one_per": 0, "per_1000_complaints": 1, "per_km2": 2}


def title(found: Staffing, book: PlaceBook, lang: str) -> str:
    """One's own place and where it stands; without one, how many there are in how many places."""
    asked = found.asked
    who = texts.t(f"staff.who.{asked.numerator}", lang)
    many = texts.t(f"ui.levels_many.{asked.level}", lang)
    if found.own is None or found.own_value("heads") is None:
        total = sum(found.values("heads"))
        return texts.t("staff.title.all", lang, heads=texts.number(total, lang), who=who, places=texts.number(
            len(found.ratios.table), lang), level=many, where=area(found, book, lang))
    said = {"place": str(found.own["name"]), "heads": texts.number(found.own_value("heads"), lang), "who": who}
    rate = found.own_value("per_100000")
    if rate is not None:
        said["rate"] = value("per_100000", rate, lang)
        if found.asked.people is not None:
            return texts.t("staff.title.rate_other", lang, **said)
        return texts.t("staff.title.rate", lang, **said, year=int(found.own["population_year"]))
    row = spread(found, "heads")
    return texts.t("staff.title.rank", lang, **said, rank=texts.number(int(row["rank"]), lang), level=many,
                   places=texts.number(int(row["n"]), lang))


def sentence(found: Staffing, book: PlaceBook, lang: str) -> str:
    """Who is counted, where, of which date and source; the population; the complaints."""
    table, source = found.ratios.table, found.ratios.sources[0]
    parts = [
        texts.t(f"staff.who_is.{found.asked.numerator}", lang),
        texts.t("staff.sentence.places", lang, n=texts.number(len(table), lang),
                level=texts.t(f"ui.levels_many.{found.asked.level}", lang), where=area(found, book, lang)),
        texts.t("staff.sentence.as_of", lang, date=dated(source.edition, lang)),
        texts.t("staff.sentence.source", lang, source=source.name),
    ]
    parts += populations(found, lang)
    if found.filters is not None and table.get("complaints") is not None:
        parts.append(texts.t("staff.sentence.complaints", lang, what=found.filters.sentence(lang, book.name)))
    return " · ".join(parts)


def populations(found: Staffing, lang: str) -> list[str]:
    """Which populations stand below the line, of which years and sources."""
    out = []
    if found.population:
        residents = found.ratios.table[found.ratios.table["population_source"].isin(found.population)]
        years = sorted({int(year) for year in residents["population_year"].dropna()})
        span = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
        some = "; ".join(found.population[:2]) + (" …" if len(found.population) > 2 else "")
        out.append(texts.t("staff.sentence.population", lang, years=span, source=some))
    if found.asked.people is not None:
        out.append(texts.t("staff.sentence.other_population", lang, n=texts.number(found.asked.people, lang),
                           what=found.asked.people_of))
    return out


def warnings(found: Staffing, lang: str) -> list[str]:
    """The cautions of the numbers, and that a ratio is no standard."""
    return figure_words.warnings([found.ratios, found.vehicles], lang)


def dated(as_of: str, lang: str) -> str:
    """'2017', 'may 2026', '31/05/2026', or two of them with a dash; that there is no date."""
    if not as_of:
        return texts.t("staff.sentence.no_date", lang)
    out = []
    for part in as_of.split(" – "):
        numbers = [int(number) for number in part.split("-")]
        day = dt.date(numbers[0], *(numbers[1:] + [1, 1])[:2])
        written = (str(day.year), texts.month(day, lang), texts.date(day, lang))
        out.append(written[len(numbers) - 1])
    return " – ".join(out)


def area(found: Staffing, book: PlaceBook, lang: str) -> str:
    """The places set side by side, in words."""
    code = found.asked.area
    if not code:
        return texts.t("staff.all_places", lang)
    level = "department" if len(code) == 2 else "province"
    return texts.t(f"staff.area.{level}", lang, name=book.name(level, code))


def value(measure: str, number: float | None, lang: str) -> str:
    """A measure as people read it."""
    return texts.number(number, lang, DECIMALS[measure])


def spread(found: Staffing, measure: str) -> pd.Series:
    """Where one's own place stands among all: the row of ``lib.officers.ratios.spread``."""
    return ratios.spread(found.values(measure), found.own_value(measure)).table.iloc[0]


def side_title(found: Staffing, measure: str, lang: str) -> str:
    """The middle of all places and one's own."""
    row = spread(found, measure)
    many = texts.t(f"ui.levels_many.{found.asked.level}", lang)
    if not row["n"]:
        return texts.t("staff.side.title_none", lang, measure=texts.t(f"staff.measures.{measure}", lang))
    said = {"n": texts.number(int(row["n"]), lang), "level": many, "median": value(measure, float(row["median"]), lang),
            "measure": texts.t(f"staff.measures.{measure}", lang)}
    mine = found.own_value(measure)
    if mine is None or found.own is None:
        return texts.t("staff.side.title", lang, **said)
    return texts.t("staff.side.title_own", lang, **said, place=str(found.own["name"]), own=value(measure, mine, lang))


def functions_title(found: Staffing, lang: str) -> str:
    """How many patrol; or that nobody told the functions."""
    table = found.functions.table.set_index("group")
    if table["heads"].isna().all():
        return texts.t("staff.work.title_none", lang)
    patrol = table.loc[["motor_patrol", "foot_patrol"]]
    heads, share = patrol["heads"].sum(), float(patrol["share"].astype(float).sum())
    return texts.t("staff.work.title", lang, n=texts.number(int(heads), lang), share=texts.percent(share, lang))


def vehicles_title(found: Staffing, lang: str) -> str:
    """How many of the vehicles run."""
    table = found.vehicles.table
    if table.empty:
        return texts.t("staff.vehicles.title_none", lang)
    total, told = int(table["total"].sum()), int(table["told"].sum())
    if not told:
        return texts.t("staff.vehicles.title_total", lang, n=texts.number(total, lang))
    running = known(table["in_service"].sum()) or 0
    return texts.t("staff.vehicles.title", lang, running=texts.number(running, lang), told=texts.number(told, lang),
                   share=texts.percent(running / told, lang))
