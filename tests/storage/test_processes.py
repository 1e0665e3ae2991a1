"""Real processes on one store: killed in the middle, at the same time, on a full disk."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lib.errors import StoreError
from lib.storage import engine, loading
from lib.storage.store import Store
from tests.storage.staged import checked

ROOT = Path(__file__).resolve().parents[2]
HEADER = "ANIO,MES,DPTO_HECHO_NEW,PROV_HECHO,DIST_HECHO,UBIGEO_HECHO,P_MODALIDADES,cantidad"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of Linux and macOS")


def sidpol(path: Path, rows: int, first: int = 1) -> Path:
    lines = [f"{2018 + i // 12 % 6},{i % 12 + 1},ICA,ICA,ICA,110101,Hurto,{first + i}" for i in range(rows)]
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def start(data: Path, *words: str | Path, program: str = "") -> subprocess.Popen[str]:
    call = ["-c", program] if program else ["-m", "lib"]
    return subprocess.Popen(
        [sys.executable, *call, *map(str, words)], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "CUADRANTE_DATA": str(data), "PYTHONPATH": str(ROOT)},
    )


def test_two_processes_that_load_the_same_file_at_once_add_it_once(tmp_path: Path) -> None:
    file = sidpol(tmp_path / "a.csv", 60)
    data = tmp_path / "data"
    running = [start(data, "add", file, "--json") for _ in range(3)]
    told = []
    for process in running:
        out, err = process.communicate(timeout=180)
        assert process.returncode == 0, err
        told.append(json.loads(out))
    assert sorted(each["rows_added"] for each in told) == [0, 0, 60]
    assert {each["version"] for each in told} == {1}
    store = Store(data / "own")
    assert (store.version, engine.snapshot(store).rows) == (1, 60)


def test_two_processes_that_load_different_files_both_arrive(tmp_path: Path) -> None:
    data = tmp_path / "data"
    running = [
        start(data, "add", sidpol(tmp_path / f"{name}.csv", 30), "--source", name, "--json") for name in ("uno", "dos")
    ]
    for process in running:
        _, err = process.communicate(timeout=180)
        assert process.returncode == 0, err
    store = Store(data / "own")
    assert (store.version, engine.snapshot(store).rows) == (2, 60)
    assert {event.payload["source"] for event in store.events()} == {"uno", "dos"}


SLOW_LOAD = """
import sys, time
from pathlib import Path
from lib.storage import loading
from lib.storage.store import Store
from tests.storage.staged import checked

batches = loading._log_rows
def slowly(*words):
    for batch in batches(*words):
        yield batch
        print("writing", flush=True)
        time.sleep(60)
loading._log_rows = slowly
loading.BATCH_ROWS = 4_000
with checked(store := Store(Path(sys.argv[1])), [{"key": 100 + i} for i in range(50_000)], as_it_is=False) as file:
    loading.add(store, file, "ana")
"""


def test_kill_in_the_middle_of_a_load_leaves_the_old_version(tmp_path: Path) -> None:
    store = Store(tmp_path / "own")
    with checked(store, [{"key": 1}, {"key": 2}]) as file:
        loading.add(store, file, "ana")
    process = start(tmp_path, store.root, program=SLOW_LOAD)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "writing", process.communicate()[1]
    time.sleep(0.3)
    with checked(store, [{"key": 3}]) as file:
        assert file.staged.exists(), "a load of another process does not stop ours"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert len(list(store.staging.iterdir())) == 1, "what the dead process left behind"
    assert store.version == 1
    assert engine.snapshot(store).rows == 2, "nothing half-written is visible"
    (store.table_path / "kind=row" / "part-9-half.parquet").write_bytes(b"PAR1 half")
    with checked(store, [{"key": 4}]) as file:
        assert loading.add(store, file, "ana").version == 2
    assert engine.snapshot(store).rows == 3
    assert list(store.staging.iterdir()) == [], "the next load has cleaned"
    assert len(list(store.table_path.glob("kind=row/*.parquet"))) == len(store.files(2, "row"))


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from lib.errors import StoreError
from lib.storage import loading
from lib.storage.store import Store
from tests.storage.staged import checked

store = Store(Path(sys.argv[1]))
rows = [{"key": 100 + i, "occurred_raw": str(i * 7919 % 99991)} for i in range(40_000)]
with checked(store, rows, as_it_is=False) as file:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
    try:
        loading.add(store, file, "ana")
    except StoreError as trouble:
        print(trouble.key, flush=True)
"""


def test_a_full_disk_is_said_and_changes_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "own")
    with checked(store, [{"key": 1}]) as file:
        loading.add(store, file, "ana")
    process = start(tmp_path, store.root, program=FULL_DISK)
    out, err = process.communicate(timeout=180)
    assert out.strip() == "storage_full", err[-2000:]
    assert (store.version, engine.snapshot(store).rows) == (1, 1)
    store.clean_orphans()
    assert len(list(store.table_path.glob("kind=row/*.parquet"))) == 1


def test_a_full_disk_while_checking(tmp_path: Path) -> None:
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); " \
            "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)); import sys; sys.argv[0] = 'lib'; " \
            "from lib.__main__ import main; sys.exit(main())"
    process = start(tmp_path / "data", "add", sidpol(tmp_path / "a.csv", 400), "--lang", "en", program=limit)
    _, err = process.communicate(timeout=180)
    assert process.returncode == 1
    assert "disk" in err and "full" in err and "Traceback" not in err
    assert Store(tmp_path / "data" / "own").version == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(StoreError) as trouble:
        Store(closed / "own").add_event("labels", {"label": "X", "code": "theft"}, "ana")
    assert trouble.value.key == "storage_not_writable"


def test_limits_are_left_as_they_were() -> None:
    """The limits above belong to the processes started here, not to the tests."""
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
