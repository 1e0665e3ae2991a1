"""The cards at the top: one number each, what it means, and the months behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from lib import texts
from lib.figures.cells import known
from lib.figures.cells import share as share_of
from lib.figures.markup import Drawing, esc, help_mark
from lib.privacy.release import Released

VERDICT_TONE = {"up": "alarm", "down": "quiet", "no_evidence": "quiet", "too_few": "quiet", "provisional": "quiet"}


@dataclass(frozen=True)
class Card:
    """One card, every word of it already in the reader's language. ``tone``: quiet, alarm, notice."""

    label: str
    value: str
    badge: str = ""
    tone: str = "quiet"
    detail: str = ""
    help: str = ""
    spark: str = ""


def cards(shown: Sequence[Card]) -> Drawing:
    """The row of cards; on a phone two in a row, then one."""
    pieces = []
    for card in shown:
        badge = f'<span class="badge {card.tone}">{esc(card.badge)}</span>' if card.badge else ""
        detail = f'<span class="detail">{esc(card.detail)}</span>' if card.detail else ""
        pieces.append(
            f'<section class="card"><h3>{esc(card.label)}{help_mark(card.help) if card.help else ""}</h3>'
            f'<p class="value">{esc(card.value)}</p><p class="under">{badge}{detail}</p>{card.spark}</section>'
        )
    alt = "; ".join(f"{card.label}: {card.value} {card.badge}".strip() for card in shown)
    return Drawing(f'<div class="cards">{"".join(pieces)}</div>', alt)


def change_card(
    change: Released, months: Released | None, lang: str, *, label: str, against: str, now: int | None
) -> Card:
    """Complaints now against before: the difference and its verdict, red only for an increase beyond chance.

    change   one row of lib.complaints.change.change
    months   the monthly series (see lib.figures.series)
    against  the period compared with, in words
    now      complaints of the whole period; the comparison may leave provisional months out
    """
    row = change.table.iloc[0]
    level = texts.percent(float(change.settings["level"]), lang)
    tone, badge, detail = "quiet", "", texts.t("overview.cards.no_before", lang)
    if pd.isna(row["before"]) or now is None:
        badge, detail = texts.t("figures.reserved", lang), ""
    elif not pd.isna(row["verdict"]) and int(row["before"]) + int(row["now"]) > 0:
        verdict = str(row["verdict"])
        sign = "+" if row["difference"] > 0 else ""
        difference = f"{sign}{texts.number(int(row['difference']), lang)}"
        badge = texts.t(f"overview.verdict.{verdict}", lang, difference=difference)
        tone = VERDICT_TONE[verdict]
        detail = texts.t("overview.cards.against", lang, before=texts.number(int(row["before"]), lang), period=against)
        if change.settings.get("until") is not None:
            detail = texts.t("overview.cards.against_settled", lang, now=texts.number(int(row["now"]), lang),
                             before=texts.number(int(row["before"]), lang), period=against)
        if verdict != "too_few" and float(row["high"]) < 1e6:
            detail += " · " + texts.t("overview.cards.ratio", lang, low=_percent_change(float(row["low"]), lang),
                                      high=_percent_change(float(row["high"]), lang), level=level)
    value = texts.number(now, lang) if now is not None else texts.t("figures.reserved", lang)
    drawn = spark(months, tone) if months is not None else ""
    return Card(label, value, badge, tone, detail, texts.t("overview.help.change", lang, level=level), drawn)


def no_comparison_card(now: int | None, months: Released | None, lang: str, *, label: str, why: str) -> Card:
    """Complaints of a period that has nothing to be compared with; ``why`` says so."""
    value = texts.number(now, lang) if now is not None else texts.t("figures.reserved", lang)
    return Card(label, value, texts.t("overview.cards.no_before", lang), "quiet", why,
                texts.t("overview.help.no_before", lang), spark(months, "quiet") if months is not None else "")


