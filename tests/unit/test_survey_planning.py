"""Planning a survey: published sample sizes, relations, and what cannot be planned."""

from __future__ import annotations

import math

import pytest

from lib.errors import UsageError
from lib.surveys import planning, proportions
from lib.surveys.planning import Field

LEVEL = 0.95


def test_published_sample_sizes() -> None:
    """385 and 578 (Cochran 1977; design effect 1.5); 206, 131, 90 (Fieller); 226 a wave, 452 with design effect 2."""
    assert planning.for_share(0.5, 0.05, LEVEL, Field()).answers == 385
    assert planning.for_share(0.5, 0.05, LEVEL, Field(deff=1.5)).answers == 577  # 576.2: 385 x 1.5 rounds twice
    assert [planning.for_correlation(rho, LEVEL, 0.8, Field()).answers for rho in (0.2, -0.25, 0.3)] == [206, 131, 90]
    assert planning.for_change(0.36, 0.49, LEVEL, 0.8, Field()).answers == 226
    assert planning.for_change(0.36, 0.49, LEVEL, 0.8, Field(deff=2)).answers == 452
    assert planning.for_mean(15, 2, LEVEL, Field()).answers == 217


def test_finite_population_and_response() -> None:
    whole = planning.for_share(0.5, 0.05, LEVEL, Field(population=1000, response=0.8))
    assert (whole.simple, whole.answers, whole.invited) == (385, 278, 348)
    assert planning.for_share(0.5, 0.05, LEVEL, Field(population=10)).answers == 10
    assert not planning.for_share(0.5, 0.05, LEVEL, Field(population=10, response=0.5)).enough
    assert planning.margin_of_share(0.5, 100, LEVEL, Field()) == pytest.approx(0.098, abs=5e-5)
    assert planning.margin_of_share(0.5, 100, LEVEL, Field(population=918)) == pytest.approx(0.0926, abs=5e-5)
    assert planning.margin_of_share(0.5, 918, LEVEL, Field(population=918)) == 0


def test_a_plan_keeps_its_promise() -> None:
    """The n found gives the margin and the power asked for, and one person fewer does not."""
    n = planning.for_share(0.3, 0.04, LEVEL, Field(deff=1.4, population=5000)).answers
    reach = [planning.margin_of_share(0.3, m, LEVEL, Field(deff=1.4, population=5000)) for m in (n, n - 1)]
    assert reach[0] <= 0.04 + 1e-4 and reach[1] > 0.0399
    n = planning.for_change(0.4, 0.5, LEVEL, 0.8, Field(deff=1.3)).answers
    assert proportions.power(0.4, 0.5, n, 0.05, 1.3) >= 0.8 > proportions.power(0.4, 0.5, n - 1, 0.05, 1.3)


def test_more_precision_never_needs_fewer() -> None:
    sizes = [planning.for_share(0.5, margin / 100, LEVEL, Field()).answers for margin in range(1, 21)]
    assert sizes == sorted(sizes, reverse=True)


def test_burden() -> None:
    found = planning.burden(36, 15, 3, 400, 4, 10)
    assert (found.minutes, found.hours, found.days) == (12, 80, 10)


@pytest.mark.parametrize(
    "plan",
    [
        lambda: planning.for_share(0, 0.05, LEVEL, Field()),
        lambda: planning.for_share(0.5, 0, LEVEL, Field()),
        lambda: planning.for_mean(0, 1, LEVEL, Field()),
        lambda: planning.for_correlation(0, LEVEL, 0.8, Field()),
        lambda: planning.for_correlation(1, LEVEL, 0.8, Field()),
        lambda: planning.for_change(0.4, 0.4, LEVEL, 0.8, Field()),
        lambda: Field(deff=0.5),
        lambda: Field(response=0),
        lambda: Field(population=0),
        lambda: planning.burden(0, 10, 3, 100, 2, 10),
    ],
)
def test_what_cannot_be_planned(plan) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UsageError):
        plan()


def test_equal_shares_need_nobody() -> None:
    assert proportions.least_people(0.4, 0.4, 0.05) is None and math.isnan(proportions.power(0, 0, 10, 0.05))
