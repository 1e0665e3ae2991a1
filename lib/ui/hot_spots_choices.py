"""The choices behind the map of hot spots: its look, and everything that an expert may set."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lib import settings, texts
from lib.access.audiences import Policy
from lib.complaints.filters import Filters
from lib.errors import CuadranteError
from lib.storage.engine import Snapshot
from lib.ui import place_ground, place_layers, place_site, show, visit
from lib.ui.place_site import Site
from lib.ui.visit import say

CELLS, DENSITY, CLUSTERS = LOOKS = ("cells", "density", "clusters")
LOOK, FORCED = "spot_look", "spot_forced"


def looks(policy: Policy) -> tuple[str, ...]:
    """Density and clusters show where points lie: for audiences of points."""
    return LOOKS if policy.points else (CELLS,)


def chosen_look() -> str:
    asked = visit.get(LOOK)
    return asked if asked in looks(visit.policy()) else CELLS


def forced() -> bool:
    """True when the filter of forced points is off: only where points may be seen."""
    return visit.get(FORCED) == "1" and visit.policy().points


def site(snapshot: Snapshot, filters: Filters) -> Site | None:
    """The site of the visit; None, the reason said, where this audience sees no cells of it."""
    try:
        return place_site.site(snapshot, filters, visit.policy(), include_forced=forced())
    except CuadranteError as error:
        show.title(say("hot_spots.title.refused"))
        show.sentence(filters.sentence(visit.lang(), snapshot.places.name))
        show.trouble(error)
        if error.key.startswith("places_epsg"):
            place_site.epsg_control(st.container(), "UTM")
        return None


def number(choice: str, offered: str, default: str) -> int:
    """A whole number of the visit that the settings offer; else the default."""
    asked = visit.get(choice)
    return int(asked) if asked.isdigit() and int(asked) in settings.value(f"hot_spots.{offered}") else int(
        settings.value(f"hot_spots.{default}"))


def expert(snapshot: Snapshot, here: Site) -> None:
    """What the map was made with, and every choice behind it, folded."""
    lang, policy = visit.lang(), visit.policy()
    grid = place_site.grid(here, policy)
    show.note(say(
        "hot_spots.expert.used", size=texts.number(grid.size_m, lang),
        shape=say(f"place_site.shape.{grid.shape}").lower(),
        by=say(f"place_ground.by.{place_ground.by(snapshot, here)}").lower(),
        bandwidth=texts.number(number("bandwidth_m", "bandwidths", "bandwidth_m"), lang), epsg=here.points.plane.epsg,
    ))
    with st.expander(say("hot_spots.expert.heading"), icon=":material/tune:"):
        place_site.controls(here, policy)
        place_ground.control(snapshot, here)
        if policy.points:
            one, two = st.columns(2)
            _metres(one, "bandwidth_m", "bandwidths", "bandwidth_m")
            _metres(two, "cluster_m", "radii", "radius_m")
        place_layers.switches(snapshot)
        if policy.points:
            st.toggle(say("hot_spots.expert.forced"), help=say("hot_spots.help.forced"),
                      **visit.mirror(FORCED, forced(), lambda on: "1" if on else ""))


def _metres(place: Any, choice: str, offered: str, default: str) -> None:
    lang, usual = visit.lang(), int(settings.value(f"hot_spots.{default}"))

    def named(metres: int) -> str:
        name = f"{texts.number(metres, lang)} m"
        return say("place_site.default", name=name) if metres == usual else name

    place.selectbox(
        say(f"hot_spots.expert.{choice}"), settings.value(f"hot_spots.{offered}"), format_func=named,
        help=say(f"hot_spots.help.{choice}"),
        **visit.mirror(choice, number(choice, offered, default), lambda metres: "" if metres == usual else str(metres)),
    )
