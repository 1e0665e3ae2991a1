"""What the counted complaints do not say: hour, sector, district, point, crime type."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lib.complaints.columns import LOCATION_QUALITIES
from lib.complaints.filters import Filters
from lib.result import Result
from lib.storage import building
from lib.storage.engine import Snapshot
from lib.storage.queries import scope

MEASURES = (
    "count", "without_hour", "without_sector", "without_district", "mappable", "unmapped", "non_crimes",
    *(f"location_{quality}" for quality in LOCATION_QUALITIES),
)


def gaps(snapshot: Snapshot, filters: Filters, by: Sequence[str] = ()) -> pd.DataFrame:
    """What ``completeness`` adds up: rows and complaints by is_crime, gaps, location_quality and the columns in ``by``."""
    filters = scope.resolve(snapshot, filters).but(non_crimes=True)
    groups = ["is_crime", "gaps", "location_quality", *by]
    cells = snapshot.cells(filters, groups)
    if cells is not None:
        return cells.grouped(filters, groups)
    rows = scope.chosen(snapshot, filters, ("count", *groups))
    return snapshot.run(rows.group_by(groups).agg(rows=rows.count(), complaints=rows["count"].sum()))


def completeness(snapshot: Snapshot, filters: Filters, cells: pd.DataFrame | None = None) -> Result:
    """How complete is what the filters choose?

    One row of complaints: count; without_hour, without_sector, without_district; mappable (a point that may be drawn);
    location_<quality> for every quality of ``columns.LOCATION_QUALITIES``; unmapped (no known crime type); non_crimes
    (entries that are not crimes, left out of ``count`` unless the filters take them in). All but non_crimes are parts of
    ``count``. ``rows`` are the stored rows behind count.

    cells  the answer of ``gaps`` for these filters, when the caller has it already
    """
    filters = scope.resolve(snapshot, filters)
    if cells is None:
        cells = gaps(snapshot, filters)
    inside = cells if filters.non_crimes else cells[cells["is_crime"]]

    def of(test: pd.Series) -> int:
        return int(inside.loc[test, "complaints"].sum())

    def lacking(gap: str) -> pd.Series:
        return (inside["gaps"] & building.GAPS[gap]) > 0

    quality = inside["location_quality"]
    table = pd.DataFrame([{
        "rows": int(inside["rows"].sum()), "count": int(inside["complaints"].sum()),
        "without_hour": of(lacking("hour")), "without_sector": of(lacking("sector")),
        "without_district": of(lacking("district")), "mappable": of(~lacking("point")),
        "unmapped": of(lacking("type")),
        "non_crimes": int(cells.loc[~cells["is_crime"], "complaints"].sum()),
        **{f"location_{each}": of(quality == each) for each in LOCATION_QUALITIES},
    }])
    return scope.answer(snapshot, filters, table, dims=(), counts=MEASURES, n=int(table["count"].iloc[0]))
