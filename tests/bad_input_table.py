"""Writes docs/bad_input.md: every bad file of tests/test_bad_input.py given to the command line, with what it answers.

python -m tests.bad_input_table
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from tests.shell import Shell
from tests.test_bad_input import ACCEPTED, EITHER, REFUSED, REJECTED, Case, give

PAGE = Path(__file__).resolve().parent.parent / "docs" / "bad_input.md"
GROUPS = (("Refused as a whole", REFUSED), ("Rows rejected, the good ones stored", REJECTED),
          ("Understood, and said", ACCEPTED), ("Either way nothing is lost", EITHER))


def main() -> None:
    lines = [
        "# Bad files, and what the product answers", "",
        "Made by `python -m tests.bad_input_table` from the cases of `tests/test_bad_input.py`; the tests hold the store "
        "and the sums (accepted + rejected = read).", "",
    ]
    for heading, cases in GROUPS:
        lines += [f"## {heading}", "", "| file | exit | read = accepted + rejected | español | English |",
                  "| --- | --- | --- | --- | --- |"]
        lines += [_row(case) for case in cases]
        lines.append("")
    PAGE.write_text("\n".join(lines), encoding="utf-8")


def _row(case: Case) -> str:
    said: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        for lang in ("es", "en"):
            root = Path(folder) / lang
            root.mkdir()
            done = give(Shell(root / "data"), root, case, lang)
            answer = json.loads(done.out) if done.out.strip() else {}
            said[lang] = _words(answer) or done.err.strip().replace("\n", " ")
    sums = f"{answer['rows_read']} = {answer['rows_accepted']} + {answer['rows_rejected']}" if "rows_read" in answer else "–"
    cells = [case.what, str(done.code), sums, said["es"], said["en"]]
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _words(answer: dict) -> str:
    out = []
    for problem in answer.get("problems", []):
        example = problem.get("example") or {}
        where = ", ".join(str(example[name]) for name in ("row", "column", "value") if example.get(name) not in (None, ""))
        out.append(f"{problem['message']} ({where}) {problem.get('remedy', '')}".replace(" ()", ""))
    return "<br>".join(out) or str(answer.get("error", {}).get("message", "") if isinstance(answer.get("error"), dict)
                                   else answer.get("error", ""))


if __name__ == "__main__":
    main()
