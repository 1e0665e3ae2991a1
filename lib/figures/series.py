"""The monthly series: the months of the data, the year before in grey behind them, the provisional end dotted."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib import texts
from lib.figures import theme
from lib.privacy.release import Released


def monthly_series(
    released: Released, lang: str, *, scheme: str, start: dt.date | None = None, end: dt.date | None = None,
) -> go.Figure:
    """Counts by month against the same months a year before.

    released    dimension ``month`` (first of month), ``count``, and ``provisional`` (bool); the table may begin a year
                before the first month to be drawn: column ``context`` is True there, and those months are only drawn as
                "a year before". A hidden count is a gap, a month without rows must be there as 0.
    start, end  the period chosen in the filters: shaded
    """
    colour = theme.palette(scheme)
    table = released.table.sort_values("month")
    table = table.assign(month=pd.to_datetime(table["month"]), count=table["count"].astype("Float64"))
    shown = table[~table["context"].astype(bool)]
    before = table.assign(month=table["month"] + pd.DateOffset(years=1))
    before = before[before["month"].isin(shown["month"])]
    settled = shown[~shown["provisional"].astype(bool)]
    late = shown[shown["provisional"].astype(bool)]
    joined = pd.concat([settled.tail(1), late])
    figure = go.Figure()
    if before["count"].notna().any():
        figure.add_trace(_line(before, colour["faint"], texts.t("figures.series.before", lang), lang, width=1.3))
    figure.add_trace(_line(settled, colour["teal"], texts.t("figures.series.now", lang), lang, width=2.2, dots=5))
    if len(late):
        line = _line(joined, colour["faint"], texts.t("figures.series.provisional", lang), lang, width=1.8, dash="dot")
        opened = [0] * min(1, len(settled)) + [7] * len(late)
        line.update(mode="lines+markers", marker={
            "size": opened, "color": colour["card"], "line": {"color": colour["faint"], "width": 1.6}})
        if len(settled):
            line.update(hoverinfo="skip" if len(joined) == 1 else None)
        figure.add_trace(line)
    _shade(figure, shown, start, end, colour)
    _direct_labels(figure, settled, before, late, colour, lang)
    figure.update_layout(**_layout(colour, shown, before))
    return figure


def config(lang: str) -> dict[str, Any]:
    """Plotly's settings: no logo, no buttons, and the months of the language, which Plotly takes only inline."""
    months = [texts.month_name(m, lang, short=False) for m in range(1, 13)]
    short = [texts.month_name(m, lang) for m in range(1, 13)]
    days = [texts.weekday_name(d, lang, short=False) for d in (7, 1, 2, 3, 4, 5, 6)]
    short_days = [texts.weekday_name(d, lang) for d in (7, 1, 2, 3, 4, 5, 6)]
    code = "es-PE" if lang == "es" else f"{lang}-cuadrante"
    return {
        "displayModeBar": False, "displaylogo": False, "scrollZoom": False, "doubleClick": False, "locale": code,
        "locales": {code: {"dictionary": {}, "format": {
            "months": months, "shortMonths": short, "days": days, "shortDays": short_days, "date": "%d/%m/%Y",
            "decimal": ".", "thousands": ","}}},
    }


def alt(released: Released, lang: str) -> str:
    """One sentence for those who cannot see the figure."""
    shown = released.table[~released.table["context"].astype(bool)]
    months = [pd.Timestamp(m).date() for m in (shown["month"].min(), shown["month"].max())] if len(shown) else [None] * 2
    return texts.t("figures.series.alt", lang, start=texts.month(months[0], lang) if months[0] else "–",
                   end=texts.month(months[1], lang) if months[1] else "–")


def _line(
    table: pd.DataFrame, colour: str, name: str, lang: str, *, width: float, dots: int = 0, dash: str | None = None,
) -> go.Scatter:
    spoken = [texts.month(month.date(), lang) for month in table["month"]]
    return go.Scatter(
        x=table["month"], y=table["count"].astype(object).where(table["count"].notna(), None), name=name,
        mode="lines+markers" if dots else "lines", line={"color": colour, "width": width, "dash": dash},
        marker={"size": dots, "color": colour}, customdata=spoken, connectgaps=False,
        hovertemplate=f"%{{customdata}} · {name}: <b>%{{y:,.0f}}</b><extra></extra>",
    )


