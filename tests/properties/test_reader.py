"""Generated files: whatever the bytes, the reader ends in rows or in a FileError, and no row is lost or counted twice."""

from __future__ import annotations

import csv as standard_csv
import io
from collections import Counter

import openpyxl
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from lib.complaints.reading import Overrides
from lib.errors import FileError, UsageError
from tests.checked import LAYER, SHEET, SIDPOL, Outcome, checked

FEW = settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

cell = st.one_of(
    st.sampled_from([
        "", "2023", "2024-01-05", "05/03/2024", "29/02/2023", "13", "0", "-1", "2.5", "1e9", "TOTAL", "Hurto", "ROBO",
        "110101", "40112", "999999", "-14.06", "-75,72", "0", "NULL", "S/D", "05:00:00", "24:00", "2024-01-05T05:00:00Z",
        "1704067200000", "=1+1", "COMISARIA ICA", "ñandú", "\x00", "\ufeff", "1" * 40, "9" * 400, "1923-01-01",
        "2099-12-31", "nan", "inf", "1e400", "0000-00-00", "9999-12-31", "12:99", "45292.5", '"', "a\nb", "'",
    ]),
    st.text(max_size=12), st.integers(-10**20, 10**20).map(str), st.floats().map(str), st.dates().map(str),
)
rows = st.lists(st.lists(cell, min_size=1, max_size=16), max_size=25)
header = st.sampled_from([SIDPOL, LAYER, SHEET, "a,b,c", "Month,Crime type,Latitude,Longitude,Crime ID", ""])
encoding = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp1252"])


def written(head: str, body: list[list[str]], separator: str, end: str, quoting: int) -> str:
    out = io.StringIO()
    writer = standard_csv.writer(out, delimiter=separator, lineterminator=end, quoting=quoting, escapechar="\\")
    if head:
        writer.writerow(head.split(","))
    writer.writerows(body)
    return out.getvalue()


def attempt(content: bytes, name: str = "f.csv", **how: object) -> Outcome | None:
    """The outcome, or None when the file was refused in the two allowed ways, in words of both languages."""
    try:
        return checked(content, name, **how)  # type: ignore[arg-type]
    except FileError as error:
        assert error.message("es") and error.remedy("es") and error.message("en") and error.remedy("en")
    except UsageError as error:
        assert error.key == "format_unknown"
    return None


@FEW
@given(header, rows, st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n", "\r"]), encoding,
       st.sampled_from([standard_csv.QUOTE_MINIMAL, standard_csv.QUOTE_ALL]))
def test_tables_of_anything(
    head: str, body: list[list[str]], separator: str, end: str, code: str, quoting: int
) -> None:
    attempt(written(head, body, separator, end, quoting).encode(code, "replace"))


@FEW
@given(st.binary(max_size=3000), st.sampled_from(["f.csv", "f.xlsx", "f.gpkg", "../../f.txt", ""]))
def test_bytes_of_anything(content: bytes, name: str) -> None:
    attempt(content, name)


@FEW
@given(st.sampled_from([SIDPOL, LAYER, SHEET]), st.binary(max_size=2000))
def test_a_right_header_over_anything(head: str, content: bytes) -> None:
    attempt(head.encode() + b"\n" + content)


@FEW
@given(st.sampled_from([SIDPOL, LAYER, SHEET]), rows, st.data())
def test_a_good_file_with_damage(head: str, body: list[list[str]], data: st.DataObject) -> None:
    """Bytes cut out of, or put into, a readable file."""
    content = written(head, body, ",", "\n", standard_csv.QUOTE_MINIMAL).encode("utf-8", "replace")
    at = data.draw(st.integers(len(head), len(content)))
    attempt(content[:at] + data.draw(st.binary(max_size=20)) + content[at + data.draw(st.integers(0, 30)):])


@settings(FEW, max_examples=40)
@given(st.sampled_from([SIDPOL, SHEET]), st.lists(st.lists(
    st.one_of(cell, st.integers(-5, 10**9), st.floats(allow_nan=False, allow_infinity=False), st.booleans(),
              st.datetimes(), st.times(), st.none()), max_size=9), max_size=12))
def test_workbooks_of_anything(head: str, body: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(head.split(","))
    try:
        for row in body:
            sheet.append(row)
    except openpyxl.utils.exceptions.IllegalCharacterError:
        assume(False)
    out = io.BytesIO()
    book.save(out)
    attempt(out.getvalue(), "f.xlsx")


LATIN = st.text(st.characters(codec="latin-1", exclude_categories=["Cc"], include_characters="\n\t"), max_size=30)

good_rows = st.lists(
    st.tuples(
        st.integers(2019, 2025), st.integers(1, 12), st.sampled_from(["110101", "110102", "40103", "110501"]),
        st.sampled_from(["Hurto", "Robo", "Otros", "Estafa"]), st.integers(0, 500),
    ), min_size=1, max_size=40,
)


def sidpol(body: list[tuple[int, int, str, str, int]]) -> bytes:
    lines = [f"{year},{month},,,,{ubigeo},{label},{count}" for year, month, ubigeo, label, count in body]
    return "\n".join([SIDPOL, *lines]).encode()


@settings(FEW, max_examples=60)
@given(good_rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_key(body: list[tuple[int, int, str, str, int]], chance: object) -> None:
    mixed = list(body)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = checked(sidpol(body)), checked(sidpol(mixed))
    for name in ("key", "content"):
        assert Counter(one.column(name)) == Counter(other.column(name))
    assert one.report.count_total == sum(row[4] for row in body) == other.report.count_total


@settings(FEW, max_examples=40)
@given(good_rows, st.sampled_from(",;\t|"), st.sampled_from(["utf-8", "utf-16", "latin-1"]), st.integers(1, 7))
def test_how_a_file_is_written_changes_no_key(
    body: list[tuple[int, int, str, str, int]], separator: str, code: str, batch: int
) -> None:
    plain = sidpol(body)
    again = plain.decode().replace(",", separator).replace("\n", "\r\n").encode(code)
    one, other = checked(plain), checked(again, batch_rows=batch)
    assert one.column("key") == other.column("key")
    assert one.column("content") == other.column("content")
    assert one.column("row_number") == other.column("row_number") == list(range(2, len(body) + 2))


@settings(FEW, max_examples=30)
@given(st.lists(LATIN, min_size=1, max_size=20))
def test_cells_with_breaks_and_quotes_come_back(labels: list[str]) -> None:
    """A quoted cell may hold the separator, quotation marks and line breaks; one row stays one row."""
    body = [["2024", "1", "", "", "", "110101", label, "1"] for label in labels]
    outcome = checked(written(SIDPOL, body, ",", "\n", standard_csv.QUOTE_ALL).encode(), overrides=Overrides())
    assert outcome.report.rows_read == len(labels)
