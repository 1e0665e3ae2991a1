"""Estudios publicados: what a publication prints, recomputed, with a verdict and its reason."""

from __future__ import annotations

from lib.ui import panels, published_numbers, published_panels, visit

panels.style()
found = published_numbers.numbers(visit.policy(), visit.lang())
published_panels.head(found)
published_panels.printed_tables(found)
published_panels.every_claim(found)
published_panels.one_claim()
published_panels.many_claims()
