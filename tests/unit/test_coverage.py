"""Coverage and workload: published examples, relations, and what must be refused."""

import tomllib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.errors import UsageError
from lib.officers import coverage, workload
from lib.officers.coverage import Leave, Post
from lib.officers.workload import Plan
from lib.texts import DATA

CASE = tomllib.loads((DATA / "reference" / "cases" / "coverage.toml").read_text(encoding="utf-8"))
EIGHT, TWELVE, FULL_DAY, SERVICE = coverage.regimes()
LEAVE = coverage.default_leave()
TASKS = pd.DataFrame(CASE["work"])
SHIFTS = {"madrugada": 0.1, "manana": 0.25, "tarde": 0.35, "noche": 0.3}
SIX = dict.fromkeys(SHIFTS, 6.0)


def test_the_published_relief_factors():
    table = coverage.relief(LEAVE, 30).table.set_index("regime")
    expected = CASE["relief"]
    assert table.loc["8h", "net_hours"] == expected["net_8h"] and table.loc["24x24", "net_hours"] == expected["net_24x24"]
    assert round(table.loc["8h", "relief_factor"], 2) == expected["factor_8h"]
    assert round(table.loc["24x24", "relief_factor"], 2) == expected["factor_24x24"]
    assert round(table.loc["8h", "posts_kept"], 1) == expected["posts_of_30_8h"]
    assert round(table.loc["24x24", "posts_kept"], 1) == expected["posts_of_30_24x24"]
    assert coverage.post_hours(Post("five", 1, number=5)) == expected["icma_five_posts_hours"]
    assert list(table.index) == ["8h", "12x24", "24x24", "24x48"]


def test_a_car_in_each_of_five_sectors():
    expected = CASE["cars"]
    posts = coverage.default_posts(expected["sectors"])
    found = coverage.required(posts, EIGHT, LEAVE, 30)
    needed = found.table.set_index("post")["needed"]
    assert round(needed["cars"], 1) == expected["officers_needed"]
    assert round(found.settings["needed"], 1) == expected["with_three_posts"]
    assert found.settings["missing"] == pytest.approx(found.settings["needed"] - 30)
    one = coverage.required([Post("car", 2)], EIGHT, LEAVE).settings["needed"]
    assert round(one, 1) == expected["one_car"] and round(2 * one, 1) == expected["two_cars"]


@given(st.floats(0, 300), st.floats(0, 60), st.integers(1, 9))
def test_a_post_never_needs_less_than_its_hours_over_the_net_hours(rest, vacation, number):
    leave = [Leave("weekly_rest", rest, True), Leave("vacation", vacation, False)]
    for regime in coverage.regimes():
        net = coverage.net_hours(regime, leave)
        needed = coverage.required([Post("post", 1, number=number)], regime, leave).settings["needed"]
        assert needed >= number * 8760 / net - 1e-9
        assert net <= 365 * regime.hours_a_day


def test_leave_is_refused_when_it_is_longer_than_the_year_or_negative():
    with pytest.raises(UsageError) as refused:
        coverage.net_hours(EIGHT, [Leave("vacation", 366, False)])
    assert refused.value.key == "leave_longer_than_year"
    with pytest.raises(UsageError) as refused:
        coverage.relief([Leave("vacation", -1, False)])
    assert refused.value.key == "leave_negative"
    with pytest.raises(UsageError):
        coverage.relief([Leave("vacation", float("nan"), False)])


def test_vehicles_cap_the_cars():
    net = coverage.net_hours(EIGHT, LEAVE)
    assert coverage.cars(5, 2, net, 30, 2).kept == 2 and coverage.cars(5, 2, net, 30, 2).limit == "vehicles"
    assert coverage.cars(5, 2, net, 30, 9).kept == 3 and coverage.cars(5, 2, net, 30, 9).limit == "staff"
    assert coverage.cars(5, 2, net, 500, None).kept == 5 and coverage.cars(5, 2, net, 500, None).limit == ""
    assert coverage.cars(5, 2, net, 500, 0).kept == 0 and coverage.cars(5, 2, net, 30, 3).limit == "both"
    assert round(coverage.cars(5, 2, net, 30, 2).needed, 1) == CASE["cars"]["officers_needed"]


def test_the_published_workload():
    expected = CASE["work_expected"]
    hours = workload.hours_of_work(TASKS).settings["hours"]
    assert hours == expected["hours"]
    nobody = dict.fromkeys(SHIFTS, 0.0)
    for share, name in ((0.6, "officers_60"), (0.4, "officers_40")):
        found = workload.by_shift(hours, SHIFTS, Plan(2088, share, nobody, SIX))
        assert round(found.settings["work"], 1) == expected[name]
        assert found.settings["saturation"] == pytest.approx(share)
    calls = expected["calls_5000_hours"]
    assert round(calls / 2080, 2) == expected["calls_5000_fte"]
    alone = workload.by_shift(calls, {"day": 1.0}, Plan(2080, 0.65, {}, {"day": 24}))
    assert round(alone.settings["required"], 1) == expected["calls_5000_fte_65"]


