"""The figures: what they draw, what they say, that nothing out of a file becomes markup."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box

from lib.access.audiences import policy
from lib.complaints.change import change
from lib.complaints.filters import Filters
from lib.figures import bars, cards, classes, ground, sector_map, series, theme
from lib.figures.markup import Drawing
from lib.privacy.release import Released, release, restrict
from lib.result import Result, Source

SHAPES = {f"s{i}": box(-75.7 + i * 0.01, -14.1, -75.69 + i * 0.01, -14.08) for i in range(5)}


def released(table: pd.DataFrame, dims: tuple[str, ...], audience: str = "command") -> Released:
    rules = policy(audience)
    filters = restrict(Filters("x", level="district"), rules)
    return release(Result(table, dims, filters=filters, sources=(Source("x", "X"),)), rules)


def sectors(counts: dict[str | None, int], audience: str = "command", **more: object) -> Drawing:
    table = pd.DataFrame({"district": list(counts), "count": list(counts.values())})
    known = more.pop("known", frozenset(SHAPES))
    return sector_map.sector_map(
        released(table, ("district",), audience), SHAPES, lambda code: f"Sector {code}", "es", known=known,  # type: ignore[arg-type]
        number_of_classes=5, **more,  # type: ignore[arg-type]
    )


def test_the_map_draws_only_what_has_a_place() -> None:
    drawing = sectors({"s0": 10, "s1": 20, None: 400, "elsewhere": 7})
    assert drawing.total == 30
    assert drawing.drawn == {"s0": 10, "s1": 20, "s2": 0, "s3": 0, "s4": 0}
    assert "400" not in drawing.markup


def test_zero_hidden_and_unknown_look_different() -> None:
    drawing = sectors({"s0": 100, "s1": 4, "s2": 5}, "municipal", known=frozenset({"s0", "s1", "s2", "s3"}))
    kinds = dict(zip(SHAPES, re.findall(r'class="area (\w+)"', drawing.markup), strict=True))
    assert kinds == {"s0": "q4", "s1": "reserved", "s2": "reserved", "s3": "q0", "s4": "none"}
    assert drawing.drawn["s1"] is None and "s4" not in drawing.drawn
    assert "reservado" in drawing.markup and "sin datos" in drawing.markup
    assert not re.search(r">[45]<", drawing.markup)


def test_places_outside_the_filter_carry_no_number() -> None:
    drawing = sectors({"s0": 100}, outside=frozenset({"s1", "s2", "s3", "s4"}))
    assert drawing.drawn == {"s0": 100}
    assert drawing.markup.count('class="area outside"') == 4


def test_names_out_of_files_are_escaped() -> None:
    table = pd.DataFrame({"district": ["s0"], "count": [3]})
    drawing = sector_map.sector_map(
        released(table, ("district",)), SHAPES, lambda code: "<script>alert('x')</script>", "es",
        known=frozenset(SHAPES), number_of_classes=5, pick='"><img src=x>',
    )
    assert "<script" not in drawing.markup and "<img" not in drawing.markup
    shown = bars.bars(released(pd.DataFrame({"crime_type": ["a"], "count": [2]}), ("crime_type",)),
                      lambda code: "<b onclick=x>", "es", shown=3)
    assert "<b " not in shown.markup


def test_only_released_results_are_drawn() -> None:
    with pytest.raises(TypeError):
        Released(table=pd.DataFrame(), dims=(), counts=(), measure="", unit="", n=0, filters=None, settings={},
                 sources=(), cautions=(), computed=None, audience="command", suppressed_cells=0)


def test_shapes_with_holes_and_islands_have_a_path() -> None:
    ring = Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])
    land = ground.fit((0, 0, 9, 4), 400, 400, 10)
    assert ground.paths([MultiPolygon([ring, box(6, 1, 8, 3)])], land)[0].count("M") == 3


@given(st.floats(-179, 178), st.floats(-80, 79), st.floats(0.001, 1), st.floats(0.001, 1))
def test_the_picture_fits_its_paper(west: float, south: float, across: float, down: float) -> None:
    shape = box(west, south, west + across, south + down)
    land = ground.fit(shape.bounds, 400, 300, 10)
    points = land.project(np.array(shape.exterior.coords))
    assert points.min() >= 9.9 and points[:, 0].max() <= 390.1 and points[:, 1].max() <= land.height - 9.9
    assert land.height <= 300.1
    kilometres, units = ground.scale_bar(land, 100)
    assert units <= 100 and kilometres * land.per_km == pytest.approx(units)


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=60), st.integers(2, 7))
def test_classes_are_few_ordered_and_start_at_zero(values: list[int], number: int) -> None:
    lower = classes.edges(values, number)
    assert lower[0] == 0 and len(lower) <= number
    assert all(a < b for a, b in itertools.pairwise(lower))
    assert all(0 <= classes.class_of(value, lower) < len(lower) for value in values)
    assert max(values) == 0 or classes.class_of(max(values), lower) == len(lower) - 1


def test_one_city_among_villages_does_not_swallow_the_classes() -> None:
    lower = classes.edges([70_000, *range(20, 400, 20)], 5)
    used = {classes.class_of(value, lower) for value in [70_000, *range(20, 400, 20)]}
    assert len(used) >= 3


def months(counts: list[int], first: dt.date = dt.date(2021, 1, 1), late: int = 0, context: int = 0) -> pd.DataFrame:
    dates = pd.date_range(first, periods=len(counts), freq="MS")
    return pd.DataFrame({
        "month": dates, "count": counts, "provisional": [i >= len(counts) - late for i in range(len(counts))],
        "context": [i < context for i in range(len(counts))],
    })


def test_the_series_draws_its_months_and_not_the_context() -> None:
    drawing = series.monthly_series(released(months(list(range(10, 34)), late=2, context=12), ("month",)), "es",
                                    start=dt.date(2022, 10, 1), end=dt.date(2022, 12, 31))
    assert list(drawing.drawn) == [f"2022-{m:02d}" for m in range(1, 13)]
    assert drawing.total == sum(range(22, 34))
    wide = drawing.markup.split("</svg>")[0]
    assert wide.count('<circle class="late"') == 2 and wide.count('<circle class="now"') == 10
    assert "set 2022" in wide and "un año antes" in wide and "provisional" in wide and 'class="chosen"' in wide


def test_a_hidden_month_is_a_gap() -> None:
    drawing = series.monthly_series(released(months([50, 60, 3, 4, 9, 50, 60]), ("month",), "public"), "en")
    assert [month for month, count in drawing.drawn.items() if count is None] == ["2021-03", "2021-04", "2021-05"]
    line = re.search(r'class="line now" d="([^"]+)"', drawing.markup)
    assert line is not None and line[1].count("M") == 2
    assert "suppressed" in drawing.markup


def test_an_empty_series_is_drawn_empty() -> None:
    drawing = series.monthly_series(released(months([0, 0, 0]), ("month",)), "es")
    assert drawing.total == 0 and "<svg" in drawing.markup


def test_bars_sum_what_does_not_fit_and_say_so() -> None:
    table = pd.DataFrame({"crime_type": list("abcdef"), "count": [60, 50, 40, 3, 2, 1]})
    drawing = bars.bars(released(table, ("crime_type",)), str.upper, "es", shown=3)
    assert drawing.drawn == {"a": 60, "b": 50, "c": 40, "*": 6}
    assert drawing.total == 156 and "Otros 3" in drawing.markup


@pytest.mark.parametrize(("now", "before", "tone"), [([90] * 12, [40] * 12, "alarm"), ([40] * 12, [90] * 12, "quiet"),
                                                      ([50] * 12, [51] * 12, "quiet")])
def test_red_only_for_an_increase_that_survives_the_test(now: list[int], before: list[int], tone: str) -> None:
    result = release(change(pd.DataFrame({"now": now, "before": before}), level=0.95), policy("command"))
    card = cards.change_card(result, None, "es", label="Denuncias", against="2021", now=sum(now))
    assert card.tone == tone
    assert ("alarm" in cards.cards([card]).markup) == (tone == "alarm")


def test_both_schemes_name_the_same_colours() -> None:
    light, dark = theme.palette("light"), theme.palette("dark")
    assert light.keys() == dark.keys()
    assert len(light["quantity"]) == len(dark["quantity"]) == len(light["on_quantity"])


@pytest.mark.parametrize("scheme", theme.SCHEMES)
def test_the_shades_keep_their_order_in_grey_and_their_labels_are_readable(scheme: str) -> None:
    palette = theme.palette(scheme)
    light = [_luminance(colour) for colour in palette["quantity"]]
    assert light == sorted(light, reverse=scheme == "light")
    for shade, label in zip(palette["quantity"], palette["on_quantity"], strict=True):
        assert _contrast(shade, label) >= 4.0
    for text, back in (("ink", "ground"), ("ink", "card"), ("muted", "card"), ("muted", "ground"), ("red", "red_ground"),
                       ("muted", "quiet_ground")):
        assert _contrast(palette[text], palette[back]) >= 4.5, (text, back)


def _luminance(colour: str) -> float:
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    a, b = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)
