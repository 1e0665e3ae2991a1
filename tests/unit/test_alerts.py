"""The alert board: published values, relations, a planted truth, and its promise in simulation."""

from __future__ import annotations

import datetime as dt
import tomllib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from benchmarks.alert_board import draw, simulate
from lib.complaints.alerts import dispersion, exact, spans
from lib.complaints.alerts.board import board, judge, usual_range
from lib.complaints.alerts.discoveries import adjusted, alarms_of_runs, can_alarm, weight, weighted
from lib.complaints.alerts.simulation import simulate as simulate_board
from lib.result import Result
from lib.texts import DATA

CASES = tomllib.loads((DATA / "reference" / "cases" / "counts.toml").read_text(encoding="utf-8"))
LEVEL = 0.05


def whole(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def of(counts: np.ndarray, **extra: object) -> Result:
    table = pd.DataFrame(counts, columns=[str(i) for i in range(counts.shape[1])])
    table.insert(0, "crime_type", "theft")
    table.insert(0, "sector", [f"S{i}" for i in range(len(counts))])
    return board(table, ("sector", "crime_type"), **{"level": LEVEL, "usual": 0.95, "filling": False, **extra})  # type: ignore[arg-type]


def quiet(seed: int, phi: float = 2.0, cells: int = 60, periods: int = 13) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return draw(rng, np.geomspace(0.5, 60, cells)[:, None], phi, (cells, periods))


@pytest.mark.parametrize("case", CASES["e_test"], ids=lambda c: c["name"])
def test_e_test(case: dict) -> None:
    """The library's E-test gives the published p; our conditional test of the same counts is never below it."""
    published = stats.poisson_means_test(case["now"], 1, case["before"], 1).pvalue
    assert published == pytest.approx(case["p"], abs=5e-9)
    total = whole(case["now"] + case["before"])
    ours = exact.two_sided(whole(case["now"]), total, 1, np.ones(1))[0]
    assert ours >= published
    assert ours == pytest.approx(stats.binomtest(case["now"], int(total[0]), 0.5).pvalue)


@pytest.mark.parametrize("case", CASES["false_discovery"], ids=lambda c: c["name"])
def test_false_discoveries(case: dict) -> None:
    p = np.array(case["p"])
    assert int((adjusted(p) <= case["level"]).sum()) == case["rejected"]
    assert int((stats.false_discovery_control(p, method="by") <= case["level"]).sum()) == case["rejected_by"]
    many = alarms_of_runs(np.tile(p[p <= LEVEL], 3), np.repeat([0, 1, 2], int((p <= LEVEL).sum())), len(p), LEVEL)
    assert many.sum() == 3 * case["rejected"]


@settings(max_examples=40)
@given(st.lists(st.lists(st.floats(0.0001, 1), min_size=6, max_size=6), min_size=1, max_size=5))
def test_many_boards_at_once_are_each_board(boards: list[list[float]]) -> None:
    p = np.array(boards)
    expected = np.stack([adjusted(row) <= LEVEL for row in p])
    run, cell = np.nonzero(p <= LEVEL)
    got = np.zeros(p.shape, dtype=bool)
    got[run, cell] = alarms_of_runs(p[run, cell], run, 6, LEVEL)
    assert (got == expected).all()


@pytest.mark.parametrize("phi", [1.0, 1.4, 3.0])
def test_the_distribution_is_scipys(phi: float) -> None:
    """From the mean on that needs no average: binomial, or beta-binomial with the mean N / (h+1)."""
    totals, periods = whole(400, 1300, 5200), 12
    mean = totals / (periods + 1)
    now = (mean * 1.4).astype(np.int64)
    table = exact.tails(now, totals, periods, np.full(3, phi))
    for i, (n, x, m) in enumerate(zip(totals, now, mean, strict=True)):
        known = (stats.binom(n, 1 / (periods + 1)) if phi == 1
                 else stats.betabinom(n, m / (phi - 1), periods * m / (phi - 1)))
        assert table.of(now, table.lower)[i] == pytest.approx(known.cdf(x), abs=1e-9)
        assert table.of(now, table.upper)[i] == pytest.approx(known.sf(x - 1), abs=1e-9)


def test_small_cells_average_over_means() -> None:
    """Given the total, what the product says of a small cell is what boards drawn with every mean show."""
    rng = np.random.default_rng(5)
    mean = np.exp(rng.uniform(np.log(0.02), np.log(60), 400_000))
    counts = draw(rng, mean[:, None], 3.0, (len(mean), 13))
    for total in (4, 9, 20):
        held = counts[counts.sum(axis=1) == total][:, -1]
        table = exact.tails(whole(total), whole(total), 12, np.full(1, 3.0))
        for count in (1, 3, total // 2):
            seen = float((held >= count).mean())
            error = 4 * np.sqrt(max(seen, 1e-4) / len(held))
            assert abs(float(table.upper[count]) - seen) < error + 0.15 * seen


def test_fast_and_whole_tables_agree() -> None:
    rng = np.random.default_rng(0)
    totals = rng.integers(0, 3000, 80)
    totals[:20] = np.arange(20)
    now = np.minimum(totals, rng.integers(0, 250, 80))
    phi = rng.choice([1.0, 1.02, 1.5, 3.0], 80)
    table = exact.tails(now, totals, 12, phi)
    assert np.allclose(table.of(now, table.two_sided()), exact.two_sided(now, totals, 12, phi), atol=1e-9)
    small = totals < 200
    every = exact.tails(totals[small], totals[small], 12, phi[small])
    lowest = np.minimum.reduceat(every.two_sided(), every.start)
    assert np.allclose(lowest, exact.smallest(totals[small], 12, phi[small]), rtol=1e-6)


def test_nothing_at_all_is_no_evidence() -> None:
    assert exact.two_sided(whole(0), whole(0), 12, np.ones(1))[0] == 1
    assert exact.smallest(whole(0), 12, np.full(1, 2.0))[0] == 1


@pytest.mark.parametrize("phi", [1.0, 2.0, 3.0])
def test_dispersion_is_found_from_short_histories(phi: float) -> None:
    rng = np.random.default_rng(11)
    found = [dispersion.fit(draw(rng, np.geomspace(0.2, 100, 600)[:, None], phi, (600, 12))) for _ in range(20)]
    assert np.mean([one.at(np.array([20.0]))[0] for one in found]) == pytest.approx(phi, rel=0.05)


def test_dispersion_that_grows_with_the_mean() -> None:
    """Counts whose mean itself varies by 20 %: variance m + (.2 m)²."""
    rng = np.random.default_rng(12)
    mean = np.geomspace(1, 200, 400)[:, None] * rng.gamma(25, 1 / 25, (400, 24))
    found = dispersion.fit(rng.poisson(mean))
    assert found.slope == pytest.approx(0.04, rel=0.2)
    assert dispersion.fit(np.zeros((5, 12))).at(np.zeros(5)).tolist() == [1] * 5


def test_cells_that_can_alarm() -> None:
    """Each tested cell could alarm alone; none outside could join them and still do so."""
    rng = np.random.default_rng(3)
    totals = rng.integers(0, 60, 300)
    mean, phi = totals / 13, np.full(300, 2.0)
    smallest, weights = exact.smallest(totals, 12, phi), weight(totals / 13, phi)
    tested = can_alarm(smallest, weights, LEVEL)
    assert 0 < tested.sum() < 300 and mean[tested].min() > 0
    limit = LEVEL * weights / weights[tested].sum()
    assert (smallest[tested] <= limit[tested]).all()
    outside = np.flatnonzero(~tested)
    joined = LEVEL * weights[outside] / (weights[tested].sum() + weights[outside])
    assert (smallest[outside] > joined).all()
    assert weighted(np.full(4, 0.01), np.array([1.0, 1, 1, 1])).tolist() == [0.01] * 4


def test_planted_rise_and_fall_and_their_order() -> None:
    counts = quiet(21)
    counts[50, -1], counts[55, -1] = 5 * counts[50, :-1].mean(), 0
    found = of(counts)
    assert found.table["verdict"].iloc[50] == "up" and found.table["verdict"].iloc[55] == "down"
    shuffled = np.random.default_rng(0).permutation(len(counts))
    again = of(counts[shuffled]).table
    assert (again["verdict"].to_numpy() == found.table["verdict"].to_numpy()[shuffled]).all()
    past = np.concatenate([counts[:, :-1][:, ::-1], counts[:, -1:]], axis=1)
    assert np.allclose(of(past).table["p"], found.table["p"], equal_nan=True)  # the order of the past does not matter


def test_a_filling_period_holds_falls_back() -> None:
    counts = quiet(21)
    counts[50, -1], counts[55, -1] = 5 * counts[50, :-1].mean(), 0
    table = of(counts, filling=True).table
    assert table["verdict"].iloc[50] == "up" and table["verdict"].iloc[55] == "no_evidence"
    assert table.index[table["held"]].tolist() == [55]


def test_few_complaints_say_so() -> None:
    counts = np.zeros((40, 13), dtype=np.int64)
    counts[:, 4] = 1
    counts[3] = np.eye(13, dtype=np.int64)[-1]
    table = of(counts).table
    assert set(table["verdict"]) == {"too_few"} and table["p"].isna().all()
    assert simulate_board(of(counts), runs=100, seed=1).table["boards"].iloc[0] == 0
    with pytest.raises(ValueError):
        of(counts[:, :2])


def test_the_usual_range_covers() -> None:
    rng = np.random.default_rng(9)
    for mean, phi in ((2.0, 1.0), (10.0, 2.0), (60.0, 3.0)):
        counts = draw(rng, np.full((4000, 1), mean), phi, (4000, 13))
        low, high = usual_range(counts[:, :-1].sum(axis=1), 12, np.full(4000, phi), 0.95)
        assert 0.94 <= float(((counts[:, -1] >= low) & (counts[:, -1] <= high)).mean()) <= 0.99


def test_the_boards_own_simulation_agrees_with_fresh_boards() -> None:
    """What the page prints is what quiet boards do that are drawn and judged anew."""
    told = np.mean([
        simulate_board(of(quiet(seed, cells=40)), runs=2000, seed=1).table["boards"].iloc[0] for seed in range(5)
    ])
    fresh = np.mean([judge(c[:, -1], c[:, :-1], LEVEL).alarms.any() for c in (quiet(s, cells=40) for s in range(600))])
    assert abs(told - fresh) < 0.025 and told < 0.06
    one = simulate_board(of(quiet(1)), runs=1500, seed=4).table
    pd.testing.assert_frame_equal(one, simulate_board(of(quiet(1)), runs=1500, seed=4).table)
    assert 0 < one["single"].iloc[0] < 0.05 * 60


def test_progress_runs_to_the_end() -> None:
    heard: list[float] = []
    simulate_board(of(quiet(1)), runs=2500, seed=4, progress=heard.append)
    assert heard == sorted(heard) and heard[-1] == 1


@pytest.mark.parametrize(("phi", "periods"), [(1.0, 12), (3.0, 12), (2.0, 52)])
def test_the_promise_in_short(phi: float, periods: int) -> None:
    """A small version of benchmarks/alert_board.py, whose table stands in docs/methods/alerts.md."""
    row = simulate(phi, periods, 120, 60, 1, LEVEL)
    assert row.null <= 0.06 + 2.5 * np.sqrt(0.06 * 0.94 / 120)
    assert max(row.rate) <= 0.06 + 0.02
    assert row.ratios()[1] >= 0.9
    assert row.power[1] > 0.25  # a board that never alarms fails


@pytest.mark.parametrize(("cells", "periods"), [(1, 8), (3, 12)])
def test_few_cells_and_a_short_history_do_not_cry_wolf(cells: int, periods: int) -> None:
    rng = np.random.default_rng(8)
    mean = np.geomspace(5, 20, cells)
    alarms = 0
    for _ in range(600):
        counts = draw(rng, mean[:, None], 3.0, (cells, periods + 1))
        alarms += bool(judge(counts[:, -1], counts[:, :-1], LEVEL).alarms.any())
    assert alarms / 600 <= 0.075


def test_periods() -> None:
    first, last = dt.date(2024, 1, 3), dt.date(2024, 4, 30)
    weeks = spans.ending("week", first, last)
    assert weeks[0] == spans.Span(dt.date(2024, 4, 22), dt.date(2024, 4, 28))  # 29-30 April is no whole week
    assert all(span.start.isoweekday() == 1 and (span.end - span.start).days == 6 for span in weeks)
    assert spans.ending("month", first, last)[-1].start == dt.date(2024, 2, 1)
    four = spans.ending("four_weeks", first, last)[0]
    past = spans.before("four_weeks", four, first, 13)
    assert [b.start - a.end for a, b in zip([*past], [*past[1:], four], strict=True)] == [dt.timedelta(1)] * len(past)
    assert past[0].start >= first and len(past) == 3
    months = spans.before("month", spans.Span(dt.date(2024, 4, 1), last), first, 12)
    assert [span.start.month for span in months] == [2, 3]
