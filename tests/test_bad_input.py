"""Files as they should not be, given to the command line: a clear message in both languages, and the store unharmed.

Three ends are possible: refused (exit code 1, nothing stored), rejected rows (the good ones are stored), or accepted
with a word about it. In each, accepted + rejected = read, no traceback, and standard output is one object.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from tests.shell import Done, Shell
from tests.test_cli_contract import HEADER, ICA, ROWS, sidpol

GOOD = len(ROWS)


def with_row(*cells: object) -> bytes:
    return sidpol([*ROWS, list(cells)])


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in [HEADER, *rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet(*rows: str) -> bytes:
    """A station's own sheet; its good rows have plausible points, as a file of one station has."""
    good = [f"C-{n},{n:02d}/03/2023,21:{n}0,Hurto simple,Sector 2,-14.06{n},-75.73{n}" for n in range(1, GOOD + 1)]
    headings = "N.º de denuncia,Fecha del hecho,Hora del hecho,Tipo de denuncia,Sector,Latitud,Longitud"
    return "\r\n".join([headings, *good, *rows, ""]).encode()


def bomb() -> bytes:
    """A workbook whose one sheet is 400 MB of spaces when unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        with zipfile.ZipFile(io.BytesIO(workbook(ROWS))) as good:
            for name in good.namelist():
                if name != "xl/worksheets/sheet1.xml":
                    archive.writestr(name, good.read(name))
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(400):
                sheet.write(b" " * 1_000_000)
    return out.getvalue()


def mixed_encodings() -> bytes:
    lines = sidpol().splitlines(keepends=True)
    return b"".join(lines) + "2023,4,ICA,ICA,LA TINGUIÑA,110102,Robo,3\r\n".encode("latin-1")


@dataclass(frozen=True)
class Case:
    """A file, and how many of its rows must be refused or rejected. ``read`` None: refused as a whole."""

    what: str
    name: str
    make: Callable[[], bytes]
    read: int | None = None
    rejected: int | None = None
    row: int | None = None
    """The spreadsheet row that the message must name."""


LAST = GOOD + 2
REFUSED = [
    Case("empty file", "vacio.csv", lambda: b""),
    Case("header alone", "cabecera.csv", lambda: sidpol([])),
    Case("binary", "foto.csv", lambda: bytes(range(256)) * 40),
    Case("an image called xlsx", "foto.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(200)),
    Case("a zip bomb", "bomba.xlsx", bomb),
    Case("a broken workbook", "roto.xlsx", lambda: workbook(ROWS)[:2000]),
    Case("no acceptable row", "malo.csv", lambda: sidpol([[2023, 13, *ICA, "Hurto", 5], [1923, 1, *ICA, "Hurto", 5]])),
    Case("a text without columns", "carta.csv", lambda: "Señor comisario:\nle escribo por lo siguiente.\n".encode()),
]
REJECTED = [
    Case("a total row", "total.csv", lambda: with_row("TOTAL", "", "", "", "", "", "", 318), GOOD + 1, 1, LAST),
    Case("a month 13", "mes.csv", lambda: with_row(2023, 13, *ICA, "Hurto", 5), GOOD + 1, 1, LAST),
    Case("the year 1923", "1923.csv", lambda: with_row(1923, 1, *ICA, "Hurto", 5), GOOD + 1, 1, LAST),
    Case("the future", "futuro.csv", lambda: with_row(2099, 1, *ICA, "Hurto", 5), GOOD + 1, 1, LAST),
    Case("a negative count", "menos.csv", lambda: with_row(2023, 4, *ICA, "Hurto", -5), GOOD + 1, 1, LAST),
    Case("a fractional count", "medio.csv", lambda: with_row(2023, 4, *ICA, "Hurto", "2.5"), GOOD + 1, 1, LAST),
    Case("29 February 2023", "febrero.csv",
         lambda: sheet("C-99,29/02/2023,10:00,Robo,Sector 1,-14.065,-75.731"), GOOD + 1, 1, LAST),
    Case("a complaint twice", "dos_veces.csv",
         lambda: sheet("C-1,01/03/2023,21:10,Hurto simple,Sector 2,-14.061,-75.731"), GOOD + 1, 1, LAST),
    Case("a count in words", "cinco.csv", lambda: with_row(2023, 4, *ICA, "Hurto", "cinco"), GOOD + 1, 1, LAST),
]
ACCEPTED = [
    Case("UTF-16", "utf16.csv", lambda: sidpol().decode("utf-8-sig").encode("utf-16"), GOOD, 0),
    Case("latin-1", "latin1.csv", lambda: sidpol().decode("utf-8-sig").encode("latin-1"), GOOD, 0),
    Case("semicolons", "punto.csv", lambda: sidpol().decode("utf-8-sig").replace(",", ";").encode(), GOOD, 0),
    Case("a wrong extension", "denuncias.xlsx", sidpol, GOOD, 0),
    Case("a workbook called csv", "libro.csv", lambda: workbook(ROWS), GOOD, 0),
    Case("ubigeo without its leading zero", "cero.csv",
         lambda: sidpol([[2023, 1, "AREQUIPA", "AREQUIPA", "CAYMA", "40103", "Hurto", 5]]), 1, 0),
    Case("a zero count", "cero2.csv", lambda: with_row(2023, 4, *ICA, "Hurto", 0), GOOD + 1, 0),
]
EITHER = [
    Case("latitude and longitude swapped", "cambiadas.csv",
         lambda: sheet("C-99,09/03/2023,10:00,Robo,Sector 1,-75.731,-14.065"), GOOD + 1),
    Case("the point (0, 0)", "cero_cero.csv", lambda: sheet("C-99,09/03/2023,10:00,Robo,Sector 1,0,0"), GOOD + 1),
    Case("a point outside the country", "lejos.csv", lambda: sheet("C-99,09/03/2023,10:00,Robo,Sector 1,40.4,-3.7"),
         GOOD + 1),
    Case("mixed encodings", "mezcla.csv", mixed_encodings, GOOD + 1),
    Case("NUL bytes", "nul.csv", lambda: sidpol() + b"2023,4,ICA,ICA,ICA,110101,Hur\x00to,3\r\n", GOOD + 1),
    Case("a ragged row", "corta.csv", lambda: sidpol() + b"2023,4,ICA\r\n", GOOD + 1),
    Case("an open quote", "comilla.csv", lambda: sidpol() + b'2023,4,ICA,ICA,"ICA,110101,Hurto,3\r\n', GOOD + 1),
    Case("an unknown ubigeo", "ubigeo.csv", lambda: with_row(2023, 4, *ICA[:3], "119999", "Hurto", 3), GOOD + 1),
    Case("a very long cell", "largo.csv", lambda: with_row(2023, 4, *ICA, "x" * 300_000, 3), GOOD + 1),
    Case("a formula cell", "formula.xlsx", lambda: workbook([*ROWS, [2023, 4, *ICA, "Hurto", "=2+3"]]), GOOD + 1),
    Case("a formula as text", "excel.csv", lambda: with_row(2023, 4, *ICA, "=cmd|' /C calc'!A0", 3), GOOD + 1),
]


def give(shell: Shell, folder: Path, case: Case, lang: str) -> Done:
    path = folder / case.name
    path.write_bytes(case.make())
    return shell("add", path, "--json", "--lang", lang)


def words_of(done: Done) -> str:
    """What a person is told: standard error, and the messages of the object."""
    said = [done.err]
    if done.out.strip():
        said += [f"{problem['message']} {problem.get('remedy', '')}" for problem in done.json.get("problems", [])]
        said += [str(done.json.get(name, "")) for name in ("error", "message", "remedy")]
    return "\n".join(said)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "data")


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.what)
def test_refused_with_a_message_and_the_store_untouched(case: Case, shell: Shell, tmp_path: Path) -> None:
    told = {}
    for lang in ("es", "en"):
        done = give(shell, tmp_path, case, lang)
        assert done.code == 1
        told[lang] = words_of(done)
        assert len(told[lang].strip()) > 20
        if done.out.strip():
            assert done.json.get("rows_accepted", 0) == 0
    assert told["es"] != told["en"]
    assert not list((shell.data / "own").rglob("*.parquet")), "nothing was stored, nothing is left behind"
    assert shell.counts("--by", "source") == {}


@pytest.mark.parametrize("case", REJECTED, ids=lambda case: case.what)
def test_bad_rows_are_rejected_and_named(case: Case, shell: Shell, tmp_path: Path) -> None:
    spanish = give(shell, tmp_path, case, "es")
    said = spanish.json
    assert spanish.code == 0
    assert (said["rows_read"], said["rows_rejected"], said["rows_accepted"]) == (case.read, case.rejected, GOOD)
    assert sum(problem["rows"] for problem in said["problems"] if problem["severity"] == "reject") == case.rejected
    assert case.row in [problem["example"]["row"] for problem in said["problems"] if problem["example"]]
    english = give(shell, tmp_path, case, "en")
    assert words_of(spanish) != words_of(english)
    assert english.json["rows_already_stored"] == GOOD


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case.what)
def test_what_can_be_understood_is_understood(case: Case, shell: Shell, tmp_path: Path) -> None:
    done = give(shell, tmp_path, case, "es")
    assert done.code == 0, words_of(done)
    assert (done.json["rows_read"], done.json["rows_rejected"]) == (case.read, case.rejected)


@pytest.mark.parametrize("case", EITHER, ids=lambda case: case.what)
def test_nothing_is_lost_in_silence(case: Case, shell: Shell, tmp_path: Path) -> None:
    """Accepted or rejected is open here; that each row is one of the two, and that it is said, is not."""
    done = give(shell, tmp_path, case, "es")
    said = done.json
    assert done.code == 0, words_of(done)
    assert said["rows_read"] == case.read
    assert said["rows_accepted"] + said["rows_rejected"] == said["rows_read"]
    assert said["rows_accepted"] >= GOOD
    assert said["problems"], "a word about it"


def test_duplicate_headers_are_said(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "doble.csv"
    path.write_bytes(sidpol([[*row, 1] for row in ROWS], [*HEADER, "cantidad"]))
    done = shell("check", path, "--json", "--lang", "es")
    assert "cantidad" in words_of(done)
    assert "cantidad" in words_of(shell("check", path, "--json", "--lang", "en"))


@pytest.mark.parametrize("path", ["no_existe.csv", "."])
def test_a_file_that_cannot_be_opened(path: str, shell: Shell, tmp_path: Path) -> None:
    told = {lang: shell("check", tmp_path / path, "--lang", lang) for lang in ("es", "en")}
    assert {done.code for done in told.values()} == {1}
    assert told["es"].err != told["en"].err


def test_no_file_is_read_outside_the_data_folder(shell: Shell, tmp_path: Path) -> None:
    """A path in the name of a file inside an archive leads nowhere."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../fuera.csv", sidpol())
    path = tmp_path / "archivo.zip"
    path.write_bytes(out.getvalue())
    before = sorted(p.name for p in tmp_path.parent.iterdir())
    done = shell("add", path, "--json")
    assert done.code in (0, 1)
    assert sorted(p.name for p in tmp_path.parent.iterdir()) == before


@pytest.mark.slow
def test_the_command_line_reads_a_file_above_the_upload_limit(shell: Shell, tmp_path: Path) -> None:
    """200 MB is the page's limit; the command line reads in batches and has none."""
    path = tmp_path / "grande.csv"
    line = ",".join(map(str, [2023, 1, *ICA, "Hurto", 1, "nota " + "x" * 400])) + "\r\n"
    rows = 500_000
    with path.open("wb") as file:
        file.write(sidpol([], [*HEADER, "nota"]))
        for _ in range(0, rows, 10_000):
            file.write((line * 10_000).encode())
    assert path.stat().st_size > 200 * 1024 * 1024
    said = shell("check", path, "--json").json
    assert said["rows_read"] == rows
    assert said["rows_accepted"] + said["rows_rejected"] == rows
