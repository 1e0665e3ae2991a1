"""Assembling: what was found about the rows of a batch becomes the columns of a complaint, with their identity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lib.complaints import identity
from lib.complaints.checking.coded import Coded, Positions
from lib.complaints.checking.labels import Label
from lib.complaints.checking.places import Places, Where
from lib.complaints.checking.raw import RawColumns
from lib.complaints.checking.rejections import Mask
from lib.complaints.checking.when import When
from lib.complaints.checking.where import Points
from lib.complaints.columns import LOCATION_QUALITIES, MAPPABLE, PRECISIONS, STAGING
from lib.complaints.reading.delimited import RawBatch
from lib.complaints.written.numbers import missing_mask

DEGREE_STEPS = 1e7
"""Coordinates are compared to a centimetre: a re-saved file may write one digit fewer."""


@dataclass(frozen=True)
class Parts:
    """Everything found about the rows of one batch."""

    counts: npt.NDArray[np.int64]
    when: When
    label_of: Positions
    labels: list[Label]
    place_of: Positions
    wheres: list[Where]
    points: Points
    station: Coded
    sector: Coded
    station_hash: identity.Words
    sector_hash: identity.Words


@dataclass(frozen=True)
class Named:
    """Who each row is: see ``lib.complaints.identity``. ``by_id``: by its complaint number."""

    by_id: Mask
    kind: str
    key: npt.NDArray[np.int64]
    content: npt.NDArray[np.int64]


def identify(raw: RawColumns, parts: Parts, source: str, counts: bool) -> Named:
    """By complaint id, subtype and modality; a published count by its cell; else by the whole row.

    Neither polygons nor the catalogue take part: a file is the same file after they change.
    """
    label = identity.of_texts(pa.array([label.plain for label in parts.labels], pa.string()))[parts.label_of]
    fine = identity.of_texts(pa.array([label.plain_fine for label in parts.labels], pa.string()))[parts.label_of]
    place = identity.of_texts(pa.array(
        ["|".join(code or "" for code in (w.department, w.province, w.district)) for w in parts.wheres], pa.string()
    ))[parts.place_of]
    if raw.has("place"):
        place = identity.mix(place ^ identity.of_texts(pc.dictionary_encode(raw.text("place"))))
    source_hash = identity.of_text(source)
    when, points = parts.when, parts.points
    if raw.has("complaint_id"):
        ids = raw.text("complaint_id")
        by_id = ~missing_mask(ids)
        id_hash = np.where(by_id, identity.of_texts(ids), identity.NULL)
    else:
        by_id, id_hash = np.zeros(raw.rows, np.bool_), np.full(raw.rows, identity.NULL)
    period = identity.of_numbers(when.start)
    station, sector = parts.station_hash, parts.sector_hash
    content = identity.combine([
        source_hash, id_hash, identity.of_numbers(parts.counts), period, identity.of_numbers(when.end, ~when.has_end),
        identity.of_numbers(when.hour_known.astype(np.int64)), identity.of_numbers(when.reported, ~when.has_reported),
        label, place, station, sector, _degree_hash(points.latitude), _degree_hash(points.longitude),
        identity.of_texts(pa.array(LOCATION_QUALITIES))[points.quality],
    ])
    if counts:
        key = identity.combine([source_hash, place, station, sector, period, label])
    else:
        key = content
    if by_id.any():
        key = np.where(by_id, identity.combine([source_hash, id_hash, fine]), key)
    return Named(by_id, "cell" if counts else "row", key, content)


def assemble(batch: RawBatch, raw: RawColumns, parts: Parts, named: Named, source: str, places: Places) -> pa.RecordBatch:
    """The columns of ``columns.STAGING`` for all rows of the batch, rejected ones too.

    Points on the map without a sector (or a district) in the file get that of the polygons now in force.
    """
    rows = raw.rows
    when, points = parts.when, parts.points
    mappable = np.isin(points.quality, [LOCATION_QUALITIES.index(quality) for quality in MAPPABLE])
    department = Coded.of(parts.place_of, [where.department for where in parts.wheres])
    province = Coded.of(parts.place_of, [where.province for where in parts.wheres])
    district = Coded.of(parts.place_of, [where.district for where in parts.wheres])
    if places.polygon_set("district") is not None:
        lacking = mappable & district.missing()
        drawn = _inside(places, "district", points, lacking)
        district = district.where(lacking, drawn)
        known = lacking & ~drawn.missing()
        department = department.where(known, drawn.mapped(_above(drawn, 2)))
        province = province.where(known, drawn.mapped(_above(drawn, 4)))
    sector, polygons = parts.sector, Coded.same(rows, None)
    if places.polygon_set("sector") is not None:
        lacking = mappable & sector.missing()
        sector = sector.where(lacking, _inside(places, "sector", points, lacking))
        polygons = polygons.where(lacking, Coded.same(rows, places.polygon_set("sector")))
    no_text = pa.scalar(None, pa.string())
    ids = raw.text("complaint_id") if raw.has("complaint_id") else pa.nulls(rows, pa.string())
    place_raw = raw.text("place") if raw.has("place") else Coded.of(parts.place_of, [w.raw for w in parts.wheres]).arrow()
    kinds = Coded.of(named.by_id.astype(np.int64), [named.kind, "id"])
    columns: dict[str, pa.Array] = {
        "source": Coded.same(rows, source).arrow(), "count": pa.array(parts.counts),
        "occurred_from": _moment(when.start), "occurred_to": _moment(when.end, when.has_end),
        "precision": Coded.of(when.precision, PRECISIONS).arrow(), "hour_known": pa.array(when.hour_known),
        "reported": _moment(when.reported, when.has_reported),
        "crime_type": Coded.of(parts.label_of, [label.code for label in parts.labels]).arrow(),
        "crime_raw": Coded.of(parts.label_of, [label.raw for label in parts.labels]).arrow(),
        "attempt": pa.array(np.array([label.attempt for label in parts.labels], np.bool_)[parts.label_of]),
        "department": department.arrow(), "province": province.arrow(), "district": district.arrow(),
        "station": parts.station.arrow(), "sector": sector.arrow(), "place_raw": place_raw,
        "latitude": pa.array(points.latitude, from_pandas=True), "longitude": pa.array(points.longitude, from_pandas=True),
        "location_quality": Coded.of(points.quality, LOCATION_QUALITIES).arrow(), "location_raw": points.raw,
        "sector_polygons": polygons.arrow(), "row_number": pa.array(batch.rows), "occurred_raw": when.raw,
        "complaint_id": ids if named.by_id.all() else pc.if_else(pa.array(named.by_id), ids, no_text),
        "identity": kinds.arrow(), "key": pa.array(named.key), "content": pa.array(named.content),
        "address_hash": _address(raw, mappable),
    }
    return pa.RecordBatch.from_arrays([columns[field.name] for field in STAGING], schema=STAGING)


def _inside(places: Places, level: str, points: Points, mask: Mask) -> Coded:
    """The polygon of each point of ``mask``."""
    which, codes = places.assign_positions(level, points.longitude[mask], points.latitude[mask])
    positions = np.zeros(len(mask), np.int64)
    positions[mask] = which.astype(np.int64) + 1  # -1 is outside all: the first value, None
    return Coded(positions, (None, *codes))


def _above(drawn: Coded, digits: int) -> dict[str | None, str | None]:
    """District code -> the code above it (INEI codes nest by their digits)."""
    return {code: code[:digits] for code in drawn.values if code is not None and code.isdigit() and len(code) == 6}


def _moment(micros: npt.NDArray[np.int64], there: Mask | None = None) -> pa.Array:
    mask = None if there is None or there.all() else ~there
    return pa.array(micros, mask=mask).cast(pa.timestamp("us"))


def _degree_hash(values: npt.NDArray[np.float64]) -> identity.Words:
    missing = np.isnan(values)
    steps = np.round(np.where(missing, 0.0, values) * DEGREE_STEPS).astype(np.int64)
    return identity.of_numbers(steps, missing)


def _address(raw: RawColumns, drawn: Mask) -> pa.Array:
    """The hash of the address, of rows whose point may be drawn: only those can be at a filler point."""
    if not raw.in_file("address") or not drawn.any():
        return pa.nulls(raw.rows, pa.int64())
    texts = raw.text("address").filter(pa.array(drawn))
    hashes, missing = np.zeros(raw.rows, np.int64), ~drawn
    hashes[drawn] = identity.combine([identity.of_texts(texts)])
    missing[drawn] = missing_mask(texts)
    return pa.array(hashes, mask=missing)
