"""Checking: rows of text become complaints, and every trouble is collected; nothing is dropped in silence.

    found = check(upload, understood, places=book, today=today)
    for batch in found:              # CheckedBatch: accepted (Arrow, columns.STAGING) and rejected (pandas)
        ...
    found.report                     # Report, after the last batch

``rows_read == rows_accepted + rows_rejected`` always; each rejected row has exactly one rejecting code.
"""

from lib.complaints.checking.check import Check, check
from lib.complaints.checking.rejections import REJECTED_COLUMNS
from lib.complaints.checking.report import CheckedBatch, Report

__all__ = ["REJECTED_COLUMNS", "Check", "CheckedBatch", "Report", "check"]
