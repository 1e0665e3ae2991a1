"""check: one pass over a file, batch by batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa

from lib import catalogue
from lib.complaints import identity
from lib.complaints.checking.assembling import Parts, assemble, identify
from lib.complaints.checking.coded import Coded, Positions
from lib.complaints.checking.counts import read_counts, reject_totals
from lib.complaints.checking.labels import Label, LabelBook, combinations
from lib.complaints.checking.places import ADMINISTRATIVE, PlaceFinder, Places, Where
from lib.complaints.checking.raw import RawColumns
from lib.complaints.checking.rejections import REJECTED_COLUMNS, Rejections
from lib.complaints.checking.report import CheckedBatch, Report
from lib.complaints.checking.tally import Tally
from lib.complaints.checking.when import read_when
from lib.complaints.checking.where import PointReader
from lib.complaints.reading.delimited import RawBatch, raw_frame, unique_names
from lib.complaints.reading.rows import read_rows
from lib.complaints.reading.understanding import Understood
from lib.complaints.reading.upload import Upload
from lib.complaints.written.numbers import is_missing
from lib.errors import UsageError

Progress = Callable[[float, int], None]


def check(
    upload: Upload, understood: Understood, *, places: Places, today: dt.date,
    labels: Mapping[tuple[str, str], str] | None = None, batch_rows: int = 32_000, progress: Progress | None = None,
) -> Check:
    """Which rows of this file are complaints, and what is wrong with the others?

    ``labels`` are a person's own mappings, (source, normalised label) -> catalogue code. ``progress`` is called with the
    share of the file read (0-1) and the rows so far. Nothing is read before the answer is iterated. Batches of about 32,000
    rows fit the processor's cache: larger ones are slower.
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
        self._nothing = pd.DataFrame(columns=[*REJECTED_COLUMNS, *_shifted(unique_names(understood.columns))])
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
        station, station_hash = self._unit(raw, "station")
        sector, sector_hash = self._unit(raw, "sector")
        parts = Parts(counts, when, label_of, labels, place_of, wheres, points, station, sector, station_hash, sector_hash)
        named = identify(raw, parts, self._understood.source, self._layout.counts)
        fresh = named.by_id & rejections.accepted
        if fresh.any():
            repeated = np.zeros(raw.rows, np.bool_)
            repeated[fresh] = self._seen.repeats(named.key[fresh])
            rejections.add(repeated, "repeated_complaint", raw.heading("complaint_id"), raw.text("complaint_id"))
        accepted = rejections.accepted
        self._tally.problems(batch, raw, rejections, accepted, when, points, label_of, labels, place_of, wheres)
        record = assemble(batch, raw, parts, named, self._understood.source, self._places)
        if not accepted.all():
            record = record.filter(pa.array(accepted))
        self._tally.accepted(record)
        return CheckedBatch(record, self._rejected(batch, rejections))

    def _label(self, raw: RawColumns) -> tuple[Positions, list[Label]]:
        levels = [level for level in self._layout.crime_levels if raw.has(level)]
        which, texts = combinations([raw.distinct(level) for level in levels])
        return which, [self._labels.look_up(labels) for labels in texts]

    def _administrative(self, raw: RawColumns) -> tuple[Positions, list[Where]]:
        if not any(raw.has(meaning) for meaning in ADMINISTRATIVE):
            return np.zeros(raw.rows, np.int64), [Where(None, None, None, "")]
        which, texts = combinations([raw.distinct(meaning) for meaning in ADMINISTRATIVE])
        return which, [self._finder.find(place) for place in texts]

    def _unit(self, raw: RawColumns, level: str) -> tuple[Coded, identity.Words]:
        """Codes of stations or sectors as the file says them, and hashes of the texts (which no polygon changes)."""
        if not raw.has(level):
            return Coded.same(raw.rows, None), np.full(raw.rows, identity.NULL)
        which, texts = raw.distinct(level)
        plain = pa.array([None if is_missing(text) else catalogue.normalise(text) for text in texts], pa.string())
        return Coded.of(which, [self._finder.unit(level, text) for text in texts]), identity.of_texts(plain)[which]

    def _rejected(self, batch: RawBatch, rejections: Rejections) -> pd.DataFrame:
        if not rejections.reasons and not batch.broken:
            return self._nothing
        said: list[tuple[int, str, str, str]] = [(b.row, b.code, "", b.value) for b in batch.broken]
        fields = [list(b.fields) for b in batch.broken]
        for reason, positions in rejections.by_reason():
            said += [(int(batch.rows[p]), reason.code, reason.column, reason.value(int(p))) for p in positions]
            fields += batch.raw(positions)
        raw = raw_frame(batch, fields)
        raw.columns = pd.Index(_shifted(list(raw.columns)))
        table = pd.concat([pd.DataFrame(said, columns=list(REJECTED_COLUMNS)), raw], axis=1)
        return table.sort_values("row", kind="stable", ignore_index=True)


def _shifted(headings: list[str]) -> list[str]:
    """Headings of the file that would be taken for ours get a space."""
    return [f"{heading} " if heading in REJECTED_COLUMNS else heading for heading in headings]
