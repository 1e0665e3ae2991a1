"""The patrol log: every row is read or refused with its reason, and hours are set against complaints honestly."""

import pandas as pd
import pytest

from lib import settings
from lib.errors import FileError
from lib.officers import patrol, patrol_sheet
from lib.officers.sheets import Sheet
from lib.places.book import PlaceBook

SHIFTS = settings.value("hours.shifts")
HEAD = ["Fecha", "Sector", "Turno", "Patrulla", "Inicio", "Fin", "Horas", "Efectivos", "Punto crítico", "Unidad"]


def read(*rows, head=HEAD):
    cells = [(1, head), *((number, row) for number, row in enumerate(rows, start=2))]
    return patrol_sheet.read([Sheet("", cells)], PlaceBook(), SHIFTS, "log.csv")


def test_a_sheet_is_read_with_hours_over_midnight_and_shifts_from_the_clock():
    found = read(
        ["31/05/2026", "S1", "", "PNP", "22:00", "06:00", "", "2", "", "M-1"],
        ["2026-05-31", "S2", "tarde", "integrado", "", "", "3,5", "", "Plaza", ""],
        ["2026-05-31 00:00:00", "S2", "", "Serenazgo", "", "", "4", "3", "", ""],
    )
    table = found.table
    assert table["hours"].tolist() == [8.0, 3.5, 4.0] and table["shift"].tolist() == ["noche", "tarde", ""]
    assert table["crew"].tolist() == ["pnp", "joint", "serenazgo"] and table["day"].unique().tolist() == ["2026-05-31"]
    assert table["officers"].isna().tolist() == [False, True, False] and table["critical"].tolist() == ["", "Plaza", ""]


@pytest.mark.parametrize(("row", "code"), [
    (["31/02/2026", "S1", "", "PNP", "", "", "4", "", "", ""], "patrol_no_day"),
    (["31/05/2026", "", "", "PNP", "", "", "4", "", "", ""], "patrol_no_sector"),
    (["31/05/2026", "S1", "", "PNP", "", "", "-4", "", "", ""], "patrol_bad_hours"),
    (["31/05/2026", "S1", "", "PNP", "", "", "25", "", "", ""], "patrol_bad_hours"),
    (["31/05/2026", "S1", "", "PNP", "25:00", "06:00", "", "", "", ""], "patrol_bad_hours"),
    (["31/05/2026", "S1", "siesta", "PNP", "", "", "4", "", "", ""], "patrol_bad_shift"),
    (["31/05/2026", "S1", "", "bomberos", "", "", "4", "", "", ""], "patrol_bad_crew"),
    (["31/05/2026", "S1", "", "PNP", "", "", "4", "0", "", ""], "patrol_bad_people"),
    (["31/05/2026", "S1", "", "PNP", "", "", "4", "1.5", "", ""], "patrol_bad_people"),
])
def test_a_bad_row_is_refused_with_its_reason(row, code):
    good = ["30/05/2026", "S1", "", "PNP", "", "", "4", "", "", ""]
    found = read(good, row)
    assert (found.rows_read, found.rows_accepted, found.rows_rejected) == (2, 1, 1)
    rejecting = [problem for problem in found.problems if problem.severity == "reject"]
    assert [problem.code for problem in rejecting] == [code] and rejecting[0].examples[0].row == 3


def test_the_same_patrol_twice_counts_once_and_two_units_twice():
    row = ["31/05/2026", "S1", "noche", "PNP", "", "", "4", "", "", "M-1"]
    assert read(row, row).rows_rejected == 1
    assert read(row, [*row[:-1], "M-2"]).rows_rejected == 0


def test_a_file_that_is_no_log():
    with pytest.raises(FileError) as refused:
        read(["1", "2"], head=["a", "b"])
    assert refused.value.key == "officers_no_patrol"
    with pytest.raises(FileError):
        read(["", "S1", "", "PNP", "", "", "4", "", "", ""])


