"""What of a count is on a map of places, and what is not: for the sentence that stands on the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lib.complaints.filters import Filters
from lib.places import map_coverage
from lib.result import Result
from lib.storage.engine import Snapshot
from lib.storage.queries import scope


def map_coverage_of(snapshot: Snapshot, filters: Filters, by: Sequence[str] = ()) -> Result:
    """Of the chosen complaints, how many have a place of ``filters.level``? See ``lib.places.map_coverage.coverage``.

    by  "month" or "crime_type", or none
    """
    filters = scope.resolve(snapshot, filters)
    rows = scope.chosen(snapshot, filters, ("count", "location_quality", filters.level, *by))
    groups = [*by, "placed", "location_quality"]
    found = snapshot.run(
        rows.mutate(placed=rows[filters.level].notnull()).group_by(groups).agg(count=lambda t: t["count"].sum())
    )
    result = map_coverage.coverage(found, tuple(by))
    answered = scope.answer(snapshot, filters, result.table, dims=result.dims, counts=result.counts, n=result.n)
    return replace(answered, derived=result.derived, measure=result.measure, unit=result.unit)
