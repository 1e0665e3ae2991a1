"""Delimited text: encodings, separators, quotation marks, and the row numbers of a spreadsheet."""

from __future__ import annotations

import pytest

from lib.complaints.reading import Overrides, Upload, formats, understand
from lib.complaints.reading.encoding import detect, repair_lines
from lib.errors import FileError, UsageError
from tests.checked import SHEET, SIDPOL, checked, csv

ROW = "2024,1,ICA,ICA,LA TINGUIÑA,110102,Hurto,3"


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "cp850"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_usual_encoding(encoding: str) -> None:
    text = "\n".join([SIDPOL, *[ROW] * 30]) + "\n"
    outcome = checked(text.encode(encoding))
    assert (outcome.report.rows_accepted, outcome.report.count_total) == (30, 90)
    assert "LA TINGUIÑA" in outcome.first()["place_raw"]


def test_latin_1_and_windows_are_told_apart() -> None:
    assert detect("LA TINGUIÑA\nCAÑETE\n".encode("latin-1")) == "latin-1"
    assert detect("“LA TINGUIÑA”\nCAÑETE\n".encode("cp1252")) == "cp1252"
    assert detect(b"ICA\n") == "utf-8"


def test_lines_of_another_encoding_are_read_and_said_with_their_row() -> None:
    content = csv(SIDPOL, ROW, ROW) + ROW.encode("latin-1") + b"\n"
    outcome = checked(content)
    assert outcome.report.rows_accepted == 3
    problem = outcome.report.problems["mixed_encoding"]
    assert (problem.rows, problem.examples[0].row) == (1, 4)
    assert all("LA TINGUIÑA" in place for place in outcome.column("place_raw"))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(separator: str) -> None:
    content = csv(SIDPOL, ROW).decode().replace(",", separator).encode()
    upload = Upload.of(content)
    assert understand(upload, formats()).separator == separator
    assert checked(content).report.count_total == 3


def test_what_is_said_overrules() -> None:
    content = csv(SIDPOL, ROW).decode().replace(",", ";").encode("latin-1")
    understood = understand(Upload.of(content), formats(), Overrides(separator=";", encoding="cp1252", source="mininter"))
    assert (understood.separator, understood.encoding, understood.source) == (";", "cp1252", "mininter")
    for wrong in (Overrides(separator="ab"), Overrides(encoding="klingon"), Overrides(format="none"),
                  Overrides(crs="EPSG:0"), Overrides(time_zone="Marte/Olimpo"), Overrides(date_order="yyy"),
                  Overrides(clock="sidereal")):
        with pytest.raises(UsageError) as caught:
            understand(Upload.of(content), formats(), wrong)
        assert caught.value.message("es") != caught.value.message("en")


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    """The header is row 1, blank lines count, a cell with line breaks is one row."""
    content = csv(SIDPOL, ROW, "", ",,,,,,,", '2024,1,"ICA\nICA",ICA,ICA,110101,Robo,2', ROW)
    outcome = checked(content)
    assert outcome.column("row_number") == [2, 5, 6]
    assert outcome.report.rows_read == 3


def test_titles_above_the_headings_are_passed_over() -> None:
    outcome = checked(csv("Ministerio del Interior,,,,,,,", "", SIDPOL, ROW))
    assert outcome.report.understood.header_row == 3
    assert outcome.column("row_number") == [4]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_ends_of_lines(end: str) -> None:
    assert checked(csv(SIDPOL, ROW, ROW, end=end)).report.rows_accepted == 2


def test_broken_rows_are_rejected_one_by_one() -> None:
    long = "2024,1,ICA,ICA,ICA,110101," + "x" * 40_000 + ",2"
    content = csv(SIDPOL, ROW, "2024,1,ICA", ROW, "2024,1,ICA,ICA,ICA,110101,Hu\x00rto,2", ROW, long, ROW,
                  '2024,1,"ICA,ICA,ICA,110101,Hurto,2', ROW, ROW + ",,,", ROW + ",more")
    outcome = checked(content)
    assert outcome.codes("reject") == {
        "ragged_row": 2, "nul_bytes": 1, "field_too_long": 1, "unterminated_quote": 1
    }
    assert dict(zip(outcome.rejected["row"], outcome.rejected["code"], strict=True)) == {
        3: "ragged_row", 5: "nul_bytes", 7: "field_too_long", 9: "unterminated_quote", 12: "ragged_row"
    }
    assert outcome.report.rows_accepted == 6
    assert outcome.report.count_total == 18


