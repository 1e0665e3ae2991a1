"""The words of the overview: the finding with its number, the grey sentence, the titles of the figures."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from lib import catalogue, settings, texts
from lib.complaints.filters import place_level
from lib.figures.cells import known as known_count
from lib.figures.cells import share
from lib.places.book import PlaceBook
from lib.privacy.release import Released
from lib.reports import cautions
from lib.reports.names import source_name
from lib.ui.cache import kept
from lib.ui.choices import Holdings
from lib.ui.overview_numbers import Numbers


def where(numbers: Numbers, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """The place of the title: the chosen places, else what holds all the data, else the source's name."""
    places = [place_level(place) for place in numbers.filters.places]
    if len(places) > 3:
        return texts.t("overview.several_places", lang, n=len(places)).capitalize()
    if places:
        return texts.listing([_called(book, level, code, lang) for level, code in places], lang)
    if holdings.area is not None:
        return _called(book, *holdings.area, lang)
    return source_name(numbers.whole.sources[0], lang) if numbers.whole.sources else texts.t("common.product", lang)


def _called(book: PlaceBook, level: str, code: str, lang: str) -> str:
    """A place by name; a department or province says that it is one, as its capital district often has the same name."""
    name = book.name(level, code)
    return texts.t(f"overview.called.{level}", lang, name=name) if level in ("department", "province") else name


