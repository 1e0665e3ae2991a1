"""The words of the cross table's page: findings with their numbers, the sentences under the figures."""

from __future__ import annotations

import math

import pandas as pd

from lib import settings, texts
from lib.complaints.crosstab import TOTAL
from lib.figures.crosstab import Names, per_100000
from lib.places.book import PlaceBook
from lib.privacy.release import Released
from lib.reports import cautions as caution_words
from lib.reports.names import source_name
from lib.storage.queries import Profile
from lib.ui.cache import kept
from lib.ui.choices import Holdings
from lib.ui.crosstab_cell import Cell
from lib.ui.crosstab_numbers import Crosstab, without_place
from lib.ui.crosstab_view import NOW, Looking, largest


@kept
def title(crossed: Crosstab, names: Names, lang: str) -> str:
    """The finding: the cell with most complaints, and how much of all it is."""
    period = texts.period(crossed.asked.start, crossed.asked.end, lang)
    if crossed.total is None:
        return texts.t("crosstab.title.reserved", lang, period=period)
    if crossed.total == 0:
        return texts.t("crosstab.title.none", lang, period=period)
    top = largest(crossed)
    if top is None:
        return texts.t("crosstab.title.no_place", lang, count=texts.number(crossed.total, lang), period=period,
                       level=names.level.lower())
    row = _row(crossed.now, *top)
    said = {"crime": names.crime(top[1]), "place": names.place(top[0]), "count": texts.number(int(row["count"]), lang),
            "total": texts.number(crossed.total, lang), "period": period}
    if pd.isna(row["of_all"]):
        return texts.t("crosstab.title.few", lang, **said)
    return texts.t("crosstab.title.top", lang, share=texts.percent(float(row["of_all"]), lang), **said)


