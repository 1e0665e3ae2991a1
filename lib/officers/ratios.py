"""Officers against inhabitants, ground and complaints: each ratio says who is counted above and below the line.

A staff list is a count of everybody, not a sample: there is no interval. What is uncertain is whether above and below
the line belong together, and that is said: the year of the population, the kind of police, the stations of a district.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from lib.officers import staff
from lib.result import Caution, Result, Source

PER = 100_000
NUMERATORS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "assigned": (("pnp_station",), ()),
    "patrol": (("pnp_station",), staff.PATROL),
    "all_police": (("pnp_station", "pnp_other"), ()),
    "serenos": (("serenazgo",), ()),
}
"""Who is counted: forces, and functions (none: everybody)."""

LENGTH_OF_LEVEL = {"department": 2, "province": 4, "district": 6}
STATES = ("shown", "no_population", "no_heads")


def told(table: pd.DataFrame) -> tuple[str, ...]:
    """Which numerators does this staff table allow? "All police" only where police outside stations are told too."""
    forces = set(table["force"])
    out = []
    for name, (wanted, functions) in NUMERATORS.items():
        rows = table[table["force"].isin(wanted)]
        if len(rows) and set(wanted) <= forces and (not functions or staff.heads(rows, functions).notna().any()):
            out.append(name)
    return tuple(out)


def levels(table: pd.DataFrame) -> tuple[str, ...]:
    """Place levels at which the table can be read, coarse to fine."""
    present = set(table["level"])
    out = [level for level in ("department", "province", "district") if (table["district"].ne("").any() or level in present)]
    return (*out, *(level for level in ("station", "sector") if level in present))


def counted(table: pd.DataFrame, level: str) -> pd.DataFrame:
    """The rows that are counted at this level, with the code of their place at it in ``at``.

    table  staff or vehicles (``lib.officers.staff``)
    Stations and sectors count at their own level only. Above, a district is the sum of its stations; its own row counts
    where no station of that force is told; its sectors only where neither is. Provinces and departments add their own
    rows (police that belong to no district). Rows whose district is unknown count nowhere above the station.
    """
    if level in ("station", "sector"):
        rows = table[table["level"] == level]
        return rows.assign(at=rows["place"])
    length = LENGTH_OF_LEVEL[level]
    pair = table["force"] + "|" + table["district"]
    stations = table["level"].eq("station")
    districts = table["level"].eq("district") & ~pair.isin(set(pair[stations]))
    sectors = table["level"].eq("sector") & ~pair.isin(set(pair[stations | table["level"].eq("district")]))
    inside = (stations | districts | sectors) & table["district"].str.len().eq(6)
    coarser = table["level"].isin(["department", "province"]) & table["place"].str.len().ge(length)
    rows = table[inside | coarser]
    code = rows["district"].where(rows["district"].ne(""), rows["place"])
    return rows.assign(at=code.str[:length])


def by_place(table: pd.DataFrame, level: str, numerator: str) -> pd.DataFrame:
    """How many officers are in each place? ``place``, name, district, heads, vehicles' place for joining, as_of, source.

    numerator  one of NUMERATORS
    heads is missing where the rows do not tell the function asked for. ``as_of`` is the oldest date of the rows added up,
    ``places`` how many rows they are. Ordered by place.
    """
    forces, functions = NUMERATORS[numerator]
    rows = counted(table[table["force"].isin(forces)], level)
    rows = rows.assign(heads=staff.heads(rows, functions) if functions else rows["total"])
    grouped = rows.groupby("at", sort=True)
    out = pd.DataFrame({
        "heads": grouped["heads"].sum(min_count=1), "places": grouped.size(),
        "as_of": grouped["as_of"].min(), "source": grouped["source"].agg(_joined),
        "name": grouped["name"].first() if level in ("station", "sector") else "",
        "district": grouped["district"].first() if level in ("station", "sector", "district") else "",
    })
    return out.rename_axis("place").reset_index()


def ratios(table: pd.DataFrame, level: str, *, numerator: str, per: float = PER) -> Result:
    """How many officers per inhabitant, per square kilometre and per complaint, place by place?

    table  one row per place: ``place`` (code), heads; where known population (inhabitants), population_year, as_of,
           area_km2, complaints (of a period); other columns come along
    Returns the rows under the name of the level, with per_100000 = heads / population x per, one_per = population / heads,
    per_km2 = heads / area_km2, per_1000_complaints = heads / complaints x 1,000, and state, one of STATES: a population
    that is missing, zero or negative gives "no_population", heads not told "no_heads". What cannot be divided is missing.
    A population of another year than the staff is said in a caution. No interval: everybody is counted.
    """
    heads = _floats(table, "heads")
    population, area, complaints = (_floats(table, name) for name in ("population", "area_km2", "complaints"))
    population, area = np.where(population > 0, population, np.nan), np.where(area > 0, area, np.nan)
    complaints = np.where(complaints > 0, complaints, np.nan)
    others = table.drop(columns=level) if level in table.columns else table
    out = others.rename(columns={"place": level}).assign(
        per_100000=heads / population * per,
        one_per=population / np.where(heads > 0, heads, np.nan),
        per_km2=heads / area,
        per_1000_complaints=heads / complaints * 1000,
        state=np.select([np.isnan(heads), np.isnan(population)], ["no_heads", "no_population"], "shown"),
    )
    asked = "complaints" in table.columns
    return Result(
        out.reset_index(drop=True), dims=(level,), counts=("complaints",) if asked else (),
        derived={"complaints": ("per_1000_complaints",)} if asked else {}, measure="staff", unit="per_100000",
        subject="staff", cautions=_years_apart(table),
        settings={"method": "staff_ratio", "numerator": numerator, "forces": NUMERATORS[numerator][0],
                  "functions": NUMERATORS[numerator][1], "per": per},
    )


def spread(values: Sequence[float], own: float | None = None) -> Result:
    """Where does one place stand among all? One row: n, low (minimum), q1, median, q3, high (maximum), own, and rank = 1 +
    how many are higher (equals share a rank); missing without ``own``.

    values  the measure of every place; missing ones are left out
    Quartiles by linear interpolation (Hyndman & Fan 1996, The American Statistician 50, 361-365, type 7).
    """
    known = np.array([value for value in values if value is not None and np.isfinite(value)], dtype=float)
    quartiles = np.quantile(known, [0, 0.25, 0.5, 0.75, 1]) if len(known) else np.full(5, np.nan)
    rank = 1 + int((known > own).sum()) if own is not None and len(known) else np.nan
    row = dict(zip(("low", "q1", "median", "q3", "high"), quartiles, strict=True))
    return Result(
        pd.DataFrame([{"n": len(known), **row, "own": own, "rank": rank}]), counts=(),
        measure="staff", unit="spread", subject="staff",
        settings={"method": "quantiles_type_7", "reference": "Hyndman & Fan 1996"},
    )


def histogram(values: Sequence[float], own: float | None, columns: int) -> Result:
    """How are the places spread? One row per column: bin (0, 1, ...), low and high (half-open), places, own (holds the
    place asked about). Steps are 1, 2 or 5 times a power of ten, about ``columns`` of them up to the value that one place in
    twenty passes; the last column takes all above, its high is missing.
    """
    known = np.array([value for value in values if value is not None and np.isfinite(value)], dtype=float)
    reach = float(np.quantile(known, 0.95)) if len(known) else 1.0
    rough = max(reach, 1e-9) / columns
    power = 10.0 ** np.floor(np.log10(rough))
    step = float(next(size * power for size in (1, 2, 5, 10) if size * power >= rough * (1 - 1e-9)))
    last = int(reach // step)
    places = np.minimum((known // step).astype(int), last)
    mine = min(int(own // step), last) if own is not None and np.isfinite(own) else -1
    rows = [
        {"bin": i, "low": i * step, "high": np.nan if i == last else (i + 1) * step, "places": int((places == i).sum()),
         "own": i == mine}
        for i in range(last + 1)
    ]
    return Result(pd.DataFrame(rows), dims=("bin",), counts=(), measure="staff", unit="count", subject="staff",
                  settings={"step": step})


def functions(table: pd.DataFrame, chosen: pd.DataFrame, groups: str = "functions") -> Result:
    """On what are they? One row per function (or rank): ``group``, heads here, share here, share_all of the whole table.

    table, chosen  rows of staff counted once each: all of them, and those of the places asked about
    groups         "functions" or "ranks"
    Shares are of the heads whose function is told; missing where none is.
    """
    columns = staff.FUNCTION_COLUMNS if groups == "functions" else staff.RANK_COLUMNS
    names = staff.FUNCTIONS if groups == "functions" else staff.RANKS
    here, everywhere = (part[list(columns)].sum(min_count=1) for part in (chosen, table))
    out = pd.DataFrame({
        "group": list(names), "heads": here.array, "share": (here / here.sum(min_count=1)).array,
        "share_all": (everywhere / everywhere.sum(min_count=1)).array,
    })
    return Result(out, dims=("group",), counts=(), measure="staff", unit="share", subject="staff",
                  settings={"groups": groups})


def vehicles(table: pd.DataFrame) -> Result:
    """Which vehicles, and how many run? One row per force and kind: total, in_service, told (of how many it is known).

    table  vehicles counted once each (``counted``); ordered by force and number
    """
    known = table.assign(told=table["total"].where(table["in_service"].notna(), 0))
    grouped = known.groupby(["force", "kind"], sort=True)
    out = pd.DataFrame({
        "total": grouped["total"].sum(), "in_service": grouped["in_service"].sum(min_count=1), "told": grouped["told"].sum(),
    }).reset_index().sort_values(["force", "total"], ascending=[True, False], ignore_index=True, kind="stable")
    return Result(out, dims=("force", "kind"), counts=(), measure="vehicles", unit="count", subject="staff")


def without_station(table: pd.DataFrame, districts: Iterable[str]) -> list[str]:
    """Which of these districts have no station in the list? Codes, sorted. Not listed is not the same as not there."""
    listed = set(table.loc[table["level"] == "station", "district"])
    return sorted(set(districts) - listed)


def in_neighbour(table: pd.DataFrame, lies_in: Sequence[str | None]) -> pd.DataFrame:
    """Which stations have their point in another district's polygon? place, name, district, lies_in; ordered by place.

    lies_in  for each row the district whose polygon holds its point; None outside all or without a point
    """
    out = table.assign(lies_in=pd.Series(list(lies_in), index=table.index, dtype="object"))
    wrong = out["level"].eq("station") & out["lies_in"].notna() & out["district"].ne("") & out["lies_in"].ne(out["district"])
    return out.loc[wrong, ["place", "name", "district", "lies_in"]].sort_values("place", ignore_index=True)


def listing(table: pd.DataFrame, dims: tuple[str, ...], *, of: int, source: Source) -> Result:
    """A list of places as a Result: ``of`` is how many were looked at."""
    return Result(table, dims=dims, counts=(), measure="staff", unit="list", subject="staff", sources=(source,),
                  settings={"of": of})


def _floats(table: pd.DataFrame, name: str) -> np.ndarray:
    if name not in table.columns:
        return np.full(len(table), np.nan)
    return table[name].astype("Float64").to_numpy(dtype=float, na_value=np.nan)


def _joined(names: pd.Series) -> str:
    return "; ".join(sorted({name for name in names if name}))


def _years_apart(table: pd.DataFrame) -> tuple[Caution, ...]:
    """Said once for the table: the years of the people counted above and below the line, where they differ."""
    if "population_year" not in table.columns or "as_of" not in table.columns:
        return ()
    rows = table[table["population_year"].notna() & table["as_of"].fillna("").ne("")]
    apart = rows[rows["as_of"].str[:4].astype(int) != rows["population_year"].astype(int)]
    if apart.empty:
        return ()
    return (Caution("staff_years_apart", {
        "places": len(apart), "staff": _span(apart["as_of"].str[:4]), "population": _span(apart["population_year"]),
    }),)


def _span(years: pd.Series) -> str:
    found = sorted({str(int(year)) for year in years})
    return found[0] if len(found) == 1 else f"{found[0]}–{found[-1]}"
