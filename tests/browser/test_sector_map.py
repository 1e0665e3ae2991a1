"""The map of sectors in a real browser: a closer look, a place by keyboard, and what is left when WebGL is off."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.server import Server
from tests.browser.visitor import Visit

MATRIX = re.compile(r"matrix\(([\d.]+) 0 0 [\d.]+ (-?[\d.]+) (-?[\d.]+)\)")


def test_a_closer_look_survives_the_choice_of_a_place(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    page = visitor.open("/mapa-de-sectores", period="2025")
    ground = page.locator("svg.map.large .ground")
    bar = page.locator("svg.map.large .scale text").first
    whole = bar.text_content()
    page.locator("[data-look=in]").click()
    assert ground.get_attribute("transform", timeout=5000) == "matrix(2 0 0 2 -320 {})".format(
        MATRIX.match(ground.get_attribute("transform") or "")[3])  # type: ignore[index]
    assert whole == "2 km" and bar.text_content() == "1 km"
    page.keyboard.press("ArrowLeft")
    moved = ground.get_attribute("transform")
    place = page.locator("svg.map.large [data-pick='place:ICA-S1']")
    place.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"map_place=ICA-S1"))
    visitor.settle()
    assert page.locator("svg.map.large .ground").get_attribute("transform") == moved
    expect(page.locator(".area.marked")).to_have_count(1)
    page.locator("[data-look=all]").click()
    assert page.locator("svg.map.large .ground").get_attribute("transform") == "matrix(1 0 0 1 0 0)"