@kept
def sentence(crossed: Crosstab, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """What is counted, how many, how well placed, how recent, from whom."""
    parts = [crossed.now.filters.sentence(lang, book.name) if crossed.now.filters else ""]
    if crossed.total is not None:
        parts.append(texts.t("crosstab.table.complaints", lang, n=texts.number(crossed.total, lang)))
    lost, base = without_place(crossed.now), int(settings.value("statistics.percent_base"))
    if lost is not None and crossed.total is not None and crossed.total >= base:
        share = texts.percent(1 - lost / crossed.total, lang)
        level = texts.t(f"ui.levels.{crossed.level}", lang).lower()
        parts.append(texts.t("overview.sentence.placed", lang, share=share, level=level))
    parts.append(texts.t("overview.sentence.to", lang, date=texts.date(holdings.last, lang)))
    return " · ".join([*parts, *papers(crossed.now, lang)])


def nothing(holdings: Holdings, lang: str) -> str:
    """Why the table is empty: the days that the data hold."""
    return texts.t("overview.empty.no_rows_why", lang, start=texts.date(holdings.first, lang),
                   end=texts.date(holdings.last, lang))


def papers(released: Released, lang: str) -> list[str]:
    """Source, edition and version."""
    out = []
    for source in released.sources:
        out.append(texts.t("overview.sentence.source", lang, source=source_name(source, lang)))
        if source.version is not None:
            out.append(texts.t("overview.sentence.version", lang, version=source.version))
    return out


@kept
def warnings(crossed: Crosstab, lang: str) -> list[str]:
    """What must stand with the table."""
    return [caution_words.say(caution, lang, crossed.now) for caution in crossed.now.cautions]


@kept
def table_title(crossed: Crosstab, choice: Looking, names: Names, lang: str) -> str:
    """What the table shows, of which period; for rates the place that has most."""
    filters = crossed.asked if choice.shown == NOW else crossed.earlier
    period = texts.period(filters.start, filters.end, lang)
    released = crossed.now if choice.shown == NOW else crossed.before
    if choice.measure == "rate" and released is not None:
        table = released.table
        rows = table[(table["crime_type"] == TOTAL) & table[crossed.level].notna() & (table[crossed.level] != TOTAL)]
        rows = rows[rows["rate"].notna()]
        if len(rows) > 1:
            best = rows.sort_values("rate", kind="stable").iloc[-1]
            return texts.t("crosstab.table.title_rate", lang, place=names.place(str(best[crossed.level])),
                           rate=per_100000(best["rate"], lang), period=period)
    plain = "rates" if choice.measure == "rate" else choice.measure
    return texts.t(f"crosstab.table.title_{plain}", lang, level=names.level.lower(), period=period)


@kept
def table_note(crossed: Crosstab, choice: Looking, holdings: Holdings, places: int, lang: str) -> str:
    """How to read the table: bars, marks, denominators, what is left out."""
    said = []
    earlier = texts.period(crossed.earlier.start, crossed.earlier.end, lang)
    if choice.measure == "count":
        said.append(texts.t("crosstab.note.bars", lang))
        if crossed.before is not None:
            key = "mark" if choice.shown == NOW else "mark_before"
            said.append(texts.t(f"crosstab.note.{key}", lang, period=earlier))
    if choice.measure in ("of_place", "of_type"):
        said.append(texts.t(f"crosstab.note.{choice.measure}", lang))
        said.append(texts.t("crosstab.note.base", lang, n=int(settings.value("statistics.percent_base"))))
    if choice.measure in ("rate", "smoothed"):
        said += _rate_notes(crossed, choice, lang)
    if crossed.before is None:
        said.append(texts.t("crosstab.note.no_before", lang, period=earlier, date=texts.date(holdings.first, lang)))
    listed = int(settings.value("crosstab.places_listed"))
    if places > listed:
        said.append(texts.t("crosstab.note.listed", lang, n=texts.number(listed, lang), all=texts.number(places, lang)))
    return " · ".join(said)


def _rate_notes(crossed: Crosstab, choice: Looking, lang: str) -> list[str]:
    released = crossed.now if choice.shown == NOW else crossed.before
    filters = crossed.asked if choice.shown == NOW else crossed.earlier
    if released is None:
        return []
    years = sorted({int(year) for year in released.table["population_year"].dropna()})
    if not years:
        return [texts.t("crosstab.note.no_population", lang)]
    wanted = filters.end.year if filters.end else years[-1]
    key = "population" if years == [wanted] else "population_other_year"
    said = [texts.t(f"crosstab.note.{key}", lang, years=texts.listing([str(y) for y in years], lang), wanted=wanted),
            texts.t("crosstab.note.few", lang, fewest=int(settings.value("statistics.rate_suppressed")),
                    unstable=int(settings.value("statistics.rate_unstable")),
                    level=texts.percent(float(settings.value("statistics.level")), lang))]
    if filters.start and filters.end and not 364 <= (filters.end - filters.start).days <= 366:
        said.append(texts.t("crosstab.note.not_a_year", lang))
    lost = without_place(released)
    if lost:
        said.append(texts.t("crosstab.note.unplaced", lang, n=texts.number(lost, lang),
                            level=texts.t(f"ui.levels.{crossed.level}", lang).lower()))
    if choice.measure == "smoothed":
        said.append(texts.t("crosstab.note.smoothed", lang))
    return said


@kept
def cell_title(found: Cell, crossed: Crosstab, names: Names, lang: str) -> str:
    """The cell's finding: how many, and whether that is a change beyond chance."""
    said = {"crime": names.crime(found.crime), "place": names.place(found.place)}
    if found.count is None:
        return texts.t("crosstab.cell.reserved", lang, **said)
    said["count"] = texts.number(found.count, lang)
    said["period"] = texts.period(crossed.asked.start, crossed.asked.end, lang)
    if found.change is None:
        return texts.t("crosstab.cell.plain", lang, **said)
    row = found.change.table.iloc[0]
    if pd.isna(row["before"]) or pd.isna(row["verdict"]):
        return texts.t("crosstab.cell.plain", lang, **said)
    return texts.t(f"crosstab.cell.{row['verdict']}", lang, before=texts.number(int(row["before"]), lang),
                   earlier=texts.period(crossed.earlier.start, crossed.earlier.end, lang), **said)


@kept
def cell_note(found: Cell, book: PlaceBook, lang: str) -> str:
    """What the cell counts, and from whom."""
    released = found.places or found.months
    parts = [found.filters.sentence(lang, book.name)]
    if found.count is not None:
        parts.append(texts.t("crosstab.table.complaints", lang, n=texts.number(found.count, lang)))
    return " · ".join([*parts, *(papers(released, lang) if released is not None else [])])


@kept
def hours_title(hours: Released, lang: str) -> str:
    """The four hours in a row with most complaints, when there are enough to speak of shares."""
    table = hours.table
    known = table[table["hour"].notna()]
    counts = [None if pd.isna(count) else int(count) for count in known["count"]]
    total = sum(count for count in counts if count is not None)
    if any(count is None for count in counts) or total < int(settings.value("statistics.percent_base")):
        return texts.t("crosstab.hours.title_plain", lang)
    windows = [sum(counts[(start + i) % 24] or 0 for i in range(4)) for start in range(24)]
    start = windows.index(max(windows))
    return texts.t("crosstab.hours.title", lang, share=texts.percent(max(windows) / total, lang), start=start,
                   end=(start + 4) % 24 or 24)


@kept
def hours_note(hours: Released, lang: str) -> str:
    """How many hours are not known."""
    table = hours.table
    unknown = table.loc[table["hour"].isna(), "count"].iloc[0]
    if pd.isna(unknown):
        return texts.t("crosstab.hours.note_reserved", lang)
    said = texts.t("crosstab.hours.note", lang, n=texts.number(int(unknown), lang))
    hidden = int(table.loc[table["hour"].notna(), "count"].isna().sum())
    return f"{said} · {texts.t('crosstab.hours.hidden', lang, n=hidden)}" if hidden else said


@kept
def series_title(cell: Cell, lang: str) -> str:
    """The month with most complaints among those drawn and settled."""
    if cell.months is None:
        return texts.t("crosstab.series.title_plain", lang)
    table = cell.months.table
    settled = table[~table["provisional"].astype(bool) & ~table["context"].astype(bool) & table["count"].notna()]
    if settled.empty or not settled["count"].max() > 0:
        return texts.t("crosstab.series.title_plain", lang)
    top = settled.sort_values("count", ascending=False, kind="stable").iloc[0]
    return texts.t("crosstab.series.title", lang, month=texts.month(pd.Timestamp(top["month"]).date(), lang),
                   count=texts.number(int(top["count"]), lang))


@kept
def map_title(places: Released, crime: str, names: Names, lang: str) -> str:
    """Which place has most of this crime type, when that is known."""
    table = places.table[places.table[places.dims[0]].notna()]
    if table["count"].isna().any() or table.empty or not table["count"].max() > 0:
        return texts.t("crosstab.map.title_plain", lang, crime=names.crime(crime), level=names.level.lower())
    top = table.sort_values("count", ascending=False, kind="stable").iloc[0]
    return texts.t("crosstab.map.title", lang, crime=names.crime(crime), place=names.place(str(top[places.dims[0]])),
                   count=texts.number(int(top["count"]), lang))


@kept
def compare_title(released: Released, one: str, other: str, names: Names, lang: str) -> str:
    """Whether all complaints together differ between the two places beyond chance, as a ratio with its interval."""
    row = released.table[released.table["crime_type"] == TOTAL].iloc[0]
    said = {"one": names.place(one), "other": names.place(other)}
    what = "rate" if released.measure == "rate" else "count"
    if pd.isna(row["verdict"]) or row["verdict"] in ("hidden", "too_few"):
        key = "few" if row["verdict"] == "too_few" else "reserved"
        return texts.t(f"crosstab.compare.title_{key}", lang, **said)
    if row["verdict"] == "no_evidence":
        return texts.t(f"crosstab.compare.title_same_{what}", lang, interval=interval(row, lang), **said)
    return texts.t(f"crosstab.compare.title_{what}", lang, ratio=ratio(row["ratio"], lang), interval=interval(row, lang),
                   **said)


def compare_note(released: Released, crossed: Crosstab, profile: Profile, lang: str) -> str:
    """How the ratio and its interval are made."""
    what = "rate" if released.measure == "rate" else "count"
    said = [texts.t(f"crosstab.compare.note_{what}", lang)]
    level = texts.percent(float(settings.value("statistics.level")), lang)
    key = "months" if profile.by_month else "poisson"
    said.append(texts.t(f"crosstab.compare.note_{key}", lang, level=level))
    tested = int(released.settings["tested"])
    if tested > 1:
        said.append(texts.t("crosstab.compare.note_many", lang, n=tested,
                            share=texts.percent(float(settings.value("crosstab.false_discovery")), lang)))
    return " · ".join([*said, *papers(crossed.now, lang)])


def ratio(value: object, lang: str) -> str:
    """A ratio with two decimals, for 1.02 and 1.08 are two findings; a dash when there is none."""
    if value is None or pd.isna(value) or math.isinf(float(value)):  # type: ignore[call-overload,arg-type]
        return "–"
    return texts.number(float(value), lang, 2 if float(value) < 10 else 0)  # type: ignore[arg-type]


def interval(row: pd.Series, lang: str) -> str:
    """'1.9–2.2'; an open end is said."""
    if pd.isna(row["ratio_low"]):
        return "–"
    if math.isinf(float(row["ratio_high"])):
        return texts.t("crosstab.compare.at_least", lang, low=ratio(row["ratio_low"], lang))
    return f"{ratio(row['ratio_low'], lang)}–{ratio(row['ratio_high'], lang)}"


def _row(released: Released, place: str, crime: str) -> pd.Series:
    table = released.table
    return table[(table[released.dims[0]] == place) & (table["crime_type"] == crime)].iloc[0]
