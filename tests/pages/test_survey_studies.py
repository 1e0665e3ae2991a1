"""The pages of correlation, published studies and planning: their finding, their addresses, and what each audience sees."""

from __future__ import annotations

import html
import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from lib import texts
from lib.access.audiences import policy
from lib.ui import published_numbers
from tests.pages.conftest import ROOT, Open


def go(app: AppTest, page: str) -> AppTest:
    return app.switch_page(str(ROOT / "pages" / "surveys" / f"{page}.py")).run()


def heading(app: AppTest) -> str:
    found = [e.proto.body for e in app.get("html") if "cq-title" in e.proto.body]
    return html.unescape(re.sub("<[^>]+>", "", found[0]))


def everything(app: AppTest) -> str:
    return html.unescape(" ".join([*(e.proto.body for e in app.get("html")),
                                   *(str(json.loads(e.proto.json)) for e in app.get("bidi_component"))]))


def test_correlation_finds_what_is_planted_and_says_so(opened: Open) -> None:
    """The demonstration plants -.28 with serenazgo and -.10 with the police before answers are cut into five."""
    for lang, said in (("es", "se detecta relación con 4 de 4; la mayor, con Serenazgo"),
                       ("en", "a relation is detected with 4 of 4; the largest, with Serenazgo")):
        app = go(opened(lang=lang), "correlation")
        shown = everything(app)
        assert not app.exception and said in heading(app)
        assert texts.t("correlation.beside.title", lang) in shown and "**" in shown
        assert 'class="person"' in shown, "command sees the cloud"
        assert not re.search("no hay relaci|there is no relation", shown)


def test_the_address_chooses_and_two_are_compared(opened: Open) -> None:
    address = {"cor_with": "seguridad.policia,seguridad.serenazgo", "cor_method": "pearson", "cor_scale": "cohen_1988",
               "cor_by": "raw", "wave": "2025", "cor_pair": "seguridad.policia"}
    app = go(opened(**address), "correlation")
    shown = everything(app)
    assert not app.exception and "con 2 de 2" in heading(app) and "(r = " in heading(app)
    assert "La relación de Victimización es más fuerte con Serenazgo" in shown and "Cohen" in shown
    app = go(opened(cor_with="seguridad.policia", cor_against="seguridad"), "correlation")
    assert "comparten ítems" in everything(app), "a dimension against its own variable"


def test_single_answers_are_for_command(opened: Open) -> None:
    app = go(opened(audience="municipal"), "correlation")
    shown = everything(app)
    assert not app.exception and 'class="person"' not in shown and texts.t("correlation.reserved_why", "es") in shown


def test_odd_addresses_of_correlation(opened: Open) -> None:
    address = {"cor_against": "nothing", "cor_with": "x,y", "cor_method": "gamma", "cor_scale": "mine", "cor_by": "magic",
               "cor_one": "seguridad.policia", "cor_other": "seguridad.policia"}
    app = go(opened(**address), "correlation")
    assert not app.exception and "ρ" in heading(app)
    app = go(opened(cor_method="kendall", gaps="listwise"), "correlation")
    assert not app.exception and texts.t("correlation.compare.kendall", "es") in everything(app)


def test_published_tables_side_by_side(opened: Open) -> None:
    for lang, said in (("es", "de 39 afirmaciones, 6 coinciden"), ("en", "of 39 claims, 6 agree")):
        app = go(opened(lang=lang, pub_claim="check=correlation&value=%2C234&n=100&p=0.19"), "published")
        shown = everything(app)
        assert not app.exception and said in heading(app)
        for value in (",234*", ".0191", ".037 … .414", ",961", ".9606", ",260**", ".0090", ".064 … .437"):
            assert value in shown, value
        assert shown.count('class="side"') == 4
        assert texts.t("published.verdict.misprint", lang) in shown
        assert {"es": "perdió un cero", "en": "lost a zero"}[lang] in shown.split("one-verdict")[1]
    app = go(opened(pub_study="chilca_2005", pub_verdict="interpretation", pub_claim="check=z&a=b"), "published")
    shown = everything(app)
    assert "Chilca" in heading(app) and "C05" in shown and "C01" not in shown and 'class="side"' not in shown


def test_typing_a_claim_writes_the_address(opened: Open) -> None:
    app = go(opened(pub_claim="check=correlation&value=%2C234&n=100"), "published")
    app.text_input(key="widget.pub.correlation.p").set_value("0.016").run()
    assert not app.exception and "no 0.016" in everything(app)
    assert "p=0.016" in str(app.query_params["pub_claim"])
    app.text_input(key="widget.pub.correlation.p").set_value("alta").run()
    assert not app.exception and "no es un número" in everything(app)


@pytest.mark.parametrize("name", ["command", "municipal", "public"])
def test_published_numbers_for_every_audience(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published_numbers.visit, "get", lambda key: "")
    found = published_numbers.numbers(policy(name), "es")
    assert found.tables.audience == name and len(found.tables.table) == 4 and len(found.about.table) == 9


def test_planning_says_how_many(opened: Open) -> None:
    app = go(opened(), "planning")
    assert not app.exception and "577 respuestas" in heading(app) and "722 personas" in heading(app)
    app = go(opened(lang="en", plan_kind="change", plan="deff=1&before=36&after=49&response=100"), "planning")
    assert "226 answers are needed in each survey" in heading(app)
    app = go(opened(plan_kind="correlation", plan="deff=1&value=0.2&response=100"), "planning")
    assert "206 respuestas" in heading(app)
    app = go(opened(plan_kind="change", plan="before=30&after=30"), "planning")
    assert not app.exception and heading(app) == texts.t("planning.title.impossible", "es")
    app = go(opened(plan_kind="x", plan="margin=nan&share=-5&deff=1e99&zzz=1"), "planning")
    assert not app.exception and "577" in heading(app)
