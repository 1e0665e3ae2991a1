"""Hours: worked examples, the published week of Washington's burglaries in any time zone, relations, planted windows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lib import settings
from lib.complaints import aoristic, hours
from lib.complaints.change import count_interval
from lib.demonstration.layer import SHIFTS as LAYER_SHIFTS
from lib.texts import DATA

ROOT = Path(__file__).resolve().parents[2]
POINTS = ROOT.parent / "shared" / "data" / "points"
CASES = tomllib.loads((DATA / "reference" / "cases" / "hours.toml").read_text(encoding="utf-8"))
TURNS = settings.value("hours.shifts")


@pytest.mark.parametrize("case", CASES["aoristic"], ids=lambda c: c["name"])
def test_worked_examples(case: dict) -> None:
    week = aoristic.week_hours(*(np.array([value]) for value in (case["hour"], case["minute"], case.get("minutes", np.nan))))
    expected = np.zeros(aoristic.HOURS)
    for hour, weight in case["weights"].items():
        expected[int(hour)] = weight
    assert week == pytest.approx(expected, abs=5e-7)


def test_longer_than_a_week_says_nothing() -> None:
    week = aoristic.week_hours(np.array([5]), np.array([0]), np.array([aoristic.WEEK + 1]))
    assert week == pytest.approx(np.full(168, 1 / 168))
    exactly = aoristic.week_hours(np.array([5]), np.array([30]), np.array([aoristic.WEEK]))
    assert exactly == pytest.approx(np.full(168, 1 / 168)), "a week from half past five gives each hour its hour"


def test_weights_add_up_and_shift_with_the_clock() -> None:
    rng = np.random.default_rng(8)
    hour, minute = rng.integers(0, 168, 5000), rng.integers(0, 60, 5000)
    minutes = rng.integers(1, aoristic.WEEK + 1, 5000)
    week = aoristic.week_hours(hour, minute, minutes)
    assert week.sum() == pytest.approx(5000) and (week > -1e-9).all()
    later = aoristic.week_hours((hour + 30) % 168, minute, minutes)
    assert later == pytest.approx(np.roll(week, 30))


def test_against_minute_by_minute_counting() -> None:
    rng = np.random.default_rng(2)
    hour, minute, minutes = rng.integers(0, 168, 200), rng.integers(0, 60, 200), rng.integers(1, 3000, 200)
    slow = np.zeros(168)
    for h, m, length in zip(hour, minute, minutes, strict=True):
        at = (h * 60 + m + np.arange(length)) // 60 % 168
        np.add.at(slow, at, 1 / length)
    assert aoristic.week_hours(hour, minute, minutes) == pytest.approx(slow)


def test_washington_burglaries_in_any_time_zone(tmp_path: Path) -> None:
    """The published table to .0005, through the engine, whatever the machine's own zone is."""
    if not (POINTS / "dc_burglaries_epoch.csv").exists():
        pytest.skip("../shared/data/points is not here")
    script = tmp_path / "burglaries.py"
    script.write_text(WEEK_OF_BURGLARIES, encoding="utf-8")
    published = pd.read_csv(POINTS / "dc_burglaries_week_hours.csv").iloc[:, 1:].to_numpy().T.ravel()
    for zone in ("America/Lima", "Asia/Tokyo", "America/New_York"):
        environment = {**os.environ, "TZ": zone, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, str(script), str(POINTS / "dc_burglaries_epoch.csv"), str(tmp_path / zone.replace("/", "_"))],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
        )
        week = np.array([float(value) for value in done.stdout.strip().splitlines()[-1].split()])
        assert np.abs(week - published).max() < 0.0005, zone


WEEK_OF_BURGLARIES = '''
import sys
from pathlib import Path
import numpy as np
import pandas as pd
import pyarrow as pa
from lib.complaints.checking.when import to_local
from lib.complaints.filters import Filters
from lib.complaints.written.moments import read_moments
from lib.storage import engine, queries
from lib.storage.loading import add
from lib.storage.store import Store
from tests.storage.staged import checked

rows = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
local = {}
for name in ("s", "e"):
    moments = read_moments(pa.array(rows[name].tolist()))
    micros = to_local(moments.micros, moments.instant, "America/New_York")
    local[name] = [pd.Timestamp(value, unit="us").to_pydatetime() if ok else None
                   for value, ok in zip(micros.tolist(), moments.ok.tolist())]
store = Store(Path(sys.argv[2]) / "own")
told = [{"key": i, "occurred_from": a, "occurred_to": b} for i, (a, b) in enumerate(zip(local["s"], local["e"]))]
with checked(store, told) as file:
    add(store, file, "ana")
found = queries.week_hours(engine.snapshot(store), Filters())
week = found.table.groupby(["weekday", "hour"])["count"].sum().unstack(fill_value=0.0)
assert found.n == len(rows) and found.settings["intervals"] == 988
print(*week.to_numpy().ravel())
'''


def week_of(counts: dict[tuple[int, int], float], place: str = "1", unknown: float = 0) -> pd.DataFrame:
    rows = [{"sector": place, "weekday": day, "hour": hour, "count": count} for (day, hour), count in counts.items()]
    rows.append({"sector": place, "weekday": 3, "hour": None, "count": unknown})
    return pd.DataFrame(rows).astype({"weekday": "Int64", "hour": "Int64", "count": "float64"})


