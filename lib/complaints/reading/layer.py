"""Layers of points: GeoPackage and GeoJSON, as rows of text with two more columns, ``geometry_x`` and ``geometry_y``.

Rows are numbered by feature, the first is 1. Only the driver that the first bytes name is asked, in memory.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyogrio
import shapely

from lib import settings
from lib.complaints.reading.upload import Upload
from lib.errors import FileError

GEOMETRY_X, GEOMETRY_Y = "geometry_x", "geometry_y"


class Layers:
    """An open file of layers. Reads the whole file into memory, up to a size of ``data/settings.toml``."""

    def __init__(self, upload: Upload) -> None:
        self.file = upload.base_name
        if upload.size > int(settings.value("reading.layer_bytes")):
            raise FileError("file_too_large", file=self.file, megabytes=int(upload.size // 1_000_000))
        upload.stream.seek(0)
        self._bytes = upload.stream.read()
        listed = self._ask(pyogrio.list_layers)
        self.names = [_name(str(name)) for name, _ in listed]
        self._real = {_name(str(name)): str(name) for name, _ in listed}
        if not self.names:
            raise FileError("file_empty", file=self.file)

    def read(self, name: str, limit: int | None = None) -> tuple[pa.Table, str, int]:
        """(table of texts, coordinate system or "", features that are not points) of a layer.

        Times come as 2024-03-05T14:30:00.000Z; empty cells as "".
        """
        meta, table = self._ask(
            pyogrio.read_arrow, layer=self._layer(name), max_features=limit, datetime_as_string=True
        )
        geometry = str(meta.get("geometry_name") or "wkb_geometry")
        columns: dict[str, pa.Array] = {}
        x = y = np.full(table.num_rows, np.nan)
        others = 0
        for field in table.schema:
            values = table.column(field.name).combine_chunks()
            if field.name == geometry:
                shapes = shapely.from_wkb(values.to_numpy(zero_copy_only=False), on_invalid="ignore")
                points = np.where(shapely.get_type_id(shapes) == 0, shapes, None)
                others = int(np.sum(shapely.is_valid_input(shapes) & ~shapely.is_missing(shapes)
                                    & (shapely.get_type_id(shapes) != 0)))
                x, y = shapely.get_x(points), shapely.get_y(points)
            else:
                columns[field.name] = _texts(values)
        columns[GEOMETRY_X], columns[GEOMETRY_Y] = _numbers(x), _numbers(y)
        return pa.table(columns), str(meta.get("crs") or ""), others

    def count(self, name: str) -> int:
        """Features of a layer."""
        return int(self._ask(pyogrio.read_info, layer=self._layer(name), force_feature_count=True)["features"])

    def _layer(self, name: str) -> str | None:
        return self._real[name] if self._real.get(name) and _name(self._real[name]) else None

    def _ask(self, question: Any, **how: Any) -> Any:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # an in-memory file has no extension to be right about
                return question(io.BytesIO(self._bytes), **how)
        except (RuntimeError, ValueError, TypeError, OSError, pa.ArrowInvalid, UnicodeDecodeError) as error:
            raise FileError("file_damaged", file=self.file, reason=str(error)[:200]) from error


def rows_of(table: pa.Table) -> Iterator[list[str]]:
    """The rows of a table of texts."""
    columns = [column.to_pylist() for column in table.columns]
    for row in zip(*columns, strict=True):
        yield list(row)


def _name(name: str) -> str:
    """The layer's name; "" for the one that reading from memory makes up."""
    return "" if name.startswith("pyogrio_") else name


def _texts(values: pa.Array) -> pa.Array:
    kind = values.type
    if pa.types.is_floating(kind):
        return _numbers(values.to_numpy(zero_copy_only=False))
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_nested(kind):
        return pa.array([""] * len(values), pa.string())
    return pc.fill_null(pc.cast(values, pa.string()), "")


def _numbers(values: Any) -> pa.Array:
    return pa.array(
        ["" if np.isnan(v) else str(int(v)) if v == int(v) and abs(v) < 1e15 else repr(float(v)) for v in values],
        pa.string(),
    )