def test_in_a_city_of_five_sectors_coverage_drives_staffing():
    found = workload.by_shift(18882, SHIFTS, Plan(2088, 0.6, dict.fromkeys(SHIFTS, 10.0), SIX))
    assert set(found.table["driven_by"]) == {"coverage"}
    assert round(found.settings["required"], 1) == CASE["cars"]["officers_needed"]


def test_each_shift_takes_the_larger():
    found = workload.by_shift(60_000, SHIFTS, Plan(2088, 0.6, dict.fromkeys(SHIFTS, 6.0), SIX)).table
    assert (found["required"] == found[["work", "coverage"]].max(axis=1)).all()
    assert set(found["driven_by"]) == {"work", "coverage"}


def test_doubling_the_work_doubles_it():
    plan = Plan(2088, 0.6, {}, SIX)
    one, two = (workload.by_shift(hours, SHIFTS, plan).settings["required"] for hours in (9000, 18000))
    assert two == pytest.approx(2 * one)


def test_the_widest_assumption_comes_first_and_moves_alone():
    found = workload.tornado(TASKS, SHIFTS, Plan(2088, 0.6, {}, SIX), 0.25)
    table = found.table
    assert table["span"].is_monotonic_decreasing and table.loc[0, "assumption"] in ("committed", "net_hours")
    base = found.settings["required"]
    row = table.set_index(["assumption", "task"]).loc[("minutes", "minor")]
    assert row["required_high"] - base == pytest.approx(0.25 * 6000 * 35 * 1.5 / 60 / (0.6 * 2088))
    assert base - row["required_low"] == pytest.approx(row["required_high"] - base)
    covered = workload.tornado(TASKS, SHIFTS, Plan(2088, 0.6, dict.fromkeys(SHIFTS, 20.0), SIX), 0.25).table
    assert covered.loc[0, "assumption"] in ("floor", "net_hours")


def test_work_that_cannot_be():
    with pytest.raises(UsageError) as refused:
        workload.hours_of_work(TASKS.assign(minutes=[90, -1, 1, 1, 1]))
    assert refused.value.key == "work_negative" and refused.value.params["task"] == "family_violence"
    assert workload.hours_of_work(TASKS.assign(minutes=[90, None, 1, 1, 1])).settings["without"] == 1
    for committed in (0, 1.2, float("nan")):
        with pytest.raises(UsageError):
            Plan(2088, committed, {}, SIX)
    with pytest.raises(UsageError):
        Plan(0, 0.6, {}, SIX)
    with pytest.raises(UsageError):
        workload.by_shift(100, {"day": 0.7}, Plan(2088, 0.6, {}, {"day": 24}))


def cells(work):
    work = np.asarray(work, dtype=float)
    return pd.DataFrame(
        [(f"S{i}", shift, work[i][j]) for i in range(len(work)) for j, shift in enumerate(SHIFTS)],
        columns=["sector", "shift", "work"],
    )


@given(st.integers(10, 200), st.integers(0, 2), st.lists(st.lists(st.floats(0, 1e4), min_size=4, max_size=4),
                                                        min_size=1, max_size=5))
def test_a_split_adds_up_and_keeps_every_floor(officers, floor, work):
    found = workload.split(officers, cells(work), floor)
    assert int(found.table["officers"].sum()) == officers and (found.table["officers"] >= 0).all()
    assert (found.table.groupby("sector")["officers"].sum() >= floor).all() and found.subject == "roster"


def test_without_a_floor_the_split_is_within_one_of_proportion_for_each_sector():
    work = [[5, 8, 20, 12], [1, 1, 2, 3], [0, 4, 9, 30]]
    found = workload.split(57, cells(work), 0).table.groupby("sector")[["officers", "exact"]].sum()
    assert ((found["officers"] - found["exact"]).abs() < 1).all()


def test_floors_that_ask_for_too_many():
    with pytest.raises(UsageError) as refused:
        workload.split(9, cells(np.ones((5, 4))), 2)
    assert refused.value.key == "floors_exceed_staff"
    assert workload.split(10, cells(np.ones((5, 4))), 2).table["officers"].sum() == 10


def test_cars_by_regime_fill_the_other_posts_first():
    """17.4 of 30 officers are left when guard, desk and supervisor are filled: two cars of eight-hour shifts."""
    posts = coverage.default_posts(5)
    table = coverage.cars_by_regime(5, 2, LEAVE, 30, None, posts[1:]).table.set_index("regime")
    assert round(table.loc["8h", "first"] + table.loc["8h", "needed"], 1) == CASE["cars"]["with_three_posts"]
    assert table.loc["8h", "kept"] == 2 and table["by_vehicles"].isna().all()
    assert (table["kept"] <= coverage.cars_by_regime(5, 2, LEAVE, 30, None).table.set_index("regime")["kept"]).all()
    assert coverage.cars_by_regime(5, 2, LEAVE, None, 3).table["kept"].eq(0).all()
