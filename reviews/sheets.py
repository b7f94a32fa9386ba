"""Spreadsheets of reviewing: the ranking as people sort and print it in an office programme."""

from io import BytesIO

import xlsxwriter
from django.db.models import QuerySet

from proposals.models import Period
from reviews.ranking import ranking

RANKING_COLUMNS = (
    ("Peringkat", 10),
    ("Nomor", 16),
    ("Nama inovasi", 48),
    ("Instansi", 36),
    ("Status", 14),
    ("Tahap ke-", 9),
    ("Nilai", 9),
    ("Jumlah nilai", 12),
    ("Median", 9),
    ("Selisih", 9),
    ("Penentu urutan", 44),
)


def ranking_xlsx(period: Period, rows: QuerySet) -> bytes:
    """The ranking of `rows` with the same order and figures as the page, one line per proposal."""
    known = rows.select_related("agency").in_bulk()
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Peringkat")
    head, score = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "0.00"})
    for column, (title, width) in enumerate(RANKING_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, head)
    sheet.freeze_panes(1, 0)
    for index, line in enumerate(ranking(period, rows), start=1):
        proposal, here = known[line.proposal_id], line.here
        figures = (line.score, here.n if here else 0, here.median if here else None, here.spread if here else None)
        texts = (proposal.reference, proposal.title, proposal.agency.name, proposal.get_status_display())
        if line.place is not None:
            sheet.write_number(index, 0, line.place)
        for column, text in enumerate(texts, start=1):
            sheet.write_string(index, column, text)
        sheet.write_number(index, 5, proposal.review_round)
        for column, figure in enumerate(figures, start=6):
            if figure is not None:
                sheet.write_number(index, column, float(figure), None if column == 7 else score)
        sheet.write_string(index, 10, line.decided_by)
    sheet.autofilter(0, 0, max(len(known), 1), len(RANKING_COLUMNS) - 1)
    book.close()
    return buffer.getvalue()
