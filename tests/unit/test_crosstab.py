"""The cross table: parts add up, nothing hidden comes back, two places are told apart no more often than by chance."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.complaints import periods
from lib.complaints.comparing import compared
from lib.complaints.crosstab import TOTAL, crossed, measured
from lib.privacy.suppression import hide_small

RULES = {"confidence": 0.95, "fewest": 16, "unstable": 20, "percent_base": 20}


def counts(cells, places="abcd", types="xyz"):
    pairs = [(place, kind) for place in places for kind in types]
    return pd.DataFrame(
        {"sector": [p for p, _ in pairs], "crime_type": [t for _, t in pairs], "count": cells[:len(pairs)]}
    )


def at(table, place, crime, name="count"):
    return table.loc[(table["sector"] == place) & (table["crime_type"] == crime), name].iloc[0]


@given(cells=st.lists(st.integers(0, 90), min_size=12, max_size=12))
def test_parts_add_up_to_the_totals(cells):
    table = crossed(counts(cells), "sector", ["e"])
    grid = table.pivot(index="sector", columns="crime_type", values="count")
    assert at(table, TOTAL, TOTAL) == sum(cells)
    inner = grid.drop(index=TOTAL, columns=TOTAL)
    assert (inner.sum(axis=1) == grid.drop(index=TOTAL)[TOTAL]).all()
    assert (inner.sum(axis=0) == grid.drop(columns=TOTAL).loc[TOTAL]).all()
    assert (grid.loc["e"] == 0).all()


def test_months_are_added_and_the_unknown_place_stays_a_row():
    raw = pd.DataFrame({"sector": ["a", "a", None], "crime_type": ["x", "x", "y"], "count": [3, 4, 2]})
    table = crossed(raw, "sector")
    assert at(table, "a", "x") == 7 and at(table, TOTAL, "y") == 2
    assert table.loc[table["sector"].isna() & (table["crime_type"] == "y"), "count"].item() == 2


def test_nothing_at_all_is_a_zero():
    table = crossed(counts([0] * 12).iloc[:0], "sector")
    assert table["count"].tolist() == [0] and table["crime_type"].tolist() == [TOTAL]


def test_shares_add_up_and_need_a_base():
    table = measured(crossed(counts([30, 20, 50, 9, 1, 0, 40, 40, 20, 0, 0, 0]), "sector"), "sector", {}, **RULES)
    inner = table[(table["crime_type"] != TOTAL) & (table["sector"] == "a")]
    assert float(inner["of_place"].sum()) == pytest.approx(1)
    down = table[(table["crime_type"] == "x") & (table["sector"] != TOTAL)]
    assert float(down["of_type"].sum()) == pytest.approx(1)
    assert pd.isna(at(table, "b", "x", "of_place")) and pd.isna(at(table, "d", "x", "of_place"))


def test_the_row_of_totals_has_a_population_only_when_it_is_one():
    table = crossed(counts([30] * 12), "sector")
    people = dict.fromkeys("abcd", (1_000, 2022))
    whole = measured(table, "sector", people, **RULES)
    assert at(whole, TOTAL, "x", "population") == 4_000 and at(whole, TOTAL, "x", "rate") == pytest.approx(3_000)
    for less in ({**people, "a": (1_000, 2021)}, {place: people[place] for place in "abc"}):
        assert pd.isna(at(measured(table, "sector", less, **RULES), TOTAL, "x", "rate"))
    lost = crossed(pd.concat([counts([30] * 12), pd.DataFrame({"sector": [None], "crime_type": "x", "count": 4})]), "sector")
    assert pd.isna(at(measured(lost, "sector", people, **RULES), TOTAL, "x", "rate"))
    assert at(measured(lost, "sector", {**people, TOTAL: (5_000, 2020)}, **RULES), TOTAL, "x", "population_year") == 2020


def test_a_type_with_a_hidden_place_is_not_smoothed():
    table = crossed(counts([30, 40, 50] * 4), "sector").astype({"count": "Int64"})
    table.loc[(table["sector"] == "a") & (table["crime_type"] == "x"), "count"] = pd.NA
    found = measured(table, "sector", dict.fromkeys("abcd", (1_000, 2022)), **RULES)
    smoothed = found[found["smoothed"].notna()]
    assert set(smoothed["crime_type"]) == {"y", "z", TOTAL}
    assert at(found, "b", "x", "state") == "shown" and at(found, "a", "x", "state") == "hidden"


def fixed_by_the_sums(table, hidden):
    """Hidden cells whose value follows from what is shown: solved as linear equations, with the totals' own signs."""
    cells = np.flatnonzero(hidden)
    equations = []
    for dim, other in (("sector", "crime_type"), ("crime_type", "sector")):
        for line in table.groupby(other, dropna=False).indices.values():
            equations.append([
                0 if cell not in line else -1 if table[dim].iloc[cell] == TOTAL else 1 for cell in cells
            ])
    matrix = np.array(equations, dtype=float)
    rank = np.linalg.matrix_rank(matrix)
    return [
        int(cell) for i, cell in enumerate(cells) if np.linalg.matrix_rank(np.delete(matrix, i, axis=1)) == rank - 1
    ]


