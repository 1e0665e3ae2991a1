"""What a new edition changes: the visible rows before and after it, compared by month, place and crime type."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from lib.complaints.columns import PLACE_LEVELS
from lib.storage import visibility

COLUMNS = ("month", "place_level", "place", "crime_type", "before", "after")


@dataclass(frozen=True)
class Compared:
    """Rows that stop being visible, rows that become so, and the counts that were known and change."""

    rows_gone: int
    rows_come: int
    table: pd.DataFrame


def none() -> pd.DataFrame:
    """No revision."""
    return pd.DataFrame({name: pd.Series(dtype="Int64" if name in ("before", "after") else object) for name in COLUMNS})


def compare(con: duckdb.DuckDBPyConnection, source: str) -> Compared:
    """The visible rows of a source without and with the file in ``incoming``.

    Needs the views ``log_rows``, ``log_confirms``, ``log_covers``, ``incoming`` and the tables ``loads`` (the file's load
    among them) and ``held``, as ``loading`` makes them.

    A count was known when its rows were visible before, or when it lies in the span that an earlier live edition covers
    for its place; new months and places are additions, not revisions. Largest differences first.
    """
    con.execute(
        f"""
        create or replace temp table all_rows as
        select {visibility.IDENTITY_COLUMNS}, {', '.join(PLACE_LEVELS)}, crime_type, count from log_rows
            where source = $source
        union all
        select {visibility.IDENTITY_COLUMNS}, {', '.join(PLACE_LEVELS)}, crime_type, count from incoming
            anti join held using (key, content)
        """, {"source": source},
    )
    con.execute(
        f"""
        create or replace temp table all_covers as
        select load, source, cover_place, occurred_from, occurred_to from log_covers where source = $source
        union all
        select load, source, cover_place, min({visibility.PERIOD_START})::timestamp, max({visibility.PERIOD_END})::timestamp
        from incoming where identity <> 'id' group by load, source, cover_place
        """, {"source": source},
    )
    con.execute(
        """
        create or replace temp table all_confirms as
        select source, key, content, load from log_confirms where source = $source
        union all select source, key, content, load from incoming semi join held using (key, content)
        """, {"source": source},
    )
    con.execute(
        "create or replace temp table loads_after as select load, rank, live, false as clean from loads"
        " where source = $source", {"source": source},
    )
    con.execute(
        "create or replace temp table loads_before as from loads_after"
        " where load < (select max(load) from loads_after)"
    )
    for when in ("before", "after"):
        con.execute(f"create or replace temp table {when} as " + visibility.visible_mixed(
            "all_rows", "all_confirms", "all_covers", f"loads_{when}"
        ))
    con.execute("create or replace temp table gone as from before anti join after using (key, content)")
    con.execute("create or replace temp table come as from after anti join before using (key, content)")
    sizes = con.execute("select (select count(*) from gone), (select count(*) from come)").fetchall()[0]
    return Compared(int(sizes[0]), int(sizes[1]), _table(con))


def _table(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    place = f"coalesce({', '.join(reversed(PLACE_LEVELS))}, '')"
    level = "case " + " ".join(
        f"when {name} is not null then '{name}'" for name in reversed(PLACE_LEVELS)
    ) + " else '' end"
    cells = (
        f"select date_trunc('month', occurred_from)::date as month, {level} as place_level, {place} as place,"
        " crime_type, sum(count) as total"
    )
    table = con.sql(
        f"""
        with touched as (
            select key, source from gone
            union
            select c.key, c.source from come c where exists (
                select 1 from all_covers v join loads_before l using (load) where l.live
                    and v.cover_place = c.cover_place
                    and v.occurred_from::date <= c.occurred_from::date and c.occurred_from::date <= v.occurred_to::date
            )
        ),
        old as ({cells} from before group by all),
        new as ({cells} from after group by all),
        chosen as (
            select distinct month, place_level, place, crime_type from (
                {cells} from gone group by all
                union all
                {cells} from come semi join touched using (source, key) group by all
            )
        )
        select k.month, k.place_level, k.place, k.crime_type,
            coalesce((select sum(total) from old o where o.month = k.month and o.place_level = k.place_level
                and o.place = k.place and o.crime_type = k.crime_type), 0)::bigint as before,
            coalesce((select sum(total) from new n where n.month = k.month and n.place_level = k.place_level
                and n.place = k.place and n.crime_type = k.crime_type), 0)::bigint as after
        from chosen k
        """
    ).df()
    table = table[table["before"] != table["after"]]
    largest = (table["after"] - table["before"]).abs().sort_values(ascending=False, kind="stable").index
    return table.loc[largest].reset_index(drop=True)
