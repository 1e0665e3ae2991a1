"""The command line's promise, written from the promise alone: shapes, exit codes, what counts as a row, undo.

Small files in the layout of the Ministry's district-month data are made here; the real one is used where it is present.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from tests.shell import Shell

HEADER = ["ANIO", "MES", "DPTO_HECHO_NEW", "PROV_HECHO", "DIST_HECHO", "UBIGEO_HECHO", "P_MODALIDADES", "cantidad"]
ICA = ["ICA", "ICA", "ICA", "110101"]
TINGUINA = ["ICA", "ICA", "LA TINGUIÑA", "110102"]
CHINCHA = ["ICA", "CHINCHA", "CHINCHA ALTA", "110201"]
ROWS: list[list[Any]] = [
    [2022, 12, *ICA, "Hurto", 40],
    [2023, 1, *ICA, "Hurto", 50],
    [2023, 1, *ICA, "Robo", 20],
    [2023, 2, *ICA, "Hurto", 60],
    [2023, 2, *ICA, "Otros", 100],
    [2023, 2, *TINGUINA, "Robo", 7],
    [2023, 12, *ICA, "Robo", 30],
    [2023, 3, *CHINCHA, "Estafa", 11],
]
TOTAL = 318


def sidpol(rows: list[list[Any]] | None = None, header: list[str] | None = None) -> bytes:
    """A district-month file as the Ministry publishes it: UTF-8 with a byte order mark, commas."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header or HEADER)
    writer.writerows(ROWS if rows is None else rows)
    return text.getvalue().encode("utf-8-sig")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "data")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "denuncias.csv"
    path.write_bytes(sidpol())
    return path


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A data folder with ROWS in it, for questions that change nothing."""
    folder = tmp_path_factory.mktemp("loaded")
    path = folder / "denuncias.csv"
    path.write_bytes(sidpol())
    shell = Shell(folder / "data")
    assert shell("add", path, "--json").code == 0
    return shell


def test_check_says_what_is_in_a_file_and_stores_nothing(shell: Shell, file: Path) -> None:
    done = shell("check", file, "--json", process=True)
    assert done.code == 0
    said = done.json
    assert {"format", "rows_read", "rows_accepted", "rows_rejected", "count_total", "problems"} <= set(said)
    assert (said["format"], said["rows_read"], said["rows_accepted"], said["rows_rejected"], said["count_total"]) == (
        "sidpol", len(ROWS), len(ROWS), 0, TOTAL
    )
    assert "rows_added" not in said
    assert shell("history", "--json").json.get("version") in (None, -1)
    assert shell.counts("--by", "year") == {}


def test_problems_have_code_rows_message_and_example(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "denuncias.csv"
    path.write_bytes(sidpol([*ROWS, [2023, 13, *ICA, "Hurto", 5], [2023, 1, *ICA, "Hurto", "cinco"]]))
    said = shell("check", path, "--json").json
    assert said["rows_read"] == len(ROWS) + 2
    assert said["rows_rejected"] == 2
    assert said["problems"]
    for problem in said["problems"]:
        assert {"code", "rows", "message", "example"} <= set(problem)
        assert isinstance(problem["rows"], int) and problem["message"]
    examples = {str(problem["example"]["value"]): problem["example"]["row"]
                for problem in said["problems"] if problem["example"]}
    assert examples["cinco"] == len(ROWS) + 3, "the row is the one that a spreadsheet shows"


def test_blank_lines_are_not_read_and_a_total_row_is_rejected(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "denuncias.csv"
    lines = sidpol().decode("utf-8-sig").splitlines()
    lines[3:3] = ["", ",,,,,,,"]
    lines += ["", f"TOTAL,,,,,,,{TOTAL}", ""]
    path.write_bytes("\r\n".join(lines).encode("utf-8-sig"))
    said = shell("check", path, "--json").json
    assert (said["rows_read"], said["rows_accepted"], said["rows_rejected"]) == (len(ROWS) + 1, len(ROWS), 1)
    assert said["count_total"] == TOTAL


def test_add_then_add_again(shell: Shell, file: Path) -> None:
    first = shell("add", file, "--json", process=True)
    assert first.code == 0
    assert (first.json["rows_added"], first.json["rows_already_stored"]) == (len(ROWS), 0)
    assert isinstance(first.json["version"], int)
    again = shell("add", file, "--json")
    assert again.code == 0
    assert (again.json["rows_added"], again.json["rows_already_stored"]) == (0, len(ROWS))
    assert again.json["rows_accepted"] == len(ROWS), "a row that is already stored counts as accepted"
    assert again.json["version"] == first.json["version"], "nothing was added, so the version stays"
    assert shell.counts("--by", "source") == {"sidpol": TOTAL}


def test_the_same_content_in_another_wrapping_is_known(shell: Shell, file: Path, tmp_path: Path) -> None:
    """Another encoding, separator, order and name: the same complaints."""
    first = shell("add", file, "--json").json
    other = tmp_path / "otra.csv"
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([HEADER, *reversed(ROWS)])
    other.write_bytes(text.getvalue().encode("latin-1"))
    again = shell("add", other, "--json").json
    assert (again["rows_added"], again["rows_already_stored"]) == (0, len(ROWS))
    assert again["version"] == first["version"]


def test_count_as_the_promise_shows_it(loaded: Shell) -> None:
    asked = ["--by", "year,crime_type", "--place", "110101", "--from", "2023-01", "--to", "2023-12"]
    done = loaded("count", *asked, "--json", process=True)
    assert done.code == 0
    rows = done.json["rows"]
    assert all({"year", "crime_type", "crime_type_label", "count"} <= set(row) for row in rows)
    found = {(row["year"], row["crime_type_label"]): row["count"] for row in rows}
    assert set(found.values()) == {110, 50, 100}
    assert {year for year, _ in found} == {2023}
    by_code = {row["crime_type"]: row["count"] for row in rows}
    assert by_code["theft"] == 110 and by_code["robbery"] == 50


DIMENSIONS = {
    "year": {2022: 40, 2023: 278},
    "month": {"2022-12": 40, "2023-01": 70, "2023-02": 167, "2023-03": 11, "2023-12": 30},
    "district": {"110101": 300, "110102": 7, "110201": 11},
    "place": {"110101": 300, "110102": 7, "110201": 11},
    "source": {"sidpol": TOTAL},
    "hour": {None: TOTAL},
}


@pytest.mark.parametrize("name", DIMENSIONS)
def test_count_by(name: str, loaded: Shell) -> None:
    assert loaded.counts("--by", name) == DIMENSIONS[name]


EVERY_DIMENSION = "year month district station sector place crime_type family source hour weekday"


@pytest.mark.parametrize("name", EVERY_DIMENSION.split())
def test_every_dimension_adds_up_and_has_a_label(name: str, loaded: Shell) -> None:
    done = loaded("count", "--by", name, "--json")
    assert done.code == 0, done.err
    rows = done.json["rows"]
    assert sum(row["count"] for row in rows) == TOTAL
    assert all(isinstance(row[f"{name}_label"], str) and row[f"{name}_label"] for row in rows)


def test_place_takes_the_level_asked_for(loaded: Shell) -> None:
    assert loaded.counts("--by", "place", "--level", "province") == {"1101": 307, "1102": 11}
    assert loaded.counts("--by", "place", "--level", "department") == {"11": TOTAL}


def test_labels_follow_the_language(loaded: Shell) -> None:
    labels = {}
    for lang in ("es", "en"):
        rows = loaded("count", "--by", "crime_type", "--lang", lang, "--json").json["rows"]
        labels[lang] = {row["crime_type"]: row["crime_type_label"] for row in rows}
    assert labels["es"]["robbery"] == "Robo"
    assert labels["en"]["robbery"] == "Robbery"


@pytest.mark.parametrize(("since", "until", "count"), [("2023", "2023", 278), ("2023-01", "2023-02", 237),
                                                       ("2023-02-01", "2023-02-28", 167), ("2022", "2023-01-31", 110)])
def test_periods(since: str, until: str, count: int, loaded: Shell) -> None:
    assert sum(loaded.counts("--by", "source", "--from", since, "--to", until).values()) == count


def test_otros_is_a_label_of_its_own(loaded: Shell) -> None:
    """The source's own "Otros" is counted and never spread over other types."""
    rows = loaded("count", "--by", "crime_type", "--json").json["rows"]
    assert [row["count"] for row in rows if "otr" in row["crime_type_label"].lower()] == [100]
    assert not any(row["crime_type"] == "unmapped" for row in rows)


