"""Where data live on this machine.

``CUADRANTE_DATA`` names the data folder (default ``data/local`` in the project, git-ignored):

    own/complaints      the user's store: a Delta table
    own/staging         files being checked; removed afterwards
    own/staff ...       the registers (lib/storage/register.py)
    demo/...            the same for the demonstration
    formats/*.toml      layouts that the user taught the product
"""

from __future__ import annotations

import os
from pathlib import Path

from lib.storage.register import Register
from lib.storage.store import Store
from lib.texts import DATA

VARIABLE = "CUADRANTE_DATA"


def data_folder() -> Path:
    """The data folder, absolute; it need not exist yet."""
    named = os.environ.get(VARIABLE, "").strip()
    return Path(named).expanduser().resolve() if named else DATA / "local"


def own_store() -> Store:
    """The user's own data."""
    return Store(data_folder() / "own")


def demo_store() -> Store:
    """The demonstration, apart from the user's data; its sources are marked synthetic."""
    return Store(data_folder() / "demo", synthetic=True)


def register(store: Store, name: str) -> Register:
    """The register called ``name`` (staff, vehicles, standards ...) beside a store's complaints."""
    return Register(store.root, name)


def has_registers(store: Store) -> bool:
    """True when any register of this store was ever saved."""
    return any(path.parent != store.table_path for path in store.root.glob("*/_delta_log"))


def formats_folder() -> Path:
    """Where the formats that the user saved are kept."""
    return data_folder() / "formats"


def saved_formats() -> tuple[Path, ...]:
    """The user's own format files, by name."""
    folder = formats_folder()
    return tuple(sorted(folder.glob("*.toml"))) if folder.is_dir() else ()