@kept
def title(numbers: Numbers, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """The finding: how many, and whether that is a change beyond chance."""
    place, period = where(numbers, holdings, book, lang), texts.period(numbers.filters.start, numbers.filters.end, lang)
    if numbers.now is None:
        return texts.t("overview.title.reserved", lang, where=place, period=period)
    if numbers.now == 0:
        return texts.t("overview.title.none", lang, where=place, period=period)
    said = {"where": place, "count": texts.number(numbers.now, lang), "what": _what(numbers, lang), "period": period}
    row = None if numbers.change is None else numbers.change.table.iloc[0]
    if row is None or pd.isna(row["verdict"]) or pd.isna(row["difference"]):
        return texts.t("overview.title.plain", lang, **said)
    difference = texts.number(abs(int(row["difference"])), lang)
    until = numbers.change.settings["until"] if numbers.change is not None else None
    if until is not None and row["verdict"] in ("up", "down"):
        said["until"] = texts.month(until, lang)
        return texts.t(f"overview.title.{row['verdict']}_until", lang, difference=difference, **said)
    return texts.t(f"overview.title.{row['verdict']}", lang, difference=difference, **said)


@kept
def sentence(numbers: Numbers, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """What is counted, where, when, how many, how well known, how recent, from whom."""
    parts = [numbers.filters.sentence(lang, book.name)]
    if numbers.now is not None:
        parts.append(f"{texts.number(numbers.now, lang)} {texts.t('overview.complaints', lang)}")
    row = numbers.whole.table.iloc[0]
    level = numbers.filters.level
    if f"without_{level}" in row.index:
        parts += _known(row, f"without_{level}", "placed", lang, level=texts.t(f"ui.levels.{level}", lang).lower())
    if share(row["without_hour"], row["count"]) != 1:
        parts += _known(row, "without_hour", "hours", lang)
    parts.append(texts.t("overview.sentence.to", lang, date=texts.date(holdings.last, lang)))
    for source in numbers.whole.sources:
        parts.append(texts.t("overview.sentence.source", lang, source=source_name(source, lang)))
        if source.version is not None:
            parts.append(texts.t("overview.sentence.version", lang, version=source.version))
    return " · ".join(parts)


@kept
def warnings(numbers: Numbers, lang: str) -> list[str]:
    """The cautions of the numbers on the page, each once; the series says under itself what is provisional."""
    answers = [numbers.whole, numbers.places, numbers.crimes]
    passed_over = {"sources_side_by_side"} | (set() if numbers.policy.loads else {"unmapped"})  # theirs to review
    said: dict[str, str] = {}
    for released in answers:
        for caution in released.cautions:
            if caution.key not in passed_over and caution.key not in said:
                said[caution.key] = cautions.say(caution, lang, released)
    return list(said.values())


@kept
def map_title(places: Released, book: PlaceBook, lang: str) -> str:
    """Which place holds most, when it is known and stands out; else what is drawn."""
    level = places.dims[0]
    known = places.table[places.table[level].notna()]
    total, name = known["count"].sum(), texts.t(f"ui.levels.{level}", lang).lower()
    if known["count"].notna().all() and len(known) > 1 and total >= _smallest_base():
        top = known.sort_values("count", kind="stable").iloc[-1]
        part = float(top["count"]) / float(total)
        if part > 1.25 / len(known):
            return texts.t("overview.map.title", lang, place=book.name(level, str(top[level])), level=name,
                           share=texts.percent(part, lang))
    return texts.t("overview.map.title_plain", lang, level=name)


@kept
def map_note(numbers: Numbers, drawn: int, places: int, lang: str) -> str:
    """The coverage sentence: what is on the map and what is not."""
    level = numbers.filters.level
    one, many = texts.t(f"ui.levels.{level}", lang).lower(), texts.t(f"ui.levels_many.{level}", lang)
    said = [texts.t("overview.map.note", lang, drawn=texts.number(drawn, lang), places=texts.number(places, lang),
                    level=many if places != 1 else one)]
    table = numbers.places.table
    unknown = table.loc[table[level].isna(), "count"]
    nowhere = known_count(unknown.iloc[0]) if len(unknown) else None
    if nowhere:
        row = numbers.whole.table.iloc[0]
        station, filler = known_count(row["location_station_centroid"]), known_count(row["location_filler"])
        spoken = {"n": texts.number(nowhere, lang), "level": one}
        if station is not None and filler is not None and station + filler > 0:
            forced = {"station": texts.number(station, lang), "filler": texts.number(filler, lang)}
            said.append(texts.t("overview.map.not_drawn_station", lang, **spoken, **forced))
        else:
            said.append(texts.t("overview.map.not_drawn", lang, **spoken))
    return " · ".join(said)


@kept
def series_title(months: Released, lang: str) -> str:
    """The last month that is not provisional, with its number."""
    table = months.table
    settled = table[~table["provisional"].astype(bool) & ~table["context"].astype(bool) & table["count"].notna()]
    if settled.empty:
        return texts.t("overview.series.title_plain", lang)
    last = settled.sort_values("month").iloc[-1]
    return texts.t("overview.series.title", lang, count=texts.number(int(last["count"]), lang),
                   month=texts.month(_day(last["month"]), lang))


@kept
def series_note(numbers: Numbers, book: PlaceBook, lang: str) -> str:
    """What the series counts, and from when it is provisional."""
    whole = numbers.filters.but(start=None, end=None)
    said = [texts.t("overview.series.note", lang, filters=_without_period(whole.sentence(lang, book.name), lang))]
    if numbers.months is not None:
        late = numbers.months.table.loc[numbers.months.table["provisional"].astype(bool), "month"]
        if len(late):
            said.append(texts.t("overview.series.note_provisional", lang, since=texts.month(_day(late.min()), lang)))
    return " · ".join(said)


@kept
def crimes_title(crimes: Released, lang: str) -> str:
    """The most frequent type with its share."""
    known = crimes.table[crimes.table["count"].notna()]
    total = known["count"].sum()
    if len(known) < 2 or total < _smallest_base():
        return texts.t("overview.crimes.title_plain", lang)
    top = known.sort_values("count", kind="stable").iloc[-1]
    return texts.t("overview.crimes.title", lang, crime=catalogue.label(str(top["crime_type"]), lang),
                   share=texts.percent(float(top["count"]) / float(total), lang))


def _what(numbers: Numbers, lang: str) -> str:
    crimes = numbers.filters.crime_types
    if not crimes:
        return texts.t("overview.complaints", lang)
    if len(crimes) > 3:
        return texts.t("overview.complaints_of_many", lang, n=len(crimes))
    names = [catalogue.label(code, lang) for code in crimes]
    return texts.t("overview.complaints_of", lang, crimes=texts.listing([n[:1].lower() + n[1:] for n in names], lang))


def _known(row: pd.Series, lack: str, key: str, lang: str, **params: str) -> list[str]:
    lacking = share(row[lack], row["count"])
    if lacking is None or int(row["count"]) < _smallest_base():
        return []
    return [texts.t(f"overview.sentence.{key}", lang, share=texts.percent(1 - lacking, lang), **params)]


def _smallest_base() -> int:
    """No percentage on fewer complaints: chance alone would make it."""
    return int(settings.value("statistics.percent_base"))


def _without_period(said: str, lang: str) -> str:
    return said.replace(" · " + texts.t("common.all_dates", lang), "")


def _day(value: object) -> dt.date:
    return pd.Timestamp(value).date()  # type: ignore[arg-type]
