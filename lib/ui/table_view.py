"""The table behind a figure, folded under it, with its download."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import streamlit as st

from lib.figures import tables
from lib.places.book import PlaceBook
from lib.privacy.release import Released
from lib.reports.table_file import table_csv
from lib.ui import show, visit
from lib.ui.cache import kept
from lib.ui.drawing import draw


@kept
def rows_of(released: Released) -> list[dict[Hashable, Any]]:
    """The rows of a table, each by the names of its columns; made once."""
    return released.table.to_dict("records")


def table_view(
    key: str, released: Released, columns: Callable[[], Sequence[tables.Column]], title: str, book: PlaceBook, *,
    labels: Mapping[str, Callable[[str], str]] | None = None, folded: bool = True,
) -> None:
    """A table as people read it, and the whole of it as CSV.

    key     unique on the page; the download's file name ends in it
    columns made of ``released``, the title, the place names and the language alone: they are asked for once
    labels  see ``lib.reports.table_file.table_csv``
    folded  behind "see the table"; False shows it at once
    """
    lang = visit.lang()

    def whole() -> None:
        draw(lambda: tables.table(columns(), title), f"{key}_table", of=(released, title, book, lang))
        show.download(
            key, lambda: table_csv(released, lang, title, place_name=book.name, labels=labels), f"cuadrante_{key}.csv"
        )

    if folded:
        with st.expander(visit.say("panel.table")):
            whole()
    else:
        whole()
