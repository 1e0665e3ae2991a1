"""The data pages in a real browser: a file goes in, a receipt comes out; words are in the page's language; phone width."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from lib import texts
from tests.browser.server import Server
from tests.browser.visitor import Visit, Visitor

PAGES = ("cargar", "historial", "lugares", "etiquetas")
CSV = (
    b"ANIO,MES,DPTO_HECHO_NEW,PROV_HECHO,DIST_HECHO,UBIGEO_HECHO,P_MODALIDADES,cantidad\n"
    b"2023,1,ICA,ICA,ICA,110101,Hurto,12\n2023,2,ICA,ICA,ICA,110101,Hurto,-9\n2023,2,ICA,ICA,PARCONA,110106,Robo,4\n"
)


def drop(visitor: Visitor, name: str, content: bytes) -> None:
    visitor.page.locator('input[type="file"]').first.set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    expect(visitor.page.get_by_test_id("stFileChip")).to_be_visible()
    visitor.settle()


def shown(visitor: Visitor, element: str) -> str:
    """The words that style puts after an element, as the reader sees them."""
    return str(visitor.page.locator(element).first.evaluate("e => getComputedStyle(e, '::after').content"))


def test_a_file_is_loaded_seen_in_the_history_undone_and_put_back(fresh_server: Server, visit: Visit) -> None:
    visitor = visit(fresh_server)
    page = visitor.open("cargar")
    drop(visitor, "enero.csv", CSV)
    page.get_by_role("button", name=texts.t("load.store.button", "es", rows="2")).click()
    expect(page.get_by_text(texts.t("load.receipt.title", "es", version=1))).to_be_visible()
    page.get_by_role("link", name=texts.t("load.receipt.to_history", "es")).click()
    visitor.settle()
    expect(page.get_by_text("enero.csv").first).to_be_visible()
    page.get_by_role("button", name=texts.t("history.undo.button", "es")).click()
    page.get_by_role("button", name=texts.t("history.undo.confirm", "es")).click()
    expect(page.get_by_text(texts.t("history.undo.done", "es", version=2))).to_be_visible()
    visitor.settle()
    page.get_by_role("button", name=texts.t("history.undo.again", "es")).click()
    page.get_by_role("button", name=texts.t("history.undo.confirm_again", "es")).click()
    expect(page.get_by_text(texts.t("history.undo.done", "es", version=3))).to_be_visible()


def test_rejected_rows_and_templates_can_be_downloaded(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    page = visitor.open("cargar")
    with page.expect_download() as template:
        page.get_by_role("button", name=texts.t("load.template.xlsx", "es")).click()
    assert Path(template.value.path()).read_bytes().startswith(b"PK")
    drop(visitor, "enero.csv", CSV)
    with page.expect_download() as rejected:
        page.get_by_role("button", name=texts.t("load.balance.download_rejected", "es", rows="1")).click()
    text = Path(rejected.value.path()).read_text(encoding="utf-8-sig")
    assert text.splitlines()[1].startswith("3,")
    assert "-9" in text


@pytest.mark.parametrize("lang", texts.languages())
def test_the_drop_speaks_the_language_of_the_page(server: Server, visit: Visit, lang: str) -> None:
    visitor = visit(server)
    visitor.open("cargar", lang=lang)
    inside = '[data-testid="stFileUploaderDropzone"]'
    assert texts.t("load.drop.button", lang) in shown(visitor, f"{inside} button p")
    assert texts.t("load.drop.hint", lang, limit="200") in shown(
        visitor, f'{inside} [data-testid="stFileUploaderDropzoneInstructions"] span'
    )


def test_a_file_above_the_limit_is_refused_in_our_words(
    start: Callable[..., Server], visit: Visit, demo_data: Path, tmp_path: Path
) -> None:
    large = tmp_path / "grande.csv"
    with large.open("wb") as file:
        file.truncate(201 * 1024 * 1024)
    visitor = visit(start(demo_data))
    page = visitor.open("cargar")
    page.locator('input[type="file"]').first.set_input_files(large)
    expect(page.get_by_text(texts.t("load.drop.refused", "es", limit="200"))).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_a_phone(server: Server, visit: Visit, path: str) -> None:
    visitor = visit(server, width=390)
    page: Any = visitor.open(path)
    wide = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid="stMainBlockContainer"] *')]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && e.getBoundingClientRect().width > 0
                && !e.closest('.dp-scroll, [data-testid="stDataFrame"], [role="tablist"]'))
            .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert not wide


@pytest.mark.parametrize("path", PAGES)
def test_another_audience_sees_nothing_of_them(server: Server, visit: Visit, path: str) -> None:
    visitor = visit(server)
    page = visitor.open(path, audience="municipal")
    assert page.locator('input[type="file"]').count() == 0
    assert page.locator('[class*="st-key-event-"], [class*="st-key-label-"], .dp-tiles').count() == 0