def test_history_tells_each_load(shell: Shell, file: Path) -> None:
    version = shell("add", file, "--json").json["version"]
    said = shell("history", "--json").json
    text = str(said)
    assert "denuncias.csv" in text and str(version) in text
    assert str(file.parent) not in text, "the name of the file, never its folder"


def test_undo_keeps_later_loads_and_revives_what_was_replaced(shell: Shell, tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_bytes(sidpol([[2023, 1, *ICA, "Hurto", 50], [2023, 1, *ICA, "Robo", 20], [2023, 2, *ICA, "Hurto", 60]]))
    second.write_bytes(sidpol([[2023, 2, *ICA, "Hurto", 66], [2023, 3, *ICA, "Hurto", 70]]))
    one = shell("add", first, "--json").json["version"]
    two = shell("add", second, "--json").json["version"]
    assert two > one
    months = shell.counts("--by", "month")
    assert months == {"2023-01": 70, "2023-02": 66, "2023-03": 70}
    undone = shell("undo", str(one), "--json")
    assert undone.code == 0
    assert shell.counts("--by", "month") == {"2023-02": 66, "2023-03": 70}
    assert shell("undo", str(two), "--json").code == 0
    assert shell.counts("--by", "month") == {}
    third = shell("add", first, "--json").json
    assert third["rows_added"] == 3, "what was undone is not stored any more"


def test_undo_of_a_newer_edition_revives_the_older(shell: Shell, tmp_path: Path) -> None:
    old, new = tmp_path / "2023.csv", tmp_path / "2023_b.csv"
    old.write_bytes(sidpol([[2023, 1, *ICA, "Hurto", 50], [2023, 1, *ICA, "Robo", 20], [2023, 4, *ICA, "Robo", 9]]))
    new.write_bytes(sidpol([[2023, 1, *ICA, "Hurto", 55], [2023, 2, *ICA, "Hurto", 60]]))
    shell("add", old, "--edition", "2023-06-01", "--json")
    version = shell("add", new, "--edition", "2023-09-01", "--json").json["version"]
    assert shell.counts("--by", "month,crime_type") == {
        ("2023-01", "theft"): 55, ("2023-02", "theft"): 60, ("2023-04", "robbery"): 9
    }, "only the periods and places that the newer edition covers are replaced; its missing zero is a zero"
    shell("undo", str(version))
    assert shell.counts("--by", "month,crime_type") == {
        ("2023-01", "theft"): 50, ("2023-01", "robbery"): 20, ("2023-04", "robbery"): 9
    }


def test_public_audience_sees_no_small_count(loaded: Shell) -> None:
    done = loaded("count", "--by", "district", "--audience", "public", "--json")
    assert done.code == 0
    rows = {row["district"]: row["count"] for row in done.json["rows"]}
    assert rows["110102"] is None
    assert loaded.counts("--by", "district")["110102"] == 7, "command is the default and sees it"


def test_own_data_unless_demo_is_asked_for(shell: Shell) -> None:
    assert shell.counts("--by", "source") == {}
    demo = shell("count", "--by", "year", "--demo", "--json")
    assert demo.code == 0
    assert sum(row["count"] for row in demo.json["rows"]) > 1000
    assert shell.counts("--by", "source") == {}


@pytest.mark.parametrize("words", [["count", "--by", "year"], ["history"], ["check", "FILE"], ["add", "FILE"]])
def test_without_json_people_can_read_it(words: list[str], loaded: Shell, tmp_path: Path) -> None:
    path = tmp_path / "uno.csv"
    path.write_bytes(sidpol(ROWS[:1]))
    for lang in ("es", "en"):
        done = loaded(*[str(path) if word == "FILE" else word for word in words], "--lang", lang)
        assert done.code == 0
        assert done.out.strip() and not done.out.lstrip().startswith("{")


WRONG_USAGE = [
    [], ["nothing"], ["check"], ["count", "--by", "colour"], ["count", "--from", "yesterday"],
    ["count", "--from", "2024", "--to", "2023"], ["count", "--audience", "press"], ["count", "--level", "street"],
    ["count", "--place", "999999"], ["count", "--source", "nowhere"], ["undo"], ["undo", "latest"], ["undo", "77"],
    ["check", "FILE", "--format", "nothing_like_it"],
]


@pytest.mark.parametrize("words", WRONG_USAGE, ids=lambda words: " ".join(words) or "nothing at all")
def test_wrong_usage_is_exit_code_2(words: list[str], loaded: Shell, tmp_path: Path) -> None:
    path = tmp_path / "uno.csv"
    path.write_bytes(sidpol(ROWS[:1]))
    done = loaded(*[str(path) if word == "FILE" else word for word in words])
    assert done.code == 2, done.err
    assert done.err.strip(), "says why"


def test_format_overrules_detection(shell: Shell, file: Path) -> None:
    said = shell("check", file, "--format", "sidpol", "--json")
    assert said.json["format"] == "sidpol"
    wrong = shell("check", file, "--format", "police_uk", "--json")
    assert wrong.code == 1


@pytest.mark.slow
def test_the_real_file_of_ica(shell: Shell, shared: Path) -> None:
    """16,279 rows, 260,705 complaints; the district of Ica by year as published; twice changes nothing."""
    path = shared / "data" / "peru" / "sidpol_denuncias_ica_department.csv"
    said = shell("add", path, "--json").json
    assert (said["rows_read"], said["rows_accepted"], said["count_total"]) == (16_279, 16_279, 260_705)
    assert shell.counts("--by", "year", "--place", "110101") == {
        2018: 7039, 2019: 8359, 2020: 5783, 2021: 7024, 2022: 8877, 2023: 12127, 2024: 9953, 2025: 9502, 2026: 3933
    }
    again = shell("add", path, "--json").json
    assert (again["rows_added"], again["rows_already_stored"], again["version"]) == (0, 16_279, said["version"])
