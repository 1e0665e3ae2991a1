"""MININTER's georeferenced layer through the command line: universal time, unknown hours, rows at the station's centroid,
one complaint with two offences, entries that are no crimes, and columns about persons that must never arrive."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from lib.storage import engine
from lib.storage.store import Store
from tests.shell import Shell

COLUMNS = ["objectid", "id_dgc", "fecha_hora_hecho", "fecha_hora_registro_hecho", "departamento_hecho", "provincia_hecho",
           "distrito_hecho", "ubigeo_hecho_delito", "comisaria_registro", "comisaria_hecho", "materia_hecho", "tipo_hecho",
           "subtipo_hecho", "modalidad_hecho", "direccion_hecho", "lat_hecho", "long_hecho", "estado_coord", "observacion",
           "nombre_agraviado", "edad_agraviado"]
FORCED = "GEO FORZADA AL CENTROIDE DE COMISARIA"


def row(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "objectid": number, "id_dgc": 5000 + number, "fecha_hora_hecho": "2023-03-10T20:15:00",
        "fecha_hora_registro_hecho": 1678500000000, "departamento_hecho": "ICA", "provincia_hecho": "ICA",
        "distrito_hecho": "ICA", "ubigeo_hecho_delito": 110101, "comisaria_registro": "CPNP PARCONA",
        "comisaria_hecho": "CPNP ICA", "materia_hecho": "FUERO COMUN", "tipo_hecho": "PATRIMONIO (DELITO)",
        "subtipo_hecho": "HURTO", "modalidad_hecho": "HURTO SIMPLE", "direccion_hecho": f"CALLE {number}",
        "lat_hecho": -14.06 - number / 10_000, "long_hecho": -75.73, "estado_coord": "CON COORDENADA", "observacion": "",
        "nombre_agraviado": "PEREZ QUISPE, JUAN", "edad_agraviado": 44, **changes,
    }


def layer(rows: list[dict[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "data")


def add(shell: Shell, folder: Path, rows: list[dict[str, Any]], name: str = "capa.csv") -> dict[str, Any]:
    path = folder / name
    path.write_bytes(layer(rows))
    done = shell("add", path, "--json")
    assert done.code == 0, done.err
    return done.json


def test_times_are_lima_time(shell: Shell, tmp_path: Path) -> None:
    said = add(shell, tmp_path, [
        row(1, fecha_hora_hecho="2023-01-01T03:00:00"),   # New Year's Eve in Lima, 22:00
        row(2, fecha_hora_hecho="2023-06-15T05:00:00"),   # midnight in Lima: nobody noted the hour
        row(3, fecha_hora_hecho="2023-06-15T05:30:00"),
    ])
    assert said["format"] == "incident_layer"
    assert shell.counts("--by", "year,hour") == {(2022, 22): 1, (2023, None): 1, (2023, 0): 1}


def test_the_station_of_the_event_counts(shell: Shell, tmp_path: Path) -> None:
    add(shell, tmp_path, [row(1)])
    rows = shell("count", "--by", "station", "--json").json["rows"]
    assert "ICA" in rows[0]["station_label"].upper() and "PARCONA" not in rows[0]["station_label"].upper()


def test_forty_per_cent_at_the_station_are_counted_and_not_mappable(shell: Shell, tmp_path: Path) -> None:
    rows = [row(n, observacion=FORCED if n % 5 < 2 else "", lat_hecho=-14.07 if n % 5 < 2 else -14.06 - n / 10_000)
            for n in range(100)]
    said = add(shell, tmp_path, rows)
    assert said["rows_accepted"] == 100
    assert sum(shell.counts("--by", "year").values()) == 100
    snapshot = engine.snapshot(Store(shell.data / "own"))
    table = snapshot.table()
    drawn = snapshot.run(table.filter(table.mappable).select("location_quality", "latitude"))
    assert len(drawn) == 60
    assert set(drawn["location_quality"]) == {"exact"}
    assert (drawn["latitude"] != -14.07).all()


def test_one_complaint_with_two_offences_and_one_copy(shell: Shell, tmp_path: Path) -> None:
    """The key is the number, the subtype and the modality: another offence is a row, a copy by the exporter is not."""
    said = add(shell, tmp_path, [
        row(1), row(2, id_dgc=5001, subtipo_hecho="ROBO", modalidad_hecho="ROBO AGRAVADO"), row(3, id_dgc=5001),
    ])
    assert (said["rows_read"], said["rows_accepted"], said["rows_rejected"]) == (3, 2, 1)
    assert {p["code"] for p in said["problems"] if p["severity"] == "reject"} == {"repeated_complaint"}


def test_entries_that_are_no_crimes_wait_to_be_asked_for(shell: Shell, tmp_path: Path) -> None:
    add(shell, tmp_path, [
        row(1), row(2, materia_hecho="POLICIAL", tipo_hecho="INTERVENCION POLICIALES",
                    subtipo_hecho="INTERVENCION POLICIALES", modalidad_hecho="CONTROL DE IDENTIDAD"),
    ])
    assert sum(shell.counts("--by", "year").values()) == 1
    assert sum(shell.counts("--by", "year", "--non-crimes").values()) == 2


def test_a_pile_of_addresses_at_one_point_is_a_filler(shell: Shell, tmp_path: Path) -> None:
    """Rule: at least 500 rows and at least 100 different addresses at one point. Counted, not mappable."""
    pile = [row(n, lat_hecho=-14.0635, long_hecho=-75.7285) for n in range(500)]
    add(shell, tmp_path, [*pile, row(900)])
    snapshot = engine.snapshot(Store(shell.data / "own"))
    table = snapshot.table()
    assert len(snapshot.run(table.filter(table.mappable).select("latitude"))) == 1
    assert sum(shell.counts("--by", "year").values()) == 501


def test_nothing_about_persons_is_kept(shell: Shell, tmp_path: Path) -> None:
    """Names, ages and addresses reach neither the store's files nor the rejected rows' file."""
    rejected = tmp_path / "rechazadas.csv"
    path = tmp_path / "capa.csv"
    path.write_bytes(layer([row(1), row(2, fecha_hora_hecho="1923-01-01T10:00:00")]))
    said = shell("add", path, "--json", "--rejected", rejected)
    assert said.json["rows_rejected"] == 1
    stored = b"".join(file.read_bytes() for file in (shell.data / "own").rglob("*") if file.is_file())
    assert b"QUISPE" not in stored
    snapshot = engine.snapshot(Store(shell.data / "own"))
    assert not [name for name in snapshot.table().columns if "nombre" in name or "edad" in name or "direccion" in name]


def test_a_newer_export_revises_and_adds(shell: Shell, tmp_path: Path) -> None:
    first = add(shell, tmp_path, [row(1), row(2)])
    second = add(shell, tmp_path, [row(1, distrito_hecho="PARCONA", ubigeo_hecho_delito=110106), row(3)], "capa2.csv")
    assert second["version"] > first["version"]
    assert shell.counts("--by", "district") == {"110101": 2, "110106": 1}, "row 2 is in no newer file and stays"
    shell("undo", str(second["version"]))
    assert shell.counts("--by", "district") == {"110101": 2}
