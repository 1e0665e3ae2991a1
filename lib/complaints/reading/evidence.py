"""What a sample of the rows shows: the mark of decimals, the order of dates, the start of the extract, swapped points."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
from pyproj import CRS
from pyproj.exceptions import CRSError

from lib import settings
from lib.complaints.reading.formats import Format
from lib.complaints.written.moments import DAY, order_of, read_moments
from lib.complaints.written.numbers import decimal_of, read_numbers
from lib.errors import UsageError

DATED = ("date", "reported", "date_to")
LARGEST_DEGREES = 400
ROWS_FOR_DECIMALS = 2_000
EPOCH = dt.date(1970, 1, 1)


def column(sample: Sequence[Sequence[str]], position: int | None) -> pa.Array:
    """The texts of one column of a sample; rows without it are left out."""
    if position is None:
        return pa.array([], pa.string())
    return pa.array([row[position].strip() for row in sample if len(row) > position], pa.string())


def decimal(sample: Sequence[Sequence[str]], meanings: Mapping[str, int]) -> str:
    """',' or '.', by the coordinates and counts."""
    for meaning in ("latitude", "longitude", "count"):
        if meaning in meanings and decimal_of(column(sample[:ROWS_FOR_DECIMALS], meanings[meaning])) == ",":
            return ","
    return "."


def date_order(sample: Sequence[Sequence[str]], meanings: Mapping[str, int]) -> str:
    """'dmy', 'mdy', 'ymd', 'both' or 'unknown', from all date columns together."""
    found = [order_of(column(sample, meanings[meaning])) for meaning in DATED if meaning in meanings]
    for order in ("both", "mdy", "dmy"):
        if order in found:
            return "both" if {"dmy", "mdy"} <= set(found) else order
    return "unknown" if "unknown" in found else "ymd"


def start_of_extract(
    sample: Sequence[Sequence[str]], meanings: Mapping[str, int], order: str, serials: bool
) -> dt.date | None:
    """The first day from which the file seems to speak, by the years of its events; None when no date was read.

    Going back from the median year, the extract starts at the last year before a gap of ``extract_gap_years`` without
    any row; in large samples a year with less than ``extract_share`` of the fullest year's rows is before it too.
    """
    if "date" not in meanings:
        return None
    moments = read_moments(column(sample, meanings["date"]), order, serials)
    days = np.sort(moments.micros[moments.ok] // DAY)
    years = days.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    earliest = int(settings.value("reading.earliest_year"))
    days, years = days[years >= earliest], years[years >= earliest]
    if len(days) == 0:
        return None
    gap = int(settings.value("reading.extract_gap_years"))
    found, rows = np.unique(years, return_counts=True)
    if len(days) >= int(settings.value("reading.extract_share_from")):
        full = rows >= settings.value("reading.extract_share") * rows.max()
    else:
        full = np.ones(len(found), np.bool_)
    start = int(np.median(years))
    if start not in found:
        start = int(found[found <= start].max())
    for year in found[(found < start) & full][::-1]:
        if start - year > gap:
            break
        start = int(year)
    return EPOCH + dt.timedelta(days=int(days[years >= start][0]))


def coordinate_system(name: str) -> CRS:
    """The system, or UsageError: 'EPSG:32718', '32718', a PROJ or WKT text."""
    try:
        return CRS.from_user_input(int(name) if name.strip().isdigit() else name)
    except CRSError as error:
        raise UsageError("unknown_crs", name=name[:100]) from error


def swapped(sample: Sequence[Sequence[str]], meanings: Mapping[str, int], layout: Format, mark: str, crs: str) -> bool:
    """True when hardly a point is plausible as written and nearly all are once latitude and longitude change places."""
    if not {"latitude", "longitude"} <= set(meanings) or not coordinate_system(crs).is_geographic:
        return False
    wide = [row for row in sample if len(row) > max(meanings["latitude"], meanings["longitude"])]
    latitude, _ = read_numbers(column(wide, meanings["latitude"]), mark)
    longitude, _ = read_numbers(column(wide, meanings["longitude"]), mark)
    there = np.isfinite(latitude) & np.isfinite(longitude) & ((latitude != 0) | (longitude != 0))
    if not there.any():
        return False
    west, south, east, north = layout.box or (-180.0, -90.0, 180.0, 90.0)

    def inside(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
        return (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)

    as_written = float(np.mean(inside(latitude, longitude)[there]))
    changed = float(np.mean(inside(longitude, latitude)[there]))
    return changed >= settings.value("reading.swap_share") and as_written < 1 - settings.value("reading.swap_share")


def looks_projected(texts_y: pa.Array, texts_x: pa.Array, mark: str) -> bool:
    """True when coordinates are too large for degrees: they are metres (or feet) of some projected system."""
    values = [read_numbers(texts, mark)[0] for texts in (texts_y, texts_x)]
    finite = [v[np.isfinite(v)] for v in values]
    return all(len(v) > 0 and float(np.median(np.abs(v))) > LARGEST_DEGREES for v in finite)
