"""What the page of staff shows: which choices there are, and the Released answers to them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from lib import catalogue
from lib.access.audiences import Policy
from lib.complaints.filters import Filters
from lib.officers import ratios
from lib.places.book import LENGTH_OF_LEVEL, PlaceBook
from lib.privacy.release import Released, release, restrict
from lib.result import Caution
from lib.storage import queries
from lib.storage.engine import Snapshot
from lib.ui import registers
from lib.ui.filter_bar import Chosen

MEASURES = ("heads", "per_100000", "one_per", "per_1000_complaints", "per_km2")


@dataclass(frozen=True)
class Asked:
    """The choices of the page, each one allowed here.

    level    place level that is listed; numerator  who is counted; area  code whose places are set side by side ("" all)
    place    one's own place among them ("" none); year  of the population (None: that of the staff)
    people   another population of one's own place (None: resident), and people_of  what it is and where it comes from
    levels, numerators, areas, places, years   what may be chosen
    """

    level: str
    numerator: str
    area: str
    place: str
    year: int | None
    people: int | None
    people_of: str
    levels: tuple[str, ...]
    numerators: tuple[str, ...]
    areas: tuple[str, ...]
    places: tuple[str, ...]
    years: tuple[int, ...]


@dataclass(frozen=True)
class Staffing:
    """The answers.

    ratios     every place of the area (see ``lib.officers.ratios.ratios``) with name, as_of, source, population_year,
               population_source; own  its row of one's own place, None without one
    functions, ranks  of one's own place (of the area without one) against all places of the level
    vehicles   of the same place
    without    districts of the area that have no station listed; elsewhere  stations whose point lies in a neighbour;
               None where this audience does not list stations, or no district polygons are loaded
    filters    of the complaints below the line; None without complaints
    population sources of the resident populations
    """

    asked: Asked
    ratios: Released
    own: pd.Series | None
    functions: Released
    ranks: Released
    vehicles: Released
    without: Released | None
    elsewhere: Released | None
    filters: Filters | None
    population: tuple[str, ...]

    def values(self, measure: str) -> list[float]:
        """The measure of every place of the area."""
        return self.ratios.table[measure].astype("Float64").dropna().astype(float).tolist()

    def own_value(self, measure: str) -> float | None:
        """The measure of one's own place."""
        return None if self.own is None or pd.isna(self.own[measure]) else float(self.own[measure])


def home(chosen: Chosen | None) -> str:
    """The district (or what is coarser) that holds all complaints of the visit; "" without one."""
    area = chosen.holdings.area if chosen else None
    return area[1] if area else ""


def asked(
    table: pd.DataFrame, book: PlaceBook, policy: Policy, *, level: str, numerator: str, area: str, place: str, year: str,
    people: str, people_of: str, home: str,
) -> Asked | None:
    """The choices of the visit, replaced by what is there and allowed; None when nothing may be shown.

    home  district that the complaints speak of ("" unknown): one's own place is looked for there first
    """
    levels = tuple(each for each in ratios.levels(table) if policy.sees("staff", each) and policy.allows_place(each))
    numerators = ratios.told(table)
    if not levels or not numerators:
        return None
    numerator = numerator if numerator in numerators else numerators[0]
    default = next((each for each in ("station", "district") if each in levels), levels[-1])
    level = level if level in levels else default
    found = ratios.by_place(table, level, numerator)
    if found.empty and level == default:
        default = next((each for each in reversed(levels) if len(ratios.by_place(table, each, numerator))), default)
        level, found = default, ratios.by_place(table, default, numerator)
    codes = found["district"].where(found["district"].ne(""), found["place"].astype(str)) if level in (
        "district", "station", "sector") else found["place"]
    areas = _areas(codes, level)
    area = area if area in areas else ""
    inside = found[codes.str.startswith(area)]
    places = tuple(inside["place"])
    if place not in places:
        place = _home(inside, home, level)
    years = tuple(sorted(book.population.years()))
    chosen_year = int(year) if year.isdigit() and int(year) in years else None
    other = int(people) if people.isdigit() and int(people) > 0 and people_of.strip() and place else None
    return Asked(
        level, numerator, area, place, chosen_year, other, people_of.strip(), levels, numerators, areas, places, years
    )