def test_an_unknown_hour_is_never_midnight() -> None:
    table = hours.by_shift(week_of({(1, 0): 3, (1, 6): 5, (2, 18): 2}, unknown=40), TURNS, level=0.95).table
    counts = table.set_index("shift")["count"]
    assert counts.to_dict() == {"madrugada": 3, "manana": 5, "tarde": 0, "noche": 2, "unknown": 40}
    assert table["share"].iloc[:-1].sum() == pytest.approx(1) and np.isnan(table["share"].iloc[-1])


def test_shifts_are_those_of_the_layer() -> None:
    """Every hour has one shift, and it is the ``turno`` that the layer's rows carry."""
    names = {"madrugada": "madrugada", "manana": "mañana", "tarde": "tarde", "noche": "noche"}
    for hour in range(24):
        assert names[hours.shift_of(hour, TURNS)] == LAYER_SHIFTS[hour // 6]
    assert hours.shift_of(None, TURNS) == "unknown"


def test_the_layers_own_list_of_shifts() -> None:
    listed = ROOT.parent / "shared" / "data" / "peru" / "incident_layer_categories.json"
    if not listed.exists():
        pytest.skip("../shared/data/peru is not here")
    assert set(json.loads(listed.read_text(encoding="utf-8"))["turno_hecho"]) == set(LAYER_SHIFTS)


def test_weekdays_are_counted_per_day_and_bursts_widen_the_interval() -> None:
    week = week_of({(day, 12): 52.0 * day for day in range(1, 8)})
    days = dict.fromkeys(range(1, 8), 52)
    table = hours.by_weekday(week, days, level=0.95).table
    assert table["rate"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    low, high = count_interval(52, 0.95)
    assert (table["low"].iloc[0] * 52, table["high"].iloc[0] * 52) == pytest.approx((low, high))
    wide = hours.by_weekday(week, days, level=0.95, spread=(4.0, 300)).table
    assert (wide["high"] - wide["low"] > 1.8 * (table["high"] - table["low"])).all()


def test_even_days_have_no_busiest_weekday() -> None:
    rng = np.random.default_rng(6)
    days = pd.date_range("2024-01-01", periods=364, freq="D")
    alarms = 0
    for _ in range(200):
        counts = rng.negative_binomial(20 / 2, 1 / 3, 364)
        week = pd.DataFrame({"weekday": days.day_of_week + 1, "hour": 0, "count": counts})
        spread = hours.day_spread(pd.DataFrame({"day": days, "count": counts}))
        alarms += hours.by_weekday(week, dict.fromkeys(range(1, 8), 52), level=0.95, spread=spread).settings["p"] < 0.05
    assert alarms / 200 <= 0.09


def test_the_planted_windows_are_found_and_do_not_overlap() -> None:
    rng = np.random.default_rng(1)
    base = {(day, hour): float(rng.poisson(2)) for day in range(1, 8) for hour in range(24)}
    for hour in (22, 23):
        base[6, hour] += 30
    for hour in (0, 1):
        base[7, hour] += 30
    base |= {(7, 23): base[7, 23] + 20, (1, 0): base[1, 0] + 20}
    table = hours.busiest_windows(week_of(base), "sector", length=4, most=3, fewest=20, level=0.95).table
    first, second = table.iloc[0], table.iloc[1]
    assert (first["weekday"], first["hour"], first["until"]) == (6, 22, 2), "past midnight it keeps the day of its start"
    assert second["weekday"] == 7 and second["hour"] in (21, 22, 23), "past Sunday into Monday"
    assert first["beyond_chance"] and first["count"] >= second["count"] >= table["count"].iloc[2]
    starts = ((table["weekday"] - 1) * 24 + table["hour"]).tolist()
    assert min(min((a - b) % 168, (b - a) % 168) for a in starts for b in starts if a != b) >= 4


def test_even_hours_are_seldom_beyond_chance() -> None:
    rng = np.random.default_rng(12)
    alarms = 0
    for _ in range(200):
        counts = rng.multinomial(400, np.full(168, 1 / 168)).astype(float)
        week = week_of({(i // 24 + 1, i % 24): value for i, value in enumerate(counts)})
        table = hours.busiest_windows(week, "sector", length=4, most=3, fewest=20, level=0.95).table
        alarms += bool(table["beyond_chance"].any())
    assert alarms / 200 <= 0.06


def test_a_place_with_few_known_hours_has_no_window() -> None:
    week = pd.concat([week_of({(1, 3): 19.0}, "few", unknown=100), week_of({(1, 3): 20.0}, "enough")])
    table = hours.busiest_windows(week, "sector", length=4, most=3, fewest=20, level=0.95).table
    assert set(table["sector"]) == {"enough"}


def test_a_million_intervals_are_quick() -> None:
    rng = np.random.default_rng(1)
    week = aoristic.week_hours(rng.integers(0, 168, 10**6), rng.integers(0, 60, 10**6), rng.integers(0, 12000, 10**6))
    assert week.sum() == pytest.approx(10**6)
