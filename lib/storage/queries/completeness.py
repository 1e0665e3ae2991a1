"""What the counted complaints do not say: hour, sector, district, point, crime type."""

from __future__ import annotations

from lib.complaints.columns import LOCATION_QUALITIES
from lib.complaints.filters import Filters
from lib.result import Result
from lib.storage.engine import Snapshot
from lib.storage.queries import scope

MEASURES = (
    "count", "without_hour", "without_sector", "without_district", "mappable", "unmapped", "non_crimes",
    *(f"location_{quality}" for quality in LOCATION_QUALITIES),
)


def completeness(snapshot: Snapshot, filters: Filters) -> Result:
    """How complete is what the filters choose?

    One row of complaints: count; without_hour, without_sector, without_district; mappable (a point that may be drawn);
    location_<quality> for every quality of ``columns.LOCATION_QUALITIES``; unmapped (no known crime type); non_crimes
    (entries that are not crimes, left out of ``count`` unless the filters take them in). All but non_crimes are parts of
    ``count``. ``rows`` are the stored rows behind count.
    """
    filters = scope.resolve(snapshot, filters)
    rows = scope.chosen(snapshot, filters.but(non_crimes=True))
    inside = rows.is_crime | bool(filters.non_crimes)
    one = rows["count"]

    def of(test: object) -> object:
        return one.sum(where=inside & test).fill_null(0)

    table = snapshot.run(
        rows.aggregate(
            rows=rows.count(where=inside), count=one.sum(where=inside).fill_null(0),
            without_hour=of(rows.hour.isnull()), without_sector=of(rows.sector.isnull()),
            without_district=of(rows.district.isnull()), mappable=of(rows.mappable),
            unmapped=of(rows.crime_code == "unmapped"), non_crimes=one.sum(where=~rows.is_crime).fill_null(0),
            **{f"location_{quality}": of(rows.location_quality == quality) for quality in LOCATION_QUALITIES},
        )
    ).astype("int64")
    return scope.answer(snapshot, filters, table, dims=(), counts=MEASURES, n=int(table["count"].iloc[0]))