@given(
    cells=st.lists(st.sampled_from([0, 0, 1, 2, 3, 6, 12, 30, 80]), min_size=30, max_size=30),
    smallest=st.sampled_from([5, 10]),
)
def test_no_sum_of_the_cross_table_gives_a_small_count_back(cells, smallest):
    table = crossed(counts(cells, "abcdef", "vwxyz"), "sector")
    hidden = hide_small(table, ["sector", "crime_type"], "count", smallest).to_numpy()
    small = ((table["count"] > 0) & (table["count"] < smallest)).to_numpy()
    assert not (small & ~hidden).any()
    if hidden.any():
        assert not [cell for cell in fixed_by_the_sums(table, hidden) if small[cell]]


def test_one_cell_that_joins_two_groups_is_not_given_back():
    """Every line hides two cells or more, and yet row c minus the groups on both sides would give c-w."""
    grid = pd.DataFrame(
        [[7, 7, 90, 90, 90], [7, 7, 90, 90, 90], [90, 90, 7, 7, 90], [90, 90, 7, 7, 90]], index=list("abcd"),
        columns=list("vwxyz"),
    )
    grid.loc["b", "x"] = 3
    grid.index.name, grid.columns.name = "sector", "crime_type"
    raw = grid.stack().rename("count").reset_index()
    table = crossed(raw, "sector")
    hidden = hide_small(table, ["sector", "crime_type"], "count", 10).to_numpy()
    bridge = int(np.flatnonzero((table["sector"] == "b") & (table["crime_type"] == "x"))[0])
    assert hidden[bridge] and bridge not in fixed_by_the_sums(table, hidden)
    primary = ((table["count"] > 0) & (table["count"] < 10)).to_numpy()
    assert bridge in fixed_by_the_sums(table, primary)


@pytest.mark.parametrize(("start", "end", "wanted"), [
    ((2024, 1, 1), (2024, 12, 31), ((2023, 1, 1), (2023, 12, 31))),
    ((2024, 3, 1), (2024, 3, 31), ((2024, 2, 1), (2024, 2, 29))),
    ((2024, 1, 1), (2024, 2, 29), ((2023, 11, 1), (2023, 12, 31))),
    ((2024, 3, 5), (2024, 3, 11), ((2024, 2, 27), (2024, 3, 4))),
])
def test_the_preceding_period(start, end, wanted):
    assert periods.preceding(dt.date(*start), dt.date(*end)) == tuple(dt.date(*day) for day in wanted)


def sides(one, other, crime="x"):
    row = {"crime_type": crime}
    for side, count in (("one", one), ("other", other)):
        row |= {f"count_{side}": count, f"of_place_{side}": 1.0, f"rate_{side}": 1.0, f"low_{side}": 1.0,
                f"high_{side}": 1.0, f"state_{side}": "shown"}
    return row


def beside(rows, blocks, population=(1_000, 1_000)):
    return compared(pd.DataFrame(rows).astype({"count_one": "Int64", "count_other": "Int64"}), blocks, level=0.95,
                    population=population, false_discovery=0.05).table


def once(one, other):
    return np.array([one], dtype=float), np.array([other], dtype=float)


def test_a_published_rate_ratio():
    """Breslow & Day in R's help page of poisson.test: 11 in 800 against 21 in 3,011."""
    row = beside([sides(11, 21)], {"x": once(11, 21)}, (800, 3011)).iloc[0]
    assert (row["ratio"], row["ratio_low"], row["ratio_high"]) == pytest.approx((1.971488, 0.8584264, 4.2772659), abs=5e-7)
    assert row["verdict"] == "no_evidence"


def test_swapping_the_places_inverts_the_ratio():
    a = beside([sides(90, 40)], {"x": once(90, 40)}, (2_000, 1_000)).iloc[0]
    b = beside([sides(40, 90)], {"x": once(40, 90)}, (1_000, 2_000)).iloc[0]
    assert a["ratio"] == pytest.approx(1 / b["ratio"]) and a["ratio_low"] == pytest.approx(1 / b["ratio_high"])


def test_a_hidden_count_is_not_compared():
    row = beside([sides(None, 21)], {"x": once(3, 21)}).iloc[0]
    assert row["verdict"] == "hidden" and pd.isna(row["ratio"]) and pd.isna(row["p"])


def test_among_many_equal_types_few_are_called_different_and_a_planted_one_is_found():
    rng = np.random.default_rng(11)
    wrong, found = 0, 0
    for _ in range(60):
        blocks = {f"t{i}": (rng.poisson(8, 12).astype(float), rng.poisson(8, 12).astype(float)) for i in range(20)}
        blocks["t0"] = (rng.poisson(16, 12).astype(float), blocks["t0"][1])
        rows = [sides(int(one.sum()), int(other.sum()), crime) for crime, (one, other) in blocks.items()]
        table = beside(rows, blocks).set_index("crime_type")["verdict"]
        wrong += (table.drop("t0").isin(["more", "less"])).any()
        found += table["t0"] == "more"
    assert found >= 57 and wrong <= 9
