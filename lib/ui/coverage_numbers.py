"""What the page of coverage rests on (place, staff, vehicles, sectors, regime, tables), and the Released answers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from lib import settings
from lib.access.audiences import Policy
from lib.officers import coverage, plan, ratios
from lib.officers.coverage import Leave, Post, Regime
from lib.places.book import PlaceBook
from lib.privacy.release import Released, release
from lib.result import Caution, Result, Source
from lib.storage.engine import Snapshot
from lib.ui import registers, staff_numbers, visit
from lib.ui.filter_bar import Chosen


@dataclass(frozen=True)
class Base:
    """What both pages of the plan start from.

    listed    the choice of level, place and numerator (``staff_numbers.Asked``); None without a staff table to show
    name      of the place, "" without one;  district  ubigeo it lies in, "" unknown
    staff     officers; None when not known;  vehicles  cars and pick-ups that run; None when not told
    typed_staff, typed_vehicles   the number was typed on the page: a supposition
    heads, wheels  what the tables say, None where they say nothing
    sectors   number of sectors;  regime  how shifts turn
    origins   sources of the numbers that are not typed
    """

    listed: staff_numbers.Asked | None
    name: str
    district: str
    staff: float | None
    vehicles: int | None
    typed_staff: bool
    typed_vehicles: bool
    heads: float | None
    wheels: int | None
    sectors: int
    regime: Regime
    origins: tuple[Source, ...]
    cautions: tuple[Caution, ...]


@dataclass(frozen=True)
class Coverage:
    """The answers (``coverage.relief``, ``coverage.required``, ``coverage.cars_by_regime``) and the tables behind them."""

    base: Base
    leave: pd.DataFrame
    posts: pd.DataFrame
    relief: Released
    required: Released
    cars: Released

    def of_regime(self, released: Released) -> pd.Series:
        """The row of the regime that was chosen."""
        return released.table[released.table["regime"] == self.base.regime.key].iloc[0]

    @property
    def missing(self) -> int | None:
        """Whole officers that the posts ask for beyond the staff; negative when some are to spare; None without staff."""
        value = self.required.settings["missing"]
        return None if value is None else coverage.whole_officers(value)


def base(snapshot: Snapshot, chosen: Chosen | None, policy: Policy) -> Base:
    """The choices of the visit on what the tables say."""
    book = snapshot.places
    table = registers.table(snapshot, "staff")
    listed = staff_numbers.asked(
        table, book, policy, level=visit.get("staff_level"), numerator=visit.get("staff_who"), area="",
        place=visit.get("staff_place"), year="", people="", people_of="", home=staff_numbers.home(chosen),
    )
    heads, name, district = None, "", staff_numbers.home(chosen)
    origins: tuple[Source, ...] = ()
    cautions: tuple[Caution, ...] = ()
    if listed is not None and listed.place:
        rows = ratios.by_place(table, listed.level, listed.numerator)
        row = rows[rows["place"] == listed.place].iloc[0]
        heads = None if pd.isna(row["heads"]) else float(row["heads"])
        name = str(row["name"]) or book.name(listed.level, listed.place)
        district = str(row["district"]) or (listed.place if listed.level == "district" else district)
        cautions = _not_all_on_posts(table, listed, heads)
    wheels = _wheels(registers.table(snapshot, "vehicles"), listed)
    typed_staff, typed_vehicles = _typed("cover_staff"), _typed("cover_cars")
    if typed_staff is None and heads is not None:
        origins += (registers.source(registers.shown("staff"), _of(table, listed)),)
    if typed_vehicles is None and wheels is not None:
        vehicles = registers.table(snapshot, "vehicles")
        origins += (registers.source(registers.shown("vehicles"), _of(vehicles, listed)),)
    regimes = {each.key: each for each in coverage.regimes()}
    return Base(
        listed, name, district, heads if typed_staff is None else float(typed_staff),
        wheels if typed_vehicles is None else typed_vehicles, typed_staff is not None, typed_vehicles is not None, heads,
        wheels, _typed("cover_sectors") or _sectors(book, district), regimes.get(visit.get("cover_regime"), regimes["8h"]),
        origins, cautions if typed_staff is None else (),
    )


def check_leave(table: pd.DataFrame) -> None:
    """CuadranteError when no regime could serve with these days away, or one could not."""
    coverage.relief(plan.leave_of(table))


def answers(of: Base, leave: pd.DataFrame, posts: pd.DataFrame, policy: Policy) -> Coverage:
    """Every number of the page."""
    lines, held = plan.leave_of(leave), plan.posts_of(posts, of.sectors)
    others = [post for post in held if post.key != plan.CARS]
    crew = car_crew(held)
    return Coverage(
        of, leave, posts, _released(coverage.relief(lines, of.staff), of, policy),
        _released(coverage.required(held, of.regime, lines, of.staff), of, policy),
        _released(coverage.cars_by_regime(of.sectors, crew, lines, of.staff, of.vehicles, others), of, policy),
    )


def car_crew(posts: tuple[Post, ...]) -> float:
    """Officers in a car, as the table of posts says."""
    return next((post.officers for post in posts if post.key == plan.CARS), float(settings.value("staffing_plan.crew")))


def net_hours(of: Base, leave: tuple[Leave, ...]) -> float:
    """Hours of service that an officer gives in a year under the regime chosen."""
    return coverage.net_hours(of.regime, leave)


def _released(result: Result, of: Base, policy: Policy) -> Released:
    return release(replace(result, sources=of.origins, cautions=(*result.cautions, *of.cautions)), policy)


def _typed(name: str) -> int | None:
    text = str(visit.get(name))
    return int(text) if text.isdigit() else None


def _of(table: pd.DataFrame, listed: staff_numbers.Asked | None) -> pd.DataFrame:
    if listed is None:
        return table
    rows = ratios.counted(table, listed.level)
    mine = rows[rows["at"] == listed.place]
    return mine if len(mine) else table


def _wheels(vehicles: pd.DataFrame, listed: staff_numbers.Asked | None) -> int | None:
    """Cars and pick-ups of the place that run; where nobody told that, None."""
    if listed is None or not listed.place or vehicles.empty:
        return None
    forces, _ = ratios.NUMERATORS[listed.numerator]
    rows = ratios.counted(vehicles[vehicles["force"].isin(forces)], listed.level)
    rows = rows[rows["at"].eq(listed.place) & rows["kind"].isin(settings.value("staffing_plan.cars"))]
    running = rows["in_service"].dropna()
    return int(running.sum()) if len(running) else None


def _sectors(book: PlaceBook, district: str) -> int:
    inside = len(book.children("district", district, "sector")) if len(district) == 6 else 0
    return inside or len(book.codes("sector")) or 1


def _not_all_on_posts(
    table: pd.DataFrame, listed: staff_numbers.Asked, heads: float | None
) -> tuple[Caution, ...]:
    """That only some of these people patrol, where the functions are told."""
    if listed.numerator not in ("assigned", "all_police") or heads is None or "patrol" not in listed.numerators:
        return ()
    rows = ratios.by_place(table, listed.level, "patrol")
    patrol = rows.loc[rows["place"] == listed.place, "heads"].dropna()
    return (Caution("coverage_not_all_patrol", {"heads": int(heads), "patrol": int(patrol.iloc[0])}),) if len(patrol) else ()