def test_an_open_quote_spoils_its_own_line_alone() -> None:
    """Even when thousands of lines follow, and in blocks of any size."""
    body = [ROW] * 3000
    body[10] = '2024,1,"ICA,ICA,ICA,110101,Hurto,2'
    outcome = checked(csv(SIDPOL, *body), batch_rows=500)
    assert outcome.report.rows_accepted == 2999
    assert outcome.rejected["row"].tolist() == [12]


def test_an_inch_mark_is_a_letter() -> None:
    content = csv(SIDPOL, '2024,1,ICA,ICA,PUERTA 5" X,110101,Hurto,2', ROW)
    assert checked(content).report.rows_accepted == 2


@pytest.mark.parametrize("batch", [1, 7, 100])
def test_blocks_of_any_size_give_the_same(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record may end in the next block."""
    monkeypatch.setattr("lib.complaints.reading.rows._block_bytes", lambda *_: 64 * batch)
    body = [ROW if n % 3 else f'2024,{n % 12 + 1},"ICA\n""x"" {n}",ICA,ICA,110101,Robo,{n}' for n in range(90)]
    outcome = checked(csv(SIDPOL, *body))
    assert outcome.report.rows_accepted == 90
    assert outcome.column("row_number") == list(range(2, 92))
    assert outcome.report.count_total == sum(range(0, 90, 3)) + 60 * 3


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "file_empty"), (b" \n\n", "file_empty"), (csv(SIDPOL), "file_without_rows"),
        (b"%PDF-1.7 ...", "file_not_a_table"), (b"PK\x03\x04rest", "file_damaged"),
        (bytes(range(256)) * 20, "file_not_a_table"),
        (b"\x00" * 5000, "file_empty"),
        (csv(SIDPOL.replace("MES", "cantidad"), ROW), "format_unknown"),
        (csv(SIDPOL + ",Cantidad", ROW + ",9"), "duplicate_heading"),
    ],
)
def test_refused_files_say_why_in_both_languages(content: bytes, key: str) -> None:
    with pytest.raises((FileError, UsageError)) as caught:
        checked(content)
    assert caught.value.key == key
    assert caught.value.message("es") != caught.value.message("en")
    assert caught.value.remedy("es") != caught.value.remedy("en")


def test_the_content_decides_and_the_extension_is_said() -> None:
    outcome = checked(csv(SIDPOL, ROW), "denuncias.xlsx")
    assert outcome.report.rows_accepted == 1
    assert "wrong_extension" in outcome.codes("info")


def test_a_name_is_never_a_path() -> None:
    for name in ("../../etc/passwd", "C:\\temp\\..\\f.csv", "\x00\n.csv", "", "."):
        base = Upload.of(b"", name).base_name
        assert base and "/" not in base and "\\" not in base and base.isprintable() and not base.startswith(".")


def test_one_row_of_help_is_no_row_and_one_slip_is() -> None:
    good = "7,13/02/2023,21:30,Hurto,Ica,Sector 1,-14.07,-75.73"
    for help_row in ("Ayuda: el número,,,,,,,", "(su número),día/mes/año,hora:minutos,como en la lista,,,grados,grados"):
        outcome = checked(csv(SHEET, help_row, good))
        assert (outcome.report.rows_read, outcome.column("row_number")) == (1, [3])
        assert outcome.codes("info") == {"help_row": 1}
    slip = checked(csv(SHEET, "6,ayer,,Hurto,Ica,,,", good))
    assert (slip.report.rows_read, slip.codes("reject")) == (2, {"date_unreadable": 1})


@pytest.mark.parametrize("tail", [
    b"", "ñ€😀".encode(), b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"a\x00b",
])
def test_a_long_block_is_valid_just_when_a_short_one_is(tail: bytes) -> None:
    try:
        tail.decode("utf-8")
        valid = True
    except UnicodeDecodeError:
        valid = False
    for size in (10, 10_000):
        block, repaired = repair_lines(b"a" * size + b"\n\xc3\xb1" + tail + b"\nfin\n")
        assert (not repaired) == valid
        assert block.decode("utf-8").startswith("a" * size) and block.count(b"\n") == 3
