"""Where no hot spot can be drawn honestly, the complaints as a list: by place and type, as this audience may see them."""

from __future__ import annotations

from lib import catalogue, settings
from lib.complaints.filters import Filters
from lib.figures import tables
from lib.privacy.release import release, restrict
from lib.storage import queries
from lib.storage.engine import Snapshot
from lib.ui import cache, figure_words, show, visit
from lib.ui.table_view import table_view
from lib.ui.visit import say

BY = ("place", "crime_type")


def by_place_and_type(snapshot: Snapshot, filters: Filters) -> None:
    """Every complaint of the selection, with a point or without, counted by place and crime type."""
    lang, policy, book = visit.lang(), visit.policy(), snapshot.places
    allowed = restrict(filters, policy, BY)
    released = cache.answer(
        snapshot, ("hot_spots_list", allowed, policy.name), lambda: release(queries.count(snapshot, allowed, BY), policy)
    )
    if released.table.empty:
        return
    level = released.dims[0]
    title = say("hot_spots.few.list")
    with show.panel("hot-few", title, stretch=False):
        rows = released.table.sort_values("count", ascending=False, na_position="last", kind="stable")
        rows = rows.head(int(settings.value("ui.places_listed")))
        table_view("lista", released, [
            tables.Column(say(f"ui.levels.{level}"), [
                book.name(level, code) if isinstance(code, str) else say("hot_spots.few.nowhere") for code in rows[level]]),
            tables.Column(say("hot_spots.column.type"), [catalogue.label(str(code), lang) for code in rows["crime_type"]]),
            tables.Column(say("hot_spots.column.count"), [tables.number(n, lang) for n in rows["count"]], number=True),
        ], title, book, labels={"crime_type": lambda code: catalogue.label(code, lang)}, folded=False)
        show.note(figure_words.note(released, book, lang))
