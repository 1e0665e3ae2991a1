"""Facts about the numbers, as a list of terms: how fresh, how complete."""

from __future__ import annotations

import pandas as pd

from lib import texts
from lib.figures.cells import known
from lib.figures.cells import share as share_of
from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released


def quality(whole: Released, fresh: Released, level: str, lang: str, *, names_people: bool) -> Drawing:
    """Freshness and completeness of what the filters choose.

    whole  one row of lib.storage.queries.completeness
    fresh  one row of lib.storage.queries.freshness
    level  the place level on the screen: rows without it cannot be counted by place
    names_people  say who loaded the file: for those who load files
    """
    row, when = whole.table.iloc[0], fresh.table.iloc[0]
    level_name = texts.t(f"ui.levels.{level}", lang).lower()
    items = [
        _fact(texts.t("overview.quality.last", lang), _date(when["last"], lang)),
        _fact(texts.t("overview.quality.reported", lang),
              _date(when["last_reported"], lang) or texts.t("overview.quality.not_stated", lang)),
        _fact(texts.t("overview.quality.loaded", lang), texts.t(
            "overview.quality.loaded_by", lang, date=_date(when["loaded"], lang), who=when["who"]
        ) if names_people else _date(when["loaded"], lang)),
        _lack("hour", row["without_hour"], row["count"], lang),
    ]
    if f"without_{level}" in row.index:
        items.append(_lack("place", row[f"without_{level}"], row["count"], lang, level=level_name))
    items += [
        _lack("centroid", row["location_station_centroid"], row["count"], lang),
        _lack("filler", row["location_filler"], row["count"], lang),
        _lack("point", row["location_none"], row["count"], lang),
        _lack("unmapped", row["unmapped"], row["count"], lang),
        _fact(texts.t("overview.quality.non_crimes", lang), _spoken(row["non_crimes"], lang)),
    ]
    return Drawing(f'<dl class="facts">{"".join(items)}</dl>', texts.t("overview.quality.title", lang))


def _fact(term: str, value: str) -> str:
    return f"<div><dt>{esc(term)}</dt><dd>{esc(value)}</dd></div>"


def _lack(key: str, part: object, whole: object, lang: str, **params: str) -> str:
    term = texts.t(f"overview.quality.{key}", lang, **params)
    share = share_of(part, whole)
    if share is None:
        return _fact(term, _spoken(part, lang))
    said = texts.t("overview.quality.share_of", lang, n=_spoken(part, lang), share=texts.percent(share, lang))
    return (
        f'<div><dt>{esc(term)}</dt><dd>{esc(said)}<span class="meter" aria-hidden="true">'
        f'<i class="lack" style="display:block;width:{share * 100:.1f}%"></i></span></dd></div>'
    )


def _spoken(value: object, lang: str) -> str:
    count = known(value)
    return texts.t("figures.reserved", lang) if count is None else texts.number(count, lang)


def _date(value: object, lang: str) -> str:
    return "" if value is None or pd.isna(value) else texts.date(pd.Timestamp(value).date(), lang)  # type: ignore[call-overload,arg-type]
