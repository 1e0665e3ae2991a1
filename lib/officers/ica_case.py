"""The case of Ica: what a study printed about the officers of one station, worked out again number by number."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

import pandas as pd

from lib.officers.ratios import PER
from lib.result import Result
from lib.texts import DATA


@cache
def facts() -> dict[str, Any]:
    """The published numbers and where they stand: ``data/reference/cases/ica.toml``."""
    return tomllib.loads((DATA / "reference" / "cases" / "ica.toml").read_text(encoding="utf-8"))


def recomputed() -> Result:
    """What do the study's own numbers give? One row per line of the account, in its order.

    line         key of the sentence that says what the number is and what went wrong ("ica.line.<line>" in the texts)
    published    the number as printed; missing where the study prints none
    recomputed   what the same inputs give; unit says of what: officers, per_100000, people, percent
    Formulas: staff / population x 100,000; population / staff; population x standard / 100,000 (and / 1,000);
    population x 4.21 / 100, which is how 4.21 officers became 6,327.
    """
    told = facts()
    people, standard = told["population"]["inhabitants"], told["standard"]["value"]
    staff = sum(told["staff"]["parts"])
    needed = people * standard / PER
    misread = round(needed, 2)
    lines: list[tuple[str, float | None, float, str]] = [
        ("staff", None, staff, "officers"),
        ("staff_low", None, staff - told["staff"]["parts"][-1], "officers"),
        ("census", None, told["census"]["station"], "officers"),
        ("census_district", None, told["census"]["district"], "officers"),
        ("per_100000", None, staff / people * PER, "per_100000"),
        ("one_per", None, people / staff, "people"),
        ("population", people, told["population"]["projected"], "people"),
        ("standard_printed", standard, needed, "officers"),
        ("standard_circulating", None, people * standard / 1000, "officers"),
        ("misread", told["claim"]["officers"], people * misread / 100, "officers"),
        ("absurd", None, people * misread / 100 / people * PER, "per_100000"),
    ]
    table = pd.DataFrame(lines, columns=["line", "published", "recomputed", "unit"]).astype({"published": "Float64"})
    return Result(
        table, dims=("line",), counts=(), measure="staff", unit="count", subject="staff",
        settings={"method": "recomputed", "reference": told["source"]},
    )
