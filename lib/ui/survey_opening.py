"""The survey of a visit: which study, which wave; its answers and what was computed of them, kept in memory.

One's own studies come first; the demonstration's is offered after them, and is the only one while there are none.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import streamlit as st

from lib import settings
from lib.storage import folders, studies
from lib.storage.studies import Study
from lib.surveys import demonstration
from lib.surveys.answers import Answers
from lib.ui import visit
from lib.ui.cache import Cache

Answer = TypeVar("Answer")
ALL = "all"


@dataclass(frozen=True)
class Opened:
    """What this run looks at: a study, the wave chosen ("" = all of them), and the answers of that wave."""

    study: Study
    answers: Answers
    wave: str
    waves: tuple[str, ...]

    @property
    def codebook(self) -> studies.Codebook:
        return self.study.codebook

    def key(self) -> Hashable:
        """What a computed answer depends on: the study's version, the codebook, the wave."""
        return (self.study.identity, self.codebook.identity(), self.wave)


_kept = Cache(int(settings.value("surveys.kept_answers")))
_studies = Cache(int(settings.value("surveys.kept_studies")))


def now() -> Opened:
    """The study and wave of the visit; the newest wave when none is chosen, the only one that is sure to be current."""
    name, root = _chosen()
    identity = studies.register(root, name).identity()
    study = _studies.get(identity, lambda: studies.opened(root, name))
    waves = _waves(study)
    wave = visit.get("wave")
    wave = "" if wave == ALL or not waves else wave if wave in waves else waves[-1]
    answers = study.answers if not wave else study.answers.only(in_wave(study, wave))
    return Opened(study, answers, wave, waves)


def whole(opened: Opened) -> Opened:
    """The same study with all its waves."""
    return Opened(opened.study, opened.study.answers, "", opened.waves)


def in_wave(study: Study, wave: str) -> np.ndarray:
    """For each respondent whether this is their wave."""
    return np.asarray(study.answers.people[study.codebook.wave] == wave, dtype=bool)


def answer(opened: Opened, question: Hashable, make: Callable[[], Answer]) -> Answer:
    """The answer to ``question`` about what is opened; computed once for all sessions. It must not be changed."""
    return _kept.get((opened.key(), question), make)


def chooser(opened: Opened, wave: bool = True) -> None:
    """Which study and which wave; nothing is drawn where there is nothing to choose."""
    listed = [name for name, _ in _listed()]
    ask_wave = wave and len(opened.waves) > 1
    if len(listed) < 2 and not ask_wave:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if len(listed) > 1:
            st.selectbox(
                visit.say("surveys.study"), listed, width=320,
                format_func=lambda name: visit.say("surveys.demo") if name == _demo_name() else name,
                **visit.mirror("study", _chosen()[0]),
            )
        if ask_wave:
            st.segmented_control(
                visit.say("surveys.wave"), [*opened.waves, ALL], required=True,
                format_func=lambda name: visit.say("surveys.all_waves") if name == ALL else name,
                **visit.mirror("wave", opened.wave or ALL, lambda name: name or ""),
            )


def _chosen() -> tuple[str, Path]:
    listed = _listed()
    wanted = visit.get("study")
    return next(((name, root) for name, root in listed if name == wanted), listed[0])


def _listed() -> list[tuple[str, Path]]:
    """(study, folder of its store), one's own first; the demonstration's last."""
    own = folders.own_store().root
    demo = folders.demo_store().root
    studies.ensure_demo(demo, _demo_name(), demonstration.demonstration)
    return [*((name, own) for name in studies.names(own) if name != _demo_name()), (_demo_name(), demo)]


def _demo_name() -> str:
    return str(demonstration.facts()["name"])


def _waves(study: Study) -> tuple[str, ...]:
    if not study.codebook.wave:
        return ()
    found = study.answers.people[study.codebook.wave].dropna().unique()
    return tuple(sorted(str(wave) for wave in found))
