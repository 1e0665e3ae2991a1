"""The command line as a script uses it: ``python -m lib ...``.

Most tests call its ``main`` in this process, which saves two seconds a command; ``process=True`` starts a real one.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Done:
    """How a command ended: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on standard output; anything beside it makes this fail."""
        found = json.loads(self.out)
        assert isinstance(found, dict), self.out
        return found


class Shell:
    """Runs commands on one data folder.

    >>> Shell(tmp_path)("count", "--by", "year", "--json").json["rows"]
    """

    def __init__(self, data: Path) -> None:
        self.data = data

    def __call__(self, *words: str | Path, process: bool = False) -> Done:
        ended = self._in_a_process(words) if process else self._here(words)
        assert "Traceback" not in ended.err + ended.out, ended.err
        return ended

    def _here(self, words: tuple[str | Path, ...]) -> Done:
        from lib.__main__ import main

        before = os.environ.get("CUADRANTE_DATA")
        os.environ["CUADRANTE_DATA"] = str(self.data)
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = main([str(word) for word in words])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        finally:
            os.environ.pop("CUADRANTE_DATA")
            if before is not None:
                os.environ["CUADRANTE_DATA"] = before
        return Done(code or 0, *(stream.buffer.getvalue().decode("utf-8") for stream in (out, err)))  # type: ignore

    def _in_a_process(self, words: tuple[str | Path, ...]) -> Done:
        environment = {**os.environ, "CUADRANTE_DATA": str(self.data), "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-m", "lib", *map(str, words)], cwd=ROOT, env=environment, capture_output=True,
            timeout=180, stdin=subprocess.DEVNULL, check=False,
        )
        return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    def counts(self, *words: str) -> dict[Any, int]:
        """``count --json`` as {group: count}; a group of one dimension by its code, of several as a tuple."""
        done = self("count", "--json", *words)
        assert done.code == 0, done.err
        by = words[words.index("--by") + 1].split(",") if "--by" in words else []
        groups = {tuple(row[name] for name in by): row["count"] for row in done.json["rows"]}
        return {key[0] if len(key) == 1 else key: count for key, count in groups.items()}
