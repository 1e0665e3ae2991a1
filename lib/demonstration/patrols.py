"""The demonstration's patrol log as an ordinary sheet: invented, seeded, and marked so in every row."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lib.demonstration.officers import facts

NAME = "patrullajes_ica_sintetico.csv"
HEADINGS = ("Fecha", "Sector", "Patrulla", "Inicio", "Horas", "Efectivos", "Punto crítico", "Unidad", "Fuente")


def sheet(shifts: Mapping[str, Sequence[int]]) -> bytes:
    """The log, CSV in UTF-8: each day, sector and shift has its patrols, drawn from the rates of the facts.

    shifts  settings hours.shifts: a patrol begins in the first hours of its shift
    """
    told = facts()["patrol"]
    rng = np.random.default_rng(told["seed"])
    first, last = (dt.date.fromisoformat(told[end]) for end in ("start", "end"))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for number in range((last - first).days + 1):
        day = first + dt.timedelta(days=number)
        for sector, weight in told["sectors"].items():
            for shift, (begins, _) in shifts.items():
                _patrols(rng, writer, told, day, sector, weight * told["shifts"][shift], begins)
    return out.getvalue().encode()


def _patrols(
    rng: np.random.Generator, writer: Any, told: Mapping[str, Any], day: dt.date, sector: str, weight: float, begins: int
) -> None:
    for crew, rate in told["crews"].items():
        for patrol in range(int(rng.poisson(rate * weight))):
            place = told["critical"].get(sector, "") if rng.random() < told["critical_share"] else ""
            hours = float(rng.choice(told["hours"]))
            starts = f"{begins + int(rng.integers(0, 3)):02d}:{int(rng.choice([0, 15, 30, 45])):02d}"
            people = int(rng.choice(told["people"][crew])) if rng.random() >= told["people_untold"] else ""
            writer.writerow([
                day.isoformat(), sector, crew, starts, f"{hours:g}", people, place,
                f"{crew[:1].upper()}-{sector[-1]}{patrol + 1}", facts()["source"],
            ])
