"""Reporting rates out of a CSV: what is read, and what is refused with its row, column and value."""

from __future__ import annotations

import io

import pytest

from lib.complaints.reporting_file import Survey, read
from lib.errors import FileError

GOOD = "anio,tasa,error,n,efecto_diseno,fuente\n2023,15.5,0.4,,,ENAPRES\n2024,18,,3000,1.5,\n"


def test_template_is_read() -> None:
    assert read(io.BytesIO(GOOD.encode())) == (
        Survey(2023, 15.5, 0.4, None, None, "ENAPRES"), Survey(2024, 18.0, None, 3000.0, 1.5, ""),
    )


def test_semicolons_commas_accents_and_windows() -> None:
    text = "# nota\nAÑO;Tasa;Error;Fuente\n2023;15,5 %;0,4;Encuesta peruana ñ\n\n"
    for encoding in ("utf-8", "utf-8-sig", "cp1252"):
        assert read(io.BytesIO(text.encode(encoding)))[0] == Survey(2023, 15.5, 0.4, None, None, "Encuesta peruana ñ")
    assert read(io.BytesIO(b"year,rate,n\n2020,12,900\n"))[0].n == 900


@pytest.mark.parametrize(("text", "said"), [
    ("", "no tiene filas"), ("anio,tasa\n", "no tiene filas"), ("a,b\n1,2\n", "A, B"), ("x" * 300_000, "demasiado grande"),
    (GOOD + "2025,180,1,,,\n", "Fila 4, columna TASA: «180»"), (GOOD + "2025,0,1,,,\n", "«0»"),
    (GOOD + "2025,abc,1,,,\n", "«abc»"), (GOOD + ",15,1,,,\n", "Fila 4, columna ANIO"), (GOOD + "2025,15,,,,\n", "Fila 4"),
    (GOOD + "2025,15,-1,,,\n", "columna ERROR: «-1»"), (GOOD + "2025,15,,0,,\n", "columna N: «0»"),
    (GOOD + "2025,15,,90,0.5,\n", "«0.5»"), (GOOD + "2025.5,15,1,,,\n", "«2025.5»"), (GOOD + "2025,nan,1,,,\n", "«nan»"),
    (GOOD + "2025\n", "Fila 4, columna TASA"), ("\x00\x01\x02", "anio"),
])
def test_what_is_refused_says_where(text: str, said: str) -> None:
    with pytest.raises(FileError) as refused:
        read(io.BytesIO(text.encode()))
    assert said in refused.value.message("es"), refused.value.message("es")
    assert refused.value.remedy("en") != refused.value.remedy("es")
