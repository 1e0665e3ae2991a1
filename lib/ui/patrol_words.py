"""The words of the page of patrols: the finding, what is counted, where hours and complaints part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lib import settings, texts
from lib.places.book import PlaceBook
from lib.privacy.release import Released
from lib.reports.names import source_name
from lib.ui import figure_words, hours_words
from lib.ui.patrol_numbers import Patrols, gap


def title(found: Patrols, book: PlaceBook, lang: str) -> str:
    """How much was patrolled together, and the sector that gets least for its complaints."""
    if found.whole is None:
        return texts.t(f"patrol.title.{found.state}", lang)
    row = found.whole.table.iloc[0]
    said = {"hours": texts.number(float(row["hours"]), lang), "joint": texts.percent(float(row["joint_share"]), lang)}
    least = gap(found.sectors)
    if least is not None:
        sector = book.name("sector", str(least["sector"]))
        return texts.t("patrol.title.gap", lang, **said, sector=sector, **shares(least, lang))
    return texts.t("patrol.title.alike" if found.sectors is not None else "patrol.title.plain", lang, **said)


def sentence(found: Patrols, book: PlaceBook, lang: str) -> str:
    """What is counted, on which days, how many patrols, from whom; and the complaints beside them."""
    if found.whole is None:
        return ""
    row = found.whole.table.iloc[0]
    parts = [texts.t("patrol.sentence.what", lang), texts.period(found.start, found.end, lang),
             texts.t("patrol.sentence.patrols", lang, n=texts.number(int(row["patrols"]), lang),
                     days=texts.number(found.days, lang))]
    for source in found.whole.sources:
        parts.append(texts.t("overview.sentence.source", lang, source=source_name(source, lang)))
        parts.append(texts.t("overview.sentence.version", lang, version=source.version))
    if found.sectors is not None and found.sectors.filters is not None:
        parts.append(texts.t("patrol.sentence.complaints", lang, what=found.sectors.filters.sentence(lang, book.name)))
    return " · ".join(parts)


def warnings(found: Patrols, lang: str) -> list[str]:
    """The cautions of the page, each once."""
    shown = (found.whole, found.sectors, found.shifts, found.sent)
    return figure_words.warnings(shown, lang, without=("no_hours", "hours_missing"))


def shares(row: pd.Series, lang: str) -> dict[str, str]:
    """The two shares of a group, in words."""
    return {"hours_share": texts.percent(float(row["hours_share"]), lang),
            "crime_share": texts.percent(float(row["crime_share"]), lang)}


def against_title(released: Released, book: PlaceBook, lang: str) -> str:
    """The group with least hours for its complaints; that none has less; that nothing can be said."""
    by = released.dims[0]
    least = gap(released)
    if least is not None:
        return texts.t(f"patrol.against.{by}_less", lang, name=name(by, str(least[by]), book, lang), **shares(least, lang))
    return texts.t(f"patrol.against.{by}_alike", lang)


def name(by: str, code: str, book: PlaceBook, lang: str) -> str:
    """A sector, a shift, or whether it was sent to a critical place, as people call it."""
    if by == "sector":
        return book.name("sector", code)
    if by == "sent":
        return texts.t(f"patrol.sent.{code}", lang)
    return hours_words.shift_hours(code, lang) if code else texts.t("patrol.no_shift", lang)


def interval(row: Mapping[Any, Any], lang: str) -> str:
    """A share of complaints with its interval; hidden where it is, none on a base too small."""
    if pd.isna(row["crime_share"]):
        return texts.t("figures.reserved", lang)
    share, low, high = (texts.percent(float(row[end]), lang, 1) for end in ("crime_share", "low", "high"))
    return f"{share} ({low} – {high})"


def grid_title(found: Released, book: PlaceBook, lang: str) -> str:
    """The sector and shift with most hours."""
    top = found.table.sort_values("hours").iloc[-1]
    shift = hours_words.shift(str(top["shift"]), lang) if top["shift"] else texts.t("patrol.no_shift", lang)
    return texts.t("patrol.grid.title", lang, sector=book.name("sector", str(top["sector"])), shift=shift.lower(),
                   hours=texts.number(float(top["hours"]), lang))


def same(verdict: Any, wanted: str) -> bool:
    """True when a verdict is the one asked for; a hidden one is none."""
    return bool(pd.notna(verdict)) and bool(verdict == wanted)


def level(lang: str) -> str:
    """The level of confidence, in words."""
    return texts.percent(float(settings.value("statistics.level")), lang)
