"""The registers of the visit (staff, vehicles, standards ...): which store they lie in, and their tables as they are now."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pandas as pd

from lib.result import Source
from lib.storage import folders, staffing
from lib.storage.engine import Snapshot
from lib.storage.register import Register
from lib.ui import cache, opening, visit

T = TypeVar("T")


def shown(name: str) -> Register:
    """The register on the screen: of the same store as the complaints of the visit."""
    return folders.register(opening.store(), name)


def own(name: str) -> Register:
    """The user's own register: what is loaded and edited always goes there."""
    return folders.register(folders.own_store(), name)


def may_change() -> bool:
    """True when the audience of the visit may load and edit."""
    return visit.policy().loads


def table(snapshot: Snapshot, name: str) -> pd.DataFrame:
    """Staff, vehicles or patrols as kept now; empty when nothing was ever saved."""
    register = shown(name)
    return answer(snapshot, register, ("table",), lambda: staffing.table(register))


def answer(snapshot: Snapshot, register: Register, question: tuple[object, ...], make: Callable[[], T]) -> T:
    """The kept answer to a question about this state of a register (and of the snapshot); else ``make()``'s."""
    return cache.answer(snapshot, ("register", register.name, register.identity(), *question), make)


def source(register: Register, rows: pd.DataFrame) -> Source:
    """What a Result says of a register: who told the rows, of which dates, its version, whether it is invented."""
    names = sorted({name for name in rows["source"] if name})
    dates = sorted({date for date in rows["as_of" if "as_of" in rows.columns else "day"] if date})
    edition = dates[0] if len(dates) == 1 else f"{dates[0]} – {dates[-1]}" if dates else ""
    shown_names = "; ".join(names[:3]) + (" …" if len(names) > 3 else "")
    return Source(register.name, shown_names or register.name, edition, register.version, synthetic=opening.is_demo())
