"""Codebooks and answers: files read back the same, guesses that fit, every odd cell said, nothing made up."""

from __future__ import annotations

import io
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.complaints.reading import Upload
from lib.errors import FileError, UsageError
from lib.storage import studies
from lib.storage.survey_files import AnswersFile, read_answers
from lib.surveys import demonstration
from lib.surveys.answers import scores
from lib.surveys.checking import Taken, take
from lib.surveys.guessing import FileWords, guess
from lib.surveys.instrument import Codebook, Item, from_toml, to_toml
from lib.surveys.written import number
from lib.ui.instrument_table import as_table, from_table, words_from, words_text


def read(content: str | bytes, name: str = "file.csv") -> AnswersFile:
    return read_answers(Upload.of(content if isinstance(content, bytes) else content.encode(), name))


def raw(**columns: list[str]) -> pa.Table:
    return pa.table({name: pa.array(cells, pa.large_string()) for name, cells in columns.items()})


def taken(book: Codebook, **columns: list[str]) -> Taken:
    return take(raw(**columns), book)


def book(*codes: str, **more: Any) -> Codebook:
    return Codebook("s", tuple(Item(code, variable="v", missing=(88.0, 99.0)) for code in codes), **more)


words = st.text(st.characters(blacklist_categories=("Cs",)), max_size=12)


@settings(max_examples=60)
@given(label=words, name=words, low=st.integers(-5, 5), reach=st.integers(1, 100), codes=st.sets(st.integers(-99, 999)))
def test_a_codebook_is_read_back_the_same(label: str, name: str, low: int, reach: int, codes: set[int]) -> None:
    item = Item("q 1", label, "v", "d", True, float(low), float(low + reach), tuple(map(float, sorted(codes))), label)
    one = Codebook("s", (item,), groups=(name,), names=(("v", name, label),), words=((label, 2.5),), anchors=(name, label),
                   labels=((name, label, name),), weight=name, more_means=(("v", label, ""),))
    assert from_toml(to_toml(one)) == one


