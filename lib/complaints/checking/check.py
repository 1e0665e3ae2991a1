"""check: one pass over a file, batch by batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.complaints import identity
from lib.complaints.checking.counts import read_counts, reject_totals
from lib.complaints.checking.labels import Label, LabelBook, combinations
from lib.complaints.checking.places import ADMINISTRATIVE, PlaceFinder, Places, Where, with_sectors
from lib.complaints.checking.raw import RawColumns
from lib.complaints.checking.rejections import Mask, Rejections
from lib.complaints.checking.report import CheckedBatch, Report
from lib.complaints.checking.tally import Tally
from lib.complaints.checking.when import When, read_when
from lib.complaints.checking.where import PointReader, Points
from lib.complaints.columns import MAPPABLE, STAGING
from lib.complaints.reading.delimited import RawBatch, raw_frame
from lib.complaints.reading.rows import read_rows
from lib.complaints.reading.understanding import Understood
from lib.complaints.reading.upload import Upload
from lib.complaints.written.numbers import missing_mask
from lib.errors import UsageError

Progress = Callable[[float, int], None]
Codes = npt.NDArray[np.object_]
DEGREE_STEPS = 1e7
"""Coordinates are compared to a centimetre: a re-saved file may write one digit fewer."""


def check(
    upload: Upload, understood: Understood, *, places: Places, today: dt.date,
    labels: Mapping[tuple[str, str], str] | None = None, batch_rows: int = 200_000, progress: Progress | None = None,
) -> Check:
    """Which rows of this file are complaints, and what is wrong with the others?

    ``labels`` are a person's own mappings, (source, normalised label) -> catalogue code. ``progress`` is called with the
    share of the file read (0-1) and the rows so far. Nothing is read before the answer is iterated.
    """
    if understood.format is None:
        raise UsageError("format_unknown", name=understood.name)
    return Check(upload, understood, places, today, labels or {}, batch_rows, progress)


class Check:
    """An iteration of CheckedBatch, once; ``report`` is complete after the last."""

    def __init__(
        self, upload: Upload, understood: Understood, places: Places, today: dt.date,
        labels: Mapping[tuple[str, str], str], batch_rows: int, progress: Progress | None,
    ) -> None:
        layout = understood.format
        if layout is None:
            raise UsageError("format_unknown", name=understood.name)
        self._upload = upload
        self._understood = understood
        self._layout = layout
        self._places = places
        self._today = today
        self._batch_rows = batch_rows
        self._progress = progress
        self._labels = LabelBook(understood.source, layout.vocabulary, labels)
        self._finder = PlaceFinder(places)
        self._points = PointReader(understood)
        self._seen = identity.SeenKeys()
        self._source_hash = identity.of_text(understood.source)
        self.report = Report(layout.name, understood.source, understood, floor=understood.since)
        self._tally = Tally(self.report)

    def __iter__(self) -> Iterator[CheckedBatch]:
        for raw_batch in read_rows(self._upload, self._understood, self._batch_rows):
            yield self._checked(raw_batch)
            if self._progress is not None:
                share = min(1.0, raw_batch.bytes_read / max(1, self._upload.size))
                self._progress(share, self.report.rows_read)
        self._tally.finish(self._finder.names)

    def _checked(self, batch: RawBatch) -> CheckedBatch:
        raw = RawColumns(batch, self._understood)
        rejections = Rejections(raw.rows)
        reject_totals(raw, rejections)
        counts = read_counts(raw, self._understood.decimal, rejections)
        when = read_when(raw, self._understood, self._today, rejections)
        label_of, labels = self._label(raw)
        place_of, wheres = self._administrative(raw)
        points = self._points.read(raw)
        table = self._table(batch, raw, counts, when, label_of, labels, place_of, wheres, points)
        ids = table["identity"] == "id"
        if ids.any():
            repeated = np.zeros(raw.rows, np.bool_)
            fresh = ids & rejections.accepted
            repeated[fresh] = self._seen.repeats(table["key"][fresh])
            rejections.add(repeated, "repeated_complaint", raw.heading("complaint_id"), raw.text("complaint_id"))
        accepted = rejections.accepted
        self._tally.problems(batch, raw, rejections, accepted, when, points, label_of, labels, place_of, wheres)
        record = pa.RecordBatch.from_arrays([_arrow(table[f.name], f.type) for f in STAGING], schema=STAGING)
        if not accepted.all():
            record = record.filter(pa.array(accepted))
        self._tally.accepted(record)
        return CheckedBatch(record, self._rejected(batch, rejections))

    def _label(self, raw: RawColumns) -> tuple[npt.NDArray[np.int64], list[Label]]:
        levels = [level for level in self._layout.crime_levels if raw.has(level)]
        which, texts = combinations([raw.text(level) for level in levels])
        return which, [self._labels.look_up(labels) for labels in texts]

    def _administrative(self, raw: RawColumns) -> tuple[npt.NDArray[np.int64], list[Where]]:
        if not any(raw.has(meaning) for meaning in ADMINISTRATIVE):
            return np.zeros(raw.rows, np.int64), [Where(None, None, None, "")]
        which, texts = combinations([raw.text(meaning) for meaning in ADMINISTRATIVE])
        return which, [self._finder.find(place) for place in texts]

    def _table(
        self, batch: RawBatch, raw: RawColumns, counts: npt.NDArray[np.int64], when: When,
        label_of: npt.NDArray[np.int64], labels: list[Label], place_of: npt.NDArray[np.int64], wheres: list[Where],
        points: Points,
    ) -> dict[str, Any]:
        """All columns of STAGING for all rows of the batch, rejected ones too."""
        rows = raw.rows
        district = _take([where.district for where in wheres], place_of)
        station, station_hash = self._unit(raw, "station")
        sector, sector_hash = self._unit(raw, "sector")
        mappable = np.isin(points.quality, MAPPABLE)
        district_set, sector_set = self._places.polygon_set("district"), self._places.polygon_set("sector")
        lacks = mappable & np.equal(district, None)
        if district_set is not None:
            district = with_sectors(self._places, "district", points.longitude, points.latitude, lacks, district)
        found = ~np.equal(district, None) & lacks
        department = _filled(_take([w.department for w in wheres], place_of), district, found, 2)
        province = _filled(_take([w.province for w in wheres], place_of), district, found, 4)
        polygons = np.full(rows, None, object)
        if sector_set is not None:
            open_sector = mappable & np.equal(sector, None)
            sector = with_sectors(self._places, "sector", points.longitude, points.latitude, open_sector, sector)
            polygons[open_sector] = sector_set
        identities, key, content = self._identify(
            raw, counts, when, label_of, labels, place_of, wheres, points, station_hash, sector_hash)
        place = raw.text("place") if raw.has("place") else _take([where.raw for where in wheres], place_of)
        complaint_id = raw.text("complaint_id")
        address = raw.text("address") if raw.in_file("address") else None
        return {
            "source": np.full(rows, self._understood.source, object), "count": counts,
            "occurred_from": when.start, "occurred_to": _masked(when.end, when.has_end), "precision": when.precision,
            "hour_known": when.hour_known, "reported": _masked(when.reported, when.has_reported),
            "crime_type": _take([label.code for label in labels], label_of),
            "crime_raw": _take([label.raw for label in labels], label_of),
            "attempt": np.array([label.attempt for label in labels], np.bool_)[label_of],
            "department": department, "province": province, "district": district, "station": station, "sector": sector,
            "place_raw": place, "latitude": _degrees(points.latitude), "longitude": _degrees(points.longitude),
            "location_quality": points.quality, "location_raw": points.raw, "sector_polygons": polygons,
            "complaint_id": pc.if_else(pa.array(missing_mask(complaint_id)), pa.scalar(None, pa.string()), complaint_id),
            "row_number": batch.rows, "occurred_raw": when.raw, "identity": identities, "key": key, "content": content,
            "address_hash": _masked(identity.combine([identity.of_texts(pc.utf8_upper(address))]), ~missing_mask(address))
            if address is not None else pa.nulls(rows, pa.int64()),
        }

    def _unit(self, raw: RawColumns, level: str) -> tuple[Codes, identity.Words]:
        """Codes of stations or sectors as the file says them, and their hashes (before any polygon)."""
        if not raw.has(level):
            return np.full(raw.rows, None, object), np.full(raw.rows, identity.NULL, np.uint64)
        which, texts = combinations([raw.text(level)])
        codes = [self._finder.unit(level, text) for (text,) in texts]
        return _take(codes, which), identity.of_texts(pa.array(codes, pa.string()))[which]

    def _identify(
        self, raw: RawColumns, counts: npt.NDArray[np.int64], when: When, label_of: npt.NDArray[np.int64],
        labels: list[Label], place_of: npt.NDArray[np.int64], wheres: list[Where], points: Points,
        station: identity.Words, sector: identity.Words,
    ) -> tuple[Codes, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """(identity, key, content): by complaint id, subtype and modality; by published cell; else by the whole row."""
        hashes = np.array([label.hash for label in labels], np.uint64)[label_of]
        fine = np.array([label.fine_hash for label in labels], np.uint64)[label_of]
        place = identity.of_texts(pa.array(
            ["|".join(code or "" for code in (w.department, w.province, w.district)) for w in wheres], pa.string()
        ))[place_of]
        if raw.has("place"):
            place = identity.of_texts(raw.text("place")) ^ place
        ids = raw.text("complaint_id")
        has_id = ~missing_mask(ids) if raw.has("complaint_id") else np.zeros(raw.rows, np.bool_)
        id_hash = np.where(has_id, identity.of_texts(ids), identity.NULL)
        period = identity.of_numbers(when.start)
        content = identity.combine([
            np.full(raw.rows, self._source_hash), identity.of_numbers(counts), period,
            identity.of_numbers(when.end, ~when.has_end), identity.of_numbers(when.hour_known.astype(np.int64)),
            identity.of_numbers(when.reported, ~when.has_reported), hashes, place, station, sector,
            _degree_hash(points.latitude), _degree_hash(points.longitude),
            identity.of_texts(pa.array(points.quality, pa.string()).dictionary_encode()), id_hash,
        ])
        source = np.full(raw.rows, self._source_hash)
        by_id = identity.combine([source, id_hash, fine])
        if self._layout.counts:
            rest = identity.combine([source, place, station, sector, period, hashes])
        else:
            rest = content
        kind = "cell" if self._layout.counts else "row"
        return np.where(has_id, "id", kind).astype(object), np.where(has_id, by_id, rest), content

    def _rejected(self, batch: RawBatch, rejections: Rejections) -> pd.DataFrame:
        said: list[tuple[int, str, str, str]] = [(b.row, b.code, "", b.value) for b in batch.broken]
        fields = [list(b.fields) for b in batch.broken]
        for reason, positions in rejections.by_reason():
            said += [(int(batch.rows[p]), reason.code, reason.column, reason.value(int(p))) for p in positions]
            fields += batch.raw(positions)
        raw = raw_frame(batch, fields)
        names = [name if name not in ("row", "code", "column", "value") else f"{name} " for name in raw.columns]
        raw.columns = pd.Index(names)
        table = pd.concat([pd.DataFrame(said, columns=["row", "code", "column", "value"]), raw], axis=1)
        return table.sort_values("row", kind="stable", ignore_index=True)


def _take(values: list[Any], which: npt.NDArray[np.int64]) -> Codes:
    column = np.empty(len(values), object)
    column[:] = values
    return column[which]


def _filled(codes: Codes, district: Codes, found: Mask, digits: int) -> Codes:
    """Codes with those of the district where a polygon gave it (INEI codes nest by their digits)."""
    if not found.any():
        return codes
    out = codes.copy()
    out[found] = [code[:digits] if code.isdigit() and len(code) == 6 else None for code in district[found]]
    return out


def _masked(values: npt.NDArray[np.int64], there: Mask) -> pa.Array:
    return pa.array(values, mask=~there)


def _degrees(values: npt.NDArray[np.float64]) -> pa.Array:
    return pa.array(values, mask=np.isnan(values))


def _degree_hash(values: npt.NDArray[np.float64]) -> identity.Words:
    missing = np.isnan(values)
    steps = np.round(np.where(missing, 0.0, values) * DEGREE_STEPS).astype(np.int64)
    return identity.of_numbers(steps, missing)


def _arrow(values: Any, kind: pa.DataType) -> pa.Array:
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if isinstance(values, pa.Array):
        return values if values.type == kind else values.cast(kind)
    if values.dtype == np.int64 and pa.types.is_timestamp(kind):
        return pa.array(values).cast(kind)
    return pa.array(values, kind)
