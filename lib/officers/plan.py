"""The tables that a station's plan rests on, as people keep and edit them: days away, posts, minutes of work, the split.

Each line says where it comes from, or "supuesto". A line of the product's own has a key that the texts name; a line that
somebody added has a label of its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pandas as pd
import pyarrow as pa

from lib import catalogue
from lib.errors import UsageError
from lib.officers import staff
from lib.officers.coverage import SUPPOSED, Leave, Post, default_leave, default_posts
from lib.texts import DATA

_LINE = (("key", pa.string()), ("label", pa.string()))
LEAVE = pa.schema([*_LINE, ("days", pa.float64()), ("cycle", pa.bool_()), ("source", pa.string())])
"""Days away in a year; ``cycle``: taken in a regime's own free days."""
POSTS = pa.schema([
    *_LINE, ("officers", pa.float64()), ("hours", pa.float64()), ("days", pa.float64()), ("number", pa.int64()),
    ("source", pa.string()),
])
"""Officers at a time, hours a day, days a week, how many such posts."""
TASKS = pa.schema([
    *_LINE, ("number", pa.float64()), ("minutes", pa.float64()), ("units", pa.float64()), ("source", pa.string()),
])
"""Kinds of work: number a year (missing: counted in the complaints), minutes of one, officers on it."""
ROSTER = pa.schema([("sector", pa.string()), ("shift", pa.string()), ("officers", pa.int64())])
"""Officers of each sector and shift."""
SCHEMAS = {"coverage_leave": LEAVE, "coverage_posts": POSTS, "work_tasks": TASKS, "roster": ROSTER}
"""By the name of the register that keeps the table."""

CARS = "cars"
"""Key of the post that is a car in each sector."""


def cleaned(table: pd.DataFrame, name: str, known: Callable[[str], str]) -> pd.DataFrame:
    """A table as typed, made fit to keep: empty lines left out, keys for new lines, "supuesto" where no source is told.

    name   register, one of SCHEMAS
    known  what people call a key of the product's own; a label that only repeats it is not kept
    """
    out = staff.typed(table, SCHEMAS[name])
    numbers = [column for column in out.columns if column not in ("key", "label", "source", "cycle")]
    out = out[out["key"].ne("") | out["label"].str.strip().ne("") | out[numbers].notna().any(axis=1)].reset_index(drop=True)
    out["label"], out["source"] = out["label"].str.strip(), out["source"].str.strip().replace("", SUPPOSED)
    taken = set(out["key"])
    for row in out.index[out["key"].eq("")]:
        number = 1
        while f"own_{number}" in taken:
            number += 1
        out.loc[row, "key"] = f"own_{number}"
        taken.add(f"own_{number}")
    repeats = [label == known(key) for key, label in zip(out["key"], out["label"], strict=True)]
    out["label"] = out["label"].mask(pd.Series(repeats, index=out.index, dtype=bool), "")
    return out


def leave_table() -> pd.DataFrame:
    """The days away that the product supposes."""
    return staff.typed(pd.DataFrame([vars(line) for line in default_leave()]), LEAVE)


def posts_table(sectors: int) -> pd.DataFrame:
    """The posts that the product supposes for a station with so many sectors."""
    return staff.typed(pd.DataFrame([vars(post) for post in default_posts(sectors)]), POSTS)


@cache
def task_facts() -> Mapping[str, Mapping[str, Any]]:
    """The kinds of work of ``data/staffing/workload.toml`` by key."""
    read = tomllib.loads((DATA / "staffing" / "workload.toml").read_text(encoding="utf-8"))
    return {row["key"]: row for row in read["task"]}


def tasks_table() -> pd.DataFrame:
    """The kinds of work that the product supposes; none has a number of its own."""
    return staff.typed(pd.DataFrame([dict(row) for row in task_facts().values()]).assign(source=SUPPOSED), TASKS)


def task_of(crime_type: str) -> str:
    """The kind of work that a complaint of this type (or family) is: the line that counts it or a parent, else the rest."""
    rest = ""
    for key, facts in task_facts().items():
        if crime_type in catalogue.with_descendants(code for code in facts["crimes"] if code != "*"):
            return key
        rest = key if "*" in facts["crimes"] else rest
    return rest


def leave_of(table: pd.DataFrame) -> tuple[Leave, ...]:
    """The lines of a table of days away; a number that is not told counts as zero days."""
    return tuple(
        Leave(str(row["key"]), _number(row["days"]), bool(row["cycle"]), str(row["source"]))
        for row in table.to_dict("records")
    )


def posts_of(table: pd.DataFrame, sectors: int) -> tuple[Post, ...]:
    """The posts of a table; the cars are as many as there are sectors. UsageError "post_impossible" for more than 24 hours
    a day, more than 7 days a week, or anything negative."""
    posts = []
    for row in table.to_dict("records"):
        number = sectors if row["key"] == CARS else int(_number(row["number"]))
        post = Post(str(row["key"]), _number(row["officers"]), _number(row["hours"]), _number(row["days"]), number,
                    str(row["source"]))
        for column, most in (("officers", float("inf")), ("hours", 24), ("days", 7), ("number", float("inf"))):
            value = getattr(post, column)
            if not 0 <= value <= most:
                raise UsageError("post_impossible", post=row["label"] or post.key, column=column, value=f"{value:g}")
        posts.append(post)
    return tuple(posts)


def _number(value: object) -> float:
    return 0.0 if pd.isna(value) else float(value)  # type: ignore[call-overload,arg-type]
