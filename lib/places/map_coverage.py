"""How much of what was counted is on the map, and which periods may be set side by side on it.

In the real feed four rows in ten stand on the station's own point, and from one year to another the share with a point
of its own fell from 63 to 7 %: two maps of such periods differ because of the recording, whatever crime did.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.complaints.columns import MAPPABLE
from lib.result import Result

KINDS = ("placed", "station", "filler", "outside", "nowhere")
"""Where the complaints of a map are: in one of its places; off it because the point is the station's (or a district's)
middle; a filler point; a point outside every polygon, or in none that is known; no usable point at all."""


def coverage(rows: pd.DataFrame, by: tuple[str, ...] = ()) -> Result:
    """Of the complaints counted, how many are on the map, and where are the others?

    rows  the columns ``by``, placed (its place of the map's level is known), location_quality, count (complaints)
    Returns a row for each of ``by`` (one row without): count, one column for each of KINDS (they add up to count), and
    share = placed / count (NaN where nothing was counted). A place that a file names itself counts as placed, whatever
    its point: only what the point alone would tell is left out.
    """
    quality = rows["location_quality"].astype(str)
    kind = np.select(
        [
            rows["placed"].astype(bool), quality.isin(["station_centroid", "district_centroid"]), quality == "filler",
            quality.isin([*MAPPABLE, "outside"]),
        ],
        list(KINDS[:-1]), KINDS[-1],
    )
    told = rows.assign(kind=pd.Categorical(kind, categories=KINDS))
    if by:
        table = told.pivot_table(
            index=list(by), columns="kind", values="count", aggfunc="sum", fill_value=0, observed=False
        ).reset_index()
    else:
        table = told.groupby("kind", observed=False)["count"].sum().to_frame().T.reset_index(drop=True)
    table.columns.name = None
    table[list(KINDS)] = table[list(KINDS)].fillna(0).astype("int64")
    whole = table[list(KINDS)].sum(axis=1)
    table.insert(len(by), "count", whole.astype("int64"))
    table["share"] = np.where(whole > 0, table["placed"] / whole.where(whole > 0, 1), np.nan)
    return Result(
        table, dims=by, counts=("count", *KINDS), derived=dict.fromkeys(("count", *KINDS), ("share",)),
        measure="coverage", unit="share", n=int(whole.sum()),
    )


def comparable(shares: Sequence[float], points: float) -> npt.NDArray[np.bool_]:
    """Which of these maps may be set side by side?

    shares  the share on the map of each period, 0-1, in order of time; NaN where nothing was counted
    points  how far two of them may differ, in percentage points
    True for the largest group of which no two differ by more; of equally large ones the group with the latest period.
    NaN is in no group. A difference that stands exactly at the limit passes.
    """
    known = np.asarray(shares, dtype=float)
    order = np.argsort(np.where(np.isnan(known), np.inf, known), kind="stable")
    order = order[: int((~np.isnan(known)).sum())]
    best: tuple[int, int] = (0, -1)
    chosen: npt.NDArray[np.intp] = np.array([], dtype=np.intp)
    for first in range(len(order)):
        reach = known[order[first]] + points / 100 + 1e-9
        inside = order[first:][known[order[first:]] <= reach]
        score = (len(inside), int(inside.max()))
        if score > best:
            best, chosen = score, inside
    out = np.zeros(len(known), dtype=bool)
    out[chosen] = True
    return out
