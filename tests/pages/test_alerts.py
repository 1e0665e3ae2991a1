"""The alert board on the screen: its numbers are the store's, its words are honest, nothing is drawn as zero."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib.access.audiences import policy
from lib.complaints.filters import Filters
from lib.figures.alert_grid import alert_grid
from lib.storage import engine, folders, queries
from lib.storage.engine import Snapshot
from lib.ui import alert_numbers, choices
from tests.pages.conftest import Open

SOURCE = "demonstration"


def title(app: AppTest) -> str:
    found = [e.proto.body for e in app.get("html") if "cq-title" in e.proto.body]
    return html.unescape(re.sub("<[^>]+>", "", found[0]))


def page(opened: Open, **params: str | list[str]) -> AppTest:
    """The board at its address."""
    app = opened(**params)
    app.switch_page("../../pages/complaints/alerts.py")
    app = app.run()
    assert not app.exception
    return app


def everything(app: AppTest) -> str:
    drawn = " ".join(str(json.loads(e.proto.json)) for e in app.get("bidi_component"))
    return html.unescape(drawn + " ".join(e.proto.body for e in app.get("html")))


@pytest.fixture
def snapshot(data: Path) -> Snapshot:
    return engine.snapshot(folders.demo_store())


def asked(
    snapshot: Snapshot, unit: str, end: str, audience: str = "command", level: str = "sector"
) -> alert_numbers.Numbers:
    rules = policy(audience)
    holdings = choices.holdings(snapshot, SOURCE, rules)
    frame = alert_numbers.frame(
        holdings, alert_numbers.units(snapshot, SOURCE, rules), unit=unit, end=end, history="", until=None
    )
    assert frame is not None
    return alert_numbers.numbers(snapshot, Filters(source=SOURCE, level=level), frame, holdings, rules)


def test_the_planted_rise_is_found(snapshot: Snapshot) -> None:
    """Robbery rises in Sector 3 from July 2024 (docs/methods/demonstration.md)."""
    table = asked(snapshot, "four_weeks", "2024-07-28").board.table
    up = table[table["verdict"] == "up"]
    assert ("ICA-S3", "robbery") in set(zip(up["sector"], up["crime_type"], strict=True))


def test_every_number_is_a_count_of_the_store(snapshot: Snapshot) -> None:
    found = asked(snapshot, "week", "2025-06-15")
    week = Filters(source=SOURCE, start=dt.date(2025, 6, 9), end=dt.date(2025, 6, 15), level="sector")
    counted = queries.count(snapshot, week, ("sector", "crime_type")).table.dropna()
    expected = {(s, c): n for s, c, n in counted.itertuples(index=False)}
    table = found.board.table
    got = {(s, c): n for s, c, n in table[["sector", "crime_type", "now"]].itertuples(index=False) if n}
    assert got == expected
    year = queries.total(snapshot, week.but(start=dt.date(2024, 6, 10), end=dt.date(2025, 6, 8))).table["count"].iloc[0]
    unplaced = queries.count(
        snapshot, week.but(start=dt.date(2024, 6, 10), end=dt.date(2025, 6, 8)), ("sector",)
    ).table.set_index("sector")["count"]
    assert int(table["past"].sum()) == int(year) - int(unplaced[unplaced.index.isna()].sum())
    drawing = alert_grid(found.board, "es", place_name=str, crime_name=str, columns=99, rows=99, alt="",
                         describe=lambda row: "")
    assert drawing.total == int(table["now"].sum()) == found.board.n


def test_28_days_are_four_weeks(snapshot: Snapshot) -> None:
    found = asked(snapshot, "four_weeks", "2025-01-05")
    days = Filters(source=SOURCE, start=dt.date(2024, 12, 9), end=dt.date(2025, 1, 5), level="sector")
    for period, column in ((days, -1), (days.but(start=dt.date(2024, 11, 11), end=dt.date(2024, 12, 8)), -2)):
        counted = queries.count(snapshot, period, ("sector",)).table
        placed = int(counted.loc[counted["sector"].notna(), "count"].sum())
        assert int(found.counts.table.iloc[:, column].sum()) == placed
    assert found.unplaced == int(queries.total(snapshot, days).table["count"].iloc[0]) - found.board.n


def test_a_filling_period_never_shows_a_fall(snapshot: Snapshot) -> None:
    holdings = choices.holdings(snapshot, SOURCE, policy("command"))
    late = queries.profiles(snapshot)[SOURCE].provisional_from
    frame = alert_numbers.frame(holdings, ("week",), unit="week", end="", history="", until=None)
    assert frame is not None and frame.span.end >= late
    for span in frame.ends[:4]:
        found = asked(snapshot, "week", span.end.isoformat())
        assert found.filling == (span.end >= late)
        assert not (found.board.table["verdict"] == "down").any()


def test_only_whole_periods_are_offered(snapshot: Snapshot) -> None:
    found = asked(snapshot, "month", "2030-01-31")
    assert found.frame.span.end == dt.date(2026, 5, 31)
    holdings = replace(choices.holdings(snapshot, SOURCE, policy("command")), last=dt.date(2026, 5, 27))
    for unit, end in (("week", dt.date(2026, 5, 24)), ("month", dt.date(2026, 4, 30))):  # 27 May is a Wednesday
        frame = alert_numbers.frame(holdings, (unit,), unit=unit, end="", history="", until=None)
        assert frame is not None and frame.span.end == end


def test_the_page_says_what_it_found(opened: Open) -> None:
    app = page(opened, alert_unit="four_weeks", alert_end="2024-07-28", level="sector")
    assert "sube robo en Sector 3" in title(app)
    text = everything(app)
    for word in ("Casillas probadas", "10,000 tableros simulados", "▲ sube", "13 tramos de 28 días"):
        assert word in text, word


def test_the_page_in_english_on_a_quiet_week(opened: Open) -> None:
    app = page(opened, lang="en", alert_unit="week", alert_end="2025-06-15", level="sector")
    assert "no evidence of change" in title(app)
    assert "No cell." in everything(app)


def test_the_public_sees_months_of_districts_and_no_small_number(opened: Open, snapshot: Snapshot) -> None:
    found = asked(snapshot, "week", "", "public", "district")
    assert found.frame.unit == "month" and found.board.dims[0] == "district"
    known = found.board.table["now"].dropna()
    assert (known[known > 0] >= policy("public").smallest_count).all()
    hidden = found.board.table["suppressed"]
    assert found.board.table.loc[hidden, ["verdict", "p", "expected", "ratio"]].isna().all().all()
    assert "mes" in everything(page(opened, audience="public")).lower()


def test_an_empty_choice_says_so(opened: Open) -> None:
    app = page(opened, crime="riot")
    assert "Ninguna denuncia con estos filtros" in everything(app) or "muy pocos datos" in title(app)


def test_one_month_of_data_makes_no_board(snapshot: Snapshot) -> None:
    holdings = choices.holdings(snapshot, SOURCE, policy("command"))
    short = replace(holdings, first=dt.date(2026, 5, 1))
    for unit in ("week", "four_weeks", "month"):
        assert alert_numbers.frame(short, (unit,), unit=unit, end="", history="", until=None) is None


def test_the_cells_history_ends_with_the_period(snapshot: Snapshot) -> None:
    found = asked(snapshot, "week", "2025-06-15")
    row = found.board.table.sort_values("now").iloc[-1]
    cell = alert_numbers.cell(found, str(row["sector"]), str(row["crime_type"]))
    assert cell is not None
    assert int(cell.table["count"].iloc[-1]) == int(row["now"]) and len(cell.table) == 53
    assert int(cell.table["count"].iloc[:-1].sum()) == int(row["past"])
    assert pd.Timestamp(cell.table["start"].iloc[-1]).date() == dt.date(2025, 6, 9)
