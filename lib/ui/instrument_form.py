"""Loading answers: drop a file, see what it is taken for, correct it, see what does not count, keep it as a study."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lib import texts
from lib.access import audiences
from lib.complaints.reading import Upload
from lib.errors import CuadranteError
from lib.storage import folders, studies, survey_files
from lib.storage.survey_files import AnswersFile
from lib.surveys import instrument
from lib.surveys.checking import Taken, take
from lib.surveys.guessing import guess
from lib.surveys.instrument import Codebook, to_toml
from lib.ui import panels, show, uploader, visit
from lib.ui.desk import desk
from lib.ui.instrument_editor import edit
from lib.ui.survey_opening import Opened
from lib.ui.visit import say
from lib.ui.working import with_progress

GUESS, OWN = "guess", "own"
_GENERATION = "instrument.generation"


def load() -> None:
    """The whole way of a file of answers; nothing is stored before the button."""
    show.note(say("instrument.load.lead"))
    dropped = uploader.drop(
        say("instrument.load.drop"), f"instrument.file.{st.session_state.get(_GENERATION, 0)}",
        say("instrument.load.hint", limit=uploader.limit()))
    if dropped is None:
        desk().drop("answers_file", "answers_taken")
        _templates()
        return
    try:
        _steps(dropped)
    except CuadranteError as error:
        panels.error_card(error)


def correct(opened: Opened) -> None:
    """Read the answers of a stored study with a corrected codebook."""
    if opened.study.synthetic:
        show.empty(say("instrument.correct.demo"), say("instrument.correct.demo_why"))
        return
    root, study = folders.own_store().root, opened.study
    try:
        file = desk().keep("stored_answers", study.identity, lambda: studies.stored_file(root, study.name))
        made = edit(study.codebook, file.table.column_names, f"correct.{study.name}.{study.identity[2]}", ask_name=False)
        made = made.but(name=study.codebook.name)
        taken = _taken(file, made, (study.identity, made.identity()))
        _checked(taken)
        same = to_toml(made) == to_toml(study.codebook)
        if st.button(say("instrument.correct.save"), type="primary", key="instrument.correct", disabled=same):
            studies.change_codebook(root, study.name, made, audiences.person(), on=study.identity[2])
            studies.keep_codebook(made)
            st.rerun()
    except CuadranteError as error:
        panels.error_card(error)


def done_note() -> None:
    """What was just stored, once."""
    said = st.session_state.pop("instrument.done", None)
    if said:
        st.success(said)


def _steps(dropped: Any) -> None:
    upload = Upload(dropped.name, dropped, dropped.size)
    sheet = st.session_state.get("instrument.sheet")
    file = desk().keep("answers_file", (dropped.file_id, sheet), lambda: with_progress(
        "reading", max(1, dropped.size // 80), lambda tell: survey_files.read_answers(upload, sheet, tell)))
    if len(file.sheets) > 1:
        st.selectbox(say("load.understood.sheet"), file.sheets, file.sheets.index(file.sheet), key="instrument.sheet")
    base, source = _base(file, dropped.file_id)
    lang = visit.lang()
    show.note(say("instrument.load.read", file=file.name, n=texts.number(file.table.num_rows, lang),
                  columns=file.table.num_columns, items=len(base.items)))
    if len(file.problems):
        panels.problem_cards(file.problems)
    made = edit(base, file.table.column_names, f"load.{dropped.file_id}.{source}")
    taken = _taken(file, made, (dropped.file_id, sheet, made.identity()))
    _checked(taken)
    number = texts.number(taken.answers.n, lang)
    if st.button(say("instrument.load.save", n=number, name=made.name), type="primary", key="instrument.save"):
        with st.spinner(say("load.step.adding")):
            version = studies.save(folders.own_store().root, file, made, audiences.person())
            studies.keep_codebook(made)
        desk().drop("answers_file", "answers_taken")
        st.session_state[_GENERATION] = st.session_state.get(_GENERATION, 0) + 1
        st.session_state["instrument.done"] = say("instrument.load.done", n=number, name=made.name, version=version)
        visit.put("study", made.name)
        visit.put("wave", "")
        st.rerun()


def _base(file: AnswersFile, file_id: str) -> tuple[Codebook, str]:
    """The first guess: by the file itself, or by a codebook that the person chooses or drops."""
    saved, broken = studies.kept_codebooks()
    known = {**studies.templates(), **saved}
    for error in broken:
        panels.error_card(error)
    options = [GUESS, *known, OWN]
    chosen = st.selectbox(
        say("instrument.load.codebook"), options, key=f"instrument.base.{file_id}", help=say("instrument.help.codebook"),
        format_func=lambda one: say(f"instrument.load.{one}") if one in (GUESS, OWN) else known[one].name)
    if chosen == OWN:
        own = uploader.drop(say("instrument.load.own"), f"instrument.codebook.{file_id}", say("instrument.load.own_hint"))
        if own is not None:
            text = own.getvalue().decode("utf-8", errors="replace")
            return instrument.from_toml(text, own.name), f"own.{own.file_id}"
    elif chosen != GUESS:
        return known[chosen], chosen
    return desk().keep("answers_guess", (file.sha256, file.sheet), lambda: guess(
        file.table, file.name, list(known.values()), file.words)), GUESS


def _taken(file: AnswersFile, made: Codebook, mark: Any) -> Taken:
    with st.spinner(say("load.step.checking")):
        return desk().keep("answers_taken", mark, lambda: take(file.table, made, list(file.rows)))


def _checked(taken: Taken) -> None:
    with show.panel("taken", say("instrument.problems.title"), stretch=False):
        if len(taken.problems):
            panels.problem_cards(taken.problems, count_rows=False)
        else:
            show.note(say("instrument.problems.none"))


def _templates() -> None:
    """The instruments that ship with the product, to start from."""
    for name, codebook in studies.templates().items():
        st.download_button(
            say("instrument.download.template", items=len(codebook.items)), to_toml(codebook), file_name=f"{name}.toml",
            mime="application/toml", key=f"template.{name}", on_click="ignore", icon=":material/download:")
