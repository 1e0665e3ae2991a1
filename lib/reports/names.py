"""What people call a source: the demonstration and the layouts that come with the product in the reader's language."""

from __future__ import annotations

from lib import texts
from lib.result import Source


def source_name(source: Source, lang: str) -> str:
    """The name that the person gave it; else the known name of its code; else the code."""
    if source.synthetic:
        return texts.t("ui.sources.demonstration", lang)
    key = f"ui.sources.{source.code}"
    return texts.t(key, lang) if source.name == source.code and texts.has(key, lang) else source.name
