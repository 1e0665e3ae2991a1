"""Checking: dates, hours, counts, totals, labels and places, one row at a time."""

from __future__ import annotations

import datetime as dt

import pytest

from lib.complaints.reading import Overrides
from tests.checked import SHEET, SIDPOL, TODAY, checked, csv


def sheet_row(number: str = "77", day: str = "03/02/2023", hour: str = "21:30", crime: str = "Hurto",
              district: str = "Ica", sector: str = "Sector 1", point: str = "-14.07,-75.73") -> str:
    return ",".join([number, day, hour, crime, district, sector, point])


OTHERS = [sheet_row(str(n), f"{n + 12}/02/2023") for n in range(9)]


def cell(year: object = 2024, month: object = 1, ubigeo: object = "110101", label: str = "Hurto", count: object = 3,
         district: str = "") -> str:
    return f"{year},{month},,,{district},{ubigeo},{label},{count}"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("29/02/2023", "date_impossible"), ("31/04/2023", "date_impossible"), ("05/13/2023", "date_impossible"),
        ("00/01/2023", "date_impossible"), ("14/02/1923", "date_too_old"), ("14/02/2015", "date_too_old"),
        (f"{TODAY + dt.timedelta(days=1):%d/%m/%Y}", "date_in_future"), ("14/02/2099", "date_in_future"),
        ("ayer", "date_unreadable"), ("", "date_missing"), ("S/D", "date_missing"), ("Fecha del hecho", "repeated_header"),
    ],
)
def test_dates_that_are_none(day: str, code: str) -> None:
    outcome = checked(csv(SHEET, *OTHERS, sheet_row("99", day)))
    assert outcome.codes("reject") == {code: 1}
    assert outcome.rejected[["row", "code", "column", "value"]].values.tolist() == [[11, code, "Fecha del hecho", day]]
    assert outcome.rejected["N.º de denuncia"].tolist() == ["99"]


@pytest.mark.parametrize("day", ["29/02/2024", "03/03/2022", f"{TODAY:%d/%m/%Y}"])
def test_dates_that_are(day: str) -> None:
    """Leap days, a year before the extract's first day, today."""
    others = [sheet_row(str(n), f"{n + 12}/02/2023") for n in range(9)]
    assert checked(csv(SHEET, *others, sheet_row("99", day))).report.rows_rejected == 0


def test_an_old_event_is_accepted_when_the_person_says_so() -> None:
    content = csv(SHEET, *OTHERS, sheet_row("99", "14/02/1999"))
    outcome = checked(content, overrides=Overrides(since=dt.date(1999, 1, 1)))
    assert (outcome.report.rows_rejected, outcome.report.start) == (0, dt.date(1999, 2, 14))


@pytest.mark.parametrize(
    ("days", "order", "first"),
    [
        (["03/02/2023", "13/02/2023"], "dmy", dt.date(2023, 2, 3)),
        (["02/03/2023", "02/13/2023"], "mdy", dt.date(2023, 2, 3)),
        (["2023-02-03", "2023-02-13"], "ymd", dt.date(2023, 2, 3)),
        (["03/02/2023", "04/02/2023"], "dmy", dt.date(2023, 2, 3)),
    ],
)
def test_the_order_of_day_and_month_is_decided_by_the_column(days: list[str], order: str, first: dt.date) -> None:
    outcome = checked(csv(SHEET, *(sheet_row(str(n), day) for n, day in enumerate(days))))
    assert (outcome.report.understood.date_order, outcome.column("occurred_from")[0].date()) == (order, first)
    assert ("date_order_assumed" in outcome.codes()) == (days[1] == "04/02/2023")


def test_dates_that_contradict_each_other_are_said() -> None:
    days = ["13/02/2023", "02/13/2023", "14/02/2023"]
    outcome = checked(csv(SHEET, *(sheet_row(str(n), day) for n, day in enumerate(days))))
    assert outcome.codes() == {"date_impossible": 1, "date_order_contradicts": 1}
    content = csv(SHEET, *(sheet_row(str(n), day) for n, day in enumerate(days)))
    other = checked(content, overrides=Overrides(date_order="mdy"))
    assert other.report.rows_accepted == 1


