"""Opening a map file (GeoJSON, GeoPackage, KML, KMZ, zipped shapefile): its layers, columns, coordinate system.

Mostly of polygons; streets (lines) and stations (points) come in the same kinds of file.
"""

from __future__ import annotations

import io
import json
import tomllib
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import defusedxml
import defusedxml.ElementTree
import geopandas
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from lib.errors import FileError, UsageError
from lib.places.archives import ZIP_MARK, base_name, members, read_all
from lib.places.book import plain

GUESSES = Path(__file__).resolve().parents[2] / "data" / "reference" / "polygon_columns.toml"
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
PREVIEW_ROWS = 20
AREAL = ("Polygon", "MultiPolygon", "GeometryCollection")

warnings.filterwarnings("ignore", message=".*non conformant file extension", category=RuntimeWarning)
# A file in memory has no ending; its kind was told by its content.


@dataclass(frozen=True)
class PolygonFile:
    """What a polygon file is, before it is read as places.

    name     base name of the file
    kind     geojson, gpkg, kml or shapefile
    layers   names of its layers that have a geometry
    layer    the one looked at
    features how many features it has
    columns  its attribute columns
    crs      'EPSG:n' (or a name) as the file says; None when it does not
    code_column, name_column   guesses; None when no column fits
    preview  the first 20 rows of the attributes, as text
    """

    name: str
    kind: str
    layers: tuple[str, ...]
    layer: str
    features: int
    columns: tuple[str, ...]
    crs: str | None
    code_column: str | None
    name_column: str | None
    preview: pd.DataFrame
    frame: geopandas.GeoDataFrame


def look(
    name: str, stream: BinaryIO, layer: str | None = None, *, shapes: Sequence[str] = AREAL, none: str = "polygons_none"
) -> PolygonFile:
    """What is in this file, and which columns are probably the code and the name?

    name    the file's name (only its base name is ever used, and never as a path)
    stream  an open binary stream, read from its start
    layer   which layer; the first with ``shapes`` when None
    shapes  the kinds of geometry wanted
    none    key of the FileError for a file without any

    FileError when the bytes are none of the known kinds or are damaged; UsageError for an unknown layer.
    """
    content = read_all(name, stream)
    file = base_name(name)
    kind, data = _kind(file, content)
    try:
        positions = _layers(file, data)
        if not positions:
            raise FileError(none, file=file)
        if layer is not None and layer not in positions:
            raise UsageError("polygons_unknown_layer", layer=layer, known=", ".join(positions))
        layer, frame = _first_with(shapes, data, positions if layer is None else {layer: positions[layer]})
    except (DataSourceError, DataLayerError, ValueError, UnicodeDecodeError) as error:
        raise FileError("polygons_unreadable", file=file) from error
    if frame.empty:
        raise FileError(none, file=file)
    columns = tuple(str(column) for column in frame.columns if column != frame.geometry.name)
    code = guess_code(frame, columns)
    return PolygonFile(
        file, kind, tuple(positions), layer, len(frame), columns, _crs(kind, data, frame), code,
        guess_name(frame, columns, code), frame[list(columns)].head(PREVIEW_ROWS).map(as_text), frame,
    )


def _kind(file: str, content: bytes) -> tuple[str, bytes]:
    """The kind by content, never by ending; and the bytes that GDAL is to read."""
    start = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if content.startswith(b"SQLite format 3\x00"):
        return "gpkg", content
    if content.startswith(ZIP_MARK):
        return _from_archive(file, members(file, content))
    if start.startswith(b"<"):
        return "kml", _safe_kml(file, content)
    if start.startswith(b"{") or content.startswith((b"\xff\xfe{", b"\xfe\xff\x00{")):
        return "geojson", _as_utf8(content)
    if content.startswith(b"\x00\x00\x27\x0a"):
        raise FileError("polygons_shapefile_alone", file=file)
    raise FileError("polygons_unknown_kind", file=file)


