"""Near repeats: published tables, relations, planted series, and silence where there is nothing."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lib.errors import UsageError
from lib.places.near_repeats import knox
from lib.result import Result
from lib.texts import DATA

CASES = tomllib.loads((DATA / "reference" / "cases" / "near_repeats.toml").read_text(encoding="utf-8"))
SPACE, TIME = (0, 1, 100, 200, 300, 400), (0, 7, 14, 21, 28)
INF = math.inf


def run(x: object, y: object, day: object, space: object = SPACE, time: object = TIME, **changes: object) -> Result:
    asked = {"distance": "manhattan", "permutations": 199, "seed": 7, "level": 0.95, "most_pairs": 10_000_000} | changes
    return knox(x, y, day, space=space, time=time, **asked)  # type: ignore[arg-type]


def town(rng: np.random.Generator, n: int = 1_500) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Busy streets and a busy season, but place and day know nothing of each other."""
    streets = rng.uniform(0, 4_000, (25, 2))
    xy = np.where(rng.random((n, 1)) < 0.5, streets[rng.integers(0, 25, n)] + rng.normal(0, 90, (n, 2)),
                  rng.uniform(0, 4_000, (n, 2)))
    return xy[:, 0], xy[:, 1], np.minimum(rng.gamma(3, 60, n), 364).astype(int)


def grid(result: Result, column: str = "pairs") -> np.ndarray:
    return result.table[column].to_numpy().reshape(result.table["space"].nunique(), -1)


@pytest.mark.parametrize("case", CASES["knox"], ids=lambda c: c["name"])
def test_published_knox(case: dict) -> None:
    result = run(case["x"], case["y"], case["day"], (0, np.nextafter(case["within"], INF), INF), (0, case["days"] + 1, INF),
                 distance=case["distance"])
    first = result.table.iloc[0]
    assert first["pairs"] == case["pairs"] and first["expected"] == pytest.approx(case["expected"], abs=5e-7)
    assert 0.1 < first["p"] < 0.35  # no evidence; pointpats says .21
    assert result.table["pairs"].sum() == len(case["x"]) * (len(case["x"]) - 1) // 2


@pytest.mark.parametrize("case", CASES["one_pair"], ids=lambda c: c["name"])
def test_a_value_on_an_edge_opens_its_band(case: dict) -> None:
    table = run([0, case["metres"]], [0, 0], [10, 10 + case["days"]], case["space"], case["time"]).table
    found = table[table["pairs"] == 1]
    assert found[["space", "time"]].to_numpy().tolist() == [case["band"]]


@pytest.mark.parametrize("case", CASES["knox_table"], ids=lambda c: c["name"])
def test_a_whole_published_table(case: dict, shared: Path) -> None:
    fires = pd.read_csv(shared / case["file"], header=None, names=["x", "y", "day"], parse_dates=["day"])
    days = (fires["day"] - pd.Timestamp("1970-01-01")).dt.days
    result = run(fires["x"], fires["y"], days, case["space"], case["time"], distance=case["distance"])
    assert grid(result).tolist() == case["pairs"]


@pytest.mark.parametrize("distance", ["manhattan", "euclidean"])
def test_as_counting_every_pair_by_hand(distance: str) -> None:
    rng = np.random.default_rng(3)
    x, y, day = town(rng, 300)
    day[:20] = day[0]
    x[5:9], y[5:9] = x[5], y[5]
    time = (0, 1, 7, 14, INF)
    result = run(x - 9_000, y + 1e7, day, (0, 1, 150, 400, INF), time, distance=distance)
    i, j = np.triu_indices(300, 1)
    dx, dy = x[i] - x[j], y[i] - y[j]
    far = abs(dx) + abs(dy) if distance == "manhattan" else np.hypot(dx, dy)
    by_hand = np.histogram2d(far, abs(day[i] - day[j]), [[0, 1, 150, 400, 1e9], [0, 1, 7, 14, 1e9]])[0]
    assert (grid(result) == by_hand).all()
    assert grid(result, "expected").sum() == pytest.approx(300 * 299 / 2)