def numbers(snapshot: Snapshot, filters: Filters | None, policy: Policy, wanted: Asked) -> Staffing:
    """Every number of the page. ``filters``: of the complaints of the visit; None without complaints."""
    register, vehicle_register = registers.shown("staff"), registers.shown("vehicles")
    question = ("numbers", wanted, filters, policy.name, vehicle_register.identity())
    return registers.answer(snapshot, register, question, lambda: _numbers(snapshot, filters, policy, wanted))


def _numbers(snapshot: Snapshot, filters: Filters | None, policy: Policy, wanted: Asked) -> Staffing:
    book, level = snapshot.places, wanted.level
    table, vehicles = registers.table(snapshot, "staff"), registers.table(snapshot, "vehicles")
    origin = registers.source(registers.shown("staff"), table)
    places = ratios.by_place(table, level, wanted.numerator)
    inside = places[places["place"].isin(wanted.places)].reset_index(drop=True)
    inside = _below_the_line(inside, book, wanted)
    asked_for: Filters | None = None
    cautions: tuple[Caution, ...] = ()
    if filters is not None:
        asked_for = restrict(filters.but(level=level, places=()), policy, (level,))
        counted = queries.count(snapshot, asked_for, by=(level,))
        inside = inside.assign(complaints=_complaints(counted.table.dropna(subset=[level]), inside, level))
        cautions = counted.cautions
    told = replace(ratios.ratios(inside, level, numerator=wanted.numerator), filters=asked_for)
    other = (Caution("staff_other_population", {"what": wanted.people_of}),) if wanted.people is not None else ()
    told = replace(told, cautions=(*other, *told.cautions, *cautions))
    released = release(replace(told, sources=(origin,)), policy)
    own = released.table[released.table[level] == wanted.place]
    forces, _ = ratios.NUMERATORS[wanted.numerator]
    rows = ratios.counted(table[table["force"].isin(forces)], level)
    mine = rows[rows["at"].eq(wanted.place)] if wanted.place else rows[rows["at"].isin(wanted.places)]
    theirs = forces if forces == ("serenazgo",) else ("pnp_station", "pnp_other")
    wheels = ratios.counted(vehicles[vehicles["force"].isin(theirs)], level)
    wheels = wheels[wheels["at"].eq(wanted.place)] if wanted.place else wheels[wheels["at"].isin(wanted.places)]
    residents = inside["place"].ne(wanted.place) if wanted.people is not None else inside["place"].notna()
    parts = [
        release(replace(ratios.functions(rows, mine, group), sources=(origin,)), policy) for group in ("functions", "ranks")
    ]
    wheel_source = registers.source(registers.shown("vehicles"), vehicles)
    return Staffing(
        wanted, released, None if own.empty else own.iloc[0], parts[0], parts[1],
        release(replace(ratios.vehicles(wheels), sources=(wheel_source,)), policy),
        _without(table, book, wanted, policy), _elsewhere(table, book, wanted, policy), asked_for,
        tuple(sorted({str(name) for name in inside.loc[residents, "population_source"].dropna()})),
    )


def _areas(codes: pd.Series, level: str) -> tuple[str, ...]:
    """Departments and provinces that hold several places, coarse first; "" is all."""
    out = [""]
    for coarser in ("department", "province"):
        length = LENGTH_OF_LEVEL[coarser]
        if level == coarser or (level in LENGTH_OF_LEVEL and length >= LENGTH_OF_LEVEL[level]):
            continue
        counts = codes[codes.str.len() >= length].str[:length].value_counts()
        out += sorted(str(code) for code, several in counts.items() if several > 1)
    return tuple(out)


