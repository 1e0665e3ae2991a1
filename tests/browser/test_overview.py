"""The overview in a real browser: drill-down, the back button, a phone, the keyboard, headers and compression."""

from __future__ import annotations

import re
import urllib.request

import pytest
from playwright.sync_api import expect

from lib import texts
from tests.browser.server import Server
from tests.browser.visitor import Visit

DRAWN = (".cards", "svg.map", "svg.series", ".bars", "table", ".facts")


def test_a_place_on_the_map_is_a_filter_and_back_takes_it_away(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    page = visitor.open("/")
    title = page.locator(".cq-title")
    whole = title.inner_text()
    page.locator("svg.map [data-pick='sector:ICA-S2']").click()
    expect(title).to_contain_text("Sector 2")
    expect(page).to_have_url(re.compile(r"place=sector%3AICA-S2"))
    page.locator("svg.map [data-pick='sector:ICA-S4']").focus()
    page.keyboard.press("Enter")
    expect(title).to_contain_text("Sector 4")
    page.go_back()
    expect(title).to_contain_text("Sector 2")
    visitor.settle()
    page.locator("svg.map [data-pick='sector:ICA-S2']").click()
    expect(title).to_have_text(whole)


def test_filters_are_kept_from_page_to_page(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    page = visitor.open("/", period="2024", crime="robbery", lang="en")
    before = page.locator(".cq-title").inner_text()
    page.get_by_text(texts.t("ui.sections.data", "en"), exact=True).first.click()
    page.get_by_text(texts.t("ui.pages.history", "en"), exact=True).first.click()
    expect(page).to_have_url(re.compile(r"/historial\?.*crime=robbery"))
    visitor.settle()
    page.get_by_text(texts.t("ui.pages.summary", "en"), exact=True).first.click()
    expect(page.locator(".cq-title")).to_have_text(before)


@pytest.mark.parametrize("lang", texts.languages())
@pytest.mark.parametrize(("width", "dark"), [(1366, False), (390, True)])
def test_everything_is_drawn_and_nothing_is_cut(server: Server, visit: Visit, lang: str, width: int, dark: bool) -> None:
    visitor = visit(server, width=width, height=844, dark=dark)
    page = visitor.open("/", lang=lang)
    for part in DRAWN:
        assert page.locator(part).count() >= 1, part
    wide = page.evaluate("""() => [...document.querySelectorAll('[data-testid="stMain"] *')]
        .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1 && getComputedStyle(e).position !== 'fixed')
        .map(e => e.outerHTML.slice(0, 90))""")
    assert not wide
    badge = page.locator(".cq-banner.fixed").bounding_box()
    assert badge is not None and badge["x"] >= 0 and badge["x"] + badge["width"] <= width
    colours = page.locator(".stApp").evaluate("e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]")
    assert colours[0] == ("rgb(16, 25, 28)" if dark else "rgb(247, 248, 247)")


def test_spanish_pages_have_no_english(server: Server, visit: Visit) -> None:
    words = visit(server).open("/").locator("body").inner_text()
    for word in ("Choose", "options", "Deploy", "Search", "Download", "complaints", "Select", "Loading"):
        assert word not in words, word


def test_help_is_read_by_pointer_and_keyboard(server: Server, visit: Visit) -> None:
    page = visit(server).open("/")
    mark = page.locator(".card .help").first
    mark.focus()
    expect(mark.locator(".tip")).to_be_visible()
    box = mark.locator(".tip").bounding_box()
    assert box is not None and box["x"] >= 300


def test_a_page_of_another_audience_says_so(server: Server, visit: Visit) -> None:
    words = visit(server).open("historial", audience="public").locator("body").inner_text()
    assert texts.t("ui.closed.title", "es") in words and "SHA" not in words


def test_answers_carry_the_policy_and_scripts_are_compressed(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    visitor.open("/")
    script = max((url for url in visitor.requests if url.endswith(".js")), key=len)
    request = urllib.request.Request(script, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert not [line for line in visitor.trouble if "Content Security Policy" in line or "Content-Security-Policy" in line]


def test_the_series_is_explored_in_spanish_without_another_host(server: Server, visit: Visit) -> None:
    """Plotly comes only when it is asked for, draws SVG, names the months in Spanish, and asks nobody else."""
    visitor = visit(server)
    page = visitor.open("/")
    assert not [url for url in visitor.requests if "PlotlyChart" in url]
    panel = page.locator(".st-key-panel-series")
    panel.get_by_text(texts.t("overview.series.explore", "es")).click()
    expect(panel.locator(".main-svg").first).to_be_visible()
    visitor.settle()
    assert panel.locator("svg.series").count() == 0
    chart = panel.locator(".nsewdrag").first.bounding_box()
    assert chart is not None
    page.mouse.move(chart["x"] + chart["width"] * 0.5, chart["y"] + chart["height"] / 2)
    label = panel.locator(".hoverlayer")
    expect(label).to_contain_text("denuncias")
    expect(label).to_contain_text(re.compile("|".join(texts.month_name(m, "es", short=False) for m in range(1, 13))))
    page.mouse.down()
    page.mouse.move(chart["x"] + chart["width"] * 0.8, chart["y"] + chart["height"] / 2, steps=5)
    page.mouse.up()
    expect(panel.locator(".xaxislayer-above").first).to_contain_text(re.compile(r"(ene|mar|may|jul|set|nov) 20\d\d"))
    words = panel.inner_html()
    assert "Zoom in" not in words and "Fullscreen" not in words and texts.t("figures.exploring.zoom_in", "es") in words
    assert visitor.foreign() == [] and visitor.trouble == []