@pytest.mark.parametrize("text", [
    "name = ", "x = 1", 'name = "s"\n[[item]]\ncode = "a"\nlow = 5\nhigh = 1',
    'name = "s"\n[[item]]\ncode = "a"\n[[item]]\ncode = "a"', 'name = "s"\n[[item]]\nlow = "x"\ncode = "a"',
    'name = "s"\nplace_level = "moon"', 'name = "s"\nitem = 3', 'name = "s"\n[names]\nv = 3',
])
def test_a_broken_codebook_is_refused_with_its_reason(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        from_toml(text, "book.toml")
    assert caught.value.key == "survey_codebook_damaged" and "book.toml" in caught.value.message("es")


def test_the_template_has_the_instrument_of_the_study() -> None:
    found = studies.templates()["victimization_security"]
    sizes = {scale.code: len(scale.items) for scale in found.scales()}
    assert sizes == {"victimizacion": 18, "seguridad": 18, "seguridad.policia": 6, "seguridad.serenazgo": 6,
                     "seguridad.comunidad": 6}
    assert all(item.label and item.label_en for item in found.items)
    for lang in ("es", "en"):
        assert found.called("seguridad.policia", lang) and found.meaning("victimizacion", lang)


@pytest.mark.parametrize(("text", "value"), [
    ("4", 4), ("4.0", 4), ("4,5", 4.5), (" 4 ", 4), ("4 - De acuerdo", 4), ("(4) De acuerdo", 4), ("5. Siempre", 5),
    ("-1", -1), ("", None), ("cuatro", None), ("2024-05-01", None), ("3-4", None), ("1e5", None), ("=1+1", None),
])
def test_numbers_as_people_write_them(text: str, value: float | None) -> None:
    assert number(text) == value


def test_every_odd_cell_is_said_and_none_counts() -> None:
    found = taken(book("a", "b", "c", "d", "e"), a=["1", "99", "7", "hola", "2024-03-04", "5"], b=["3"] * 6, c=[""] * 6,
                  d=["1", "2", "3", "4", "5", "NS/NC"], e=["", "2", "3", "4", "5", "1"])
    assert found.answers.items["a"].tolist()[0] == 1.0 and found.answers.items["a"].isna().sum() == 4
    said = {problem.code: problem for problem in found.problems}
    assert {"survey_missing_code", "survey_outside_scale", "survey_not_a_number", "survey_date", "survey_item_constant",
            "survey_item_empty"} <= set(said)
    example = said["survey_outside_scale"].examples[0]
    assert (example.row, example.column, example.value) == (4, "a", "7")
    assert "survey_not_a_number" in said and said["survey_not_a_number"].rows == 1
    for problem in found.problems:
        for lang in ("es", "en"):
            assert problem.message(lang) and problem.remedy(lang)


def test_words_are_answers_where_the_codebook_knows_them() -> None:
    said = {"NUNCA": 1.0, "A VECES": 3.0, "SIEMPRE": 5.0}
    found = taken(book("a", words=tuple(said.items())), a=["Nunca", "a veces", "SIEMPRE", "quizás"])
    assert found.answers.items["a"].tolist()[:3] == [1, 3, 5] and "survey_not_a_number" in found.problems


def test_mixed_scales_are_said() -> None:
    mixed = Codebook("s", (Item("a", variable="v", low=0, high=10), Item("b", variable="v")))
    found = take(raw(a=["0", "10", "5"], b=["1", "5", "3"]), mixed)
    assert found.problems["survey_mixed_scales"].examples[0].value == "0–10 · 1–5"


def test_repeated_respondents_and_repeated_questionnaires_are_said() -> None:
    rng = np.random.default_rng(0)
    cells = rng.integers(1, 6, (30, 12)).astype(str)
    cells[7] = cells[3]
    columns = {f"q{i}": cells[:, i].tolist() for i in range(12)}
    names = [str(i) for i in range(30)]
    names[9] = "2"
    found = taken(book(*columns, respondent="id"), id=names, **columns)
    assert found.problems["survey_rows_equal"].examples[0].row == 9
    assert found.problems["survey_respondent_twice"].examples[0].row == 11
    assert found.answers.n == 30


def test_weights_have_mean_one_and_nobody_weighs_less_than_nothing() -> None:
    found = taken(book("a", weight="w"), a=["1", "2", "3", "4"], w=["2", "1", "-3", "x"])
    assert found.answers.weights is not None
    assert found.answers.weights.tolist() == pytest.approx([4 / 3, 2 / 3, 0, 0])
    assert found.problems["survey_bad_weight"].rows == 2
    with pytest.raises(FileError, match="weights"):
        taken(book("a", weight="w"), a=["1"], w=["0"])


@pytest.mark.parametrize(("columns", "key"), [
    ({"b": ["1", "2"]}, "survey_column_absent"), ({"a": []}, "survey_no_rows"),
    ({"a": ["", "99"]}, "survey_nothing_answered"), ({"a": ["x", "y"]}, "survey_nothing_answered"),
])
def test_what_cannot_be_used_is_refused(columns: dict[str, list[str]], key: str) -> None:
    with pytest.raises(FileError) as caught:
        taken(book("a"), **columns)
    assert caught.value.key == key and caught.value.remedy("es") and caught.value.remedy("en")
    with pytest.raises(FileError):
        taken(Codebook("s"), a=["1"])


def test_one_respondent_is_kept_and_scored() -> None:
    found = taken(book("a", "b"), a=["2"], b=["4"])
    assert scores(found.answers, book("a", "b"))["v"].tolist() == [3.0]


def test_bfi_is_guessed(shared: Path) -> None:
    file = read((shared / "data/surveys/bfi.csv").read_bytes(), "bfi.csv")
    found = guess(file.table, file.name)
    assert {scale.code: len(scale.items) for scale in found.scales()} == dict.fromkeys("aceno", 5)
    assert {(item.low, item.high) for item in found.items} == {(1.0, 6.0)}
    assert set(found.groups) == {"gender", "education", "age"} and found.called("a", "es") == "A"
    assert len(take(file.table, found).answers.items) == 2800


def test_attitude_and_scores_are_measures_of_their_own(shared: Path) -> None:
    for name, items, ends in (("attitude", 7, (0.0, 100.0)), ("pingouin_pairwise_corr", 5, (1.0, 5.0))):
        file = read((shared / f"data/surveys/{name}.csv").read_bytes(), f"{name}.csv")
        found = guess(file.table, file.name)
        assert len(found.items) == items == len(found.scales()) and (found.items[0].low, found.items[0].high) == ends
        assert take(file.table, found).answers.items.notna().all().all()


def test_blocks_dimensions_roles_missing_codes_and_reversals_are_guessed() -> None:
    rng = np.random.default_rng(1)
    columns = {name: rng.integers(1, 6, 40).astype(str) for name in ("SC_PNP_1", "SC_PNP_2_R", "SC_SER_1", "V1", "V2")}
    columns["V1"][3], columns["V2"][5] = "9", "99"
    table = raw(**{k: v.tolist() for k, v in columns.items()}, Peso=["1.2"] * 40, Sector=["ICA-S1"] * 40, ola=["2024"] * 40,
                fecha_encuesta=["2024-05-01"] * 40, comentario=[f"texto {i}" for i in range(40)], Sexo=["M", "H"] * 20)
    found = guess(table, "mi estudio.csv")
    assert [scale.code for scale in found.scales()] == ["sc", "sc.pnp", "sc.ser", "v"]
    assert (found.weight, found.place, found.place_level, found.wave, found.groups) == (
        "Peso", "Sector", "sector", "ola", ("Sexo",))
    assert found.item("SC_PNP_2_R").reversed and found.item("V1").missing == (9.0, 99.0)
    assert {item.high for item in found.items} == {5.0} and found.name == "mi-estudio"
    assert "fecha_encuesta" not in {item.code for item in found.items}


def test_worded_answers_are_guessed() -> None:
    said = ["Nunca", "Casi nunca", "A veces", "Casi siempre", "Siempre", "No sabe"]
    found = guess(raw(p1=said * 5, p2=said[::-1] * 5), "f.csv")
    answers = take(raw(p1=said, p2=said[::-1]), found).answers
    assert answers.items["p1"].tolist()[:5] == [1, 2, 3, 4, 5] and np.isnan(answers.items["p1"].iloc[5])


def test_a_known_codebook_is_recognised_by_its_columns() -> None:
    content, codebook = demonstration.demonstration()
    file = read(content)
    template = studies.templates()["victimization_security"]
    found = guess(file.table, "ola 3.csv", [template])
    assert found.items == template.items and found.name == "ola-3" and found.wave == "ola"
    assert codebook.synthetic and content == demonstration.demonstration()[0]


def test_the_demonstration_holds_what_was_planted() -> None:
    content, codebook = demonstration.demonstration()
    answers = take(read(content).table, codebook).answers
    found = scores(answers, codebook)
    plan = demonstration.facts()
    assert answers.n == sum(plan["waves"].values())
    seen = found[plan["latent"]["order"]].corr("spearman").to_numpy()
    assert np.abs(seen - 0.88 * np.asarray(plan["latent"]["correlations"]))[np.triu_indices(4, 1)].max() < 0.08
    by_sector = found.groupby(answers.people["sector"])["victimizacion"].mean()
    assert by_sector.idxmax() == "ICA-S3"
    by_wave = found.groupby(answers.people["ola"])["seguridad.serenazgo"].mean()
    assert 0.2 < by_wave["2025"] - by_wave["2024"] < 0.4


def test_spss_files_keep_their_questions_labels_and_missing_codes(tmp_path: Path) -> None:
    frame = pd.DataFrame({"p1": [1.0, 5, 99, None], "p2": [2.0, 3, 4, 5], "sexo": [1.0, 2, 2, 1],
                          "ola": ["a", "a", "b", "b"]})
    path = tmp_path / "x.sav"
    pyreadstat.write_sav(
        frame, path, column_labels={"p1": "¿Confía en la policía?"}, missing_ranges={"p1": [99]},
        variable_value_labels={"p1": {1: "Nada", 5: "Mucho", 99: "Rechaza"}, "sexo": {1: "Hombre", 2: "Mujer"}})
    file = read(path.read_bytes(), "x.sav")
    found = guess(file.table, file.name, (), file.words)
    assert found.item("p1").label == "¿Confía en la policía?" and found.item("p1").missing == (99.0,)
    answers = take(file.table, found).answers
    assert answers.items["p1"].tolist()[:2] == [1, 5] and answers.items["p1"].isna().sum() == 2
    assert answers.people["sexo"].tolist() == ["Hombre", "Mujer", "Mujer", "Hombre"]
    with pytest.raises(FileError) as caught:
        read(path.read_bytes()[:300], "x.sav")
    assert caught.value.key == "survey_file_damaged"


def test_a_workbook_gives_the_same_answers_as_its_csv() -> None:
    frame = pd.DataFrame({"Q1": [1, 2, 3, 5], "Q2": [5, 4, 4, 1]})
    out = io.BytesIO()
    frame.to_excel(out, index=False)
    sheet, text = read(out.getvalue(), "a.xlsx"), read(frame.to_csv(index=False))
    assert sheet.table.equals(text.table) and guess(sheet.table, "a").items == guess(text.table, "a").items


@pytest.mark.parametrize("content", [b"", b"a,b\n", b"\x89PNG\r\n\x1a\n000", b"%PDF-1.4"])
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(FileError):
        read(content)


def test_nameless_and_repeated_headings_stay_apart() -> None:
    file = read("Q1,Q1,,Q2\n1,2,3,4\n5,4,3,2\n")
    assert file.table.column_names == ["Q1", "Q1 (2)", "column_3", "Q2"]


def test_the_table_that_a_person_corrects_gives_the_codebook_back() -> None:
    template = studies.templates()["victimization_security"]
    columns = [item.code for item in template.items] + ["otra"]
    for lang in ("es", "en"):
        assert from_table(as_table(template, columns, lang), template).items == template.items
    table = as_table(template, columns, "es")
    table.loc[table["code"] == "v1", "variable"] = "Miedo al delito"
    table.loc[table["code"] == "otra", "asked"] = True
    found = from_table(table, template)
    assert found.item("v1").variable == "miedo-al-delito" and found.called("miedo-al-delito", "es") == "Miedo al delito"
    assert found.items[-1].code == "otra"
    table.loc[0, "low"] = 9.0
    with pytest.raises(UsageError) as caught:
        from_table(table, template)
    assert caught.value.key == "survey_bad_ends"
    worded = words_from("De acuerdo = 4\n\nNunca=1", template)
    assert worded.words == (("DE ACUERDO", 4.0), ("NUNCA", 1.0)) and words_from(words_text(worded), template) == worded
    with pytest.raises(UsageError):
        words_from("De acuerdo", template)


def test_a_study_is_kept_changed_and_taken_back(data_folder: Path) -> None:
    root = data_folder / "own"
    file = read("id,Q1,Q2,Q3\n" + "".join(f"{i},{i % 5 + 1},{(i * 2) % 5 + 1},{6 - (i % 5 + 1)}\n" for i in range(20)))
    first = guess(file.table, "estudio.csv")
    assert studies.names(root) == [] and studies.save(root, file, first, "ana") == 1
    study = studies.opened(root, "estudio")
    assert study.answers.n == 20 and studies.names(root) == ["estudio"] and not study.synthetic
    turned = first.but(items=tuple(Item(i.code, variable="q", reversed=i.code == "Q3") for i in first.items))
    assert studies.change_codebook(root, "estudio", turned, "ana", on=1) == 2
    assert studies.opened(root, "estudio").codebook.item("Q3").reversed
    with pytest.raises(UsageError):
        studies.change_codebook(root, "estudio", first, "eva", on=1)
    target = studies.register(root, "estudio")
    target.undo(2, "ana")
    assert studies.opened(root, "estudio").codebook == first
    target.undo(3, "ana")
    assert studies.opened(root, "estudio").codebook == turned
    assert studies.opened(root, "estudio", version=1).codebook == first
    with pytest.raises(UsageError) as caught:
        studies.opened(root, "nada")
    assert "estudio" in caught.value.remedy("es")
    assert tomllib.loads(studies.keep_codebook(turned).read_text(encoding="utf-8"))["name"] == "estudio"
    (data_folder / "codebooks" / "malo.toml").write_text("name =", encoding="utf-8")
    kept, broken = studies.kept_codebooks()
    assert list(kept) == ["estudio"] and kept["estudio"] == turned and "malo.toml" in broken[0].message("es")


def test_an_unreadable_study_is_not_kept(data_folder: Path) -> None:
    file = read("Q1,Q2\nx,y\nz,w\n")
    with pytest.raises(FileError):
        studies.save(data_folder / "own", file, Codebook("s", (Item("Q1", variable="q"),)), "ana")
    assert studies.names(data_folder / "own") == []


def test_file_words_alone_make_a_guess_better() -> None:
    values = {"x1": {float(i): str(i) for i in range(1, 8)}, "x2": {9.0: "No sabe"}}
    said = FileWords(labels={"x1": "¿Seguro?"}, values=values)
    found = guess(raw(x1=["1", "4", "5"], x2=["2", "4", "9"]), "f.sav", (), said)
    assert found.item("x1").high == 7.0 and found.item("x1").label == "¿Seguro?" and found.item("x2").missing == (9.0,)
