"""What a page of places gives to take along: places for a map program, a phone or a GPS, and the map for a slide.

    place_downloads.files("puntos_criticos", released, shapes, title, book, name=..., say=...)
    place_downloads.image("mapa", released, drawing, title, note, book)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from lib.figures.markup import Drawing
from lib.places.book import PlaceBook
from lib.privacy.release import Released
from lib.reports import place_files, place_image
from lib.ui import visit
from lib.ui.visit import say as said

Say = Callable[[str], str]


def files(
    key: str, released: Released, shapes: Mapping[str, Any], title: str, book: PlaceBook, *, name: Say, say: Say
) -> None:
    """GeoJSON, KML and GPX of the rows that have a shape; each is made when its button is pressed.

    key       unique on the page; the files' names end in it
    released  one dimension: the code of the place
    shapes    in WGS 84 degrees, by code
    name, say code -> what people call it; code -> what is told of it on the phone
    """
    lang = visit.lang()

    def made(kind: str) -> bytes:
        if kind == "geojson":
            return place_files.geojson(released, shapes, lang, title, name=name, place_name=book.name)
        write = {"kml": place_files.kml, "gpx": place_files.gpx}[kind]
        return write(released, shapes, lang, title, name=name, say=say, place_name=book.name)

    with st.container(horizontal=True, key=f"take-{key}"):
        for kind, media in place_files.KINDS.items():
            st.download_button(
                said(f"place_downloads.{kind}"), data=partial(made, kind), mime=media, on_click="ignore",
                file_name=f"cuadrante_{key}.{kind}", key=f"take-{key}-{kind}", icon=":material/download:",
                help=said(f"place_downloads.help_{kind}"),
            )


def image(key: str, released: Released, drawing: Drawing, title: str, note: str, book: PlaceBook) -> None:
    """The map with its title, legend and papers on a light sheet of a slide's shape, as PNG and as SVG."""
    lang = visit.lang()

    def sheet() -> place_image.Sheet:
        return place_image.sheet(released, drawing, lang, title, note, place_name=book.name)

    with st.container(horizontal=True, key=f"image-{key}"):
        for kind, make in (("png", lambda: sheet().png()), ("svg", lambda: sheet().svg.encode())):
            st.download_button(
                said(f"place_downloads.{kind}"), data=make, file_name=f"cuadrante_{key}.{kind}", on_click="ignore",
                mime={"png": "image/png", "svg": "image/svg+xml"}[kind], key=f"image-{key}-{kind}",
                icon=":material/image:", help=said("place_downloads.help_image"),
            )
