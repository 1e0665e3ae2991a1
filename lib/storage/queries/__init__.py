"""Questions to a snapshot, all as Ibis expressions; each gives a ``lib.result.Result`` for ``privacy.release``.

    filters = scope.resolve(snap, restrict(filters, policy, by))
    released = release(count(snap, filters, by), policy)

One source per count: an empty ``filters.source`` becomes the default source, and ``by="source"`` sets sources side by
side, never added.
"""

from lib.storage.queries.completeness import completeness, gaps
from lib.storage.queries.counting import GROUPS, count, total
from lib.storage.queries.delays import delays
from lib.storage.queries.hours import intervals, week_hours
from lib.storage.queries.labels import unmapped_labels
from lib.storage.queries.points import outside_polygons, points_binned
from lib.storage.queries.scope import default_source, resolve
from lib.storage.queries.series import monthly
from lib.storage.queries.sources import Profile, freshness, profiles, sources
from lib.storage.queries.spans import span_counts

__all__ = [
    "GROUPS", "Profile", "completeness", "count", "default_source", "delays", "freshness", "gaps", "intervals",
    "monthly", "outside_polygons", "points_binned", "profiles", "resolve", "sources", "span_counts", "total",
    "unmapped_labels", "week_hours",
]
