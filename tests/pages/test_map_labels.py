"""The words on the map: every place of a small map has its name and number, and no label covers another's."""

from __future__ import annotations

import html
import re

import pandas as pd
import pytest
from shapely.geometry import Polygon, box

from lib import settings
from lib.access.audiences import policy
from lib.complaints.filters import Filters
from lib.figures import map_labels, sector_map
from lib.figures.markup import Drawing
from lib.privacy.release import release, restrict
from lib.result import Result, Source

FEW = int(settings.value("ui.map_all_named"))


def strips(number: int, wide: float = 0.002, high: float = 0.02) -> dict[str, Polygon]:
    return {f"s{i}": box(-75.7 + i * wide, -14.1, -75.7 + (i + 1) * wide, -14.1 + high) for i in range(number)}


def drawn(shapes: dict[str, Polygon], names: dict[str, str], outside: frozenset[str] = frozenset()) -> Drawing:
    rules = policy("command")
    table = pd.DataFrame({"district": list(shapes), "count": [100 + 37 * i for i in range(len(shapes))]})
    filters = restrict(Filters("x", level="district"), rules)
    result = Result(table, ("district",), filters=filters, sources=(Source("x", "X"),))
    return sector_map.sector_map(release(result, rules), shapes, lambda code: names[code], "es", known=frozenset(shapes),
                                 number_of_classes=5, outside=outside)


def words(drawing: Drawing) -> list[str]:
    """What each label says, on one line."""
    found = re.findall(r"<text x[^>]*>(.*?)</text>", drawing.markup.split('<g class="scale"')[0])
    return [html.unescape(" ".join(re.sub("<[^>]*>", " ", text).split())) for text in found]


SHAPES = {
    "narrow beside wide": {"s0": box(-75.70, -14.1, -75.66, -14.06), "s1": box(-75.66, -14.1, -75.658, -14.06)},
    "strips": strips(FEW), "flat": {f"s{i}": box(-75.7, -14.1 + i * 5e-4, -75.6, -14.0995 + i * 5e-4) for i in range(4)},
    "squares": {f"s{i}": box(-75.7 + i % 4 * 0.01, -14.1 + i // 4 * 0.01, -75.69 + i % 4 * 0.01, -14.09 + i // 4 * 0.01)
                for i in range(FEW)},
}


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("name", ["Sector {}", "Urbanización San Joaquín {}"])
def test_every_place_of_a_small_map_has_its_name_and_number(kind: str, name: str) -> None:
    shapes = SHAPES[kind]
    names = {code: name.format(i) for i, code in enumerate(shapes)}
    said = words(drawn(shapes, names))
    assert len(said) == len(shapes)
    for i, code in enumerate(shapes):
        ours = [text for text in said if text.endswith(f" {i} {100 + 37 * i}")]
        assert len(ours) == 1, (code, said)


def test_a_large_map_does_not_write_beside_its_places() -> None:
    shapes = strips(FEW + 1)
    drawing = drawn(shapes, dict.fromkeys(shapes, "Sector"))
    assert "leader" not in drawing.markup
    assert words(drawing) == [str(100 + 37 * i) for i in range(FEW + 1)]


def test_a_place_left_out_gets_no_line() -> None:
    drawing = drawn(SHAPES["narrow beside wide"], {"s0": "Sector 1", "s1": "Sector 2"}, frozenset({"s1"}))
    assert words(drawing) == ["Sector 1 100"] and "leader" not in drawing.markup


def test_the_line_ends_in_its_place_and_the_label_stays_on_the_paper() -> None:
    shapes = SHAPES["strips"]
    markup = drawn(shapes, {code: f"Sector {i}" for i, code in enumerate(shapes)}).markup
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', markup)
    assert found is not None
    wide, high = float(found[1]), float(found[2])
    assert markup.count('class="leader"') == markup.count('class="leader-end"') == FEW
    ends = sorted(float(x) for x in re.findall(r'leader-end" cx="([\d.]+)"', markup))
    edges = [float(x) for x in re.findall(r'class="area \w+" d="M([\d.]+)', markup)]
    assert len({round(x) for x in ends}) == FEW and min(edges) > 0
    heights = sorted(float(y) for y in re.findall(r'y="([\d.]+)" class="tight beside column"', markup))
    assert heights[0] > 0 and heights[-1] < high - 26
    assert all(b - a >= map_labels.LINE for a, b in zip(heights, heights[1:], strict=False))
    column = float(re.findall(r'x="([\d.]+)" y="[\d.]+" class="tight beside column"', markup)[0])
    assert column + len("Sector 11 507") * map_labels.TIGHT <= wide


def test_names_beside_a_place_are_escaped() -> None:
    markup = drawn(SHAPES["narrow beside wide"], {"s0": "a", "s1": "<b onload=x>"}).markup
    assert "<b onload" not in markup and "leader" in markup
