"""The checker of published claims: 65 verdicts, each derived from its inputs, and each changed by other inputs."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from lib.access.audiences import policies
from lib.errors import FileError, UsageError
from lib.privacy.release import release
from lib.surveys.published import batch, printed, studies
from lib.surveys.published.finding import VERDICTS
from lib.texts import languages

LEVEL = 0.95
CODES = {
    "OK": "agrees",
    "MISPRINT": "misprint",
    "CONTRA": "contradiction",
    "UNIT": "unit_error",
    "NV": "not_verifiable",
    "INTERP": "interpretation",
    "UNSUP": "unsupported",
    "EXT": "other_source",
}
CLAIMS = [claim for study in studies.studies().values() for claim in study.claims]
COMPUTED = [claim for claim in CLAIMS if claim.basis == "computed"]
DIFFERS: dict[str, str] = {}
"""Verdicts that differ from the shared file, with the reason: none does."""

ALTERED: dict[str, dict[str, Any]] = {
    "A01": {"population": 918, "margin": "9.8%"},
    "A02": {"mean_r": ".514"},
    "A03": {"mean_r": ".461"},
    "A04": {"first": ".234"},
    "A06": {"parts": [600, 318]},
    "A11": {"other": 31},
    "A13": {"comparable": True},
    "A14": {"year": 2017, "same_area": True},
    "A15": {"shown": 5},
    "A16": {"value": 200},
    "A17": {"per": 1000},
    "A18": {"rate": "4210"},
    "A19": {"parts": [18, 17]},
    "A20": {"value": ",134"},
    "A21": {"p": "0.019"},
    "A22": {"p": ",096"},
    "A23": {"said": "not_detected"},
    "A24": {"denied": False, "values": [",05"]},
    "A25": {"stars": "**"},
    "A26": {"p": "0.016"},
    "A27": {"n": 60},
    "A28": {"p": "0.009"},
    "A29": {"second": ",224"},
    "A30": {"first": ",005"},
    "A31": {"said": "relation"},
    "A32": {"effect": "-,260", "compared": True},
    "A33": {"values": [",42", ",45"]},
    "A34": {"n": 100, "p": "< .001"},
    "A35": {"n": 40},
    "A36": {"percent": "67,4%"},
    "A39": {"ps": [".001", ".96", ".002", ".0005"]},
    "B01": {"parts": [216, 120, 2, 11]},
    "B02": {"said": 4},
    "B03": {"steps": [350, 38, 39, 24]},
    "B04": {"steps": [350, 38, 24]},
    "B05": {"percent": "5.3%"},
    "B06": {"percent": "94,7%"},
    "B07": {"found": [2019, 2021, 2024]},
    "B08": {"percent": "67%"},
    "B09": {"found": [2019, 2024]},
    "B13": {"population": 5_000_000, "margin": "2.2%"},
    "B16": {"effect": "0.2", "compared": True},
    "C01": {"n_before": 400, "n_after": 400},
    "C02": {"n_before": 20, "n_after": 20},
    "C03": {"n_before": 100, "n_after": 100},
    "C04": {"parts": [36, 27, 37]},
    "C05": {"shown": 6},
    "C06": {"end": "2006-03"},
    "C07": {"disclaimed": False},
    "C09": {"comparable": True},
}


def test_all_claims_are_here_and_agree_with_the_shared_reading(shared: Path) -> None:
    """65 claims, each with the verdict of the shared file."""
    with (shared / "reference" / "published_claims.csv").open(encoding="utf-8", newline="") as file:
        wanted = {row["id"]: CODES[row["verdict"]] for row in csv.DictReader(file)}
    assert {claim.id for claim in CLAIMS} == set(wanted) and len(CLAIMS) == len(wanted) == 65
    found = {claim.id: studies.judge(claim, LEVEL).verdict for claim in CLAIMS}
    assert {id for id in wanted if found[id] != wanted[id]} == set(DIFFERS)


def test_read_and_computed_are_told_apart() -> None:
    assert {claim.basis for claim in CLAIMS} == {"computed", "read"} and len(COMPUTED) == 50
    for claim in CLAIMS:
        assert (claim.basis == "computed") == bool(claim.check) == (not claim.verdict) == (not claim.why_es), claim.id
        assert claim.basis == "computed" or (claim.verdict in VERDICTS and claim.why_en), claim.id


@pytest.mark.parametrize("claim", COMPUTED, ids=lambda claim: claim.id)
def test_a_computed_verdict_changes_with_its_input(claim: studies.Claim) -> None:
    before = studies.judge(claim, LEVEL)
    after = studies.run(claim.check, {**claim.inputs, **ALTERED[claim.id]}, LEVEL)
    assert after.verdict != before.verdict, after.sentence("en")
    for lang in languages():
        assert before.why(lang) and after.sentence(lang)
        assert "{" not in before.why(lang) and "nan" not in before.why(lang)


def test_what_is_recomputed() -> None:
    by = {claim.id: studies.judge(claim, LEVEL).finding for claim in COMPUTED}
    numbers = {id: {name: value for name, (_, value) in found.numbers.items()} for id, found in by.items() if found}
    assert numbers["A20"]["p"] == pytest.approx(0.0191, abs=5e-5) and numbers["A20"]["power"] == pytest.approx(
        0.63, abs=6e-3
    )
    assert numbers["A02"]["implied"] == pytest.approx(0.514, abs=5e-4)
    assert numbers["A06"] == pytest.approx(
        {"total": 918, "low": 859.6, "high": 979.3, "per_day": 2.86, "per_year": 1043.8, "rate": 694.6}, abs=0.06
    )
    assert numbers["A16"]["least"] == 184 and numbers["A16"]["mean"] == pytest.approx(183.6)
    assert numbers["A17"]["need"] == pytest.approx(4.208, abs=5e-4) and numbers["A17"]["hundredfold"] == pytest.approx(
        420.8, abs=0.05
    )
    assert numbers["A18"]["of_people"] == pytest.approx(6326.8, abs=0.05)
    assert numbers["A01"]["margin"] == pytest.approx(0.098, abs=5e-4)
    assert (numbers["B05"]["near"], numbers["B06"]["near"]) == (1, 23)
    assert [numbers[id]["least"] for id in ("C01", "C02", "C03")] == [112, 31, 99]
    assert [numbers[id]["for_power"] for id in ("C01", "C02", "C03")] == [226, 62, 200]
    assert (numbers["A39"]["raw"], numbers["A39"]["holm"], numbers["A39"]["bonferroni"]) == (3, 3, 1)
    finite = studies.run("sample", {"n": 100, "population": 918, "margin": "9.3%"}, LEVEL)
    assert finite.verdict == "agrees" and finite.numbers["finite"][1] == pytest.approx(0.0926, abs=5e-4)
    interval = studies.run("alpha", {"alpha": ".950", "items": 18, "n": 20}, LEVEL).numbers
    assert (interval["low"][1], interval["high"][1]) == pytest.approx((0.911, 0.977), abs=6e-4)


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [
        (",234*", 0.234, 3),
        ("-.260", -0.26, 3),
        ("−,26**", -0.26, 2),
        ("0,821", 0.821, 3),
        ("82,1%", 0.821, 1),
        ("p = 0.019", 0.019, 3),
        ("1,000", 1.0, 3),
        ("ρ=.5", 0.5, 1),
    ],
)
def test_coefficients_as_printed(text: str, value: float, decimals: int) -> None:
    found = printed.coefficient(text)
    assert (found.value, found.decimals) == (pytest.approx(value), decimals)


def test_counts_as_printed_and_what_is_no_number() -> None:
    assert [printed.count(text).value for text in ("918", "150,280", "150 280", "881.7", "1,043.8", "6327", 36)] == [
        918,
        150280,
        150280,
        881.7,
        1043.8,
        6327,
        36,
    ]
    assert printed.coefficient("p < 0,05").relation == "<" and printed.coefficient("< .001").value == 0.001
    for text in ("", "alta", "1.2.3", "--4", "=HYPERLINK(1)", "12 de abril"):
        with pytest.raises(UsageError):
            printed.coefficient(text, "p")


def test_rounding_does_not_make_an_error() -> None:
    """Every p that some unrounded coefficient gives agrees; one in the last digit beyond does not."""
    for p, verdict in (
        (".018", "contradiction"),
        (".019", "agrees"),
        (".02", "agrees"),
        ("< .05", "agrees"),
        ("< .01", "contradiction"),
        ("> .05", "contradiction"),
        (".0190", "agrees"),
        (".0195", "contradiction"),
    ):
        assert studies.run("correlation", {"value": ".234", "n": 100, "p": p}, LEVEL).verdict == verdict, p
    assert (
        studies.run("correlation", {"value": "1.234", "n": 100, "p": ".01"}, LEVEL).reason == "correlation.impossible"
    )
    assert studies.run("correlation", {"value": ".5", "n": 3, "p": ".01"}, LEVEL).reason == "correlation.few"


def test_a_claim_that_cannot_be_read_says_which_field() -> None:
    for check, inputs in (
        ("mine", {}),
        ("sum", {"whole": 3}),
        ("sum", {"total": "x"}),
        ("decision", {"said": "maybe"}),
        ("months", {"start": "2003"}),
        ("sum", {"open": "perhaps"}),
    ):
        with pytest.raises(UsageError):
            studies.run(check, inputs, LEVEL)


@pytest.mark.parametrize("check", studies.CHECKS)
def test_nothing_told_is_not_verifiable(check: str) -> None:
    finding = studies.run(check, {}, LEVEL)
    assert finding.verdict == "not_verifiable" and finding.missing and finding.sentence("es").startswith("No dice")


def test_a_file_of_claims() -> None:
    text = (
        "id;pagina;prueba;value;n;p;before;after;n_before;n_after;afirmacion\n"
        "T1;12;correlation;0,234;100;0,19;;;;;Relación\nT2;13;before_after;;;;36%;49%;400;400;\n\n"
        "T3;14;correlation;alta;100;,01;;;;;\nT4;;nada;;;;;;;;\n"
    )
    found, problems = batch.read(io.BytesIO(text.encode("cp1252")), LEVEL)
    assert [(one.claim.id, one.verdict) for one in found] == [("T1", "misprint"), ("T2", "agrees")]
    assert found[0].claim.said("es") == "Relación" and found[0].claim.line == "12"
    (problem,) = problems
    assert problem.rows == 2 and [(one.row, one.column) for one in problem.examples] == [(5, "value"), (6, "prueba")]
    for bad in (b"", b"a,b\n1,2\n", b"prueba,value\n"):
        with pytest.raises(FileError):
            batch.read(io.BytesIO(bad), LEVEL)


def test_every_audience_may_see_published_claims() -> None:
    study = next(iter(studies.studies().values()))
    for policy in policies().values():
        released = release(studies.as_result(studies.judged(study, LEVEL), "es", LEVEL), policy)
        assert len(released.table) == 39 and released.table["recomputed_p"].notna().any()
