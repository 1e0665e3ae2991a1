"""The tables of correlations that a publication prints, with everything that follows from rho and n."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.result import Result
from lib.surveys.correlation import adjusted
from lib.surveys.published.studies import Judged, Study, as_result

MEASURES = ("value", "t", "p", "low", "high", "squared", "power", "smallest")


def tables(study: Study, every: tuple[Judged, ...], lang: str, level: float) -> Result:
    """A row per printed table: number, against, name, what is printed, and value, t, p, low, high, squared, power, smallest,
    p_holm and p_bonferroni over all its tables; verdict. Empty when the publication prints none."""
    rows = []
    for one in every:
        claim = one.claim
        if claim.table is None or one.finding is None:
            continue
        inputs, numbers = claim.inputs, one.finding.numbers
        rows.append(
            {
                "id": claim.id,
                "number": int(claim.table["number"]),
                "against": study.against(lang),
                "name": str(claim.table[lang]),
                "printed_value": str(inputs.get("value", "–")),
                "printed_stars": str(inputs.get("stars", "")),
                "printed_p": str(inputs.get("p", "–")),
                "printed_n": str(inputs.get("n", "–")),
                **{name: numbers[name][1] if name in numbers else np.nan for name in MEASURES},
                "verdict": one.verdict,
            }
        )
    table = pd.DataFrame(
        rows,
        columns=[
            "id",
            "number",
            "against",
            "name",
            "printed_value",
            "printed_stars",
            "printed_p",
            "printed_n",
            *MEASURES,
            "verdict",
        ],
    )
    p = table["p"].to_numpy(dtype=float)
    table["p_holm"], table["p_bonferroni"] = adjusted(p, "holm"), adjusted(p, "bonferroni")
    return Result(
        table,
        dims=("id",),
        counts=(),
        measure="claims",
        n=len(table),
        subject="survey",
        settings={"level": level, "adjusted": "holm_1979, bonferroni"},
    )


def of_tables(every: tuple[Judged, ...], lang: str, level: float) -> Result:
    """The claims that the publication's text makes of its tables, with the ``number`` of the table."""
    about: tuple[Judged, ...] = tuple(one for one in every if one.claim.text_of is not None)
    result = as_result(about, lang, level)
    result.table["number"] = [one.claim.text_of for one in about]
    return result
