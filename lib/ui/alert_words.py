"""The words of the alert board: the finding, the grey sentence, what a cell says, the limits of it all."""

from __future__ import annotations

import pandas as pd

from lib import catalogue, settings, texts
from lib.complaints.alerts.spans import MONTH, Span
from lib.places.book import PlaceBook
from lib.privacy.release import Released
from lib.reports import cautions
from lib.reports.names import source_name
from lib.ui.alert_numbers import Frame, Numbers
from lib.ui.cache import kept
from lib.ui.choices import Holdings


def span_name(unit: str, span: Span, lang: str) -> str:
    """'semana del 08/12/2025 al 14/12/2025', 'dic 2025'."""
    if unit == MONTH:
        return texts.month(span.start, lang)
    return texts.t(f"alerts.span.{unit}", lang, start=texts.date(span.start, lang), end=texts.date(span.end, lang))


def history_name(frame: Frame, number: int, lang: str) -> str:
    """'52 semanas'."""
    return texts.t(f"alerts.history.{frame.unit}", lang, n=texts.number(number, lang))


@kept
def title(found: Numbers, book: PlaceBook, lang: str) -> str:
    """The finding: what rose and what fell, or that chance explains everything."""
    span = _capital(span_name(found.frame.unit, found.frame.span, lang))
    counted = found.board.table["verdict"].value_counts()
    up, down, tested = int(counted.get("up", 0)), int(counted.get("down", 0)), tested_shown(found)
    if tested == 0:
        return texts.t("alerts.title.nothing_tested", lang, span=span)
    if up + down == 0:
        return texts.t("alerts.title.none", lang, span=span, tested=texts.number(tested, lang))
    if up + down == 1:
        row = found.board.table[found.board.table["verdict"].isin(["up", "down"])].iloc[0]
        return texts.t(
            f"alerts.title.one_{row['verdict']}", lang, span=span, tested=texts.number(tested, lang),
            crime=_lower(catalogue.label(str(row["crime_type"]), lang)),
            place=book.name(found.board.dims[0], str(row[found.board.dims[0]])),
        )
    said = {"span": span, "tested": texts.number(tested, lang), "up": texts.counted("common.rise", up, lang),
            "down": texts.counted("common.fall", down, lang)}
    key = "both" if up and down else "up" if up else "down"
    return texts.t(f"alerts.title.{key}", lang, **said)


@kept
def tested_shown(found: Numbers) -> int:
    """Cells that were tested and that this audience may see."""
    return int(found.board.table["verdict"].isin(["up", "down", "no_evidence"]).sum())


@kept
def sentence(found: Numbers, holdings: Holdings, book: PlaceBook, lang: str) -> str:
    """What is counted, where, when, against what, how many, how recent, from whom."""
    filters, frame = found.board.filters, found.frame
    parts = [filters.sentence(lang, book.name)] if filters is not None else []
    if found.board.n is not None:
        parts.append(f"{texts.number(found.board.n, lang)} {texts.t('overview.complaints', lang)}")
    parts.append(texts.t(
        "alerts.against", lang, history=history_name(frame, len(frame.history), lang),
        start=texts.date(frame.history[0].start, lang), end=texts.date(frame.history[-1].end, lang),
    ))
    parts.append(texts.t("overview.sentence.to", lang, date=texts.date(holdings.last, lang)))
    for source in found.board.sources:
        parts.append(texts.t("overview.sentence.source", lang, source=source_name(source, lang)))
        if source.edition:
            parts.append(texts.t("overview.sentence.edition", lang, edition=source.edition))
        if source.version is not None:
            parts.append(texts.t("overview.sentence.version", lang, version=source.version))
    return " · ".join(parts)


