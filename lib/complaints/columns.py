"""The columns of a complaint, declared once: name, type, unit, and what a missing value means.

One row is one complaint, or one published count (``count`` = n). Every reader produces these columns, in this order, as
Arrow; the store keeps them and adds its own (``kind``, ``load``, ``key``, ``content``, ``payload``). Person-level fields
(names, ages, documents, narratives, addresses) have no column here and are never imported.
"""

from __future__ import annotations

import pyarrow as pa

UNMAPPED = "unmapped"
"""``crime_type`` of a label that the catalogue does not know: counted, shown, waiting in the review list."""

PRECISIONS = ("minute", "hour", "day", "month", "quarter", "year")
"""How finely ``occurred_from`` is known. From ``month`` on, ``occurred_to`` is the last day of the period."""

LOCATION_QUALITIES = (
    "exact", "block", "manual", "approximate", "station_centroid", "district_centroid", "filler", "outside", "none",
)
"""Where the point comes from. Only ``MAPPABLE`` points are ever drawn; all rows are counted."""

MAPPABLE = ("exact", "block", "manual", "approximate")

PLACE_LEVELS = ("department", "province", "district", "station", "sector")
"""Coarse to fine. Each holds a stable code (Peru: INEI ubigeo of 2, 4, 6 digits) or null when the source has none."""

FIELDS: tuple[tuple[str, pa.DataType, str], ...] = (
    ("source", pa.string(), "code of the source; the format's name unless the person gave another"),
    ("count", pa.int64(), "complaints that this row stands for; 1 for an incident, >= 0 for a published count"),
    ("occurred_from", pa.timestamp("us"), "start of the event, local wall clock; for coarse precisions the period's start"),
    ("occurred_to", pa.timestamp("us"), "end of the event or of the period; null when only the start is known"),
    ("precision", pa.string(), "one of PRECISIONS"),
    ("hour_known", pa.bool_(), "false when the hour is missing or is the source's mark for unknown (00:00 local)"),
    ("reported", pa.timestamp("us"), "when it was registered, local; null when the source does not say"),
    ("crime_type", pa.string(), "catalogue code of the level that the label really names, or UNMAPPED"),
    ("crime_raw", pa.string(), "the source's label as written; several levels joined with ' / '"),
    ("attempt", pa.bool_(), "true when the label says attempt (tentativa, frustrado)"),
    ("department", pa.string(), "2-digit code; null unknown"),
    ("province", pa.string(), "4-digit code; null unknown"),
    ("district", pa.string(), "6-digit code; null unknown"),
    ("station", pa.string(), "station of the event (not of the registration) by code or normalised name; null unknown"),
    ("sector", pa.string(), "sector by the station's own sheet, else by polygon; null unknown"),
    ("place_raw", pa.string(), "the source's place as written"),
    ("latitude", pa.float64(), "WGS 84 degrees; null when absent or unusable"),
    ("longitude", pa.float64(), "WGS 84 degrees; null when absent or unusable"),
    ("location_quality", pa.string(), "one of LOCATION_QUALITIES"),
    ("location_raw", pa.string(), "the source's coordinates as written"),
    ("sector_polygons", pa.string(), "id of the polygon set that gave ``sector``; null when the file itself said it"),
    ("complaint_id", pa.string(), "the source's complaint number; null when it has none"),
    ("row_number", pa.int64(), "row in the file, as a spreadsheet counts (header = 1)"),
    ("occurred_raw", pa.string(), "the source's date and time as written"),
    ("identity", pa.string(), "how ``key`` was made: id, cell (published count), row (whole content)"),
    ("key", pa.int64(), "identity of the row within its source; see lib.complaints.identity"),
    ("content", pa.int64(), "fingerprint of everything stored of the row"),
)

NAMES: tuple[str, ...] = tuple(name for name, _, _ in FIELDS)
SCHEMA = pa.schema([pa.field(name, kind) for name, kind, _ in FIELDS])

STAGING = SCHEMA.append(pa.field("address_hash", pa.int64()))
"""While a file is staged: a hash of its address text where its point may be drawn, to recognise filler points; never
stored."""

NEARLY_DISTINCT = (
    "occurred_from", "reported", "latitude", "longitude", "location_raw", "complaint_id", "row_number", "occurred_raw",
    "key", "content",
)
"""Columns of which nearly every value is another: a dictionary of them in a file is only work."""