def rate_card(
    rate: Released | None, state: str, population: tuple[int, int, int, str] | None, lang: str, *,
    level: float, fewest: int, can_load: bool,
) -> Card:
    """Complaints per 100,000 with the interval and the population's year; or why there is no rate.

    state       "shown", "unstable", "too_few", "no_population", "mixed_places", "hidden"
    population  (inhabitants, year used, year wanted, source)
    """
    label, spoken = texts.t("overview.cards.rate", lang), texts.percent(level, lang)
    help_text = texts.t("overview.help.rate", lang, level=spoken)
    if state == "no_population":
        why = texts.t(f"overview.cards.no_population_{'remedy' if can_load else 'public'}", lang)
        return Card(label, "–", texts.t("overview.cards.no_population", lang), "notice", why, help_text)
    if state == "mixed_places":
        return Card(label, "–", texts.t("overview.cards.mixed_places", lang), "quiet",
                    texts.t("overview.cards.mixed_places_why", lang), help_text)
    if state == "too_few":
        return Card(label, "–", texts.t("overview.cards.too_few", lang), "quiet",
                    texts.t("overview.cards.too_few_why", lang, n=fewest), help_text)
    if rate is None or population is None or pd.isna(rate.table["rate"].iloc[0]):
        return Card(label, "–", texts.t("figures.reserved", lang), "quiet", "", help_text)
    row = rate.table.iloc[0]
    inhabitants, used, wanted, source = population
    key = "population" if used == wanted else "population_other_year"
    detail = texts.t(f"overview.cards.{key}", lang, n=texts.number(inhabitants, lang), year=used, wanted=wanted)
    badge = texts.t(f"overview.cards.{'unstable' if state == 'unstable' else 'interval'}", lang,
                    low=_rate(row["low"], lang), high=_rate(row["high"], lang), level=spoken)
    return Card(label, _rate(row["rate"], lang), badge, "notice" if state == "unstable" else "quiet",
                detail, f"{help_text} ({source})" if source else help_text)


def located_card(whole: Released, lang: str) -> Card:
    """Share with a trusted point; how many are forced to the station, to a filler point, or have none."""
    label, help_text = texts.t("overview.cards.located", lang), texts.t("overview.help.located", lang)
    row = whole.table.iloc[0]
    if known(row["count"]) == 0:
        return Card(label, "–", texts.t("overview.cards.none", lang), help=help_text)
    share = share_of(row["mappable"], row["count"])
    if share is None:
        return Card(label, "–", texts.t("figures.reserved", lang), help=help_text)
    if known(row["location_none"]) == known(row["count"]):
        return Card(label, "–", texts.t("overview.cards.no_points", lang), help=help_text)
    forced = known(row["location_station_centroid"])
    badge = texts.t("overview.cards.centroid", lang, n=texts.number(forced, lang)) if forced else ""
    others = [
        texts.t(f"overview.cards.{key}", lang, n=texts.number(known(row[f"location_{quality}"]), lang))
        for key, quality in (("filler", "filler"), ("no_point", "none"), ("outside", "outside"))
        if known(row[f"location_{quality}"])
    ]
    return Card(label, texts.percent(share, lang), badge, "notice" if forced else "quiet", " · ".join(others), help_text,
                meter(share))


def hours_card(whole: Released, lang: str) -> Card:
    """Share whose hour is known."""
    label, help_text = texts.t("overview.cards.hours", lang), texts.t("overview.help.hours", lang)
    row = whole.table.iloc[0]
    if known(row["count"]) == 0:
        return Card(label, "–", texts.t("overview.cards.none", lang), help=help_text)
    lack = share_of(row["without_hour"], row["count"])
    if lack is None:
        return Card(label, "–", texts.t("figures.reserved", lang), help=help_text)
    if lack == 1:
        return Card(label, "–", texts.t("overview.cards.no_hours", lang), help=help_text)
    badge = texts.t("overview.cards.without_hour", lang, n=texts.number(known(row["without_hour"]), lang))
    return Card(label, texts.percent(1 - lack, lang), badge, "quiet", "", help_text, meter(1 - lack))


def meter(share: float) -> str:
    """A thin bar of a share; decoration, the number stands above it."""
    return f'<span class="meter" aria-hidden="true"><i style="width:{share * 100:.1f}%"></i></span>'


def spark(months: Released, tone: str) -> str:
    """The months as thin bars; provisional ones pale, hidden ones missing."""
    table = months.table[~months.table["context"].astype(bool)].sort_values("month").tail(24)
    counts = [None if pd.isna(c) else int(c) for c in table["count"]]
    top = max([c for c in counts if c], default=0)
    if len(counts) < 3 or top == 0:
        return ""
    step = 100 / len(counts)
    rects = [
        f'<rect x="{i * step + step * 0.2:.2f}" y="{26 - count / top * 26:.2f}" width="{step * 0.6:.2f}" '
        f'height="{count / top * 26:.2f}"{" class=late" if late else ""}/>'
        for i, (count, late) in enumerate(zip(counts, table["provisional"], strict=True)) if count
    ]
    return (
        f'<svg class="spark {tone}" viewBox="0 0 100 26" preserveAspectRatio="none" aria-hidden="true">'
        f'{"".join(rects)}</svg>'
    )


def _rate(value: float, lang: str) -> str:
    return texts.number(float(value), lang, 1 if value < 100 else 0)


def _percent_change(ratio: float, lang: str) -> str:
    change = (ratio - 1) * 100
    return f"{'+' if change > 0 else ''}{texts.number(change, lang)}"
