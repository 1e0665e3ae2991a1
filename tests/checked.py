"""Reading and checking bytes in one step, as the tests of both rooms need it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa

from lib.complaints.checking import Report, check
from lib.complaints.columns import STAGING
from lib.complaints.reading import Format, Overrides, Upload, formats, understand
from lib.places.book import PlaceBook

TODAY = dt.date(2026, 11, 23)
BOOK = PlaceBook()
NOTHING_SAID = Overrides()


@dataclass
class Outcome:
    """What came of a file."""

    accepted: pa.Table
    rejected: pd.DataFrame
    report: Report

    def codes(self, *severities: str) -> dict[str, int]:
        """Problem code -> rows."""
        return {p.code: p.rows for p in self.report.problems if not severities or p.severity in severities}

    def column(self, name: str) -> list[Any]:
        return self.accepted.column(name).to_pylist()

    def first(self) -> dict[str, Any]:
        return self.accepted.slice(0, 1).to_pylist()[0]


def checked(
    content: bytes, name: str = "file.csv", overrides: Overrides = NOTHING_SAID, *,
    known: Mapping[str, Format] | None = None, places: PlaceBook = BOOK, today: dt.date = TODAY,
    labels: Mapping[tuple[str, str], str] | None = None, batch_rows: int = 50_000,
) -> Outcome:
    """Understand and check bytes; the sums that must hold for every file are looked at here."""
    upload = Upload.of(content, name)
    understood = understand(upload, known or formats(), overrides)
    found = check(upload, understood, places=places, today=today, labels=labels, batch_rows=batch_rows)
    batches, rejected = [], []
    for batch in found:
        assert batch.accepted.schema == STAGING
        batches.append(batch.accepted)
        rejected.append(batch.rejected)
    report = found.report
    table = pa.Table.from_batches(batches, STAGING)
    refused = pd.concat([r for r in rejected if len(r)], ignore_index=True) if any(map(len, rejected)) else pd.DataFrame()
    assert report.rows_read == report.rows_accepted + report.rows_rejected
    assert (report.rows_accepted, report.rows_rejected) == (table.num_rows, len(refused))
    assert report.problems.rejected == report.rows_rejected
    assert report.count_total == sum(table.column("count").to_pylist())
    for problem in report.problems:
        for lang in ("es", "en"):
            assert problem.message(lang) and problem.remedy(lang)
    return Outcome(table, refused, report)


def csv(*rows: str, end: str = "\n") -> bytes:
    """Lines as bytes."""
    return (end.join(rows) + end).encode()


SIDPOL = "ANIO,MES,DPTO_HECHO_NEW,PROV_HECHO,DIST_HECHO,UBIGEO_HECHO,P_MODALIDADES,cantidad"
LAYER = ("id_dgc,fecha_hora_hecho,fecha_hora_registro_hecho,ubigeo_hecho_delito,comisaria_registro,comisaria_hecho,"
         "tipo_hecho,subtipo_hecho,modalidad_hecho,direccion_hecho,lat_hecho,long_hecho,estado_coord,observacion")
SHEET = "N.º de denuncia,Fecha del hecho,Hora del hecho,Tipo de delito,Distrito,Sector,Latitud,Longitud"