def _home(inside: pd.DataFrame, home: str, level: str) -> str:
    """The place with most people in the district of the complaints; "" when none is there."""
    column = "district" if level in ("district", "station", "sector") else "place"
    near = inside[inside[column].str[:len(home)].eq(home[:len(home)])] if home else inside.iloc[0:0]
    if column == "place" and home:
        near = inside[inside["place"].map(home.startswith)]
    if near.empty:
        return ""
    return str(near["place"].iloc[int(near["heads"].fillna(0).to_numpy(dtype=float).argmax())])


def _below_the_line(places: pd.DataFrame, book: PlaceBook, wanted: Asked) -> pd.DataFrame:
    """Population with its year and source, and ground, of each place."""
    people, years, sources, grounds = [], [], [], []
    for place, as_of in zip(places["place"], places["as_of"], strict=True):
        year = wanted.year or (int(str(as_of)[:4]) if str(as_of)[:4].isdigit() else max(wanted.years, default=0))
        found = book.population_for(str(place), year)
        if wanted.people is not None and place == wanted.place:
            found = wanted.people, year, wanted.people_of
        people.append(None if found is None else found[0])
        years.append(None if found is None else found[1])
        sources.append(None if found is None else found[2])
        grounds.append(book.area_km2(wanted.level, str(place)))
    pairs = zip(places["place"], places["name"], strict=True)
    names = [name or book.name(wanted.level, str(place)) for place, name in pairs]
    return places.assign(
        name=names, population=pd.array(people, dtype="Int64"), population_year=pd.array(years, dtype="Int64"),
        population_source=pd.Series(sources, index=places.index, dtype="object"),
        area_km2=pd.array(grounds, dtype="Float64"),
    )


def _complaints(counted: pd.DataFrame, places: pd.DataFrame, level: str) -> pd.Series:
    """Complaints of the period by place; a station is found by its code or its name, as complaints name it."""
    by_code = {str(code): int(count) for code, count in zip(counted[level], counted["count"], strict=True)}
    keys = zip(places["place"], places["name"], strict=True)
    found = [by_code.get(str(code), by_code.get(catalogue.normalise(str(name)))) for code, name in keys]
    return pd.Series(pd.array(found, dtype="Int64"), index=places.index)


def _without(table: pd.DataFrame, book: PlaceBook, wanted: Asked, policy: Policy) -> Released | None:
    if wanted.level not in ("station", "district") or not policy.allows_place("district"):
        return None
    stations = table[table["level"] == "station"]
    if stations.empty:
        return None
    covered = {code[:2] for code in stations["district"] if code}
    area = wanted.area
    districts = [
        code for code in PlaceBook().codes("district") if code[:2] in covered and code.startswith(area)
    ]
    codes = ratios.without_station(table, districts)
    origin = registers.source(registers.shown("staff"), stations)
    listed = pd.DataFrame({"district": codes, "name": [book.full_name("district", code) for code in codes]})
    return release(ratios.listing(listed, ("district",), of=len(districts), source=origin), policy)


def _elsewhere(table: pd.DataFrame, book: PlaceBook, wanted: Asked, policy: Policy) -> Released | None:
    if not policy.sees("staff", "station") or not book.polygon_set("district"):
        return None
    stations = table[table["level"].eq("station") & table["district"].str.startswith(wanted.area)].reset_index(drop=True)
    lies_in = book.assign(
        "district", stations["longitude"].to_numpy(dtype=float, na_value=float("nan")),
        stations["latitude"].to_numpy(dtype=float, na_value=float("nan")),
    )
    found = ratios.in_neighbour(stations, list(lies_in)).rename(columns={"place": "station"})
    with_point = int(stations["latitude"].notna().sum())
    origin = registers.source(registers.shown("staff"), table)
    return release(ratios.listing(found, ("station",), of=with_point, source=origin), policy)
