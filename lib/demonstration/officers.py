"""The demonstration's officers and vehicles as two ordinary sheets: invented, seeded, and marked so in every row."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from lib.demonstration.world import ica
from lib.texts import DATA

STAFF_NAME = "personal_ica_sintetico.csv"
VEHICLES_NAME = "vehiculos_ica_sintetico.csv"
PLACE = ("force", "level", "place", "name", "district")
ORIGIN = ("source", "as_of")


@cache
def facts() -> dict[str, Any]:
    """``data/demonstration/officers.toml``."""
    return tomllib.loads((DATA / "demonstration" / "officers.toml").read_text(encoding="utf-8"))


def sheets(district_name: Callable[[str], str]) -> tuple[bytes, bytes]:
    """The staff sheet and the vehicle sheet, CSV in UTF-8.

    district_name  what people call a district, by its ubigeo: the invented stations bear its name
    """
    told = facts()
    rng = np.random.default_rng(told["seed"])
    district = str(ica().facts["places"]["ubigeo"])
    staff = [
        {"force": "pnp_station", "level": "station", "name": one["name"], "district": district,
         "total": sum(one["functions"].values()), **one["ranks"], **one["functions"]}
        for one in told["station"]
    ]
    vehicles = [
        row for one in told["station"]
        for row in _vehicles("pnp_station", "station", "", one["name"], district, one["vehicles"])
    ]
    for code, by_force in told["sectors"].items():
        for force, (motor, foot) in by_force.items():
            staff.append({"force": force, "level": "sector", "place": code, "district": district, "total": motor + foot,
                          "fn_motor_patrol": motor, "fn_foot_patrol": foot})
    serenos = told["serenazgo"]
    staff.append({"force": "serenazgo", "level": "district", "place": district, "district": district,
                  "total": sum(serenos["functions"].values()), **serenos["functions"]})
    vehicles += _vehicles("serenazgo", "district", district, "", district, serenos["vehicles"])
    for code, heads in told["other_units"].items():
        staff.append({"force": "pnp_other", "level": "district" if len(code) == 6 else "department", "place": code,
                      "district": code if len(code) == 6 else "", "total": heads})
    for row, kinds in _others(rng, district_name):
        staff.append(row)
        vehicles += _vehicles("pnp_station", "station", "", str(row["name"]), str(row["district"]), kinds)
    functions = tuple(told["others"]["shares"])
    ranks = tuple(told["station"][0]["ranks"])
    return _csv(staff, (*PLACE, "total", *ranks, *functions, *ORIGIN)), _csv(
        vehicles, (*PLACE, "kind", "total", "in_service", *ORIGIN)
    )


def _others(
    rng: np.random.Generator, district_name: Callable[[str], str]
) -> list[tuple[dict[str, Any], dict[str, list[int]]]]:
    """A station in most of the other districts, its size by their population, and its vehicles."""
    told, people = facts()["others"], ica().facts["population"]["others"]
    codes = list(people)
    bare = set(rng.choice(len(codes), told["without"], replace=False).tolist())
    shares = np.array(list(told["shares"].values()))
    out = []
    for place, code in enumerate(codes):
        if place in bare:
            continue
        size = people[code] * told["per_100000"] / 100_000 * float(np.exp(rng.normal(0, told["spread"])))
        heads = int(told["fewest"]) + round(size)
        functions = dict(zip(told["shares"], rng.multinomial(heads, shares / shares.sum()).tolist(), strict=True))
        kinds = {}
        for kind, vehicles in (("pickup", 1 + heads // 25), ("motorcycle", 1 + heads // 15)):
            kinds[kind] = [vehicles, int(rng.binomial(vehicles, told["in_service"]))]
        name = f"COMISARIA {district_name(code).upper()} (SINTETICA)"
        row = {"force": "pnp_station", "level": "station", "name": name, "district": code, "total": heads, **functions}
        out.append((row, kinds))
    return out


def _vehicles(
    force: str, level: str, place: str, name: str, district: str, kinds: dict[str, list[int]]
) -> list[dict[str, Any]]:
    return [
        {"force": force, "level": level, "place": place, "name": name, "district": district, "kind": kind,
         "total": total, "in_service": running}
        for kind, (total, running) in kinds.items()
    ]


def _csv(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\r\n")
    writer.writerow({name: HEADINGS.get(name, name) for name in columns})
    for row in rows:
        writer.writerow({**row, "source": facts()["source"], "as_of": facts()["as_of"]})
    return out.getvalue().encode()


HEADINGS = {
    "force": "fuerza", "level": "nivel", "place": "codigo", "name": "nombre", "district": "ubigeo", "kind": "tipo",
    "in_service": "operativos", "rank_officers": "oficiales", "rank_enlisted": "suboficiales", "rank_services": "servicios",
    "fn_motor_patrol": "patrullaje motorizado", "fn_foot_patrol": "patrullaje a pie", "fn_guard": "guardia",
    "fn_admin": "administracion", "fn_crime": "investigacion de delitos", "fn_family": "violencia familiar",
    "fn_participation": "participacion ciudadana", "fn_accidents": "accidentes de transito", "fn_command": "comando",
    "fn_other": "otros", "source": "fuente", "as_of": "fecha",
}
