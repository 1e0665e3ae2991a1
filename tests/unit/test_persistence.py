"""Persistence and change: the printed rules on small tables, planted places found again, nothing found in chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from scipy import stats

from lib import settings
from lib.places.grid import Cells, Grid, count, neighbours
from lib.places.hot_spots import hot_spots
from lib.places.moved import conditional, dispersion, moved
from lib.places.persistence import CLASSES, Rules, classes, persistence, rules

AREA = shapely.box(0, 0, 6000, 6000)
MONTHS = [(30 * k, 30 * k + 29) for k in range(12)]
LEVEL = 0.05
STAYS, COMES, GOES = (1500.0, 1500.0), (4500.0, 1500.0), (3000.0, 4500.0)


def own(windows: int = 12) -> Rules:
    said = settings.value("persistence")
    return rules(windows, **{name: said[name] for name in ("persistent", "recent", "emerging", "before", "former")})


@pytest.fixture(scope="module")
def cells() -> Cells:
    return Grid("hexagon", 300.0).cells(AREA)


def even(rng: np.random.Generator, number: int) -> np.ndarray:
    return rng.uniform(0, 6000, (number, 2))


def at(rng: np.random.Generator, spot: tuple[float, float], number: int) -> np.ndarray:
    return np.array(spot) + rng.normal(0, 120, (number, 2))


def test_the_rules_for_a_year_of_months() -> None:
    assert own() == Rules(12, recent=3, persistent=10, emerging=2, before=0, former=3)
    assert own(24) == Rules(24, recent=6, persistent=20, emerging=4, before=1, former=5)


@pytest.mark.parametrize(("hot", "kind"), [
    ("111111111111", "persistent"), ("110111111101", "persistent"), ("000000000111", "emerging"),
    ("000000000011", "emerging"), ("000000000101", "emerging"), ("111000000000", "former"), ("010100010000", "former"),
    ("100000000011", "intermittent"), ("110000000001", "intermittent"), ("110000000000", "intermittent"),
    ("000000000001", "once"), ("000100000000", "once"), ("000000000000", "never"), ("111111111000", "former"),
    ("011111111100", "intermittent"),
])
def test_each_class_has_its_rule(hot: str, kind: str) -> None:
    """Oldest window first."""
    table = np.array([[digit == "1"] for digit in hot])
    assert classes(table, own()).tolist() == [kind] and kind in CLASSES


def test_planted_places_are_what_they_are(cells: Cells) -> None:
    rng = np.random.default_rng(1)
    parts, days = [], []
    for k, (first, last) in enumerate(MONTHS):
        month = [even(rng, 250), at(rng, STAYS, 25)]
        month += [at(rng, COMES, 25)] if k >= 10 else []
        month += [at(rng, GOES, 25)] if k < 7 else []
        parts.append(np.vstack(month))
        days.append(rng.integers(first, last + 1, len(parts[-1])))
    xy, day = np.vstack(parts), np.concatenate(days).astype(np.int32)
    found = persistence(
        xy[:, 0], xy[:, 1], day, MONTHS, cells, cells.area_m2, own(), level=LEVEL, rings=1, fewest=30
    )
    kinds = pd.Series(found.table["kind"].to_numpy(), index=cells.codes)
    for spot, kind in ((STAYS, "persistent"), (COMES, "emerging"), (GOES, "former")):
        assert kinds.iloc[cells.at([spot[0]], [spot[1]])[0]] == kind
    away = np.ones(len(cells), dtype=bool)
    for spot in (STAYS, COMES, GOES):
        away &= np.hypot(cells.x - spot[0], cells.y - spot[1]) > 900
    assert set(kinds[away]) <= {"never", "once"}
    assert found.n == found.table["count"].sum() == count(cells, xy[:, 0], xy[:, 1]).sum()
    assert found.settings["empty"] == 0 and len(found.settings["single"]) == 12


def test_each_window_is_the_map_of_hot_spots_of_its_days(cells: Cells) -> None:
    rng = np.random.default_rng(2)
    xy = np.vstack([even(rng, 1500), at(rng, STAYS, 200)])
    day = rng.integers(0, 360, len(xy)).astype(np.int32)
    found = persistence(xy[:, 0], xy[:, 1], day, MONTHS, cells, cells.area_m2, own(), level=LEVEL, rings=1, fewest=30)
    mine = (day >= 120) & (day <= 149)
    known = pd.DataFrame({"cell": cells.codes, "count": count(cells, *xy[mine].T), "exposure": cells.area_m2})
    verdict = hot_spots(known, *neighbours(cells), false_discovery=LEVEL).table["verdict"]
    assert (found.table["w4"] == (verdict == "hot")).all() and (verdict == "hot").any()
    each = found.table[[f"w{k}" for k in range(12)]]
    assert (each.sum(axis=1) == found.table["windows"]).all()
    last = each.to_numpy()[:, ::-1].argmax(axis=1)
    told = found.table["last"].dropna().astype(int)
    assert (told == 11 - last[told.index]).all() and found.table["last"].isna().equals(found.table["windows"] == 0)


def test_chance_makes_no_class_but_once(cells: Cells) -> None:
    for seed in range(6):
        rng = np.random.default_rng(50 + seed)
        xy, day = even(rng, 2400), rng.integers(0, 360, 2400).astype(np.int32)
        found = persistence(
            xy[:, 0], xy[:, 1], day, MONTHS, cells, cells.area_m2, own(), level=LEVEL, rings=1, fewest=30
        )
        assert set(found.table["kind"]) <= {"never", "once"}


def test_a_window_of_few_is_not_judged(cells: Cells) -> None:
    rng = np.random.default_rng(3)
    xy = at(rng, STAYS, 29)
    day = rng.integers(0, 30, 29).astype(np.int32)
    found = persistence(xy[:, 0], xy[:, 1], day, MONTHS, cells, cells.area_m2, own(), level=LEVEL, rings=1, fewest=30)
    assert found.settings["empty"] == 12 and set(found.table["kind"]) == {"never"}


# change

def test_the_test_of_two_counts() -> None:
    """With whole counts it is twice the smaller tail of the binomial distribution given the sum."""
    for late, early, null in ((12, 3, 0.5), (3, 12, 0.5), (0, 6, 0.3), (8, 0, 0.4), (5, 5, 0.5)):
        wanted = min(1.0, 2 * min(stats.binom.cdf(late, late + early, null), stats.binom.sf(late - 1, late + early, null)))
        assert conditional([late], [early], null)[0] == pytest.approx(wanted)
    assert conditional([3.0], [8.0], 0.5)[0] == pytest.approx(conditional([8.0], [3.0], 0.5)[0])


def test_the_variance_is_estimated() -> None:
    """Month against month inside each period; what changed between the periods is not in it."""
    rng = np.random.default_rng(1)
    rate = rng.uniform(1, 8, 1500)
    even = [rng.poisson(rate * times, (6, 1500)).astype(float) for times in (1, 3)]
    assert dispersion(even) == pytest.approx(1.0, abs=0.05)
    bursts = [rng.negative_binomial(rate / 2, 1 / 3, (6, 1500)).astype(float) for _ in range(2)]  # three times the mean
    assert dispersion(bursts) == pytest.approx(3.0, rel=0.1)
    assert dispersion([np.ones((1, 5)), np.zeros((2, 5))]) == 1.0


def test_bursts_are_not_changes(cells: Cells) -> None:
    """Complaints in chains of six, near by and within days: Poisson chance would call every other map changed."""
    alarms = {"parts": 0, "whole": 0}
    for seed in range(30):
        rng = np.random.default_rng(900 + seed)
        first = even(rng, 300)
        xy = np.repeat(first, 6, axis=0) + rng.normal(0, 60, (1800, 2))
        day = np.clip(np.repeat(rng.integers(0, 720, 300), 6) + rng.integers(0, 10, 1800), 0, 719)
        held = np.stack([count(cells, *xy[day // 30 == part].T) for part in range(24)])
        for name, now, before in (("parts", held[12:], held[:12]), ("whole", held[12:].sum(0), held[:12].sum(0))):
            found = moved(cells, now, before, exposure=(1.0, 1.0), level=LEVEL, rings=1)
            alarms[name] += found.table["verdict"].isin(["up", "down"]).any()
    assert alarms["parts"] <= 3 and alarms["whole"] >= 10


def test_a_planted_change_is_found_where_it_is(cells: Cells) -> None:
    rng = np.random.default_rng(4)
    before = np.vstack([even(rng, 3000), at(rng, STAYS, 120), at(rng, GOES, 150)])
    now = np.vstack([even(rng, 3000), at(rng, STAYS, 120), at(rng, COMES, 150)])
    held = [count(cells, *part.T) for part in (now, before)]
    found = moved(cells, *held, exposure=(365, 365), level=LEVEL, rings=1)
    verdict = pd.Series(found.table["verdict"].to_numpy(), index=cells.codes)
    place = {spot: verdict.iloc[cells.at([spot[0]], [spot[1]])[0]] for spot in (STAYS, COMES, GOES)}
    assert place == {STAYS: "no_evidence", COMES: "up", GOES: "down"}
    assert found.n == len(now) + len(before) and found.settings["dispersion"] == 1
    turned = moved(cells, held[1], held[0], exposure=(365, 365), level=LEVEL, rings=1).table["verdict"]
    swap = {"up": "down", "down": "up"}
    assert (turned == verdict.map(lambda word: swap.get(word, word)).to_numpy()).all()


def test_chance_does_not_change_and_exposure_counts(cells: Cells) -> None:
    alarms = 0
    for seed in range(60):
        rng = np.random.default_rng(200 + seed)
        held = [count(cells, *even(rng, 2000).T), count(cells, *even(rng, 1000).T)]
        found = moved(cells, *held, exposure=(2.0, 1.0), level=LEVEL, rings=1)
        alarms += found.table["verdict"].isin(["up", "down"]).any()
        if not seed:
            alone = moved(cells, *held, exposure=(1.0, 1.0), level=LEVEL, rings=1).table["verdict"]
            assert (alone == "up").sum() > 20  # twice as many everywhere is a rise, unless the period is twice as long
    assert alarms <= 6  # 60 maps at 5 %: more than 6 in one of thirty such tests


def test_few_complaints_cannot_change(cells: Cells) -> None:
    held = np.zeros(len(cells))
    held[cells.at([3000.0], [3000.0])[0]] = 4
    found = moved(cells, held, np.zeros(len(cells)), exposure=(1.0, 1.0), level=LEVEL, rings=1)
    assert set(found.table["verdict"]) == {"too_few"} and found.settings["tested"] == 0
    assert found.table["p"].isna().all()
