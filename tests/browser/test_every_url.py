"""Each address, opened before anybody has visited the front page, shows the framed page in the language asked for.

Streamlit serves a script beside the main script without its frame until somebody has visited the front page; the frame
stands elsewhere so that this cannot happen, and this test is the proof: the front page comes last.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from lib import texts
from lib.ui import pages
from tests.browser.server import Server
from tests.browser.visitor import Visit, Visitor

ROOT = Path(__file__).resolve().parents[2]
PAGES: list[dict[str, Any]] = tomllib.loads((ROOT / "data" / "pages.toml").read_text(encoding="utf-8"))["page"]
NOT_OURS = ("Page not found", "encountered an error", "Traceback", "KeyError", "Error:", "Oh no", "Connection error")


def framed(visitor: Visitor, page: dict[str, Any], lang: str) -> None:
    """The page has its frame: navigation, product, demonstration mark, language, its own title; and no error."""
    words = visitor.text()
    for wrong in NOT_OURS:
        assert wrong not in words, f"{wrong!r} on {page['url']}: {words[:500]}"
    main = visitor.page.locator('[data-testid="stMain"]')
    assert len(main.inner_text()) > 40, f"{page['url']} is empty"
    assert visitor.page.locator('[data-testid="stException"]').count() == 0
    assert visitor.page.locator('[data-testid="stSidebar"]').count() == 1
    assert texts.t("ui.language", lang) in words
    assert texts.t(f"ui.pages.{page['key']}", lang) in f"{visitor.page.title()} {words}"
    shows_data = any(pages.uses(texts.t(f"ui.pages.{page['key']}", lang), lang).values())
    assert (texts.t("ui.badge.demo", lang) in words) == shows_data, "published studies and plans are nobody's demonstration"


@pytest.mark.parametrize("page", [*PAGES[1:], PAGES[0]], ids=lambda page: page["key"])
def test_before_anybody_saw_the_front_page(page: dict[str, Any], unvisited_server: Server, visit: Visit) -> None:
    first, second = ("es", "en") if PAGES.index(page) % 2 == 0 else ("en", "es")
    for lang in (first, second):
        visitor = visit(unvisited_server)
        visitor.open(page["url"], lang=lang)
        framed(visitor, page, lang)


def test_the_first_start_of_all_builds_the_demonstration(start: Any, visit: Visit) -> None:
    server = start()
    visitor = visit(server)
    visitor.open("/")
    framed(visitor, PAGES[0], "es")


def test_an_unknown_address_leads_home(server: Server, visit: Visit) -> None:
    visitor = visit(server)
    visitor.open("no-such-page")
    assert texts.t("ui.badge.demo", "es") in visitor.text()


RESERVED = [page for page in PAGES if "public" not in page["audiences"]]


@pytest.mark.parametrize("page", RESERVED, ids=lambda page: page["key"])
def test_the_public_finds_no_data_page(page: dict[str, Any], server: Server, visit: Visit) -> None:
    visitor = visit(server)
    visitor.open(page["url"], audience="public")
    assert visitor.page.locator('[data-testid="stFileUploader"]').count() == 0
    assert visitor.page.locator(f'a[href*="/{page["url"]}"]').count() == 0
