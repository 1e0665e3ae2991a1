"""A station's own sheet through the command line: dates, hours and points as people really write them, and two sources
that overlap and are never added together."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lib.complaints.reading import station_template
from tests.shell import Done, Shell
from tests.test_cli_contract import ICA, sidpol

HEADINGS = ["N.º de denuncia", "Fecha del hecho", "Hora del hecho", "Tipo de delito", "Distrito", "Sector", "Latitud",
            "Longitud"]
PLACE = ["Ica", "Sector 1", "-14.0680", "-75.7280"]
GOOD = [
    ["1", "03/02/2023", "21:30", "Hurto", *PLACE],
    ["2", "14/02/2023", "", "Robo", *PLACE],
    ["3", "28/02/2023", "00:00", "Robo", *PLACE],
    ["4", "25/03/2023", "08:05", "Hurto", *PLACE],
]


def sheet(rows: list[list[Any]], separator: str = ";") -> bytes:
    return "\r\n".join(separator.join(map(str, row)) for row in [HEADINGS, *rows]).encode("utf-8")


def book(rows: list[list[Any]]) -> bytes:
    made = openpyxl.Workbook()
    for row in [HEADINGS, *rows]:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "data")


def add(shell: Shell, folder: Path, content: bytes, name: str = "hoja.csv", *words: str) -> Done:
    path = folder / name
    path.write_bytes(content)
    done = shell("add", path, "--json", *words)
    return done


def test_a_sheet_is_recognised(shell: Shell, tmp_path: Path) -> None:
    said = add(shell, tmp_path, sheet(GOOD)).json
    assert (said["format"], said["rows_read"], said["rows_accepted"], said["count_total"]) == ("station_sheet", 4, 4, 4)
    assert shell.counts("--by", "crime_type") == {"theft": 2, "robbery": 2}


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_filled_template_is_read_without_its_help_row(kind: str, lang: str, shell: Shell, tmp_path: Path) -> None:
    """The template as the product gives it, filled in under its help row as a person would."""
    template = station_template(kind, lang)
    filled = {"date": "03/02/2023", "time": "21:30", "crime": "Hurto", "district": "Ica"}
    if kind == "csv":
        lines = template.decode("utf-8-sig").splitlines()
        columns = lines[0].count(",") + 1
        lines.append(",".join(["1", filled["date"], filled["time"], "", "", "", filled["crime"], "", filled["district"]]))
        lines[-1] += "," * (columns - 9)
        content = "\r\n".join(lines).encode("utf-8-sig")
    else:
        opened = openpyxl.load_workbook(io.BytesIO(template))
        form = opened.worksheets[0]
        for column, value in ((1, 1), (2, dt.date(2023, 2, 3)), (3, dt.time(21, 30)), (7, "Hurto"), (9, "Ica")):
            form.cell(3, column, value)
        out = io.BytesIO()
        opened.save(out)
        content = out.getvalue()
    said = add(shell, tmp_path, content, f"planilla.{kind}").json
    assert (said["format"], said["rows_read"], said["rows_accepted"]) == ("station_sheet", 1, 1), said["problems"]
    assert shell.counts("--by", "month,hour,crime_type") == {("2023-02", 21, "theft"): 1}
    assert shell.counts("--by", "district") == {"110101": 1}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_empty_template_has_no_acceptable_row(kind: str, shell: Shell, tmp_path: Path) -> None:
    done = add(shell, tmp_path, station_template(kind, "es"), f"planilla.{kind}")
    assert done.code == 1


def test_the_workbook_says_the_same_as_the_text(shell: Shell, tmp_path: Path) -> None:
    """Real dates, times and numbers in cells are the complaints of the CSV: nothing is added."""
    rows = []
    for number, day, hour, crime, district, sector, latitude, longitude in GOOD:
        when = dt.datetime.strptime(day, "%d/%m/%Y")
        at = dt.time.fromisoformat(hour) if hour else None
        rows.append([int(number), when, at, crime, district, sector, float(latitude), float(longitude)])
    assert add(shell, tmp_path, sheet(GOOD)).json["rows_added"] == 4
    again = add(shell, tmp_path, book(rows), "hoja.xlsx").json
    assert (again["rows_read"], again["rows_rejected"]) == (4, 0)
    assert (again["rows_added"], again["rows_already_stored"]) == (0, 4)


def test_hours(shell: Shell, tmp_path: Path) -> None:
    """Missing and 00:00 are unknown hours: counted, in no hour."""
    add(shell, tmp_path, sheet(GOOD))
    assert shell.counts("--by", "hour") == {None: 2, 8: 1, 21: 1}
    assert shell.counts("--by", "weekday") == {2: 2, 5: 1, 6: 1}


@pytest.mark.parametrize("day", ["29/02/2023", "31/04/2023", "05/13/2023", "14/02/1923", "14/02/2099", "ayer", ""])
def test_a_date_that_is_none_is_rejected(day: str, shell: Shell, tmp_path: Path) -> None:
    said = add(shell, tmp_path, sheet([*GOOD, ["5", day, "10:00", "Robo", *PLACE]])).json
    assert (said["rows_read"], said["rows_accepted"], said["rows_rejected"]) == (5, 4, 1)
    [problem] = [p for p in said["problems"] if p["severity"] == "reject"]
    assert problem["example"]["row"] == 6
    assert problem["example"]["value"] == day


POINTS = {"zero": ("0", "0"), "swapped": ("-75.7280", "-14.0680"), "no such latitude": ("-140.680", "-75.7"),
          "a word": ("norte", "-75.7"), "in Spain": ("40.4", "-3.7"), "absent": ("", "")}


@pytest.mark.parametrize("point", POINTS)
def test_a_point_that_cannot_be_is_said_and_counted(point: str, shell: Shell, tmp_path: Path) -> None:
    """Without a usable point it is still a complaint, stored and counted; the trouble is named, if there is any."""
    row = ["5", "01/03/2023", "10:00", "Robo", "Ica", "", *POINTS[point]]
    said = add(shell, tmp_path, sheet([*GOOD, row])).json
    assert (said["rows_accepted"], said["count_total"]) == (5, 5)
    if point != "absent":
        assert any(p["example"] and p["example"]["row"] == 6 for p in said["problems"]), said["problems"]


def test_a_decimal_comma(shell: Shell, tmp_path: Path) -> None:
    rows = [[cell.replace(".", ",") if cell.startswith("-") else cell for cell in row] for row in GOOD]
    said = add(shell, tmp_path, sheet(rows)).json
    assert (said["rows_accepted"], said["problems"]) == (4, [])


def test_a_repeated_number_is_rejected_once(shell: Shell, tmp_path: Path) -> None:
    said = add(shell, tmp_path, sheet([*GOOD, GOOD[0]])).json
    assert (said["rows_accepted"], said["rows_rejected"]) == (4, 1)
    assert [p["code"] for p in said["problems"] if p["severity"] == "reject"] == ["repeated_complaint"]


def test_an_unknown_label_is_counted_and_never_spread(shell: Shell, tmp_path: Path) -> None:
    said = add(shell, tmp_path, sheet([*GOOD, ["5", "01/03/2023", "10:00", "Pishtaqueo", *PLACE]])).json
    assert said["rows_accepted"] == 5
    assert any("Pishtaqueo" in str(p["example"]) for p in said["problems"])
    assert shell.counts("--by", "crime_type") == {"theft": 2, "robbery": 2, "unmapped": 1}


def test_a_correction_is_a_revision_and_not_another_complaint(shell: Shell, tmp_path: Path) -> None:
    add(shell, tmp_path, sheet(GOOD))
    corrected = [*GOOD[:3], ["4", "02/04/2023", "18:20", "Hurto", *PLACE]]
    said = add(shell, tmp_path, sheet(corrected), "corregida.csv").json
    assert said["rows_already_stored"] == 3
    assert shell.counts("--by", "month,hour") == {
        ("2023-02", 21): 1, ("2023-02", None): 2, ("2023-04", 18): 1
    }
    shell("undo", str(said["version"]))
    assert shell.counts("--by", "month") == {"2023-02": 3, "2023-03": 1}


def test_one_complaint_may_hold_two_offences(shell: Shell, tmp_path: Path) -> None:
    """The number alone is not the key: the same number with another offence is another row."""
    add(shell, tmp_path, sheet([*GOOD, ["4", "25/03/2023", "08:05", "Lesiones", *PLACE]]))
    assert shell.counts("--by", "month") == {"2023-02": 3, "2023-03": 2}


def test_sources_that_overlap_are_never_added(shell: Shell, tmp_path: Path) -> None:
    add(shell, tmp_path, sheet(GOOD))
    add(shell, tmp_path, sidpol([[2023, 2, *ICA, "Hurto", 50], [2023, 3, *ICA, "Robo", 30]]), "ministerio.csv")
    by_source = {source: sum(shell.counts("--by", "month", "--source", source).values())
                 for source in ("station_sheet", "sidpol")}
    assert by_source == {"station_sheet": 4, "sidpol": 80}
    default = sum(shell.counts("--by", "month").values())
    assert default in by_source.values(), "one source, never the sum"
    assert len(shell.counts("--by", "source")) in (1, 2)


def test_a_file_from_the_template_is_accepted(shell: Shell, tmp_path: Path, root: Path) -> None:
    """The samples that the product itself gives away pass its own checks without a rejected row."""
    samples = sorted(path for path in (root / "data" / "sample").iterdir() if path.suffix in {".csv", ".xlsx"})
    assert samples
    for path in samples:
        done = shell("check", path, "--json")
        if done.code == 1 and done.json.get("rows_read") == 0:
            continue  # an empty template: headings and help row alone
        assert done.code == 0, f"{path.name}: {done.err}"
        assert done.json["rows_rejected"] == 0, f"{path.name}: {done.json['problems']}"


@pytest.mark.slow
def test_the_month_of_police_uk(shell: Shell, tmp_path: Path, shared: Path) -> None:
    """Every id is empty and half of the rows repeat another: each row is a complaint, and twice changes nothing."""
    path = shared / "data" / "points" / "police_uk_btp_2020-01.csv"
    lines = len(path.read_text(encoding="utf-8").splitlines()) - 1
    first = shell("add", path, "--json").json
    assert (first["format"], first["rows_read"], first["rows_accepted"]) == ("police_uk", lines, lines)
    again = shell("add", path, "--json").json
    assert (again["rows_added"], again["rows_already_stored"], again["version"]) == (0, lines, first["version"])
    assert sum(shell.counts("--by", "month").values()) == lines
