"""How late are complaints registered? The share that is in after d days, and how complete a recent period is."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from lib.result import Result


def reporting_delay(delays: pd.DataFrame, ages: pd.DataFrame, *, longest: int) -> Result:
    """Of the complaints registered within ``longest`` days of the event, what share is in after d days?

    delays   ``days`` from event to registration, ``count``; the complaints of every event known so far
    ages     ``days`` from event to the cut-off, ``count``; of the same complaints
    longest  the delay at which all are taken to be in; registrations later than that stay out

    Returns a row per day 0 to ``longest``: ``days``, ``count`` (complaints with exactly that delay), ``share`` (in by
    then, 0-1). A negative delay counts as none. Without complaints old enough to show the whole delay there is no row.

    A young event can only have a short delay so far, so the plain shares are too high. Formula: reversed hazards of
    right-truncated delays, F(d) = product over j > d of 1 - n(j) / N(j), with n(j) complaints of delay j and N(j) those
    of delay at most j whose event is at least j days old. Sources: Lagakos, Barraj & De Gruttola (1988), Biometrika 75,
    515-523; Kalbfleisch & Lawless (1989), JASA 84, 360-372 (the same as the chain ladder of insurers).
    """
    delay = _by_day(delays, longest)
    age = _by_day(ages, None)
    if not len(age) or len(age) <= longest:
        return Result(pd.DataFrame({"days": [], "count": pd.Series(dtype="int64"), "share": []}), dims=("days",),
                      derived={"count": ("share",)}, measure="share", unit="share", n=0, settings={"longest": longest})
    days = np.arange(longest + 1)
    old_enough = age.sum() - np.concatenate([[0.0], np.cumsum(age)])[: longest + 1]
    later = delays.loc[delays["days"] > longest, "count"].sum() + delay.sum() - np.cumsum(delay)
    at_risk = old_enough - later
    hazard = np.divide(delay, at_risk, out=np.zeros_like(delay), where=at_risk > 0)
    share = np.append(np.cumprod((1 - hazard)[::-1])[::-1][1:], 1.0)
    return Result(
        pd.DataFrame({"days": days, "count": delay.astype("int64"), "share": share}), dims=("days",),
        derived={"count": ("share",)}, measure="share", unit="share", n=int(delay.sum()),
        settings={"method": "reversed_hazard", "reference": "Lagakos, Barraj & De Gruttola 1988", "longest": longest},
    )


def completeness(start: dt.date, end: dt.date, cut_off: dt.date, share: pd.Series) -> float:
    """What share of a period's complaints is in at the cut-off? Mean of its days, each as old as it is then.

    share   by days of delay (the column of ``reporting_delay`` indexed by ``days``); beyond its end all are in
    Days after the cut-off are days of which nothing is in.
    """
    ages = np.array([(cut_off - start).days - i for i in range((end - start).days + 1)])
    known = share.to_numpy()
    inside = np.clip(ages, 0, len(known) - 1)
    return float(np.where(ages < 0, 0.0, known[inside]).mean())


def _by_day(counts: pd.DataFrame, longest: int | None) -> np.ndarray:
    """Counts by day from 0 on; negative days count as 0, those beyond ``longest`` are left out."""
    days = counts["days"].astype("int64").clip(lower=0).to_numpy()
    weight = counts["count"].astype("float64").to_numpy()
    if longest is not None:
        weight, days = weight[days <= longest], days[days <= longest]
    return np.bincount(days, weights=weight, minlength=0 if longest is None else longest + 1)
