"""The command line: ``python -m lib check FILE``, ``add``, ``count``, ``history``, ``undo`` ... See lib/commands."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit code: 0 done, 1 nothing acceptable or not readable, 2 wrong usage."""
    from lib.commands import parsing, running

    return running.run(parsing.parse(list(sys.argv[1:] if argv is None else argv)))


if __name__ == "__main__":
    sys.exit(main())
