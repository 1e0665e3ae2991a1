"""The game "pure chance?": the true map among nine of chance. Its state is three choices, so that a link keeps it.

``chance_round``  "" = closed, else the number of the round
``chance_pick``   position of the map chosen, "" = none
``chance_open``   "yes" once the true one is revealed
"""

from __future__ import annotations

import streamlit as st

from lib import settings, texts
from lib.figures.classes import classify
from lib.figures.lineup import Round, lineup
from lib.storage.engine import Snapshot
from lib.ui import figure_words, show, visit
from lib.ui.drawing import draw
from lib.ui.stability_numbers import Game, Stability, game

CHOICES = ("chance_round", "chance_pick", "chance_open")


def chance(found: Stability, snapshot: Snapshot) -> None:
    """The button, and the round when it is open."""
    with show.panel("chance", visit.say("stability.chance.title"), visit.say("stability.help.chance"), stretch=False):
        if found.policy.smallest_count > 1:
            show.note(visit.say("stability.chance.reserved"))
            return
        number = _number()
        maps = int(settings.value("stability.lineup_maps"))
        if not number:
            show.note(visit.say("stability.chance.lead", others=maps - 1))
            st.button(visit.say("stability.chance.play"), key="chance_play", icon=":material/casino:", on_click=_again,
                      args=(1,))
            return
        _round(found, snapshot, number, maps)


def _round(found: Stability, snapshot: Snapshot, number: int, maps: int) -> None:
    lang, now = visit.lang(), game(snapshot, found, number)
    chosen, opened = _chosen(maps), visit.get("chance_open") == "yes"
    show.subtitle(_words(now, chosen, opened, maps))
    state = Round(chosen, now.true if opened else None)
    classes = classify(now.maps.table["count"].tolist(), int(settings.value("ui.map_classes")))
    shapes = dict(zip(now.cells.codes, now.cells.shapes, strict=True))
    draw(lineup(
        now.maps, shapes, found.site.ground.area, lang, maps=maps, classes=classes, state=state,
        alt=visit.say("stability.chance.alt", n=maps),
    ), "chance_maps", _pick)
    _buttons(number, chosen, opened)
    show.note(figure_words.note(now.maps, snapshot.places, lang, [
        visit.say(f"stability.chance.by_{found.compared}", n=texts.number(now.maps.n, lang),
                  size=texts.number(now.cells.grid.size_m, lang)),
        visit.say("stability.chance.seed", seed="-".join(str(part) for part in now.maps.settings["seed"])),
    ]))


def _words(now: Game, chosen: int | None, opened: bool, maps: int) -> str:
    if not opened:
        key = "stability.chance.find" if chosen is None else "stability.chance.sure"
        return visit.say(key, n=(chosen or 0) + 1, of=maps)
    if chosen is None:
        return visit.say("stability.chance.shown", true=now.true + 1, of=maps)
    key = "stability.chance.right" if chosen == now.true else "stability.chance.wrong"
    return visit.say(key, n=chosen + 1, true=now.true + 1, of=maps)


def _buttons(number: int, chosen: int | None, opened: bool) -> None:
    with st.container(horizontal=True):
        if not opened:
            st.button(visit.say("stability.chance.reveal"), key="chance_reveal", type="primary", on_click=visit.put,
                      args=("chance_open", "yes"), icon=":material/visibility:")
        if chosen is not None or opened:
            st.button(visit.say("stability.chance.undo"), key="chance_undo", on_click=_undo, args=(opened,),
                      icon=":material/undo:")
        st.button(visit.say("stability.chance.again"), key="chance_again", on_click=_again, args=(number + 1,),
                  icon=":material/casino:")
        st.button(visit.say("stability.chance.close"), key="chance_close", type="tertiary", on_click=_again, args=(0,))


def _number() -> int:
    asked = str(visit.get("chance_round"))
    return int(asked) if asked.isdigit() and len(asked) < 7 else 0


def _chosen(maps: int) -> int | None:
    asked = str(visit.get("chance_pick"))
    return int(asked) if asked.isdigit() and int(asked) < maps else None


def _pick(chosen: str) -> None:
    visit.put("chance_pick", chosen.partition(":")[2])


def _undo(opened: bool) -> None:
    """The last step back: what was revealed is hidden again, then the choice is let go."""
    if opened:
        visit.put("chance_open", "")
    else:
        visit.put("chance_pick", "")


def _again(number: int) -> None:
    visit.put("chance_round", str(number) if number else "")
    visit.put("chance_pick", "")
    visit.put("chance_open", "")
