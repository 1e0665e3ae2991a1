"""Drawn complaints as rows of the police's georeferenced layer: its columns, its labels, its clock (UTC), its notes."""

from __future__ import annotations

from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from lib.demonstration.drawing import CENTROID, FILLER, NONE, OUTSIDE, Drawn
from lib.demonstration.world import World

UTC_MINUS_LIMA = 5 * 60
NOTES = np.array(["SIN OBSERVACION", "UBICACION MANUAL", "GEO FORZADA AL CENTROIDE DE COMISARIA", "SIN OBSERVACION",
                  "SIN COORDENADA"])
"""``observacion`` by quality; a filler point looks like any other row, which is the trouble with it."""

SHIFTS = np.array(["madrugada", "mañana", "tarde", "noche"])


def layer_table(rng: np.random.Generator, world: World, drawn: Drawn, first_id: int) -> pa.Table:
    """The rows as an Arrow table in the layer's column order.

    first_id   complaint number (id_dgc) of the first row; the next rows count on
    """
    n = len(drawn)
    minutes = drawn.day.astype("datetime64[m]").astype(np.int64) + drawn.minute
    happened = pa.array(((minutes + UTC_MINUS_LIMA) * 60).astype("datetime64[s]"))
    registered = (minutes + drawn.lag * 24 * 60 + rng.integers(20, 600, n) * (drawn.lag == 0) + UTC_MINUS_LIMA) * 60_000
    last_minute = (np.datetime64(world.cut_off) + 1).astype("datetime64[m]").astype(np.int64) - 1 + UTC_MINUS_LIMA
    registered = np.minimum(registered, last_minute * 60_000)
    year = drawn.day.astype("datetime64[Y]").astype(np.int64) + 1970
    month = drawn.day.astype("datetime64[M]").astype(np.int64) % 12 + 1
    in_month = (drawn.day - drawn.day.astype("datetime64[M]")).astype(np.int64) + 1
    stations = np.array([s["name"] for s in world.facts["stations"]])
    places = world.facts["places"]
    ids = np.arange(first_id, first_id + n)
    return pa.table({
        "id_dgc": ids,
        "objectid": ids - first_id + 1,
        "fecha_hora_hecho": pc.strftime(happened, format="%Y-%m-%dT%H:%M:%SZ"),
        "fecha_hora_registro_hecho": registered,
        "ano_hecho": year,
        "mes_hecho": month,
        "dia_hecho": in_month,
        "turno_hecho": _take(SHIFTS, drawn.minute // 360),
        "departamento_hecho": _same(places["department"], n),
        "provincia_hecho": _same(places["province"], n),
        "distrito_hecho": _same(places["district"], n),
        "ubigeo_hecho_delito": _same(places["ubigeo"], n),
        "comisaria_registro": _take(stations, drawn.station),
        "comisaria_hecho": _take(stations, drawn.station),
        "es_delito_x": _labels(world, drawn, "es_delito"),
        "tipo_hecho": _labels(world, drawn, "tipo"),
        "subtipo_hecho": _labels(world, drawn, "subtipo"),
        "modalidad_hecho": _labels(world, drawn, "modalidad"),
        "direccion_hecho": _addresses(rng, world, drawn),
        "lat_hecho": _degrees(drawn.latitude),
        "long_hecho": _degrees(drawn.longitude),
        "estado_coord": _take(np.array(["CON COORDENADA", "SIN COORDENADA"]), (drawn.quality == NONE).astype(int)),
        "observacion": _take(NOTES, drawn.quality),
        "fuente": _same("SINTETICO", n),
    })


def write_csv(table: pa.Table, target: BinaryIO, header: bool = True) -> None:
    """Append the rows to an open binary stream: comma, UTF-8, a missing value is empty, no quotes (no cell does)."""
    options = pyarrow.csv.WriteOptions(include_header=header, quoting_style="none", quoting_header="none")
    pyarrow.csv.write_csv(table, target, options)


def _degrees(values: npt.NDArray[np.float64]) -> pa.Array:
    return pa.array(np.round(values, 6), mask=np.isnan(values))


def _same(text: str, n: int) -> pa.Array:
    return pa.repeat(pa.scalar(text), n)


def _take(words: npt.NDArray[Any], positions: npt.NDArray[Any]) -> pa.Array:
    return pa.array(words.tolist(), pa.string()).take(pa.array(positions, pa.int64()))


def _labels(world: World, drawn: Drawn, part: str) -> pa.Array:
    return _take(np.array([getattr(kind, part) for kind in world.kinds]), drawn.kind)


def _addresses(rng: np.random.Generator, world: World, drawn: Drawn) -> pa.Array:
    """'JR SINTETICO 4-117 CDRA 3': the sector and corner, and a block; filler rows have addresses all over the city."""
    sector = np.where(drawn.sector == OUTSIDE, 0, drawn.sector + 1)
    filler = drawn.quality == FILLER
    number = np.where(filler, rng.integers(0, world.facts["filler"]["addresses"], len(drawn)), drawn.corner)
    sector = np.where(filler, 9, sector)
    block = np.where(filler | (drawn.quality == CENTROID), 1, rng.integers(1, 10, len(drawn)))
    text = pa.array(["JR SINTETICO"]).take(pa.array(np.zeros(len(drawn), dtype=np.int64)))
    place = pc.binary_join_element_wise(
        pc.cast(pa.array(sector), pa.string()), pc.cast(pa.array(number), pa.string()), "-")
    return pc.binary_join_element_wise(text, place, "CDRA", pc.cast(pa.array(block), pa.string()), " ")
