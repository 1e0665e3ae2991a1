"""A cell clicked in the cross table and in the alert board opens what it says, and stays in the address."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.server import Server
from tests.browser.visitor import Visit


def test_a_clicked_cell_of_the_cross_table_is_opened_and_kept(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    page = visitor.open("por-sector-y-tipo", period="2024")
    cell = page.locator('.cross [data-pick="cell:robbery|ICA-S3"]').first
    cell.click()
    expect(page).to_have_url(re.compile(r"cell=robbery%7CICA-S3"))
    visitor.settle()
    expect(page.locator(".st-key-panel-cell")).to_contain_text("Robo")
    expect(page.locator(".st-key-panel-cell svg").first).to_be_visible()
    page.reload()
    visitor.settle()
    assert "cell=robbery%7CICA-S3" in page.url
    expect(page.locator(".st-key-panel-cell")).to_contain_text("Robo")


def test_a_clicked_cell_of_the_alert_board_shows_its_history(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    page = visitor.open("alertas", period="2024")
    cell = page.locator(".alert-grid button").nth(1)
    place, crime = str(cell.get_attribute("data-pick")).split("|")
    count = cell.inner_text().strip("▲▼ ")
    cell.click()
    expect(page).to_have_url(re.compile(rf"alert_cell={re.escape(place)}%7C{crime}"))
    panel = page.locator(".st-key-panel-alert-history")
    expect(panel.locator("svg").first).to_be_visible()
    expect(panel).to_contain_text(count)