@kept
def warnings(found: Numbers, lang: str) -> list[str]:
    """What must be known with the board."""
    frame, out = found.frame, []
    filters = found.judged.filters
    if filters is not None and (filters.places or filters.crime_types or filters.weekdays or filters.hours):
        out.append(texts.t("alerts.warn.smaller", lang, tested=texts.number(tested_shown(found), lang)))
    if found.filling:
        key = "filling_held" if found.held else "filling"
        out.append(texts.t(f"alerts.warn.{key}", lang, n=texts.number(found.held, lang)))
    if len(frame.history) < frame.wanted:
        out.append(texts.t("alerts.warn.short", lang, wanted=history_name(frame, frame.wanted, lang),
                           had=history_name(frame, len(frame.history), lang)))
    smallest = found.policy.smallest_count
    if found.unplaced >= smallest:
        level = texts.t(f"ui.levels.{found.board.dims[0]}", lang).lower()
        out.append(texts.t("alerts.warn.unplaced", lang, n=texts.number(found.unplaced, lang), level=level))
    said = {caution.key: cautions.say(caution, lang, found.board) for caution in found.board.cautions}
    return out + [text for key, text in said.items() if not (key.startswith("provisional") and found.filling)]


def cell(row: pd.Series, found: Numbers, book: PlaceBook, lang: str) -> str:
    """One cell in a sentence: who, how many, what is usual, the verdict."""
    level = found.board.dims[0]
    said = f"{book.name(level, str(row[level]))} · {catalogue.label(str(row['crime_type']), lang)}: "
    if pd.isna(row["now"]) or pd.isna(row["verdict"]):
        return said + texts.t("figures.reserved", lang)
    usually = f"{texts.t('alerts.table.usual', lang).lower()}: {usual(row, lang)}"
    return f"{said}{texts.number(int(row['now']), lang)} ({usually}) · {verdict(row, lang)}"


def usual(row: pd.Series, lang: str) -> str:
    """'2 a 9, media 5.1'."""
    if pd.isna(row["expected"]):
        return texts.t("figures.reserved", lang)
    return texts.t("alerts.usual", lang, low=texts.number(int(row["low"]), lang), high=texts.number(int(row["high"]), lang),
                   mean=texts.number(float(row["expected"]), lang, 1))


def verdict(row: pd.Series, lang: str) -> str:
    """The verdict in words; a fall that the filling period hides is called what it is."""
    if pd.isna(row["verdict"]):
        return texts.t("figures.reserved", lang)
    if not pd.isna(row["held"]) and bool(row["held"]):
        return texts.t("alerts.held", lang)
    return texts.t(f"alerts.verdict.{row['verdict']}", lang)


def change(row: pd.Series, lang: str) -> str:
    """'+48 %', only where the usual count is large enough for a percentage; '×' of few is not printed either."""
    base = int(settings.value("statistics.percent_base"))
    if pd.isna(row["expected"]) or pd.isna(row["ratio"]) or float(row["expected"]) < base:
        return "–"
    share = float(row["ratio"]) - 1
    return f"{'+' if share > 0 else ''}{texts.percent(share, lang)}"


@kept
def reliability(measured: Released, found: Numbers, lang: str) -> str:
    """How many alarms chance would give, and how often this method gives one by chance."""
    row = measured.table.iloc[0]
    base = int(row["runs"])
    return texts.t(
        "alerts.reliability", lang, tested=texts.number(int(row["tested"]), lang),
        single=texts.number(float(row["single"]), lang, 1), level=texts.percent(float(found.board.settings["level"]), lang),
        runs=texts.number(base, lang), boards=texts.percent(float(row["boards"]), lang, 1),
        alarms=texts.number(float(row["alarms"]), lang, 3),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if not text[:2].isupper() else text


def no_board(holdings: Holdings, allowed: tuple[str, ...], lang: str) -> str:
    """Why there is no board on these data."""
    if not holdings.levels:
        return texts.t("alerts.no_board.no_level", lang)
    if not allowed:
        return texts.t("alerts.no_board.too_coarse", lang)
    return texts.t(
        "alerts.no_board.too_short", lang, n=texts.number(int(settings.value("alerts.shortest_history")), lang),
        start=texts.date(holdings.first, lang), end=texts.date(holdings.last, lang),
    )
