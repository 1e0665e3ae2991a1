"""El caso Ica: what a study printed about the officers of one station, recomputed, with one line for each number."""

from __future__ import annotations

from lib.ui import ica_panels, opening, visit

book, policy = opening.book(), visit.policy()
ica_panels.account(ica_panels.recomputed(policy), book)
ica_panels.census(policy, book)
ica_panels.instead()
