"""The parts of the page of published studies: its tables side by side, every claim, one to be typed, many from a file."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd
import streamlit as st

from lib import texts
from lib.errors import CuadranteError, UsageError
from lib.figures import claims, tables
from lib.privacy.release import Released, release
from lib.reports.table_file import table_csv
from lib.surveys import strength
from lib.surveys.published import batch, studies
from lib.surveys.published.finding import Field, Finding
from lib.surveys.published.studies import CHECKS, Judged
from lib.ui import downloads, panels, published_numbers, show, uploader, visit
from lib.ui.drawing import draw
from lib.ui.published_numbers import GOOD, OPEN, Found, Typed
from lib.ui.visit import say

EXAMPLES = {
    "n": "100",
    "p": ",019",
    "deff": "1.5",
    "percent": "82,1%",
    "before": "36%",
    "after": "49%",
    "margin": "5%",
    "items": "18",
    "coefficient": ",234",
    "count": "918",
    "coefficients": ",234; ,241",
    "counts": "18; 18",
    "month": "2003-11",
    "text": "",
}
"""What an empty box shows: by the field's name, else by its kind."""
NOT_TOLD = "-"


def head(found: Found) -> None:
    """The finding and the grey sentence; which publication."""
    lang = visit.lang()
    n, agree, unknown = len(found.rows), found.times(GOOD), found.times(OPEN)
    parts = [
        say(f"published.title.{key}_one") if times == 1 else say(f"published.title.{key}", n=texts.number(times, lang))
        for key, times in (("agree", agree), ("bad", n - agree - unknown), ("open", unknown))
    ]
    show.title(say("published.title.study", study=found.study.called(lang), n=n, parts=texts.listing(parts, lang)))
    computed = sum(one.claim.basis == "computed" for one in found.rows)
    basis = say("published.sentence.basis", computed=computed, read=n - computed)
    show.sentence(
        " · ".join(
            [
                say("published.sentence.what", about=found.study.about(lang).rstrip(".")),
                basis,
                say("published.sentence.quoted"),
            ]
        ),
        [say("published.method")],
    )
    known = list(studies.studies())
    st.segmented_control(
        say("published.study"),
        known,
        required=True,
        format_func=lambda key: studies.studies()[key].called(lang),
        **visit.mirror("pub_study", found.study.key, lambda key: "" if key == known[0] else key),
    )


def printed_tables(found: Found) -> None:
    """The tables of the publication beside what follows from them, when it prints any."""
    if found.tables.table.empty:
        return
    with show.panel("tables", say("published.tables.heading"), say("published.help.tables"), stretch=False):
        draw(claims.side_by_side(found.tables, found.about, visit.lang()), "published_tables")
        _download("tablas_publicadas", found.tables, say("published.tables.heading"))


def every_claim(found: Found) -> None:
    """The list of claims, by verdict."""
    lang = visit.lang()
    with show.panel("claims", say("published.list.heading"), say("published.help.list"), stretch=False):
        options = ["", *found.present()]
        st.pills(
            say("published.filter"),
            options,
            required=True,
            format_func=lambda name: f"{_verdict(name)} · {len(found.rows) if not name else found.times((name,))}",
            **visit.mirror("pub_verdict", found.verdict),
        )
        draw(
            claims.claim_list(found.claims, lang, say("published.list.alt", n=len(found.claims.table))),
            "published_claims",
        )
        _download("afirmaciones", found.claims, found.study.called(lang))


def one_claim() -> None:
    """A claim that the reader types, judged at once."""
    claim = published_numbers.typed()
    with show.panel("try", say("published.try.heading"), say("published.help.try"), stretch=False):
        show.note(say("published.try.lead"))
        st.selectbox(
            say("published.try.check"),
            list(CHECKS),
            index=list(CHECKS).index(claim.check),
            format_func=lambda name: say(f"published.check.{name}"),
            key="widget.pub_check",
            on_change=_choose,
        )
        places = st.columns(4)
        for i, field in enumerate(CHECKS[claim.check].fields):
            with places[i % 4]:
                _field(field, claim)
        finding, error = published_numbers.understood(claim)
        if error is not None:
            panels.error_card(_named(error))
        elif finding is None:
            show.empty(say("published.try.nothing"), say("published.try.nothing_why"))
        else:
            _found(finding)


