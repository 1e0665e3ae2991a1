"""Tally: the running totals of a check, and its problems put into words' keys with rows and examples."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lib.complaints.checking.labels import Label
from lib.complaints.checking.places import Where
from lib.complaints.checking.raw import RawColumns
from lib.complaints.checking.rejections import Mask, Rejections
from lib.complaints.checking.report import Report
from lib.complaints.checking.when import When
from lib.complaints.checking.where import Points
from lib.complaints.columns import UNMAPPED
from lib.complaints.reading.delimited import RawBatch
from lib.errors import EXAMPLES_KEPT, Example

FINER_THAN_A_DAY = ("minute", "hour", "day")


class Tally:
    """Adds up one file's report."""

    def __init__(self, report: Report) -> None:
        self.report = report
        for problem in report.understood.notes:
            first = problem.examples[0] if problem.examples else Example(None, "", "")
            report.problems.add(problem.code, problem.severity, rows=problem.rows, row=first.row, column=first.column,
                                value=first.value, **problem.params)

    def problems(
        self, batch: RawBatch, raw: RawColumns, rejections: Rejections, accepted: Mask, when: When, points: Points,
        label_of: npt.NDArray[np.int64], labels: list[Label], place_of: npt.NDArray[np.int64], wheres: list[Where],
    ) -> None:
        """Everything that one batch had to say."""
        report, found = self.report, self.report.problems
        report.rows_read += raw.rows + len(batch.broken)
        report.rows_accepted += int(accepted.sum())
        report.rows_rejected += int((~accepted).sum()) + len(batch.broken)
        for broken in batch.broken:
            found.add(broken.code, "reject", row=broken.row, value=broken.value)
        for reason, positions in rejections.by_reason():
            some = positions[:EXAMPLES_KEPT]
            found.add_many(reason.code, "reject", batch.rows[positions].tolist(), reason.column,
                           [reason.value(int(p)) for p in some], **reason.params)
        if batch.repaired_rows:
            found.add_many("mixed_encoding", "warn", batch.repaired_rows, "", [""] * EXAMPLES_KEPT)
        if batch.formula_rows:
            found.add_many("formula_used", "info", batch.formula_rows, "", [""] * EXAMPLES_KEPT)
        for code, mask, column, texts in (*when.doubts, *points.doubts):
            self._warn(code, mask & accepted, column, texts, batch)
        self._labels(raw, accepted, label_of, labels, batch)
        self._places(raw, accepted, place_of, wheres, batch)
        if self.report.understood.swapped:
            self._warn("coordinates_swapped", accepted & ~np.isnan(points.latitude), raw.heading("latitude"),
                       points.raw, batch, "info")

    def accepted(self, record: pa.RecordBatch) -> None:
        """Totals, period and completeness of the accepted rows of a batch."""
        report = self.report
        if record.num_rows == 0:
            return
        report.count_total += int(pc.sum(record["count"]).as_py())
        first = pc.min(record["occurred_from"]).as_py().date()
        coarse = pc.invert(pc.is_in(record["precision"], pa.array(FINER_THAN_A_DAY)))
        ends = pc.if_else(coarse, record["occurred_to"], record["occurred_from"])
        last = pc.max(ends).as_py().date()
        report.start = min(report.start or first, first)
        report.end = max(report.end or last, last)
        self._more("coarser_than_day", pc.sum(coarse).as_py())
        self._more("without_hour", pc.sum(pc.and_(pc.invert(record["hour_known"]), pc.invert(coarse))).as_py())
        self._more("without_district", record["district"].null_count)
        self._more("without_sector", record["sector"].null_count)
        self._more("unmapped", pc.sum(pc.equal(record["crime_type"], UNMAPPED)).as_py())
        for quality in pc.value_counts(record["location_quality"]).to_pylist():
            self._more(f"location.{quality['values']}", quality["counts"])

    def finish(self, names: dict[str, dict[str, str]]) -> None:
        """The last words: names of places, and the facts about the file that no row told."""
        self.report.place_names = {level: dict(of_level) for level, of_level in names.items()}

    def _warn(
        self, code: str, mask: Mask, column: str, texts: pa.Array, batch: RawBatch, severity: str = "warn"
    ) -> None:
        positions = np.flatnonzero(mask)
        if len(positions):
            values = [texts[int(p)].as_py() or "" for p in positions[:EXAMPLES_KEPT]]
            self.report.problems.add_many(
                code, "info" if severity == "info" else "warn", batch.rows[positions].tolist(), column, values)

    def _labels(
        self, raw: RawColumns, accepted: Mask, label_of: npt.NDArray[np.int64], labels: list[Label], batch: RawBatch
    ) -> None:
        rows_of = np.bincount(label_of[accepted], minlength=len(labels))
        unknown = [number for number, label in enumerate(labels) if label.unknown is not None and rows_of[number]]
        if not unknown:
            return
        levels = [level for level in raw_levels(self.report) if raw.in_file(level)]
        column = raw.heading(levels[0]) if levels else ""
        for code, wanted in (("crime_missing", "missing"), ("unknown_label", "unknown"), ("label_coarser", "coarser")):
            of_kind = [n for n in unknown if _kind(labels[n]) == wanted]
            if not of_kind:
                continue
            positions = np.flatnonzero(accepted & np.isin(label_of, of_kind))
            values = [labels[label_of[p]].unknown or "" for p in positions[:EXAMPLES_KEPT]]
            self.report.problems.add_many(code, "info" if wanted == "coarser" else "warn",
                                          batch.rows[positions].tolist(), column, values)
        for number in unknown:
            key = (self.report.source, labels[number].unknown or "")
            self.report.unknown_labels[key] = self.report.unknown_labels.get(key, 0) + int(rows_of[number])
            if _kind(labels[number]) == "coarser":
                self._more("coarse_label", int(rows_of[number]))

    def _places(
        self, raw: RawColumns, accepted: Mask, place_of: npt.NDArray[np.int64], wheres: list[Where], batch: RawBatch
    ) -> None:
        column = next((raw.heading(m) for m in ("ubigeo", "district", "province", "department") if raw.in_file(m)), "")
        for code in sorted({where.doubt for where in wheres} - {""}):
            which = [number for number, where in enumerate(wheres) if where.doubt == code]
            positions = np.flatnonzero(accepted & np.isin(place_of, which))
            values = [wheres[place_of[p]].value for p in positions[:EXAMPLES_KEPT]]
            self.report.problems.add_many(code, "warn", batch.rows[positions].tolist(), column, values)

    def _more(self, name: str, rows: int | None) -> None:
        if rows:
            self.report.completeness[name] = self.report.completeness.get(name, 0) + int(rows)


def raw_levels(report: Report) -> tuple[str, ...]:
    """Meanings of the crime labels, fine to coarse."""
    layout = report.understood.format
    return layout.crime_levels if layout else ()




def _kind(label: Label) -> str:
    if label.code != UNMAPPED:
        return "coarser"
    return "unknown" if label.raw else "missing"
