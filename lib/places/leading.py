"""Is the place with most really ahead, or only by chance?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import stats


def leader(
    counts: npt.ArrayLike, exposures: npt.ArrayLike | None = None, *, alpha: float
) -> tuple[int, int, float, bool] | None:
    """Which place has most, and is the second one behind it beyond chance?

    counts     complaints of each place, >= 0; NaN (hidden, unknown) is passed over
    exposures  inhabitants of each place, to compare rates; None compares the counts themselves
    alpha      share of false "ahead" among places that are all alike
    Returns (position of the first, of the second, p, ahead); None with fewer than two places or no complaint at all.
    Formula: given both counts together, the first is binomial with p = e1 / (e1 + e2); two-sided exact p, times the
    number of places but one, because the first was picked from all of them (Bonferroni). Counts that come in bursts
    differ more than Poisson ones do: read it as "at least so much by chance".
    Source: Przyborowski & Wilenski (1940), Homogeneity of results in testing samples from Poisson series, Biometrika 31,
    313-323.
    """
    count = np.asarray(counts, dtype=float)
    people = np.ones(len(count)) if exposures is None else np.asarray(exposures, dtype=float)
    known = np.flatnonzero(np.isfinite(count) & (people > 0))
    if len(known) < 2 or not count[known].sum() > 0:
        return None
    order = known[np.argsort(-(count[known] / people[known]), kind="stable")]
    first, second = int(order[0]), int(order[1])
    both = int(round(count[first] + count[second]))
    share = people[first] / (people[first] + people[second])
    p = stats.binomtest(int(round(count[first])), both, float(share)).pvalue if both else 1.0
    adjusted = min(1.0, float(p) * (len(known) - 1))
    return first, second, adjusted, adjusted < alpha
