"""The series for exploring: the same numbers as the drawing, in the page's words, with no way to another host."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib import texts
from lib.access.audiences import policy
from lib.complaints.filters import Filters
from lib.figures import exploring, series, theme
from lib.privacy.release import Released, release, restrict
from lib.result import Result, Source
from tests.pages.conftest import Open

HIDDEN = [50, 60, 3, 4, 9, 50, 60]


def months(counts: list[int], audience: str = "command", late: int = 0, context: int = 0) -> Released:
    rules = policy(audience)
    table = pd.DataFrame({
        "month": pd.date_range("2021-01-01", periods=len(counts), freq="MS"), "count": counts,
        "provisional": [i >= len(counts) - late for i in range(len(counts))],
        "context": [i < context for i in range(len(counts))],
    })
    filters = restrict(Filters("x", level="district"), rules)
    return release(Result(table, ("month",), filters=filters, sources=(Source("x", "X"),)), rules)


def traces(released: Released, lang: str = "es") -> dict[str, dict[str, list]]:
    figure = json.loads(exploring.series_chart(released, lang, "light").to_json())
    return {trace["name"]: trace for trace in figure["data"]}


def test_it_draws_what_the_drawing_draws() -> None:
    released = months(list(range(10, 34)), late=2, context=12)
    found, drawing = traces(released), series.monthly_series(released, "es")
    assert [day[:7] for day in found["now"]["x"]] == list(drawing.drawn)
    joined = [a if a is not None else b for a, b in zip(found["now"]["y"], found["late_points"]["y"], strict=True)]
    assert joined == list(drawing.drawn.values())
    assert found["before"]["y"] == list(range(10, 22))
    assert found["late_points"]["y"] == [None] * 10 + [32, 33]
    assert found["late"]["y"] == [None] * 9 + [31, 32, 33] and found["late"]["line"]["dash"] == "dot"


def test_a_hidden_month_is_a_gap_and_says_so() -> None:
    found = traces(months(HIDDEN, "public"))
    assert found["now"]["y"] == [50, 60, None, None, None, 50, 60]
    assert not found["now"].get("connectgaps")
    assert [text == "reservado" for text in found["told"]["text"]] == [False, False, True, True, True, False, False]
    assert not {3, 4, 9} & set(found["told"]["y"])


@pytest.mark.parametrize("lang", texts.languages())
def test_a_month_says_its_numbers_and_that_they_may_grow(lang: str) -> None:
    told = traces(months([1200] * 12 + [2500] * 2, late=1, context=12), lang)["told"]["text"]
    before, late = texts.t("figures.series.before", lang), texts.t("figures.series.provisional", lang)
    assert told[0] == f"<b>2,500</b> {texts.t('figures.series.now', lang)}<br>{before}: 1,200"
    assert told[1].endswith(f"<br>{late}")


@pytest.mark.parametrize("counts", [[0, 0, 0], [1], [7, 3_000_000], []])
def test_the_axis_starts_at_zero_and_holds_everything(counts: list[int]) -> None:
    axis = exploring.series_chart(months(counts), "es", "dark").layout.yaxis
    assert axis.range[0] == 0 and axis.range[1] >= max(counts, default=0) and axis.fixedrange


@pytest.mark.parametrize("scheme", theme.SCHEMES)
def test_every_colour_is_of_the_house(scheme: str) -> None:
    said = exploring.series_chart(months(list(range(24)), late=2, context=12), "es", scheme).to_json().upper()
    allowed = {value.upper() for value in theme.palette(scheme).values() if isinstance(value, str)}
    assert set(re.findall(r"#[0-9A-F]{6}", said)) <= allowed


@pytest.mark.parametrize("lang", texts.languages())
def test_plotly_speaks_the_language_and_knows_no_other_host(lang: str) -> None:
    told = exploring.config(lang)
    locale = told["locales"][told["locale"]]
    assert locale["format"]["shortMonths"][8] == {"es": "set", "en": "Sep"}[lang]
    assert locale["format"]["days"][0] == {"es": "domingo", "en": "Sunday"}[lang]
    assert told["plotlyServerURL"] == "" and not told["showSendToCloud"] and not told["displaylogo"]
    assert "http" not in json.dumps(told) and not told["scrollZoom"]


def switched(app: AppTest) -> AppTest:
    return next(one for one in app.toggle if one.key == "widget.explore").set_value(True).run()


def test_it_is_off_until_it_is_asked_for_and_then_stays(opened: Open) -> None:
    app = opened(period="2024")
    drawings = len(app.get("bidi_component"))
    assert not app.get("plotly_chart")
    app = switched(app)
    assert not app.exception and len(app.get("plotly_chart")) == 1
    assert len(app.get("bidi_component")) == drawings - 1
    proto = app.get("plotly_chart")[0].proto
    assert proto.theme == "" and "Denuncias por mes" in proto.alt
    app.query_params["period"] = "2023"
    assert len(app.run().get("plotly_chart")) == 1
