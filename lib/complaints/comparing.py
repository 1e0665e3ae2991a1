"""Two places side by side, crime type by crime type: counts, shares, rates and the ratio of the rates with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from lib.complaints.change import judged
from lib.complaints.crosstab import TOTAL
from lib.result import Result

SIDES = ("one", "other")
Blocks = tuple[npt.NDArray[Any], npt.NDArray[Any]]
"""Counts of the one place and of the other, matched."""


def compared(
    cells: pd.DataFrame, blocks: Mapping[str, Blocks], *, level: float, population: tuple[int, int] | None,
    false_discovery: float, spread: Mapping[str, Blocks] | None = None,
) -> Result:
    """Is there more of it here than there, for each crime type?

    cells            crime_type (code, TOTAL for all) and for both places (suffix _one, _other) count (missing = hidden),
                     of_place, population, rate, low, high, state: rows of ``lib.complaints.crosstab.measured``
    blocks           crime_type -> the counts of both places month by month: they give the spread around a common ratio;
                     one number each when the period has no whole months: Poisson chance
    level            confidence level of the ratio's interval
    population       (inhabitants of one, of the other); None compares counts, which is no risk, and says so
    spread           other matched months, for the spread alone: a period of a month or two has too few of its own
    false_discovery  share of false findings allowed among the types called different (Benjamini and Hochberg)
    Returns the rows with ratio, ratio_low, ratio_high, p, dispersion and verdict: "more", "less", "no_evidence",
    "too_few" or "hidden". The total is judged by itself, the types together.
    Formula: see ``lib.complaints.change.change`` with the populations as exposures; Clopper and Pearson's limits of the
    share of one among both. Source: Benjamini & Hochberg (1995), J. R. Statist. Soc. B 57, 289-300.
    """
    here, there = population or (1, 1)
    found = []
    for crime, one, other in zip(cells["crime_type"], cells["count_one"], cells["count_other"], strict=True):
        if pd.isna(one) or pd.isna(other):
            found.append({"verdict": "hidden"})
            continue
        row = judged(*blocks[crime], level=level, exposure_now=here, exposure_before=there,
                     spread=(blocks if spread is None else spread)[crime])
        found.append({
            "ratio": row["ratio"], "ratio_low": row["low"], "ratio_high": row["high"], "p": row["p"],
            "dispersion": row["dispersion"], "verdict": "more" if row["verdict"] == "up" else
            "less" if row["verdict"] == "down" else row["verdict"],
        })
    names = ["ratio", "ratio_low", "ratio_high", "p", "dispersion", "verdict"]
    table = pd.concat([cells.reset_index(drop=True), pd.DataFrame(found, columns=names)], axis=1)
    differs = table["verdict"].isin(["more", "less"]) & (table["crime_type"] != TOTAL)
    tested = table["p"].notna() & (table["verdict"] != "too_few") & (table["crime_type"] != TOTAL)
    if differs.any():
        adjusted = pd.Series(np.nan, index=table.index)
        adjusted[tested] = stats.false_discovery_control(table.loc[tested, "p"].astype(float))
        table.loc[differs & (adjusted > false_discovery), "verdict"] = "no_evidence"
    hangs = ("ratio", "ratio_low", "ratio_high", "p", "dispersion", "verdict")
    return Result(
        table, dims=("crime_type",), counts=("count_one", "count_other"),
        derived={f"count_{side}": (*(f"{n}_{side}" for n in ("of_place", "rate", "low", "high", "state")), *hangs)
                 for side in SIDES},
        measure="rate" if population else "complaints", unit="ratio",
        settings={"method": "conditional_quasi_binomial", "reference": "Clopper & Pearson 1934", "level": level,
                  "false_discovery": false_discovery, "tested": int(tested.sum()),
                  "exposure": "population" if population else "none"},
    )
