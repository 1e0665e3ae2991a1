"""check and add: what is in this file, and storing it."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lib import texts
from lib.access import audiences
from lib.commands.outcome import Outcome, problem_lines
from lib.complaints.reading import Overrides, Upload
from lib.errors import FileError
from lib.storage import folders
from lib.storage import loading as storing
from lib.storage.staging import Checked, check_file
from lib.storage.store import Store

OVERRULED = ("format", "encoding", "separator", "decimal", "date_order", "crs", "time_zone", "source", "sheet", "layer")


def store_of(words: argparse.Namespace) -> Store:
    """The user's own store, or the demonstration's with --demo."""
    return folders.demo_store() if words.demo else folders.own_store()


def check(words: argparse.Namespace) -> Outcome:
    """What is in the file; nothing is stored."""
    with _checked(words) as checked:
        return Outcome(_told(checked, words.lang), _lines(checked, words.lang), _code(checked))


def add(words: argparse.Namespace) -> Outcome:
    """Store the file; what is stored already stays as it is."""
    lang = words.lang
    with _checked(words) as checked:
        told, lines = _told(checked, lang), _lines(checked, lang)
        if _code(checked):
            told |= {"rows_added": 0, "rows_already_stored": 0, "rows_replaced": 0, "version": checked.store.version}
            error = FileError("loading_no_acceptable_row", file=checked.file, rows=checked.report.rows_read)
            return Outcome(told, [*lines, error.message(lang), error.remedy(lang)], 1)
        done = storing.add(checked.store, checked, words.who or audiences.person(), words.edition, _progress(words))
    changes = done.revisions
    told |= {
        "rows_added": done.rows_added, "rows_already_stored": done.rows_already_stored,
        "rows_replaced": done.rows_replaced, "version": done.version, "newest_edition": done.newest,
        "revisions": [
            {**row, "month": None if row["month"] is None else str(row["month"])[:7]}
            for row in changes.to_dict("records")
        ],
    }
    key = "added" if done.changed else "nothing_new"
    lines += ["", texts.t(
        f"commands.{key}", lang, version=done.version, added=texts.number(done.rows_added, lang),
        stored=texts.number(done.rows_already_stored, lang), replaced=texts.number(done.rows_replaced, lang),
    )]
    if len(changes):
        lines.append(texts.t(
            "commands.revised", lang, cells=texts.number(len(changes), lang),
            before=texts.number(int(changes["before"].sum()), lang), after=texts.number(int(changes["after"].sum()), lang),
        ))
    if not done.newest:
        lines.append(texts.t("commands.older_edition", lang))
    return Outcome(told, lines)


@contextmanager
def _checked(words: argparse.Namespace) -> Iterator[Checked]:
    overrides = Overrides(**{name: getattr(words, name) for name in OVERRULED if getattr(words, name) is not None})
    path = Path(words.file)
    try:
        stream = path.open("rb")
    except OSError as error:
        raise FileError("commands_cannot_open", file=path.name or words.file, reason=error.strerror or "") from error
    with stream:
        upload = Upload(path.name, stream, path.stat().st_size)
        with check_file(store_of(words), upload, overrides, _progress(words)) as checked:
            _save_rejected(checked, words)
            yield checked
    _wipe(words)


def _save_rejected(checked: Checked, words: argparse.Namespace) -> None:
    if words.rejected and checked.rejected.exists():
        shutil.copyfile(checked.rejected, words.rejected)


def _progress(words: argparse.Namespace) -> Any:
    """Rows done, on one line of a terminal; nothing where nobody looks."""
    if words.json or not sys.stderr.isatty():
        return None

    def tell(share: float, rows: int) -> None:
        done = texts.t(
            "commands.progress", words.lang, rows=texts.number(rows, words.lang), share=texts.percent(share, words.lang)
        )
        print(f"\r{done}", end="", file=sys.stderr, flush=True)

    return tell


def _wipe(words: argparse.Namespace) -> None:
    if _progress(words) is not None:
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def _code(checked: Checked) -> int:
    return 0 if checked.report.rows_accepted else 1


def _told(checked: Checked, lang: str) -> dict[str, Any]:
    report = checked.report
    understood = report.understood
    return {
        "file": checked.file, "sha256": checked.sha256, "format": report.format, "source": report.source,
        "rows_read": report.rows_read, "rows_accepted": report.rows_accepted, "rows_rejected": report.rows_rejected,
        "count_total": report.count_total,
        "start": report.start.isoformat() if report.start else None,
        "end": report.end.isoformat() if report.end else None,
        "encoding": understood.encoding, "separator": understood.separator, "date_order": understood.date_order,
        "crs": understood.crs, "time_zone": understood.time_zone,
        "unknown_labels": [
            {"source": source, "label": label, "rows": rows} for (source, label), rows in report.unknown_labels.items()
        ],
        "problems": report.problems.as_records(lang),
    }


def _lines(checked: Checked, lang: str) -> list[str]:
    report = checked.report
    lines = [
        texts.t("commands.read", lang, file=checked.file, format=report.format, source=report.source),
        texts.t(
            "commands.rows", lang, read=texts.number(report.rows_read, lang),
            accepted=texts.number(report.rows_accepted, lang), rejected=texts.number(report.rows_rejected, lang),
            total=texts.number(report.count_total, lang),
        ),
    ]
    if report.start:
        lines.append(texts.t("commands.period", lang, period=texts.period(report.start, report.end, lang)))
    return lines + problem_lines(report.problems, lang)
