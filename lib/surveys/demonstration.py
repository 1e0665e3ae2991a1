"""The demonstration's survey: synthetic answers with planted loadings, correlations, a worse sector and a better wave."""

from __future__ import annotations

import csv
import io
import tomllib
from functools import cache
from typing import Any

import numpy as np

from lib.surveys import instrument
from lib.surveys.instrument import Codebook
from lib.texts import DATA

SEX = ("Mujer", "Hombre")
AGE = ("18-29", "30-44", "45-59", "60 a más")
AGE_SHARES = (0.34, 0.31, 0.21, 0.14)
AGE_WEIGHTS = (0.82, 1.0, 1.12, 1.25)
"""Young people are asked too often, as in any street sample; the weights mend it."""


@cache
def facts() -> dict[str, Any]:
    """What ``data/demonstration/survey.toml`` plants."""
    return tomllib.loads((DATA / "demonstration" / "survey.toml").read_text(encoding="utf-8"))


def codebook() -> Codebook:
    """The template's instrument, under the demonstration's name and marked synthetic."""
    path = DATA / "instruments" / f"{facts()['instrument']}.toml"
    template = instrument.from_toml(path.read_text(encoding="utf-8"), path.name)
    return template.but(name=facts()["name"], source=facts()["source"], synthetic=True)


def demonstration() -> tuple[bytes, Codebook]:
    """A CSV of answers, the same bytes on every machine, and the codebook that reads it."""
    book, plan = codebook(), facts()
    rng = np.random.Generator(np.random.PCG64(int(plan["seed"])))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["folio", "ola", "sector", "sexo", "edad", "peso", *(item.code for item in book.items)])
    number = 0
    for wave, people in plan["waves"].items():
        sector = rng.choice(plan["sectors"], size=people, p=plan["sector_shares"])
        sex = rng.choice(2, size=people, p=[0.56, 0.44])
        age = rng.choice(len(AGE), size=people, p=AGE_SHARES)
        written = _written(rng, wave, sector, book)
        weight = np.round(np.asarray(AGE_WEIGHTS)[age] * np.where(sex == 0, 0.91, 1.12), 3)
        for row in range(people):
            number += 1
            writer.writerow([f"E{number:04d}", wave, sector[row], SEX[sex[row]], AGE[age[row]], f"{weight[row]:g}",
                             *written[row]])
    return out.getvalue().encode("utf-8"), book


def _written(rng: np.random.Generator, wave: str, sector: np.ndarray, book: Codebook) -> np.ndarray:
    """The cells of one wave: a latent value for each scale, an answer for each item, gaps as people leave them."""
    plan = facts()
    order, people = plan["latent"]["order"], len(sector)
    root = np.linalg.cholesky(np.asarray(plan["latent"]["correlations"], dtype=float))
    latent = rng.standard_normal((people, len(order))) @ root.T
    for code, more in plan["effects"]["sector_victimizacion"].items():
        latent[sector == code, order.index("victimizacion")] += more
    latent[:, order.index("seguridad.serenazgo")] += plan["effects"]["wave_serenazgo"].get(wave, 0.0)
    cells = np.empty((people, len(book.items)), dtype=object)
    for place, item in enumerate(book.items):
        own = f"{item.variable}.{item.dimension}" if item.dimension else item.variable
        loading = plan["latent"]["loadings"][order.index(own)]
        value = loading * latent[:, order.index(own)] + np.sqrt(1 - loading**2) * rng.standard_normal(people)
        answer = 1 + np.searchsorted(np.asarray(plan["cuts"][own]), value)
        cells[:, place] = (6 - answer if item.reversed else answer).astype(str)
    gap = rng.random(cells.shape) < plan["missing_share"]
    cells[gap] = rng.choice(["88", "99", ""], size=int(gap.sum()), p=[0.3, 0.3, 0.4])
    cells[rng.random(people) < plan["skipped_share"], len(book.items) // 2:] = ""
    return cells
