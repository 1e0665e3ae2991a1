"""Running one command, and saying what came of it or what went wrong."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable

from lib import texts
from lib.commands import counting, loading, placing, recording
from lib.commands.outcome import Outcome
from lib.errors import CuadranteError, FileError, StoreError

COMMANDS: dict[str, Callable[[argparse.Namespace], Outcome]] = {
    "check": loading.check,
    "add": loading.add,
    "count": counting.count,
    "history": recording.history,
    "undo": recording.undo,
    "labels": recording.labels,
    "polygons": placing.polygons,
    "population": placing.population,
    "demo": placing.demo,
}


def run(words: argparse.Namespace) -> int:
    """Run the command; gives its exit code. Trouble that a person can mend is said in one message, never a traceback."""
    try:
        outcome = COMMANDS[words.command](words)
    except CuadranteError as error:
        return _trouble(error, words)
    except KeyboardInterrupt:
        print(texts.t("commands.stopped", words.lang), file=sys.stderr)
        return 130
    try:
        if words.json:
            print(json.dumps(outcome.told, ensure_ascii=False, allow_nan=False))
        else:
            for line in outcome.lines:
                print(line)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return outcome.code


def _trouble(error: CuadranteError, words: argparse.Namespace) -> int:
    print(f"{error.message(words.lang)} {error.remedy(words.lang)}", file=sys.stderr)
    if words.json:
        told = {"code": error.key, "message": error.message(words.lang), "remedy": error.remedy(words.lang)}
        print(json.dumps({"error": told}, ensure_ascii=False))
    return 1 if isinstance(error, FileError | StoreError) else 2
