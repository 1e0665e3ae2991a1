"""Could chance have drawn this map? The true one among others that chance drew, for the eye to find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.places.grid import Cells
from lib.result import Result


@dataclass(frozen=True)
class Lineup:
    """A round of the game.

    maps   (maps, cells): complaints in each cell of each map
    true   position of the true one
    """

    maps: npt.NDArray[np.int64]
    true: int


def lineup(count: npt.ArrayLike, weight: npt.ArrayLike, maps: int, seed: Sequence[int]) -> Lineup:
    """The true map hidden among ``maps - 1`` on which the same total falls by chance.

    count   complaints in each cell; ``weight`` what each cell holds of the ground: area or inhabitants, >= 0
    seed    whole numbers; the same seed gives the same round
    Complaints in cells that hold nothing of the ground are left out of all maps, so that every map has the same total.
    Under chance each complaint falls in a cell with probability ``weight`` over its sum, whatever the others do: the
    counts are multinomial. Who looks at noise finds the true one with probability 1 / maps (Buja et al. 2009, Phil. Trans.
    R. Soc. A 367, 4361-4383; Wickham et al. 2010, IEEE TVCG 16, 973-979).
    Raises ValueError when no cell holds any ground.
    """
    ground = np.asarray(weight, dtype=np.float64)
    if not ground.sum() > 0:
        raise ValueError("no ground")
    mine = np.where(ground > 0, np.asarray(count, dtype=np.int64), 0)
    rng = np.random.default_rng(list(seed))
    true = int(rng.integers(maps))
    drawn = rng.multinomial(int(mine.sum()), ground / ground.sum(), maps)
    drawn[true] = mine
    return Lineup(drawn, true)


def table(round_of: Lineup, cells: Cells, seed: Sequence[int], by: str) -> Result:
    """The round as a Result: ``map`` (position), ``cell``, ``count``; cells without a complaint have no row.

    by  "area" or "population": what chance deals out by
    """
    each, cell = np.nonzero(round_of.maps)
    counted = pd.DataFrame({"map": each, "cell": cells.codes[cell], "count": round_of.maps[each, cell]})
    return Result(
        counted, dims=("map", "cell"), n=int(round_of.maps[round_of.true].sum()),
        settings={
            "method": "lineup", "reference": "Buja et al. 2009", "seed": tuple(seed), "maps": len(round_of.maps), "by": by,
            "true": round_of.true, "cell_m": cells.grid.size_m, "shape": cells.grid.shape, "epsg": cells.grid.epsg,
        },
    )
