"""The words of a caution beside a Released: a source is called by its name, not by its code."""

from __future__ import annotations

from lib.privacy.release import Released
from lib.reports.names import source_name
from lib.result import Caution


def say(caution: Caution, lang: str, released: Released) -> str:
    """The sentence that must stand with the number, on the screen and in every export."""
    names = {source.code: source_name(source, lang) for source in released.sources}
    params = {
        key: names.get(str(value), value) if key == "source" else value for key, value in caution.params.items()
    }
    return Caution(caution.key, params).sentence(lang)
