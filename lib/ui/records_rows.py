"""What the page of records shows: its own choices (search, order, page, columns) and the rows they ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lib import catalogue, settings, texts
from lib.access.audiences import Policy
from lib.complaints.columns import PLACE_LEVELS
from lib.complaints.filters import Filters
from lib.figures.records_table import SORTS
from lib.places.book import PlaceBook
from lib.privacy.release import Released, release, restrict
from lib.storage import queries
from lib.storage.engine import Snapshot
from lib.storage.queries import records
from lib.storage.queries.records import Order
from lib.ui import cache, monthly_counts, visit
from lib.ui.choices import Holdings

COLUMNS = ("day", "hour", "crime", *PLACE_LEVELS, "location", "point", "count", "reported", "origin")
LONGEST_SEARCH = 120


@dataclass(frozen=True)
class Asked:
    """What was asked: filters restricted for the audience, words, order, the first row (from 0) and rows of the page."""

    filters: Filters
    search: str
    order: Order
    first: int
    size: int
    lang: str


@dataclass(frozen=True)
class Rows:
    """A page of rows. ``whole``: completeness of what the filters choose; None under a search."""

    asked: Asked
    released: Released
    whole: Released | None

    @property
    def total(self) -> int:
        """Rows of all pages."""
        return int(self.released.settings["rows"])


def asked(filters: Filters, policy: Policy) -> Asked:
    """The choices of the visit. Raises PolicyError for an audience that may not see rows, through the query."""
    column, _, way = str(visit.get("row_order")).partition(".")
    order = Order(column, way != "up") if column in records.SORTABLE else Order()
    sizes = [int(size) for size in settings.value("records.page_sizes")]
    wanted = str(visit.get("row_size"))
    size = int(wanted) if wanted.isdigit() and int(wanted) in sizes else int(settings.value("records.page_size"))
    first = str(visit.get("row_first"))
    return Asked(
        restrict(filters, policy), str(visit.get("row_search"))[:LONGEST_SEARCH].strip(), order,
        int(first) if first.isdigit() and len(first) < 12 else 0, size, visit.lang(),
    )


def rows(snapshot: Snapshot, asked: Asked, policy: Policy) -> Rows:
    """The page of rows; from memory when it was asked before. A page beyond the end becomes the last one."""
    held = cache.answer(
        snapshot, ("records.held", asked.filters, asked.search, asked.order.column),
        lambda: records.contents(snapshot, asked.filters, asked.search, asked.order),
    )
    total = int(held["rows"].sum())
    last = (max(total, 1) - 1) // asked.size * asked.size
    asked = Asked(asked.filters, asked.search, asked.order, min(asked.first, last), asked.size, asked.lang)
    return cache.answer(snapshot, ("records", asked, policy.name), lambda: Rows(
        asked,
        release(records.page(
            snapshot, asked.filters, search=asked.search, order=asked.order, first=asked.first, size=asked.size,
            name=name(snapshot.places, asked.lang), held=held,
        ), policy),
        cache.answer(snapshot, ("records.whole", asked.filters, policy.name), lambda: release(
            monthly_counts.whole(snapshot, asked.filters), policy)) if not asked.search else None,
    ))


def everything(snapshot: Snapshot, asked: Asked, policy: Policy) -> Released:
    """All rows of all pages, for a file; not kept."""
    return release(records.everything(
        snapshot, asked.filters, search=asked.search, order=asked.order, name=name(snapshot.places, asked.lang),
    ), policy)


def name(book: PlaceBook, lang: str) -> Callable[[str, str], str]:
    """(column, code) -> what people call it: places by the data's book, crimes by the catalogue."""
    def called(column: str, code: str) -> str:
        if column == "crime_code":
            return catalogue.label(code, lang)
        if column == "location_quality":
            return texts.t(f"load.quality.{code}", lang)
        return book.name(column, code) if column in PLACE_LEVELS else code

    return called


def publishes(snapshot: Snapshot, filters: Filters) -> bool:
    """True when the source holds published counts: a row is then not a complaint."""
    return queries.profiles(snapshot)[filters.source].coarsest != "day"


def columns(holdings: Holdings, counts: bool) -> list[str]:
    """The columns that can be chosen: place levels that the source does not know are not offered."""
    kept = [column for column in COLUMNS if column not in PLACE_LEVELS or column in holdings.levels]
    return [column for column in kept if not (counts and column in ("hour", "point", "reported"))]


def default_columns(holdings: Holdings, counts: bool) -> list[str]:
    """Day, hour, type, the two finest levels with more than one place (else the finest), the point's quality, origin."""
    several = [level for level in holdings.levels if len(holdings.codes[level]) > 1] or list(holdings.levels[-1:])
    wanted = {"day", "crime", "origin", *several[-2:], *(("count",) if counts else ("hour", "location"))}
    return [column for column in columns(holdings, counts) if column in wanted]


def chosen_columns(holdings: Holdings, counts: bool) -> list[str]:
    """The columns on the screen, in their own order; unknown names in the address are left out."""
    wanted = str(visit.get("row_columns")).split(",")
    return [c for c in columns(holdings, counts) if c in wanted] or default_columns(holdings, counts)


def turn(picked: str) -> None:
    """A heading was picked: order by it; picked again, the other way round."""
    column, _, way = str(visit.get("row_order")).partition(".")
    now = column if column in records.SORTABLE else "day"
    down_first = picked in ("day", "count")
    down = (way == "up") if picked == now else down_first
    visit.put("row_order", "" if (picked, down) == ("day", True) else f"{picked}.{'down' if down else 'up'}")
    visit.put("row_first", "")


def shown_as(column: str) -> str:
    """The column on the screen that a column of the table stands in."""
    return next(shown for shown, by in SORTS.items() if by == column)
