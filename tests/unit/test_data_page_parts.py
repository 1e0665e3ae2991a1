"""Parts of the data pages that need no page: the drawing of polygons, safe files, the desk, a work's progress."""

from __future__ import annotations

import io
import re

import pandas as pd
import pytest
import shapely

from lib.ui import downloads, polygon_preview
from lib.ui.desk import Desk


def test_the_preview_draws_every_polygon_and_escapes_names() -> None:
    shapes = [shapely.box(-75.74, -14.07, -75.73, -14.06), shapely.box(-75.73, -14.07, -75.72, -14.06)]
    drawn = polygon_preview.drawing(shapes, ["<b>Uno</b>", "Dos"], "dos sectores")
    assert drawn.markup.count("<path") == 2
    assert "<b>" not in drawn.markup and "&lt;b&gt;" in drawn.markup
    assert drawn.drawn == {}, "a preview shows no count"
    assert polygon_preview.drawing([], [], "nada").markup == ""


def test_the_preview_keeps_shapes_upright_and_in_proportion() -> None:
    """North is up, and a square of metres is a square of pixels at this latitude."""
    square = shapely.box(-75.74, -14.07, -75.74 + 0.01 / 0.97, -14.06)
    high = shapely.box(-75.74, -14.05, -75.735, -14.045)
    markup = polygon_preview.drawing([square, high], ["a", "b"], "x").markup
    boxes = []
    for path in re.findall(r' d="M([^"]+)Z"', markup):
        points = [tuple(map(float, pair.split())) for pair in path.split("L")]
        xs, ys = zip(*points, strict=True)
        boxes.append((max(xs) - min(xs), max(ys) - min(ys), min(ys)))
    assert boxes[0][0] == pytest.approx(boxes[0][1], rel=0.02)
    assert boxes[1][2] < boxes[0][2], "the northern one is nearer the top"


def test_names_that_would_cover_each_other_are_left_out() -> None:
    shapes = [shapely.box(i * 0.001, 0, i * 0.001 + 0.001, 0.001) for i in range(20)] + [shapely.box(0, 0.001, 1, 1)]
    markup = polygon_preview.drawing(shapes, [f"Sector largo {i}" for i in range(21)], "x").markup
    assert 1 <= markup.count("<text") < 21
    assert markup.count("<title>") == 21


def test_downloads_hold_no_formula_and_open_in_spanish() -> None:
    table = pd.DataFrame({"=1+1": ["=HYPERLINK(1)", "Ñaña", None], "n": pd.array([1, None, -3], dtype="Int64")})
    raw = downloads.csv_bytes(table)
    assert raw.startswith(b"\xef\xbb\xbf")
    back = pd.read_csv(io.BytesIO(raw), encoding="utf-8-sig", dtype=str, keep_default_na=False)
    assert back.columns[0] == "'=1+1"
    assert back.iloc[:, 0].tolist() == ["'=HYPERLINK(1)", "Ñaña", ""]
    assert back["n"].tolist() == ["1", "", "-3"]


class Thing:
    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


def test_the_desk_keeps_a_thing_for_its_mark_and_closes_the_old_one() -> None:
    desk = Desk()
    first = desk.keep("checked", ("a", 1), Thing)
    assert desk.keep("checked", ("a", 1), Thing) is first
    second = desk.keep("checked", ("b", 1), Thing)
    assert second is not first and first.closed and not second.closed
    desk.clear()
    assert second.closed
    assert desk.keep("checked", ("b", 1), Thing) is not second


def test_what_fails_leaves_nothing_on_the_desk() -> None:
    desk = Desk()
    first = desk.keep("checked", 1, Thing)
    with pytest.raises(ZeroDivisionError):
        desk.keep("checked", 2, lambda: 1 // 0)
    assert first.closed
    assert desk.keep("checked", 2, lambda: "made") == "made"