@pytest.mark.parametrize(
    ("hour", "known", "precision"),
    [("21:30", True, "minute"), ("9:05 p. m.", True, "minute"), ("14", True, "hour"), ("", False, "day"),
     ("00:00", False, "day"), ("S/D", False, "day"), ("00:01", True, "minute")],
)
def test_hours(hour: str, known: bool, precision: str) -> None:
    row = checked(csv(SHEET, sheet_row(hour=hour), *OTHERS)).first()
    assert (row["hour_known"], row["precision"]) == (known, precision)


def test_an_hour_that_cannot_be_is_said_and_the_row_counted() -> None:
    outcome = checked(csv(SHEET, sheet_row(hour="25:70"), *OTHERS))
    assert (outcome.report.rows_accepted, outcome.codes("warn")) == (10, {"time_unreadable": 1})


def test_an_event_between_two_moments() -> None:
    header = "Fecha del hecho,Hora del hecho,Fecha final del hecho,Hora final del hecho,Fecha de registro,Tipo de delito"
    outcome = checked(csv(
        header,
        "13/02/2023,20:00,14/02/2023,07:30,14/02/2023,Hurto",
        "13/02/2023,22:00,,06:00,14/02/2023,Hurto",
        "13/02/2023,20:00,12/02/2023,07:30,12/02/2023,Hurto",
        "13/02/2023,20:00,,,31/12/2050,Hurto",
    ))
    ends = [end and str(end) for end in outcome.column("occurred_to")]
    assert ends == ["2023-02-14 07:30:00", "2023-02-14 06:00:00", None, None]
    assert outcome.codes("warn") == {"end_before_start": 1, "reported_outside": 2}
    assert outcome.column("reported")[3] is None


@pytest.mark.parametrize(
    ("count", "code"),
    [("-5", "count_negative"), ("2.5", "count_fractional"), ("cinco", "count_unreadable"), ("", "count_missing"),
     ("99999999999", "count_too_large"), ("1e400", "count_unreadable")],
)
def test_counts_that_are_none(count: str, code: str) -> None:
    outcome = checked(csv(SIDPOL, cell(), cell(month=2, count=count)))
    assert outcome.codes("reject") == {code: 1}
    assert outcome.rejected[["row", "value"]].values.tolist() == [[3, count]]
    assert outcome.report.count_total == 3


def test_zero_is_a_row_and_a_whole_number_may_have_a_point() -> None:
    outcome = checked(csv(SIDPOL, cell(count=0), cell(count="5.0", month=2), cell(count="7", month=3)))
    assert outcome.column("count") == [0, 5, 7]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (cell(month=13), "month_unreadable"), (cell(month=0), "month_unreadable"), (cell(month=""), "month_unreadable"),
        (cell(year="dos mil"), "year_unreadable"), (cell(year=""), "date_missing"), (cell(year=1923), "date_too_old"),
        (cell(year=2026, month=12), "date_in_future"), (cell(year="TOTAL", count=99), "total_row"),
        (cell(label="Total general"), "total_row"), (",,,,TOTAL ICA,,,318", "total_row"), (SIDPOL, "count_unreadable"),
    ],
)
def test_published_cells_that_are_rejected(row: str, code: str) -> None:
    outcome = checked(csv(SIDPOL, cell(), row))
    assert outcome.codes("reject") == {code: 1}
    assert outcome.rejected["row"].tolist() == [3]


def test_a_published_month_runs_from_its_first_day_to_its_last() -> None:
    outcome = checked(csv(SIDPOL, cell(2024, "febrero"), cell(2026, 11)))
    row = outcome.first()
    assert (row["occurred_from"].date(), row["occurred_to"].date()) == (dt.date(2024, 2, 1), dt.date(2024, 2, 29))
    assert (outcome.report.start, outcome.report.end) == (dt.date(2024, 2, 1), dt.date(2026, 11, 30))


def test_a_name_that_holds_the_word_total_is_no_total() -> None:
    outcome = checked(csv(SHEET, sheet_row(crime="Robo (pérdida total del vehículo)"), *OTHERS))
    assert outcome.report.rows_rejected == 0


