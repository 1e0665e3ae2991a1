"""The words of a command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from lib import texts
from lib.access import audiences
from lib.complaints.columns import PLACE_LEVELS
from lib.storage.queries import GROUPS


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The words as a namespace; ends the program with code 2 when they are wrong, 0 after --help."""
    return _parser(_language(argv)).parse_args(argv)


def _language(argv: Sequence[str]) -> str:
    """The language asked for, wherever it stands: help and errors are written in it too."""
    for word, following in zip(argv, [*argv[1:], ""], strict=False):
        asked = following if word == "--lang" else word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if asked in texts.languages():
            return asked
    return texts.DEFAULT


class _Parser(argparse.ArgumentParser):
    lang = texts.DEFAULT

    def error(self, message: str) -> NoReturn:
        print(texts.t("commands.wrong_usage", self.lang, reason=message), file=sys.stderr)
        self.print_usage(sys.stderr)
        self.exit(2)


def _parser(lang: str) -> argparse.ArgumentParser:
    def say(key: str) -> str:
        return texts.t(f"commands.help.{key}", lang).replace("%", "%%")

    _Parser.lang = lang
    parser = _Parser(prog="python -m lib", description=say("about"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    common = _Parser(add_help=False)
    common.add_argument("--json", action="store_true", help=say("json"))
    common.add_argument("--lang", choices=texts.languages(), default=lang, help=say("lang"))
    common.add_argument("--demo", action="store_true", help=say("demo"))

    reading = _Parser(add_help=False)
    reading.add_argument("file", metavar="FILE", help=say("file"))
    reading.add_argument("--format", help=say("format"))
    reading.add_argument("--source", help=say("source_given"))
    for name in ("encoding", "separator", "decimal", "date-order", "crs", "time-zone", "sheet", "layer"):
        reading.add_argument(f"--{name}", help=say("overrule"))
    reading.add_argument("--rejected", metavar="CSV", help=say("rejected"))

    commands.add_parser("check", parents=[common, reading], help=say("check"))
    adding = commands.add_parser("add", parents=[common, reading], help=say("add"))
    adding.add_argument("--edition", help=say("edition"))
    adding.add_argument("--who", help=say("who"))

    counting = commands.add_parser("count", parents=[common], help=say("count"))
    counting.add_argument("--by", default="", metavar="A,B", help=say("by") + " " + ", ".join(GROUPS))
    counting.add_argument("--level", choices=PLACE_LEVELS, default="district", help=say("level"))
    counting.add_argument("--place", action="append", default=[], help=say("place"))
    counting.add_argument("--crime-type", action="append", default=[], help=say("crime_type"))
    counting.add_argument("--from", dest="start", metavar="DATE", help=say("start"))
    counting.add_argument("--to", dest="end", metavar="DATE", help=say("end"))
    counting.add_argument("--source", default="", help=say("source_counted"))
    counting.add_argument("--non-crimes", action="store_true", help=say("non_crimes"))
    counting.add_argument("--audience", choices=tuple(audiences.policies()), default="command", help=say("audience"))
    counting.add_argument("--version", type=int, help=say("version"))

    commands.add_parser("history", parents=[common], help=say("history"))
    undoing = commands.add_parser("undo", parents=[common], help=say("undo"))
    undoing.add_argument("version", type=int, metavar="VERSION", help=say("undo_version"))
    undoing.add_argument("--who", help=say("who"))

    labelling = commands.add_parser("labels", parents=[common], help=say("labels"))
    labelling.add_argument("--source", default="", help=say("source_counted"))
    labelling.add_argument("--map", nargs=2, metavar=("LABEL", "CODE"), help=say("map"))
    labelling.add_argument("--who", help=say("who"))

    drawing = commands.add_parser("polygons", parents=[common], help=say("polygons"))
    drawing.add_argument("file", metavar="FILE", help=say("polygons_file"))
    drawing.add_argument("--level", choices=PLACE_LEVELS, default="sector", help=say("polygons_level"))
    for name in ("code-column", "name-column", "crs", "district", "layer"):
        drawing.add_argument(f"--{name}", help=say("overrule"))
    drawing.add_argument("--who", help=say("who"))

    peopling = commands.add_parser("population", parents=[common], help=say("population"))
    peopling.add_argument("file", metavar="FILE", help=say("population_file"))
    peopling.add_argument("--source", default="", help=say("population_source"))
    peopling.add_argument("--sheet", help=say("overrule"))
    peopling.add_argument("--who", help=say("who"))

    commands.add_parser("demo", parents=[common], help=say("build_demo"))
    return parser