def log(*rows):
    columns = ["sector", "shift", "crew", "hours", "officers", "critical"]
    return pd.DataFrame(rows, columns=columns).assign(day="2026-05-31", unit="", source="t").astype({"officers": "Int64"})


def test_hours_add_up_whatever_they_are_grouped_by():
    rows = log(
        ("S1", "noche", "pnp", 8, 2, ""), ("S1", "noche", "joint", 4, 4, "Plaza"), ("S2", "tarde", "serenazgo", 6, None, "")
    )
    whole = patrol.hours(rows, ()).table.iloc[0]
    assert whole["hours"] == 18 and whole["joint_share"] == pytest.approx(4 / 18) and whole["officer_hours"] == 32
    by = patrol.hours(rows, ("sector", "shift"))
    assert by.table["hours"].sum() == 18 and by.table["critical_hours"].sum() == 4 and by.subject == "patrol"
    assert by.table["officer_hours"].isna().tolist() == [False, True] and by.cautions[0].params == {"patrols": 1}
    assert patrol.hours(rows.iloc[:0], ()).table["joint_share"].isna().all()


def test_hours_are_set_against_the_interval_of_the_share_of_crime():
    rows = log(("S1", "noche", "pnp", 60, 2, ""), ("S2", "noche", "pnp", 30, 2, ""), ("S4", "noche", "pnp", 10, 2, ""))
    crime = pd.DataFrame({"sector": ["S1", "S2", "S3"], "count": [300, 300, 400]})
    found = patrol.against_crime(rows, crime, 0.95)
    table = found.table.set_index("sector")
    assert table["verdict"].to_dict() == {"S1": "more", "S2": "alike", "S3": "less", "S4": "no_crime"}
    assert table.loc["S1", "ratio"] == pytest.approx(2) and table["hours_share"].sum() == pytest.approx(1)
    assert (table["low"] <= table["crime_share"]).all() and (table["crime_share"] <= table["high"]).all()
    few = patrol.against_crime(rows, crime.assign(count=[3, 3, 4]), 0.95).table.set_index("sector")
    assert few.loc["S1", "verdict"] == "alike"
    assert set(patrol.against_crime(rows.iloc[:0], crime, 0.95).table["verdict"]) == {"no_hours"}


def test_complaints_in_clusters_tell_less_and_any_column_divides():
    rows = log(("S1", "noche", "pnp", 60, 2, ""), ("S2", "", "pnp", 40, 2, "Plaza"))
    crime = pd.DataFrame({"sector": ["S1", "S2"], "count": [500, 500]})
    sharp, wide = (patrol.against_crime(rows, crime, 0.95, spread=spread).table for spread in (1.0, 40.0))
    assert sharp["verdict"].tolist() == ["more", "less"] and wide["verdict"].tolist() == ["alike", "alike"]
    assert (wide["crime_share"] == sharp["crime_share"]).all() and (wide["low"] < sharp["low"]).all()
    by_shift = patrol.against_crime(rows, pd.DataFrame({"shift": ["noche", "tarde"], "count": [2.5, 7.5]}), 0.95, "shift")
    assert by_shift.settings["untold"] == 40 and by_shift.table["hours_share"].tolist() == [1.0, 0.0]
    by_place = patrol.against_crime(rows, pd.DataFrame({"critical": ["Plaza"], "count": [9]}), 0.95, "critical")
    assert by_place.table["critical"].tolist() == ["Plaza"] and by_place.settings["untold"] == 60


def test_a_log_edited_on_the_screen_is_checked_like_a_file():
    kept = read(["31/05/2026", "S1", "", "PNP", "22:00", "06:00", "", "2", "", "M-1"]).table
    same = patrol_sheet.check(kept, PlaceBook(), SHIFTS)
    assert same.table.to_dict("records") == kept.to_dict("records") and same.rows_rejected == 0
    assert patrol_sheet.check(kept.assign(hours=30.0), PlaceBook(), SHIFTS).rows_rejected == 1
