"""The monthly series for exploring: Plotly, with zoom, a slider and the numbers of a month under the pointer.

The page draws the series as SVG (``lib.figures.series``); who wants to look closer asks for this one. Plotly is imported
only then, and its 4.7 MB of script reach the browser only then. It is told its words, months and weekdays in the page's
language, has no button that leads to another host, and draws nothing but SVG (no WebGL).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from lib import texts
from lib.figures import theme
from lib.figures.series import Month, heights, months_of
from lib.privacy.release import Released

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HEIGHT = 320
"""Of the chart, slider included, in pixels: with its panel it stays on the first screen of a projector."""

PLOTLY_WORDS = {
    "Zoom in": "zoom_in", "Zoom out": "zoom_out", "Reset axes": "reset", "Autoscale": "reset",
    "Double-click to zoom back out": "double_click",
}
"""What Plotly says by itself with the buttons that it is given, and our texts for it."""


def series_chart(
    released: Released, lang: str, scheme: str, *, start: dt.date | None = None, end: dt.date | None = None
) -> Figure:
    """How did the months go, and what exactly in those weeks? Counts by month against the same months a year before.

    released    dimension ``month`` (first of month), ``count``, ``provisional`` (bool) and ``context`` (bool), as
                ``lib.figures.series.monthly_series`` takes it. A hidden count is a gap, and says so under the pointer
    scheme      "light" or "dark": which colours of ``data/look.toml``
    start, end  the period chosen in the filters: shaded

    Traces: ``before`` (grey), ``now``, ``late`` and ``late_points`` (provisional: dotted, open markers), and ``told``,
    which is not drawn and carries what a month says. The axis starts at zero and stays where it is while zooming.
    """
    import plotly.graph_objects as go

    months, look = months_of(released, start, end), theme.palette(scheme)
    late = next((i for i, one in enumerate(months) if one.provisional), len(months))
    x = [one.month for one in months]
    traces = [
        go.Scatter(name="before", x=x, y=[one.before for one in months], mode="lines", hoverinfo="skip",
                   line={"color": look["faint"], "width": 1.5}),
        go.Scatter(name="now", x=x, y=[one.count if i < late else None for i, one in enumerate(months)],
                   mode="lines+markers", hoverinfo="skip",
                   line={"color": look["teal"], "width": 2.4}, marker={"color": look["teal"], "size": 5}),
        go.Scatter(name="late", x=x, y=[one.count if i >= late - 1 else None for i, one in enumerate(months)],
                   mode="lines", hoverinfo="skip", line={"color": look["muted"], "width": 2, "dash": "dot"}),
        go.Scatter(name="late_points", x=x, y=[one.count if one.provisional else None for one in months],
                   mode="markers", hoverinfo="skip",
                   marker={"color": look["card"], "size": 7, "line": {"color": look["muted"], "width": 1.6}}),
        go.Scatter(name="told", x=x, y=[_where_told(one) for one in months], mode="markers", marker={"opacity": 0},
                   text=[_told(one, lang) for one in months], hovertemplate="%{text}<extra></extra>"),
    ]
    return go.Figure(traces, _layout(months, late, lang, look))


def config(lang: str) -> dict[str, Any]:
    """What Plotly may do and which words it uses: for ``st.plotly_chart(config=)``.

    Three buttons (closer, farther, all); no logo, no cloud, no address to send a chart to. The language goes in whole,
    because Plotly's own catalogue files are not in the page.
    """
    locale = f"{lang}-PE"
    weekdays = (7, 1, 2, 3, 4, 5, 6)
    return {
        "displayModeBar": True,
        "modeBarButtons": [["zoomIn2d", "zoomOut2d", "resetScale2d"]],
        "displaylogo": False,
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "scrollZoom": False,
        "responsive": True,
        "doubleClick": "reset",
        "locale": locale,
        "locales": {locale: {
            "dictionary": {word: texts.t(f"figures.exploring.{key}", lang) for word, key in PLOTLY_WORDS.items()},
            "format": {
                "months": [texts.month_name(month, lang, short=False) for month in range(1, 13)],
                "shortMonths": [texts.month_name(month, lang) for month in range(1, 13)],
                "days": [texts.weekday_name(day, lang, short=False) for day in weekdays],
                "shortDays": [texts.weekday_name(day, lang) for day in weekdays],
                "date": "%d/%m/%Y",
                "decimal": ".",
                "thousands": ",",
            },
        }},
    }


def _layout(months: list[Month], late: int, lang: str, look: dict[str, Any]) -> dict[str, Any]:
    step, ceiling = heights(months)
    small = {"color": look["muted"], "size": 13}
    return {
        "template": "none",
        "height": HEIGHT,
        "margin": {"l": 46, "r": 14, "t": 26, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": look["card"],
        "font": {"family": theme.FONT, "color": look["ink"], "size": 13},
        "separators": ".,",
        "showlegend": False,
        "dragmode": "zoom",
        "hovermode": "x",
        "hoverlabel": {"bgcolor": look["ink"], "bordercolor": look["ink"], "align": "left",
                       "font": {"family": theme.FONT, "color": look["ground"], "size": 13}},
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": look["muted"], "activecolor": look["teal"]},
        "xaxis": {
            "type": "date", "showgrid": False, "showline": True, "linecolor": look["line"], "ticks": "outside",
            "tickcolor": look["line"], "ticklen": 4, "tickfont": small, "nticks": 6, "tickangle": 0,
            "tickformat": "%b %Y", "hoverformat": "%B %Y", **_span(months),
            "tickformatstops": [{"dtickrange": [None, "M1"], "value": "%d %b"},
                                {"dtickrange": ["M12", None], "value": "%Y"}],
            "showspikes": True, "spikemode": "across", "spikecolor": look["hatch"], "spikethickness": 1,
            "spikedash": "solid",
            "rangeslider": {
                "visible": True, "thickness": 0.13, "bgcolor": look["band"], "bordercolor": look["line"], "borderwidth": 1,
                "range": _span(months).get("range"), "yaxis": {"rangemode": "fixed", "range": [0, ceiling]},
            },
        },
        "yaxis": {
            "range": [0, ceiling], "fixedrange": True, "dtick": step, "tickformat": ",d", "tickfont": small,
            "gridcolor": look["hair"], "zeroline": True, "zerolinecolor": look["line"],
        },
        "shapes": _chosen(months, look),
        "annotations": _names(months, late, lang, look),
    }


def _span(months: list[Month]) -> dict[str, Any]:
    """All months, with half a month of room at both ends: where the axis begins, and how far out it may zoom."""
    if not months:
        return {}
    room = dt.timedelta(days=16)
    first, last = months[0].month - room, months[-1].month + room
    return {"range": [first, last], "minallowed": first, "maxallowed": last}


def _chosen(months: list[Month], look: dict[str, Any]) -> list[dict[str, Any]]:
    chosen = [one.month for one in months if one.chosen]
    if not chosen or len(chosen) == len(months):
        return []
    half = dt.timedelta(days=15)
    return [{
        "type": "rect", "layer": "below", "line": {"width": 0}, "fillcolor": look["band"], "xref": "x", "yref": "paper",
        "x0": chosen[0] - half, "x1": chosen[-1] + half, "y0": 0, "y1": 1,
    }]


def _names(months: list[Month], late: int, lang: str, look: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines' names where the lines are far from each other: no legend."""
    out = []
    both = [(abs(one.count - one.before), i) for i, one in enumerate(months[:late])
            if one.count is not None and one.before is not None]
    if both:
        at = months[max(both)[1]]
        below = (at.before or 0) < (at.count or 0)
        out.append(_name("before", at, months, at.before or 0, "top" if below else "bottom", lang, look))
    if late < len(months):
        near = [value for one in months[max(late - 3, 0):] for value in (one.count, one.before) if value is not None]
        if near:
            middle = months[(late + len(months) - 1) // 2]
            out.append(_name("provisional", middle, months, max(near), "bottom", lang, look))
    return out


def _name(
    key: str, at: Month, months: list[Month], height: float, anchor: str, lang: str, look: dict[str, Any]
) -> dict[str, Any]:
    place = months.index(at) / max(len(months) - 1, 1)
    return {
        "text": texts.t(f"figures.series.{key}", lang), "x": at.month, "y": height, "showarrow": False,
        "xanchor": "left" if place < 0.1 else "right" if place > 0.9 else "center", "yanchor": anchor,
        "yshift": 4 if anchor == "bottom" else -4, "font": {"color": look["muted"], "size": 13},
    }


def _where_told(one: Month) -> int:
    """Where the pointer's label hangs; of a hidden month it says nothing: at the year before, or on the axis."""
    return one.count if one.count is not None else one.before or 0


def _told(one: Month, lang: str) -> str:
    """What a month says under its name: its number, the year before, and whether it may still grow."""
    now = texts.t("figures.reserved", lang) if one.count is None else (
        f"<b>{texts.number(one.count, lang)}</b> {texts.t('figures.series.now', lang)}")
    lines = [now]
    if one.before is not None:
        lines.append(f"{texts.t('figures.series.before', lang)}: {texts.number(one.before, lang)}")
    if one.provisional:
        lines.append(texts.t("figures.series.provisional", lang))
    return "<br>".join(lines)