def _shade(figure: go.Figure, shown: pd.DataFrame, start: dt.date | None, end: dt.date | None, colour: Any) -> None:
    if start is None or end is None or shown.empty:
        return
    half = pd.Timedelta(days=15)
    first, last = shown["month"].min() - half, shown["month"].max() + half
    left, right = max(pd.Timestamp(start.replace(day=1)) - half, first), min(pd.Timestamp(end.replace(day=1)) + half, last)
    if left < right and (left > first or right < last):
        figure.add_vrect(x0=left, x1=right, fillcolor=colour["band"], line_width=0, layer="below")


def _direct_labels(
    figure: go.Figure, settled: pd.DataFrame, before: pd.DataFrame, late: pd.DataFrame, colour: Any, lang: str,
) -> None:
    """Names on the lines instead of a legend: each where its line is far from the other."""
    def put(table: pd.DataFrame, key: str, tint: str, shift: int, height: float | None = None) -> None:
        table = table[table["count"].notna()]
        if table.empty:
            return
        place = table.iloc[-1]
        figure.add_annotation(
            x=place["month"], y=float(place["count"]) if height is None else height, text=texts.t(f"figures.series.{key}", lang), showarrow=False,
            yshift=shift, font={"color": tint, "size": 12}, xanchor="center", bgcolor=colour["card"], opacity=0.94,
            borderpad=1,
        )

    if before["count"].notna().any():
        gap = before.merge(settled, on="month", suffixes=("", "_now"))
        gap = (gap["count"] - gap["count_now"]).abs().fillna(0) if len(gap) else pd.Series(dtype=float)
        inner = gap.iloc[1:-1] if len(gap) > 4 else gap
        row = int(inner.astype(float).idxmax()) if len(inner) else 0
        month = before.merge(settled[["month"]], on="month")["month"].iloc[row] if len(inner) else before["month"].iloc[0]
        here = before[before["month"] == month]
        now = settled[settled["month"] == month]
        lower = len(now) > 0 and float(here["count"].iloc[0]) < float(now["count"].iloc[0])
        put(here, "before", colour["muted"], -13 if lower else 13)
    if len(late):
        near = pd.concat([settled.tail(2)["count"], late["count"], before.tail(len(late) + 2)["count"]]).dropna()
        put(late, "provisional", colour["muted"], 14, float(near.max()) if len(near) else None)


def _layout(colour: Any, shown: pd.DataFrame, before: pd.DataFrame) -> dict[str, Any]:
    axis = {"color": colour["muted"], "tickfont": {"size": 12, "color": colour["muted"]}, "fixedrange": True}
    top = max([float(count) for count in (*shown["count"].dropna(), *before["count"].dropna())], default=1.0)
    months = max(len(shown), 1)
    return {
        "height": 250, "margin": {"l": 4, "r": 10, "t": 12, "b": 4}, "showlegend": False,
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "separators": ".,",
        "font": {"family": theme.FONT, "color": colour["ink"], "size": 13},
        "hoverlabel": {"bgcolor": colour["card"], "bordercolor": colour["line"],
                       "font": {"color": colour["ink"], "family": theme.FONT}},
        "xaxis": {**axis, "showgrid": False, "tickformat": "%b %Y", "linecolor": colour["line"], "showline": True,
                  "dtick": f"M{1 if months <= 6 else 3 if months <= 18 else 6 if months <= 42 else 12}",
                  "tick0": "2000-01-01", "ticks": "outside", "tickcolor": colour["line"], "automargin": True},
        "yaxis": {**axis, "gridcolor": colour["hair"], "zeroline": False, "nticks": 5, "tickformat": ",d",
                  "range": [0, max(top, 1) * 1.15], "automargin": True},
        "dragmode": False, "hovermode": "closest",
    }
