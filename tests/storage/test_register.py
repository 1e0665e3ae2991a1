"""A register keeps every state, tells who made it, and never overwrites somebody's work unseen."""

import pyarrow as pa
import pytest

from lib.errors import StoreError, UsageError
from lib.storage.register import Register


def staff(*heads):
    return pa.table({"station": [str(i) for i in range(len(heads))], "officers": list(heads)})


def test_saving_reading_and_going_back(tmp_path):
    register = Register(tmp_path, "staff")
    assert register.version == 0 and register.read() is None and register.history().empty
    assert not list(tmp_path.iterdir())
    assert register.save(staff(30, 12), "ana", on=0, action="load", what="staff.csv", notes={"sha256": "ab"}) == 1
    assert register.save(staff(31, 12), "luis", on=1, action="edit") == 2
    assert register.read()["officers"].to_pylist() == [31, 12]
    assert register.read(1)["officers"].to_pylist() == [30, 12]
    assert register.undo(2, "ana") == 3
    assert register.read()["officers"].to_pylist() == [30, 12]
    assert register.undo(3, "ana") == 4 and register.read()["officers"].to_pylist() == [31, 12]
    told = register.history()
    assert told["version"].tolist() == [4, 3, 2, 1] and told["who"].tolist() == ["ana", "ana", "luis", "ana"]
    assert told["action"].tolist() == ["undo", "undo", "edit", "load"] and told["notes"].iloc[-1] == {"sha256": "ab"}
    assert told["rows"].tolist() == [2, 2, 2, 2]


def test_undoing_the_first_save_leaves_no_rows(tmp_path):
    register = Register(tmp_path, "staff")
    register.save(staff(30), "ana", on=0, action="load")
    register.undo(1, "ana")
    assert register.read().num_rows == 0 and register.read().column_names == ["station", "officers"]


def test_another_table_may_have_other_columns(tmp_path):
    register = Register(tmp_path, "answers")
    register.save(staff(1), "ana", on=0, action="load")
    register.save(pa.table({"p1": [1.5], "p2": ["si"]}), "ana", on=1, action="load")
    assert register.read().column_names == ["p1", "p2"] and register.read(1).column_names == ["station", "officers"]


def test_a_save_from_an_old_state_is_refused(tmp_path):
    register, other = Register(tmp_path, "staff"), Register(tmp_path, "staff")
    register.save(staff(30), "ana", on=0, action="load")
    with pytest.raises(UsageError) as refused:
        other.save(staff(5), "luis", on=0, action="load")
    assert refused.value.key == "register_changed" and register.read()["officers"].to_pylist() == [30]
    register.save(staff(31), "ana", on=1, action="edit")
    with pytest.raises(UsageError):
        other.save(staff(5), "luis", on=1, action="edit")
    assert register.read()["officers"].to_pylist() == [31]


def test_versions_that_never_were(tmp_path):
    register = Register(tmp_path, "staff")
    register.save(staff(30), "ana", on=0, action="load")
    for version in (-1, 2):
        with pytest.raises(UsageError):
            register.read(version)
    with pytest.raises(UsageError):
        register.undo(0, "ana")


def test_a_damaged_log_says_so(tmp_path):
    register = Register(tmp_path, "staff")
    register.save(staff(30), "ana", on=0, action="load")
    next((tmp_path / "staff" / "_delta_log").glob("*.json")).write_text("{", encoding="utf-8")
    with pytest.raises(StoreError):
        register.read()


def test_the_identity_follows_the_version(tmp_path):
    register = Register(tmp_path, "staff")
    before = register.identity()
    register.save(staff(30), "ana", on=0, action="load")
    assert register.identity() != before and register.identity()[2] == 1
    assert Register(tmp_path, "staff") == register and hash(Register(tmp_path, "staff")) == hash(register)
