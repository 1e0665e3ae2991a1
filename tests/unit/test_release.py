"""What must not be shown is never shown."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.access.audiences import policies, policy
from lib.complaints.filters import Filters
from lib.errors import PolicyError, UsageError
from lib.privacy.release import Released, release, restrict
from lib.privacy.suppression import hide_small
from lib.result import Result


def result(table, dims, audience, **extra):
    filters = restrict(Filters(source="s"), policy(audience), by=tuple(dims))
    return Result(table, dims=tuple(dims), filters=filters, n=int(table["count"].sum()), **extra)


def test_command_sees_everything():
    table = pd.DataFrame({"sector": ["1", "2"], "count": [1, 900]})
    released = release(result(table, ["sector"], "command"), policy("command"))
    assert released.table["count"].tolist() == [1, 900] and released.suppressed_cells == 0


def test_a_single_small_cell_takes_a_second_with_it():
    table = pd.DataFrame({"district": ["a", "b", "c", "d"], "count": [3, 40, 25, 0]})
    released = release(result(table, ["district"], "public"), policy("public"))
    assert released.table["suppressed"].tolist() == [True, False, True, False]
    assert released.table["count"].isna().tolist() == [True, False, True, False]


def test_derived_measures_go_with_their_count():
    table = pd.DataFrame({"district": ["a", "b", "c"], "count": [3, 40, 25], "share": [0.04, 0.59, 0.37]})
    released = release(result(table, ["district"], "public", derived={"count": ("share",)}), policy("public"))
    assert released.table["share"].isna().tolist() == [True, False, True]


def test_small_total_is_hidden():
    table = pd.DataFrame({"count": [4]})
    released = release(result(table, [], "public"), policy("public"))
    assert released.n is None and released.table["count"].isna().all()


def test_public_never_counts_reserved_types():
    filters = restrict(Filters(source="s"), policy("public"))
    assert filters.hidden_classes == ("closed",)
    assert restrict(Filters(source="s"), policy("municipal")).hidden_classes == ()
    assert restrict(Filters(source="s", places=("sector:1",)), policy("municipal")).hidden_classes == ("closed",)
    assert restrict(Filters(source="s", level="sector"), policy("municipal"), by=("place",)).hidden_classes == ("closed",)


def test_public_sees_no_sector_and_no_part_of_a_month():
    with pytest.raises(PolicyError):
        restrict(Filters(source="s", level="sector"), policy("public"), by=("place",))
    with pytest.raises(PolicyError):
        restrict(Filters(source="s", places=("station:X",)), policy("public"))
    with pytest.raises(PolicyError):
        restrict(Filters(source="s", start=dt.date(2023, 1, 15)), policy("public"))
    with pytest.raises(PolicyError):
        restrict(Filters(source="s"), policy("public"), by=("day",))
    assert restrict(Filters(start=dt.date(2024, 2, 1), end=dt.date(2024, 2, 29)), policy("public")).policy == "public"


def test_a_result_that_was_not_restricted_is_refused():
    plain = Result(pd.DataFrame({"count": [100]}), filters=Filters(source="s"))
    for name in policies():
        with pytest.raises(PolicyError):
            release(plain, policy(name))


def test_nobody_else_makes_a_released():
    with pytest.raises(TypeError):
        Released(pd.DataFrame(), (), (), "", "", 0, None, {}, (), (), None, "public", 0)


def test_unknown_audience_names_the_known():
    with pytest.raises(UsageError) as caught:
        policy("everybody")
    assert "municipal" in caught.value.remedy("es") and "everybody" in caught.value.message("es")


@given(
    cells=st.lists(st.integers(0, 60), min_size=12, max_size=12), smallest=st.sampled_from([2, 5, 10]),
)
def test_no_margin_gives_a_hidden_cell_back(cells, smallest):
    table = pd.DataFrame({
        "year": [y for y in range(3) for _ in range(4)], "type": list("abcd") * 3, "count": cells,
    })
    hidden = hide_small(table, ["year", "type"], "count", smallest)
    assert not ((table["count"] > 0) & (table["count"] < smallest) & ~hidden).any()
    for dim in ("year", "type"):
        for _, line in table.assign(hidden=hidden).groupby(dim):
            kept = line[line["hidden"]]
            if len(kept):
                assert len(kept) >= 2
                assert kept["count"].sum() >= smallest or len(kept) == len(line)


def test_staff_of_a_sector_is_for_command_only():
    table = pd.DataFrame({"sector": ["1", "2"], "officers": [6, 4]})
    staff = Result(table, dims=("sector",), counts=(), measure="officers", subject="staff")
    assert release(staff, policy("command")).table["officers"].tolist() == [6, 4]
    for audience in ("municipal", "public"):
        with pytest.raises(PolicyError) as refused:
            release(staff, policy(audience))
        assert refused.value.key == "place_too_fine"
    by_station = Result(table.rename(columns={"sector": "station"}), dims=("station",), counts=(), subject="staff")
    assert len(release(by_station, policy("municipal")).table) == 2


def test_single_answers_and_rosters_are_for_command_only():
    for subject in ("answers", "roster"):
        result = Result(pd.DataFrame({"value": [1]}), counts=(), subject=subject)
        assert len(release(result, policy("command")).table) == 1
        for audience in ("municipal", "public"):
            with pytest.raises(PolicyError) as refused:
                release(result, policy(audience))
            assert refused.value.key == "subject_reserved"


def cells(audience, size=250, **changes):
    table = pd.DataFrame({"cell": ["0_0", "0_1", "1_0", "1_1"], "count": [3, 40, 25, 0]})
    filters = restrict(Filters(source="s", **changes), policy(audience), by=("cell",))
    return Result(table, dims=("cell",), filters=filters, n=68, settings={"cell_m": size} if size else {})


def test_reserved_types_are_in_no_cell_for_nobody():
    assert restrict(Filters(source="s"), policy("command"), by=("cell",)).hidden_classes == ("closed",)
    assert restrict(Filters(source="s"), policy("command"), by=("sector",)).hidden_classes == ()
    assert restrict(Filters(source="s"), policy("municipal"), by=("cell",)).hidden_classes == ("aggregated", "closed")


def test_cells_are_as_large_as_the_audience_may_see():
    assert release(cells("command", 50), policy("command")).table["count"].tolist() == [3, 40, 25, 0]
    seen = release(cells("municipal"), policy("municipal")).table
    assert seen["suppressed"].tolist() == [True, False, True, False]
    for size in (200, 0):
        with pytest.raises(PolicyError) as refused:
            release(cells("municipal", size), policy("municipal"))
        assert refused.value.key == "cell_too_fine"


def test_the_public_sees_no_cells_and_nobody_by_a_back_door():
    with pytest.raises(PolicyError) as refused:
        cells("public")
    assert refused.value.key == "cells_not_shown"
    table = pd.DataFrame({"cell": ["0_0"], "count": [30]})
    for audience, key in (("public", "cells_not_shown"), ("command", "not_restricted")):
        by_place = restrict(Filters(source="s"), policy(audience))
        sneaked = Result(table, dims=("cell",), filters=by_place, settings={"cell_m": 500})
        with pytest.raises(PolicyError) as refused:
            release(sneaked, policy(audience))
        assert refused.value.key == key
    with pytest.raises(PolicyError) as refused:
        release(Result(table, dims=("cell",), settings={"cell_m": 500}), policy("command"))
    assert refused.value.key == "not_restricted"


@pytest.mark.parametrize(("start", "end", "seen"), [
    ((2024, 1, 1), (2024, 3, 31), True), ((2024, 1, 1), (2024, 2, 29), False), ((2024, 1, 15), (2024, 4, 14), True),
    ((2024, 1, 15), (2024, 4, 13), False), ((2023, 11, 1), (2024, 1, 31), True),
])
def test_a_map_of_cells_pools_three_months(start, end, seen):
    asked = {"start": dt.date(*start), "end": dt.date(*end)}
    if seen:
        assert cells("municipal", **asked).n == 68
    else:
        with pytest.raises(PolicyError) as refused:
            cells("municipal", **asked)
        assert refused.value.key == "cell_period_short"