def test_labels_keep_the_level_that_they_name() -> None:
    labels = ["Hurto", "HURTO SIMPLE", "PATRIMONIO (DELITO)", "Tentativa de robo", "Pishtaqueo", "", "Otros"]
    outcome = checked(csv(SIDPOL, *(cell(label=label, month=n + 1) for n, label in enumerate(labels))))
    assert outcome.column("crime_type") == [
        "theft", "theft.simple", "property", "robbery", "unmapped", "unmapped", "sidpol_other"]
    assert outcome.column("attempt") == [False, False, False, True, False, False, False]
    assert outcome.column("crime_raw") == labels
    assert outcome.codes("warn") == {"unknown_label": 1, "crime_missing": 1}
    assert outcome.report.unknown_labels == {("sidpol", "Pishtaqueo"): 1, ("sidpol", ""): 1}


def test_a_persons_own_mapping_goes_first() -> None:
    outcome = checked(csv(SIDPOL, cell(label="Pishtaqueo"), cell(label="Hurto")),
                      labels={("sidpol", "PISHTAQUEO"): "homicide", ("other", "HURTO"): "robbery"})
    assert outcome.column("crime_type") == ["homicide", "theft"]
    assert not outcome.report.unknown_labels


@pytest.mark.parametrize(
    ("ubigeo", "codes", "problem"),
    [
        ("110101", ("11", "1101", "110101"), None), ("40103", ("04", "0401", "040103"), None),
        ("040103.0", ("04", "0401", "040103"), None), ("110199", ("11", "1101", "110199"), "unknown_ubigeo"),
        ("999999", (None, None, None), "unusable_ubigeo"), ("Ica", (None, None, None), "unusable_ubigeo"),
        ("", (None, None, None), None),
    ],
)
def test_ubigeo(ubigeo: str, codes: tuple[str | None, ...], problem: str | None) -> None:
    outcome = checked(csv(SIDPOL, cell(ubigeo=ubigeo)))
    row = outcome.first()
    assert (row["department"], row["province"], row["district"]) == codes
    assert list(outcome.codes("warn")) == ([problem] if problem else [])


def test_a_code_of_another_system_is_noticed_by_the_name() -> None:
    """RENIEC's 100101 is Ica; INEI's is Huánuco."""
    wrong, right = cell(ubigeo="100101", district="PARCONA"), cell(ubigeo="110106", district="Parcona", month=2)
    outcome = checked(csv(SIDPOL, wrong, right))
    assert outcome.codes("warn") == {"ubigeo_name_differs": 1}


def test_places_by_name() -> None:
    header = "Fecha del hecho,Tipo de delito,Departamento,Provincia,Distrito,Comisaría,Sector"
    outcome = checked(csv(
        header, "13/02/2023,Hurto,ica,Ica,La Tinguiña,Comisaría La Tinguiña,sector 2", "14/02/2023,Hurto,,,Pueblo Nuevo,,",
        "14/02/2023,Hurto,Ica,Chincha,Pueblo Nuevo,,",
    ))
    assert outcome.column("district") == ["110102", None, "110207"]
    assert (outcome.first()["station"], outcome.first()["sector"]) == ("COMISARIA LA TINGUINA", "SECTOR 2")
    assert outcome.codes("warn") == {"unknown_place": 1}
    assert outcome.report.place_names["station"] == {"COMISARIA LA TINGUINA": "Comisaría La Tinguiña"}


def test_the_report_counts_what_is_missing() -> None:
    outcome = checked(csv(SHEET, sheet_row("1", hour="", sector=""), sheet_row("2", day="14/02/2023", point=","),
                          sheet_row("3", day="15/02/2023", crime="Pishtaqueo", district="")))
    assert outcome.report.completeness == {
        "without_hour": 1, "without_sector": 1, "without_district": 1, "unmapped": 1, "location.exact": 2, "location.none": 1
    }


def test_progress_ends_at_one() -> None:
    from lib.complaints.checking import check
    from lib.complaints.reading import Upload, formats, understand
    from tests.checked import BOOK

    upload = Upload.of(csv(SIDPOL, *(cell(month=n % 12 + 1) for n in range(5000))))
    said: list[tuple[float, int]] = []
    found = check(upload, understand(upload, formats()), places=BOOK, today=TODAY, batch_rows=500,
                  progress=lambda share, rows: said.append((share, rows)))
    assert sum(batch.accepted.num_rows for batch in found) == 5000
    assert said == sorted(said) and said[-1] == (1.0, 5000)
