"""Prints every report of the only period once more, in a process of its own: one line of name and SHA-256 for each.

Run by the test that compares processes with different hash seeds.
"""

import datetime
import hashlib
import sys

from agencies.core.models import User
from dashboard.reports import issuing
from dashboard.reports.catalogue import KINDS, parts_of
from dashboard.reports.issuing import Order
from dashboard.reports.tables import Scope, described
from foundation.issued.models import IssuedPaper
from foundation.sheets.csvfile import csv_lines
from foundation.sheets.xlsx import workbook
from proposals.core.period.models import Period


def main(moment: str) -> None:
    """Prints them as of this moment in ISO form."""
    at = datetime.datetime.fromisoformat(moment)
    scope = Scope(User.objects.get(is_leader=True), Period.objects.get(), at)
    orders = [Order([key], scope) for key in KINDS]
    orders.append(Order(["rekap-tahap", "kipp"], scope, "Rapat", {"agenda": ["Pembukaan"]}))
    for order in orders:
        paper = IssuedPaper(serial="LAP-2026-00001", code="0" * 20, issued_at=at)
        parts = [part for key in order.kinds for part in parts_of(KINDS[key], scope)]
        tell(f"{order.kind}.pdf", issuing.print_paper(paper, issuing.context_of(order, parts)))
    for kind in KINDS.values():
        if kind.table:
            table = kind.table(scope)
            tell(
                f"{kind.key}.xlsx",
                workbook(kind.title, table.columns, table.everything, about=described(scope, kind.title)),
            )
            titles = [column.title for column in table.columns]
            tell(f"{kind.key}.csv", "".join(csv_lines(titles, table.everything)).encode())


def tell(name: str, content: bytes) -> None:
    sys.stdout.write(f"{name} {hashlib.sha256(content).hexdigest()}\n")