def test_the_exact_mean_is_the_mean_of_the_shufflings_and_neither_order_nor_place_matters() -> None:
    rng = np.random.default_rng(4)
    x, y, day = town(rng, 400)
    one = run(x, y, day).table
    order = rng.permutation(400)
    other = run(x[order] + 500, y[order] - 300, day[order] + 999).table
    same = ["pairs", "expected", "ratio"]
    pd.testing.assert_frame_equal(one[same], other[same])
    shuffled = np.mean([grid(run(x, y, rng.permutation(day), permutations=0)) for _ in range(120)], axis=0)
    expected = grid(run(x, y, day), "expected")
    assert shuffled == pytest.approx(expected, abs=5 * np.sqrt(expected.max() / 120))


def test_the_same_seed_says_the_same_and_more_shufflings_reach_smaller_p() -> None:
    x, y, day = town(np.random.default_rng(5), 500)
    pd.testing.assert_frame_equal(run(x, y, day).table, run(x, y, day).table)
    assert (run(x, y, day, permutations=39).table["p"] >= 1 / 40).all()


def test_nothing_planted_nothing_found() -> None:
    """A busy street and a busy season are no near repeats: of 60 towns without any, few show a band."""
    rng = np.random.default_rng(6)
    found = [(run(*town(rng, 400), seed=i).table["verdict"] == "more").any() for i in range(60)]
    assert sum(found) <= 6


def test_planted_near_repeats_are_found_where_they_were_planted() -> None:
    rng = np.random.default_rng(8)
    x, y, day = town(rng)
    first = rng.choice(1_500, 75, replace=False)  # 5 % more: within 100 m along the streets, within a week
    x = np.append(x, x[first] + rng.uniform(-45, 45, 75))
    y = np.append(y, y[first] + rng.uniform(-45, 45, 75))
    day = np.append(day, day[first] + rng.integers(1, 7, 75))
    table = run(x, y, day, permutations=999).table.set_index(["space", "time"])
    near = table.loc[("[1, 100)", "[0, 7)")]
    assert near["verdict"] == "more" and near["p"] == 0.001 and near["ratio"] > 1.3
    assert near["pairs"] - near["expected"] == pytest.approx(75, abs=25)
    assert near["pairs"] > near["high"] >= near["low"]
    assert (table["verdict"] == "more").sum() <= 3


def test_same_place_repeats_stand_apart() -> None:
    x, y, day = town(np.random.default_rng(9), 300)
    x, y, day = np.append(x, x[:30]), np.append(y, y[:30]), np.append(day, day[:30] + 2)
    table = run(x, y, day, permutations=999).table.set_index(["space", "time"])
    assert table.loc[("[0, 1)", "[0, 7)"), ["pairs", "verdict"]].tolist() == [30, "more"]
    assert table.loc[("[1, 100)", "[0, 7)"), "verdict"] == "no_evidence"


def test_what_lies_beyond_the_bands_is_not_judged() -> None:
    x, y, day = town(np.random.default_rng(10), 300)
    table = run(x, y, day, (0, 100, INF), (0, 7, INF)).table
    assert table["verdict"].tolist()[1:] == ["", "", ""] and table["verdict"][0] != ""


def test_odd_input() -> None:
    assert run([], [], []).table["pairs"].sum() == 0 and run([1], [1], [1]).n == 1
    together = run(np.zeros(40), np.zeros(40), np.zeros(40))
    assert together.table["pairs"][0] == 780 and (together.table["verdict"] != "more").all()
    with pytest.raises(UsageError) as refused:
        run(np.zeros(100), np.zeros(100), np.arange(100), most_pairs=4_000)
    assert refused.value.key == "near_repeats_too_many" and "400 m" in refused.value.message("es")
    with pytest.raises(ValueError, match="needs its place"):
        run([0, math.nan], [0, 0], [0, 1])
    for bad in ((100, 200), (0, 100, 100), (0, INF), (0,)):
        with pytest.raises(ValueError, match="rise from 0"):
            run([0, 1], [0, 1], [0, 1], space=bad)


def test_progress_ends_at_one() -> None:
    told: list[float] = []
    run(*town(np.random.default_rng(11), 60), progress=told.append)
    assert told == sorted(told) and told[-1] == 1
