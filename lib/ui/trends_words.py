"""The words of the page of trends: the finding, the grey sentence, the titles of the figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from lib import settings, texts
from lib.places.book import PlaceBook
from lib.privacy.release import Released
from lib.ui import figure_words
from lib.ui.cache import kept
from lib.ui.choices import Holdings
from lib.ui.trends_numbers import PROVISIONAL, WEEK, Trends


def period(step: str, start: dt.date, lang: str, inside: bool = False) -> str:
    """'oct 2025', 'semana del 06/10/2025'; ``inside`` a sentence 'la semana del 06/10/2025'."""
    if step == WEEK:
        return texts.t("trends.the_week_of" if inside else "trends.week_of", lang, date=texts.date(start, lang))
    return texts.month(start, lang)


def last_settled(found: Trends) -> pd.Series | None:
    """The last month or week that no late complaint will change; None without one."""
    if found.band is None:
        return None
    done = found.band.table[found.band.table["settled"].astype(bool)]
    return None if done.empty else done.iloc[-1]


@kept
def title(found: Trends, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """The finding: the last settled month and whether earlier years let us expect it."""
    if found.band is None or not found.n:
        place = figure_words.where(found.band, holdings, book, lang) if found.band else texts.t("common.product", lang)
        return texts.t("trends.title.none", lang, where=place)
    place, what = figure_words.where(found.band, holdings, book, lang), figure_words.what(found.filters, lang)
    row = last_settled(found)
    if row is None:
        return texts.t("trends.title.unsettled", lang, where=place, what=what)
    when = period(found.step, pd.Timestamp(row["start"]).date(), lang, inside=True)
    if pd.isna(row["count"]):
        return texts.t("trends.title.reserved", lang, where=place, when=when)
    said = {"where": place, "what": what, "when": when, "count": texts.number(int(row["count"]), lang)}
    if not row["verdict"]:
        return texts.t("trends.title.plain", lang, **said)
    return texts.t(f"trends.title.{row['verdict']}", lang, low=texts.number(float(row["low"]), lang),
                   high=texts.number(float(row["high"]), lang), **said)


@kept
def sentence(found: Trends, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """What is counted, over which months, until when it is settled."""
    if found.band is None:
        return found.filters.sentence(lang, book.name)
    extra = [texts.t("trends.settled", lang, date=texts.date(found.settled, lang))] if found.settled < found.until else []
    return figure_words.sentence(found.band, holdings, book, lang, extra)


@kept
def warnings(found: Trends, lang: str) -> list[str]:
    """The cautions of the page, each once."""
    known = PROVISIONAL if found.shares else ()
    return figure_words.warnings((found.band, found.ytd, found.level), lang, without=known)


@kept
def band_title(found: Trends, lang: str) -> str:
    """How many months lie outside the band, and how many chance alone would put there."""
    step = texts.t(f"trends.many.{found.step}", lang)
    if found.band is None:
        return texts.t("trends.band.title_plain", lang, step=step)
    table = found.band.table
    judged = table[table["settled"].astype(bool) & table["verdict"].isin(["above", "below", "inside"])]
    if judged.empty:
        return texts.t("trends.band.title_plain", lang, step=step)
    outside = int(judged["verdict"].isin(["above", "below"]).sum())
    chance = len(judged) * (1 - float(settings.value("statistics.level")))
    return texts.t(
        "trends.band.title", lang, n=texts.number(outside, lang), of=texts.number(len(judged), lang),
        step=step, chance=texts.number(chance, lang, 0 if chance >= 2 else 1),
    )


@kept
def band_note(found: Trends, book: PlaceBook, lang: str) -> str:
    """What the series counts, how the band is made, and what may still grow."""
    band = found.band
    if band is None:
        return ""
    extra = []
    if band.table["expected"].notna().any():
        level = texts.percent(float(settings.value("statistics.level")), lang)
        extra.append(texts.t(f"trends.band.note_{found.step}", lang, level=level,
                             dispersion=texts.number(float(band.table["dispersion"].dropna().iloc[-1]), lang, 1)))
    else:
        extra.append(texts.t("trends.band.no_band", lang, years=int(settings.value("trends.band_years_needed"))))
    return figure_words.note(band, book, lang, [*extra, open_months(found, lang)])


def open_months(found: Trends, lang: str) -> str:
    """Which months may still grow, and by how much the delay says; or from when the rule calls them provisional."""
    waiting = [
        texts.t("trends.band.open_month", lang, month=texts.month(month, lang), share=texts.percent(share, lang))
        for month, share in sorted(found.shares.items())
        if month > found.settled and share < float(settings.value("trends.settled_share"))
    ]
    if waiting:
        return texts.t("trends.band.open", lang, months=texts.listing(waiting, lang))
    if found.settled < found.until:
        return texts.t("trends.band.provisional", lang, date=texts.date(found.settled + dt.timedelta(days=1), lang))
    return ""


@kept
def ytd_title(found: Trends, lang: str) -> str:
    """This year against the same days of the year before."""
    if found.ytd is None:
        return texts.t("trends.ytd.title_plain", lang)
    table = found.ytd.table.set_index("year")
    end: dt.date = found.ytd.settings["end"]
    now: Any = table["count"].get(end.year)
    verdict = table["verdict"].get(end.year - 1, "")
    if now is None or pd.isna(now):
        return texts.t("trends.ytd.title_plain", lang)
    date = f"{end.day} {texts.month_name(end.month, lang)}"
    said = {"year": end.year, "date": date, "count": texts.number(int(now), lang)}
    if not isinstance(verdict, str) or not verdict:
        return texts.t("trends.ytd.title_alone", lang, **said)
    difference = texts.number(abs(int(table["difference"][end.year - 1])), lang)
    return texts.t(f"trends.ytd.title_{verdict}", lang, difference=difference, before=end.year - 1, **said)


@kept
def watch_title(watch: Released, lang: str) -> str:
    """Whether excesses have piled up, and since when."""
    alarms = watch.table[watch.table["alarm"].fillna(False).astype(bool)]
    if alarms.empty:
        return texts.t("trends.watch.title_quiet", lang)
    first = pd.Timestamp(alarms["start"].iloc[0]).date()
    return texts.t("trends.watch.title_alarm", lang, month=texts.month(first, lang))


@kept
def level_title(found: Trends, lang: str) -> str:
    """High and low season when the test believes in one."""
    level = found.level
    if level is None:
        return texts.t("trends.level.title_plain", lang)
    if level.settings["verdict"] != "season":
        return texts.t("trends.level.title_none", lang)
    high, low = (texts.month_name(int(level.settings[end]), lang, short=False) for end in ("high", "low"))
    return texts.t("trends.level.title_season", lang, high=high, low=low)


def kendall_words(found: Trends, lang: str) -> str:
    """Whether the years rise or fall steadily."""
    if found.kendall is None:
        return texts.t("trends.kendall.too_few", lang, years=int(settings.value("trends.trend_years")))
    row = found.kendall.table.iloc[0]
    slope = texts.number(abs(float(row["slope"])), lang, 1)
    return texts.t(f"trends.kendall.{row['verdict']}", lang, slope=slope, tau=texts.number(float(row["tau"]), lang, 2),
                   p=p_value(float(row["p"]), lang), years=found.kendall.settings["years"])


def p_value(p: float, lang: str) -> str:
    """'= 0.03', '< 0.001'."""
    return "< 0.001" if p < 0.001 else f"= {texts.number(p, lang, 3 if p < 0.1 else 2)}"


@kept
def delay_title(delay: Released, lang: str) -> str:
    """How many are in after a day and after a month."""
    share = delay.table.set_index("days")["share"]
    if pd.isna(share.get(1)) or pd.isna(share.get(30)):
        return texts.t("trends.delay.title_plain", lang)
    return texts.t("trends.delay.title", lang, day=texts.percent(float(share[1]), lang),
                   month=texts.percent(float(share[30]), lang))
