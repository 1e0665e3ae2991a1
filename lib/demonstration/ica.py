"""The demonstration of Ica: a synthetic register that goes through the ordinary road, and what was planted in it.

Calibrated: its crimes by year and published modality equal what MININTER published for the district of Ica. Invented:
everything else. The same seed gives the same bytes; nothing depends on today's date.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from lib.demonstration.drawing import CENTROID, FILLER, MANUAL, NONE, OUTSIDE, Drawn, draw
from lib.demonstration.layer import layer_table, write_csv
from lib.demonstration.repeats import plant_repeats
from lib.demonstration.world import NON_CRIMES, World, ica

SOURCE = "demonstration"
FORMAT = "incident_layer"
FILE_NAME = "denuncias_ica_sintetico.csv"
SECTORS_NAME = "sectores_ica_sinteticos.geojson"
POPULATION_NAME = "poblacion_ica_sintetica.csv"
FIRST_ID = 90_000_000


@dataclass(frozen=True)
class Demonstration:
    """Three ordinary files, as bytes, and what was planted.

    complaints   CSV of the georeferenced layer (format ``FORMAT``), UTF-8
    sectors      GeoJSON of the five invented sectors
    population   CSV: lugar, anio, poblacion, fuente
    edition      date of the invented extract, ISO
    planted      what a test must find again; see ``planted``
    """

    complaints: bytes
    sectors: bytes
    population: bytes
    edition: str
    planted: dict[str, Any]


@cache
def demonstration(seed: int | None = None) -> Demonstration:
    """The demonstration's files. ``seed`` overrules the one in ``data/demonstration/ica.toml``."""
    world = ica()
    rng = np.random.default_rng(world.seed if seed is None else seed)
    kind, year = _calibrated(rng, world)
    drawn = draw(rng, world, kind, year)
    repeats = plant_repeats(np.random.default_rng((world.seed if seed is None else seed, 1)), world, drawn)
    drawn = drawn.take(np.argsort(drawn.day.astype(np.int64) + drawn.lag, kind="stable"))
    table = layer_table(rng, world, drawn, FIRST_ID)
    unknown = _unknown_rows(rng, world, drawn)
    table = _relabelled(world, table, unknown)
    table = pa.concat_tables([table, _rejected(rng, world, table)])
    out = io.BytesIO()
    write_csv(table, out)
    return Demonstration(
        out.getvalue(), _geojson(world), _population(world), world.cut_off.isoformat(),
        _planted(world, drawn, unknown, len(repeats)),
    )


def planted(seed: int | None = None) -> dict[str, Any]:
    """What was planted, with exact numbers, so that tests and pages can look for it.

    rows, crimes          accepted rows; those that are crimes
    published             {year: {modality: complaints}}, equal to the published totals
    hot_spot              sector, longitude, latitude, radius_m, rows inside, hours
    change                sector, group, start, factor, mean located complaints a month before and after
    near_repeats          group, days, rows at the corner of another of the days before
    sectors               located rows (exact or manual points) of each sector
    unknown_hour          rows whose hour is not known
    station_centroid, filler, no_point, outside   rows; ``filler`` with its point
    late                  rows registered more than 30 days after the event
    unknown_label         label, rows
    non_crimes            rows
    rejected              rows that the ordinary road must reject: impossible year, repeated complaint
    """
    return demonstration(seed).planted


def _calibrated(rng: np.random.Generator, world: World) -> tuple[Any, Any]:
    """Kind and year of every complaint: exactly the published number of each modality in each year."""
    kinds, years = [], []
    for i, year in enumerate(world.facts["published"]["years"]):
        wanted = {**world.published(year), NON_CRIMES: world.facts["non_crimes"]["per_year"][i]}
        for group, count in wanted.items():
            choices = world.kinds_of(group)
            share = np.array([world.kinds[k].share for k in choices])
            kinds.append(rng.choice(choices, count, p=share / share.sum()))
            years.append(np.full(count, year))
    return np.concatenate(kinds), np.concatenate(years)


def _unknown_rows(rng: np.random.Generator, world: World, drawn: Drawn) -> Any:
    last_year = np.datetime64(f"{world.facts['last_year']}-01-01")
    others = np.flatnonzero(np.isin(drawn.kind, world.kinds_of("Otros")) & (drawn.day >= last_year))
    return np.sort(rng.choice(others, world.facts["unknown_label"]["rows"], replace=False))


def _relabelled(world: World, table: pa.Table, rows: Any) -> pa.Table:
    """The chosen rows under a label that no catalogue knows."""
    chosen = np.zeros(table.num_rows, dtype=bool)
    chosen[rows] = True
    unknown = world.facts["unknown_label"]
    for column in ("tipo_hecho", "subtipo_hecho", "modalidad_hecho"):
        label = unknown["tipo"] if column == "tipo_hecho" else unknown["label"]
        changed = pc.if_else(pa.array(chosen), pa.scalar(label), table[column].combine_chunks())
        table = table.set_column(table.column_names.index(column), column, changed)
    return table