def _as_utf8(content: bytes) -> bytes:
    """GeoJSON must be UTF-8; files in UTF-16 or Latin-1 are met all the same."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace").encode()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace").encode()
    return content


def _from_archive(file: str, parts: dict[str, bytes]) -> tuple[str, bytes]:
    """A shapefile or a KML inside a ZIP, packed anew under fixed names."""
    shapes = [name for name in parts if name.endswith(".shp")]
    if shapes:
        stem = shapes[0].removesuffix(".shp")
        if len(shapes) > 1:
            raise FileError("polygons_many_shapefiles", file=file, names=", ".join(sorted(shapes)))
        if stem + ".dbf" not in parts or stem + ".shx" not in parts:
            raise FileError("polygons_shapefile_alone", file=file)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for ending in SHAPEFILE_PARTS:
                if stem + ending in parts:
                    archive.writestr("layer" + ending, parts[stem + ending])
        return "shapefile", out.getvalue()
    for name, content in parts.items():
        if name.endswith((".kml", ".geojson", ".json", ".gpkg")):
            return _kind(file, content)
    raise FileError("polygons_unknown_kind", file=file)


def _safe_kml(file: str, content: bytes) -> bytes:
    """The bytes, once a strict reader has found well-formed XML without entities of its own, and a KML root."""
    try:
        root = defusedxml.ElementTree.fromstring(content)
    except (defusedxml.DefusedXmlException, SyntaxError, ValueError, LookupError) as error:
        raise FileError("polygons_unreadable", file=file) from error
    if not str(root.tag).lower().endswith("kml"):
        raise FileError("polygons_unknown_kind", file=file)
    return content


def _layers(file: str, data: bytes) -> dict[str, int]:
    """Position of each layer with a geometry, by name; a layer without a name of its own has the file's."""
    layers: dict[str, int] = {}
    for position, (name, geometry) in enumerate(pyogrio.list_layers(data)):
        if geometry is not None:
            own = file.rsplit(".", 1)[0] if str(name).startswith("pyogrio_") or name == "layer" else str(name)
            layers[own] = position
    return layers


def _first_with(
    shapes: Sequence[str], data: bytes, layers: Mapping[str, int]
) -> tuple[str, geopandas.GeoDataFrame]:
    """The first layer that holds such shapes, else the first."""
    read: dict[str, geopandas.GeoDataFrame] = {}
    for name, position in layers.items():
        read[name] = _read(data, position)
        if read[name].geom_type.isin(shapes).any():
            return name, read[name]
    return next(iter(read.items()))


def _read(data: bytes, layer: int) -> geopandas.GeoDataFrame:
    return pyogrio.read_dataframe(data, layer=layer, force_2d=True, on_invalid="ignore")


def _crs(kind: str, data: bytes, frame: geopandas.GeoDataFrame) -> str | None:
    """As the file says. GeoJSON without a statement is WGS 84 by its standard, if its numbers can be degrees."""
    if frame.crs is None or (kind == "geojson" and not _states_crs(data) and not could_be_degrees(frame)):
        return None
    authority = frame.crs.to_authority()
    return ":".join(authority) if authority else str(frame.crs.name)


def _states_crs(data: bytes) -> bool:
    try:
        return "crs" in json.loads(data)
    except (ValueError, UnicodeDecodeError):
        return False


def could_be_degrees(frame: geopandas.GeoDataFrame) -> bool:
    """True when every coordinate fits on the globe in degrees."""
    west, south, east, north = frame.total_bounds
    return not (west < -180 or east > 180 or south < -90 or north > 90)


@cache
def column_guesses() -> dict[str, Any]:
    """Headings that usually carry codes and names, from ``data/reference/polygon_columns.toml``."""
    return tomllib.loads(GUESSES.read_text(encoding="utf-8"))


def guess_code(frame: pd.DataFrame, columns: Sequence[str]) -> str | None:
    """The likeliest code column whose values are all present and different; else any such column."""
    def is_key(column: str) -> bool:
        values = frame[column].map(as_text)
        return bool(len(values)) and bool((values != "").all()) and bool(values.is_unique)

    known = by_heading(columns, column_guesses()["code"])
    return next((column for column in (*known, *columns) if is_key(column)), known[0] if known else None)


def guess_name(frame: pd.DataFrame, columns: Sequence[str], code: str | None) -> str | None:
    """The likeliest name column that holds words; the code column itself when there is none."""
    def has_words(column: str) -> bool:
        return bool(frame[column].map(as_text).str.contains(r"[^\W\d_]{2}", regex=True).any())

    known = [column for column in by_heading(columns, column_guesses()["name"]) if column != code]
    return next((column for column in known if has_words(column)), code)


def by_heading(columns: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """The columns whose heading is one of ``wanted``, in the order of ``wanted``."""
    by_plain = {plain(column): column for column in reversed(columns)}
    return [by_plain[plain(heading)] for heading in wanted if plain(heading) in by_plain]


def as_text(value: Any) -> str:
    """A cell as a code or name: 9.0 is '9', a day is '2020-01-31', nothing is ''."""
    if isinstance(value, str):
        return value.strip()
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return ""
    text = str(value).strip()
    return text.removesuffix(".0") if isinstance(value, float) else text.removesuffix(" 00:00:00")