def many_claims() -> None:
    """Claims out of a CSV."""
    lang = visit.lang()
    with st.expander(say("published.batch.heading")):
        show.note(say("published.batch.lead"))
        st.download_button(
            say("published.batch.template"),
            data=lambda: downloads.csv_bytes(_template()),
            mime="text/csv",
            file_name="cuadrante_afirmaciones.csv",
            on_click="ignore",
            icon=":material/download:",
        )
        dropped = uploader.drop(say("published.batch.drop"), "published.batch", say("published.batch.hint"))
        if dropped is not None:
            _batch(dropped)
        with st.popover(say("published.batch.which")):
            draw(
                tables.table(
                    [
                        tables.Column(
                            say("published.try.check"),
                            [f"{name} · {say(f'published.check.{name}')}" for name in CHECKS],
                        ),
                        tables.Column(
                            say("published.batch.fields"),
                            [
                                ", ".join(f"{one.name} ({say(f'published.field.{one.name}')})" for one in check.fields)
                                for check in CHECKS.values()
                            ],
                        ),
                    ],
                    texts.t("published.batch.which", lang),
                ),
                "published_fields",
            )


def _batch(dropped: Any) -> None:
    lang, level = visit.lang(), published_numbers.confidence()
    try:
        dropped.seek(0)
        found, problems = batch.read(dropped, level)
    except CuadranteError as error:
        panels.error_card(error)
        return
    if len(problems):
        panels.problem_cards(problems)
    if not found:
        return
    released = release(studies.as_result(found, lang, level), visit.policy())
    show.subtitle(say("published.batch.found", n=texts.number(len(found), lang), counts=_counts(found)))
    draw(claims.claim_list(released, lang, say("published.list.alt", n=len(found))), "published_batch")
    _download("afirmaciones_comprobadas", released, say("published.batch.heading"))


def _counts(found: tuple[Judged, ...]) -> str:
    times = Counter(one.verdict for one in found)
    return ", ".join(f"{_verdict(name)} {texts.number(n, visit.lang())}" for name, n in times.most_common())


def _found(finding: Finding) -> None:
    lang = visit.lang()
    draw(claims.one_verdict(finding.verdict, finding.sentence(lang), lang), "published_one")


def _field(field: Field, claim: Typed) -> None:
    key = f"widget.pub.{claim.check}.{field.name}"
    label = say(f"published.field.{field.name}")
    value = claim.inputs.get(field.name)
    if field.kind == "flag":
        st.session_state[key] = value == "true"
        st.checkbox(label, key=key, on_change=_take, args=(field, claim))
    elif field.words:
        options = [NOT_TOLD, *field.words]
        st.session_state[key] = value if value in field.words else NOT_TOLD
        st.selectbox(
            label, options, format_func=lambda word: _word(field, word), key=key, on_change=_take, args=(field, claim)
        )
    else:
        st.session_state[key] = value or ""
        st.text_input(
            label,
            key=key,
            on_change=_take,
            args=(field, claim),
            placeholder=EXAMPLES.get(field.name, EXAMPLES[field.kind]),
            max_chars=200,
        )


def _word(field: Field, word: str) -> str:
    if word == NOT_TOLD:
        return say("published.try.not_told")
    if field.name == "scale":
        return strength.scale(word).called(visit.lang())
    if field.name == "stars":
        return word or say("published.try.no_stars")
    return say(f"published.word.{word}")


def _choose() -> None:
    published_numbers.write(Typed(st.session_state["widget.pub_check"], {}))


def _take(field: Field, claim: Typed) -> None:
    chosen = st.session_state[f"widget.pub.{claim.check}.{field.name}"]
    inputs = {name: value for name, value in claim.inputs.items() if name != field.name}
    if field.kind == "flag":
        inputs |= {field.name: "true"} if chosen else {}
    elif chosen != (NOT_TOLD if field.words else ""):
        inputs[field.name] = chosen
    published_numbers.write(Typed(claim.check, inputs))


def _named(error: UsageError) -> UsageError:
    """The trouble with the field called as people see it."""
    field = str(error.params.get("field", ""))
    known = texts.has(f"published.field.{field}", visit.lang())
    return UsageError(error.key, **{**error.params, **({"field": say(f"published.field.{field}")} if known else {})})


def _verdict(name: str) -> str:
    return say(f"published.verdict.{name}") if name else say("published.all")


def _download(name: str, released: Released, title: str) -> None:
    lang = visit.lang()
    show.download(
        f"published-{name}",
        lambda: table_csv(
            released,
            lang,
            title,
            labels={"verdict": _verdict},
            headings={
                column: say(f"published.column.{column}")
                for column in ("id", "line", "claim", "published", "verdict", "why", "basis")
            },
        ),
        f"cuadrante_{name}.csv",
    )


def _template() -> pd.DataFrame:
    rows = [
        {"id": "T1", "pagina": "12", "prueba": "correlation", "value": ",234", "n": "100", "p": ",019"},
        {
            "id": "T2",
            "pagina": "14",
            "prueba": "before_after",
            "before": "36%",
            "after": "49%",
            "n_before": "200",
            "n_after": "200",
        },
        {"id": "T3", "pagina": "15", "prueba": "percentage", "count": "2", "base": "38", "percent": "4%"},
    ]
    return pd.DataFrame(rows).fillna("")