def _rejected(rng: np.random.Generator, world: World, table: pa.Table) -> pa.Table:
    """Rows that must be rejected: an impossible year under new numbers, and complaints that the file already holds."""
    facts = world.facts["rejected"]
    rows = np.sort(rng.choice(table.num_rows, facts["impossible_rows"] + facts["repeated_rows"], replace=False))
    wrong = table.take(rows[: facts["impossible_rows"]])
    dates = pc.utf8_replace_slice(wrong["fecha_hora_hecho"], 0, 4, str(facts["impossible_year"]))
    wrong = wrong.set_column(wrong.column_names.index("fecha_hora_hecho"), "fecha_hora_hecho", dates)
    numbers = pa.array(FIRST_ID + table.num_rows + np.arange(len(wrong)))
    wrong = wrong.set_column(0, "id_dgc", numbers)
    both = pa.concat_tables([wrong, table.take(rows[facts["impossible_rows"]:])])
    row_numbers = pa.array(table.num_rows + 1 + np.arange(both.num_rows))
    return both.set_column(both.column_names.index("objectid"), "objectid", row_numbers)


def _geojson(world: World) -> bytes:
    features = [
        {"type": "Feature", "properties": {"codigo": code, "nombre": name, "nota": "polígono sintético"},
         "geometry": shapely.geometry.mapping(shape)}
        for code, name, shape in zip(world.sectors, world.sector_names, world.shapes, strict=True)
    ]
    collection = {"type": "FeatureCollection", "name": "sectores_sinteticos", "features": features}
    return json.dumps(collection, ensure_ascii=False).encode()


def _population(world: World) -> bytes:
    """Districts as published; sectors as invented shares of theirs that add up to it exactly."""
    facts = world.facts["population"]
    district = world.facts["places"]["ubigeo"]
    lines = ["lugar;anio;poblacion;fuente", f"{district};{facts['census_year']};{facts['census']};{facts['source']}"]
    for year, inhabitants in facts["projections"].items():
        lines.append(f"{district};{year};{inhabitants};{facts['projection_source']}")
        left = inhabitants
        shares = list(facts["sector_shares"].items())
        for code, share in shares[:-1]:
            lines.append(f"{code};{year};{round(inhabitants * share)};{facts['sector_source']}")
            left -= round(inhabitants * share)
        lines.append(f"{shares[-1][0]};{year};{left};{facts['sector_source']}")
    last = max(facts["projections"])
    lines += [f"{code};{last};{people};{facts['projection_source']}" for code, people in facts["others"].items()]
    return ("\n".join(lines) + "\n").encode()


def _planted(world: World, drawn: Drawn, unknown: Any, repeats: int) -> dict[str, Any]:
    spot, change = world.facts["hot_spot"], world.facts["change"]
    crime = ~np.isin(drawn.kind, world.kinds_of(NON_CRIMES))
    years = world.facts["published"]["years"]
    start, first = np.datetime64(change["start"]), np.datetime64(f"{years[0]}-01-01")
    end = np.datetime64(world.cut_off) + 1
    before, after = (int((b.astype("datetime64[M]") - a.astype("datetime64[M]")).astype(int))
                     for a, b in ((first, start), (start, end)))
    located = drawn.quality <= MANUAL
    changed = located & np.isin(drawn.kind, world.kinds_of(change["group"])) & (
        drawn.sector == world.sectors.index(change["sector"]))
    return {
        "source": SOURCE,
        "rows": len(drawn),
        "crimes": int(crime.sum()),
        "published": {year: world.published(year) for year in years},
        "hot_spot": {
            "sector": spot["sector"], "longitude": spot["point"][0], "latitude": spot["point"][1],
            "radius_m": spot["radius_m"], "rows": int(drawn.in_hot_spot.sum()), "hours": tuple(spot["hours"]),
        },
        "change": {
            "sector": change["sector"], "group": change["group"], "start": change["start"], "factor": change["factor"],
            "per_month_before": float((changed & (drawn.day < start)).sum() / before),
            "per_month_after": float((changed & (drawn.day >= start)).sum() / after),
        },
        "near_repeats": {"group": world.facts["near_repeats"]["group"], "days": world.facts["near_repeats"]["days"],
                         "rows": repeats},
        "unknown_hour": {"rows": int((~drawn.hour_known).sum())},
        "station_centroid": {"rows": int((drawn.quality == CENTROID).sum())},
        "filler": {"rows": int((drawn.quality == FILLER).sum()), "point": tuple(world.facts["filler"]["point"])},
        "no_point": {"rows": int((drawn.quality == NONE).sum())},
        "outside": {"rows": int(((drawn.sector == OUTSIDE) & located).sum())},
        "late": {"rows": int((drawn.lag > 30).sum())},
        "unknown_label": {"label": world.facts["unknown_label"]["label"], "rows": len(unknown)},
        "non_crimes": {"rows": int((~crime).sum())},
        "sectors": {
            code: int(((drawn.sector == i) & located).sum()) for i, code in enumerate(world.sectors)
        },
        "rejected": {
            "impossible_year": world.facts["rejected"]["impossible_rows"],
            "repeated_complaint": world.facts["rejected"]["repeated_rows"],
        },
    }
