"""The commands of ``python -m lib``: parsing the words, running one command, showing what came of it.

With ``--json`` one object on standard output and nothing else; otherwise text for people. Messages and progress go to
standard error. Exit codes: 0 done, 1 the file has no acceptable row or cannot be read, 2 wrong usage.
"""
